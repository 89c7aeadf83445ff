//! A channel that traps: by a panic or by an abort, in `frame` or, if its settings say so, at load.

use frontdesk_plugin::{
    Channel, Descriptor, Error, Plugin, SocketChannel, host,
    socket::{Event, Notice, Refusal, Session},
};

/// The component.
#[derive(Debug)]
pub struct Guest;

impl Plugin for Guest {
    fn describe() -> Descriptor {
        if host::settings().contains("describe") {
            std::process::abort();
        }
        Descriptor::channel("trap", "0.1.0", "Traps").settings(r#"{"type":"object"}"#)
    }

    fn validate() -> Result<(), Vec<Error>> {
        if host::settings().contains("refuse") {
            return Err(vec![
                Error::misconfigured("first"),
                Error::misconfigured("second"),
            ]);
        }
        Ok(())
    }
}

impl Channel for Guest {}

impl SocketChannel for Guest {
    #[expect(clippy::panic, reason = "it is what this guest is for")]
    fn frame(_session: &Session, data: &str, _at: f64) -> Result<Vec<Event>, Refusal> {
        match data {
            "panic" => panic!("{data}"),
            "abort" => std::process::abort(),
            _ => Ok(vec![Event::Typing(true)]),
        }
    }

    fn render(_session: &Session, notices: &[Notice]) -> Result<Vec<String>, Error> {
        if notices.is_empty() {
            return Err(Error::new(
                frontdesk_plugin::ErrorKind::Internal,
                "a mistake",
            ));
        }
        std::process::abort()
    }
}

frontdesk_plugin::export_socket_channel!(Guest);

//! A version of web chat that should not have been released: it panics at frames it did not expect.

use frontdesk_plugin::{
    Channel, Descriptor, Error, Plugin, SocketChannel,
    socket::{Event, Notice, Refusal, Session},
};

/// The component.
#[derive(Debug)]
pub struct Guest;

impl Plugin for Guest {
    fn describe() -> Descriptor {
        Descriptor::channel("webchat", "9.9.9", "Web chat, broken")
    }
}

impl Channel for Guest {}

impl SocketChannel for Guest {
    fn frame(_session: &Session, data: &str, _at: f64) -> Result<Vec<Event>, Refusal> {
        assert!(
            data.starts_with("{\"type\":\"typing\""),
            "an unexpected frame"
        );
        Ok(vec![Event::Typing(true)])
    }

    fn render(_session: &Session, notices: &[Notice]) -> Result<Vec<String>, Error> {
        Ok(vec!["{}".to_owned(); notices.len()])
    }
}

frontdesk_plugin::export_socket_channel!(Guest);

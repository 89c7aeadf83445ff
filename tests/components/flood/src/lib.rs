//! A channel that floods the log: many lines, then one huge one.

use frontdesk_plugin::{
    Channel, Descriptor, Error, Plugin, SocketChannel,
    host::{self, Level},
    socket::{Event, Notice, Refusal, Session},
};

/// The component.
#[derive(Debug)]
pub struct Guest;

impl Plugin for Guest {
    fn describe() -> Descriptor {
        Descriptor::channel("flood", "0.1.0", "Floods the log")
    }
}

impl Channel for Guest {}

impl SocketChannel for Guest {
    fn frame(_session: &Session, data: &str, _at: f64) -> Result<Vec<Event>, Refusal> {
        match data {
            "lines" => {
                for _ in 0..10_000 {
                    host::log(
                        Level::Error,
                        "flood\nfrontdesk: forged line",
                        &[("key", "value")],
                    );
                }
            }
            "long" => host::log(Level::Error, &"flood ".repeat(20_000), &[]),
            "huge" => host::log(Level::Error, &"x".repeat(8 << 20), &[]),
            _ => {}
        }
        Ok(vec![Event::Typing(true)])
    }

    fn render(_session: &Session, _notices: &[Notice]) -> Result<Vec<String>, Error> {
        Ok(Vec::new())
    }
}

frontdesk_plugin::export_socket_channel!(Guest);

//! A channel that calls itself without end.

use std::hint::black_box;

use frontdesk_plugin::{
    Channel, Descriptor, Error, Plugin, SocketChannel,
    socket::{Event, Notice, Refusal, Session},
};

/// The component.
#[derive(Debug)]
pub struct Guest;

#[expect(unconditional_recursion, reason = "it is what this guest is for")]
fn deeper(depth: u64) -> u64 {
    let kept = black_box([depth; 16]);
    deeper(black_box(depth.wrapping_add(1))).wrapping_add(kept.iter().sum())
}

impl Plugin for Guest {
    fn describe() -> Descriptor {
        Descriptor::channel("recursion", "0.1.0", "Calls itself")
    }
}

impl Channel for Guest {}

impl SocketChannel for Guest {
    fn frame(_session: &Session, data: &str, _at: f64) -> Result<Vec<Event>, Refusal> {
        Ok(vec![Event::Typing(data != "go" || deeper(0) > 0)])
    }

    fn render(_session: &Session, _notices: &[Notice]) -> Result<Vec<String>, Error> {
        Ok(Vec::new())
    }
}

frontdesk_plugin::export_socket_channel!(Guest);

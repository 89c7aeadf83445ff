//! A channel that never comes back: from `frame`, from `render`, and, if its settings say so, from
//! `describe` or `validate`.

use std::hint::black_box;

use frontdesk_plugin::{
    Channel, Descriptor, Error, Plugin, SocketChannel, host,
    socket::{Event, Notice, Refusal, Session},
};

/// The component.
#[derive(Debug)]
pub struct Guest;

fn for_ever() {
    let mut turns = 0_u64;
    while black_box(true) {
        turns = black_box(turns.wrapping_add(1));
    }
}

impl Plugin for Guest {
    fn describe() -> Descriptor {
        if host::settings().contains("describe") {
            for_ever();
        }
        Descriptor::channel("loop", "0.1.0", "Loops").settings(r#"{"type":"object"}"#)
    }

    fn validate() -> Result<(), Vec<Error>> {
        if host::settings().contains("validate") {
            for_ever();
        }
        Ok(())
    }
}

impl Channel for Guest {}

impl SocketChannel for Guest {
    fn frame(_session: &Session, data: &str, _at: f64) -> Result<Vec<Event>, Refusal> {
        if data == "go" {
            for_ever();
        }
        Ok(vec![Event::Typing(true)])
    }

    fn render(_session: &Session, _notices: &[Notice]) -> Result<Vec<String>, Error> {
        for_ever();
        Ok(Vec::new())
    }
}

frontdesk_plugin::export_socket_channel!(Guest);

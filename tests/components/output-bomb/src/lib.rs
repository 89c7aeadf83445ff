//! A channel that hands over 1 GB out of 1 MiB of memory: the same text a thousand times.

#[path = "../../inbound.rs"]
mod inbound;

use frontdesk_plugin::{
    Channel, Cx, Descriptor, Error, Plugin, Request, SocketChannel,
    channel::{Event as Reported, EventKind, Inbound, Message, Outcome, Said as Words, Webhook},
    socket::{Event, Notice, Refusal, Said, Session},
};

/// The component.
#[derive(Debug)]
pub struct Guest;

impl Plugin for Guest {
    fn describe() -> Descriptor {
        Descriptor::channel("output-bomb", "0.1.0", "Hands over 1 GB")
    }
}

/// A thousand strings that share one mebibyte. The host reads them before anything frees them, and
/// drops the instance instead of letting that happen.
#[expect(unsafe_code, reason = "no safe code can answer more than it has")]
fn bomb() -> Vec<String> {
    let text = "x".repeat(1 << 20).leak();
    (0..1_000)
        .map(|_| {
            // SAFETY: none; freeing two of them would be the guest's own ruin.
            unsafe { String::from_raw_parts(text.as_mut_ptr(), text.len(), text.len()) }
        })
        .collect()
}

impl Channel for Guest {
    fn receive(call: &Webhook) -> Result<Inbound, Error> {
        if call.query("bomb").is_some() {
            let events = bomb().into_iter();
            let event = |text: String| {
                let mut event = Reported::message("1", "2", 0.0, "");
                event.kind = EventKind::Message(Words {
                    text,
                    attachments: Vec::new(),
                    reply_to: None,
                });
                event
            };
            return Ok(Inbound::events(events.map(event).collect()));
        }
        inbound::receive(call)
    }

    fn send(message: &Message, cx: &mut Cx) -> Result<Outcome, Error> {
        if message.text() == Some("be good") {
            return Ok(Outcome::sent("good"));
        }
        let request = |text: String| {
            let mut request = Request::get("https://a.example");
            request.url = text;
            request
        };
        Err(cx.leave_to_fetch(bomb().into_iter().map(request).collect()))
    }
}

impl SocketChannel for Guest {
    fn frame(_session: &Session, data: &str, _at: f64) -> Result<Vec<Event>, Refusal> {
        if data == "bomb" {
            let event = |text: String| {
                let id = "1".to_owned();
                Event::Message(Said { id, text })
            };
            return Ok(bomb().into_iter().map(event).collect());
        }
        Ok(vec![Event::Typing(true)])
    }

    fn render(_session: &Session, _notices: &[Notice]) -> Result<Vec<String>, Error> {
        Ok(bomb())
    }
}

frontdesk_plugin::export_socket_channel!(Guest);

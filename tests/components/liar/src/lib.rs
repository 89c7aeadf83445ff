//! A channel that answers rubbish: what it is asked for names the lie.

use frontdesk_plugin::{
    Channel, Descriptor, Error, Plugin, SocketChannel, host,
    socket::{Card, Event, Notice, Refusal, Said, Session, Start},
    types::Field,
};

/// The component.
#[derive(Debug)]
pub struct Guest;

impl Plugin for Guest {
    fn describe() -> Descriptor {
        let mut descriptor =
            Descriptor::channel("liar", "0.1.0", "Lies").settings(r#"{"type":"object"}"#);
        if host::settings().contains("bad id") {
            descriptor.id = "../../etc".into();
        }
        if host::settings().contains("bad schema") {
            descriptor.settings_schema = "{".into();
        }
        if host::settings().contains("wants hosts") {
            descriptor.hosts = vec!["https://example.org".to_owned()];
        }
        descriptor
    }
}

impl Channel for Guest {}

fn said(id: &str, text: &str) -> Vec<Event> {
    vec![Event::Message(Said {
        id: id.to_owned(),
        text: text.to_owned(),
    })]
}

fn start(card: Card) -> Vec<Event> {
    vec![Event::Start(Start {
        id: "u1".to_owned(),
        card,
        text: None,
    })]
}

fn card(fields: usize, name: String) -> Card {
    let field = |n: usize| Field {
        name: n.to_string(),
        value: "x".to_owned(),
    };
    Card {
        name: Some(name),
        account_number: None,
        locale: None,
        fields: (0..fields).map(field).collect(),
    }
}

impl SocketChannel for Guest {
    fn frame(_session: &Session, data: &str, _at: f64) -> Result<Vec<Event>, Refusal> {
        Ok(match data {
            "a million events" => vec![Event::Typing(true); 1_000_000],
            "a hundred events" => vec![Event::Typing(true); 100],
            "an id with spaces" => said("a b\0", "Hello"),
            "an endless id" => said(&"a".repeat(1 << 20), "Hello"),
            "no text" => said("u1", ""),
            "a long text" => said("u1", &"a".repeat(5_001)),
            "a huge text" => said("u1", &"a".repeat(8 << 20)),
            "a text with NUL" => said("u1", "a\0b"),
            "too many fields" => start(card(10_000, "Ann".to_owned())),
            "a long name" => start(card(0, "a".repeat(501))),
            "a rubbish refusal" => {
                return Err(Refusal {
                    id: Some("a b".to_owned()),
                    code: "Not a code".repeat(1_000),
                    message: String::new(),
                });
            }
            _ => said("u1", "the truth"),
        })
    }

    /// More notices, bigger lies.
    fn render(_session: &Session, notices: &[Notice]) -> Result<Vec<String>, Error> {
        Ok(match notices.len() {
            0 => vec!["{}".to_owned(); 100_000],
            1 => vec!["x".repeat(8 << 20)],
            2 => vec!["x".repeat(200_000)],
            _ => vec!["{}".to_owned()],
        })
    }
}

frontdesk_plugin::export_socket_channel!(Guest);

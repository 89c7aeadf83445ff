//! Notices: the frames a page receives, exactly as the fixtures say.

use frontdesk_channel_webchat::WebChat;
use frontdesk_plugin::{
    SocketChannel,
    socket::{
        Ack, Assigned, Author, Body, Ended, EndedBy, Happening, Message, Notice, Queued, Refusal,
        Refused, Session, State,
    },
};

const AT: f64 = 1_730_000_000_000.0;

fn text(seq: u32, author: Author, name: Option<&str>, text: &str, id: &str) -> Notice {
    Notice::Message(Message {
        conversation: "cnv_1".into(),
        seq,
        at: AT,
        author,
        agent_name: name.map(Into::into),
        body: Body::Text(text.into()),
        client_id: Some(id.into()),
    })
}

fn happening(seq: u32, name: Option<&str>, happening: Happening) -> Notice {
    Notice::Message(Message {
        conversation: "cnv_1".into(),
        seq,
        at: AT,
        author: Author::System,
        agent_name: name.map(Into::into),
        body: Body::Happening(happening),
        client_id: None,
    })
}

fn ack(id: &str, seq: Option<u32>) -> Notice {
    Notice::Ack(Ack {
        id: id.into(),
        seq,
        conversation: "cnv_1".into(),
        at: AT,
    })
}

fn refused(id: Option<&str>, code: &str, message: &str, retry_after_ms: Option<u32>) -> Notice {
    let refusal = Refusal {
        id: id.map(Into::into),
        code: code.into(),
        message: message.into(),
    };
    Notice::Refused(Refused {
        refusal,
        retry_after_ms,
    })
}

/// In the order of `fixtures/notices.json`.
fn one_of_each() -> Vec<Notice> {
    let conversation = || "cnv_1".to_owned();
    vec![
        ack("u2", Some(7)),
        ack("u1", None),
        text(7, Author::Contact, None, "Hello", "u2"),
        text(8, Author::Agent, Some("Bea"), "Hi \"Ann\"", "a9"),
        happening(3, Some("Bea"), Happening::AgentJoined),
        happening(4, None, Happening::Requeued),
        happening(9, None, Happening::Ended(EndedBy::Agent)),
        Notice::State(State::None),
        Notice::State(State::Queued(Queued {
            conversation: conversation(),
            position: 3,
            since: AT,
        })),
        Notice::State(State::Assigned(Assigned {
            conversation: conversation(),
            agent_name: "Bea".into(),
        })),
        Notice::State(State::Ended(Ended {
            conversation: conversation(),
            by: EndedBy::Agent,
        })),
        Notice::Typing(true),
        Notice::Read(7),
        refused(
            Some("u2"),
            "text_too_long",
            "A message is at most 4000 characters.",
            None,
        ),
        refused(None, "busy", "Busy.", Some(500)),
    ]
}

#[test]
fn notices_look_exactly_as_the_fixtures_say_and_keep_their_order() {
    let session = Session {
        channel: "shop".into(),
        thread: "vis_1".into(),
        locale: "en".into(),
    };
    let fixtures: Vec<serde_json::Value> =
        serde_json::from_str(include_str!("../fixtures/notices.json")).unwrap();
    let frames = WebChat::render(&session, &one_of_each()).unwrap();
    assert_eq!(frames.len(), fixtures.len());
    for (frame, fixture) in frames.iter().zip(fixtures) {
        assert_eq!(
            frame,
            fixture["frame"].as_str().unwrap(),
            "{}",
            fixture["name"]
        );
    }
}

#[test]
fn no_notices_are_no_frames() {
    let session = Session {
        channel: "shop".into(),
        thread: "vis_1".into(),
        locale: "en".into(),
    };
    assert_eq!(WebChat::render(&session, &[]), Ok(Vec::new()));
}

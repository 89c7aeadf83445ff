//! Web chat's component, run natively: what visitors send, and what goes back to them.

use frontdesk_channel_webchat::WebChat;
use frontdesk_plugin::{
    SocketChannel as _,
    socket::{Author, Body, Event, Message, Notice, Session},
};
use frontdesk_test_fuzz::{CASES, Mutator, each_case};

/// The codes of `PROTOCOL.md` that a component gives.
const CODES: [&str; 12] = [
    "not_json",
    "not_an_object",
    "unknown_frame",
    "missing_field",
    "wrong_type",
    "bad_id",
    "text_empty",
    "text_too_long",
    "name_too_long",
    "too_many_fields",
    "field_too_long",
    "frame_too_large",
];

fn session() -> Session {
    Session {
        channel: "shop".into(),
        thread: "vis_1".into(),
        locale: "en".into(),
    }
}

fn is_id(id: &str) -> bool {
    (1..=64).contains(&id.len())
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

fn is_clean(text: &str, characters: usize) {
    assert_eq!(text.trim(), text);
    assert!(
        !text.is_empty() && text.chars().count() <= characters,
        "{text:?}"
    );
    let forbidden = |c: char| c.is_control() && c != '\n' && c != '\t';
    assert!(!text.chars().any(forbidden), "{text:?}");
}

#[test]
fn a_frame_is_an_event_with_clean_texts_or_a_refusal_of_the_protocol() {
    each_case(
        include_str!("../corpus/webchat.jsonl"),
        |case| match WebChat::frame(&session(), case, 0.0) {
            Ok(events) => events.iter().for_each(check),
            Err(refusal) => {
                assert!(CODES.contains(&refusal.code.as_str()), "{}", refusal.code);
                assert!(!refusal.message.is_empty() && refusal.message.len() < 300);
                assert!(refusal.id.as_deref().is_none_or(is_id), "{:?}", refusal.id);
            }
        },
    );
}

fn check(event: &Event) {
    match event {
        Event::Start(start) => {
            assert!(is_id(&start.id));
            start.card.name.iter().for_each(|name| is_clean(name, 80));
            start.text.iter().for_each(|text| is_clean(text, 4_000));
        }
        Event::Message(said) => {
            assert!(is_id(&said.id));
            is_clean(&said.text, 4_000);
        }
        Event::End(id) => assert!(is_id(id)),
        Event::Typing(_) | Event::Read(_) => {}
    }
}

#[test]
fn any_text_reaches_the_visitors_page_unchanged() {
    for number in 0..CASES {
        let text = Mutator::seeded(number).nonsense(12);
        let notice = Notice::Message(Message {
            conversation: "cnv_1".into(),
            seq: 7,
            at: 1_730_000_000_000.0,
            author: Author::Agent,
            agent_name: Some(text.clone()),
            body: Body::Text(text.clone()),
            client_id: None,
        });
        let frames = WebChat::render(&session(), &[notice]).unwrap();
        let frame: serde_json::Value = serde_json::from_str(&frames[0]).unwrap();
        assert_eq!(frame["text"], text);
        assert_eq!(frame["name"], text);
        assert_eq!(frame["from"], "agent");
    }
}

//! Visitors' frames: what the fixtures say, and every field with every wrong type.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says so by failing"
)]

use frontdesk_channel_webchat::WebChat;
use frontdesk_plugin::{
    SocketChannel,
    socket::{Event, Refusal, Session},
};
use serde_json::{Value, json};

fn session() -> Session {
    Session {
        channel: "shop".into(),
        thread: "vis_1".into(),
        locale: "en".into(),
    }
}

fn frame(data: &str) -> Result<Event, Refusal> {
    WebChat::frame(&session(), data, 0.0).map(|events| {
        assert_eq!(events.len(), 1, "one frame is one event");
        events.into_iter().next().unwrap()
    })
}

fn refused(data: &str) -> (String, Option<String>) {
    let refusal = frame(data).expect_err("is refused");
    assert!(!refusal.message.is_empty());
    (refusal.code, refusal.id)
}

fn fixtures(text: &str) -> Vec<Value> {
    serde_json::from_str(text).expect("fixtures are JSON")
}

fn as_json(event: Event) -> Value {
    match event {
        Event::Start(start) => {
            assert_eq!(
                start.card.locale.as_deref(),
                Some("en"),
                "the session's language"
            );
            let fields: Vec<_> = start
                .card
                .fields
                .iter()
                .map(|f| [&f.name, &f.value])
                .collect();
            json!({ "start": {
                "id": start.id, "name": start.card.name, "account": start.card.account_number,
                "fields": fields, "text": start.text,
            }})
        }
        Event::Message(said) => json!({ "message": { "id": said.id, "text": said.text } }),
        Event::Typing(on) => json!({ "typing": on }),
        Event::Read(seq) => json!({ "read": seq }),
        Event::End(id) => json!({ "end": id }),
    }
}

#[test]
fn accepted_frames_mean_what_the_fixtures_say() {
    for case in fixtures(include_str!("../fixtures/accepted.json")) {
        let event = frame(case["frame"].as_str().unwrap());
        assert_eq!(
            event.map(as_json).ok(),
            Some(case["event"].clone()),
            "{}",
            case["name"]
        );
    }
}

#[test]
fn refused_frames_have_the_code_and_id_that_the_fixtures_say() {
    for case in fixtures(include_str!("../fixtures/refused.json")) {
        let (code, id) = refused(case["frame"].as_str().unwrap());
        assert_eq!(
            json!([code, id]),
            json!([case["code"], case["id"]]),
            "{}",
            case["name"]
        );
    }
}

/// A whole frame of each kind, with its fields and whether each must be there.
fn whole_frames() -> Vec<(Value, Vec<(&'static str, bool)>)> {
    vec![
        (
            json!({"t": "start", "id": "u1", "name": "Ann", "account": "1", "fields": {"a": "b"}, "text": "Hi"}),
            vec![
                ("t", true),
                ("id", true),
                ("name", true),
                ("account", false),
                ("fields", false),
                ("text", false),
            ],
        ),
        (
            json!({"t": "message", "id": "u1", "text": "Hi"}),
            vec![("t", true), ("id", true), ("text", true)],
        ),
        (
            json!({"t": "typing", "on": true}),
            vec![("t", true), ("on", true)],
        ),
        (
            json!({"t": "read", "seq": 1}),
            vec![("t", true), ("seq", true)],
        ),
        (
            json!({"t": "end", "id": "u1"}),
            vec![("t", true), ("id", true)],
        ),
    ]
}

#[test]
fn every_field_with_every_wrong_type_is_refused_as_such() {
    let values = [
        json!(null),
        json!(true),
        json!(7),
        json!(1.5),
        json!("x"),
        json!([]),
        json!([1]),
        json!({"a": 1}),
    ];
    for (whole, fields) in whole_frames() {
        for (field, required) in fields {
            for value in &values {
                let fits = match field {
                    "on" => value.is_boolean(),
                    "seq" => value.is_u64(),
                    "fields" => value.is_null(),
                    "account" => value.is_string() || value.is_null(),
                    "text" => value.is_string() || (value.is_null() && !required),
                    _ => value.is_string(),
                };
                if fits {
                    continue;
                }
                let mut changed = whole.clone();
                changed[field] = value.clone();
                let (code, id) = refused(&changed.to_string());
                assert_eq!(code, "wrong_type", "{changed}");
                assert_eq!(id.as_deref(), changed["id"].as_str(), "{changed}");
            }
        }
    }
}

#[test]
fn every_required_field_is_missed_and_no_optional_one() {
    for (whole, fields) in whole_frames() {
        for (field, required) in fields {
            let mut changed = whole.clone();
            changed.as_object_mut().unwrap().remove(field);
            match frame(&changed.to_string()) {
                Ok(_) => assert!(!required, "{changed}"),
                Err(refusal) => {
                    assert!(required, "{changed}");
                    assert_eq!(refusal.code, "missing_field", "{changed}");
                }
            }
        }
    }
}

#[test]
fn further_fields_hold_texts_only() {
    for value in [json!(null), json!(1), json!(true), json!([]), json!({})] {
        let start = json!({"t": "start", "id": "u1", "name": "Ann", "fields": {"a": value}});
        assert_eq!(
            refused(&start.to_string()),
            ("wrong_type".into(), Some("u1".into()))
        );
    }
}

#[test]
fn a_text_may_be_as_long_as_the_limit_and_no_longer() {
    for (text, fits) in [("ü".repeat(4_000), true), ("ü".repeat(4_001), false)] {
        for data in [
            json!({"t": "message", "id": "u2", "text": format!("  {text}\r\n")}),
            json!({"t": "start", "id": "u2", "name": "Ann", "text": text}),
        ] {
            match frame(&data.to_string()) {
                Ok(_) => assert!(fits),
                Err(refusal) => {
                    assert!(!fits);
                    assert_eq!(refusal.code, "text_too_long");
                    assert_eq!(refusal.id.as_deref(), Some("u2"));
                }
            }
        }
    }
}

#[test]
fn names_accounts_and_fields_have_limits() {
    let many: serde_json::Map<String, Value> =
        (0..31).map(|n| (n.to_string(), json!("x"))).collect();
    for (field, value, code) in [
        ("name", json!("ü".repeat(81)), "name_too_long"),
        ("account", json!("1".repeat(501)), "field_too_long"),
        ("fields", json!({ "k".repeat(101): "x" }), "field_too_long"),
        ("fields", json!({ "k": "x".repeat(501) }), "field_too_long"),
        ("fields", Value::Object(many), "too_many_fields"),
    ] {
        let mut start = json!({"t": "start", "id": "u1", "name": "Ann"});
        start[field] = value;
        assert_eq!(
            refused(&start.to_string()),
            (code.into(), Some("u1".into()))
        );
    }
}

#[test]
fn a_megabyte_of_text_is_refused_before_it_is_parsed() {
    let data = json!({"t": "message", "id": "u2", "text": "a".repeat(1 << 20)}).to_string();
    assert_eq!(refused(&data), ("frame_too_large".into(), None));
}

#[test]
fn nesting_ends_in_a_refusal_however_deep() {
    for depth in [100, 127, 128, 129, 1_000, 20_000] {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let deep = format!("{}0{}", open.repeat(depth), close.repeat(depth));
            if deep.len() > 60_000 {
                continue;
            }
            let alone = frame(&deep).expect_err("is refused").code;
            assert!(["not_json", "not_an_object", "missing_field"].contains(&alone.as_str()));
            let inside = format!("{{\"t\":\"end\",\"id\":{deep}}}");
            let inside = frame(&inside).expect_err("is refused").code;
            assert!(["not_json", "wrong_type"].contains(&inside.as_str()));
        }
        let unclosed = frame(&"[".repeat(depth)).expect_err("is refused").code;
        assert_eq!(unclosed, "not_json");
    }
}

#[test]
fn a_refusal_never_repeats_the_frame() {
    let data = json!({"t": "message", "id": 7, "text": "my secret"}).to_string();
    let refusal = frame(&data).expect_err("is refused");
    assert!(!format!("{refusal:?}").contains("secret"));
}

#[test]
fn frames_cut_or_changed_anywhere_are_answered_without_a_panic() {
    let whole = r#"{"t":"start","id":"u1","name":"Ünn","account":"1","fields":{"a":"\ud83d\ude00"},"text":"Hi"}"#;
    for (at, _) in whole.char_indices() {
        let (head, tail) = whole.split_at(at);
        assert!(frame(head).is_err());
        for piece in ["\"", "{", "}", ",", "\\", "\0", "9", "\u{202E}"] {
            let _answered = frame(&format!("{head}{piece}{tail}"));
        }
    }
}

//! Web chat, as a component: the same fixtures as its own tests, through the whole host.

use std::{sync::Arc, time::Duration};

use frontdesk_core::{
    AgentId, Author, Content, ConversationId, EndedBy, Message, Name, Notice, Seq, Timestamp,
};
use frontdesk_engine::ports::{
    ContactEvent, ContactNotice, ContactState, FrameFault, SocketChannel,
};
use frontdesk_plugin_host::{Limits, LoadOptions, Plugin};
use serde_json::{Value, json};
use tokio::{task::yield_now, time::timeout};

use crate::harness::{frame, load, load_with, session};

const TYPING: &str = r#"{"t":"typing","on":true}"#;
const AT: Timestamp = Timestamp(1_730_000_000_000);

fn fixtures(name: &str) -> Vec<Value> {
    let path = format!(
        "{}/../../channels/webchat/fixtures/{name}",
        env!("CARGO_MANIFEST_DIR")
    );
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn as_json(event: ContactEvent) -> Value {
    match event {
        ContactEvent::Start { id, card, text } => {
            let fields: Vec<_> = card
                .fields
                .iter()
                .map(|(name, value)| [name, value])
                .collect();
            json!({ "start": {
                "id": id, "name": card.name, "account": card.account_number,
                "fields": fields, "text": text,
            }})
        }
        ContactEvent::Message { id, text } => json!({ "message": { "id": id, "text": text } }),
        ContactEvent::Typing { on } => json!({ "typing": on }),
        ContactEvent::Read { seq } => json!({ "read": seq.0 }),
        ContactEvent::End { id } => json!({ "end": id }),
    }
}

#[tokio::test]
async fn frames_mean_through_the_component_what_they_mean_natively() {
    let webchat = load("webchat").await;
    for case in fixtures("accepted.json") {
        let mut events = frame(&webchat, case["frame"].as_str().unwrap())
            .await
            .unwrap();
        assert_eq!(events.len(), 1);
        assert_eq!(as_json(events.remove(0)), case["event"], "{}", case["name"]);
    }
    for case in fixtures("refused.json") {
        match frame(&webchat, case["frame"].as_str().unwrap()).await {
            Err(FrameFault::Refused { id, code, .. }) => {
                assert_eq!(json!([code, id]), json!([case["code"], case["id"]]));
            }
            other => panic!("{}: {other:?}", case["name"]),
        }
    }
    assert_eq!(
        webchat.health().faults_total,
        0,
        "a bad frame is not the component's fault"
    );
}

fn message(seq: u32, author: Author, name: Option<&str>, content: Content) -> ContactNotice {
    let client_id = matches!(author, Author::Contact).then(|| "u2".into());
    let conversation = ConversationId::new(1).unwrap();
    let message = Message {
        conversation,
        seq: Seq(seq),
        at: AT,
        author,
        content,
        client_id,
    };
    ContactNotice::Message {
        message,
        agent_name: name.map(Into::into),
    }
}

/// In the order of `notices.json`.
fn one_of_each() -> Vec<ContactNotice> {
    let conversation = ConversationId::new(1).unwrap();
    let bea = || AgentId(Name::new("bea").unwrap());
    let system = |seq, name, notice| message(seq, Author::System, name, Content::Notice(notice));
    let ack = |id: &str, seq| ContactNotice::Ack {
        id: id.into(),
        seq,
        conversation,
        at: AT,
    };
    let refused =
        |id: Option<&str>, code: &str, message: &str, ms: Option<u64>| ContactNotice::Refused {
            id: id.map(Into::into),
            code: code.into(),
            message: message.into(),
            retry_after: ms.map(Duration::from_millis),
        };
    vec![
        ack("u2", Some(Seq(7))),
        ack("u1", None),
        message(7, Author::Contact, None, Content::Text("Hello".into())),
        message(
            8,
            Author::Agent(bea()),
            Some("Bea"),
            Content::Text("Hi \"Ann\"".into()),
        ),
        system(3, Some("Bea"), Notice::AgentJoined(bea())),
        system(4, None, Notice::Requeued),
        system(9, None, Notice::Ended(EndedBy::Agent(bea()))),
        ContactNotice::State(ContactState::None),
        ContactNotice::State(ContactState::Queued {
            conversation,
            position: 3,
            since: AT,
        }),
        ContactNotice::State(ContactState::Assigned {
            conversation,
            agent_name: "Bea".into(),
        }),
        ContactNotice::State(ContactState::Ended {
            conversation,
            by: "agent",
        }),
        ContactNotice::Typing { on: true },
        ContactNotice::Read { seq: Seq(7) },
        refused(
            Some("u2"),
            "text_too_long",
            "A message is at most 4000 characters.",
            None,
        ),
        refused(None, "busy", "Busy.", Some(500)),
    ]
}

#[tokio::test]
async fn notices_look_as_the_protocol_says() {
    let webchat = load("webchat").await;
    let frames = webchat.render(&session(), &one_of_each()).await.unwrap();
    let expected: Vec<_> = fixtures("notices.json")
        .into_iter()
        .map(|case| case["frame"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(frames, expected);
}

#[tokio::test]
async fn a_long_transcript_is_rendered_whole_and_in_order() {
    let webchat = load("webchat").await;
    let text = "ü".repeat(4_000);
    let notices: Vec<_> = (1..=500)
        .map(|seq| {
            message(
                seq,
                Author::Contact,
                None,
                Content::Text(text.as_str().into()),
            )
        })
        .collect();
    let frames = webchat.render(&session(), &notices).await.unwrap();
    assert_eq!(frames.len(), 500);
    for (frame, seq) in frames.iter().zip(1_u64..) {
        let frame: Value = serde_json::from_str(frame).unwrap();
        assert_eq!(frame["seq"], json!(seq));
        assert_eq!(frame["text"].as_str(), Some(text.as_str()));
    }
}

async fn idle_after_a_call(limits: Limits) -> (Arc<Plugin>, usize) {
    let options = LoadOptions {
        limits,
        ..LoadOptions::default()
    };
    let webchat = load_with("webchat", options).await.unwrap();
    frame(&webchat, TYPING).await.unwrap();
    let idle = webchat.health().idle_instances;
    (webchat, idle)
}

#[tokio::test]
async fn an_instance_is_dropped_after_its_last_call() {
    let (webchat, idle) = idle_after_a_call(Limits {
        warm_calls: 2,
        ..Limits::default()
    })
    .await;
    assert_eq!(idle, 1);
    frame(&webchat, TYPING).await.unwrap();
    assert_eq!(webchat.health().idle_instances, 0);
    let (_, idle) = idle_after_a_call(Limits {
        warm: 0,
        ..Limits::default()
    })
    .await;
    assert_eq!(idle, 0);
}

#[tokio::test]
async fn an_instance_that_idles_too_long_is_dropped() {
    let limits = Limits {
        warm_idle: Duration::ZERO,
        ..Limits::default()
    };
    let (webchat, _) = idle_after_a_call(limits).await;
    let swept = async {
        while webchat.health().idle_instances > 0 {
            yield_now().await;
        }
    };
    timeout(Duration::from_mins(1), swept)
        .await
        .expect("is swept");
}

#[tokio::test]
async fn a_warm_instance_answers_the_next_call() {
    let webchat = load("webchat").await;
    for _ in 0..3 {
        frame(&webchat, TYPING).await.unwrap();
        assert_eq!(webchat.health().idle_instances, 1);
    }
}

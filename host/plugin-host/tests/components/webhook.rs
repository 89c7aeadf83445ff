//! Providers' calls: verified, read, and what they mean checked.

use std::{fmt::Write as _, sync::Arc};

use frontdesk_core::{Cause, Consent, DeliveryReason, DeliveryState, Media, Timestamp};
use frontdesk_engine::ports::{
    DeliveryReport, InboundEvent, InboundKind, ReceiveFault, ReportSubject, WebhookCall,
    WebhookChannel,
};
use frontdesk_plugin_host::{Grants, LoadOptions, Plugin, SecretUse};
use serde_json::{Value, json};

use crate::{
    ask::secret,
    harness::{load, load_with, patient},
};

const SECRET: &str = "app-secret";

async fn channel() -> Arc<Plugin> {
    let secret = secret(SECRET, &[], &[SecretUse::Verify]);
    let options = LoadOptions {
        grants: Grants {
            secrets: [("app_secret".to_owned(), secret)].into(),
            ..Grants::default()
        },
        ..patient()
    };
    load_with("echo-outbox", options).await.expect("is loaded")
}

fn signed(body: &[u8], key: &str) -> WebhookCall {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, key.as_bytes());
    let code = ring::hmac::sign(&key, body);
    let hex = code.as_ref().iter().fold(String::new(), |mut hex, byte| {
        let _infallible = write!(hex, "{byte:02x}");
        hex
    });
    WebhookCall {
        method: "POST".into(),
        url: "https://desk.example/hooks/sms".into(),
        query: Vec::new(),
        headers: vec![("x-signature".into(), format!("sha256={hex}"))],
        body: body.to_vec(),
        at: Timestamp(1_000),
    }
}

pub(crate) fn call(body: &Value) -> WebhookCall {
    signed(body.to_string().as_bytes(), SECRET)
}

pub(crate) fn texts(events: &[InboundEvent]) -> Vec<(&str, &str)> {
    let text = |event: &InboundEvent| {
        let InboundKind::Message { content } = &event.kind else {
            panic!("{:?}", event.kind);
        };
        (
            event.id.clone(),
            content.text().unwrap_or_default().to_owned(),
        )
    };
    let texts: Vec<_> = events.iter().map(text).collect();
    let leak = |(id, text): (String, String)| (&*id.leak(), &*text.leak());
    texts.into_iter().map(leak).collect()
}

#[tokio::test]
async fn a_signed_call_becomes_events() {
    let channel = channel().await;
    let call = call(&json!({ "events": [
        { "id": "m1", "from": "+49170", "text": " Hello\u{7}\r\nthere " },
        { "id": "m2", "from": "+49171", "text": "\u{1}" },
    ]}));
    let inbound = channel.receive(&call).await.unwrap();
    assert_eq!(
        texts(&inbound.events),
        [("m1", "Hello \nthere")],
        "an empty text is none"
    );
    let event = &inbound.events[0];
    assert_eq!((&*event.thread.0, event.at), ("+49170", Timestamp(5)));
    assert_eq!(event.contact.name.as_deref(), Some("Name of +49170"));
    assert_eq!(inbound.reply, None);
    assert_eq!(
        channel.receive(&call).await.unwrap(),
        inbound,
        "the same call, the same events"
    );
}

#[tokio::test]
async fn a_text_longer_than_a_message_becomes_several_and_nothing_is_lost() {
    let text = "ä".repeat(12_000);
    let call = call(&json!({ "events": [{ "id": "m1", "from": "1", "text": text }] }));
    let events = channel().await.receive(&call).await.unwrap().events;
    let parts = texts(&events);
    let ids: Vec<_> = parts.iter().map(|(id, _)| *id).collect();
    assert_eq!(ids, ["m1", "m1~2", "m1~3"]);
    let whole: String = parts.iter().map(|(_, text)| *text).collect();
    assert_eq!(whole, text);
}

#[tokio::test]
async fn a_wrong_missing_or_ungranted_signature_lets_nothing_in() {
    let channel = channel().await;
    let body = json!({ "events": [] }).to_string();
    let wrong = signed(body.as_bytes(), "another");
    let mut missing = signed(body.as_bytes(), SECRET);
    missing.headers.clear();
    let mut changed = signed(body.as_bytes(), SECRET);
    changed.body.push(b' ');
    for call in [wrong, missing, changed] {
        let answer = channel.receive(&call).await;
        assert!(
            matches!(answer, Err(ReceiveFault::Unauthorized(_))),
            "{answer:?}"
        );
    }
    let ungranted = load("echo-outbox").await;
    let answer = ungranted.receive(&signed(body.as_bytes(), SECRET)).await;
    let Err(ReceiveFault::Unavailable { message, .. }) = answer else {
        panic!("{answer:?}");
    };
    assert!(
        message.contains("[channel.echo-outbox.secrets] app_secret"),
        "{message}"
    );
    assert_eq!(ungranted.health().faults_total, 0);
}

#[tokio::test]
async fn a_body_that_is_no_text_is_verified_byte_for_byte() {
    let channel = channel().await;
    let answer = channel.receive(&signed(&[0xff, 0xfe, 0], SECRET)).await;
    assert!(
        matches!(answer, Err(ReceiveFault::Invalid(_))),
        "{answer:?}"
    );
    let answer = channel.receive(&signed(b"{", SECRET)).await;
    assert!(
        matches!(answer, Err(ReceiveFault::Invalid(_))),
        "{answer:?}"
    );
}

#[tokio::test]
async fn a_challenge_is_answered() {
    let answer = channel()
        .await
        .receive(&call(&json!({ "challenge": "77" })))
        .await;
    let reply = answer.unwrap().reply.expect("a reply");
    assert_eq!((reply.status, reply.body), (200, b"77".to_vec()));
}

#[tokio::test]
async fn rubbish_is_never_passed_on() {
    for lie in [
        "a status",
        "a header",
        "a cookie",
        "a crowd",
        "no thread",
        "an id",
    ] {
        let channel = channel().await;
        let answer = channel.receive(&call(&json!({ "lie": lie }))).await;
        let Err(ReceiveFault::Component(message)) = answer else {
            panic!("{lie}: {answer:?}");
        };
        assert!(
            message.starts_with("its answer is not valid"),
            "{lie}: {message}"
        );
        assert_eq!(channel.health().faults_total, 1, "{lie}");
    }
    let answer = channel()
        .await
        .receive(&call(&json!({ "lie": "not a time" })))
        .await;
    assert_eq!(
        answer.unwrap().events[0].at,
        Timestamp(1_000),
        "no time is now"
    );
}

#[tokio::test]
async fn calls_have_a_size_and_a_method() {
    let channel = channel().await;
    let huge = signed(&vec![b'x'; (1 << 20) + 1], SECRET);
    assert!(matches!(
        channel.receive(&huge).await,
        Err(ReceiveFault::Invalid(_))
    ));
    let mut trace = call(&json!({}));
    trace.method = "TRACE".into();
    assert!(matches!(
        channel.receive(&trace).await,
        Err(ReceiveFault::Unsupported(_))
    ));
    let webchat = load("webchat").await;
    let answer = webchat.receive(&call(&json!({}))).await;
    assert!(
        matches!(answer, Err(ReceiveFault::Unsupported(_))),
        "{answer:?}"
    );
}

fn one(inbound: frontdesk_engine::ports::Inbound) -> InboundEvent {
    let mut events = inbound.events.into_iter();
    events.next().expect("an event")
}

async fn happened(text: &str) -> InboundKind {
    let call = call(&json!({"events": [{"id": "m1", "from": "+49170", "text": text}]}));
    one(channel().await.receive(&call).await.unwrap()).kind
}

#[tokio::test]
async fn reports_name_a_message_in_three_ways_and_say_why_it_failed() {
    let report = |subject, state, reason| {
        InboundKind::Status(DeliveryReport {
            subject,
            state,
            reason,
        })
    };
    let why = DeliveryReason {
        cause: Cause::Recipient,
        message: "no such number".into(),
        code: Some("30005".into()),
    };
    let by_id = |id: &str| ReportSubject::ProviderId(id.to_owned());
    for (text, expected) in [
        (
            "!delivered p1",
            report(by_id("p1"), DeliveryState::Delivered, None),
        ),
        (
            "!failed p1",
            report(by_id("p1"), DeliveryState::Failed, Some(why)),
        ),
        (
            "!read cnv_1.2",
            report(
                ReportSubject::Reference("cnv_1.2".to_owned()),
                DeliveryState::Read,
                None,
            ),
        ),
        ("!typing", InboundKind::Typing),
        ("!stop", InboundKind::Consent(Consent::Stop)),
        ("!start", InboundKind::Consent(Consent::Start)),
        (
            "!echo hello",
            InboundKind::Echo {
                reference: None,
                provider_id: "inbox-hello".to_owned(),
                text: "hello".to_owned(),
            },
        ),
    ] {
        assert_eq!(happened(text).await, expected, "{text}");
    }
}

#[tokio::test]
async fn a_file_comes_with_its_handle_and_its_sender_with_their_addresses() {
    let call =
        call(&json!({"events": [{"id": "m1", "from": "+49170", "text": "!picture my cat"}]}));
    let event = one(channel().await.receive(&call).await.unwrap());
    let InboundKind::Message { content } = &event.kind else {
        panic!("{:?}", event.kind);
    };
    assert_eq!(content.text(), Some("my cat"));
    let [file] = content.attachments() else {
        panic!("{content:?}");
    };
    assert_eq!((file.media, &*file.handle), (Media::Image, "file-1"));
    assert_eq!(file.name.as_deref(), Some("cat.png"));
    let [identity] = event.contact.identities.as_slice() else {
        panic!("no address");
    };
    assert_eq!((&*identity.kind, &*identity.value), ("phone", "+49170"));
}

//! Channels that misbehave over the network, in their log or by what they hand over: each ends in the
//! right typed fault, and a neighbour on the same thread goes on.

use std::{sync::Arc, time::Duration};

use frontdesk_core::Timestamp;
use frontdesk_engine::ports::{
    Outbound, Receipt, ReceiveFault, SendFault, WebhookCall, WebhookChannel,
};
use frontdesk_plugin_host::{Limits, LoadOptions, LogLevel, Plugin};
use serde_json::json;
use tokio::task::yield_now;

use crate::{
    ask::grants,
    harness::{component, fault, frame, load, load_with, patient, render},
    outbound::dispatch,
    peer::{Answer, Peer, networked},
};

const MESSAGE: &str = r#"{"t":"message","id":"u1","text":"Hello"}"#;

/// Sends while a neighbour answers frames: the answer, and how many frames.
async fn beside_a_neighbour(channel: &Plugin, text: &str) -> (Result<Receipt, SendFault>, u32) {
    let neighbour = load("webchat").await;
    let mut answered = 0;
    let others = async {
        loop {
            frame(&neighbour, MESSAGE).await.expect("is answered");
            answered += 1;
            yield_now().await;
        }
    };
    let dispatch = dispatch(text);
    let answer = tokio::select! {
        biased;
        answer = channel.send(&dispatch) => answer,
        () = others => unreachable!(),
    };
    assert_eq!(neighbour.health().faults_total, 0);
    (answer, answered)
}

fn transient(answer: Result<Receipt, SendFault>) -> String {
    match answer {
        Err(SendFault::Transient { message, .. }) => message,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_slow_provider_holds_up_its_own_messages_only() {
    let peer = Peer::plain(|_| Answer::Stall(Vec::new())).await;
    let url = peer.loopback();
    let options = LoadOptions {
        settings_json: json!({ "url": url }).to_string(),
        grants: grants(&[&url], &[]),
        limits: Limits {
            request: Duration::from_millis(200),
            ..Limits::default()
        },
        ..LoadOptions::default()
    };
    let host = networked();
    let slow = host.load("slow", component("slow-http"), options).await;
    let slow = slow.unwrap();
    let (answer, answered) = beside_a_neighbour(&slow, "Hello").await;
    transient(answer);
    assert!(answered > 1, "answered {answered} times meanwhile");
    let health = slow.health();
    assert_eq!((health.faults_total, health.quarantined_until), (0, None));
    assert_eq!(health.last_fault.unwrap().kind, "transient");
}

#[tokio::test]
async fn what_may_not_be_reached_is_denied_and_the_operator_sees_it() {
    let channel = load("denied").await;
    let (answer, _) = beside_a_neighbour(&channel, "Hello").await;
    let message = transient(answer);
    assert!(
        message.starts_with("4 denied: https://evil.example is not granted"),
        "{message}"
    );
    let last = channel.health().last_fault.unwrap();
    assert_eq!((last.kind, last.message), ("misconfigured", message));
    assert_eq!(channel.health().faults_total, 0);
}

#[tokio::test]
async fn a_flood_of_lines_is_kept_short_and_the_message_still_goes() {
    let limits = Limits {
        log_lines_per_second: 10,
        ..patient().limits
    };
    let options = LoadOptions {
        limits,
        ..LoadOptions::default()
    };
    let channel = load_with("log-flood", options).await.unwrap();
    for _ in 0..4 {
        let (answer, _) = beside_a_neighbour(&channel, "Hello").await;
        assert!(answer.is_ok(), "{answer:?}");
    }
    let lines = channel.log_after(0, usize::MAX);
    let first = lines.first().expect("a line");
    assert_eq!((first.number, first.level), (1, LogLevel::Error));
    assert!(first.text.len() <= 4 << 10);
    assert!(lines.iter().all(|line| !line.text.contains('\n')));
    // Four calls may log 64 lines each, and one about the rest: far more than a second may have.
    assert!(lines.len() < 4 * 65, "{} lines", lines.len());
    assert_eq!(channel.log_after(first.number, 1)[0].number, 2);
}

#[tokio::test]
async fn a_next_version_goes_on_with_the_log() {
    let first = load_with("log-flood", patient()).await.unwrap();
    assert!(first.send(&dispatch("Hello")).await.is_ok());
    let last = first.log().last_number();
    let options = LoadOptions {
        log: Some(first.log()),
        ..patient()
    };
    let second = load_with("log-flood", options).await.unwrap();
    assert!(second.send(&dispatch("Hello")).await.is_ok());
    assert!(second.log().last_number() > last);
    assert_eq!(second.log_after(0, 1)[0].number, 1);
}

fn call(query: &[(&str, &str)]) -> WebhookCall {
    let query = query.iter();
    WebhookCall {
        method: "POST".into(),
        url: "https://desk.example/hooks/x".into(),
        query: query
            .map(|(name, value)| ((*name).into(), (*value).into()))
            .collect(),
        headers: Vec::new(),
        body: br#"{"id":"1","thread":"2","text":"Hello"}"#.to_vec(),
        at: Timestamp(1),
    }
}

#[tokio::test]
async fn a_gigabyte_of_output_is_cut_off_at_the_limit() {
    let channel: Arc<Plugin> = load_with("output-bomb", patient()).await.unwrap();
    let is_output = |message: &str| message.starts_with("its answer is not valid: ");
    let (answer, _) = beside_a_neighbour(&channel, "bomb").await;
    let Err(SendFault::Component { message }) = answer else {
        panic!("{answer:?}");
    };
    assert!(is_output(&message) && message.len() < 200, "{message}");
    let message = fault(render(&channel, 1).await);
    assert!(is_output(&message) && message.len() < 200, "{message}");
    let answer = channel.receive(&call(&[("bomb", "1")])).await;
    let Err(ReceiveFault::Component(message)) = answer else {
        panic!("{answer:?}");
    };
    assert!(is_output(&message) && message.len() < 200, "{message}");
    assert_eq!(channel.health().faults_total, 3);
    let (answer, _) = beside_a_neighbour(&channel, "be good").await;
    assert!(answer.is_ok(), "{answer:?}");
    assert_eq!(channel.receive(&call(&[])).await.unwrap().events.len(), 1);
}

#[tokio::test]
async fn times_of_calls_are_told() {
    let channel = load("echo-outbox").await;
    assert_eq!(channel.health().call_times, None);
    assert!(channel.send(&dispatch("Hello")).await.is_ok());
    let health = channel.health();
    let (half, nearly_all) = health.call_times.expect("one call");
    assert!(half <= nearly_all && half > Duration::ZERO);
    assert_eq!(health.calls_total, 1);
}

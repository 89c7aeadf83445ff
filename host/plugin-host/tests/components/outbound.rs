//! Messages to a provider, by replay.

use std::time::Duration;

use frontdesk_core::{
    AgentId, Attachment, Author, Cause, Content, ConversationId, Media, Message, Name, Seq,
    ThreadId, Timestamp,
};
use frontdesk_engine::ports::{
    Counting, Dispatch, FileFault, Outbound, OutgoingFile, Receipt, SendFault,
};

use frontdesk_plugin_host::LoadOptions;
use serde_json::json;

use crate::{
    ask::grants,
    harness::{channel_id, load, load_with},
    peer::{Peer, ok, status},
};

pub(crate) fn dispatch(text: &str) -> Dispatch {
    let conversation = ConversationId::new(17).unwrap();
    Dispatch {
        reference: format!("{conversation}.4"),
        channel: channel_id(),
        thread: ThreadId::new("+49170").unwrap(),
        message: Message {
            conversation,
            seq: Seq(4),
            at: Timestamp(1),
            author: Author::Agent(AgentId(Name::new("bea").unwrap())),
            content: Content::Text(text.into()),
            client_id: None,
        },
        contact_wrote_at: Some(Timestamp(1)),
        attempt: 2,
        files: Vec::new(),
    }
}

async fn send(text: &str) -> Result<Receipt, SendFault> {
    load("echo-outbox").await.send(&dispatch(text)).await
}

async fn transient(text: &str) -> (String, Option<Duration>) {
    match send(text).await {
        Err(SendFault::Transient {
            message,
            retry_after,
        }) => (message, retry_after),
        // The component's own doing: tried once more, then put aside.
        Err(SendFault::Component { message }) => (format!("component: {message}"), None),
        other => panic!("{text}: {other:?}"),
    }
}

#[tokio::test]
async fn a_message_sent_has_the_providers_receipt() {
    let receipt = send("Hello").await.unwrap();
    assert_eq!(receipt.provider_ids, ["echo-cnv_17.4-2"]);
}

#[tokio::test]
async fn an_agents_files_reach_the_component_with_their_addresses() {
    let url = "https://desk.example/files/AXt0b2tlbg/cat.png";
    let mut files = dispatch("");
    files.message.content = Content::Files {
        text: "look".into(),
        attachments: vec![Attachment {
            media: Media::Image,
            handle: "fil_00112233445566778899aabbccddeeff".into(),
            mime: Some("image/png".into()),
            name: Some("cat.png".into()),
            bytes: Some(12),
        }],
    };
    // Without addresses there is nothing to fetch: the words are left.
    let channel = load("echo-outbox").await;
    let receipt = channel.send(&files).await.unwrap();
    assert_eq!(receipt.provider_ids, ["echo-cnv_17.4-2"]);
    files.files = vec![OutgoingFile {
        media: Media::Image,
        url: url.to_owned(),
        mime: "image/png".to_owned(),
        name: "cat.png".to_owned(),
        bytes: 12,
    }];
    let receipt = channel.send(&files).await.unwrap();
    assert_eq!(receipt.provider_ids, [format!("cat.png@{url}")]);
    // One that does not say that it takes files is not given any.
    let refused = load("log-flood").await.send(&files).await;
    assert!(
        matches!(&refused, Err(SendFault::Permanent { reason }) if reason.cause == Cause::Content),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_request_without_a_grant_is_denied_and_the_component_hears_of_it() {
    let (message, retry_after) = transient("fetch").await;
    assert_eq!(message, "grant example.invalid");
    assert_eq!(retry_after, Some(Duration::from_mins(1)));
}

#[tokio::test]
async fn requests_have_limits() {
    assert!(transient("fetch for ever").await.0.contains("rounds"));
    assert!(transient("fetch too much").await.0.contains("100 requests"));
    assert!(transient("fetch nothing").await.0.contains("0 requests"));
}

#[tokio::test]
async fn what_may_work_later_is_transient_and_what_never_will_is_permanent() {
    let later = Some(Duration::from_millis(1_500));
    assert_eq!(transient("transient").await, ("as asked".into(), later));
    assert_eq!(transient("rate-limited").await, ("as asked".into(), later));
    assert_eq!(
        transient("internal").await.0,
        "component: it reported internal: as asked"
    );
    for text in ["rejected", "unsupported"] {
        let answer = send(text).await;
        assert!(
            matches!(answer, Err(SendFault::Permanent { .. })),
            "{text}: {answer:?}"
        );
    }
}

#[tokio::test]
async fn a_channel_with_a_socket_only_sends_nothing_to_a_provider() {
    let answer = load("webchat").await.send(&dispatch("Hello")).await;
    assert!(
        matches!(answer, Err(SendFault::Permanent { .. })),
        "{answer:?}"
    );
}

#[tokio::test]
async fn a_message_goes_out_in_two_requests_and_again_with_the_same_keys() {
    let peer = Peer::plain(|request| {
        if request.starts_with("POST /drafts") {
            ok("draft-7")
        } else if request.ends_with("draft-7:post") {
            ok("sent-9")
        } else {
            status(400, "", "")
        }
    })
    .await;
    let options = LoadOptions {
        settings_json: json!({ "base_url": peer.loopback() }).to_string(),
        grants: grants(&[&peer.loopback()], &[]),
        ..LoadOptions::default()
    };
    let channel = load_with("echo-outbox", options).await.unwrap();
    for _ in 0..2 {
        let receipt = channel.send(&dispatch("post")).await.unwrap();
        assert_eq!(receipt.provider_ids, ["sent-9"]);
    }
    let keys: Vec<_> = peer
        .seen()
        .iter()
        .map(|request| {
            let line = request
                .lines()
                .find(|line| line.starts_with("idempotency-key: "));
            line.unwrap_or_default().to_owned()
        })
        .collect();
    let expected = [
        "idempotency-key: cnv_17.4-draft",
        "idempotency-key: cnv_17.4",
    ]
    .repeat(2);
    assert_eq!(keys, expected);
}

#[tokio::test]
async fn a_provider_that_is_down_leaves_the_message_in_the_outbox() {
    let options = LoadOptions {
        settings_json: json!({ "base_url": "http://127.0.0.1:1" }).to_string(),
        grants: grants(&["http://127.0.0.1:1"], &[]),
        ..LoadOptions::default()
    };
    let channel = load_with("echo-outbox", options).await.unwrap();
    let answer = channel.send(&dispatch("post")).await;
    assert!(
        matches!(answer, Err(SendFault::Transient { .. })),
        "{answer:?}"
    );
    assert_eq!(channel.health().faults_total, 0);
}

#[tokio::test]
async fn an_outcome_that_nobody_knows_is_told_apart_from_one_that_is_final() {
    let uncertain = send("uncertain").await;
    assert!(
        matches!(&uncertain, Err(SendFault::Uncertain { message }) if message == "it did not answer"),
        "{uncertain:?}"
    );
    let Err(SendFault::Permanent { reason }) = send("refused").await else {
        panic!("it is refused");
    };
    assert_eq!(reason.cause, Cause::OptedOut);
    assert_eq!(reason.code.as_deref(), Some("21610"));
}

#[tokio::test]
async fn what_a_channel_can_do_is_known_once_it_is_loaded() {
    let features = load("echo-outbox").await.features();
    assert_eq!(
        (features.max_chars, features.counting),
        (1_600, Counting::Sms)
    );
    let window = features.window.unwrap();
    assert_eq!(window.open, Duration::from_hours(24));
    assert_eq!(window.extended, Some(Duration::from_hours(168)));
    assert_eq!(features.templates[0].name, "again");
    assert!(features.can_initiate && features.delivered && features.read);
    assert!(features.files.as_ref().unwrap().takes("image/png"));
}

#[tokio::test]
async fn a_file_is_fetched_by_its_handle_up_to_a_length() {
    let peer = Peer::plain(|request| {
        if request.contains("/files/cat ") {
            ok("meow")
        } else {
            status(404, "", "")
        }
    })
    .await;
    let options = LoadOptions {
        settings_json: json!({ "base_url": peer.loopback() }).to_string(),
        grants: grants(&[&peer.loopback()], &[]),
        ..LoadOptions::default()
    };
    let channel = load_with("echo-outbox", options).await.unwrap();
    assert_eq!(channel.file("cat", 4).await.as_deref(), Ok(&b"meow"[..]));
    assert_eq!(channel.file("cat", 3).await, Err(FileFault::TooLarge));
    assert_eq!(channel.file("dog", 3).await, Err(FileFault::NotThere));
}

#[tokio::test]
async fn a_file_that_is_not_granted_is_not_fetched() {
    let options = LoadOptions {
        settings_json: json!({ "base_url": "http://169.254.169.254" }).to_string(),
        ..LoadOptions::default()
    };
    let channel = load_with("echo-outbox", options).await.unwrap();
    let file = channel.file("latest", 1_000).await;
    assert!(matches!(&file, Err(FileFault::Unavailable(_))), "{file:?}");
}

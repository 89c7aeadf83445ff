//! A provider's calls: once, in order, and answered well only when durable.

use std::sync::{Arc, atomic::Ordering};

use frontdesk_core::{ConversationId, Span};
use frontdesk_engine::WebhookId;
use frontdesk_store::{
    MemoryStore, Page, Store as _, keys,
    records::{self, Part},
};
use serde_json::{Value, json};

use crate::{
    Replayed,
    testing::{Gateway, client::Answer, provider::Provider},
};

const PATH: &str = "/api/v1/channels/sms/webhook";

async fn gateway(provider: &Arc<Provider>) -> Gateway {
    on(provider, MemoryStore::new()).await
}

async fn on(provider: &Arc<Provider>, store: MemoryStore) -> Gateway {
    Gateway::on(store, |config| provider.join(config)).await
}

impl Gateway {
    /// A provider's call, without anything that a browser would add.
    async fn calls(&self, body: &Value) -> Answer {
        self.calls_with("POST", PATH, "", &body.to_string()).await
    }

    async fn calls_with(&self, method: &str, path: &str, headers: &str, body: &str) -> Answer {
        self.raw(&format!(
            "{method} {path} HTTP/1.1\r\nHost: evil.example\r\n{headers}Content-Length: {}\r\n\
             Connection: close\r\n\r\n{body}",
            body.len()
        ))
        .await
    }

    /// The texts of a conversation, in order.
    async fn texts(&self, conversation: u64) -> Vec<String> {
        let id = ConversationId::new(conversation).unwrap();
        let store = self.engine.store();
        let read = records::messages(&**store, id, Part::Latest, 500).await;
        let text = |message: &frontdesk_core::Message| message.content.text().map(str::to_owned);
        read.unwrap().iter().filter_map(text).collect()
    }
}

fn message(id: &str, thread: &str, text: &str) -> Value {
    json!({"id": id, "thread": thread, "text": text})
}

#[tokio::test]
async fn a_call_that_comes_five_times_is_one_message() {
    let provider = Arc::default();
    let gateway = gateway(&provider).await;
    let call = json!({"events": [message("m1", "+44", "hello")], "reply": 202});
    let five = (0..5).map(|_| gateway.calls(&call));
    for answer in futures_util::future::join_all(five).await {
        assert_eq!((answer.status, &*answer.body), (202, "<Response/>"));
        assert_eq!(answer.header("content-type"), "text/xml");
    }
    assert_eq!(gateway.texts(1).await, ["hello"]);
    // Also by the next run, on what is durable.
    let next = on(&provider, gateway.stop().await).await;
    assert_eq!(next.calls(&call).await.status, 202);
    assert_eq!(next.texts(1).await, ["hello"]);
    assert_eq!(next.texts(2).await, [""; 0]);
}

#[tokio::test]
async fn sixty_four_calls_at_once_open_one_conversation_and_lose_nothing() {
    let provider = Arc::default();
    let gateway = gateway(&provider).await;
    let calls: Vec<_> = (0..64)
        .map(|n| json!({"events": [message(&format!("m{n}"), "+44", &n.to_string())]}))
        .collect();
    let answers = calls.iter().map(|call| gateway.calls(call));
    for answer in futures_util::future::join_all(answers).await {
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    let mut texts = gateway.texts(1).await;
    texts.sort_by_key(|text| text.parse::<u32>().unwrap());
    assert_eq!(texts, (0..64).map(|n| n.to_string()).collect::<Vec<_>>());
}

#[tokio::test]
async fn events_of_one_thread_keep_their_order_among_those_of_others() {
    let provider = Arc::default();
    let gateway = gateway(&provider).await;
    let events: Vec<_> = (0..40)
        .map(|n| {
            let thread = format!("+{}", n % 2);
            message(&n.to_string(), &thread, &n.to_string())
        })
        .collect();
    let answer = gateway.calls(&json!({"events": events})).await;
    assert_eq!(answer.status, 200);
    let (mut first, mut second) = (gateway.texts(1).await, gateway.texts(2).await);
    if first[0] != "0" {
        std::mem::swap(&mut first, &mut second);
    }
    let each = |start: usize| (start..40).step_by(2).map(|n| n.to_string());
    assert_eq!(first, each(0).collect::<Vec<_>>());
    assert_eq!(second, each(1).collect::<Vec<_>>());
}

#[tokio::test]
async fn nothing_is_answered_before_it_is_durable_and_a_kill_between_repeats_nothing() {
    let provider = Arc::default();
    let gateway = gateway(&provider).await;
    let one = json!({"events": [message("m1", "+44", "one")]});
    assert_eq!(gateway.calls(&one).await.status, 200);
    // The first of two events becomes durable, and then the machine dies.
    let two = json!({"events": [message("m1", "+44", "one"), message("m2", "+44", "two")]});
    gateway.store.hold();
    let calling = gateway.calls(&two);
    tokio::select! {
        biased;
        answer = calling => panic!("answered before it was durable: {answer:?}"),
        () = gateway.store.wait_until_held() => {}
    }
    let next = on(&provider, gateway.store.crash()).await;
    assert_eq!(next.texts(1).await, ["one"]);
    assert_eq!(next.calls(&two).await.status, 200);
    assert_eq!(next.calls(&two).await.status, 200);
    assert_eq!(next.texts(1).await, ["one", "two"]);
}

#[tokio::test]
async fn the_components_no_is_told_in_the_gateways_words() {
    let provider = Arc::default();
    let gateway = gateway(&provider).await;
    for (fault, status, code) in [
        ("unauthorized", 401, "call_not_signed"),
        ("unsupported", 404, "not_found"),
        ("unavailable", 503, "not_taken"),
        ("trap", 503, "not_taken"),
    ] {
        let answer = gateway.calls(&json!({"fault": fault})).await;
        assert_eq!((answer.status, &*answer.code()), (status, code));
        assert!(!answer.body.contains("secret words"));
    }
    let answer = gateway.calls(&json!({"fault": "unavailable"})).await;
    assert_eq!(answer.header("retry-after"), "7");
    let answer = gateway.calls_with("POST", PATH, "", "\0{").await;
    assert_eq!((answer.status, &*answer.code()), (400, "unreadable"));
    let large = "x".repeat(33 * 1024);
    let answer = gateway.calls_with("POST", PATH, "", &large).await;
    assert_eq!(answer.status, 413);
    let nobody = "/api/v1/channels/shop/webhook";
    assert_eq!(
        gateway.calls_with("POST", nobody, "", "{}").await.status,
        404
    );
    assert_eq!(gateway.calls_with("PUT", PATH, "", "{}").await.status, 405);
}

#[tokio::test]
async fn the_component_sees_the_public_address_the_raw_body_and_no_cookie_of_ours() {
    let provider = Arc::<Provider>::default();
    let gateway = gateway(&provider).await;
    let headers = "X-Signature: AbC=\r\nCookie: frontdesk_session=x\r\n";
    let path = format!("{PATH}?b=%20x&a=1");
    let body = "{ \"events\" : [] }\r\n";
    let answer = gateway.calls_with("POST", &path, headers, body).await;
    assert_eq!(answer.status, 200);
    let call = provider.last.borrow().clone().unwrap();
    assert_eq!(call.url, format!("http://localhost:8080{path}"));
    assert_eq!(call.body, body.as_bytes());
    let header = |name: &str| call.headers.iter().find(|(n, _)| n == name);
    assert_eq!(header("x-signature").unwrap().1, "AbC=");
    assert!(header("cookie").is_none());
    let challenge = format!("{PATH}?challenge=42");
    let answer = gateway.calls_with("GET", &challenge, "", "").await;
    assert_eq!((answer.status, &*answer.body), (200, "42"));
}

#[tokio::test]
async fn calls_that_come_too_fast_are_told_so() {
    let provider = Arc::<Provider>::default();
    let gateway = Gateway::with(|config| {
        provider.join(config);
        for entrance in config.webhooks.values_mut() {
            entrance.calls_per_s = 1;
        }
    })
    .await;
    let call = json!({"events": []});
    let all = (0..20).map(|_| gateway.calls(&call));
    let all = futures_util::future::join_all(all).await;
    assert!(all.iter().filter(|answer| answer.status == 200).count() >= 3);
    let told = all.iter().find(|answer| answer.status == 429).unwrap();
    assert_eq!(told.header("retry-after"), "1");
}

#[tokio::test]
async fn a_full_disk_leaves_the_call_to_the_provider() {
    let provider = Arc::<Provider>::default();
    let gateway = gateway(&provider).await;
    gateway.store.set_free_space(Some(0));
    let call = json!({"events": [message("m1", "+44", "hello")]});
    let answer = gateway.calls(&call).await;
    assert_eq!((answer.status, answer.header("retry-after")), (503, "30"));
    gateway.store.set_free_space(None);
    assert_eq!(gateway.calls(&call).await.status, 200);
    assert_eq!(gateway.texts(1).await, ["hello"]);
}

#[tokio::test]
async fn a_call_over_which_the_component_fails_twice_is_kept_and_can_be_replayed() {
    let provider = Arc::<Provider>::default();
    let gateway = gateway(&provider).await;
    let poison = json!({"fault": "trap", "events": [message("m1", "+44", "hello")]});
    assert_eq!(gateway.calls(&poison).await.status, 503);
    assert_eq!(gateway.calls(&poison).await.status, 200);
    // It is kept, so that the provider need not send it, nor the component see it, again.
    assert_eq!(gateway.calls(&poison).await.status, 200);
    assert_eq!(provider.calls.load(Ordering::SeqCst), 2);
    let sms = "sms".parse().unwrap();
    let dead = gateway.engine.dead_webhooks(&sms).await.unwrap();
    assert_eq!((dead.len(), &*dead[0].reason), (1, "it trapped"));
    let id = dead[0].id;
    assert_eq!(
        gateway.api.replay_webhook(&sms, id).await.unwrap(),
        Replayed::Failed("it trapped".to_owned())
    );
    assert_eq!(gateway.engine.dead_webhooks(&sms).await.unwrap().len(), 1);
    provider.is_mended.store(true, Ordering::SeqCst);
    gateway.api.component_changed(&sms);
    assert_eq!(
        gateway.api.replay_webhook(&sms, id).await.unwrap(),
        Replayed::Taken
    );
    assert_eq!(gateway.texts(1).await, ["hello"]);
    assert!(gateway.engine.dead_webhooks(&sms).await.unwrap().is_empty());
    let gone = gateway.api.replay_webhook(&sms, id).await.unwrap();
    assert_eq!(gone, Replayed::NotThere);
    // The provider sends it once more: it is the same message.
    assert_eq!(gateway.calls(&poison).await.status, 200);
    assert_eq!(gateway.texts(1).await, ["hello"]);
    let blog = "blog".parse().unwrap();
    let nobody = gateway.api.replay_webhook(&blog, WebhookId([0; 16]));
    assert_eq!(nobody.await.unwrap(), Replayed::NotThere);
}

#[tokio::test]
async fn what_the_core_will_never_take_is_kept_and_holds_up_nothing_behind_it() {
    let provider = Arc::default();
    let gateway = gateway(&provider).await;
    let events = [
        message("m1", "+44", "one"),
        message("m2", "+44", "   "),
        message("m3", "+44", "three"),
        message(&"x".repeat(2_000), "+44", "four"),
    ];
    assert_eq!(gateway.calls(&json!({"events": events})).await.status, 200);
    assert_eq!(gateway.texts(1).await, ["one", "three"]);
    let dead = gateway.engine.dead_webhooks(&"sms".parse().unwrap()).await;
    assert_eq!(dead.unwrap().len(), 1);
}

#[tokio::test]
async fn typing_and_receipts_are_taken_without_a_trace_in_the_transcript() {
    let provider = Arc::default();
    let gateway = gateway(&provider).await;
    let hint = |kind: &str| json!({"id": kind, "thread": "+44", "kind": kind});
    let events = [
        hint("typing"),
        hint("status"),
        message("m1", "+44", "hello"),
        hint("typing"),
    ];
    assert_eq!(gateway.calls(&json!({"events": events})).await.status, 200);
    assert_eq!(gateway.texts(1).await, ["hello"]);
    gateway.clock.advance(Span::seconds(1));
    let marks = keys::marks("channel/sms");
    let marks = gateway.store.scan(marks, Page::first(9)).await.unwrap();
    assert_eq!(marks.len(), 1);
}

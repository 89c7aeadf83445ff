//! Dead letters over HTTP: seen, sent again, discarded, by admins.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use frontdesk_core::{
    Cause, ChannelId, ChannelPlan, ContactCard, Content, Delivery, DeliveryReason, Input, Span,
    ThreadId,
};
use frontdesk_engine::{
    Command, WebhookId,
    ports::{Dispatch, Outbound, Receipt, SendFault, WebhookCall},
};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::testing::{Gateway, client::Answer, provider::Provider as Component};

const LETTERS: &str = "/api/v1/plugins/sms/dead-letters";

/// Refuses for good, until it is told to take everything.
#[derive(Default)]
struct Provider {
    takes: AtomicBool,
    taken: watch::Sender<Vec<String>>,
}

#[async_trait]
impl Outbound for Provider {
    async fn send(&self, dispatch: &Dispatch) -> Result<Receipt, SendFault> {
        if self.takes.load(Ordering::SeqCst) {
            let reference = dispatch.reference.clone();
            self.taken.send_modify(|all| all.push(reference));
            return Ok(Receipt::default());
        }
        Err(SendFault::Permanent {
            reason: DeliveryReason {
                cause: Cause::Recipient,
                message: "number not in service".into(),
                code: None,
            },
        })
    }
}

fn sms() -> ChannelId {
    "sms".parse().unwrap()
}

/// A gateway with the channel `sms` and one message that its provider would not take.
async fn with_dead(provider: &Arc<Provider>) -> Gateway {
    let gateway = Gateway::with(|config| {
        let plan = ChannelPlan::new(
            "sales".parse().unwrap(),
            Delivery::Outbox,
            Span::seconds(60),
        );
        config.plan.channels.insert(sms(), plan);
    })
    .await;
    let outbound: Arc<dyn Outbound> = provider.clone();
    gateway.engine.replace_outbound(&sms(), Some(outbound));
    let ann = gateway.sign_in("ann").await;
    let (mut console, _) = gateway.console(&ann).await;
    let available = json!({"kind": "set_presence", "presence": {"kind": "available"}});
    console.command("p", available).await;
    let input = Input::ContactWrote {
        channel: sms(),
        thread: ThreadId::new("+43 660").unwrap(),
        into: None,
        contact: ContactCard::default(),
        content: Content::Text("Hello?".into()),
        client_id: None,
    };
    let command = Command { input, mark: None };
    gateway.engine.submit(command).await.unwrap();
    let offer = console.event("offer_presented").await;
    let offer = &offer["event"]["offer"];
    let accept = json!({"kind": "accept_offer", "offer": offer["id"]});
    console.command("o", accept).await;
    let conversation = &offer["conversation"]["id"];
    let text = json!({"kind": "send_message", "conversation": conversation, "text": "<b>Hi</b>"});
    console.command("m", text).await;
    while gateway.engine.outboxes()[&sms()].dead_letters == 0 {
        tokio::task::yield_now().await;
    }
    gateway
}

async fn list(gateway: &Gateway, cookie: &str) -> Vec<Value> {
    let answer = gateway.get(LETTERS, Some(cookie)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["items"].as_array().unwrap().clone()
}

async fn act(gateway: &Gateway, cookie: &str, letter: &str, verb: &str) -> Answer {
    let path = format!("{LETTERS}/{letter}/{verb}");
    gateway.post(&path, Some(cookie), "").await
}

#[tokio::test]
async fn a_message_that_died_is_seen_counted_and_sent_again_once() {
    let provider = Arc::<Provider>::default();
    let gateway = with_dead(&provider).await;
    let eve = gateway.sign_in("eve").await;
    let letters = list(&gateway, &eve).await;
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0]["reason"], "number not in service");
    assert_eq!(
        (&letters[0]["direction"], &letters[0]["attempts"]),
        (&json!("out"), &json!(1))
    );
    let plugins = gateway.get("/api/v1/plugins", Some(&eve)).await.json();
    let expected = json!({"waiting": 0, "oldest_at": null, "dead_letters": 1});
    assert_eq!(plugins["items"][1]["outbox"], expected);
    assert_eq!(plugins["items"][0]["outbox"], Value::Null);

    let id = letters[0]["id"].as_str().unwrap().to_owned();
    let path = format!("{LETTERS}/{id}");
    let one = gateway.get(&path, Some(&eve)).await.json();
    assert_eq!(one["letter"], letters[0]);
    let payload: Value = serde_json::from_str(one["payload"].as_str().unwrap()).unwrap();
    assert_eq!(
        payload,
        json!({"to": "+43 660", "reference": id, "text": "<b>Hi</b>"})
    );

    provider.takes.store(true, Ordering::SeqCst);
    assert_eq!(act(&gateway, &eve, &id, "send-again").await.status, 204);
    let mut taken = provider.taken.subscribe();
    let taken = taken.wait_for(|all| !all.is_empty()).await.unwrap().clone();
    assert_eq!(taken, std::slice::from_ref(&id));
    for answer in [
        act(&gateway, &eve, &id, "send-again").await,
        act(&gateway, &eve, &id, "discard").await,
        gateway.get(&path, Some(&eve)).await,
    ] {
        assert_eq!(answer.status, 404, "{answer:?}");
    }
}

#[tokio::test]
async fn what_is_discarded_is_gone_and_supervisors_may_neither_look_nor_touch() {
    let provider = Arc::<Provider>::default();
    let gateway = with_dead(&provider).await;
    let eve = gateway.sign_in("eve").await;
    let sam = gateway.sign_in("sam").await;
    let letters = list(&gateway, &eve).await;
    let id = letters[0]["id"].as_str().unwrap();
    assert_eq!(gateway.get(LETTERS, Some(&sam)).await.status, 403);
    assert_eq!(act(&gateway, &sam, id, "discard").await.status, 403);
    assert_eq!(act(&gateway, &eve, id, "discard").await.status, 204);
    assert!(list(&gateway, &eve).await.is_empty());
    assert!(provider.taken.borrow().is_empty());
}

#[tokio::test]
async fn a_call_that_was_kept_is_shown_as_text_without_its_secrets() {
    let gateway = Gateway::start().await;
    let eve = gateway.sign_in("eve").await;
    let call = WebhookCall {
        method: "POST".to_owned(),
        url: "https://chat.example/api/v1/channels/sms/webhook".to_owned(),
        query: Vec::new(),
        headers: vec![("authorization".to_owned(), "Bearer s3cret".to_owned())],
        body: b"<script>\xff".to_vec(),
        at: gateway.api.now(),
    };
    let id = WebhookId([7; 16]);
    let reason = "it trapped".to_owned();
    let buried = gateway.engine.bury_webhook(&sms(), id, &call, reason).await;
    buried.unwrap();
    let letters = list(&gateway, &eve).await;
    assert_eq!(letters[0]["id"], format!("call_{}", "07".repeat(16)));
    assert_eq!(
        (&letters[0]["direction"], &letters[0]["bytes"]),
        (&json!("in"), &json!(9))
    );
    let path = format!("{LETTERS}/call_{}", "07".repeat(16));
    let one = gateway.get(&path, Some(&eve)).await;
    assert!(!one.body.contains("s3cret"), "{one:?}");
    let one = one.json();
    assert_eq!(one["payload_is_partial"], true);
    assert!(one["payload"].as_str().unwrap().contains("<script>"));
    let discarded = gateway
        .post(&format!("{path}/discard"), Some(&eve), "")
        .await;
    assert_eq!(discarded.status, 204);
    assert!(list(&gateway, &eve).await.is_empty());
}

#[tokio::test]
async fn a_call_that_was_kept_is_taken_in_once_the_component_is_mended() {
    let component = Arc::<Component>::default();
    let gateway = Gateway::with(|config| component.join(config)).await;
    let eve = gateway.sign_in("eve").await;
    let body = json!({"fault": "trap", "events": [{"id": "e1", "thread": "vi", "text": "hello"}]});
    for _ in 0..2 {
        let body = body.to_string();
        let call = format!(
            "POST /api/v1/channels/sms/webhook HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\
             Connection: close\r\n\r\n{body}",
            body.len()
        );
        gateway.raw(&call).await;
    }
    let letters = list(&gateway, &eve).await;
    assert_eq!((letters.len(), &letters[0]["direction"]), (1, &json!("in")));
    let id = letters[0]["id"].as_str().unwrap();
    let refused = act(&gateway, &eve, id, "send-again").await;
    assert_eq!((refused.status, &*refused.code()), (409, "plugin_refused"));
    component.is_mended.store(true, Ordering::SeqCst);
    assert_eq!(act(&gateway, &eve, id, "send-again").await.status, 204);
    assert!(list(&gateway, &eve).await.is_empty());
    let open = gateway
        .get("/api/v1/conversations?scope=open", Some(&eve))
        .await;
    assert_eq!(open.json()["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_cannot_be_a_letter_is_none() {
    let gateway = Gateway::start().await;
    let eve = gateway.sign_in("eve").await;
    for bad in ["x", "cnv_1", "cnv_01.1", "call_0", "cnv_1.1%2f..", "%00"] {
        let path = format!("{LETTERS}/{bad}");
        assert_eq!(gateway.get(&path, Some(&eve)).await.status, 404, "{bad}");
        assert_eq!(
            act(&gateway, &eve, bad, "discard").await.status,
            404,
            "{bad}"
        );
    }
    let path = "/api/v1/plugins/nobody/dead-letters";
    assert_eq!(gateway.get(path, Some(&eve)).await.status, 404);
}

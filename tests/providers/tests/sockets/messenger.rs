//! Messenger over real sockets.

use frontdesk_test_providers::{Account, Inbound, Provider, Providers, Receipts, Standing, State};
use serde_json::{Value, json};

use crate::support::{
    Arrived, Gateway, answer, hex, hmac_sha256, json_post, quiet, say_everything, stage,
};

const PAGE: &str = "1234567890";
const PSID: &str = "5678";

fn account(gateway: &Gateway) -> Account {
    Account {
        secret: "app-secret".to_owned(),
        ..quiet(Provider::Messenger, PAGE, "page-token", gateway)
    }
}

fn text(words: &str) -> Value {
    json!({
        "recipient": { "id": PSID }, "messaging_type": "RESPONSE",
        "message": { "text": words, "metadata": "m7" },
    })
}

async fn post(providers: &Providers, page: &str, token: &str, body: &Value) -> (u16, Value) {
    let base = providers.base_url(Provider::Messenger);
    let request = json_post(&format!("{base}/v23.0/{page}/messages"), body);
    answer(request.bearer_auth(token)).await
}

async fn send(providers: &Providers, body: &Value) -> (u16, Value) {
    post(providers, PAGE, "page-token", body).await
}

fn event(call: &Arrived) -> Value {
    let signature = hmac_sha256("app-secret", call.body.as_bytes());
    assert_eq!(
        call.header("x-hub-signature-256"),
        format!("sha256={}", hex(&signature))
    );
    let body = call.json();
    assert_eq!(body["object"], json!("page"));
    body["entry"][0]["messaging"][0].clone()
}

#[tokio::test]
async fn a_message_comes_back_as_an_echo_and_is_reported_on() {
    let (providers, gateway, _) = stage(|gateway| Account {
        receipts: Receipts::Auto,
        ..account(gateway)
    })
    .await;
    providers
        .say(Provider::Messenger, Inbound::text(PSID, "Hi"))
        .await;
    let (status, body) = send(&providers, &text("Hello")).await;
    assert_eq!((status, &body["recipient_id"]), (200, &json!(PSID)));
    let mid = body["message_id"].as_str().unwrap();
    assert!(mid.starts_with("m_"), "{mid}");
    let calls = gateway.heard(3).await;
    let echo = event(&calls[1]);
    assert_eq!(echo["sender"]["id"], json!(PAGE));
    assert_eq!(echo["message"]["is_echo"], json!(true));
    assert_eq!(echo["message"]["metadata"], json!("m7"));
    assert_eq!(event(&calls[2])["delivery"]["mids"], json!([mid]));
    let reported = providers
        .receipts(Provider::Messenger, mid, &[State::Sent, State::Read])
        .await
        .unwrap();
    assert!(reported[0].heard.is_empty(), "there is no such report");
    assert!(event(&gateway.heard(4).await[3])["read"]["watermark"].is_u64());
}

#[tokio::test]
async fn a_page_may_call_itself_me() {
    let (providers, _gateway, _) = stage(account).await;
    providers
        .say(Provider::Messenger, Inbound::text(PSID, "Hi"))
        .await;
    assert_eq!(
        post(&providers, "me", "page-token", &text("Hello")).await.0,
        200
    );
    let typing = json!({ "recipient": { "id": PSID }, "sender_action": "typing_on" });
    assert_eq!(
        send(&providers, &typing).await,
        (200, json!({ "recipient_id": PSID }))
    );
    assert_eq!(
        providers
            .phone(Provider::Messenger, PSID)
            .unwrap()
            .received()
            .count(),
        1
    );
}

#[tokio::test]
async fn what_is_wrong_has_the_platforms_code() {
    let (providers, _gateway, _) = stage(account).await;
    let (status, answer) = send(&providers, &text("Hi")).await;
    assert_eq!(
        (status, &answer["error"]["error_subcode"]),
        (400, &json!(2_018_001))
    );
    providers
        .say(Provider::Messenger, Inbound::text(PSID, "Hi"))
        .await;
    let mut both = text("Hi");
    both["message"]["attachment"] = json!({ "type": "image", "payload": { "url": "http://a/b" } });
    let mut tag = text("Hi");
    tag["messaging_type"] = json!("MESSAGE_TAG");
    let mut kind = text("Hi");
    kind["messaging_type"] = json!("PIGEON");
    for body in [
        json!({ "message": { "text": "Hi" } }),
        json!({ "recipient": { "id": PSID } }),
        text(""),
        text(&"a".repeat(2_001)),
        both,
        tag,
        kind,
    ] {
        let (status, answer) = send(&providers, &body).await;
        assert_eq!(
            (status, &answer["error"]["code"]),
            (400, &json!(100)),
            "{body}"
        );
    }
    let (status, answer) = post(&providers, PAGE, "wrong", &text("Hi")).await;
    assert_eq!((status, &answer["error"]["code"]), (400, &json!(190)));
}

#[tokio::test]
async fn the_window_closes_for_all_but_tags() {
    let (providers, _gateway, _) = stage(account).await;
    providers
        .bar(Provider::Messenger, PSID, Standing::Window)
        .await;
    let (_, answer) = send(&providers, &text("Hi")).await;
    let error = &answer["error"];
    assert_eq!(
        (&error["code"], &error["error_subcode"]),
        (&json!(10), &json!(2_018_278))
    );
    let mut tagged = text("Hi");
    tagged["messaging_type"] = json!("MESSAGE_TAG");
    tagged["tag"] = json!("HUMAN_AGENT");
    assert_eq!(send(&providers, &tagged).await.0, 200);
    providers
        .bar(Provider::Messenger, PSID, Standing::Blocked)
        .await;
    assert_eq!(
        send(&providers, &text("Hi")).await.1["error"]["code"],
        json!(551)
    );
}

#[tokio::test]
async fn every_kind_of_message_arrives_signed() {
    let (providers, gateway, _) = stage(account).await;
    let calls = say_everything(&providers, &gateway, Provider::Messenger, PSID).await;
    let message = |at: usize| event(&calls[at])["message"].clone();
    assert_eq!(message(0)["text"], json!("¿Dónde? 😀 a+b & c=d%"));
    let url = message(1)["attachments"][0]["payload"]["url"].clone();
    assert!(url.as_str().unwrap().ends_with("/media/picture.png"));
    let at = message(2)["attachments"][0]["payload"]["coordinates"].clone();
    assert_eq!(at, json!({ "lat": 1.25, "long": -2.5 }));
    assert_eq!(message(3)["text"], json!("Ana +15550100"));
    assert_eq!(message(4)["quick_reply"]["payload"], json!("yes-1"));
    assert_eq!(message(5)["attachments"][0]["type"], json!("poll"));
}

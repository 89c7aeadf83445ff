//! LINE over real sockets.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use frontdesk_test_providers::{Account, Content, Inbound, Provider, Providers, Standing};
use serde_json::{Value, json};

use crate::support::{
    Arrived, Gateway, answer, client, hmac_sha256, json_post, quiet, say_everything, stage,
};

const USER: &str = "U0123456789abcdef0123456789abcdef";
const KEY: &str = "123e4567-e89b-12d3-a456-426614174000";

fn account(gateway: &Gateway) -> Account {
    Account {
        secret: "channel-secret".to_owned(),
        ..quiet(
            Provider::Line,
            "Uffffffffffffffffffffffffffffffff",
            "token",
            gateway,
        )
    }
}

fn push(words: &[&str]) -> Value {
    let messages: Vec<Value> = words
        .iter()
        .map(|words| json!({ "type": "text", "text": words }))
        .collect();
    json!({ "to": USER, "messages": messages })
}

fn request(providers: &Providers, method: &str, body: &Value) -> reqwest::RequestBuilder {
    let base = providers.base_url(Provider::Line);
    json_post(&format!("{base}/v2/bot/message/{method}"), body)
}

async fn send(providers: &Providers, body: &Value) -> (u16, Value) {
    answer(request(providers, "push", body).bearer_auth("token")).await
}

fn event(call: &Arrived) -> Value {
    let signature = STANDARD.encode(hmac_sha256("channel-secret", call.body.as_bytes()));
    assert_eq!(call.header("x-line-signature"), signature);
    call.json()["events"][0].clone()
}

#[tokio::test]
async fn each_message_of_a_push_stands_on_the_phone() {
    let (providers, _gateway, _) = stage(account).await;
    providers
        .say(Provider::Line, Inbound::text(USER, "Hi"))
        .await;
    let (status, body) = send(&providers, &push(&["one", "two"])).await;
    assert_eq!(status, 200);
    let phone = providers.phone(Provider::Line, USER).unwrap();
    let texts: Vec<_> = phone
        .received()
        .map(|message| message.content.text())
        .collect();
    assert_eq!(texts, ["one", "two"]);
    let ids: Vec<_> = phone.received().map(|message| json!(message.id)).collect();
    let sent = body["sentMessages"].as_array().unwrap();
    assert_eq!(
        sent.iter()
            .map(|each| each["id"].clone())
            .collect::<Vec<_>>(),
        ids
    );
}

#[tokio::test]
async fn a_retry_key_is_taken_once() {
    let (providers, _gateway, _) = stage(account).await;
    providers
        .say(Provider::Line, Inbound::text(USER, "Hi"))
        .await;
    let keyed = |key: &str| {
        let request = request(&providers, "push", &push(&["one"])).bearer_auth("token");
        request.header("x-line-retry-key", key)
    };
    let (status, first) = answer(keyed(KEY)).await;
    assert_eq!(status, 200);
    let again = keyed(KEY).send().await.unwrap();
    assert_eq!(again.status(), 409);
    assert!(again.headers().contains_key("x-line-accepted-request-id"));
    let again: Value = serde_json::from_str(&again.text().await.unwrap()).unwrap();
    assert_eq!(again["sentMessages"], first["sentMessages"]);
    assert_eq!(answer(keyed("7")).await.0, 400);
    let phone = providers.phone(Provider::Line, USER).unwrap();
    assert_eq!(phone.received().count(), 1);
    assert_eq!(
        phone.received().next().unwrap().reference.as_deref(),
        Some(KEY)
    );
}

#[tokio::test]
async fn what_is_wrong_names_its_property() {
    let (providers, _gateway, _) = stage(account).await;
    assert_eq!(
        send(&providers, &push(&["Hi"])).await.0,
        400,
        "not a friend"
    );
    providers
        .say(Provider::Line, Inbound::text(USER, "Hi"))
        .await;
    let six = ["a"; 6];
    let long = "a".repeat(5_001);
    for (body, property) in [
        (push(&[]), "messages"),
        (push(&six), "messages"),
        (push(&["ok", ""]), "messages[1].text"),
        (push(&[&long]), "messages[0].text"),
        (
            json!({ "to": USER, "messages": [{ "type": "pigeon" }] }),
            "messages[0].type",
        ),
    ] {
        let (status, answer) = send(&providers, &body).await;
        assert_eq!(
            (status, &answer["details"][0]["property"]),
            (400, &json!(property))
        );
    }
    assert_eq!(
        send(&providers, &json!({ "to": "ana", "messages": [] }))
            .await
            .0,
        400
    );
    let unsigned = request(&providers, "push", &push(&["Hi"])).bearer_auth("wrong");
    assert_eq!(answer(unsigned).await.0, 401);
}

#[tokio::test]
async fn who_has_blocked_the_account_gets_nothing_and_nobody_is_told() {
    let (providers, gateway, _) = stage(account).await;
    providers
        .say(Provider::Line, Inbound::text(USER, "Hi"))
        .await;
    providers.bar(Provider::Line, USER, Standing::Blocked).await;
    assert_eq!(event(&gateway.heard(2).await[1])["type"], json!("unfollow"));
    assert_eq!(send(&providers, &push(&["Hi"])).await.0, 200);
    assert_eq!(
        providers
            .phone(Provider::Line, USER)
            .unwrap()
            .received()
            .count(),
        0
    );
}

#[tokio::test]
async fn a_reply_token_is_good_once() {
    let (providers, gateway, _) = stage(account).await;
    providers
        .say(Provider::Line, Inbound::text(USER, "Hi"))
        .await;
    let token = event(&gateway.heard(1).await[0])["replyToken"].clone();
    let body = json!({ "replyToken": token, "messages": [{ "type": "text", "text": "Hello" }] });
    let reply = |body: &Value| answer(request(&providers, "reply", body).bearer_auth("token"));
    assert_eq!(reply(&body).await.0, 200);
    let again = reply(&body).await;
    assert_eq!(again, (400, json!({ "message": "Invalid reply token" })));
    assert_eq!(
        providers
            .phone(Provider::Line, USER)
            .unwrap()
            .received()
            .count(),
        1
    );
}

#[tokio::test]
async fn every_kind_of_message_arrives_signed() {
    let (providers, gateway, _) = stage(account).await;
    let calls = say_everything(&providers, &gateway, Provider::Line, USER).await;
    let events: Vec<Value> = calls.iter().map(event).collect();
    assert_eq!(events[0]["message"]["text"], json!("¿Dónde? 😀 a+b & c=d%"));
    assert_eq!(events[1]["message"]["type"], json!("image"));
    assert_eq!(events[2]["message"]["title"], json!("Harbour"));
    assert_eq!(events[4]["postback"]["data"], json!("yes-1"));
    assert_eq!(events[5]["message"]["type"], json!("poll"));
    let id = events[1]["message"]["id"].as_str().unwrap();
    let base = providers.base_url(Provider::Line);
    let url = format!("{base}/v2/bot/message/{id}/content");
    let file = client().get(url).bearer_auth("token").send().await.unwrap();
    assert_eq!(file.headers()["content-type"], "image/png");
}

#[tokio::test]
async fn a_repeat_is_the_same_event_and_says_so() {
    let (providers, gateway, _) = stage(account).await;
    let said = Inbound::of(USER, Content::Text("Hi".to_owned())).with_id("100001");
    providers.say(Provider::Line, said.clone()).await;
    providers.say(Provider::Line, said).await;
    let calls = gateway.heard(2).await;
    let (first, second) = (event(&calls[0]), event(&calls[1]));
    assert_eq!(first["webhookEventId"], second["webhookEventId"]);
    assert_eq!(first["deliveryContext"]["isRedelivery"], json!(false));
    assert_eq!(second["deliveryContext"]["isRedelivery"], json!(true));
}

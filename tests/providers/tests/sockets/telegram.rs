//! Telegram over real sockets.

use frontdesk_test_providers::{
    Account, Content, Inbound, Media, Provider, Providers, Receipts, Standing, State,
};
use serde_json::{Value, json};

use crate::support::{Gateway, answer, client, json_post, quiet, say_everything, stage};

const CHAT: &str = "3527065";

fn account(gateway: &Gateway) -> Account {
    Account {
        address: "desk_bot".to_owned(),
        secret: "s3cret".to_owned(),
        ..quiet(Provider::Telegram, "7", "7:abc", gateway)
    }
}

async fn call(providers: &Providers, bot: &str, method: &str, body: Value) -> (u16, Value) {
    let base = providers.base_url(Provider::Telegram);
    answer(json_post(&format!("{base}/{bot}/{method}"), &body)).await
}

async fn send(providers: &Providers, body: Value) -> (u16, Value) {
    call(providers, "bot7:abc", "sendMessage", body).await
}

#[tokio::test]
async fn a_bot_answers_who_has_written() {
    let (providers, _gateway, _) = stage(account).await;
    let (status, body) = send(&providers, json!({ "chat_id": 3_527_065, "text": "Hi" })).await;
    assert_eq!(status, 400);
    assert_eq!(body["description"], json!("Bad Request: chat not found"));
    providers
        .say(Provider::Telegram, Inbound::text(CHAT, "/start"))
        .await;
    let (status, body) = send(&providers, json!({ "chat_id": CHAT, "text": "Hi" })).await;
    assert_eq!((status, &body["ok"]), (200, &json!(true)));
    assert_eq!(body["result"]["chat"]["id"], json!(3_527_065));
    let phone = providers.phone(Provider::Telegram, CHAT).unwrap();
    let message = phone.received().next().unwrap();
    assert_eq!(body["result"]["message_id"].to_string(), message.id);
}

#[tokio::test]
async fn what_is_wrong_is_told_as_the_bot_api_does() {
    let (providers, _gateway, _) = stage(account).await;
    providers
        .say(Provider::Telegram, Inbound::text(CHAT, "/start"))
        .await;
    let long = "a".repeat(4_097);
    for (body, why) in [
        (json!({ "text": "Hi" }), "Bad Request: chat_id is empty"),
        (
            json!({ "chat_id": CHAT }),
            "Bad Request: message text is empty",
        ),
        (
            json!({ "chat_id": CHAT, "text": " " }),
            "Bad Request: message text is empty",
        ),
        (
            json!({ "chat_id": CHAT, "text": long }),
            "Bad Request: message is too long",
        ),
    ] {
        let (status, answer) = send(&providers, body).await;
        assert_eq!((status, &answer["error_code"]), (400, &json!(400)));
        assert_eq!(answer["description"], json!(why));
    }
    let ok = || json!({ "chat_id": CHAT, "text": "Hi" });
    for (bot, method, status) in [
        ("bot7:wrong", "sendMessage", 401),
        ("7:abc", "sendMessage", 404),
        ("bot7:abc", "sendPigeon", 404),
    ] {
        let (found, answer) = call(&providers, bot, method, ok()).await;
        assert_eq!(
            (found, &answer["ok"]),
            (status, &json!(false)),
            "{bot} {method}"
        );
    }
    for (standing, why) in [
        (Standing::Blocked, "Forbidden: bot was blocked by the user"),
        (Standing::Gone, "Forbidden: user is deactivated"),
    ] {
        providers.bar(Provider::Telegram, CHAT, standing).await;
        let (status, answer) = send(&providers, ok()).await;
        assert_eq!((status, &answer["description"]), (403, &json!(why)));
    }
    assert_eq!(
        providers
            .phone(Provider::Telegram, CHAT)
            .unwrap()
            .received()
            .count(),
        0
    );
}

#[tokio::test]
async fn every_kind_of_message_arrives_with_the_secret() {
    let (providers, gateway, _) = stage(account).await;
    let calls = say_everything(&providers, &gateway, Provider::Telegram, CHAT).await;
    for call in &calls {
        assert_eq!(call.header("x-telegram-bot-api-secret-token"), "s3cret");
        assert!(call.json()["update_id"].is_u64());
    }
    let message = |at: usize| calls[at].json()["message"].clone();
    assert_eq!(message(0)["text"], json!("¿Dónde? 😀 a+b & c=d%"));
    assert_eq!(message(1)["caption"], json!("here"));
    assert_eq!(message(2)["location"]["latitude"], json!(1.25));
    assert_eq!(message(3)["contact"]["phone_number"], json!("+15550100"));
    assert_eq!(calls[4].json()["callback_query"]["data"], json!("yes-1"));
    assert!(message(5)["dice"].is_object());
}

#[tokio::test]
async fn a_file_is_fetched_by_its_id() {
    let (providers, gateway, _) = stage(account).await;
    let picture = Content::Media(Media::default());
    providers
        .say(Provider::Telegram, Inbound::of(CHAT, picture))
        .await;
    let calls = gateway.heard(1).await;
    let id = calls[0].json()["message"]["photo"][1]["file_id"].clone();
    let (_, file) = call(&providers, "bot7:abc", "getFile", json!({ "file_id": id })).await;
    let path = file["result"]["file_path"].as_str().unwrap();
    let base = providers.base_url(Provider::Telegram);
    let got = client()
        .get(format!("{base}/file/bot7:abc/{path}"))
        .send()
        .await
        .unwrap();
    assert_eq!(got.headers()["content-type"], "image/png");
    let refused = client()
        .get(format!("{base}/file/bot7:x/{path}"))
        .send()
        .await
        .unwrap();
    assert_eq!(refused.status(), 401);
    let (status, _) = call(&providers, "bot7:abc", "getFile", json!({ "file_id": "x" })).await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn blocking_is_told_and_there_are_no_reports() {
    let (providers, gateway, _) = stage(|gateway| Account {
        receipts: Receipts::Auto,
        ..account(gateway)
    })
    .await;
    providers
        .say(Provider::Telegram, Inbound::text(CHAT, "/start"))
        .await;
    let (_, body) = send(&providers, json!({ "chat_id": CHAT, "text": "Hi" })).await;
    let id = body["result"]["message_id"].to_string();
    let reported = providers
        .receipts(Provider::Telegram, &id, &[State::Read])
        .await
        .unwrap();
    assert!(reported[0].heard.is_empty());
    providers
        .bar(Provider::Telegram, CHAT, Standing::Blocked)
        .await;
    let calls = gateway.heard(2).await;
    let member = &calls[1].json()["my_chat_member"]["new_chat_member"];
    assert_eq!(member["status"], json!("kicked"));
}

#[tokio::test]
async fn a_bot_sets_its_own_address() {
    let (providers, gateway, _) = stage(account).await;
    let body = json!({ "url": format!("{}/other", gateway.url()), "secret_token": "new" });
    let (_, done) = call(&providers, "bot7:abc", "setWebhook", body).await;
    assert_eq!(done, json!({ "ok": true, "result": true }));
    providers
        .say(Provider::Telegram, Inbound::text(CHAT, "Hi"))
        .await;
    let calls = gateway.heard(1).await;
    assert_eq!(calls[0].target, "/hook/other");
    assert_eq!(calls[0].header("x-telegram-bot-api-secret-token"), "new");
}

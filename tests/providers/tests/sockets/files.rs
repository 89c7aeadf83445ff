//! Files of the gateway's messages: fetched from their address, checked, refused and shown.

use axum::{Router, extract::Path, http::StatusCode, response::IntoResponse, routing::get};
use frontdesk_test_providers::{
    Account, Inbound, Message, Problem, Provider, Providers, Receipts, State,
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinHandle};

use crate::support::{Gateway, PATIENCE, answer, client, json_post, quiet, stage};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and so on";
const LARGE: usize = (5 << 20) + 1;

/// Where the gateway's files are.
struct Shelf {
    base: String,
    server: JoinHandle<()>,
}

impl Drop for Shelf {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Shelf {
    async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let file = |Path(name): Path<String>| async move {
            let typed = |kind: &'static str, bytes: Vec<u8>| {
                ([("content-type", kind)], bytes).into_response()
            };
            match name.as_str() {
                "picture" => typed("image/png", PNG.to_vec()),
                "large" => typed("image/png", vec![0; LARGE]),
                "page" => typed("text/html; charset=utf-8", b"<html>".to_vec()),
                _ => StatusCode::NOT_FOUND.into_response(),
            }
        };
        let router = Router::new().route("/{name}", get(file));
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { base, server }
    }

    fn url(&self, name: &str) -> String {
        format!("{}/{name}", self.base)
    }
}

fn last(providers: &Providers, provider: Provider, contact: &str) -> Message {
    let phone = providers.phone(provider, contact).unwrap();
    phone.messages.last().unwrap().clone()
}

#[tokio::test]
async fn a_picture_is_fetched_and_shown_as_it_was_sent() {
    let account = |gateway: &Gateway| quiet(Provider::Telegram, "7", "7:abc", gateway);
    let (providers, _gateway, _) = stage(account).await;
    let shelf = Shelf::open().await;
    let sent = photo(&providers, &shelf.url("picture")).await;
    assert_eq!(sent.0, 200, "{}", sent.1);
    let file = last(&providers, Provider::Telegram, "5").file.unwrap();
    assert_eq!((file.kind.as_str(), file.bytes), ("image/png", PNG.len()));
    assert_eq!(file.problem, None);
    let base = providers.base_url(Provider::Telegram);
    let base = base.trim_end_matches("/telegram");
    let shown = client().get(format!("{base}{}", file.shown.unwrap()));
    let shown = shown.send().await.unwrap();
    assert_eq!(shown.headers()["content-type"], "image/png");
    assert_eq!(shown.bytes().await.unwrap(), PNG);
}

async fn photo(providers: &Providers, url: &str) -> (u16, Value) {
    let hello = Inbound::text("5", "/start");
    providers.say(Provider::Telegram, hello).await;
    let base = providers.base_url(Provider::Telegram);
    let body = json!({ "chat_id": "5", "photo": url });
    answer(json_post(&format!("{base}/bot7:abc/sendPhoto"), &body)).await
}

#[tokio::test]
async fn telegram_and_meta_refuse_what_they_cannot_fetch() {
    let account = |gateway: &Gateway| quiet(Provider::Telegram, "7", "7:abc", gateway);
    let (providers, gateway, _) = stage(account).await;
    let shelf = Shelf::open().await;
    for (name, why) in [
        ("nothing", "Bad Request: failed to get HTTP URL content"),
        ("large", "Bad Request: failed to get HTTP URL content"),
        ("page", "Bad Request: wrong type of the web page content"),
    ] {
        let (status, body) = photo(&providers, &shelf.url(name)).await;
        assert_eq!((status, &body["description"]), (400, &json!(why)), "{name}");
    }
    let phone = providers.phone(Provider::Telegram, "5").unwrap();
    assert_eq!(phone.received().count(), 0, "nothing of it was taken");

    providers.add_account(quiet(Provider::Messenger, "900", "page-token", &gateway));
    providers
        .say(Provider::Messenger, Inbound::text("6", "Hi"))
        .await;
    for (name, subcode) in [("nothing", 2_018_008), ("page", 2_018_047), ("picture", 0)] {
        let base = providers.base_url(Provider::Messenger);
        let file = json!({ "type": "image", "payload": { "url": shelf.url(name) } });
        let body = json!({
            "recipient": { "id": "6" }, "messaging_type": "RESPONSE",
            "message": { "attachment": file },
        });
        let url = format!("{base}/v23.0/900/messages");
        let (status, body) = answer(json_post(&url, &body).bearer_auth("page-token")).await;
        let found = body["error"]["error_subcode"].as_u64().unwrap_or_default();
        assert_eq!(
            (found, status == 200),
            (subcode, subcode == 0),
            "{name}: {body}"
        );
    }
}

#[tokio::test]
async fn twilio_takes_a_message_and_reports_that_its_file_cannot_be_had() {
    const SID: &str = "AC00000000000000000000000000000000";
    let account = |gateway: &Gateway| Account {
        address: "+15017122661".to_owned(),
        receipts: Receipts::Auto,
        ..quiet(Provider::Twilio, SID, "token", gateway)
    };
    let (providers, gateway, _) = stage(account).await;
    let shelf = Shelf::open().await;
    let base = providers.base_url(Provider::Twilio);
    for (name, problem, code) in [
        ("nothing", Problem::Unreachable, "11200"),
        ("large", Problem::TooLarge, "30019"),
    ] {
        let (url, callback) = (shelf.url(name), gateway.url());
        let form = [
            ("To", "+15558675310"),
            ("From", "+15017122661"),
            ("MediaUrl", url.as_str()),
            ("StatusCallback", callback.as_str()),
        ];
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let post = client().post(format!("{base}/2010-04-01/Accounts/{SID}/Messages.json"));
        let post = post.basic_auth(SID, Some("token")).body(body);
        let (status, body) = answer(post).await;
        assert_eq!(status, 201, "{body}");
        let failed = |message: &Message| message.states.contains(&State::Failed);
        let is_told = |phones: &[frontdesk_test_providers::Phone]| {
            let mut messages = phones.iter().flat_map(|phone| &phone.messages);
            messages.any(|message| message.id == body["sid"] && failed(message))
        };
        assert!(providers.until(PATIENCE, is_told).await, "{name}");
        let message = last(&providers, Provider::Twilio, "+15558675310");
        assert_eq!(message.file.unwrap().problem, Some(problem));
        let mut heard = 1;
        while !gateway
            .heard(heard)
            .await
            .iter()
            .any(|call| call.field("ErrorCode") == code)
        {
            heard += 1;
        }
    }
}

#[tokio::test]
async fn what_is_not_on_this_machine_is_not_fetched() {
    let account = |gateway: &Gateway| quiet(Provider::Telegram, "7", "7:abc", gateway);
    let (providers, _gateway, _) = stage(account).await;
    let (status, body) = photo(&providers, "https://files.example/a.png").await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(last(&providers, Provider::Telegram, "5").file, None);
}

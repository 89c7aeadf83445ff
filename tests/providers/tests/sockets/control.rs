//! The orders over HTTP, the stream of changes, and the page.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use frontdesk_test_providers::{Inbound, Provider, Providers};
use serde_json::{Value, json};

use crate::support::{Gateway, PATIENCE, answer, client, json_post, quiet, stage};

const THEIRS: &str = "+15558675310";

async fn start() -> (Providers, String) {
    let providers = Providers::start("127.0.0.1:0".parse().unwrap())
        .await
        .unwrap();
    let control = format!("http://{}/control", providers.addr());
    (providers, control)
}

async fn order(url: &str, body: Value) -> (u16, Value) {
    answer(json_post(url, &body)).await
}

async fn get(url: &str) -> Value {
    answer(client().get(url)).await.1
}

/// A message of the gateway's over Twilio, with an account that was ordered.
fn send(providers: &Providers, gateway: &Gateway) -> reqwest::RequestBuilder {
    let base = providers.base_url(Provider::Twilio);
    let url = format!("{base}/2010-04-01/Accounts/AC1/Messages.json");
    let callback = gateway.url();
    let body =
        format!("To=%2B15558675310&From=%2B15017122661&Body=Hello&StatusCallback={callback}");
    client()
        .post(url)
        .basic_auth("AC1", Some("token"))
        .body(body)
}

async fn with_account() -> (Providers, String, Gateway) {
    let (providers, control) = start().await;
    let gateway = Gateway::start().await;
    let account = json!({
        "id": "AC1", "address": "+15017122661", "token": "token", "webhook_url": gateway.url(),
        "receipts": "off",
    });
    let (status, made) = order(&format!("{control}/twilio/accounts"), account).await;
    assert_eq!(status, 200);
    assert_eq!(
        made["base_url"],
        json!(providers.base_url(Provider::Twilio))
    );
    (providers, control, gateway)
}

#[tokio::test]
async fn a_talk_is_made_with_orders_only() {
    let (providers, control, gateway) = with_account().await;
    let said = json!({ "from": THEIRS, "name": "Ana", "text": "Hi", "times": 2 });
    let (_, heard) = order(&format!("{control}/twilio/say"), said).await;
    assert_eq!(heard["heard"][0]["status"], json!(200));
    assert_eq!(heard["heard"][1]["message"], heard["id"]);
    assert_eq!(gateway.calls().len(), 2);

    let (_, taken) = answer(send(&providers, &gateway)).await;
    let receipts = json!({ "message": taken["sid"], "states": ["delivered", "read"] });
    let (status, reported) = order(&format!("{control}/twilio/receipts"), receipts).await;
    assert_eq!(status, 200);
    assert_eq!(reported["reported"].as_array().unwrap().len(), 2);

    let phones = get(&format!("{control}/twilio/phones")).await;
    let messages = phones[0]["messages"].as_array().unwrap();
    assert_eq!(phones[0]["name"], json!("Ana"));
    assert_eq!(messages.len(), 2);
    assert_eq!(messages[0]["by"], json!("contact"));
    assert_eq!(messages[0]["text"], json!("Hi"));
    assert_eq!(messages[1]["states"], json!(["delivered", "read"]));
    assert_eq!(get(&format!("{control}/line/phones")).await, json!([]));

    assert_eq!(order(&format!("{control}/reset"), json!({})).await.0, 204);
    assert_eq!(get(&format!("{control}/phones")).await, json!([]));
}

#[tokio::test]
async fn faults_and_blocks_are_ordered_too() {
    let (providers, control, gateway) = with_account().await;
    let fault = json!({ "fault": "429", "next": 1, "retry_after": 7 });
    assert_eq!(
        order(&format!("{control}/twilio/faults"), fault).await.0,
        200
    );
    let refused = send(&providers, &gateway).send().await.unwrap();
    assert_eq!(refused.status(), 429);
    assert_eq!(refused.headers()["retry-after"], "7");
    assert_eq!(answer(send(&providers, &gateway)).await.0, 201);
    for (body, status) in [
        (json!({ "from": THEIRS }), 400),
        (json!({ "from": THEIRS, "standing": "open" }), 201),
    ] {
        assert_eq!(order(&format!("{control}/twilio/block"), body).await.0, 200);
        assert_eq!(answer(send(&providers, &gateway)).await.0, status);
    }
}

#[tokio::test]
async fn an_order_that_is_wrong_says_why() {
    let (_providers, control) = start().await;
    for (path, body, status) in [
        ("pigeon/say", json!({ "from": "1", "text": "Hi" }), 404),
        ("twilio/say", json!({ "from": "1", "text": "Hi" }), 404),
        ("twilio/say", json!({ "from": "1" }), 400),
        ("twilio/faults", json!({ "fault": "418" }), 400),
        (
            "twilio/receipts",
            json!({ "message": "SM1", "states": ["sent"] }),
            404,
        ),
        (
            "twilio/receipts",
            json!({ "message": "SM1", "states": ["lost"] }),
            400,
        ),
        (
            "twilio/accounts",
            json!({ "id": "AC1", "pigeon": true }),
            400,
        ),
        ("telegram/check", json!({}), 404),
    ] {
        let (found, answer) = order(&format!("{control}/{path}"), body).await;
        assert_eq!(found, status, "{path}: {answer}");
        assert!(answer["error"].is_string(), "{path}");
    }
}

#[tokio::test]
async fn accounts_are_listed_without_their_secrets() {
    let (providers, _gateway, _) =
        stage(|gateway| quiet(Provider::Twilio, "AC1", "t0ken", gateway)).await;
    let url = format!("http://{}/control/accounts", providers.addr());
    let listed = get(&url).await;
    assert_eq!(listed.as_array().unwrap().len(), Provider::ALL.len());
    assert_eq!(listed[0]["accounts"][0]["id"], json!("AC1"));
    assert!(!listed.to_string().contains("t0ken"));
}

#[tokio::test]
async fn changes_are_streamed() {
    let (providers, _gateway, _) =
        stage(|gateway| quiet(Provider::Telegram, "7", "7:a", gateway)).await;
    let url = format!("http://{}/control/events", providers.addr());
    let mut stream = client().get(url).send().await.unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    providers
        .say(Provider::Telegram, Inbound::text("5", "Hi"))
        .await;
    providers.reset();
    let mut text = String::new();
    while !text.contains("event: again") {
        let chunk = tokio::time::timeout(PATIENCE, stream.chunk())
            .await
            .unwrap();
        text.push_str(&String::from_utf8_lossy(&chunk.unwrap().unwrap()));
    }
    let data = text
        .lines()
        .find_map(|line| line.strip_prefix("data: "))
        .unwrap();
    let change: Value = serde_json::from_str(data).unwrap();
    assert_eq!(change["contact"], json!("5"));
    assert_eq!(change["message"]["text"], json!("Hi"));
}

#[tokio::test]
async fn the_page_loads_nothing_but_its_own_files() {
    let (providers, _control) = start().await;
    for (path, kind) in [
        ("", "text/html; charset=utf-8"),
        ("page.css", "text/css; charset=utf-8"),
        ("page.js", "text/javascript; charset=utf-8"),
        ("media/picture.png", "image/png"),
    ] {
        let url = format!("http://{}/{path}", providers.addr());
        let response = client().get(url).send().await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(response.headers()["content-type"], kind);
        let policy = response.headers()["content-security-policy"]
            .to_str()
            .unwrap();
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
    }
}

#[tokio::test]
async fn a_signed_call_is_made_without_sending_it() {
    let gateway = Gateway::start().await;
    let account = quiet(Provider::Telegram, "7", "7:a", &gateway);
    let said = Inbound::text("5", "Hi").with_id("41");
    let call = frontdesk_test_providers::inbound(Provider::Telegram, &account, &said);
    assert_eq!(
        (call.method.as_str(), call.url.clone()),
        ("POST", gateway.url())
    );
    assert!(gateway.calls().is_empty());
    let mut request = client().post(&call.url).body(call.body.clone());
    for (name, value) in &call.headers {
        request = request.header(name, value);
    }
    request.send().await.unwrap();
    let arrived = gateway.heard(1).await;
    assert_eq!(arrived[0].header("x-telegram-bot-api-secret-token"), "7:a");
    assert_eq!(arrived[0].json()["message"]["message_id"], json!(41));
}

/// The program, ended with the test.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn the_program_reads_accounts_and_prints_its_addresses() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("accounts.json");
    let account = json!([{
        "provider": "telegram", "id": "7", "token": "7:a", "webhook_url": "http://127.0.0.1:9/",
    }]);
    std::fs::write(&file, account.to_string()).unwrap();
    let program = Command::new(env!("CARGO_BIN_EXE_frontdesk-providers"))
        .args(["--listen", "127.0.0.1:0", "--accounts"])
        .arg(&file)
        .stdout(Stdio::piped())
        .spawn();
    let mut program = Program(program.unwrap());
    let mut lines = BufReader::new(program.0.stdout.take().unwrap()).lines();
    let line = lines
        .by_ref()
        .map(Result::unwrap)
        .find(|line| line.starts_with("telegram"));
    let base = line.unwrap().split_whitespace().nth(1).unwrap().to_owned();
    let me = get(&format!("{base}/bot7:a/getMe")).await;
    assert_eq!(me["result"]["id"], json!(7));
}

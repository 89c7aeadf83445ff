//! Vonage over real sockets, by both of its ways.

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use frontdesk_test_providers::{
    Account, Api, Fault, Faults, Inbound, Provider, Providers, Receipts, Standing, State,
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::support::{
    Arrived, Gateway, answer, client, hex, hmac_sha256, json_post, quiet, say_everything, stage,
};

const OURS: &str = "447700900001";
const THEIRS: &str = "447700900000";

fn account(gateway: &Gateway) -> Account {
    Account {
        address: OURS.to_owned(),
        secret: "signature-secret".to_owned(),
        ..quiet(Provider::Vonage, "key", "secret", gateway)
    }
}

fn messages_account(gateway: &Gateway) -> Account {
    Account {
        api: Api::Messages,
        ..account(gateway)
    }
}

async fn sms(providers: &Providers, form: &[(&str, &str)]) -> Value {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish();
    let base = providers.base_url(Provider::Vonage);
    let request = client().post(format!("{base}/sms/json")).body(body);
    let kind = "application/x-www-form-urlencoded";
    let (status, body) = answer(request.header("content-type", kind)).await;
    assert_eq!(status, 200, "always");
    body
}

fn good() -> Vec<(&'static str, &'static str)> {
    vec![
        ("api_key", "key"),
        ("api_secret", "secret"),
        ("from", OURS),
        ("to", THEIRS),
        ("text", "Hi"),
        ("client-ref", "m7"),
    ]
}

fn changed(name: &'static str, value: &'static str) -> Vec<(&'static str, &'static str)> {
    let mut form = good();
    form.retain(|(found, _)| *found != name);
    if !value.is_empty() {
        form.push((name, value));
    }
    form
}

async fn message(providers: &Providers, body: &Value) -> (u16, Value) {
    let base = providers.base_url(Provider::Vonage);
    let request = json_post(&format!("{base}/v1/messages"), body);
    answer(request.basic_auth("key", Some("secret"))).await
}

fn text(words: &str) -> Value {
    json!({
        "channel": "sms", "message_type": "text", "to": THEIRS, "from": OURS, "text": words,
        "client_ref": "m7",
    })
}

/// The signature as Vonage's documentation has it, over what arrived.
fn check_form(call: &Arrived) {
    let mut form = call.form();
    form.retain(|(name, _)| name != "sig");
    form.sort();
    let mut signed = String::new();
    for (name, value) in form {
        write!(signed, "&{name}={}", value.replace(['&', '='], "_")).unwrap();
    }
    let signature = hex(&hmac_sha256("signature-secret", signed.as_bytes()));
    assert_eq!(call.field("sig"), signature);
}

fn check_token(call: &Arrived) {
    let token = call
        .header("authorization")
        .strip_prefix("Bearer ")
        .unwrap();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let expected = hmac_sha256("signature-secret", signed.as_bytes());
    assert_eq!(URL_SAFE_NO_PAD.decode(signature).unwrap(), expected);
    let claims = URL_SAFE_NO_PAD
        .decode(signed.split_once('.').unwrap().1)
        .unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    assert_eq!(
        claims["payload_hash"],
        json!(hex(&Sha256::digest(&call.body)))
    );
}

#[tokio::test]
async fn a_text_is_taken_and_each_part_of_it_reported_on() {
    let (providers, gateway, _) = stage(|gateway| Account {
        receipts: Receipts::Auto,
        ..account(gateway)
    })
    .await;
    let long: &'static str = "a".repeat(161).leak();
    let body = sms(&providers, &changed("text", long)).await;
    assert_eq!(body["message-count"], json!("2"));
    let names: Vec<_> = body["messages"].as_array().unwrap().iter().collect();
    assert!(names.iter().all(|part| part["status"] == json!("0")));
    let calls = gateway.heard(4).await;
    let told: Vec<_> = calls
        .iter()
        .map(|call| (call.field("status"), json!(call.field("messageId"))))
        .collect();
    for (at, status) in ["accepted", "accepted", "delivered", "delivered"]
        .iter()
        .enumerate()
    {
        let expected = ((*status).to_owned(), names[at % 2]["message-id"].clone());
        assert_eq!(told[at], expected);
        assert_eq!(calls[at].field("client-ref"), "m7");
        check_form(&calls[at]);
    }
    let phone = providers.phone(Provider::Vonage, THEIRS).unwrap();
    assert_eq!(phone.received().count(), 1);
}

#[tokio::test]
async fn what_is_wrong_has_a_status_of_its_own_in_an_answer_of_200() {
    let (providers, _gateway, _) = stage(account).await;
    let long: &'static str = "a".repeat(3_201).leak();
    for (form, status) in [
        (changed("api_key", ""), "2"),
        (changed("api_secret", ""), "2"),
        (changed("api_secret", "wrong"), "4"),
        (changed("api_key", "other"), "4"),
        (changed("from", ""), "2"),
        (changed("from", "Somebody"), "15"),
        (changed("to", ""), "2"),
        (changed("to", "ana"), "3"),
        (changed("text", ""), "2"),
        (changed("text", long), "12"),
    ] {
        let body = sms(&providers, &form).await;
        assert_eq!(body["messages"][0]["status"], json!(status), "{form:?}");
    }
    for (standing, status) in [(Standing::Blocked, "7"), (Standing::Gone, "6")] {
        providers.bar(Provider::Vonage, THEIRS, standing).await;
        assert_eq!(
            sms(&providers, &good()).await["messages"][0]["status"],
            json!(status)
        );
    }
    assert_eq!(
        providers
            .phone(Provider::Vonage, THEIRS)
            .unwrap()
            .received()
            .count(),
        0
    );
}

#[tokio::test]
async fn a_request_may_be_signed_instead() {
    let (providers, _gateway, _) = stage(account).await;
    let signed = "&api_key=key&from=447700900001&text=a_b&timestamp=1&to=447700900000";
    let sig = hex(&hmac_sha256("signature-secret", signed.as_bytes()));
    let form = |sig: &'static str| {
        vec![
            ("api_key", "key"),
            ("from", OURS),
            ("to", THEIRS),
            ("text", "a&b"),
            ("timestamp", "1"),
            ("sig", sig),
        ]
    };
    let sig: &'static str = sig.leak();
    assert_eq!(
        sms(&providers, &form(sig)).await["messages"][0]["status"],
        json!("0")
    );
    assert_eq!(
        sms(&providers, &form("00")).await["messages"][0]["status"],
        json!("14")
    );
}

#[tokio::test]
async fn throttling_is_status_1_or_429_by_the_way_that_is_used() {
    let (providers, _gateway, _) = stage(account).await;
    providers.faults(Provider::Vonage, &Faults::next(Fault::TooMany, 2));
    assert_eq!(
        sms(&providers, &good()).await["messages"][0]["status"],
        json!("1")
    );
    assert_eq!(message(&providers, &text("Hi")).await.0, 429);
    assert_eq!(
        sms(&providers, &good()).await["messages"][0]["status"],
        json!("0")
    );
}

#[tokio::test]
async fn the_messages_api_takes_and_reports_as_json() {
    let (providers, gateway, _) = stage(|gateway| Account {
        receipts: Receipts::Auto,
        ..messages_account(gateway)
    })
    .await;
    let (status, body) = message(&providers, &text("Hi")).await;
    assert_eq!(status, 202);
    let calls = gateway.heard(2).await;
    for (call, status) in calls.iter().zip(["submitted", "delivered"]) {
        check_token(call);
        assert_eq!(call.json()["status"], json!(status));
        assert_eq!(call.json()["message_uuid"], body["message_uuid"]);
        assert_eq!(call.json()["client_ref"], json!("m7"));
    }
    let id = body["message_uuid"].as_str().unwrap();
    providers
        .receipts(Provider::Vonage, id, &[State::Failed])
        .await
        .unwrap();
    assert_eq!(
        gateway.heard(3).await[2].json()["error"]["title"],
        json!("1300")
    );
}

#[tokio::test]
async fn the_messages_api_refuses_with_problems() {
    let (providers, _gateway, _) = stage(messages_account).await;
    for name in ["to", "from", "channel", "message_type", "text"] {
        let mut body = text("Hi");
        body.as_object_mut().unwrap().remove(name);
        let (status, answer) = message(&providers, &body).await;
        assert_eq!(
            (status, &answer["invalid_parameters"][0]["name"]),
            (422, &json!(name))
        );
    }
    let base = providers.base_url(Provider::Vonage);
    let unsigned = json_post(&format!("{base}/v1/messages"), &text("Hi"));
    let (status, answer) = answer(unsigned.bearer_auth("a.b.c")).await;
    assert_eq!((status, &answer["title"]), (401, &json!("Unauthorized")));
}

#[tokio::test]
async fn a_token_of_the_applications_own_is_taken() {
    let (providers, _gateway, _) = stage(messages_account).await;
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let token = |alg: &str, exp: u64| {
        let header = part(json!({ "alg": alg, "typ": "JWT" }));
        let claims = part(json!({ "application_id": "key", "iat": 1, "jti": "1", "exp": exp }));
        format!("{header}.{claims}.c2ln")
    };
    let base = providers.base_url(Provider::Vonage);
    for (token, expected) in [
        (token("RS256", 4_000_000_000), 202),
        (token("none", 4_000_000_000), 401),
        (token("RS256", 2), 401),
    ] {
        let request = json_post(&format!("{base}/v1/messages"), &text("Hi"));
        assert_eq!(answer(request.bearer_auth(token)).await.0, expected);
    }
}

#[tokio::test]
async fn messages_arrive_signed_by_either_way() {
    let (providers, gateway, _) = stage(account).await;
    let calls = say_everything(&providers, &gateway, Provider::Vonage, THEIRS).await;
    calls.iter().for_each(check_form);
    assert_eq!(calls[0].field("text"), "¿Dónde? 😀 a+b & c=d%");
    assert_eq!(calls[0].field("type"), "unicode");
    assert_eq!(
        (calls[0].field("msisdn"), calls[0].field("to")),
        (THEIRS.to_owned(), OURS.to_owned())
    );

    let (providers, gateway, _) = stage(messages_account).await;
    let calls = say_everything(&providers, &gateway, Provider::Vonage, THEIRS).await;
    calls.iter().for_each(check_token);
    assert_eq!(calls[0].json()["text"], json!("¿Dónde? 😀 a+b & c=d%"));
    assert_eq!(calls[1].json()["image"]["caption"], json!("here"));
    assert_eq!(calls[5].json()["message_type"], json!("poll"));
    let said = Inbound::text(THEIRS, "again").with_id("one");
    providers.say(Provider::Vonage, said).await;
    assert_eq!(
        gateway.heard(7).await[6].json()["message_uuid"],
        json!("one")
    );
}

//! X over real sockets.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use frontdesk_test_providers::{
    Account, Api, Fault, Faults, Inbound, Provider, Providers, Receipts, Standing, State,
};
use serde_json::{Value, json};

use crate::support::{
    Arrived, Gateway, answer, hmac_sha256, json_post, quiet, say_everything, stage, stage_with,
};

const US: &str = "4337869213";
const THEM: &str = "3001969357";

fn account(gateway: &Gateway) -> Account {
    Account {
        secret: "consumer-secret".to_owned(),
        ..quiet(Provider::X, US, "user-token", gateway)
    }
}

fn request(providers: &Providers, to: &str, body: &Value) -> reqwest::RequestBuilder {
    let base = providers.base_url(Provider::X);
    json_post(
        &format!("{base}/2/dm_conversations/with/{to}/messages"),
        body,
    )
}

async fn send(providers: &Providers, to: &str, body: &Value) -> (u16, Value) {
    answer(request(providers, to, body).bearer_auth("user-token")).await
}

fn signed(bytes: &[u8]) -> String {
    format!(
        "sha256={}",
        STANDARD.encode(hmac_sha256("consumer-secret", bytes))
    )
}

fn body(call: &Arrived) -> Value {
    assert_eq!(
        call.header("x-twitter-webhooks-signature"),
        signed(call.body.as_bytes())
    );
    call.json()
}

#[tokio::test]
async fn a_message_is_taken_and_comes_back_as_our_own_event() {
    let (providers, gateway, _) = stage(|gateway| Account {
        receipts: Receipts::Auto,
        ..account(gateway)
    })
    .await;
    let (status, answer) = send(&providers, THEM, &json!({ "text": "Hello" })).await;
    assert_eq!(status, 201);
    let id = answer["data"]["dm_event_id"].as_str().unwrap();
    assert_eq!(
        answer["data"]["dm_conversation_id"],
        json!(format!("{US}-{THEM}"))
    );
    let echo = body(&gateway.heard(1).await[0]);
    let event = &echo["direct_message_events"][0];
    assert_eq!(event["id"], json!(id));
    assert_eq!(event["message_create"]["sender_id"], echo["for_user_id"]);
    providers
        .receipts(Provider::X, id, &[State::Read])
        .await
        .unwrap();
    let read = body(&gateway.heard(2).await[1]);
    let read = &read["direct_message_mark_read_events"][0];
    assert_eq!(
        (&read["last_read_event_id"], &read["sender_id"]),
        (&json!(id), &json!(THEM))
    );
}

#[tokio::test]
async fn what_is_wrong_is_a_problem() {
    let (providers, _gateway, _) = stage(account).await;
    let ok = json!({ "text": "Hello" });
    let unsigned = answer(request(&providers, THEM, &ok).bearer_auth("wrong")).await;
    assert_eq!(
        (unsigned.0, &unsigned.1["title"]),
        (401, &json!("Unauthorized"))
    );
    for (to, sent) in [
        ("ana", ok.clone()),
        (THEM, json!({ "text": "" })),
        (THEM, json!({})),
        (THEM, json!({ "text": "a".repeat(10_001) })),
    ] {
        let (status, answer) = send(&providers, to, &sent).await;
        assert_eq!(
            (status, &answer["title"]),
            (400, &json!("Invalid Request")),
            "{to}"
        );
    }
    providers.bar(Provider::X, THEM, Standing::Blocked).await;
    let (status, answer) = send(&providers, THEM, &ok).await;
    assert_eq!((status, &answer["status"]), (403, &json!(403)));
}

#[tokio::test]
async fn too_many_says_when_the_limit_ends() {
    let (providers, _gateway, _) = stage(account).await;
    providers.faults(Provider::X, &Faults::next(Fault::TooMany, 1));
    let sent = request(&providers, THEM, &json!({ "text": "Hello" })).bearer_auth("user-token");
    let response = sent.send().await.unwrap();
    assert_eq!(response.status(), 429);
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("x-rate-limit-remaining"), "0");
    assert!(header("x-rate-limit-reset").parse::<u64>().unwrap() > 1_700_000_000);
}

#[tokio::test]
async fn every_kind_of_message_arrives_signed_in_either_envelope() {
    for api in [Api::Usual, Api::Activity] {
        let (providers, gateway, _) = stage(|gateway| Account {
            api,
            ..account(gateway)
        })
        .await;
        let calls = say_everything(&providers, &gateway, Provider::X, THEM).await;
        let bodies: Vec<Value> = calls.iter().map(body).collect();
        let data = |at: usize| {
            let inner = match api {
                Api::Activity => &bodies[at]["data"]["payload"],
                Api::Usual | Api::Messages => &bodies[at],
            };
            inner["direct_message_events"][0]["message_create"]["message_data"].clone()
        };
        assert_eq!(data(0)["text"], json!("¿Dónde? 😀 a+b & c=d%"));
        assert_eq!(data(1)["attachment"]["media"]["type"], json!("photo"));
        assert_eq!(data(2)["attachment"]["type"], json!("location"));
        assert_eq!(data(3)["text"], json!("Ana +15550100"));
        assert_eq!(data(4)["quick_reply_response"]["metadata"], json!("yes-1"));
        assert_eq!(data(5), Value::Null, "an event of another kind");
    }
}

#[tokio::test]
async fn an_address_is_checked_by_signing_the_token() {
    for is_decoded in [true, false] {
        let gateway = Gateway::answering(move |call| {
            let raw = call.target.split_once("crc_token=").unwrap().1.to_owned();
            assert!(raw.contains('%'), "{raw}");
            let token = url::form_urlencoded::parse(format!("t={raw}").as_bytes())
                .next()
                .unwrap()
                .1
                .into_owned();
            let token = if is_decoded { token } else { raw };
            json!({ "response_token": signed(token.as_bytes()) }).to_string()
        })
        .await;
        let (providers, _gateway, _) = stage_with(gateway, account).await;
        let checked = providers.check(Provider::X).await.unwrap();
        assert_eq!(checked.is_passed, is_decoded, "{}", checked.body);
    }
}

#[tokio::test]
async fn a_repeat_is_the_same_event() {
    let (providers, gateway, _) = stage(|gateway| Account {
        api: Api::Activity,
        ..account(gateway)
    })
    .await;
    let said = Inbound {
        times: 2,
        ..Inbound::text(THEM, "Hi")
    };
    providers.say(Provider::X, said).await;
    let calls = gateway.heard(2).await;
    assert_eq!(calls[0].body, calls[1].body);
    let phone = providers.phone(Provider::X, THEM).unwrap();
    assert_eq!(phone.messages.len(), 1);
}

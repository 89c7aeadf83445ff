//! WhatsApp over real sockets.

use frontdesk_test_providers::{
    Account, Inbound, Provider, Providers, Receipts, Refusals, Standing, State,
};
use serde_json::{Value, json};

use crate::support::{
    Arrived, Gateway, answer, client, hex, hmac_sha256, json_post, quiet, say_everything, stage,
    stage_with,
};

const NUMBER_ID: &str = "106540352242922";
const CONTACT: &str = "16505551234";

fn account(gateway: &Gateway) -> Account {
    Account {
        address: "15550783881".to_owned(),
        secret: "app-secret".to_owned(),
        verify_token: "meatyhamhock".to_owned(),
        ..quiet(Provider::WhatsApp, NUMBER_ID, "token", gateway)
    }
}

fn text(words: &str) -> Value {
    json!({
        "messaging_product": "whatsapp", "recipient_type": "individual", "to": CONTACT,
        "type": "text", "text": { "body": words }, "biz_opaque_callback_data": "m7",
    })
}

async fn post(providers: &Providers, id: &str, token: &str, body: &Value) -> (u16, Value) {
    let base = providers.base_url(Provider::WhatsApp);
    let request = json_post(&format!("{base}/v23.0/{id}/messages"), body);
    answer(request.bearer_auth(token)).await
}

async fn send(providers: &Providers, body: &Value) -> (u16, Value) {
    post(providers, NUMBER_ID, "token", body).await
}

fn value(call: &Arrived) -> Value {
    let signature = hmac_sha256("app-secret", call.body.as_bytes());
    assert_eq!(
        call.header("x-hub-signature-256"),
        format!("sha256={}", hex(&signature))
    );
    call.json()["entry"][0]["changes"][0]["value"].clone()
}

#[tokio::test]
async fn an_answer_is_taken_and_reported_with_our_reference() {
    let (providers, gateway, _) = stage(|gateway| Account {
        receipts: Receipts::Auto,
        ..account(gateway)
    })
    .await;
    providers
        .say(Provider::WhatsApp, Inbound::text(CONTACT, "Hi"))
        .await;
    let (status, body) = send(&providers, &text("Hello")).await;
    assert_eq!(status, 200);
    let id = body["messages"][0]["id"].as_str().unwrap();
    assert!(id.starts_with("wamid."), "{id}");
    assert_eq!(body["contacts"][0]["wa_id"], json!(CONTACT));
    let calls = gateway.heard(3).await;
    for (call, state) in calls[1..].iter().zip(["sent", "delivered"]) {
        let status = &value(call)["statuses"][0];
        assert_eq!(status["id"], json!(id));
        assert_eq!(status["status"], json!(state));
        assert_eq!(status["biz_opaque_callback_data"], json!("m7"));
        assert_eq!(status["recipient_id"], json!(CONTACT));
    }
    providers
        .receipts(Provider::WhatsApp, id, &[State::Read])
        .await
        .unwrap();
    assert_eq!(
        value(&gateway.heard(4).await[3])["statuses"][0]["status"],
        json!("read")
    );
    let phone = providers.phone(Provider::WhatsApp, CONTACT).unwrap();
    assert_eq!(
        phone.received().next().unwrap().reference.as_deref(),
        Some("m7")
    );
}

#[tokio::test]
async fn what_is_wrong_has_metas_code() {
    let (providers, _gateway, _) = stage(account).await;
    let without = |name: &str| {
        let mut body = text("Hi");
        body.as_object_mut().unwrap().remove(name);
        body
    };
    let mut nobody = text("Hi");
    nobody["to"] = json!("12");
    for (body, code) in [
        (without("messaging_product"), 100),
        (without("to"), 100),
        (without("text"), 100),
        (text(""), 100),
        (text(&"a".repeat(4_097)), 100),
        (nobody, 131_009),
        (json!([]), 100),
    ] {
        let (status, answer) = send(&providers, &body).await;
        assert_eq!(
            (status, &answer["error"]["code"]),
            (400, &json!(code)),
            "{body}"
        );
        assert_eq!(answer["error"]["type"], json!("OAuthException"));
    }
    let (status, answer) = post(&providers, NUMBER_ID, "wrong", &text("Hi")).await;
    assert_eq!((status, &answer["error"]["code"]), (401, &json!(190)));
    let (status, answer) = post(&providers, "5", "token", &text("Hi")).await;
    assert_eq!(
        (status, &answer["error"]["error_subcode"]),
        (400, &json!(33))
    );
    assert!(providers.phones().is_empty(), "nothing was taken");
}

#[tokio::test]
async fn free_text_too_late_fails_and_a_template_does_not() {
    let (providers, gateway, _) = stage(|gateway| Account {
        receipts: Receipts::Auto,
        ..account(gateway)
    })
    .await;
    assert_eq!(send(&providers, &text("Hi")).await.0, 200);
    let error = value(&gateway.heard(1).await[0])["statuses"][0]["errors"][0].clone();
    assert_eq!(error["code"], json!(131_047));
    let template = json!({
        "messaging_product": "whatsapp", "to": CONTACT, "type": "template",
        "template": { "name": "hello", "language": { "code": "en" } },
    });
    assert_eq!(send(&providers, &template).await.0, 200);
    let phone = providers.phone(Provider::WhatsApp, CONTACT).unwrap();
    assert_eq!(phone.received().count(), 1, "the template only");
}

#[tokio::test]
async fn refusals_can_be_asked_for_at_once() {
    let (providers, _gateway, _) = stage(|gateway| Account {
        refusals: Refusals::Now,
        ..account(gateway)
    })
    .await;
    for (standing, code) in [
        (Standing::Window, 131_047),
        (Standing::Blocked, 131_026),
        (Standing::Gone, 131_026),
    ] {
        providers.bar(Provider::WhatsApp, CONTACT, standing).await;
        let (status, answer) = send(&providers, &text("Hi")).await;
        assert_eq!((status, &answer["error"]["code"]), (400, &json!(code)));
    }
}

#[tokio::test]
async fn every_kind_of_message_arrives_signed() {
    let (providers, gateway, _) = stage(account).await;
    let calls = say_everything(&providers, &gateway, Provider::WhatsApp, CONTACT).await;
    let values: Vec<Value> = calls.iter().map(value).collect();
    for (call, value) in calls.iter().zip(&values) {
        assert!(call.body.is_ascii(), "Meta escapes all else");
        assert_eq!(value["metadata"]["phone_number_id"], json!(NUMBER_ID));
    }
    let message = |at: usize| values[at]["messages"][0].clone();
    assert_eq!(message(0)["text"]["body"], json!("¿Dónde? 😀 a+b & c=d%"));
    assert_eq!(message(1)["image"]["caption"], json!("here"));
    assert_eq!(message(2)["location"]["longitude"], json!(-2.5));
    assert_eq!(
        message(3)["contacts"][0]["phones"][0]["phone"],
        json!("+15550100")
    );
    assert_eq!(
        message(4)["interactive"]["button_reply"]["id"],
        json!("yes-1")
    );
    assert_eq!(message(5)["type"], json!("unsupported"));
    // The picture, as the gateway fetches it.
    let base = providers.base_url(Provider::WhatsApp);
    let id = message(1)["image"]["id"].as_str().unwrap().to_owned();
    let place = client()
        .get(format!("{base}/v23.0/{id}"))
        .bearer_auth("token");
    let (_, place) = answer(place).await;
    let url = place["url"].as_str().unwrap();
    let file = client().get(url).bearer_auth("token").send().await.unwrap();
    let length = file.bytes().await.unwrap().len();
    assert_eq!(place["file_size"], json!(length));
    assert_eq!(client().get(url).send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn an_address_is_checked_by_its_challenge() {
    for (is_right, status) in [(true, Some(200)), (false, Some(200))] {
        let gateway = Gateway::answering(move |call| {
            let query = call.target.split_once('?').unwrap().1.to_owned();
            let pairs: Vec<_> = url::form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect();
            assert!(pairs.contains(&("hub.mode".to_owned(), "subscribe".to_owned())));
            assert!(pairs.contains(&("hub.verify_token".to_owned(), "meatyhamhock".to_owned())));
            let challenge = pairs.into_iter().find(|(name, _)| name == "hub.challenge");
            let challenge = challenge.unwrap().1;
            if is_right {
                challenge
            } else {
                format!("\"{challenge}\"")
            }
        })
        .await;
        let (providers, gateway, _) = stage_with(gateway, account).await;
        let checked = providers.check(Provider::WhatsApp).await.unwrap();
        assert_eq!((checked.is_passed, checked.status), (is_right, status));
        assert_eq!(gateway.calls()[0].method, "GET");
    }
}

//! Twilio over real sockets.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use frontdesk_test_providers::{
    Account, Content, Inbound, Media, Provider, Providers, Receipts, Refusals, Standing, State,
};
use hmac::{Hmac, Mac as _};
use serde_json::{Value, json};
use sha1::Sha1;

use crate::support::{Arrived, Gateway, PATIENCE, answer, client, quiet, stage};

const SID: &str = "AC00000000000000000000000000000000";
const OURS: &str = "+15017122661";
const THEIRS: &str = "+15558675310";

fn account(gateway: &Gateway) -> Account {
    Account {
        address: OURS.to_owned(),
        ..quiet(Provider::Twilio, SID, "token", gateway)
    }
}

async fn post(providers: &Providers, token: &str, form: &[(&str, &str)]) -> (u16, Value) {
    let base = providers.base_url(Provider::Twilio);
    let url = format!("{base}/2010-04-01/Accounts/{SID}/Messages.json");
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish();
    let request = client().post(url).basic_auth(SID, Some(token)).body(body);
    answer(request.header("content-type", "application/x-www-form-urlencoded")).await
}

async fn send(providers: &Providers, form: &[(&str, &str)]) -> (u16, Value) {
    post(providers, "token", form).await
}

/// What Twilio's documentation says to compute, from the bytes that arrived.
fn signature(url: &str, call: &Arrived) -> String {
    let mut form = call.form();
    form.sort();
    let mut mac = Hmac::<Sha1>::new_from_slice(b"token").unwrap();
    mac.update(url.as_bytes());
    for (name, value) in form {
        mac.update(name.as_bytes());
        mac.update(value.as_bytes());
    }
    STANDARD.encode(mac.finalize().into_bytes())
}

#[tokio::test]
async fn a_message_is_taken_and_stands_on_the_phone() {
    let (providers, _gateway, _) = stage(account).await;
    let callback = "http://127.0.0.1:9/hook?ref=m7";
    let form = [
        ("To", THEIRS),
        ("From", OURS),
        ("Body", "Hi"),
        ("StatusCallback", callback),
    ];
    let (status, body) = send(&providers, &form).await;
    assert_eq!(status, 201);
    assert_eq!(body["status"], json!("queued"));
    assert_eq!(body["num_segments"], json!("1"));
    let phone = providers.phone(Provider::Twilio, THEIRS).unwrap();
    let message = phone.received().next().unwrap();
    assert_eq!(body["sid"], json!(message.id));
    assert_eq!(message.content, Content::Text("Hi".to_owned()));
    assert_eq!(message.reference.as_deref(), Some("m7"));
    assert!(message.answered);
}

#[tokio::test]
async fn a_service_picks_the_number_later() {
    let (providers, _gateway, _) = stage(account).await;
    let service = format!("MG{}", "a".repeat(32));
    let form = [
        ("To", THEIRS),
        ("MessagingServiceSid", &service),
        ("Body", "Hi"),
    ];
    let (status, body) = send(&providers, &form).await;
    assert_eq!((status, &body["status"]), (201, &json!("accepted")));
    assert_eq!(body["from"], Value::Null);
}

#[tokio::test]
async fn what_is_wrong_has_twilios_code() {
    let (providers, _gateway, _) = stage(account).await;
    let long = "a".repeat(1_601);
    let ok = [("To", THEIRS), ("From", OURS), ("Body", "Hi")];
    let with = |name: &'static str, value: Option<&'static str>| {
        let kept = ok.into_iter().filter(move |(found, _)| *found != name);
        kept.chain(value.map(|value| (name, value)))
            .collect::<Vec<_>>()
    };
    for (form, code) in [
        (with("To", None), 21604),
        (with("To", Some("0800")), 21211),
        (with("From", None), 21603),
        (with("From", Some("+15550000000")), 21606),
        (with("To", Some(OURS)), 21266),
        (with("Body", None), 21602),
        (with("StatusCallback", Some("desk.example")), 21609),
        (with("MessagingServiceSid", Some("MG1")), 21701),
    ] {
        let (status, body) = send(&providers, &form).await;
        assert_eq!((status, &body["code"]), (400, &json!(code)), "{form:?}");
        assert_eq!(body["status"], json!(400));
    }
    let form = [("To", THEIRS), ("From", OURS), ("Body", long.as_str())];
    assert_eq!(send(&providers, &form).await.1["code"], json!(21617));
    let (status, body) = post(&providers, "wrong", &ok).await;
    assert_eq!((status, &body["code"]), (401, &json!(20003)));
    assert!(providers.phones().is_empty(), "nothing was taken");
}

#[tokio::test]
async fn who_has_said_stop_is_sent_nothing_until_start() {
    let (providers, _gateway, _) = stage(account).await;
    let form = [("To", THEIRS), ("From", OURS), ("Body", "Hi")];
    for (word, expected) in [("Stop", 400), ("START", 201)] {
        let heard = providers
            .say(Provider::Twilio, Inbound::text(THEIRS, word))
            .await;
        assert_eq!(heard.unwrap()[0].status, Some(200));
        let (status, body) = send(&providers, &form).await;
        assert_eq!(status, expected, "{body}");
        if expected == 400 {
            assert_eq!(body["code"], json!(21610));
        }
    }
    providers
        .bar(Provider::Twilio, THEIRS, Standing::Gone)
        .await;
    assert_eq!(send(&providers, &form).await.1["code"], json!(21614));
}

#[tokio::test]
async fn over_whatsapp_a_late_text_fails_afterwards_or_at_once() {
    let contact = format!("whatsapp:{THEIRS}");
    for refusals in [Refusals::Later, Refusals::Now] {
        let (providers, gateway, _) = stage(|gateway| Account {
            address: format!("whatsapp:{OURS}"),
            receipts: Receipts::Auto,
            refusals,
            ..account(gateway)
        })
        .await;
        providers
            .bar(Provider::Twilio, &contact, Standing::Window)
            .await;
        let callback = gateway.url();
        let from = format!("whatsapp:{OURS}");
        let form = [
            ("To", contact.as_str()),
            ("From", &from),
            ("Body", "Hi"),
            ("StatusCallback", &callback),
        ];
        let (status, body) = send(&providers, &form).await;
        if refusals == Refusals::Now {
            assert_eq!((status, &body["code"]), (400, &json!(63016)));
            continue;
        }
        assert_eq!(status, 201);
        let calls = gateway.heard(1).await;
        assert_eq!(calls[0].field("MessageStatus"), "undelivered");
        assert_eq!(calls[0].field("ErrorCode"), "63016");
        let phone = providers.phone(Provider::Twilio, &contact).unwrap();
        assert_eq!(phone.received().count(), 0);
    }
}

#[tokio::test]
async fn a_contacts_message_arrives_signed() {
    let (providers, gateway, account) = stage(account).await;
    let words = "¿Dónde? 😀 a+b & c=d%";
    let heard = providers
        .say(Provider::Twilio, Inbound::text(THEIRS, words))
        .await
        .unwrap();
    assert_eq!(heard[0].status, Some(200));
    assert_eq!(heard[0].body, "taken");
    let media = Content::Media(Media::default());
    providers
        .say(Provider::Twilio, Inbound::of(THEIRS, media))
        .await;
    let calls = gateway.heard(2).await;
    for call in &calls {
        assert_eq!(
            call.header("x-twilio-signature"),
            signature(&account.webhook_url, call)
        );
        assert_eq!(call.field("From"), THEIRS);
        assert_eq!(call.field("To"), OURS);
    }
    assert_eq!(calls[0].field("Body"), words);
    assert_eq!(calls[0].field("MessageSid"), heard[0].message);
    assert_eq!(calls[1].field("NumMedia"), "1");
    let picture = client()
        .get(calls[1].field("MediaUrl0"))
        .send()
        .await
        .unwrap();
    assert_eq!(picture.headers()["content-type"], "image/png");
}

#[tokio::test]
async fn reports_come_by_themselves_to_the_address_of_the_message() {
    let (providers, gateway, _) = stage(|gateway| Account {
        receipts: Receipts::Auto,
        ..account(gateway)
    })
    .await;
    let callback = format!("{}?ref=m%2F7", gateway.url());
    let form = [
        ("To", THEIRS),
        ("From", OURS),
        ("Body", "Hi"),
        ("StatusCallback", &callback),
    ];
    let (_, body) = send(&providers, &form).await;
    let calls = gateway.heard(2).await;
    let states: Vec<_> = calls
        .iter()
        .map(|call| call.field("MessageStatus"))
        .collect();
    assert_eq!(states, ["sent", "delivered"]);
    for call in &calls {
        assert_eq!(call.target, "/hook?ref=m%2F7");
        assert_eq!(
            call.header("x-twilio-signature"),
            signature(&callback, call)
        );
        assert_eq!(body["sid"], json!(call.field("MessageSid")));
    }
    let told = providers
        .until(PATIENCE, |phones| {
            let message = phones.iter().flat_map(|phone| &phone.messages).next();
            message.is_some_and(|m| m.states == [State::Sent, State::Delivered])
        })
        .await;
    assert!(told);
    let sid = body["sid"].as_str().unwrap();
    let states = [State::Read, State::Failed];
    let reported = providers
        .receipts(Provider::Twilio, sid, &states)
        .await
        .unwrap();
    assert!(
        reported
            .iter()
            .all(|each| each.heard[0].status == Some(200))
    );
    let calls = gateway.heard(4).await;
    assert_eq!(calls[2].field("EventType"), "READ");
    assert_eq!(calls[3].field("ErrorCode"), "30003");
}

#[tokio::test]
async fn a_public_address_is_signed_and_another_one_called() {
    let (providers, gateway, account) = stage(|gateway| Account {
        webhook_url: "https://desk.example/hook?a=1".to_owned(),
        connect: Some(format!("http://{}", gateway.addr)),
        ..account(gateway)
    })
    .await;
    let said = Inbound::text(THEIRS, "Hi");
    providers.say(Provider::Twilio, said).await;
    let calls = gateway.heard(1).await;
    assert_eq!(calls[0].target, "/hook?a=1");
    let signature = signature(&account.webhook_url, &calls[0]);
    assert_eq!(calls[0].header("x-twilio-signature"), signature);
}

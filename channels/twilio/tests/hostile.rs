//! Calls of strangers: what is refused before it costs anything.

use std::{collections::BTreeMap, rc::Rc};

use frontdesk_channel_twilio::{
    AUTH_TOKEN, CALL_BYTES_MAX, CALL_PARAMS_MAX, Twilio,
    inbound::{self, Place},
};
use frontdesk_plugin::{ErrorKind, Plugin as _, channel::Webhook, http::Method, types::Payload};
use frontdesk_plugin_testkit::{
    FakeHost,
    hostile::{self, Heard},
    provider::call,
};

const SETTINGS: &str = r#"{
    "account_sid": "AC00000000000000000000000000000000",
    "from": "+15017122661",
    "webhook_url": "https://desk.example/hook"
}"#;

const NOW: f64 = 1_730_000_000_000.0;

fn host() -> Rc<FakeHost> {
    Rc::new(FakeHost {
        settings: SETTINGS.to_owned(),
        secrets: BTreeMap::from([(AUTH_TOKEN.to_owned(), "token".to_owned())]),
        needs: Rc::new(FakeHost::default()).run(Twilio::describe).secrets,
        ..FakeHost::default()
    })
}

fn refusal(call: &Webhook) -> Option<ErrorKind> {
    Heard::of::<Twilio>(&host(), call).answer.err()
}

const SIGNED: [(&str, &str); 1] = [("x-twilio-signature", "RSOYDt4T1cUTdK1PDd93/VVr8B8=")];

#[test]
fn an_unsigned_call_is_not_read() {
    let bytes = Payload::Bytes(vec![0xff; CALL_BYTES_MAX + 1]);
    for method in [Method::Get, Method::Post, Method::Put, Method::Head] {
        let call = call(method, &[], bytes.clone());
        assert_eq!(refusal(&call), Some(ErrorKind::Unauthorized), "{method:?}");
    }
}

#[test]
fn a_call_larger_than_twilios_is_not_taken_apart() {
    let long = |bytes: usize| Payload::Text("a".repeat(bytes));
    let many = |params: usize| Payload::Text(vec!["a=1"; params].join("&"));
    for body in [long(CALL_BYTES_MAX), many(CALL_PARAMS_MAX)] {
        let largest = call(Method::Post, &SIGNED, body);
        assert_eq!(refusal(&largest), Some(ErrorKind::Unauthorized));
    }
    for body in [long(CALL_BYTES_MAX + 1), many(CALL_PARAMS_MAX + 1)] {
        let larger = call(Method::Post, &SIGNED, body);
        assert_eq!(refusal(&larger), Some(ErrorKind::Invalid));
    }
}

#[test]
fn what_twilio_never_sends_is_refused_in_words() {
    let bytes = call(Method::Post, &SIGNED, Payload::Bytes(vec![0xff]));
    assert_eq!(refusal(&bytes), Some(ErrorKind::Invalid));
    let put = call(Method::Put, &SIGNED, Payload::Text(String::new()));
    assert_eq!(refusal(&put), Some(ErrorKind::Unsupported));
}

#[test]
fn nothing_that_people_write_and_nobodys_address_is_logged() {
    let params = [
        ("ErrorCode", "30005"),
        ("MessageSid", "SM1"),
        ("MessageStatus", "failed"),
        ("To", "+15550100"),
    ];
    let pairs = params.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let place = Place {
        reference: Some("cnv_1.1"),
        ..Place::default()
    };
    let heard = Heard::by(&host(), || inbound::read(&pairs, place, NOW));
    assert_eq!(heard.answer.unwrap().len(), 1);
    let line = heard.told;
    assert!(line.contains("30005") && line.contains("SM1") && line.contains("cnv_1.1"));
    assert!(!line.contains("5550100"), "{line}");
}

#[test]
fn whatever_a_parameter_says_it_is_read_or_refused_in_words() {
    let message = [
        ("MessageSid", "SM1"),
        ("From", "whatsapp:+15550100"),
        ("Body", "Hi"),
        ("NumMedia", "1"),
        ("MediaUrl0", "https://api.twilio.com/x"),
        ("MediaContentType0", "image/png"),
        ("ProfileName", "Ann"),
        ("WaId", "15550100"),
        ("ExternalUserId", "whatsapp:US.1"),
        ("ButtonText", "Yes"),
        ("Latitude", "1"),
        ("Longitude", "2"),
        ("Label", "Shop"),
        ("Address", "High St"),
        ("OptOutType", "STOP"),
        ("OriginalRepliedMessageSid", "SM2"),
        ("MessageType", "text"),
    ];
    let report = [
        ("MessageSid", "SM1"),
        ("MessageStatus", "failed"),
        ("ErrorCode", "21610"),
        ("To", "+15550100"),
    ];
    for call in [&message[..], &report[..]] {
        hostile::every_parameter_of_another_value(call, &["5550100"], |params| {
            Heard::by(&host(), || inbound::read(params, Place::default(), NOW))
        });
    }
}

//! Calls of strangers, and of a Vonage that has gone wrong.

mod common;

use std::collections::BTreeMap;

use common::{NOW_S, gateway, heard, with_sig, with_token};
use frontdesk_channel_vonage::{CALL_BYTES_MAX, messages, sig::CALL_PARAMS_MAX};
use frontdesk_plugin::{ErrorKind, http::Method, types::Payload};
use frontdesk_plugin_testkit::{
    hostile::{self, Heard},
    provider::call,
};
use serde_json::json;

const FORM: [(&str, &str); 1] = [("content-type", "application/x-www-form-urlencoded")];
const JSON: [(&str, &str); 1] = [("content-type", "application/json")];

fn refusal(method: Method, headers: &[(&str, &str)], body: Payload) -> Option<ErrorKind> {
    heard(&call(method, headers, body)).answer.err()
}

#[test]
fn an_unsigned_call_is_nobodys_however_it_is_made() {
    for method in [
        Method::Get,
        Method::Post,
        Method::Put,
        Method::Patch,
        Method::Delete,
        Method::Head,
    ] {
        let bytes = Payload::Bytes(vec![0xff; 10]);
        let refused = refusal(method, &[], bytes);
        assert_eq!(refused, Some(ErrorKind::Unauthorized), "{method:?}");
    }
    let token = [("authorization", "Bearer a.b.c")];
    let refused = refusal(Method::Post, &token, Payload::Text("{}".to_owned()));
    assert_eq!(refused, Some(ErrorKind::Unauthorized));
}

#[test]
fn a_call_larger_than_vonages_is_not_taken_apart() {
    let long = |bytes: usize| Payload::Text("a".repeat(bytes));
    let many = |params: usize| Payload::Text(vec!["a=1"; params].join("&"));
    for body in [long(CALL_BYTES_MAX), many(CALL_PARAMS_MAX)] {
        let refused = refusal(Method::Post, &FORM, body);
        assert_eq!(refused, Some(ErrorKind::Unauthorized));
    }
    for body in [long(CALL_BYTES_MAX + 1), many(CALL_PARAMS_MAX + 1)] {
        let refused = refusal(Method::Post, &FORM, body);
        assert_eq!(refused, Some(ErrorKind::Invalid));
    }
    let json = Payload::Text(format!("\"{}\"", "a".repeat(CALL_BYTES_MAX)));
    let refused = refusal(Method::Post, &JSON, json);
    assert_eq!(refused, Some(ErrorKind::Invalid));
    // A signed one as well.
    let text = "a".repeat(CALL_BYTES_MAX);
    let body = json!({ "message_uuid": "a", "from": "447700900001", "text": text });
    let signed = heard(&with_token(&body.to_string()));
    assert_eq!(signed.answer, Err(ErrorKind::Invalid));
}

#[test]
fn what_is_no_json_is_refused_in_words() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let deep_inside = format!(r#"{{"a":{deep}}}"#);
    for body in ["", "nothing", "{", "[]", "1", "null", &deep, &deep_inside] {
        let refused = refusal(Method::Post, &JSON, Payload::Text(body.to_owned()));
        assert_eq!(refused, Some(ErrorKind::Invalid));
        let signed = heard(&with_token(body));
        assert_eq!(signed.answer, Err(ErrorKind::Invalid));
    }
    let bytes = Payload::Bytes(vec![0xff]);
    for headers in [FORM, JSON] {
        let refused = refusal(Method::Post, &headers, bytes.clone());
        assert_eq!(refused, Some(ErrorKind::Invalid));
    }
}

#[test]
fn whatever_a_field_says_it_is_read_or_refused_in_words() {
    let message = json!({
        "to": "447700900000",
        "from": { "type": "sms", "number": "447700900001" },
        "channel": "mms",
        "message_uuid": "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab",
        "timestamp": "2020-01-01T12:00:00Z",
        "message_type": "image",
        "text": "Hi",
        "image": { "url": "https://files.example/a.jpg", "caption": "Look", "name": "a.jpg" },
        "message": { "content": { "type": "text", "text": "Hi" } },
    });
    let status = json!({
        "message_uuid": "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab",
        "to": "447700900001",
        "timestamp": "2020-01-01T12:00:00Z",
        "status": "rejected",
        "client_ref": "cnv_1.1",
        "error": { "type": "https://x.example/#1240", "title": 1240, "detail": "x" },
    });
    let secret_words = ["00900001", "Look"];
    hostile::every_field_of_another_shape(&[message, status], &secret_words, |body| {
        heard(&with_token(body))
    });
}

#[test]
fn whatever_a_parameter_says_it_is_read_or_refused_in_words() {
    let message = [
        ("messageId", "A1"),
        ("msisdn", "447700900001"),
        ("type", "text"),
        ("text", "Hi"),
        ("message-timestamp", "2020-01-01 12:00:00"),
        ("concat-total", "3"),
        ("concat-part", "2"),
    ];
    let receipt = [
        ("messageId", "A1"),
        ("msisdn", "447700900001"),
        ("status", "failed"),
        ("err-code", "9"),
        ("client-ref", "cnv_1.1"),
    ];
    for params in [&message[..], &receipt[..]] {
        hostile::every_parameter_of_another_value(params, &["00900001"], |changed| {
            let params = changed.iter();
            let mut params: BTreeMap<&str, String> = params
                .map(|(name, value)| (name.as_str(), value.clone()))
                .collect();
            params.insert("timestamp", NOW_S.to_string());
            heard(&with_sig(&params))
        });
    }
}

#[test]
fn ids_stay_as_they_are_written() {
    let body = r#"{"message_uuid":18446744073709551615,"from":447700900001,"text":"Hi"}"#;
    let found = heard(&with_token(body)).answer.unwrap().pop().unwrap();
    assert_eq!(found.id, "18446744073709551615");
    assert_eq!(found.thread, "+447700900001");
}

#[test]
fn nothing_that_people_write_and_nobodys_address_is_told() {
    let host = gateway(common::SECRET);
    for call in [
        json!({ "from": "447700900001", "text": "a secret" }),
        json!({ "message_uuid": "a b", "from": "447700900001", "text": "a secret" }),
        json!({ "message_uuid": "a", "from": "4477 00900001", "text": "a secret" }),
    ] {
        let Heard { answer, told } = Heard::by(&host, || messages::read(&call, 0.0));
        assert!(answer.is_err(), "{call}");
        assert!(
            !told.contains("00900001") && !told.contains("secret"),
            "{told}"
        );
    }
}

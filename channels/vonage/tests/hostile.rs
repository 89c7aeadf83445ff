//! Calls of strangers, and of a Vonage that has gone wrong.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail the test"
)]

mod common;

use std::collections::BTreeMap;

use common::{NOW_S, call, gateway, received, with_sig, with_token};
use frontdesk_channel_vonage::{CALL_BYTES_MAX, messages, sig::CALL_PARAMS_MAX};
use frontdesk_plugin::{ErrorKind, http::Method, types::Payload};
use serde_json::{Value, json};

const FORM: [(&str, &str); 1] = [("content-type", "application/x-www-form-urlencoded")];
const JSON: [(&str, &str); 1] = [("content-type", "application/json")];

fn refusal(method: Method, headers: &[(&str, &str)], body: Payload) -> Option<ErrorKind> {
    received(&call(method, headers, body)).err()
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
    assert_eq!(
        received(&with_token(&body.to_string())).err(),
        Some(ErrorKind::Invalid)
    );
}

#[test]
fn what_is_no_json_is_refused_in_words() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let deep_inside = format!(r#"{{"a":{deep}}}"#);
    for body in ["", "nothing", "{", "[]", "1", "null", &deep, &deep_inside] {
        let refused = refusal(Method::Post, &JSON, Payload::Text(body.to_owned()));
        assert_eq!(refused, Some(ErrorKind::Invalid));
        let signed = received(&with_token(body)).err();
        assert_eq!(signed, Some(ErrorKind::Invalid));
    }
    let bytes = Payload::Bytes(vec![0xff]);
    for headers in [FORM, JSON] {
        let refused = refusal(Method::Post, &headers, bytes.clone());
        assert_eq!(refused, Some(ErrorKind::Invalid));
    }
}

/// Every field of an object and of those in it, one at a time, replaced by each of the values.
fn replaced(object: &Value, values: &[Value]) -> Vec<Value> {
    let mut all = Vec::new();
    for (key, inner) in object.as_object().unwrap() {
        let mut with = |value: Value| {
            let mut changed = object.clone();
            changed[key] = value;
            all.push(changed);
        };
        values.iter().cloned().for_each(&mut with);
        if inner.is_object() {
            replaced(inner, values).into_iter().for_each(with);
        }
    }
    all
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
    let values = [
        json!(null),
        json!(true),
        json!(-1.5e300),
        json!(u64::MAX),
        json!([[]]),
        json!({ "url": {}, "number": [] }),
        json!(""),
        json!("\0\u{202E}👀\n"),
        json!("9".repeat(5_000)),
    ];
    for object in [message, status] {
        for changed in replaced(&object, &values) {
            let refused = received(&with_token(&changed.to_string())).err();
            let is_fine = matches!(refused, None | Some(ErrorKind::Invalid));
            assert!(is_fine, "{refused:?}: {changed}");
        }
    }
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
    let long = "9".repeat(5_000);
    let values = ["", " ", "null", "-1", "\0\u{202E}👀\n", "&=&", &long];
    for params in [&message[..], &receipt[..]] {
        for (name, _) in params {
            for value in values {
                let mut changed: BTreeMap<&str, String> = params
                    .iter()
                    .map(|(name, value)| (*name, (*value).to_owned()))
                    .collect();
                changed.insert("timestamp", NOW_S.to_string());
                changed.insert(name, value.to_owned());
                let refused = received(&with_sig(&changed)).err();
                let is_fine = matches!(refused, None | Some(ErrorKind::Invalid));
                assert!(is_fine, "{refused:?}: {name} {value:?}");
            }
        }
    }
}

#[test]
fn ids_stay_as_they_are_written() {
    let body = r#"{"message_uuid":18446744073709551615,"from":447700900001,"text":"Hi"}"#;
    let found = received(&with_token(body)).unwrap().events.pop().unwrap();
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
        let error = host.run(|| messages::read(&call, 0.0)).unwrap_err();
        let told = format!("{error:?} {:?}", host.log.borrow());
        assert!(
            !told.contains("00900001") && !told.contains("secret"),
            "{told}"
        );
    }
}

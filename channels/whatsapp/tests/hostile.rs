//! Calls in which nothing is as it should be.

#[cfg(test)]
#[path = "../../meta/tests/support/mod.rs"]
mod support;

use frontdesk_channel_whatsapp::WhatsApp;
use serde_json::{Value, json};

fn settings() -> Value {
    json!({ "phone_number_id": "1", "marketing_stop_stops_all": true })
}

/// A call with `key` of the channel's number.
fn body(key: &str, item: &Value) -> Value {
    json!({ "object": "whatsapp_business_account", "entry": [{ "id": "2", "changes": [{ "field": "messages",
        "value": {
            "metadata": { "phone_number_id": "1" },
            "contacts": [{ "profile": { "name": "Secretname" }, "wa_id": "16505551234", "user_id": "US.1" }],
            key: [item],
        },
    }] }] })
}

fn message(kind: &str, content: &Value) -> Value {
    json!({ "from": "16505551234", "from_user_id": "US.1", "id": "wamid.A", "timestamp": "1749416383",
        "type": kind, kind: content, "context": { "id": "wamid.B", "forwarded": true } })
}

#[test]
fn strangers_are_refused_before_anything_is_read() {
    support::refuses_strangers::<WhatsApp>(&settings());
}

#[test]
fn garbage_is_refused_in_words() {
    support::refuses_garbage::<WhatsApp>(&settings());
}

#[test]
fn a_message_survives_any_change_of_one_of_its_fields() {
    let form = r#"{"a":"secretword"}"#;
    let messages = [
        message("text", &json!({ "body": "secretword" })),
        message(
            "image",
            &json!({ "id": "5", "mime_type": "image/jpeg", "caption": "secretword" }),
        ),
        message(
            "document",
            &json!({ "id": "5", "filename": "secretword.pdf" }),
        ),
        message(
            "location",
            &json!({ "latitude": 1.5, "longitude": "2", "name": "n", "address": "a" }),
        ),
        message(
            "contacts",
            &json!([{ "name": { "formatted_name": "n" }, "phones": [{ "phone": "1" }],
            "emails": [{ "email": "e" }], "org": { "company": "c" } }]),
        ),
        message(
            "interactive",
            &json!({ "type": "list_reply", "list_reply": { "id": "i", "title": "t" } }),
        ),
        message(
            "interactive",
            &json!({ "nfm_reply": { "name": "n", "response_json": form } }),
        ),
        message(
            "reaction",
            &json!({ "message_id": "wamid.B", "emoji": "👍" }),
        ),
        message(
            "order",
            &json!({ "text": "t", "product_items": [{ "product_retailer_id": "p", "quantity": 1,
            "item_price": 2.5, "currency": "EUR" }] }),
        ),
        message(
            "edit",
            &json!({ "original_message_id": "wamid.B", "message": message("text", &json!({ "body": "x" })) }),
        ),
        message("revoke", &json!({ "original_message_id": "wamid.B" })),
        message(
            "system",
            &json!({ "body": "secretword", "type": "user_changed_number" }),
        ),
        message("unsupported", &json!({ "type": "poll" })),
    ];
    for message in &messages {
        support::survives::<WhatsApp>(
            &settings(),
            &body("messages", message),
            &["secretword", "Secretname", "6505551234"],
        );
    }
}

#[test]
fn reports_and_the_rest_survive_it_too() {
    let status = json!({ "id": "wamid.A", "status": "failed", "timestamp": "1749416383",
        "recipient_id": "16505551234", "biz_opaque_callback_data": "cnv_1.1",
        "errors": [{ "code": 131_026, "error_data": { "details": "secretword" } }] });
    let preference = json!({ "wa_id": "16505551234", "value": "stop", "timestamp": 1_731_705_721 });
    let echo = json!({ "to": "16505551234", "id": "wamid.A", "timestamp": "1", "type": "text", "text": { "body": "secretword" } });
    for (key, item) in [
        ("statuses", status),
        ("user_preferences", preference),
        ("message_echoes", echo),
    ] {
        support::survives::<WhatsApp>(
            &settings(),
            &body(key, &item),
            &["secretword", "Secretname", "6505551234"],
        );
    }
}

#[test]
fn one_odd_message_costs_nobody_the_others() {
    let good = message("text", &json!({ "body": "good" }));
    let mut call = body("messages", &json!({ "id": 7.5, "type": [] }));
    call["entry"][0]["changes"][0]["value"]["messages"]
        .as_array_mut()
        .unwrap()
        .push(good);
    let heard = support::heard::<WhatsApp>(&settings(), call.to_string().as_bytes());
    assert_eq!(heard.answer.unwrap().len(), 1);
}

#[test]
fn a_report_of_failure_is_logged_by_our_reference() {
    let status = json!({ "id": "wamid.HBgLMTY1MDU1NTEyMzQ", "status": "failed", "recipient_id": "16505551234",
        "biz_opaque_callback_data": "cnv_1.1", "errors": [{ "code": 131_026 }] });
    let log = support::heard::<WhatsApp>(
        &settings(),
        body("statuses", &status).to_string().as_bytes(),
    )
    .told;
    assert!(log.contains("131026") && log.contains("cnv_1.1"), "{log}");
    assert!(!log.contains("HBgL"), "the number stands in it: {log}");
}

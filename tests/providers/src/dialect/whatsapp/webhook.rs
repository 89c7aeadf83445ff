//! Messages and statuses in the envelope of a number.

use serde_json::{Map, Value, json};

use crate::{
    Account, Content, State,
    call::SignedCall,
    dialect::{
        Dialect as _, Report, Stamped, meta,
        whatsapp::{UNDELIVERABLE, WhatsApp},
    },
    ids, sign,
};

/// A contact's message.
pub(super) fn inbound(account: &Account, stamped: &Stamped<'_>) -> SignedCall {
    let inbound = stamped.inbound;
    let (kind, said) = said(&inbound.content, stamped.id);
    let mut message = Map::from_iter([
        ("from".to_owned(), json!(inbound.from)),
        ("id".to_owned(), json!(stamped.id)),
        ("timestamp".to_owned(), json!(seconds(stamped.at_ms))),
        ("type".to_owned(), json!(kind)),
    ]);
    if matches!(inbound.content, Content::Unknown(_)) {
        let error = json!({
            "code": 131_051, "title": "Message type unknown", "message": "Message type unknown",
            "error_data": { "details": "Message type is currently not supported." },
        });
        message.insert("errors".to_owned(), json!([error]));
    }
    message.insert(kind.to_owned(), said);
    let contact = json!({ "profile": { "name": stamped.name() }, "wa_id": inbound.from });
    let more = json!({ "contacts": [contact], "messages": [message] });
    envelope(account, more, stamped.id)
}

/// A report on a message.
pub(super) fn receipt(report: &Report<'_>) -> Vec<SignedCall> {
    let message = report.message;
    let mut status = Map::from_iter([
        ("id".to_owned(), json!(message.id)),
        ("status".to_owned(), json!(report.state.word())),
        ("timestamp".to_owned(), json!(seconds(report.at_ms))),
        ("recipient_id".to_owned(), json!(report.phone.contact)),
    ]);
    if let Some(reference) = &message.reference {
        status.insert("biz_opaque_callback_data".to_owned(), json!(reference));
    }
    if report.state == State::Failed {
        let failure = message.about.failure.as_ref();
        let (code, title) = failure.map_or((131_026, UNDELIVERABLE), |f| (f.code, f.title));
        let error = json!({
            "code": code, "title": title, "message": title,
            "error_data": { "details": title },
            "href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
        });
        status.insert("errors".to_owned(), json!([error]));
    } else {
        let conversation = json!({
            "id": ids::digits_of(&report.phone.contact, 30), "origin": { "type": "service" },
        });
        let pricing = json!({
            "billable": false, "pricing_model": "PMP", "category": "service", "type": "free_customer_service",
        });
        status.insert("conversation".to_owned(), conversation);
        status.insert("pricing".to_owned(), pricing);
    }
    let more = json!({ "statuses": [status] });
    vec![envelope(report.account, more, &message.id)]
}

/// The kind of a contact's message and what it says.
fn said(content: &Content, message: &str) -> (&'static str, Value) {
    match content {
        Content::Text(text) => ("text", json!({ "body": text })),
        Content::Location(place) => (
            "location",
            json!({
                "latitude": place.latitude, "longitude": place.longitude, "name": place.name,
            }),
        ),
        Content::Contact(card) => (
            "contacts",
            json!([{
                "name": { "formatted_name": card.name, "first_name": card.name },
                "phones": [{ "phone": card.phone, "type": "CELL" }],
            }]),
        ),
        Content::Button(choice) => (
            "interactive",
            json!({
                "type": "button_reply",
                "button_reply": { "id": choice.payload(), "title": choice.text },
            }),
        ),
        Content::Unknown(kind) => ("unsupported", json!({ "type": kind })),
        Content::Media(media) => {
            let kind = match media.kind() {
                "file" => "document",
                kind => kind,
            };
            let mut file = json!({
                "id": WhatsApp.media_id(message), "mime_type": media.mime(),
                "sha256": sign::base64(&sign::sha256(crate::media::PICTURE)),
            });
            if let (Some(caption), Value::Object(file)) = (&media.caption, &mut file) {
                file.insert("caption".to_owned(), json!(caption));
            }
            (kind, file)
        }
    }
}

fn envelope(account: &Account, more: Value, message: &str) -> SignedCall {
    let mut value = json!({
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": account.address(), "phone_number_id": account.id,
        },
    });
    if let (Value::Object(value), Value::Object(more)) = (&mut value, more) {
        value.extend(more);
    }
    let body = json!({
        "object": "whatsapp_business_account",
        "entry": [{
            "id": ids::digits_of(&account.id, 15),
            "changes": [{ "field": "messages", "value": value }],
        }],
    });
    meta::signed(account, &body, message)
}

/// A moment as Meta's WhatsApp writes it: seconds, as text.
fn seconds(at_ms: u64) -> String {
    (at_ms / 1_000).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Inbound, Provider};

    fn value(inbound: &Inbound) -> Value {
        let account = Account::new(Provider::WhatsApp, "1065", "t", "http://gateway.test/hook");
        let call = crate::inbound(Provider::WhatsApp, &account, inbound);
        let body: Value = serde_json::from_slice(&call.body).unwrap();
        body["entry"][0]["changes"][0]["value"].clone()
    }

    #[test]
    fn a_message_is_in_the_envelope_of_its_number() {
        let value = value(
            &Inbound::text("16505551234", "Hi")
                .named("Ana")
                .with_id("wamid.1"),
        );
        assert_eq!(value["metadata"]["phone_number_id"], json!("1065"));
        assert_eq!(value["contacts"][0]["profile"]["name"], json!("Ana"));
        assert_eq!(value["messages"][0]["text"]["body"], json!("Hi"));
        assert!(value["messages"][0]["timestamp"].is_string());
    }

    #[test]
    fn a_kind_that_the_api_does_not_carry_comes_with_its_error() {
        let value = value(&Inbound::of("1", Content::Unknown("poll".to_owned())));
        assert_eq!(value["messages"][0]["type"], json!("unsupported"));
        assert_eq!(value["messages"][0]["errors"][0]["code"], json!(131_051));
    }
}

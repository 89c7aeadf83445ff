//! Events in the envelope of Account Activity, or in that of the Activity API.

use serde_json::{Map, Value, json};

use crate::{
    Account, Api, Content, State,
    call::SignedCall,
    dialect::{Report, Stamped, fields::put},
    ids, sign,
};

/// A contact's message.
pub(super) fn inbound(account: &Account, stamped: &Stamped<'_>) -> SignedCall {
    let inbound = stamped.inbound;
    if let Content::Unknown(kind) = &inbound.content {
        return unknown(account, kind, stamped.id);
    }
    let data = message_data(&inbound.content, stamped.id);
    let ends = (inbound.from.as_str(), account.id.as_str());
    let event = event(stamped.id, stamped.at_ms, ends, &data);
    let users = [(inbound.from.as_str(), stamped.name())];
    told(account, "dm.received", &event, &users, stamped.id)
}

/// A report on a message.
pub(super) fn receipt(report: &Report<'_>) -> Vec<SignedCall> {
    if report.state != State::Read {
        return Vec::new();
    }
    let read = json!([{
        "created_timestamp": report.at_ms.to_string(),
        "sender_id": report.phone.contact,
        "target": { "recipient_id": report.account.id },
        "last_read_event_id": report.message.id,
    }]);
    let name = "direct_message_mark_read_events";
    let users = [(report.phone.contact.as_str(), report.phone.name.as_str())];
    let id = &report.message.id;
    vec![enveloped(report.account, "dm.read", name, read, &users, id)]
}

/// The gateway's own message, told back to it.
pub(super) fn echo(report: &Report<'_>) -> SignedCall {
    let message = report.message;
    let data = message_data(&message.content, &message.id);
    let (us, them) = (report.account.id.as_str(), report.phone.contact.as_str());
    let event = event(&message.id, message.at_ms, (us, them), &data);
    let users = [(us, report.account.address())];
    told(report.account, "dm.sent", &event, &users, &message.id)
}

fn message_data(content: &Content, message: &str) -> Value {
    let mut data = json!({
        "text": content.text(),
        "entities": { "hashtags": [], "symbols": [], "user_mentions": [], "urls": [] },
    });
    match content {
        Content::Media(media) => {
            let kind = match media.kind() {
                "image" => "photo",
                kind => kind,
            };
            let media = json!({
                "id_str": ids::digits_of(message, 18), "type": kind,
                "media_url": media.url, "media_url_https": media.url,
            });
            put(
                &mut data,
                "attachment",
                json!({ "type": "media", "media": media }),
            );
        }
        Content::Location(place) => {
            let point =
                json!({ "type": "Point", "coordinates": [place.longitude, place.latitude] });
            let location = json!({
                "type": "shared_coordinate", "shared_coordinate": { "coordinates": point },
            });
            let attachment = json!({ "type": "location", "location": location });
            put(&mut data, "attachment", attachment);
        }
        Content::Button(choice) => {
            let reply = json!({ "type": "options", "metadata": choice.payload() });
            put(&mut data, "quick_reply_response", reply);
        }
        // There are no cards: people write them.
        Content::Contact(card) => {
            let words = format!("{} {}", card.name, card.phone);
            put(&mut data, "text", json!(words));
        }
        Content::Text(_) | Content::Unknown(_) => {}
    }
    data
}

/// A message, from one end to the other.
fn event(id: &str, at_ms: u64, (from, to): (&str, &str), data: &Value) -> Value {
    json!({
        "type": "message_create", "id": id, "created_timestamp": at_ms.to_string(),
        "message_create": {
            "target": { "recipient_id": to }, "sender_id": from, "message_data": data,
        },
    })
}

fn told(
    account: &Account,
    kind: &str,
    event: &Value,
    users: &[(&str, &str)],
    id: &str,
) -> SignedCall {
    enveloped(
        account,
        kind,
        "direct_message_events",
        json!([event]),
        users,
        id,
    )
}

fn enveloped(
    account: &Account,
    kind: &str,
    name: &str,
    events: Value,
    users: &[(&str, &str)],
    id: &str,
) -> SignedCall {
    let user = |(id, name): &(&str, &str)| {
        let user = json!({ "id": id, "name": name, "screen_name": name, "username": name });
        let user = match account.api {
            Api::Activity => json!({ "data": user }),
            Api::Usual | Api::Messages => user,
        };
        ((*id).to_owned(), user)
    };
    let users: Map<String, Value> = users.iter().map(user).collect();
    let mut body = json!({ "users": users });
    put(&mut body, name, events);
    match account.api {
        Api::Activity => {
            let data = json!({
                "event_uuid": uuid_of(kind, id), "event_type": kind,
                "filter": { "user_id": account.id }, "payload": body,
            });
            signed(account, &json!({ "data": data }), id)
        }
        Api::Usual | Api::Messages => {
            put(&mut body, "for_user_id", json!(account.id));
            signed(account, &body, id)
        }
    }
}

/// The same for the same event; it may be negative.
fn uuid_of(kind: &str, id: &str) -> String {
    format!("-{}", ids::digits_of(&format!("{kind}:{id}"), 19))
}

fn unknown(account: &Account, kind: &str, id: &str) -> SignedCall {
    let mut body = json!({});
    match account.api {
        Api::Activity => {
            let data = json!({
                "event_uuid": uuid_of(kind, id), "event_type": kind,
                "filter": { "user_id": account.id }, "payload": {},
            });
            put(&mut body, "data", data);
        }
        Api::Usual | Api::Messages => {
            put(&mut body, "for_user_id", json!(account.id));
            put(&mut body, &format!("{kind}_events"), json!([{ "id": id }]));
        }
    }
    signed(account, &body, id)
}

fn signed(account: &Account, body: &Value, message: &str) -> SignedCall {
    let body = body.to_string().into_bytes();
    let signature = signature(account.secret(), &body);
    SignedCall::post(&account.webhook_url, "application/json", body, message)
        .with("x-twitter-webhooks-signature", signature)
}

pub(super) fn signature(secret: &str, bytes: &[u8]) -> String {
    format!("sha256={}", sign::base64(&sign::hmac_sha256(secret, bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Inbound, Provider};

    fn body(api: Api, content: Content) -> Value {
        let account = Account {
            api,
            ..Account::new(Provider::X, "9", "t", "https://gateway.test/hook")
        };
        let said = Inbound::of("3001969357", content).with_id("954491830116155396");
        let call = crate::inbound(Provider::X, &account, &said);
        serde_json::from_slice(&call.body).unwrap()
    }

    #[test]
    fn the_two_envelopes_hold_the_same_event() {
        let hello = || Content::Text("Hello".to_owned());
        let (old, new) = (body(Api::Usual, hello()), body(Api::Activity, hello()));
        assert_eq!(old["for_user_id"], json!("9"));
        assert_eq!(new["data"]["event_type"], json!("dm.received"));
        let event = |body: &Value| {
            let mut event = body["direct_message_events"][0].clone();
            put(&mut event, "created_timestamp", json!(""));
            event
        };
        assert_eq!(event(&old), event(&new["data"]["payload"]));
        assert_eq!(
            event(&old)["message_create"]["sender_id"],
            json!("3001969357")
        );
    }

    #[test]
    fn a_kind_that_is_no_message_is_an_event_of_its_own() {
        let unknown = || Content::Unknown("chat.received".to_owned());
        assert_eq!(
            body(Api::Activity, unknown())["data"]["event_type"],
            json!("chat.received")
        );
        assert!(body(Api::Usual, unknown())["chat.received_events"].is_array());
    }
}

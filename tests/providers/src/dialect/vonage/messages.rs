//! The Messages API: JSON, problems as of RFC 7807, and calls with a token that names their body's hash.

use serde_json::{Value, json};

use crate::{
    Account, Content, Media, Standing, State,
    call::{Answer, Call, SignedCall},
    clock,
    dialect::{
        Asked, Outgoing, Report, Stamped,
        fields::{inner, object, put, text},
        is_digits_of_number,
    },
    ids, sign,
    world::Desk,
};

/// Characters of a text.
const TEXT_MAX: usize = 1_000;
/// The mark of a message that came by this API.
pub(super) const MARK: &str = "messages";

pub(super) fn read(call: &Call, desk: &Desk<'_>) -> Result<Asked, Answer> {
    let account = desk.account(|account| is_authenticated(call, account));
    let account = account.ok_or_else(|| {
        let detail = "You did not provide correct credentials.";
        problem(401, "unauthorized", "Unauthorized", detail)
    })?;
    let given = object(call.json()).unwrap_or_default();
    let need = |name: &str| text(&given, name).ok_or_else(|| invalid(name));
    let to = need("to")?.trim_start_matches('+').to_owned();
    if !is_digits_of_number(&to) {
        return Err(invalid("to"));
    }
    if need("from")?.trim_start_matches('+') != account.address().trim_start_matches('+') {
        return Err(invalid("from"));
    }
    need("channel")?;
    let kind = need("message_type")?;
    let content = match kind.as_str() {
        "text" => {
            let words = need("text")?;
            if words.chars().count() > TEXT_MAX {
                return Err(invalid("text"));
            }
            Content::Text(words)
        }
        "image" | "audio" | "video" | "file" => {
            let file = inner(&given, &kind).ok_or_else(|| invalid(&kind))?;
            Content::Media(Media {
                url: text(file, "url").ok_or_else(|| invalid("url"))?,
                mime: if kind == "image" {
                    String::new()
                } else {
                    format!("{kind}/mp4")
                },
                caption: text(file, "caption"),
            })
        }
        _ => return Err(invalid("message_type")),
    };
    let mut outgoing = Outgoing::new(&account, &to, content, ids::uuid());
    MARK.clone_into(&mut outgoing.about.sender);
    outgoing.about.callback = text(&given, "webhook_url");
    outgoing.reference = text(&given, "client_ref");
    match desk.standing(&account, &to) {
        Standing::Blocked => outgoing.failing(1_240, "Illegal Sender Address - rejected"),
        Standing::Gone => outgoing.failing(1_120, "Illegal Number"),
        Standing::Window | Standing::Open => {}
    }
    Ok(outgoing.asked())
}

/// By key and secret; or by a token for the application, whose signature is not checked here: the
/// gateway's public key is Vonage's.
fn is_authenticated(call: &Call, account: &Account) -> bool {
    if let Some((key, word)) = call.basic() {
        return key == account.id && word == account.token;
    }
    let Some([header, claims, _]) = call
        .bearer()
        .map(|token| token.split('.').collect::<Vec<_>>())
        .and_then(|parts| <[&str; 3]>::try_from(parts).ok())
    else {
        return false;
    };
    let part = |text: &str| {
        let bytes = sign::from_base64_url(text)?;
        object(serde_json::from_slice(&bytes).ok())
    };
    let (Some(header), Some(claims)) = (part(header), part(claims)) else {
        return false;
    };
    let expires: Option<u64> = text(&claims, "exp").and_then(|exp| exp.parse().ok());
    text(&header, "alg").as_deref() == Some("RS256")
        && text(&claims, "application_id").as_deref() == Some(account.id.as_str())
        && expires.is_none_or(|expires| expires > clock::now_ms() / 1_000)
}

pub(super) fn inbound(account: &Account, stamped: &Stamped<'_>) -> SignedCall {
    let inbound = stamped.inbound;
    let mut body = json!({
        "channel": "sms", "message_uuid": stamped.id, "to": account.address(),
        "from": inbound.from, "timestamp": clock::iso(stamped.at_ms),
    });
    let (kind, value) = match &inbound.content {
        Content::Text(words) => ("text", json!(words)),
        Content::Media(media) => {
            put(&mut body, "channel", json!("mms"));
            let file = json!({ "url": media.url, "name": "file", "caption": media.caption });
            (media.kind(), file)
        }
        Content::Location(place) => (
            "location",
            json!({ "lat": place.latitude, "long": place.longitude, "name": place.name }),
        ),
        Content::Contact(card) => ("contact", json!({ "name": card.name, "phone": card.phone })),
        Content::Button(choice) => (
            "button",
            json!({ "payload": choice.payload(), "text": choice.text }),
        ),
        Content::Unknown(kind) => (kind.as_str(), json!({})),
    };
    put(&mut body, "message_type", json!(kind));
    put(&mut body, kind, value);
    signed_json(account, &account.webhook_url, &body, stamped.id)
}

pub(super) fn status(report: &Report<'_>) -> SignedCall {
    let message = report.message;
    let status = match report.state {
        State::Sent => "submitted",
        State::Delivered => "delivered",
        State::Read => "read",
        State::Failed => "rejected",
    };
    let mut body = json!({
        "message_uuid": message.id, "to": report.phone.contact,
        "from": report.account.address(), "timestamp": clock::iso(report.at_ms),
        "status": status, "channel": "sms",
    });
    if let Some(reference) = &message.reference {
        put(&mut body, "client_ref", json!(reference));
    }
    if report.state == State::Failed {
        let failure = message.about.failure.as_ref();
        let (code, title) = failure.map_or((1_300, "Not Deliverable"), |f| (f.code, f.title));
        let error = json!({
            "type": format!("https://developer.vonage.com/api-errors/messages#{code}"),
            "title": code.to_string(), "detail": title, "instance": ids::uuid(),
        });
        put(&mut body, "error", error);
    }
    let url = message.about.callback.as_deref();
    let url = url.unwrap_or(&report.account.webhook_url);
    signed_json(report.account, url, &body, &message.id)
}

/// A call with a token that names the hash of its body.
fn signed_json(account: &Account, url: &str, body: &Value, message: &str) -> SignedCall {
    let body = body.to_string().into_bytes();
    let claims = json!({
        "iat": clock::now_ms() / 1_000, "jti": ids::uuid(), "iss": "Vonage",
        "payload_hash": sign::hex(&sign::sha256(&body)), "api_key": account.id,
    });
    let token = token(account.secret(), &claims);
    SignedCall::post(url, "application/json", body, message)
        .with("authorization", format!("Bearer {token}"))
}

/// A JSON web token, HS256.
fn token(secret: &str, claims: &Value) -> String {
    let header = json!({ "alg": "HS256", "typ": "JWT" });
    let part = |value: &Value| sign::base64_url(value.to_string().as_bytes());
    let signed = format!("{}.{}", part(&header), part(claims));
    let signature = sign::base64_url(&sign::hmac_sha256(secret, signed.as_bytes()));
    format!("{signed}.{signature}")
}

fn invalid(name: &str) -> Answer {
    let body = json!({
        "type": "https://developer.vonage.com/api-errors/messages#1150",
        "title": "Invalid params", "instance": ids::uuid(),
        "detail": "The value of one or more parameters is invalid.",
        "invalid_parameters": [{ "name": name, "reason": "is missing or invalid" }],
    });
    Answer::json(422, &body)
}

pub(super) fn problem(status: u16, kind: &str, title: &str, detail: &str) -> Answer {
    let body = json!({
        "type": format!("https://developer.vonage.com/api-errors/{kind}"),
        "title": title, "detail": detail, "instance": ids::uuid(),
    });
    Answer::json(status, &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_signed_over_its_two_parts() {
        let token = token("secret", &json!({ "iss": "Vonage" }));
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let expected = sign::hmac_sha256("secret", signed.as_bytes());
        assert_eq!(sign::from_base64_url(signature).unwrap(), expected);
    }
}

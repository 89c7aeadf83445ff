//! Vonage: the SMS API, which answers 200 whatever happened, and the Messages API.
//!
//! <https://developer.vonage.com/en/api/sms>, <https://developer.vonage.com/en/api/messages>. Calls of the
//! first carry `sig`, an HMAC over the sorted parameters; those of the second a token with a hash of the
//! body, both by the account's signature secret.

mod messages;

use serde_json::{Map, Value, json};

use super::fields::{object, put, text};
use crate::{
    Account, Api, Content, Message, Standing, State,
    call::{Answer, Call, SignedCall},
    clock,
    dialect::{Asked, Dialect, Outgoing, Report, Stamped, is_digits_of_number, segments},
    faults::Mishap,
    ids, sign,
    world::Desk,
};

const FORM: &str = "application/x-www-form-urlencoded";
/// Characters of a text.
const TEXT_MAX: usize = 3_200;

pub(crate) struct Vonage;

impl Dialect for Vonage {
    fn title(&self) -> &'static str {
        "Vonage SMS"
    }

    fn prefix(&self) -> &'static str {
        "vonage"
    }

    fn read(&self, call: &Call, desk: &Desk<'_>) -> Result<Asked, Answer> {
        match (call.method.as_str(), call.parts().as_slice()) {
            ("POST" | "GET", ["sms", "json"]) => sms(call, desk),
            ("POST", ["v1", "messages"]) => messages::read(call, desk),
            _ => Err(messages::problem(
                404,
                "not-found",
                "Not Found",
                "No such resource.",
            )),
        }
    }

    fn taken(&self, outgoing: &Outgoing, _message: &Message) -> Answer {
        if outgoing.about.sender == messages::MARK {
            return Answer::json(202, &json!({ "message_uuid": outgoing.id }));
        }
        let names = std::iter::once(&outgoing.id).chain(&outgoing.about.parts);
        let messages: Vec<Value> = names
            .map(|id| {
                let mut message = json!({
                    "to": outgoing.to, "message-id": id, "status": "0",
                    "remaining-balance": "9.50000000", "message-price": "0.04000000",
                    "network": "23420",
                });
                if let Some(reference) = &outgoing.reference {
                    put(&mut message, "client-ref", json!(reference));
                }
                message
            })
            .collect();
        let body = json!({ "message-count": messages.len().to_string(), "messages": messages });
        Answer::json(200, &body)
    }

    fn too_many(&self, call: &Call, mishap: &Mishap) -> Answer {
        if is_sms(call) {
            return failed(
                "1",
                "Throughput Rate Exceeded - please wait [ 250 ] and retry",
            );
        }
        let detail = "Please wait, then retry your request";
        messages::problem(429, "messages#throttled", "Rate Limit Hit", detail)
            .with("retry-after", mishap.retry_after.to_string())
    }

    fn internal(&self, call: &Call) -> Answer {
        if is_sms(call) {
            return failed("5", "Internal Error");
        }
        let detail = "There was an error processing your request in the Platform.";
        messages::problem(500, "messages#internal-error", "Internal error", detail)
    }

    fn inbound(&self, account: &Account, stamped: &Stamped<'_>) -> SignedCall {
        match account.api {
            Api::Messages => messages::inbound(account, stamped),
            Api::Usual | Api::Activity => inbound_sms(account, stamped),
        }
    }

    fn receipt(&self, report: &Report<'_>) -> Vec<SignedCall> {
        if report.message.about.sender == messages::MARK {
            return vec![messages::status(report)];
        }
        if report.state == State::Read {
            return Vec::new();
        }
        // Each part is reported on.
        let parts = report.message.about.parts.iter();
        std::iter::once(&report.message.id)
            .chain(parts)
            .map(|id| delivery(report, id))
            .collect()
    }

    fn message_id(&self) -> String {
        ids::uuid()
    }
}

fn is_sms(call: &Call) -> bool {
    call.path.first().is_some_and(|first| first == "sms")
}

fn sms(call: &Call, desk: &Desk<'_>) -> Result<Asked, Answer> {
    let given = parameters(call);
    let account = sms_account(call, &given, desk)?;
    let need = |name: &str| {
        text(&given, name).ok_or_else(|| failed("2", &format!("Missing {name} param")))
    };
    let from = need("from")?;
    let to = need("to")?.trim_start_matches('+').to_owned();
    if !is_digits_of_number(&to) {
        return Err(failed("3", "to address is not numeric"));
    }
    if from.trim_start_matches('+') != account.address().trim_start_matches('+') {
        return Err(failed("15", "Invalid sender address"));
    }
    let words = need("text")?;
    if words.chars().count() > TEXT_MAX {
        return Err(failed("12", "Message too long"));
    }
    match desk.standing(&account, &to) {
        Standing::Blocked => return Err(failed("7", "Number barred")),
        Standing::Gone => return Err(failed("6", "Unroutable message - rejected")),
        Standing::Window | Standing::Open => {}
    }
    let count = segments(&words);
    let id = ids::uuid();
    let mut outgoing = Outgoing::new(&account, &to, Content::Text(words), id);
    outgoing.about.parts = (1..count).map(|_| ids::uuid()).collect();
    outgoing.about.callback = text(&given, "callback");
    outgoing.reference = text(&given, "client-ref");
    Ok(outgoing.asked())
}

/// By key and secret, in parameters or as `Basic`; or by key and signature.
fn sms_account(
    call: &Call,
    given: &Map<String, Value>,
    desk: &Desk<'_>,
) -> Result<Account, Answer> {
    let (key, word) = match call.basic() {
        Some((key, word)) => (Some(key), Some(word)),
        None => (text(given, "api_key"), text(given, "api_secret")),
    };
    let key = key.ok_or_else(|| failed("2", "Missing api_key"))?;
    let bad = || failed("4", "Bad Credentials");
    let account = desk.account(|account| account.id == key).ok_or_else(bad)?;
    match (word, text(given, "sig")) {
        (Some(word), _) if word == account.token => Ok(account),
        (Some(_), _) => Err(bad()),
        (None, Some(sig)) => {
            let signed: Vec<(String, String)> = given
                .keys()
                .filter(|name| *name != "sig")
                .filter_map(|name| Some((name.clone(), text(given, name)?)))
                .collect();
            if sig.eq_ignore_ascii_case(&signature(account.secret(), &signed)) {
                Ok(account)
            } else {
                Err(failed("14", "Invalid Signature"))
            }
        }
        (None, None) => Err(failed("2", "Missing api_secret")),
    }
}

/// Parameters of a JSON body, a form or the query.
fn parameters(call: &Call) -> Map<String, Value> {
    if let Some(given) = object(call.json()) {
        return given;
    }
    let pairs = call.form().into_iter().chain(call.query.clone());
    pairs
        .map(|(name, value)| (name, Value::String(value)))
        .collect()
}

fn inbound_sms(account: &Account, stamped: &Stamped<'_>) -> SignedCall {
    let inbound = stamped.inbound;
    let words = match &inbound.content {
        // A text message is all that a carrier brings here.
        Content::Media(media) => media.url.clone(),
        Content::Location(place) => format!("{},{}", place.latitude, place.longitude),
        Content::Contact(card) => format!("{} {}", card.name, card.phone),
        Content::Text(words) => words.clone(),
        Content::Button(choice) => choice.text.clone(),
        Content::Unknown(_) => String::new(),
    };
    let kind = if let Content::Unknown(kind) = &inbound.content {
        kind.as_str()
    } else if words.is_ascii() {
        "text"
    } else {
        "unicode"
    };
    let keyword = words.split_whitespace().next().unwrap_or_default();
    let mut form = vec![
        ("msisdn".to_owned(), inbound.from.clone()),
        ("to".to_owned(), account.address().to_owned()),
        ("messageId".to_owned(), stamped.id.to_owned()),
        ("keyword".to_owned(), keyword.to_uppercase()),
        ("type".to_owned(), kind.to_owned()),
        ("text".to_owned(), words),
    ];
    form.extend(stamps(account, stamped.at_ms));
    signed_form(account, &account.webhook_url, form, stamped.id)
}

fn delivery(report: &Report<'_>, id: &str) -> SignedCall {
    let (status, code) = match report.state {
        State::Sent => ("accepted", "0"),
        State::Delivered | State::Read => ("delivered", "0"),
        State::Failed => ("failed", "1"),
    };
    let at = clock::by_pattern(report.at_ms, "%y%m%d%H%M");
    let mut form: Vec<(String, String)> = [
        ("msisdn", report.phone.contact.as_str()),
        ("to", report.account.address()),
        ("network-code", "23420"),
        ("messageId", id),
        ("price", "0.04000000"),
        ("status", status),
        ("scts", &at),
        ("err-code", code),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    if let Some(reference) = &report.message.reference {
        form.push(("client-ref".to_owned(), reference.clone()));
    }
    form.extend(stamps(report.account, report.at_ms));
    let callback = report.message.about.callback.as_deref();
    let url = callback.unwrap_or(&report.account.webhook_url);
    signed_form(report.account, url, form, id)
}

/// What makes a signed call one of its time.
fn stamps(account: &Account, at_ms: u64) -> Vec<(String, String)> {
    vec![
        ("api-key".to_owned(), account.id.clone()),
        (
            "message-timestamp".to_owned(),
            clock::by_pattern(at_ms, "%Y-%m-%d %H:%M:%S"),
        ),
        (
            "timestamp".to_owned(),
            (clock::now_ms() / 1_000).to_string(),
        ),
        ("nonce".to_owned(), ids::uuid()),
    ]
}

fn signed_form(
    account: &Account,
    url: &str,
    mut form: Vec<(String, String)>,
    message: &str,
) -> SignedCall {
    let sig = signature(account.secret(), &form);
    form.push(("sig".to_owned(), sig));
    let mut body = url::form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(&form);
    SignedCall::post(url, FORM, body.finish().into_bytes(), message)
}

/// `&name=value` of each parameter in order, with `_` for `&` and `=` in values; HMAC-SHA256.
fn signature(secret: &str, form: &[(String, String)]) -> String {
    let mut sorted: Vec<_> = form.iter().collect();
    sorted.sort_unstable();
    let mut signed = String::new();
    for (name, value) in sorted {
        signed.push('&');
        signed.push_str(name);
        signed.push('=');
        signed.push_str(&value.replace(['&', '='], "_"));
    }
    sign::hex(&sign::hmac_sha256(secret, signed.as_bytes()))
}

fn failed(status: &str, why: &str) -> Answer {
    let body = json!({
        "message-count": "1", "messages": [{ "status": status, "error-text": why }],
    });
    Answer::json(200, &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_the_one_in_vonages_own_tests() {
        // https://github.com/Vonage/vonage-python-sdk, tests of its authentication.
        let form = [
            ("param1", "value1"),
            ("param2", "value2"),
            ("timestamp", "1234567890"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(
            signature("signature_secret", &form),
            "280c4320703dbc98bfa22db676655ed2acfbfe8792b062ff7622e67f1183c287"
        );
    }

    #[test]
    fn values_cannot_pass_for_parameters() {
        let one = [("a".to_owned(), "1&b=2".to_owned())];
        let cleaned = [("a".to_owned(), "1_b_2".to_owned())];
        assert_eq!(signature("s", &one), signature("s", &cleaned));
    }
}

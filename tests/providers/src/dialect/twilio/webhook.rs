//! Messages and reports as forms, signed over the address and every parameter.

use crate::{
    Account, Content, State,
    call::SignedCall,
    clock,
    dialect::{Report, Stamped, segments},
    sign,
};

const FORM: &str = "application/x-www-form-urlencoded";

/// A contact's message.
pub(super) fn inbound(account: &Account, stamped: &Stamped<'_>) -> SignedCall {
    let inbound = stamped.inbound;
    let mut form = vec![
        ("ToCountry", "US".to_owned()),
        ("SmsMessageSid", stamped.id.to_owned()),
        ("SmsSid", stamped.id.to_owned()),
        ("MessageSid", stamped.id.to_owned()),
        ("SmsStatus", "received".to_owned()),
        ("NumSegments", segments(inbound.content.text()).to_string()),
        ("AccountSid", account.id.clone()),
        ("ApiVersion", "2010-04-01".to_owned()),
        ("From", inbound.from.clone()),
        ("To", account.address().to_owned()),
        ("FromCountry", "US".to_owned()),
    ];
    if let Some(number) = inbound.from.strip_prefix("whatsapp:+") {
        form.push(("WaId", number.to_owned()));
        form.push(("ProfileName", stamped.name().to_owned()));
    }
    form.extend(said(&inbound.content));
    signed(account, &account.webhook_url, &form, stamped.id)
}

/// A report on a message.
pub(super) fn receipt(report: &Report<'_>) -> Vec<SignedCall> {
    let message = report.message;
    let Some(callback) = &message.about.callback else {
        return Vec::new();
    };
    let failure = message.about.failure.as_ref();
    let status = match report.state {
        State::Failed => "undelivered",
        State::Sent | State::Delivered | State::Read => report.state.word(),
    };
    let mut form = vec![
        ("MessageSid", message.id.clone()),
        ("SmsSid", message.id.clone()),
        ("MessageStatus", status.to_owned()),
        ("SmsStatus", status.to_owned()),
        ("AccountSid", report.account.id.clone()),
        ("ApiVersion", "2010-04-01".to_owned()),
        ("To", report.phone.contact.clone()),
    ];
    if message.about.sender.starts_with("MG") {
        form.push(("MessagingServiceSid", message.about.sender.clone()));
        form.push(("From", report.account.address().to_owned()));
    } else {
        form.push(("From", message.about.sender.clone()));
    }
    match report.state {
        State::Failed => {
            let code = failure.map_or(30003, |failure| failure.code);
            form.push(("ErrorCode", code.to_string()));
        }
        State::Delivered => {
            let at = clock::by_pattern(report.at_ms, "%y%m%d%H%M");
            form.push(("RawDlrDoneDate", at));
        }
        State::Read => form.push(("EventType", "READ".to_owned())),
        State::Sent => {}
    }
    vec![signed(report.account, callback, &form, &message.id)]
}

/// What a contact's message says, in parameters.
fn said(content: &Content) -> Vec<(&'static str, String)> {
    let text = |text: &str| ("Body", text.to_owned());
    let files = |count: &str| ("NumMedia", count.to_owned());
    match content {
        Content::Text(words) => vec![text(words), files("0")],
        Content::Media(media) => vec![
            text(media.caption.as_deref().unwrap_or_default()),
            files("1"),
            ("MediaContentType0", media.mime().to_owned()),
            ("MediaUrl0", media.url.clone()),
        ],
        Content::Location(place) => vec![
            text(""),
            files("0"),
            ("Latitude", place.latitude.to_string()),
            ("Longitude", place.longitude.to_string()),
            ("Label", place.name.clone().unwrap_or_default()),
        ],
        // A card is a file to a carrier.
        Content::Contact(card) => vec![text(&format!("{} {}", card.name, card.phone)), files("0")],
        Content::Button(choice) => vec![
            text(&choice.text),
            files("0"),
            ("ButtonText", choice.text.clone()),
            ("ButtonPayload", choice.payload().to_owned()),
        ],
        Content::Unknown(kind) => vec![text(""), files("0"), ("MessageType", kind.clone())],
    }
}

/// A call by form, signed.
fn signed(
    account: &Account,
    url: &str,
    form: &[(&'static str, String)],
    message: &str,
) -> SignedCall {
    let mut body = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in form {
        body.append_pair(name, value);
    }
    let signature = signature(account.secret(), url, form);
    SignedCall::post(url, FORM, body.finish().into_bytes(), message)
        .with("x-twilio-signature", signature)
}

/// The address, then each parameter in byte order as name and value, keyed with the auth token.
fn signature(token: &str, url: &str, form: &[(&'static str, String)]) -> String {
    let mut sorted: Vec<_> = form.iter().collect();
    sorted.sort_unstable();
    sorted.dedup();
    let mut text = url.split('#').next().unwrap_or_default().to_owned();
    for (name, value) in sorted {
        text.push_str(name);
        text.push_str(value);
    }
    sign::base64(&sign::hmac_sha1(token, text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_the_one_that_twilio_publishes() {
        // https://www.twilio.com/docs/usage/security
        let form = [
            ("CallSid", "CA1234567890ABCDE"),
            ("Caller", "+14158675309"),
            ("Digits", "1234"),
            ("From", "+14158675309"),
            ("To", "+18005551212"),
        ]
        .map(|(name, value)| (name, value.to_owned()));
        let url = "https://mycompany.com/myapp.php?foo=1&bar=2";
        assert_eq!(
            signature("12345", url, &form),
            "RSOYDt4T1cUTdK1PDd93/VVr8B8="
        );
    }
}

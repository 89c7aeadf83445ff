//! A message to a contact: one request to Twilio, or one for each part of a long text.

use frontdesk_plugin::{
    Cx, Error, ErrorKind, Request, Response,
    channel::{Message, Receipt},
    http::join,
};
use serde::Deserialize;

use crate::{AUTH_TOKEN, inbound::is_sid, refusal, segments, settings::Settings, split, text};

/// What Twilio takes as one text (its code 21617). Counted in UTF-16 units, which are never fewer than the
/// characters that it counts.
pub const TEXT_UNITS_MAX: usize = 1_600;
/// Parts of one message: one below the rounds of requests that a gateway allows.
pub const PARTS_MAX: usize = 6;
/// How long all parts of a long text may take together, within what a gateway allows an operation.
const ALL_PARTS_MS: u32 = 24_000;

/// What Twilio says of a message that it took; the rest is not needed.
#[derive(Deserialize)]
struct Taken {
    sid: String,
}

/// Sends a message.
///
/// Parts go one after the other, or they would arrive in any order. An error that has the gateway try
/// again is given for the first one only: a second try begins with the first part again, and the contact
/// would have it twice.
pub fn send(message: &Message, settings: &Settings, cx: &mut Cx) -> Result<Receipt, Error> {
    let text = text::clean(&message.text);
    let parts = split::split(&text, TEXT_UNITS_MAX);
    check(&parts, settings, &message.thread)?;
    let mut receipt = Receipt { provider_id: None };
    for (index, part) in parts.iter().enumerate() {
        let request = request(
            message,
            settings,
            cx.reference(),
            (index, parts.len()),
            part,
        );
        let taken = match cx.try_fetch(request)? {
            Ok(response) => taken(&response),
            Err(failure) => Err(refusal::error_of(&failure)),
        };
        // Reports name each part by its own name; what the gateway waits for is the last.
        receipt = taken.map_err(|error| broken_off(error, index, parts.len()))?;
    }
    Ok(receipt)
}

/// Refuses what would be refused, or cost too much, before anything is sent.
fn check(parts: &[&str], settings: &Settings, thread: &str) -> Result<(), Error> {
    if parts.is_empty() {
        return Err(Error::rejected("the message has no text"));
    }
    if parts.len() > PARTS_MAX {
        return Err(Error::rejected(format!(
            "the text is too long: Twilio takes {TEXT_UNITS_MAX} characters at once, and a message \
             is sent in at most {PARTS_MAX} parts"
        )));
    }
    // Segments are of SMS; what else Twilio carries is paid by the message.
    let is_sms = !thread.contains(':');
    let costs: usize = parts
        .iter()
        .map(|part| segments::count(part).segments)
        .sum();
    match settings
        .segments_max
        .and_then(|max| usize::try_from(max).ok())
    {
        Some(max) if is_sms && costs > max => Err(Error::rejected(format!(
            "the text takes {costs} SMS segments, and segments_max is {max}"
        ))),
        Some(_) | None => Ok(()),
    }
}

/// The request for one part; `place` is its number from 0, and how many there are.
fn request(
    message: &Message,
    settings: &Settings,
    reference: &str,
    place: (usize, usize),
    part: &str,
) -> Request {
    let (index, count) = place;
    let reference = match index {
        0 => reference.to_owned(),
        _ => format!("{reference}-{}", index + 1),
    };
    let account = settings.account_sid.as_str();
    let path = ["2010-04-01", "Accounts", account, "Messages.json"];
    let sender = if settings.sends_by_service() {
        "MessagingServiceSid"
    } else {
        "From"
    };
    // Twilio keeps no name of ours for a message, but calls back whatever address it is given.
    let report_to = Request::post(settings.webhook_url.as_str()).query("ref", &reference);
    let form = [
        ("To", message.thread.as_str()),
        (sender, settings.from.as_str()),
        ("Body", part),
        ("StatusCallback", report_to.url.as_str()),
    ];
    let request = Request::post(join(&settings.base_url, &path))
        .form(form)
        .basic(account, AUTH_TOKEN)
        .idempotency(&reference);
    match u32::try_from(count) {
        Ok(count) if count > 1 => request.timeout_ms(ALL_PARTS_MS / count),
        Ok(_) | Err(_) => request,
    }
}

/// An answer that names the message is a receipt. Another one may be anybody's.
fn taken(response: &Response) -> Result<Receipt, Error> {
    let taken = response.json::<Taken>().ok();
    let sid = taken.map(|taken| taken.sid).filter(|sid| is_sid(sid));
    sid.map(Receipt::of).ok_or_else(|| {
        let status = response.status;
        refusal::uncertain(&format!(
            "Twilio answered {status} without a name for the message"
        ))
    })
}

/// The error of a part, if parts before it were taken.
fn broken_off(error: Error, taken: usize, count: usize) -> Error {
    if taken == 0 {
        return error;
    }
    Error {
        kind: ErrorKind::Rejected,
        message: format!(
            "only the first {taken} of {count} parts were sent, so it is not sent again by itself: {}",
            error.message
        ),
        retry_after_ms: None,
        ..error
    }
}

//! A message to a contact: one request to the Messages API, or one for each part of a long text.

use frontdesk_plugin::{
    Cx, Error, Request, Response,
    channel::{Cause, Message, Outcome},
    http::join,
    outbound::{self, Failed, Manner},
    sms,
    text::{self, Unit},
};
use serde::{Deserialize, Serialize};

use crate::{API_SECRET, inbound::name, refusal, settings::Settings};

/// Parts of one message: one below the rounds of requests that a gateway allows.
pub const PARTS_MAX: usize = 6;
/// Characters of a reference that Vonage hands back.
const REFERENCE_MAX: usize = 100;
/// What stands between our reference and the number of a part that is not the last one.
const PART_MARK: char = '~';

/// One message of the API: <https://developer.vonage.com/en/api/messages#SendMessage>.
#[derive(Serialize)]
struct Sms<'a> {
    channel: &'static str,
    message_type: &'static str,
    to: &'a str,
    from: &'a str,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_ref: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    webhook_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    webhook_version: Option<&'static str>,
}

/// What Vonage says of a message that it took; the rest is not needed.
#[derive(Deserialize)]
struct Taken {
    message_uuid: String,
}

/// Sends a message.
pub fn send(message: &Message, settings: &Settings, cx: &mut Cx) -> Result<Outcome, Error> {
    // A text message carries no files: each is an address in it.
    let Some((text, _)) = message.parts(|_| false) else {
        let why = "SMS has no templates";
        return Ok(Outcome::refused(Cause::Content, why));
    };
    let text = text::clean(&text);
    let parts = text::split(&text, Unit::Utf16, settings.chars_max());
    if let Some(refused) = unfit(&parts, settings) {
        return Ok(refused);
    }
    let count = parts.len();
    let request = |(index, part): (usize, &&str)| {
        request(message, settings, cx.reference(), (index, count), part)
    };
    let requests = parts.iter().enumerate().map(request);
    let requests = requests.collect::<Result<_, _>>()?;
    outbound::send(cx, requests, &Manner::FULL, taken, refusal::of)
}

/// What would be refused, or cost too much, before anything is sent.
fn unfit(parts: &[&str], settings: &Settings) -> Option<Outcome> {
    let refused = |why: String| Some(Outcome::refused(Cause::Content, why));
    if parts.is_empty() {
        return refused("the message has no text".to_owned());
    }
    if parts.len() > PARTS_MAX {
        let chars_max = settings.chars_max();
        return refused(format!(
            "the text is too long: it is sent in at most {PARTS_MAX} parts of {chars_max} characters"
        ));
    }
    let costs: usize = parts.iter().map(|part| sms::count(part).segments).sum();
    let most = settings
        .segments_max
        .and_then(|max| usize::try_from(max).ok());
    match most {
        Some(max) if costs > max => refused(format!(
            "the text takes {costs} SMS segments, and segments_max is {max}"
        )),
        Some(_) | None => None,
    }
}

/// The request for one part; `place` is its number from 0, and how many there are.
fn request(
    message: &Message,
    settings: &Settings,
    reference: &str,
    place: (usize, usize),
    part: &str,
) -> Result<Request, Error> {
    let (index, count) = place;
    let reference = if index + 1 < count {
        format!("{reference}{PART_MARK}{}", index + 1)
    } else {
        reference.to_owned()
    };
    let has_place = (1..=REFERENCE_MAX).contains(&reference.len());
    let webhook_url = settings.webhook_url.as_deref();
    let body = Sms {
        channel: "sms",
        message_type: "text",
        // Numbers are written without it.
        to: message.thread.trim_start_matches('+'),
        from: settings.from.trim_start_matches('+'),
        text: part,
        client_ref: has_place.then_some(reference.as_str()),
        webhook_url,
        webhook_version: webhook_url.map(|_| "v1"),
    };
    let request = Request::post(join(&settings.base_url, &["v1", "messages"]));
    Ok(request.json(&body)?.basic(&settings.api_key, API_SECRET))
}

/// Whether a reference that Vonage hands back is of a part that is not the last one.
pub(crate) fn is_early_part(reference: &str) -> bool {
    reference
        .rsplit_once(PART_MARK)
        .is_some_and(|(_, number)| number.parse::<usize>().is_ok())
}

/// Vonage's name for the message.
fn taken(response: &Response) -> Result<String, Failed> {
    let taken = response.json::<Taken>().ok();
    let id = taken.and_then(|taken| name(&taken.message_uuid).map(str::to_owned));
    id.ok_or_else(|| Failed::nameless("Vonage", response))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_part_has_the_references_own_name() {
        for (reference, is_early) in [
            ("cnv_1.1", false),
            ("cnv_1.1~1", true),
            ("cnv_1.1~x", false),
            ("cnv~1.1", false),
            ("~", false),
        ] {
            assert_eq!(is_early_part(reference), is_early, "{reference}");
        }
    }
}

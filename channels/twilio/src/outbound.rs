//! A message to a contact: one request to Twilio, or one for each part of a long text.

use frontdesk_plugin::{
    Cx, Error, Request, Response,
    channel::{Cause, Content, Message, Outcome, OutgoingFile},
    host,
    http::join,
    outbound::{self, Failed, Manner},
    sms,
    text::{self, Unit},
};
use serde::Deserialize;

use crate::{
    API_KEY_SECRET, AUTH_TOKEN,
    params::is_sid,
    refusal,
    settings::{Medium, Settings},
    template,
};

/// What Twilio takes as one text (its code 21617). Counted in UTF-16 units, which are never fewer than the
/// characters that it counts.
pub const TEXT_UNITS_MAX: usize = 1_600;
/// Parts of one message: one below the rounds of requests that a gateway allows.
pub const PARTS_MAX: usize = 6;
/// For how long after a contact's last message `WhatsApp` and Messenger take free text.
pub const WINDOW_HOURS: u32 = 24;

/// What Twilio says of a message that it took; the rest is not needed.
#[derive(Deserialize)]
struct Taken {
    sid: String,
}

/// Sends a message.
pub fn send(message: &Message, settings: &Settings, cx: &mut Cx) -> Result<Outcome, Error> {
    let bodies = match &message.content {
        Content::Text(text) => bodies(message, &text::clean(text), &[], settings),
        Content::Files(files) => {
            let (text, files) = files.split(|file| is_carried(file, settings));
            bodies(message, &text::clean(&text), &files, settings)
        }
        Content::Template(template) => template::body(template, settings).map(|body| vec![body]),
    };
    let bodies = match bodies {
        Ok(bodies) => bodies,
        Err(refused) => return Ok(refused),
    };
    let count = bodies.len();
    let request = |(index, body)| request(message, settings, cx.reference(), (index, count), body);
    let requests = bodies.iter().enumerate().map(request).collect();
    outbound::send(cx, requests, &Manner::FULL, taken, refusal::of)
}

/// What each request says, by Twilio's names.
pub(crate) type Body = Vec<(&'static str, String)>;

/// Whether Twilio takes the file from its address and brings it as it is: pictures by MMS
/// (<https://www.twilio.com/docs/messaging/guides/accepted-mime-types>), and what `WhatsApp` and Messenger
/// show. Other files are an address in the text.
fn is_carried(file: &OutgoingFile, settings: &Settings) -> bool {
    let (types, bytes_max): (&[&str], u32) = match settings.medium() {
        Medium::Sms => (&["image/png", "image/jpeg", "image/gif"], 5_000_000),
        Medium::WhatsApp | Medium::Messenger => (
            &[
                "image/png",
                "image/jpeg",
                "audio/mpeg",
                "audio/ogg",
                "video/mp4",
                "application/pdf",
            ],
            16_000_000,
        ),
    };
    types.contains(&file.mime.as_str()) && file.bytes <= bytes_max
}

/// The parts of a text and the files behind it, unless it would be refused, or cost too much, before
/// anything is sent. A picture message carries up to ten files and words; elsewhere each file is a message.
fn bodies(
    message: &Message,
    cleaned: &str,
    files: &[&OutgoingFile],
    settings: &Settings,
) -> Result<Vec<Body>, Outcome> {
    if is_window_closed(message, settings) {
        return Err(Outcome::refused(
            Cause::WindowClosed,
            "no free text later than 24 hours after the contact wrote",
        ));
    }
    let parts = text::split(cleaned, Unit::Utf16, TEXT_UNITS_MAX);
    if parts.is_empty() && files.is_empty() {
        return Err(Outcome::refused(Cause::Content, "the message has no text"));
    }
    let joins = settings.medium() == Medium::Sms && !files.is_empty();
    let media = if joins { 1 } else { files.len() };
    if parts.len() + media - usize::from(joins && !parts.is_empty()) > PARTS_MAX {
        return Err(Outcome::refused(
            Cause::Content,
            format!(
                "the text is too long: Twilio takes {TEXT_UNITS_MAX} characters at once, and a \
                 message is sent in at most {PARTS_MAX} parts"
            ),
        ));
    }
    check_costs(&parts, message, settings)?;
    let words = parts.into_iter();
    let mut bodies: Vec<Body> = words.map(|part| vec![("Body", part.to_owned())]).collect();
    let media = |file: &&OutgoingFile| ("MediaUrl", file.url.clone());
    if joins {
        let mut last = bodies.pop().unwrap_or_default();
        last.extend(files.iter().map(media));
        bodies.push(last);
    } else {
        bodies.extend(files.iter().map(|file| vec![media(file)]));
    }
    Ok(bodies)
}

fn is_window_closed(message: &Message, settings: &Settings) -> bool {
    if settings.medium() == Medium::Sms {
        return false;
    }
    let window = f64::from(WINDOW_HOURS) * 3_600_000.0;
    message
        .contact_wrote_at
        .is_none_or(|at| host::now() - at > window)
}

/// Segments are of SMS; what else Twilio carries is paid by the message.
fn check_costs(parts: &[&str], message: &Message, settings: &Settings) -> Result<(), Outcome> {
    let is_sms = !settings.address_of(&message.thread).contains(':');
    let costs: usize = parts.iter().map(|part| sms::count(part).segments).sum();
    let most = settings
        .segments_max
        .and_then(|max| usize::try_from(max).ok());
    match most {
        Some(max) if is_sms && costs > max => Err(Outcome::refused(
            Cause::Content,
            format!("the text takes {costs} SMS segments, and segments_max is {max}"),
        )),
        Some(_) | None => Ok(()),
    }
}

/// The request for one part; `place` is its number from 0, and how many there are.
fn request(
    message: &Message,
    settings: &Settings,
    reference: &str,
    place: (usize, usize),
    body: &Body,
) -> Request {
    let (index, count) = place;
    let account = settings.account_sid.as_str();
    let path = ["2010-04-01", "Accounts", account, "Messages.json"];
    let sender = if settings.sends_by_service() {
        "MessagingServiceSid"
    } else {
        "From"
    };
    // Twilio keeps no name of ours for a message, but calls back whatever address it is given.
    let mut report_to = Request::post(settings.webhook_url.as_str()).query("ref", reference);
    if index + 1 < count {
        // The last part alone speaks for the message.
        report_to = report_to.query("part", &(index + 1).to_string());
    }
    let to = settings.address_of(&message.thread);
    let mut form = vec![
        ("To", to.as_str()),
        (sender, settings.from.as_str()),
        ("StatusCallback", report_to.url.as_str()),
    ];
    form.extend(body.iter().map(|(name, value)| (*name, value.as_str())));
    if let Some(is_smart) = settings.smart_encoded {
        form.push(("SmartEncoded", if is_smart { "true" } else { "false" }));
    }
    let request = Request::post(join(&settings.base_url, &path)).form(form);
    authorised(request, settings)
}

/// Sent as the account, by its API key if there is one.
pub(crate) fn authorised(request: Request, settings: &Settings) -> Request {
    match &settings.api_key_sid {
        Some(key) => request.basic(key, API_KEY_SECRET),
        None => request.basic(&settings.account_sid, AUTH_TOKEN),
    }
}

/// Twilio's name for the message.
fn taken(response: &Response) -> Result<String, Failed> {
    let taken = response.json::<Taken>().ok();
    let sid = taken.map(|taken| taken.sid).filter(|sid| is_sid(sid));
    sid.ok_or_else(|| Failed::nameless("Twilio", response))
}

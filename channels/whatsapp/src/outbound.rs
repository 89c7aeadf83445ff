//! A message to a contact, and the file of one from them.

use frontdesk_channel_meta::{
    ACCESS_TOKEN, api, json, lines::one_line, reference, send, window, window::Window,
};
use frontdesk_plugin::{
    Cx, Error, Request,
    channel::{Cause, Content, FilledTemplate, Message, Outcome, OutgoingFile},
    host,
    http::join,
    text::{Unit, clean, split},
};
use serde_json::{Value, json};

use crate::{people, settings::Settings};

/// Characters of one text. Counted in UTF-16 units, which are never fewer than characters.
pub const CHARS_MAX: u32 = 4_096;

/// Sends a message: a text within 24 hours of what the contact wrote, a template at any time.
pub fn send(message: &Message, settings: &Settings, cx: &mut Cx) -> Result<Outcome, Error> {
    let bodies = match &message.content {
        Content::Text(text) => texts(text, &[], message.contact_wrote_at),
        Content::Files(files) => {
            let (text, files) = files.split(|file| kind_of(file).is_some());
            texts(&text, &files, message.contact_wrote_at)
        }
        Content::Template(filled) => template(filled, settings).map(|body| vec![body]),
    };
    let bodies = match bodies {
        Ok(bodies) => bodies,
        Err(refused) => return Ok(refused),
    };
    let count = bodies.len();
    let requests = bodies.into_iter().enumerate().map(|(index, (kind, body))| {
        let reference = reference::of_part(cx.reference(), index, count);
        request(message, settings, &reference, kind, &body)
    });
    let requests = requests.collect::<Result<Vec<_>, _>>()?;
    send::send(cx, requests, |answer| {
        let messages = json::list(answer, "messages");
        messages.first().and_then(|message| json::id(message, "id"))
    })
}

/// What is sent: its type, and what stands under that name.
type Body = (&'static str, Value);

/// What Meta calls a file that it fetches and shows; none: it does not, by its kind or size
/// (<https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#supported-media-types>).
fn kind_of(file: &OutgoingFile) -> Option<&'static str> {
    let (kind, bytes_max) = match file.mime.as_str() {
        "image/jpeg" | "image/png" => ("image", 5_000_000),
        "audio/mpeg" | "audio/mp4" | "audio/ogg" => ("audio", 16_000_000),
        "video/mp4" => ("video", 16_000_000),
        mime if mime.starts_with("application/") || mime == "text/plain" => {
            ("document", 100_000_000)
        }
        _ => return None,
    };
    (file.bytes <= bytes_max).then_some(kind)
}

fn file_body(file: &OutgoingFile) -> Option<Body> {
    let kind = kind_of(file)?;
    let body = match kind {
        "document" => json!({ "link": file.url, "filename": file.name }),
        _ => json!({ "link": file.url }),
    };
    Some((kind, body))
}

fn texts(
    text: &str,
    files: &[&OutgoingFile],
    contact_wrote_at: Option<f64>,
) -> Result<Vec<Body>, Outcome> {
    if window::at(contact_wrote_at, host::now()) != Window::Open {
        return Err(Outcome::refused(
            Cause::WindowClosed,
            "the contact wrote more than 24 hours ago, or not yet: only a template can be sent",
        ));
    }
    let text = clean(text);
    let max = usize::try_from(CHARS_MAX).unwrap_or(usize::MAX);
    let parts = split(&text, Unit::Utf16, max);
    let parts = send::parts(parts, files.len(), max, "characters")?;
    let body = |part: String| ("text", json!({ "body": part, "preview_url": false }));
    let files = files.iter().filter_map(|file| file_body(file));
    Ok(parts.into_iter().map(body).chain(files).collect())
}

/// A template of the settings with its values; Meta takes no line ends and no empty ones in them.
fn template(filled: &FilledTemplate, settings: &Settings) -> Result<Body, Outcome> {
    let template = settings
        .template(&filled.name, &filled.language)
        .ok_or_else(|| {
            Outcome::refused(
                Cause::Misconfigured,
                "the settings have no template of this name and language",
            )
        })?;
    let values: Vec<String> = filled.values.iter().map(|value| one_line(value)).collect();
    if template.values() != Some(values.len()) || values.iter().any(String::is_empty) {
        return Err(Outcome::refused(
            Cause::Content,
            "the template takes another number of values, or one of them is empty",
        ));
    }
    let mut body = json!({
        "name": template.name,
        "language": { "code": template.language },
    });
    if let (Some(body), false) = (body.as_object_mut(), values.is_empty()) {
        let value = |text: String| json!({ "type": "text", "text": text });
        let values: Vec<Value> = values.into_iter().map(value).collect();
        body.insert(
            "components".to_owned(),
            json!([{ "type": "body", "parameters": values }]),
        );
    }
    Ok(("template", body))
}

fn request(
    message: &Message,
    settings: &Settings,
    reference: &str,
    kind: &str,
    body: &Value,
) -> Result<Request, Error> {
    // A number goes into `to`, a user's own id into `recipient`.
    let (key, recipient) = match people::digits(&message.thread) {
        Some(digits) => ("to", digits),
        None => ("recipient", message.thread.as_str()),
    };
    let url = join(
        &settings.base_url,
        &[&settings.api_version, &settings.phone_number_id, "messages"],
    );
    let request = Request::post(url).json(&json!({
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        key: recipient,
        "type": kind,
        kind: body,
        "biz_opaque_callback_data": reference,
    }))?;
    Ok(request.bearer(ACCESS_TOKEN))
}

/// The request for a file: first its id is asked for its address, which holds for some minutes and takes
/// the same token. Only Meta's host for these files gets it, or the one that stands in for Meta.
pub fn fetch_file(handle: &str, settings: &Settings, cx: &mut Cx) -> Result<Request, Error> {
    if !json::is_id(handle) {
        return Err(Error::rejected("the file's id is none"));
    }
    let url = join(&settings.base_url, &[&settings.api_version, handle]);
    let request = Request::get(url)
        .query("phone_number_id", &settings.phone_number_id)
        .bearer(ACCESS_TOKEN);
    let answer: Value = cx.fetch(request)?.json()?;
    let url = json::text(&answer, "url")
        .ok_or_else(|| Error::rejected("Meta does not say where the file is"))?;
    if api::is_on(url, api::LOOKASIDE) || api::is_on(url, &settings.base_url) {
        return Ok(Request::get(url).bearer(ACCESS_TOKEN));
    }
    Err(Error::rejected(
        "Meta says that the file is on a host that is not granted",
    ))
}

//! Files of a message, and how one is fetched: by its id the Bot API names a path, which is good for
//! an hour at least.

use frontdesk_plugin::{
    Cx, Error, Request,
    channel::{Attachment, Media},
    http::join,
    text,
};
use serde_json::{Value, json};

use crate::settings::Settings;
use frontdesk_plugin::told::Told;

/// Bytes of Telegram's id of a file, and then some.
const FILE_ID_BYTES: usize = 512;
/// Bytes of a content type.
const MIME_BYTES: usize = 100;
/// Characters of a file's name.
const NAME_CHARS: usize = 120;

/// Keys of a message that hold one file each, what it is shown as, and its content type where Telegram
/// does not say.
const KINDS: [(&str, Media, Option<&str>); 7] = [
    ("animation", Media::Video, None),
    ("audio", Media::Audio, None),
    ("document", Media::Document, None),
    ("video", Media::Video, None),
    ("video_note", Media::Video, Some("video/mp4")),
    ("voice", Media::Audio, None),
    ("live_photo", Media::Video, None),
];

/// Every file of a message.
pub fn of(message: Told<'_>) -> Vec<Attachment> {
    let mut files = Vec::new();
    for (key, media, mime) in KINDS {
        // An animation is told a second time, as a document, for old programs.
        let is_told_twice = key == "document" && message.at("animation").is_object();
        if !is_told_twice {
            files.extend(file(message.at(key), media, mime));
        }
    }
    // The same picture in several sizes, the largest last.
    let mut sizes = message.at("photo").items().rev();
    let largest = sizes.find(|size| has_id(*size));
    files.extend(largest.and_then(|size| file(size, Media::Image, Some("image/jpeg"))));
    let sticker = message.at("sticker");
    files.extend(file(sticker, Media::Sticker, Some(sticker_mime(sticker))));
    files
}

fn sticker_mime(sticker: Told<'_>) -> &'static str {
    if sticker.at("is_animated").is_true() {
        "application/x-tgsticker"
    } else if sticker.at("is_video").is_true() {
        "video/webm"
    } else {
        "image/webp"
    }
}

fn has_id(file: Told<'_>) -> bool {
    file.at("file_id").text().is_some_and(is_id)
}

fn is_id(text: &str) -> bool {
    (1..=FILE_ID_BYTES).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

fn file(told: Told<'_>, media: Media, mime: Option<&str>) -> Option<Attachment> {
    let id = told.at("file_id").text().filter(|id| is_id(id))?;
    let told_mime = told.at("mime_type").text().filter(|mime| is_mime(mime));
    Some(Attachment {
        mime: told_mime.or(mime).map(str::to_owned),
        name: told.at("file_name").text().and_then(name),
        bytes: told.at("file_size").count(),
        ..Attachment::new(media, id)
    })
}

fn name(told: &str) -> Option<String> {
    text::clean_name(told).map(|name| name.chars().take(NAME_CHARS).collect())
}

fn is_mime(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"/.+-_".contains(&byte);
    text.len() <= MIME_BYTES && text.contains('/') && text.bytes().all(is_letter)
}

/// The request for the file of this id.
pub fn fetch(id: &str, settings: &Settings, cx: &mut Cx) -> Result<Request, Error> {
    if !is_id(id) {
        return Err(Error::rejected("the file has no id of Telegram's"));
    }
    let ask = Request::post(settings.method("getFile")).json(&json!({ "file_id": id }))?;
    let told: Value = cx.fetch(ask)?.json()?;
    let path = Told::from(&told)
        .at("result")
        .at("file_path")
        .text()
        .unwrap_or_default();
    let segments: Vec<&str> = path.split('/').collect();
    // A server of one's own can be set to name a file on its disk: it serves none of those.
    if segments.iter().any(|segment| segment.is_empty()) {
        return Err(Error::rejected("the Bot API named no path for the file"));
    }
    Ok(Request::get(join(&settings.files(), &segments)))
}

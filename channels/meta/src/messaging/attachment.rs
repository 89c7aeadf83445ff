//! One attachment of a message, by its type.

use frontdesk_plugin::channel::{Attachment, Media};
use serde_json::Value;

use super::{Account, said::Content};
use crate::{
    api, json,
    lines::{self, is_link, note, one_line, unsupported},
};

/// Bytes of an address of a file.
const HANDLE_BYTES: usize = 4_096;
/// Entries of a template that are shown.
const ELEMENTS_MAX: usize = 10;

/// Appends what an attachment says.
pub(super) fn read(content: &mut Content, value: &Value, account: &Account<'_>) {
    let kind = json::text(value, "type").unwrap_or("unknown");
    let payload = value.get("payload").unwrap_or(&Value::Null);
    let find = |key: &str| json::text(payload, key).or_else(|| json::text(value, key));
    let (url, title) = (find("url"), find("title"));
    match kind {
        "image" if payload.get("sticker_id").is_some() => {
            file(content, Media::Sticker, url, account);
        }
        "image" => file(content, Media::Image, url, account),
        "audio" => file(content, Media::Audio, url, account),
        "video" => file(content, Media::Video, url, account),
        "file" => file(content, Media::Document, url, account),
        "sticker" => file(content, Media::Sticker, url, account),
        "like_heart" => content.line("❤"),
        "location" => place(content, payload, title),
        "story_mention" => {
            content.line(&note("mentioned you in a story"));
            file(content, Media::Document, url, account);
        }
        "reel" | "ig_reel" => shared(content, "a reel", Media::Video, (url, title), account),
        "share" | "post" | "ig_post" => {
            shared(content, "a post", Media::Document, (url, title), account);
        }
        "template" if template(content, payload) => {}
        _ => other(content, kind, url, title),
    }
}

/// A file on one of Meta's hosts is fetched when somebody looks at it; of another only the link is shown.
pub(super) fn file(content: &mut Content, media: Media, url: Option<&str>, account: &Account<'_>) {
    match url {
        Some(url) if url.len() <= HANDLE_BYTES && api::is_file_address(url, account.base_url) => {
            content.file(Attachment::new(media, url));
        }
        Some(url) if is_link(url) => {
            content.line(&format!("{} {url}", super::said::shown(media)));
        }
        Some(_) | None => content.line(&super::said::shown(media)),
    }
}

fn shared(
    content: &mut Content,
    what: &str,
    media: Media,
    (url, title): (Option<&str>, Option<&str>),
    account: &Account<'_>,
) {
    content.line(
        &match title.map(one_line).filter(|title| !title.is_empty()) {
            Some(title) => note(&format!("shared {what}: {title}")),
            None => note(&format!("shared {what}")),
        },
    );
    if url.is_some() {
        file(content, media, url, account);
    }
}

fn place(content: &mut Content, payload: &Value, title: Option<&str>) {
    let at = payload.get("coordinates").unwrap_or(&Value::Null);
    let place = json::number(at, "lat")
        .zip(json::number(at, "long"))
        .and_then(|(lat, long)| lines::location(lat, long, &[title]));
    content.line(&place.unwrap_or_else(|| unsupported("location")));
}

/// What stands on a template that a contact passed on; false: nothing does.
fn template(content: &mut Content, payload: &Value) -> bool {
    let elements = ["generic", "product"]
        .iter()
        .find_map(|kind| payload.get(kind));
    let elements = json::list(elements.unwrap_or(payload), "elements").iter();
    let mut shows = false;
    for element in elements.take(ELEMENTS_MAX) {
        let parts = [
            json::text(element, "title"),
            json::text(element, "subtitle"),
        ];
        let line = lines::joined(&parts, " · ");
        shows |= !line.is_empty();
        content.line(&line);
    }
    shows
}

/// A link with a preview (`fallback`), or a kind that is not known here.
fn other(content: &mut Content, kind: &str, url: Option<&str>, title: Option<&str>) {
    let about = lines::joined(&[title, url.filter(|url| is_link(url))], " · ");
    if kind != "fallback" || about.is_empty() {
        content.line(&unsupported(kind));
    }
    content.line(&about);
}

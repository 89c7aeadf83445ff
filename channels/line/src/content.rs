//! What a message says, in words: its text, or a line for whatever is neither text nor file.

use std::fmt::Write as _;

use frontdesk_plugin::text;

use crate::files;
use frontdesk_plugin::told::Told;

/// Bytes of a link that is shown.
const LINK_BYTES: usize = 2_048;
/// Words that describe a sticker: LINE knows up to fifteen, of which three will do.
const WORDS_MAX: usize = 3;

/// The words of a message.
pub fn of(message: Told<'_>) -> String {
    let kind = message.at("type").text().unwrap_or("message");
    match kind {
        "text" => text::clean(message.at("text").text().unwrap_or_default()),
        "image" | "video" | "audio" | "file" if files::is_elsewhere(message) => {
            elsewhere(message, kind)
        }
        // Without its id there is no file to show.
        "image" | "video" | "audio" | "file" if files::of(message).is_some() => String::new(),
        "sticker" => sticker(message),
        "location" => place(message).unwrap_or_else(|| unknown(kind)),
        _ => unknown(kind),
    }
}

/// A link is shown, never followed: it is whatever the call says.
fn elsewhere(message: Told<'_>, kind: &str) -> String {
    let url = message
        .at("contentProvider")
        .at("originalContentUrl")
        .text();
    let is_link = |url: &&str| {
        url.starts_with("https://")
            && url.len() <= LINK_BYTES
            && url.bytes().all(|byte| byte.is_ascii_graphic())
    };
    match url.filter(is_link) {
        Some(url) => format!("[{kind}] {url}"),
        None => format!("[{kind}]"),
    }
}

fn sticker(message: Told<'_>) -> String {
    let said = message.at("text").text().and_then(text::clean_name);
    let words = message.at("keywords").items().filter_map(Told::text);
    let words: Vec<String> = words.filter_map(text::clean_name).take(WORDS_MAX).collect();
    match said {
        Some(said) => format!("[sticker] {said}"),
        None if words.is_empty() => "[sticker]".to_owned(),
        None => format!("[sticker] {}", words.join(", ")),
    }
}

fn place(message: Told<'_>) -> Option<String> {
    let (lat, lon) = (
        message.at("latitude").number()?,
        message.at("longitude").number()?,
    );
    let mut line = format!("Location: {lat}, {lon}");
    let names = [message.at("title"), message.at("address")];
    let names = names.into_iter().filter_map(Told::text);
    let names: Vec<String> = names.filter_map(text::clean_name).collect();
    // Writing to a string does not fail.
    if !names.is_empty() {
        let _ = write!(line, " · {}", names.join(", "));
    }
    let _ = write!(
        line,
        "\nhttps://www.openstreetmap.org/?mlat={lat}&mlon={lon}"
    );
    Some(line)
}

/// The line for what is not known.
pub fn unknown(kind: &str) -> String {
    let is_word = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let kind: String = kind.chars().filter(is_word).take(64).collect();
    format!("[unsupported message: {kind}]")
}

//! What a contact wrote: the text, a line for what is neither text nor file, and the files.

use frontdesk_plugin::{
    channel::{Attachment, Media, Said},
    text,
};

use crate::params::Params;

/// Pictures and files that one message is shown with; Twilio takes ten.
const MEDIA_MAX: usize = 32;
/// Bytes of a file's address.
const LINK_BYTES: usize = 2_048;

/// Reads a message; empty when there is nothing to show.
pub(crate) fn read(params: &Params<'_>) -> Said {
    let body = text::clean(params.get("Body").unwrap_or_default());
    let mut lines = vec![body.clone()];
    // A button that was pressed usually is the text as well.
    let button = text::clean(params.get("ButtonText").unwrap_or_default());
    if button != body {
        lines.push(button);
    }
    lines.extend(location(params));
    let mut attachments = Vec::new();
    for number in 0..MEDIA_MAX {
        let Some(url) = params.get(&format!("MediaUrl{number}")) else {
            break;
        };
        let kind = params.get(&format!("MediaContentType{number}"));
        let kind = kind.filter(|kind| is_media_type(kind));
        if is_link(url) {
            attachments.push(attachment(url, kind));
        } else {
            // It cannot be fetched, but it was sent.
            lines.push(format!(
                "[unsupported message: {}]",
                kind.unwrap_or("media")
            ));
        }
    }
    lines.retain(|line| !line.is_empty());
    if lines.is_empty() && attachments.is_empty() {
        lines.extend(unknown_kind(params));
    }
    Said {
        text: lines.join("\n"),
        attachments,
        reply_to: params.code("OriginalRepliedMessageSid").map(str::to_owned),
    }
}

/// The address is the handle: [`crate::file`] decides what it is fetched with.
fn attachment(url: &str, kind: Option<&str>) -> Attachment {
    let media = kind.map_or(Media::Document, Media::of);
    Attachment {
        mime: kind.map(str::to_owned),
        ..Attachment::new(media, url)
    }
}

/// A place and where it is on a map.
fn location(params: &Params<'_>) -> Option<String> {
    let (latitude, longitude) = (
        degrees(params.get("Latitude")?, 90.0)?,
        degrees(params.get("Longitude")?, 180.0)?,
    );
    let names = ["Label", "Address"].map(|name| params.get(name).and_then(text::clean_name));
    let names: Vec<String> = names.into_iter().flatten().collect();
    let separator = if names.is_empty() { "" } else { " · " };
    let names = names.join(", ");
    Some(format!(
        "Location: {latitude}, {longitude}{separator}{names}\n\
         https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}"
    ))
}

/// Degrees as they were written, if they are some.
fn degrees(text: &str, most: f64) -> Option<&str> {
    let is_digit = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'-');
    let is_written = text.len() <= 32 && text.bytes().all(is_digit);
    let number: f64 = text.parse().ok()?;
    (is_written && number.abs() <= most).then_some(text)
}

/// A message of a kind that came without anything to show.
fn unknown_kind(params: &Params<'_>) -> Option<String> {
    let kind = params
        .get("MessageType")
        .filter(|kind| is_media_type(kind))?;
    (kind != "text").then(|| format!("[unsupported message: {kind}]"))
}

fn is_link(text: &str) -> bool {
    let has_scheme = text.starts_with("https://") || text.starts_with("http://");
    has_scheme && text.len() <= LINK_BYTES && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn is_media_type(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"/.+-_".contains(&byte);
    text.len() <= 100 && text.bytes().all(is_letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(pairs: &[(&str, &str)]) -> Said {
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        read(&Params::of(&pairs))
    }

    #[test]
    fn media_end_where_they_end_and_at_a_limit() {
        let names: Vec<String> = (0..100).map(|n| format!("MediaUrl{n}")).collect();
        let call: Vec<_> = names
            .iter()
            .map(|name| (name.as_str(), "https://api.twilio.com/x"))
            .collect();
        assert_eq!(said(&call).attachments.len(), MEDIA_MAX);
        assert_eq!(said(&call[..3]).attachments.len(), 3);
    }

    #[test]
    fn a_button_is_shown_once() {
        for (body, button, text) in [
            ("Confirm", "Confirm", "Confirm"),
            ("Msg", "Confirm", "Msg\nConfirm"),
            ("", "Confirm", "Confirm"),
        ] {
            let call = [("Body", body), ("ButtonText", button)];
            assert_eq!(said(&call), Said::text(text));
        }
    }

    #[test]
    fn a_place_is_a_line_with_a_map() {
        let mut call = vec![("Latitude", "-52.52"), ("Longitude", "13.405")];
        let map = "https://www.openstreetmap.org/?mlat=-52.52&mlon=13.405";
        let line = "Location: -52.52, 13.405";
        assert_eq!(said(&call).text, format!("{line}\n{map}"));
        call.push(("Address", "1 High St\nTown"));
        call.push(("Label", "Shop"));
        let named = format!("{line} · Shop, 1 High St Town\n{map}");
        assert_eq!(said(&call).text, named);
    }

    #[test]
    fn what_are_no_degrees_is_no_place() {
        for (latitude, longitude) in [
            ("91", "0"),
            ("0", "-181"),
            ("NaN", "0"),
            ("inf", "0"),
            ("1e1", "0"),
            ("+1", "0"),
            ("0&x", "0"),
            ("", "0"),
            ("--1", "0"),
        ] {
            let call = [("Latitude", latitude), ("Longitude", longitude)];
            assert!(said(&call).is_empty(), "{latitude} {longitude}");
        }
    }

    #[test]
    fn a_kind_that_nobody_knows_is_named_and_nothing_is_nothing() {
        let told = said(&[("MessageType", "poll")]);
        assert_eq!(told, Said::text("[unsupported message: poll]"));
        assert!(said(&[("MessageType", "text")]).is_empty());
        assert!(said(&[("MessageType", "<b>")]).is_empty());
        assert_eq!(said(&[("MessageType", "poll"), ("Body", "a")]).text, "a");
    }
}

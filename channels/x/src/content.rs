//! What a message says, in words: its text, and a line for whatever is neither text nor file.

use std::fmt::Write as _;

use frontdesk_plugin::text;

use frontdesk_plugin::told::Told;

/// Bytes of a link that is shown, and links of a text that are written out.
const LINK_BYTES: usize = 2_048;
const LINKS_MAX: usize = 64;

/// The words of a message. `has_file`: something is shown in any case.
pub fn of(data: Told<'_>, has_file: bool) -> String {
    let attachment = data.at("attachment");
    let mut lines = Vec::new();
    let said = text::clean(&written_out(data, attachment.at("media")));
    if !said.is_empty() {
        lines.push(said);
    }
    lines.extend(place(attachment.at("location")));
    let is_other = attachment.is_object() && !attachment.at("location").is_object() && !has_file;
    if is_other {
        lines.push(unknown(
            attachment.at("type").text().unwrap_or("attachment"),
        ));
    }
    lines.join("\n")
}

/// X shortens every link, and puts one for the file behind the text.
fn written_out(data: Told<'_>, media: Told<'_>) -> String {
    let mut text = data.at("text").text().unwrap_or_default().to_owned();
    if let Some(own) = media.at("url").text().filter(|url| is_link(url)) {
        text = text.replace(own, "");
    }
    for link in data.at("entities").at("urls").items().take(LINKS_MAX) {
        let (short, long) = (link.at("url").text(), link.at("expanded_url").text());
        if let (Some(short), Some(long)) = (short, long)
            && is_link(short)
            && is_link(long)
        {
            text = text.replacen(short, long, 1);
        }
    }
    text
}

fn is_link(text: &str) -> bool {
    (text.starts_with("https://") || text.starts_with("http://"))
        && text.len() <= LINK_BYTES
        && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn place(location: Told<'_>) -> Option<String> {
    if !location.is_object() {
        return None;
    }
    let place = location.at("shared_place").at("place");
    let name = place
        .at("full_name")
        .text()
        .or_else(|| place.at("name").text());
    let name = name.and_then(text::clean_name);
    // Longitude first, as in GeoJSON.
    let point = location
        .at("shared_coordinate")
        .at("coordinates")
        .at("coordinates");
    let mut numbers = point.items().map(Told::number);
    let (lon, lat) = (numbers.next().flatten(), numbers.next().flatten());
    let mut line = "Location:".to_owned();
    // Writing to a string does not fail.
    let _ = match (lat.zip(lon), name) {
        (Some((lat, lon)), name) => {
            let _ = write!(line, " {lat}, {lon}");
            if let Some(name) = name {
                let _ = write!(line, " · {name}");
            }
            write!(
                line,
                "\nhttps://www.openstreetmap.org/?mlat={lat}&mlon={lon}"
            )
        }
        (None, Some(name)) => write!(line, " {name}"),
        (None, None) => return Some(unknown("location")),
    };
    Some(line)
}

/// The line for what is not known.
pub fn unknown(kind: &str) -> String {
    let is_word = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    let kind: String = kind.chars().filter(is_word).take(64).collect();
    format!("[unsupported message: {kind}]")
}

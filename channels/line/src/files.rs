//! Files of a message, and how one is fetched: by the message's id, from a host of its own.

use frontdesk_plugin::{
    Cx, Error, Request,
    channel::{Attachment, Media},
    http::join,
    text,
};
use serde_json::Value;

use crate::{ACCESS_TOKEN, inbound::is_id, settings::Settings};
use frontdesk_plugin::told::Told;

/// Characters of a file's name.
const NAME_CHARS: usize = 120;
/// What the handle of a file begins with that LINE prepares for a while before it can be fetched.
const PREPARED: &str = "prepared/";

/// The file of a message, if LINE has it.
pub fn of(message: Told<'_>) -> Option<Attachment> {
    let id = message.at("id").text().filter(|id| is_id(id))?;
    let prepared = || format!("{PREPARED}{id}");
    let mut file = match message.at("type").text()? {
        "image" => Attachment::new(Media::Image, id),
        "video" => Attachment::new(Media::Video, prepared()),
        "audio" => Attachment::new(Media::Audio, prepared()),
        "file" => Attachment::new(Media::Document, id),
        _ => return None,
    };
    if is_elsewhere(message) {
        return None;
    }
    let name = message.at("fileName").text().and_then(text::clean_name);
    file.name = name.map(|name| name.chars().take(NAME_CHARS).collect());
    file.bytes = message.at("fileSize").count();
    Some(file)
}

/// Whether the file is on somebody else's server: nothing is fetched from there.
pub fn is_elsewhere(message: Told<'_>) -> bool {
    message.at("contentProvider").at("type").is("external")
}

/// The request for the file of this handle.
pub fn fetch(handle: &str, settings: &Settings, cx: &mut Cx) -> Result<Request, Error> {
    let id = handle.strip_prefix(PREPARED).unwrap_or(handle);
    if !is_id(id) {
        return Err(Error::rejected("the file has no id of LINE's"));
    }
    let content = join(&settings.data_url, &["v2", "bot", "message", id, "content"]);
    if id != handle {
        let ask = Request::get(join(&content, &["transcoding"])).bearer(ACCESS_TOKEN);
        let told: Value = cx.fetch(ask)?.json()?;
        match Told::from(&told).at("status").text() {
            Some("processing") => return Err(Error::transient("LINE prepares the file")),
            Some("failed") => return Err(Error::rejected("LINE could not prepare the file")),
            Some(_) | None => {}
        }
    }
    Ok(Request::get(content).bearer(ACCESS_TOKEN))
}

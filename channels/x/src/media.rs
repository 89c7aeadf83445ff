//! Files of a message, and how one is fetched.
//!
//! X names pictures by an address of its old store, which takes old signatures only; the same file is
//! found in the API by the last three parts of that address. Films are on a host of their own and need no
//! secret. Nothing is fetched from anywhere else, whatever a call says.

use frontdesk_plugin::{
    Error, Request,
    channel::{Attachment, Media},
    http::join,
};

use crate::{
    ACCESS_TOKEN,
    settings::{FILMS, PICTURES, Settings},
};
use frontdesk_plugin::told::Told;

/// Where the path of a file in the old store begins.
const STORE: &str = "/1.1/ton/data/dm/";
/// What a handle of such a file begins with.
const IN_API: &str = "dm/";
const URL_BYTES: usize = 1_024;

/// The file of a message's attachment.
pub fn of(attachment: Told<'_>) -> Option<Attachment> {
    let media = attachment.at("media");
    let is_moving = matches!(media.at("type").text(), Some("video" | "animated_gif"));
    if is_moving && let Some(film) = film(media) {
        return Some(film);
    }
    let url = media.at("media_url_https").text()?;
    let mut picture = Attachment::new(Media::Image, handle(url)?);
    picture.mime = mime(url).map(str::to_owned);
    Some(picture)
}

/// The largest of the forms in which a film is there.
fn film(media: Told<'_>) -> Option<Attachment> {
    let forms = media.at("video_info").at("variants").items();
    let forms = forms.filter(|form| form.at("content_type").is("video/mp4"));
    let rated = forms.filter_map(|form| {
        let handle = handle(form.at("url").text()?)?;
        Some((form.at("bitrate").count::<u32>().unwrap_or(0), handle))
    });
    let (_, handle) = rated.max_by_key(|(rate, _)| *rate)?;
    let mut film = Attachment::new(Media::Video, handle);
    film.mime = Some("video/mp4".to_owned());
    Some(film)
}

/// How a file is found again.
fn handle(url: &str) -> Option<String> {
    let is_shown = url.len() <= URL_BYTES && url.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_shown {
        return None;
    }
    if let Some((_, path)) = url.split_once(STORE) {
        let path = path.split(['?', '#', ':']).next().unwrap_or_default();
        return parts(path).map(|parts| format!("{IN_API}{}", parts.join("/")));
    }
    is_open(url).then(|| url.to_owned())
}

/// The three parts of a path in the store.
fn parts(path: &str) -> Option<[&str; 3]> {
    let mut parts = path.split('/');
    let three = [parts.next()?, parts.next()?, parts.next()?];
    let is_part = |part: &&str| {
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        !part.is_empty() && part.bytes().all(is_letter) && !part.starts_with('.')
    };
    (parts.next().is_none() && three.iter().all(is_part)).then_some(three)
}

/// Whether an address is one of those that need no secret.
fn is_open(url: &str) -> bool {
    [PICTURES, FILMS].iter().any(|host| {
        let path = url.strip_prefix(host);
        path.is_some_and(|path| path.starts_with('/'))
    })
}

fn mime(url: &str) -> Option<&'static str> {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    match path.rsplit('.').next()? {
        "jpg" | "jpeg" => Some("image/jpeg"),
        "png" => Some("image/png"),
        "gif" => Some("image/gif"),
        "webp" => Some("image/webp"),
        _ => None,
    }
}

/// The request for the file of this handle.
pub fn fetch(handle: &str, settings: &Settings) -> Result<Request, Error> {
    if let Some([message, media, file]) = handle.strip_prefix(IN_API).and_then(parts) {
        let path = ["2", "dm_conversations", "media", message, media, file];
        return Ok(Request::get(join(&settings.base_url, &path)).bearer(ACCESS_TOKEN));
    }
    if is_open(handle) {
        return Ok(Request::get(handle));
    }
    Err(Error::rejected("the file is nowhere that files of X are"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_xs_are_found() {
        let store = "https://ton.twitter.com/1.1/ton/data/dm";
        assert_eq!(
            handle(&format!("{store}/10/20/oP5p359h.jpg:large")).as_deref(),
            Some("dm/10/20/oP5p359h.jpg")
        );
        let film = "https://video.twimg.com/dm_video/1/vid/x.mp4?tag=1";
        assert_eq!(handle(film).as_deref(), Some(film));
        for url in [
            format!("{store}/10/20"),
            format!("{store}/10/20/a/b"),
            format!("{store}/../20/a"),
            format!("{store}/10/20/a b"),
            "https://video.twimg.com.evil.example/x".to_owned(),
            "https://evil.example/x".to_owned(),
            "file:///etc/passwd".to_owned(),
        ] {
            assert_eq!(handle(&url), None, "{url}");
        }
    }
}

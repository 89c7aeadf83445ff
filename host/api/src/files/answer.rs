//! A file as an answer: its bytes decide whether it is shown (pictures, sound and films, which hold no
//! script) or offered as a download, and nothing in it runs either way.

use axum::{
    body::{Body, Bytes},
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use frontdesk_core::{ConversationId, Media};
use frontdesk_store::files::{self, FileId, FileRecord};
use futures_util::stream;
use tokio::{fs::File, io::AsyncReadExt as _};

use super::{Kind, kind::by_head, name};
use crate::{api::Api, problem::Fault};

/// Bytes read at once.
const CHUNK: usize = 64 * 1024;

/// Bytes that are in memory, of a file that a contact sent.
pub(crate) fn of_bytes(bytes: Vec<u8>, name: Option<&str>) -> Response {
    let kind = by_head(&bytes).filter(|kind| kind.media() != Media::Document);
    let mime = kind.map_or("application/octet-stream", |kind| kind.mime());
    dressed(Body::from(bytes), mime, kind.is_some(), name)
}

/// A file of ours that belongs to this conversation, or to whichever it belongs to.
pub(crate) async fn of_own(
    api: &Api,
    id: FileId,
    conversation: Option<ConversationId>,
) -> Result<Response, Fault> {
    let file = files::file(&**api.engine().store(), id).await?;
    let file = file.ok_or(Fault::NotFound)?;
    if conversation.is_some_and(|conversation| conversation != file.conversation) {
        return Err(Fault::NotFound);
    }
    let read = api.setup().config.files.shelf.read(id).await;
    match read {
        Ok(Some((bytes, length))) => Ok(streamed(&file, bytes, length)),
        Ok(None) => Err(Fault::NotFound),
        Err(error) => {
            tracing::error!(%error, "a file cannot be read");
            Err(Fault::Internal)
        }
    }
}

fn streamed(file: &FileRecord, bytes: File, length: u64) -> Response {
    let is_shown = file.media != Media::Document;
    // It comes from a list of our own; the other branch keeps this total.
    let mut mimes = Kind::ALL.into_iter().map(Kind::mime);
    let mime = mimes.find(|mime| **mime == *file.mime);
    let mime = mime.unwrap_or("application/octet-stream");
    let chunks = stream::try_unfold(bytes, |mut bytes| async move {
        let mut chunk = Vec::with_capacity(CHUNK);
        let mut piece = (&mut bytes).take(CHUNK as u64);
        let is_over = piece.read_to_end(&mut chunk).await? == 0;
        Ok::<_, std::io::Error>((!is_over).then(|| (Bytes::from(chunk), bytes)))
    });
    let body = Body::from_stream(chunks);
    let mut response = dressed(body, mime, is_shown, Some(&file.name));
    response
        .headers_mut()
        .insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    response
}

fn dressed(body: Body, mime: &'static str, is_shown: bool, name: Option<&str>) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(mime));
    headers.insert(header::CONTENT_DISPOSITION, disposition(is_shown, name));
    for (header, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox",
        ),
        (header::CACHE_CONTROL, "private, max-age=3600"),
    ] {
        headers.insert(header, HeaderValue::from_static(value));
    }
    response
}

/// For an address that pages of other sites show: a visitor's page is one.
pub(crate) fn for_anybody(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (header, value) in [
        ("cross-origin-resource-policy", "cross-origin"),
        ("x-robots-tag", "noindex"),
    ] {
        let header = HeaderName::from_static(header);
        headers.insert(header, HeaderValue::from_static(value));
    }
    response
}

/// Shown, or a download under a name that no header or file system stumbles over: in plain letters for
/// everyone, and as it is for who reads RFC 6266.
fn disposition(is_shown: bool, told: Option<&str>) -> HeaderValue {
    let kind = if is_shown { "inline" } else { "attachment" };
    let told = told.unwrap_or("file");
    let plain: String = told
        .chars()
        .map(|c| match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' | '.' | ' ' => c,
            _ => '_',
        })
        .take(100)
        .collect();
    let plain = plain.trim_start_matches(['.', ' ']);
    let whole = if told.is_ascii() {
        String::new()
    } else {
        let told: String = told
            .chars()
            .filter(|c| c.is_alphanumeric() || " .-_()".contains(*c))
            .take(100)
            .collect();
        format!("; filename*=UTF-8''{}", name::in_address(&told))
    };
    HeaderValue::from_str(&format!("{kind}; filename=\"{plain}\"{whole}"))
        .unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told_of(bytes: &[u8]) -> (String, bool) {
        let response = of_bytes(bytes.to_vec(), Some("x"));
        let header = |name| response.headers()[name].to_str().unwrap().to_owned();
        let is_shown = header(header::CONTENT_DISPOSITION).starts_with("inline");
        (header(header::CONTENT_TYPE), is_shown)
    }

    #[test]
    fn only_the_bytes_make_a_picture_a_sound_or_a_film() {
        for (bytes, mime) in [
            (&b"\x89PNG\r\n\x1a\n...."[..], "image/png"),
            (b"OggS\0\x02", "audio/ogg"),
            (b"\0\0\0\x20ftypM4A ", "audio/mp4"),
            (b"\0\0\0\x20ftypmp42", "video/mp4"),
        ] {
            assert_eq!(told_of(bytes), (mime.to_owned(), true));
        }
        for other in [
            &b""[..],
            b"<svg xmlns=",
            b"RIFF....WAVE",
            b"%PDF-1.7",
            b"words",
        ] {
            let plain = "application/octet-stream".to_owned();
            assert_eq!(told_of(other), (plain, false), "{other:?}");
        }
    }

    #[test]
    fn a_name_cannot_leave_its_place() {
        let told = |name| disposition(false, Some(name)).to_str().unwrap().to_owned();
        assert_eq!(told("cat.png"), "attachment; filename=\"cat.png\"");
        assert_eq!(
            told("../../etc/passwd"),
            "attachment; filename=\"_.._etc_passwd\""
        );
        assert_eq!(told("a\"; x=\r\n"), "attachment; filename=\"a__ x___\"");
        assert_eq!(
            told("Übersicht\u{202e}"),
            "attachment; filename=\"_bersicht_\"; filename*=UTF-8''%C3%9Cbersicht"
        );
        let none = disposition(true, None);
        assert!(none.to_str().unwrap().starts_with("inline"));
    }
}

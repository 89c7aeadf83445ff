//! `GET /api/v1/conversations/{conversation}/messages/{seq}/files/{number}`: a file that a contact sent,
//! fetched from its provider when somebody looks at it.
//!
//! What a file says of itself is not believed: its bytes decide whether it is shown (some kinds of
//! pictures and sound, which hold no script) or offered as a download.

use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use frontdesk_core::{ConversationId, Seq};
use frontdesk_engine::ports::FileFault;
use frontdesk_store::records::{self, Part};
use frontdesk_wire::problem::Problem;

use super::visible::visible;
use crate::{api::Api, auth::session::Principal, problem::Fault};

/// Bytes of a file that is handed on.
const BYTES_MAX: usize = 25 << 20;

/// A file of a message.
#[utoipa::path(
    get,
    path = "/api/v1/conversations/{conversation}/messages/{seq}/files/{number}",
    operation_id = "conversations_files",
    tag = "conversations",
    params(
        ("conversation" = String, Path, description = "Which: `cnv_17`"),
        ("seq" = u32, Path, description = "The message's place"),
        ("number" = u32, Path, description = "The file's number in the message, from 1"),
    ),
    responses(
        (status = 200, description = "The file", content_type = "application/octet-stream"),
        (status = 404, description = "None that you may read, or not there any more", body = Problem),
        (status = 413, description = "Larger than is handed on", body = Problem),
        (status = 503, description = "The provider does not give it now", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    Path((conversation, seq, number)): Path<(String, String, String)>,
) -> Result<Response, Fault> {
    let id: ConversationId = conversation.parse().map_err(|_| Fault::NotFound)?;
    let seq: u32 = seq.parse().map_err(|_| Fault::NotFound)?;
    let number: usize = number.parse().map_err(|_| Fault::NotFound)?;
    let channel = visible(&api, &who, id).await?.channel.0;
    let before = Part::After(Seq(seq.checked_sub(1).ok_or(Fault::NotFound)?));
    let read = records::messages(&**api.engine().store(), id, before, 1).await?;
    let message = read.first().filter(|message| message.seq == Seq(seq));
    let attachments = message.map_or(&[][..], |message| message.content.attachments());
    let at = number.checked_sub(1);
    let file = at
        .and_then(|at| attachments.get(at))
        .ok_or(Fault::NotFound)?;
    let bytes = api.engine().file(&channel, &file.handle, BYTES_MAX).await;
    let bytes = bytes.map_err(|fault| refused(&channel, &fault))?;
    let shown = shown(&bytes);
    let disposition = disposition(shown.is_some(), file.name.as_deref());
    let mut response = Body::from(bytes).into_response();
    let headers = response.headers_mut();
    let kind = shown.unwrap_or("application/octet-stream");
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; sandbox"),
    );
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, max-age=3600"),
    );
    Ok(response)
}

fn refused(channel: &frontdesk_core::ChannelId, fault: &FileFault) -> Fault {
    tracing::info!(channel.id = %channel, reason = %fault, "a file cannot be handed on");
    match fault {
        FileFault::NotThere => Fault::NotFound,
        FileFault::TooLarge => Fault::FileTooLarge,
        FileFault::Unavailable(_) => Fault::FileNotNow,
    }
}

/// The content type of a picture or sound that a browser shows or plays without running anything in it.
fn shown(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("image/gif"),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => Some("image/webp"),
        [b'O', b'g', b'g', b'S', ..] => Some("audio/ogg"),
        [b'I', b'D', b'3', ..] | [0xff, 0xfb | 0xf3 | 0xf2, ..] => Some("audio/mpeg"),
        [_, _, _, _, b'f', b't', b'y', b'p', b'M', b'4', b'A', ..] => Some("audio/mp4"),
        _ => None,
    }
}

/// Shown, or a download under a name that no header or file system stumbles over.
fn disposition(is_shown: bool, name: Option<&str>) -> HeaderValue {
    let kind = if is_shown { "inline" } else { "attachment" };
    let name: String = name
        .unwrap_or("file")
        .chars()
        .map(|c| match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' | '.' | ' ' => c,
            _ => '_',
        })
        .take(100)
        .collect();
    let name = name.trim_start_matches(['.', ' ']);
    HeaderValue::from_str(&format!("{kind}; filename=\"{name}\""))
        .unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_bytes_make_a_picture_or_a_sound() {
        assert_eq!(shown(b"\x89PNG\r\n\x1a\n...."), Some("image/png"));
        assert_eq!(shown(&[0xff, 0xd8, 0xff, 0xe0]), Some("image/jpeg"));
        assert_eq!(shown(b"GIF89a"), Some("image/gif"));
        assert_eq!(shown(b"RIFF\0\0\0\0WEBPVP8 "), Some("image/webp"));
        assert_eq!(shown(b"OggS\0\x02"), Some("audio/ogg"));
        assert_eq!(shown(b"ID3\x04"), Some("audio/mpeg"));
        assert_eq!(shown(b"\0\0\0\x20ftypM4A "), Some("audio/mp4"));
        for other in [
            &b""[..],
            b"<svg xmlns=",
            b"GIF90a",
            b"RIFF....WAVE",
            b"%PDF-1.7",
            b"\x89PN",
        ] {
            assert_eq!(shown(other), None, "{other:?}");
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
        assert_eq!(told("Übersicht"), "attachment; filename=\"_bersicht\"");
        assert!(
            disposition(true, None)
                .to_str()
                .unwrap()
                .starts_with("inline")
        );
    }
}

//! `GET /api/v1/conversations/{conversation}/messages/{seq}/files/{number}`: a file of a message. One that a
//! provider has is fetched from there when somebody looks at it; what was uploaded to the gateway is here.
//!
//! What a file says of itself is not believed: see `files/answer.rs`.

use axum::{
    extract::{Path, State},
    response::Response,
};
use frontdesk_core::{ConversationId, Seq};
use frontdesk_engine::ports::FileFault;
use frontdesk_store::records::{self, Part};
use frontdesk_wire::problem::Problem;

use super::visible::visible;
use crate::{api::Api, auth::session::Principal, files::answer, problem::Fault};

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
    let message = message.ok_or(Fault::NotFound)?;
    let attachments = message.content.attachments();
    let at = number.checked_sub(1);
    let file = at
        .and_then(|at| attachments.get(at))
        .ok_or(Fault::NotFound)?;
    if let Ok(own) = file.handle.parse() {
        return answer::of_own(&api, own, Some(id)).await;
    }
    let bytes = api.engine().file(&channel, &file.handle, BYTES_MAX).await;
    let bytes = bytes.map_err(|fault| refused(&channel, &fault))?;
    Ok(answer::of_bytes(bytes, file.name.as_deref()))
}

fn refused(channel: &frontdesk_core::ChannelId, fault: &FileFault) -> Fault {
    tracing::info!(channel.id = %channel, reason = %fault, "a file cannot be handed on");
    match fault {
        FileFault::NotThere => Fault::NotFound,
        FileFault::TooLarge => Fault::FileTooLarge,
        FileFault::Unavailable(_) => Fault::FileNotNow,
    }
}

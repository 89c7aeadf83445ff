//! `POST /api/v1/channels/{channel}/files`: a visitor sends a file, and `OPTIONS`: whether a page may.
#![expect(
    unused_qualifications,
    reason = "the description's macro names the parameters by path"
)]

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use frontdesk_core::{
    Attachment, ChannelId, ContactCard, Content, ConversationId, Input, Rejection, ThreadId,
};
use frontdesk_engine::Command;
use frontdesk_store::files::{FileId, FileRecord};
use frontdesk_wire::{problem::Problem, view::StateView};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{readable, socket::may_use};
use crate::{
    api::Api,
    auth::origin,
    body::{Asked, Named},
    files::{quota::Uploader, receive::receive},
    problem::Fault,
    socket::speech,
};

/// Characters of the message's own id, as on the socket.
const ID_BYTES_MAX: usize = 64;

/// What it is called.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Called {
    /// An id of the page's own for the message, as for one on the socket: the same again is no second one.
    id: String,
    /// Its name, such as `cat.png`. What it is, its bytes say.
    name: String,
}

/// Sends a file in the conversation of the visitor whose token it is, which an agent must have. It is a message of its own, and
/// durable when this is answered; the socket tells it to the visitor's pages.
#[utoipa::path(
    post,
    path = "/api/v1/channels/{channel}/files",
    operation_id = "channels_send_file",
    tag = "channels",
    params(("channel" = String, Path, description = "Which"), ("authorization" = String, Header, description = "`Bearer` and the visitor's token"), Called),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file itself"),
    responses(
        (status = 204, description = "It is in the conversation"),
        (status = 400, description = "The parameters cannot be read", body = Problem),
        (status = 403, description = "The page's origin is not allowed, or the token is not one", body = Problem),
        (status = 404, description = "No such channel, or no conversation of theirs", body = Problem),
        (status = 409, description = "No agent is with them", body = Problem),
        (status = 413, description = "Larger than may be sent", body = Problem),
        (status = 415, description = "Of a kind that may not be sent, or the channel takes no files", body = Problem),
        (status = 429, description = "They have uploaded enough for this hour", body = Problem),
        (status = 507, description = "The gateway's disk is nearly full", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    channel: Result<Named<ChannelId>, Fault>,
    called: Result<Asked<Called>, Fault>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let sent = async {
        let Named(channel) = channel?;
        let Asked(called) = called?;
        may_send(&api, &channel, &headers)?;
        if called.id.is_empty() || called.id.len() > ID_BYTES_MAX {
            let reason = format!("`id` has 1 to {ID_BYTES_MAX} bytes");
            return Err(Fault::Unreadable(reason));
        }
        let token = token(&headers).ok_or(Fault::NotPermitted)?;
        let known = api.tokens().verify(token, &channel, api.now());
        let thread = known.ok_or(Fault::NotPermitted)?.visitor.thread();
        let mark = speech::mark_on(&channel, &thread, called.id);
        // Sent again because the answer was lost: the first is there.
        if !speech::is_known(&api, &mark).await {
            let conversation = with_an_agent(&api, &(channel.clone(), thread.clone()))?;
            let place = (conversation, &channel);
            let who = Uploader::Contact(channel.clone(), thread.clone());
            let file = receive(&api, &who, place, &called.name, request).await?;
            let input = Input::ContactWrote {
                channel,
                thread,
                into: Some(conversation),
                contact: ContactCard::default(),
                content: message(file),
                client_id: Some(mark.id.as_str().into()),
            };
            let command = Command {
                input,
                mark: Some(mark),
            };
            api.engine().submit(command).await?;
        }
        Ok(StatusCode::NO_CONTENT.into_response())
    };
    let sent = sent.await;
    readable(&headers, sent)
}

/// Says that a page may: browsers ask first, because of the token.
pub(crate) async fn may(
    State(api): State<Api>,
    channel: Result<Named<ChannelId>, Fault>,
    headers: HeaderMap,
) -> Response {
    let told = channel.and_then(|Named(channel)| {
        may_send(&api, &channel, &headers)?;
        let allowed = [
            (header::ACCESS_CONTROL_ALLOW_METHODS, "POST"),
            (
                header::ACCESS_CONTROL_ALLOW_HEADERS,
                "authorization, content-type",
            ),
            (header::ACCESS_CONTROL_MAX_AGE, "600"),
        ];
        let allowed = allowed.map(|(name, value)| (name, HeaderValue::from_static(value)));
        Ok((StatusCode::NO_CONTENT, allowed).into_response())
    });
    readable(&headers, told)
}

fn may_send(api: &Api, id: &ChannelId, headers: &HeaderMap) -> Result<(), Fault> {
    let setup = api.setup();
    let channel = setup.channel(id).ok_or(Fault::NotFound)?;
    if !may_use(&setup, channel, &origin::source(headers)) {
        return Err(Fault::OriginRefused);
    }
    if !channel.files {
        let reason = "this channel takes no files from visitors".to_owned();
        return Err(Fault::FileRefused(reason));
    }
    Ok(())
}

fn token(headers: &HeaderMap) -> Option<&str> {
    let told = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    told.strip_prefix("Bearer ")
}

/// The visitor's conversation, if an agent has it: nobody looks at files before, and nobody could be flooded with them.
fn with_an_agent(api: &Api, thread: &(ChannelId, ThreadId)) -> Result<ConversationId, Fault> {
    let id = api.hub().open_on(thread).ok_or(Fault::NotFound)?;
    let open = api.hub().conversation(id).ok_or(Fault::NotFound)?;
    match open.state {
        StateView::Assigned { .. } | StateView::Parked { .. } => Ok(id),
        StateView::Scripted { .. }
        | StateView::Queued { .. }
        | StateView::Offered { .. }
        | StateView::WrapUp { .. }
        | StateView::Closed { .. } => Err(Rejection::WrongState {
            conversation: id,
            state: "not with an agent",
        }
        .into()),
    }
}

fn message((id, file): (FileId, FileRecord)) -> Content {
    Content::Files {
        text: "".into(),
        attachments: vec![Attachment {
            media: file.media,
            handle: id.to_string().into(),
            mime: Some(file.mime),
            name: Some(file.name),
            bytes: Some(file.bytes),
        }],
    }
}

//! `POST /api/v1/conversations/{conversation}/files`: an agent uploads a file, to send it in a message.
#![expect(
    unused_qualifications,
    reason = "the description's macro names the parameters by path"
)]

use std::sync::Arc;

use axum::{
    Json,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
};
use frontdesk_core::{ChannelId, ConversationId, Rejection};
use frontdesk_engine::{Status, ports::ChannelFeatures};
use frontdesk_store::{
    Batch, Incoming,
    files::{self as records, FileId, FileRecord},
};
use frontdesk_wire::{problem::Problem, rest::UploadedFile};
use futures_util::StreamExt as _;
use serde::Deserialize;
use utoipa::IntoParams;

use super::visible::visible;
use crate::{
    api::Api,
    auth::session::Principal,
    body::{Asked, Named},
    files::{Kind, kind::Sniffer, name, quota::Upload},
    problem::Fault,
    view,
};

/// What it is called.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Called {
    /// Its name, such as `cat.png`. What it is, its bytes say.
    name: String,
}

/// Uploads a file for a conversation that you hold. It waits an hour for the message that names it.
#[utoipa::path(
    post,
    path = "/api/v1/conversations/{conversation}/files",
    operation_id = "conversations_upload",
    tag = "conversations",
    params(("conversation" = String, Path, description = "Which: `cnv_17`"), Called),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file itself"),
    responses(
        (status = 201, description = "It is there, to be named in `send_files`", body = UploadedFile),
        (status = 403, description = "The conversation is not on your desk", body = Problem),
        (status = 404, description = "None that you may read", body = Problem),
        (status = 413, description = "Larger than may be sent", body = Problem),
        (status = 415, description = "Of a kind that may not be sent, here or on this channel", body = Problem),
        (status = 429, description = "You have uploaded enough for this hour", body = Problem),
        (status = 507, description = "The gateway's disk is nearly full", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    Named(conversation): Named<ConversationId>,
    Asked(called): Asked<Called>,
    request: Request,
) -> Result<(StatusCode, Json<UploadedFile>), Fault> {
    let open = visible(&api, &who, conversation).await?;
    if api.hub().is_held_by(conversation, &who.agent) != Some(true) {
        return Err(Rejection::NotAssignedToYou(conversation).into());
    }
    let rules = Rules::of(&api, &open.channel.0)?;
    if announced(request.headers()).is_some_and(|bytes| bytes > rules.bytes_max) {
        return Err(Fault::UploadTooLarge(rules.bytes_max));
    }
    if api.engine().status() == Status::StorageLow {
        return Err(Fault::StorageLow);
    }
    let setup = api.setup();
    let files = &setup.config.files;
    let upload = api
        .quotas()
        .begin(&who.agent, files.agent_bytes_per_hour, api.now())?;
    let id = FileId(api.random());
    let mut incoming = files.shelf.begin(id).await.map_err(|error| kept(&error))?;
    let (kind, bytes) = take(request.into_body(), &rules, &upload, &mut incoming).await?;
    let file = FileRecord {
        conversation,
        agent: who.agent.clone(),
        at: api.now(),
        media: kind.media(),
        mime: kind.mime().into(),
        name: name::of(&called.name, kind).into(),
        bytes,
    };
    incoming.settle().await.map_err(|error| kept(&error))?;
    let mut batch = Batch::new();
    records::stage_uploaded(&mut batch, id, &file)?;
    api.engine().keep(batch).await?;
    incoming.keep().await.map_err(|error| kept(&error))?;
    let view = UploadedFile {
        id: id.to_string(),
        media: view::media(file.media),
        name: file.name.into(),
        mime: file.mime.into(),
        bytes,
    };
    Ok((StatusCode::CREATED, Json(view)))
}

/// What may be sent: what the gateway takes and the channel's provider does.
struct Rules {
    bytes_max: u32,
    kinds: Vec<Kind>,
    /// None: the contact's page takes all.
    channel: Option<Arc<ChannelFeatures>>,
}

impl Rules {
    fn of(api: &Api, channel: &ChannelId) -> Result<Self, Fault> {
        let setup = api.setup();
        let files = &setup.config.files;
        let is_live = api.directory().is_stream(channel);
        let channel = if is_live {
            None
        } else {
            Some(api.engine().channel_features(channel).unwrap_or_default())
        };
        let bytes_max = match channel.as_ref().map(|features| &features.files) {
            None => files.bytes_max,
            Some(Some(rules)) => rules.bytes_max.min(files.bytes_max),
            Some(None) => {
                let reason = "this channel's provider takes no files from here".to_owned();
                return Err(Fault::FileRefused(reason));
            }
        };
        Ok(Self {
            bytes_max,
            kinds: files.kinds.clone(),
            channel,
        })
    }

    fn check(&self, kind: Option<Kind>) -> Result<Kind, Fault> {
        let kind = kind.filter(|kind| self.kinds.contains(kind));
        let kind = kind.ok_or_else(|| {
            let words: Vec<&str> = self.kinds.iter().map(|kind| kind.word()).collect();
            Fault::FileRefused(format!(
                "it is of none of the kinds that are sent: {}",
                words.join(", ")
            ))
        })?;
        let rules = self
            .channel
            .as_ref()
            .and_then(|features| features.files.as_ref());
        if rules.is_some_and(|rules| !rules.takes(kind.mime())) {
            let reason = format!(
                "this channel's provider takes no files of the kind {}",
                kind.word()
            );
            return Err(Fault::FileRefused(reason));
        }
        Ok(kind)
    }
}

fn announced(headers: &HeaderMap) -> Option<u32> {
    let length = headers.get(header::CONTENT_LENGTH)?.to_str().ok()?;
    // What is no number of this size is too large as well.
    Some(length.parse().unwrap_or(u32::MAX))
}

/// Takes the bytes in: no more than may be, and no more than a piece of them in memory.
async fn take(
    body: Body,
    rules: &Rules,
    upload: &Upload<'_>,
    incoming: &mut Incoming,
) -> Result<(Kind, u32), Fault> {
    let mut chunks = body.into_data_stream();
    let mut sniffer = Sniffer::default();
    let mut bytes: u32 = 0;
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Fault::Unreadable("the file broke off".to_owned()))?;
        bytes = bytes.saturating_add(u32::try_from(chunk.len()).unwrap_or(u32::MAX));
        if bytes > rules.bytes_max {
            return Err(Fault::UploadTooLarge(rules.bytes_max));
        }
        upload.take(chunk.len())?;
        sniffer.feed(&chunk);
        incoming.write(&chunk).await.map_err(|error| kept(&error))?;
    }
    Ok((rules.check(sniffer.kind())?, bytes))
}

/// The disk does not take it.
fn kept(error: &std::io::Error) -> Fault {
    if error.kind() == std::io::ErrorKind::StorageFull {
        return Fault::StorageLow;
    }
    tracing::error!(%error, "a file cannot be kept");
    Fault::Internal
}

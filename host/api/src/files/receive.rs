//! Taking a file in: under limits while it comes, by what its bytes are, onto the shelf and into the store.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, header},
};
use frontdesk_core::{AgentId, ChannelId, ConversationId};
use frontdesk_engine::{Status, ports::ChannelFeatures};
use frontdesk_store::{
    Batch, Incoming,
    files::{self as records, FileId, FileRecord},
};
use futures_util::StreamExt as _;

use super::{
    Kind,
    kind::Sniffer,
    name,
    quota::{Upload, Uploader},
};
use crate::{api::Api, problem::Fault};

/// Takes in a file that somebody uploads for a conversation on a channel, as `called`. It waits for the message that
/// names it.
pub(crate) async fn receive(
    api: &Api,
    who: &Uploader,
    (conversation, channel): (ConversationId, &ChannelId),
    called: &str,
    request: Request,
) -> Result<(FileId, FileRecord), Fault> {
    let rules = Rules::of(api, channel)?;
    if announced(request.headers()).is_some_and(|bytes| bytes > rules.bytes_max) {
        return Err(Fault::UploadTooLarge(rules.bytes_max));
    }
    if api.engine().status() == Status::StorageLow {
        return Err(Fault::StorageLow);
    }
    let setup = api.setup();
    let files = &setup.config.files;
    let upload = api.quotas().begin(who, files.an_hour(who), api.now())?;
    let id = FileId(api.random());
    let mut incoming = files.shelf.begin(id).await.map_err(|error| kept(&error))?;
    let (kind, bytes) = take(request.into_body(), &rules, &upload, &mut incoming).await?;
    let file = FileRecord {
        conversation,
        agent: agent(who),
        at: api.now(),
        media: kind.media(),
        mime: kind.mime().into(),
        name: name::of(called, kind).into(),
        bytes,
    };
    incoming.settle().await.map_err(|error| kept(&error))?;
    let mut batch = Batch::new();
    records::stage_uploaded(&mut batch, id, &file)?;
    api.engine().keep(batch).await?;
    incoming.keep().await.map_err(|error| kept(&error))?;
    Ok((id, file))
}

fn agent(who: &Uploader) -> Option<AgentId> {
    match who {
        Uploader::Agent(agent) => Some(agent.clone()),
        Uploader::Contact(..) => None,
    }
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

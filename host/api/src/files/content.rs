//! The message that an agent makes of files they uploaded.

use frontdesk_core::{AgentId, Attachment, Content, ConversationId, Span};
use frontdesk_store::files::{self, FileId};

use super::sweep;
use crate::{api::Api, problem::Fault};

/// Files in one message: with a text, as many messages of a provider's as one of ours may become.
pub(crate) const FILES_MAX: usize = 5;
/// A file that has waited longer is not put into a message any more: it may be removed at any moment.
const SENT_WITHIN: Span = Span::seconds(50 * 60);

/// A text with these files. What an agent did not upload for this conversation is not there.
pub(crate) async fn of(
    api: &Api,
    agent: &AgentId,
    conversation: ConversationId,
    text: String,
    ids: &[String],
) -> Result<Content, Fault> {
    if ids.is_empty() || ids.len() > FILES_MAX {
        let reason = format!("a message has 1 to {FILES_MAX} files");
        return Err(Fault::Unacceptable(reason));
    }
    let mut attachments = Vec::with_capacity(ids.len());
    for (at, told) in ids.iter().enumerate() {
        let earlier = ids.iter().take(at);
        if earlier.into_iter().any(|other| other == told) {
            return Err(Fault::Unacceptable("a file is named twice".to_owned()));
        }
        let id: FileId = told.parse().map_err(|_| unknown())?;
        attachments.push(attachment(api, agent, conversation, id).await?);
    }
    Ok(Content::Files {
        text: text.into(),
        attachments,
    })
}

async fn attachment(
    api: &Api,
    agent: &AgentId,
    conversation: ConversationId,
    id: FileId,
) -> Result<Attachment, Fault> {
    let store = &**api.engine().store();
    let file = files::file(store, id).await?.ok_or_else(unknown)?;
    if file.agent.as_ref() != Some(agent) || file.conversation != conversation {
        return Err(unknown());
    }
    // One that is in a message already: the same command again, which the engine answers as before.
    let waits = files::is_waiting(store, id).await?;
    if waits && api.now().since(file.at) > SENT_WITHIN {
        return Err(unknown());
    }
    Ok(Attachment {
        media: file.media,
        handle: id.to_string().into(),
        mime: Some(file.mime),
        name: Some(file.name),
        bytes: Some(file.bytes),
    })
}

fn unknown() -> Fault {
    Fault::Unacceptable(
        "there is no such file any more: upload it again, and send it within 50 minutes".to_owned(),
    )
}

const _: () = assert!(SENT_WITHIN.0 < sweep::KEPT.0);

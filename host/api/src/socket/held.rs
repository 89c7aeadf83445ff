//! The messages that come with a conversation: its last hundred, read when they are sent.

use frontdesk_core::{ConversationId, Seq};
use frontdesk_store::records::{self, Part};
use frontdesk_wire::{console::HeldConversation, view::MessageView};

use crate::{
    api::Api,
    hub::{Added, HeldDraft},
    problem::Fault,
    view,
};

/// Messages shown at once; earlier ones are asked for.
const SHOWN: usize = 100;

/// A held conversation of a snapshot, whole.
pub(crate) async fn held(api: &Api, draft: &HeldDraft) -> Result<HeldConversation, Fault> {
    let HeldDraft { conversation, head } = draft;
    let messages = until(api, conversation.id.0, *head).await?;
    Ok(HeldConversation {
        conversation: conversation.clone(),
        messages,
    })
}

/// A conversation that came onto a desk, whole.
pub(crate) async fn added(api: &Api, added: &Added) -> Result<HeldConversation, Fault> {
    let conversation = added.conversation.clone();
    let directory = api.directory();
    let messages = match &added.opening {
        Some(all) => all
            .iter()
            .map(|message| view::message(message, &directory))
            .collect(),
        None => until(api, conversation.id.0, added.head).await?,
    };
    Ok(HeldConversation {
        conversation,
        messages,
    })
}

/// The last messages up to `head`.
async fn until(api: &Api, id: ConversationId, head: Seq) -> Result<Vec<MessageView>, Fault> {
    let part = Part::Before(Seq(head.0.saturating_add(1)));
    let read = records::messages(&**api.engine().store(), id, part, SHOWN).await?;
    let directory = api.directory();
    Ok(read
        .iter()
        .map(|message| view::message(message, &directory))
        .collect())
}

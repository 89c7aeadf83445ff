//! The messages that come with a conversation, its last hundred, and with an offer: read when they
//! are sent.

use frontdesk_core::{ConversationId, Message, Seq};
use frontdesk_store::records::{self, Part};
use frontdesk_wire::{
    console::HeldConversation,
    view::{MessageView, OfferView},
};

use crate::{
    api::Api,
    hub::{self, Added, HeldDraft, OfferDraft},
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

/// An offer with what the contact said last.
pub(crate) async fn offer(api: &Api, draft: &OfferDraft) -> Result<OfferView, Fault> {
    let mut offer = draft.offer.clone();
    if let Some(head) = draft.unread {
        let said = read(api, offer.conversation.id.0, head).await?;
        let last = said.iter().rev().find_map(hub::preview_of);
        offer.preview = last.map(str::to_owned);
    }
    Ok(offer)
}

/// The last messages up to `head`.
async fn until(api: &Api, id: ConversationId, head: Seq) -> Result<Vec<MessageView>, Fault> {
    let read = read(api, id, head).await?;
    let store = &**api.engine().store();
    Ok(view::messages(store, &read, &api.directory()).await?)
}

async fn read(api: &Api, id: ConversationId, head: Seq) -> Result<Vec<Message>, Fault> {
    let part = Part::Before(Seq(head.0.saturating_add(1)));
    Ok(records::messages(&**api.engine().store(), id, part, SHOWN).await?)
}

//! Everything that is kept of a closed conversation goes, in as many batches as it takes.

use frontdesk_core::{
    Conversation, ConversationId, ConversationState, Message, MessageDelivery, PersonId,
};

use crate::{
    batch::Batch,
    codec,
    error::StoreError,
    files::{self, FileId},
    keys,
    people::Person,
    ratings,
    records::{self, LastEnded},
    store::{Page, Store},
};

/// Messages that go in one batch.
const MESSAGES: usize = 100;
/// Steps, and other small records, that go in one batch.
const SMALL: usize = 500;

/// What goes in one batch.
#[derive(Debug, Default)]
pub struct Forgetting {
    /// The batch.
    pub batch: Batch,
    /// Files whose bytes are to go from the shelf, once the batch is durable.
    pub files: Vec<FileId>,
    /// Whether nothing is left of the conversation then.
    pub is_last: bool,
}

/// The next part of a closed conversation that goes. Asked again after each batch is durable until it is the
/// last, it can be broken off anywhere and gone on with.
pub async fn conversation(store: &dyn Store, id: ConversationId) -> Result<Forgetting, StoreError> {
    let mut part = Forgetting::default();
    // Who writes again takes the conversation up where it is whole, or begins another.
    part.batch.require_absent(keys::open_conversation(id));
    let closed = records::load::<Conversation>(store, &keys::closed_conversation(id)).await?;
    if let Some(conversation) = &closed {
        unlist(store, &mut part.batch, conversation).await?;
    }
    let page = Page::first(MESSAGES);
    let messages = records::load_page::<Message>(store, keys::messages(id), page).await?;
    for (key, message) in &messages {
        part.files.extend(files::sent_in(message));
        part.batch.delete(key.clone());
        if let Some(conversation) = &closed {
            delivery(store, &mut part.batch, conversation, message).await?;
        }
    }
    for &file in &part.files {
        files::stage_removed(&mut part.batch, file);
    }
    if messages.len() == MESSAGES {
        return Ok(part);
    }
    let mut is_last = true;
    for range in [
        keys::steps(id),
        keys::translations(id),
        keys::deliveries(id),
    ] {
        let found = store.scan(range, Page::first(SMALL)).await?;
        is_last &= found.len() < SMALL;
        for (key, _) in found {
            part.batch.delete(key);
        }
    }
    if is_last && let Some(conversation) = &closed {
        ended(store, &mut part.batch, conversation).await?;
    }
    part.is_last = is_last;
    Ok(part)
}

/// How far a message came, and what its provider calls it.
async fn delivery(
    store: &dyn Store,
    batch: &mut Batch,
    conversation: &Conversation,
    message: &Message,
) -> Result<(), StoreError> {
    let (channel, id) = (&conversation.channel, conversation.id);
    let key = keys::delivery(id, message.seq);
    if let Some(delivery) = records::load::<MessageDelivery>(store, &key).await? {
        for (provider, _) in &delivery.parts {
            batch.delete(keys::provider_id(channel, provider));
        }
        batch.delete(key);
    }
    batch.delete(keys::outbox(channel, id, message.seq));
    batch.delete(keys::dead_letter(channel, id, message.seq));
    Ok(())
}

/// A conversation of which a part is gone is taken up by nobody.
async fn unlist(
    store: &dyn Store,
    batch: &mut Batch,
    conversation: &Conversation,
) -> Result<(), StoreError> {
    let thread = keys::last_ended(&conversation.channel, &conversation.thread);
    let last = records::load::<LastEnded>(store, &thread).await?;
    if last.is_some_and(|last| last.conversation == Some(conversation.id)) {
        batch.delete(thread);
    }
    Ok(())
}

/// The conversation itself, and where it is listed.
async fn ended(
    store: &dyn Store,
    batch: &mut Batch,
    conversation: &Conversation,
) -> Result<(), StoreError> {
    let id = conversation.id;
    batch.delete(keys::closed_conversation(id));
    ratings::stage_removed(store, batch, id).await?;
    batch.delete(keys::system_link(id));
    batch.delete(keys::system_log_due(id));
    if let ConversationState::Closed(ended) = &conversation.state
        && let Some(agent) = &ended.agent
    {
        batch.delete(keys::closed_of_agent(agent, ended.closed_at, id));
    }
    match conversation.contact.person {
        Some(person) => known(store, batch, person, id).await,
        None => Ok(()),
    }
}

/// The person the conversation was with, if it was the only one with them.
async fn known(
    store: &dyn Store,
    batch: &mut Batch,
    person: PersonId,
    conversation: ConversationId,
) -> Result<(), StoreError> {
    batch.delete(keys::conversation_of_person(person, conversation));
    let key = keys::person(person);
    let Some(read) = store.get(&key).await? else {
        return Ok(());
    };
    let kept: Person = codec::decode(&key, &read.value)?;
    // Whoever wants no more messages is remembered by their address, so that they get none.
    if kept.stopped_at.is_some() || is_with_others(store, person, conversation).await? {
        return Ok(());
    }
    batch.require_unchanged(key.clone(), &read);
    batch.delete(key);
    for identity in &kept.identities {
        batch.delete(keys::identity(identity));
    }
    Ok(())
}

/// Whether a person has other conversations.
async fn is_with_others(
    store: &dyn Store,
    person: PersonId,
    than: ConversationId,
) -> Result<bool, StoreError> {
    let range = keys::conversations_of_person(person);
    let found = records::load_page::<ConversationId>(store, range, Page::first(2)).await?;
    Ok(found.iter().any(|(_, conversation)| *conversation != than))
}

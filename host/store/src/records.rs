//! The core's records in the store: where each goes, and how it is read back.

use frontdesk_core::{
    AgentId, AgentRecord, Conversation, ConversationId, ConversationState, Counters, Message,
    MessageDelivery, MessageTranslation, QueueRecord, Record, ScriptRecord, ScriptVersion, Seq,
    Step, StepKind, Timestamp,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    batch::Batch,
    codec::{decode, encode},
    error::StoreError,
    files,
    key::{Key, KeyRange},
    keys,
    store::{Page, Store, Versioned},
};

/// Entries read at once where a whole range is wanted.
const PAGE: usize = 512;

/// Adds a record to a batch. A closed conversation moves: its open key goes, its closed key comes,
/// and its last agent's list gains an entry.
pub fn stage_record(batch: &mut Batch, record: &Record) -> Result<(), StoreError> {
    match record {
        Record::Conversation(conversation) => stage_conversation(batch, conversation),
        Record::Agent(agent) => stage(batch, keys::agent(&agent.id), agent),
        Record::Queue(queue) => stage(batch, keys::queue(&queue.id), queue),
        Record::Script(script) => stage(batch, keys::script(script.version), script),
        Record::Counters(counters) => stage(batch, keys::counters(), counters),
    }
}

/// Forgets a version of a script.
pub fn stage_forgotten(batch: &mut Batch, version: ScriptVersion) {
    batch.delete(keys::script(version));
}

fn stage_conversation(batch: &mut Batch, conversation: &Conversation) -> Result<(), StoreError> {
    let id = conversation.id;
    let ConversationState::Closed(ended) = &conversation.state else {
        return stage(batch, keys::open_conversation(id), conversation);
    };
    batch.delete(keys::open_conversation(id));
    stage(batch, keys::closed_conversation(id), conversation)?;
    let last = LastEnded {
        agent: ended.agent.clone(),
        until: ended.closed_at,
        conversation: Some(id),
    };
    let thread = keys::last_ended(&conversation.channel, &conversation.thread);
    stage(batch, thread, &last)?;
    let Some(agent) = &ended.agent else {
        return Ok(());
    };
    let entry = ClosedEntry {
        conversation: id,
        closed_at: ended.closed_at,
    };
    stage(
        batch,
        keys::closed_of_agent(agent, ended.closed_at, id),
        &entry,
    )
}

/// What ended last on a thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastEnded {
    /// Who had it, if anybody had.
    pub agent: Option<AgentId>,
    /// When it closed.
    pub until: Timestamp,
    /// Which conversation.
    #[serde(default)]
    pub conversation: Option<ConversationId>,
}

/// Adds a message to a batch; our own files in it are from here on somebody's.
pub fn stage_message(batch: &mut Batch, message: &Message) -> Result<(), StoreError> {
    files::stage_sent(batch, message);
    stage(
        batch,
        keys::message(message.conversation, message.seq),
        message,
    )
}

/// Adds a step of a conversation's history to a batch. One that goes on is no longer among the closed
/// ones, and what is said from here on may be due in a connected customer system when it closes again.
pub fn stage_step(batch: &mut Batch, step: &Step) -> Result<(), StoreError> {
    if let StepKind::Reopened { agent, closed_at } = &step.kind {
        batch.delete(keys::closed_conversation(step.conversation));
        if let Some(agent) = agent {
            let entry = keys::closed_of_agent(agent, *closed_at, step.conversation);
            batch.delete(entry);
        }
        let due = keys::system_log_due(step.conversation);
        stage(batch, due, &step.conversation)?;
    }
    stage(batch, keys::step(step.conversation, step.number), step)
}

/// Adds any record to a batch, under the key it belongs to.
pub fn stage<T: Serialize>(batch: &mut Batch, key: Key, record: &T) -> Result<(), StoreError> {
    let value = encode(&key, record)?;
    batch.put(key, value);
    Ok(())
}

/// The record under `key`, if there is one.
pub async fn load<T: DeserializeOwned>(
    store: &dyn Store,
    key: &Key,
) -> Result<Option<T>, StoreError> {
    store
        .get(key)
        .await?
        .map(|found| decode(key, &found.value))
        .transpose()
}

/// One page of the records of a range, each with its key.
pub async fn load_page<T: DeserializeOwned>(
    store: &dyn Store,
    range: KeyRange,
    page: Page,
) -> Result<Vec<(Key, T)>, StoreError> {
    let entries = store.scan(range, page).await?;
    entries
        .into_iter()
        .map(|(key, found)| read(key, &found))
        .collect()
}

fn read<T: DeserializeOwned>(key: Key, found: &Versioned) -> Result<(Key, T), StoreError> {
    decode(&key, &found.value).map(|record| (key, record))
}

/// Every record of a range, in key order: for ranges that are held in memory anyway.
pub async fn load_all<T: DeserializeOwned>(
    store: &dyn Store,
    range: KeyRange,
) -> Result<Vec<(Key, T)>, StoreError> {
    let mut all: Vec<(Key, T)> = Vec::new();
    loop {
        let after = all.last().map(|(key, _)| key.clone());
        let page = Page {
            limit: PAGE,
            reverse: false,
            after,
        };
        let mut read = load_page(store, range.clone(), page).await?;
        let last = read.len() < PAGE;
        all.append(&mut read);
        if last {
            return Ok(all);
        }
    }
}

/// What a Floor is restored from: counters, agents and open conversations.
pub async fn load_floor_records(store: &dyn Store) -> Result<Vec<Record>, StoreError> {
    let counters = load::<Counters>(store, &keys::counters()).await?;
    let agents = load_all::<AgentRecord>(store, keys::agents()).await?;
    let queues = load_all::<QueueRecord>(store, keys::queues()).await?;
    let scripts = load_all::<ScriptRecord>(store, keys::scripts()).await?;
    let open = load_all::<Conversation>(store, keys::open_conversations()).await?;
    let records = counters.map(Record::Counters).into_iter();
    let records = records.chain(agents.into_iter().map(|(_, agent)| Record::Agent(agent)));
    let records = records.chain(queues.into_iter().map(|(_, queue)| Record::Queue(queue)));
    let records = records.chain(scripts.into_iter().map(|(_, it)| Record::Script(it)));
    Ok(records
        .chain(open.into_iter().map(|(_, open)| Record::Conversation(open)))
        .collect())
}

/// How often one exit of one object of a script was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScriptExits {
    /// The script's name.
    pub script: String,
    /// The object's tag.
    pub object: String,
    /// The exit, as a configuration calls it.
    pub exit: String,
    /// How many conversations left by it.
    pub left: u64,
}

/// Every such count, by script, object and exit.
pub async fn script_exits(store: &dyn Store) -> Result<Vec<ScriptExits>, StoreError> {
    let all = load_all::<ScriptExits>(store, keys::script_exits()).await?;
    Ok(all.into_iter().map(|(_, exits)| exits).collect())
}

/// A conversation, open or closed.
pub async fn conversation(
    store: &dyn Store,
    id: ConversationId,
) -> Result<Option<Conversation>, StoreError> {
    // Closed is looked at last: a conversation that closes between the two reads is found there.
    if let Some(open) = load(store, &keys::open_conversation(id)).await? {
        return Ok(Some(open));
    }
    load(store, &keys::closed_conversation(id)).await
}

/// Which part of a transcript to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What follows this place: to go on from a cursor. `After(Seq(0))` begins at the beginning.
    After(Seq),
    /// What comes right before this place: to scroll back.
    Before(Seq),
    /// The end.
    Latest,
}

/// At most `limit` messages of a conversation, always oldest first.
pub async fn messages(
    store: &dyn Store,
    conversation: ConversationId,
    part: Part,
    limit: usize,
) -> Result<Vec<Message>, StoreError> {
    let page = match part {
        Part::After(seq) => Page::first(limit).after(keys::message(conversation, seq)),
        Part::Before(seq) => Page::last(limit).after(keys::message(conversation, seq)),
        Part::Latest => Page::last(limit),
    };
    let reverse = page.reverse;
    let read = load_page(store, keys::messages(conversation), page).await?;
    let mut messages: Vec<Message> = read.into_iter().map(|(_, message)| message).collect();
    if reverse {
        messages.reverse();
    }
    Ok(messages)
}

/// How far the messages of a conversation have come, from place `from` to place `to`: those that go to
/// a provider and that it has said something of.
pub async fn deliveries(
    store: &dyn Store,
    conversation: ConversationId,
    from: Seq,
    to: Seq,
) -> Result<Vec<(Seq, MessageDelivery)>, StoreError> {
    let begin = |seq| keys::delivery(conversation, seq);
    of_places(store, keys::deliveries(conversation), begin, from, to).await
}

/// The translations of the messages of a conversation, from place `from` to place `to`; a message has
/// one for each language that somebody needed it in.
pub async fn translations(
    store: &dyn Store,
    conversation: ConversationId,
    from: Seq,
    to: Seq,
) -> Result<Vec<(Seq, MessageTranslation)>, StoreError> {
    // Behind every language of the message.
    let begin = |seq| keys::translation(conversation, seq, "\u{10ffff}");
    of_places(store, keys::translations(conversation), begin, from, to).await
}

/// What is kept beside the messages from place `from` to place `to`. `begin` is the last key of a
/// place.
async fn of_places<T: DeserializeOwned>(
    store: &dyn Store,
    range: KeyRange,
    begin: impl Fn(Seq) -> Key,
    from: Seq,
    to: Seq,
) -> Result<Vec<(Seq, T)>, StoreError> {
    let mut found = Vec::new();
    let Some(before) = from.0.checked_sub(1) else {
        return Ok(found);
    };
    let mut after = begin(Seq(before));
    loop {
        let page = Page::first(PAGE).after(after);
        let read = load_page::<T>(store, range.clone(), page).await?;
        let last = read.len() < PAGE;
        let Some((key, _)) = read.last() else {
            return Ok(found);
        };
        after = key.clone();
        for (key, record) in read {
            match keys::seq_of(&key) {
                Some(seq) if seq <= to => found.push((seq, record)),
                Some(_) | None => return Ok(found),
            }
        }
        if last {
            return Ok(found);
        }
    }
}

/// At most `limit` steps of a conversation's history, from the step with number `from` on.
pub async fn steps(
    store: &dyn Store,
    conversation: ConversationId,
    from: u32,
    limit: usize,
) -> Result<Vec<Step>, StoreError> {
    let mut page = Page::first(limit);
    if let Some(before) = from.checked_sub(1) {
        page = page.after(keys::step(conversation, before));
    }
    let read = load_page(store, keys::steps(conversation), page).await?;
    Ok(read.into_iter().map(|(_, step)| step).collect())
}

/// A closed conversation in its last agent's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedEntry {
    /// Which.
    pub conversation: ConversationId,
    /// When it closed.
    pub closed_at: Timestamp,
}

/// At most `limit` closed conversations that an agent held last, newest first, beginning behind
/// `before`, the last entry of the page before.
pub async fn closed_of_agent(
    store: &dyn Store,
    agent: &AgentId,
    before: Option<ClosedEntry>,
    limit: usize,
) -> Result<Vec<ClosedEntry>, StoreError> {
    let mut page = Page::first(limit);
    if let Some(entry) = before {
        page = page.after(keys::closed_of_agent(
            agent,
            entry.closed_at,
            entry.conversation,
        ));
    }
    let read = load_page(store, keys::closed_of_agent_all(agent), page).await?;
    Ok(read.into_iter().map(|(_, entry)| entry).collect())
}

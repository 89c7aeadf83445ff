//! Where each record is: one function per kind of record or range.
//!
//! A key is a kind byte, then the parts. Numbers are big-endian, so that bytes sort as numbers do.
//! A text that other parts follow carries its length, so that no text can reach into its neighbour;
//! a text at the end is taken as it is. Everything is in one ordered space, so that one batch can
//! touch every kind.

mod describe;
mod directory;
mod kind;
mod parts;

use frontdesk_core::{
    AgentId, ChannelId, ConversationId, Identity, PersonId, QueueId, ScriptVersion, Seq, ThreadId,
    Timestamp,
};

pub(crate) use self::describe::describe;
pub use self::directory::*;
use self::{
    kind::{
        AGENT, CLOSED, CLOSED_OF_AGENT, CONVERSATION_OF_PERSON, COUNTERS, DEAD_LETTER,
        DEAD_WEBHOOK, DEAD_WEBHOOK_BODY, DELIVERY, EARLY_REPORT, FILE, IDENTITY, INVITATION_DAY,
        KINDS_END, LAST_ENDED, MARK, MESSAGE, META, OPEN, OUTBOX, PERSON, PLUGIN_VALUE,
        PROVIDER_ID, QUEUE, RATING, RATING_OF_DAY, SCRIPT, SCRIPT_EXIT, SECTION_REVISION, SESSION,
        SIGN_IN_LINK, STEP, STORE, TRANSLATION, WAITING_FILE,
    },
    parts::Parts,
};
use crate::{
    files::FileId,
    key::{Key, KeyRange},
};

/// A fact of the store about itself.
pub(crate) fn of_store(name: &str) -> Key {
    Parts::of(STORE).rest(name.as_bytes()).key()
}

/// Everything but the store's facts about itself.
pub(crate) fn of_records() -> KeyRange {
    KeyRange::between(Key::from_bytes(&[META]), Key::from_bytes(&[KINDS_END]))
}

/// A fact about the whole gateway, by name.
pub fn meta(name: &str) -> Key {
    Parts::of(META).rest(name.as_bytes()).key()
}

/// The counters that ids come from.
pub fn counters() -> Key {
    Parts::of(COUNTERS).key()
}

/// What an agent declared.
pub fn agent(agent: &AgentId) -> Key {
    Parts::of(AGENT).rest(agent.as_str().as_bytes()).key()
}

/// All agents' records.
pub fn agents() -> KeyRange {
    Parts::of(AGENT).range()
}

/// What a queue has learned.
pub fn queue(queue: &QueueId) -> Key {
    Parts::of(QUEUE).rest(queue.as_str().as_bytes()).key()
}

/// What every queue has learned.
pub fn queues() -> KeyRange {
    Parts::of(QUEUE).range()
}

/// A version of a script that conversations began with.
pub fn script(version: ScriptVersion) -> Key {
    Parts::of(SCRIPT).number(version.number()).key()
}

/// Every such version.
pub fn scripts() -> KeyRange {
    Parts::of(SCRIPT).range()
}

/// How often one exit of one object of a script was taken.
pub fn script_exit(script: &str, object: &str, exit: &str) -> Key {
    Parts::of(SCRIPT_EXIT)
        .text(script)
        .text(object)
        .rest(exit.as_bytes())
        .key()
}

/// Every such count.
pub fn script_exits() -> KeyRange {
    Parts::of(SCRIPT_EXIT).range()
}

/// A conversation that is open.
pub fn open_conversation(conversation: ConversationId) -> Key {
    Parts::of(OPEN).number(conversation.number()).key()
}

/// All open conversations, oldest first.
pub fn open_conversations() -> KeyRange {
    Parts::of(OPEN).range()
}

/// A conversation that is closed.
pub fn closed_conversation(conversation: ConversationId) -> Key {
    Parts::of(CLOSED).number(conversation.number()).key()
}

/// All closed conversations, oldest first.
pub fn closed_conversations() -> KeyRange {
    Parts::of(CLOSED).range()
}

/// The entry of a closed conversation among those its last agent held.
pub fn closed_of_agent(agent: &AgentId, at: Timestamp, conversation: ConversationId) -> Key {
    // Inverted numbers put the newest first without reading backwards.
    Parts::of(CLOSED_OF_AGENT)
        .text(agent.as_str())
        .number(!at.0)
        .number(!conversation.number())
        .key()
}

/// The closed conversations an agent held last, newest first.
pub fn closed_of_agent_all(agent: &AgentId) -> KeyRange {
    Parts::of(CLOSED_OF_AGENT).text(agent.as_str()).range()
}

/// A message.
pub fn message(conversation: ConversationId, seq: Seq) -> Key {
    Parts::of(MESSAGE)
        .number(conversation.number())
        .short_number(seq.0)
        .key()
}

/// The transcript of a conversation, in order.
pub fn messages(conversation: ConversationId) -> KeyRange {
    Parts::of(MESSAGE).number(conversation.number()).range()
}

/// A step of a conversation's history.
pub fn step(conversation: ConversationId, number: u32) -> Key {
    Parts::of(STEP)
        .number(conversation.number())
        .short_number(number)
        .key()
}

/// The history of a conversation, in order.
pub fn steps(conversation: ConversationId) -> KeyRange {
    Parts::of(STEP).number(conversation.number()).range()
}

/// A section of the operator's file as it was published.
pub fn section_revision(kind: &str, name: &str, number: u64) -> Key {
    Parts::of(SECTION_REVISION)
        .text(kind)
        .text(name)
        .number(number)
        .key()
}

/// All that are kept of a section.
pub fn section_revisions(kind: &str, name: &str) -> KeyRange {
    Parts::of(SECTION_REVISION).text(kind).text(name).range()
}

/// What was said of a conversation once it had ended.
pub fn rating(conversation: ConversationId) -> Key {
    Parts::of(RATING).number(conversation.number()).key()
}

/// The entry of a conversation among those that something was said of on a day, counted from 1970-01-01 UTC.
pub fn rating_of_day(day: u64, conversation: ConversationId) -> Key {
    let number = conversation.number();
    Parts::of(RATING_OF_DAY).number(day).number(number).key()
}

/// The conversations that something was said of on these days, both included.
pub fn ratings_of_days(from: u64, to: u64) -> KeyRange {
    let start = Parts::of(RATING_OF_DAY).number(from).key();
    let end = Parts::of(RATING_OF_DAY).number(to.saturating_add(1)).key();
    KeyRange::between(start, end)
}

/// What became of an invitation of a channel on a day, which is a number of days since 1970.
pub fn invitation_day(day: u32, channel: &ChannelId, invitation: &str) -> Key {
    Parts::of(INVITATION_DAY)
        .short_number(day)
        .text(channel.as_str())
        .rest(invitation.as_bytes())
        .key()
}

/// What became of invitations from one day to another, which is not among them.
pub fn invitation_days(from: u32, until: u32) -> KeyRange {
    KeyRange::between(
        Parts::of(INVITATION_DAY).short_number(from).key(),
        Parts::of(INVITATION_DAY).short_number(until).key(),
    )
}

/// A message that a channel's component has still to be given.
pub fn outbox(channel: &ChannelId, conversation: ConversationId, seq: Seq) -> Key {
    Parts::of(OUTBOX)
        .text(channel.as_str())
        .number(conversation.number())
        .short_number(seq.0)
        .key()
}

/// All waiting messages of all channels.
pub fn outbox_all() -> KeyRange {
    Parts::of(OUTBOX).range()
}

/// The waiting messages of one channel, by conversation and in order.
pub fn outbox_of_channel(channel: &ChannelId) -> KeyRange {
    Parts::of(OUTBOX).text(channel.as_str()).range()
}

/// A message that could not be sent, kept for an operator.
pub fn dead_letter(channel: &ChannelId, conversation: ConversationId, seq: Seq) -> Key {
    Parts::of(DEAD_LETTER)
        .text(channel.as_str())
        .number(conversation.number())
        .short_number(seq.0)
        .key()
}

/// All messages that could not be sent.
pub fn dead_letters() -> KeyRange {
    Parts::of(DEAD_LETTER).range()
}

/// The messages of one channel that could not be sent, by conversation and in order.
pub fn dead_letters_of_channel(channel: &ChannelId) -> KeyRange {
    Parts::of(DEAD_LETTER).text(channel.as_str()).range()
}

/// A provider's call that its channel's component failed over, by a hash of what it says.
pub fn dead_webhook(channel: &ChannelId, id: &[u8; 16]) -> Key {
    Parts::of(DEAD_WEBHOOK)
        .text(channel.as_str())
        .rest(id)
        .key()
}

/// All such calls.
pub fn dead_webhooks() -> KeyRange {
    Parts::of(DEAD_WEBHOOK).range()
}

/// Such calls of one channel.
pub fn dead_webhooks_of_channel(channel: &ChannelId) -> KeyRange {
    Parts::of(DEAD_WEBHOOK).text(channel.as_str()).range()
}

/// A part of the body of such a call.
pub fn dead_webhook_body(channel: &ChannelId, id: &[u8; 16], part: u8) -> Key {
    Parts::of(DEAD_WEBHOOK_BODY)
        .text(channel.as_str())
        .rest(id)
        .rest(&[part])
        .key()
}

/// The body of such a call, part by part.
pub fn dead_webhook_body_all(channel: &ChannelId, id: &[u8; 16]) -> KeyRange {
    Parts::of(DEAD_WEBHOOK_BODY)
        .text(channel.as_str())
        .rest(id)
        .range()
}

/// A part of a value that a component keeps.
pub fn plugin_value(plugin: &str, name: &str, part: u8) -> Key {
    Parts::of(PLUGIN_VALUE)
        .text(plugin)
        .text(name)
        .rest(&[part])
        .key()
}

/// Everything that one component keeps, part by part.
pub fn plugin_values(plugin: &str) -> KeyRange {
    Parts::of(PLUGIN_VALUE).text(plugin).range()
}

/// How far a message to a contact has come.
pub fn delivery(conversation: ConversationId, seq: Seq) -> Key {
    Parts::of(DELIVERY)
        .number(conversation.number())
        .short_number(seq.0)
        .key()
}

/// A translation of a message into a language.
pub fn translation(conversation: ConversationId, seq: Seq, target: &str) -> Key {
    Parts::of(TRANSLATION)
        .number(conversation.number())
        .short_number(seq.0)
        .rest(target.as_bytes())
        .key()
}

/// The translations of the messages of one conversation, in order.
pub fn translations(conversation: ConversationId) -> KeyRange {
    Parts::of(TRANSLATION).number(conversation.number()).range()
}

/// The message that a key of a delivery or of a translation stands for.
pub(crate) fn seq_of(key: &Key) -> Option<Seq> {
    let seq: [u8; 4] = key.as_bytes().get(9..13)?.try_into().ok()?;
    Some(Seq(u32::from_be_bytes(seq)))
}

/// How far the messages of one conversation have come, in order.
pub fn deliveries(conversation: ConversationId) -> KeyRange {
    Parts::of(DELIVERY).number(conversation.number()).range()
}

/// Which message a provider's id stands for.
pub fn provider_id(channel: &ChannelId, id: &str) -> Key {
    Parts::of(PROVIDER_ID)
        .text(channel.as_str())
        .rest(id.as_bytes())
        .key()
}

/// A report that came before anybody knew whose message the provider calls so.
pub fn early_report(channel: &ChannelId, id: &str) -> Key {
    Parts::of(EARLY_REPORT)
        .text(channel.as_str())
        .rest(&[0])
        .rest(id.as_bytes())
        .key()
}

/// A report up to a moment that came while a message of the conversation was on its way.
pub fn early_report_up_to(channel: &ChannelId, conversation: ConversationId, is_read: bool) -> Key {
    Parts::of(EARLY_REPORT)
        .text(channel.as_str())
        .rest(&[1, u8::from(is_read)])
        .number(conversation.number())
        .key()
}

/// All reports that came early.
pub fn early_reports() -> KeyRange {
    Parts::of(EARLY_REPORT).range()
}

/// A person.
pub fn person(person: PersonId) -> Key {
    Parts::of(PERSON).number(person.number()).key()
}

/// Whose address this is.
pub fn identity(identity: &Identity) -> Key {
    Parts::of(IDENTITY)
        .text(&identity.kind)
        .rest(identity.value.as_bytes())
        .key()
}

/// What ended last on this thread.
pub fn last_ended(channel: &ChannelId, thread: &ThreadId) -> Key {
    Parts::of(LAST_ENDED)
        .text(channel.as_str())
        .rest(thread.0.as_bytes())
        .key()
}

/// The entry of a conversation among a person's.
pub fn conversation_of_person(person: PersonId, conversation: ConversationId) -> Key {
    // Inverted, so that the newest comes first.
    Parts::of(CONVERSATION_OF_PERSON)
        .number(person.number())
        .number(!conversation.number())
        .key()
}

/// A person's conversations, newest first.
pub fn conversations_of_person(person: PersonId) -> KeyRange {
    Parts::of(CONVERSATION_OF_PERSON)
        .number(person.number())
        .range()
}

/// A file that an agent sends.
pub fn file(id: FileId) -> Key {
    Parts::of(FILE).rest(&id.0).key()
}

/// That such a file is in nobody's message yet.
pub fn waiting_file(id: FileId) -> Key {
    Parts::of(WAITING_FILE).rest(&id.0).key()
}

/// The file that such a key stands for.
pub(crate) fn id_of_waiting_file(key: &Key) -> Option<FileId> {
    let id = key.as_bytes().get(1..)?.try_into().ok()?;
    Some(FileId(id))
}

/// All files that are in nobody's message yet.
pub fn waiting_files() -> KeyRange {
    Parts::of(WAITING_FILE).range()
}

/// The mark that a sender's own id was seen within a scope, such as a conversation's side.
pub fn mark(scope: &str, client_id: &str) -> Key {
    Parts::of(MARK).text(scope).rest(client_id.as_bytes()).key()
}

/// All marks of a scope.
pub fn marks(scope: &str) -> KeyRange {
    Parts::of(MARK).text(scope).range()
}

/// A signed-in session, by the hash of its token. The token itself is never a key.
pub fn session(token_hash: &[u8; 32]) -> Key {
    Parts::of(SESSION).rest(token_hash).key()
}

/// All sessions.
pub fn sessions() -> KeyRange {
    Parts::of(SESSION).range()
}

/// A one-time sign-in link, by the hash of its secret.
pub fn sign_in_link(secret_hash: &[u8; 32]) -> Key {
    Parts::of(SIGN_IN_LINK).rest(secret_hash).key()
}

/// All one-time sign-in links.
pub fn sign_in_links() -> KeyRange {
    Parts::of(SIGN_IN_LINK).range()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conversation(number: u64) -> ConversationId {
        ConversationId::new(number).unwrap()
    }

    #[test]
    fn numbers_sort_as_numbers() {
        assert!(message(conversation(2), Seq(255)) < message(conversation(2), Seq(256)));
        assert!(open_conversation(conversation(255)) < open_conversation(conversation(256)));
    }

    #[test]
    fn the_newest_closed_conversation_comes_first() {
        let bea = "bea".parse().unwrap();
        let at = |ms, id| closed_of_agent(&bea, Timestamp(ms), conversation(id));
        assert!(at(2_000, 1) < at(1_000, 2));
        assert!(at(1_000, 2) < at(1_000, 1));
    }

    #[test]
    fn no_scope_reaches_into_a_client_id() {
        assert_ne!(mark("a", "bc"), mark("ab", "c"));
        assert_ne!(mark("", "\0\0\0\u{1}a"), mark("a", ""));
        assert_ne!(mark("a\0", "b"), mark("a", "\0b"));
    }

    #[test]
    fn no_plugin_reaches_into_anothers_values() {
        assert_ne!(plugin_value("a", "bc", 0), plugin_value("ab", "c", 0));
        let all_of_a = Parts::of(PLUGIN_VALUE).text("a").key();
        let is_of_a = |key: &Key| key.as_bytes().starts_with(all_of_a.as_bytes());
        assert!(is_of_a(&plugin_value("a", "any", 1)));
        assert!(!is_of_a(&plugin_value("ab", "any", 1)));
    }

    #[test]
    fn an_early_report_on_an_id_is_never_one_up_to_a_moment() {
        let sms = "sms".parse().unwrap();
        let up_to = early_report_up_to(&sms, conversation(0x6161_6161_6161_6161), true);
        for id in ["aaaaaaaa", "\u{1}aaaaaaaa", "\u{1}\u{1}aaaaaaaa"] {
            assert_ne!(early_report(&sms, id), up_to, "{id:?}");
        }
    }
}

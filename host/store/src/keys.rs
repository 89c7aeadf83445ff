//! Where each record is: one function per kind of record or range.
//!
//! A key is a kind byte, then the parts. Numbers are big-endian, so that bytes sort as numbers do.
//! A text that other parts follow carries its length, so that no text can reach into its neighbour;
//! a text at the end is taken as it is. Everything is in one ordered space, so that one batch can
//! touch every kind.

use frontdesk_core::{
    AgentId, ChannelId, ConversationId, Identity, PersonId, QueueId, Seq, ThreadId, Timestamp,
};

use crate::{
    files::FileId,
    key::{Key, KeyRange},
};

// Kinds are on disk: a number is never given a second meaning.
const STORE: u8 = 0x00;
const META: u8 = 0x01;
const COUNTERS: u8 = 0x02;
const AGENT: u8 = 0x03;
const QUEUE: u8 = 0x04;
const OPEN: u8 = 0x10;
const CLOSED: u8 = 0x11;
const CLOSED_OF_AGENT: u8 = 0x12;
const MESSAGE: u8 = 0x20;
const STEP: u8 = 0x21;
const OUTBOX: u8 = 0x30;
const DEAD_LETTER: u8 = 0x31;
const DEAD_WEBHOOK: u8 = 0x32;
const DEAD_WEBHOOK_BODY: u8 = 0x33;
const MARK: u8 = 0x40;
const SESSION: u8 = 0x50;
const SIGN_IN_LINK: u8 = 0x51;
const PLUGIN_VALUE: u8 = 0x60;
const DELIVERY: u8 = 0x70;
const PROVIDER_ID: u8 = 0x71;
const EARLY_REPORT: u8 = 0x72;
const TRANSLATION: u8 = 0x74;
const PERSON: u8 = 0x80;
const IDENTITY: u8 = 0x81;
const CONVERSATION_OF_PERSON: u8 = 0x82;
const LAST_ENDED: u8 = 0x83;
const FILE: u8 = 0x90;
const WAITING_FILE: u8 = 0x91;
/// No kind is this high, or higher.
const KINDS_END: u8 = 0xff;

/// Builds the bytes of one key.
struct Parts(Vec<u8>);

impl Parts {
    fn of(kind: u8) -> Self {
        Self(vec![kind])
    }

    fn number(mut self, number: u64) -> Self {
        self.0.extend(number.to_be_bytes());
        self
    }

    fn short_number(mut self, number: u32) -> Self {
        self.0.extend(number.to_be_bytes());
        self
    }

    /// A text with others behind it.
    fn text(self, text: &str) -> Self {
        // A text too long for its length is over `Key::BYTES_MAX` by far, and refused there.
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        self.short_number(length).rest(text.as_bytes())
    }

    /// The last part.
    fn rest(mut self, bytes: &[u8]) -> Self {
        self.0.extend(bytes);
        self
    }

    fn key(self) -> Key {
        Key::from_bytes(&self.0)
    }

    fn range(self) -> KeyRange {
        KeyRange::prefix(&self.0)
    }
}

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

/// What a key is, for operators. Texts that came from outside appear as a checksum.
pub(crate) fn describe(bytes: &[u8]) -> String {
    let Some((kind, rest)) = bytes.split_first() else {
        return "the empty key".to_owned();
    };
    let name = || String::from_utf8_lossy(rest);
    let number = || {
        rest.first_chunk()
            .map_or(0, |bytes| u64::from_be_bytes(*bytes))
    };
    let short = || {
        rest.last_chunk()
            .map_or(0, |bytes| u32::from_be_bytes(*bytes))
    };
    let checksum = || crc32fast::hash(rest);
    match *kind {
        STORE => format!("the store's own record \"{}\"", name()),
        META => format!("the gateway's record \"{}\"", name()),
        COUNTERS => "the record of the counters".to_owned(),
        AGENT => format!("the record of agent \"{}\"", name()),
        QUEUE => format!("the record of queue \"{}\"", name()),
        OPEN => format!("the open conversation cnv_{}", number()),
        CLOSED => format!("the closed conversation cnv_{}", number()),
        CLOSED_OF_AGENT => format!(
            "the entry {:08x} of an agent's closed conversations",
            checksum()
        ),
        MESSAGE => format!("the message {} of cnv_{}", short(), number()),
        STEP => format!("the step {} of cnv_{}", short(), number()),
        OUTBOX => format!("the outbox entry {:08x}", checksum()),
        DEAD_LETTER => format!("the dead letter {:08x}", checksum()),
        DEAD_WEBHOOK => format!("the dead webhook {:08x}", checksum()),
        DEAD_WEBHOOK_BODY => format!("the body {:08x} of a dead webhook", checksum()),
        MARK => format!("the idempotency mark {:08x}", checksum()),
        SESSION => format!("the session {:08x}", checksum()),
        SIGN_IN_LINK => format!("the sign-in link {:08x}", checksum()),
        PLUGIN_VALUE => format!("the value {:08x} of a component", checksum()),
        DELIVERY => format!("how far message {} of cnv_{} has come", short(), number()),
        PROVIDER_ID => format!("the provider's id {:08x}", checksum()),
        EARLY_REPORT => format!("the early report {:08x}", checksum()),
        PERSON => format!("the person prs_{}", number()),
        IDENTITY => format!("the address {:08x} of a person", checksum()),
        LAST_ENDED => format!("who answered last on the thread {:08x}", checksum()),
        CONVERSATION_OF_PERSON => format!("the entry of a conversation of prs_{}", number()),
        FILE => format!("the file {:08x}", checksum()),
        WAITING_FILE => format!("the unsent file {:08x}", checksum()),
        unknown => format!("the record {:08x} of unknown kind {unknown}", checksum()),
    }
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
        let all_of_a = Parts::of(PLUGIN_VALUE).text("a").0;
        let is_of_a = |key: &Key| key.as_bytes().starts_with(&all_of_a);
        assert!(is_of_a(&plugin_value("a", "any", 1)));
        assert!(!is_of_a(&plugin_value("ab", "any", 1)));
    }

    #[test]
    fn an_operator_reads_which_record_it_is_but_no_client_id() {
        assert_eq!(
            message(conversation(17), Seq(3)).to_string(),
            "the message 3 of cnv_17"
        );
        assert!(!mark("contact", "+44 20 7946").to_string().contains("7946"));
        let phone = Identity {
            kind: "phone".into(),
            value: "+44 20 7946".into(),
        };
        assert!(!identity(&phone).to_string().contains("7946"));
        let sms = "sms".parse().unwrap();
        for key in [
            provider_id(&sms, "SM79467946"),
            early_report(&sms, "SM79467946"),
        ] {
            assert!(!key.to_string().contains("7946"));
        }
        assert_eq!(
            delivery(conversation(17), Seq(3)).to_string(),
            "how far message 3 of cnv_17 has come"
        );
    }

    #[test]
    fn an_early_report_on_an_id_is_never_one_up_to_a_moment() {
        let sms = "sms".parse().unwrap();
        let up_to = early_report_up_to(&sms, conversation(0x6161_6161_6161_6161), true);
        for id in ["aaaaaaaa", "\u{1}aaaaaaaa", "\u{1}\u{1}aaaaaaaa"] {
            assert_ne!(early_report(&sms, id), up_to, "{id:?}");
        }
    }

    #[test]
    fn any_bytes_can_be_described() {
        for length in 0..20 {
            for kind in [
                0u8, 0x10, 0x20, 0x21, 0x32, 0x40, 0x60, 0x70, 0x72, 0x80, 0x82, 0x90, 0x91, 0xff,
            ] {
                assert!(!Key::from_bytes(&vec![kind; length]).to_string().is_empty());
            }
        }
    }
}

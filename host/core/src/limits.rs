//! Every maximum of the core, named. Reaching one is a [`Rejection`](crate::Rejection), never a
//! silent cut.

use core::ops::RangeInclusive;

use crate::time::{Span, Timestamp};

/// Bytes in a [`Name`](crate::Name).
pub const NAME_BYTES: usize = 32;
/// Bytes in a [`ThreadId`](crate::ThreadId): longer than any provider's address.
pub const THREAD_BYTES: usize = 128;
/// Characters (Unicode scalar values) in one message: 8x8's limit for chat.
pub const TEXT_CHARS: usize = 5_000;
/// Bytes in one message: `TEXT_CHARS` of four bytes each.
pub const TEXT_BYTES: usize = TEXT_CHARS * 4;
/// Files in one message.
pub const ATTACHMENTS: usize = 32;
/// How the handle of a file begins that is kept by the gateway itself; no provider's does.
pub const OWN_FILE: &str = "fil_";
/// Bytes in a file's handle.
pub const HANDLE_BYTES: usize = 4_096;
/// Bytes in a file's name or content type.
pub const FILE_NAME_BYTES: usize = 255;
/// Values of a template.
pub const TEMPLATE_VALUES: usize = 32;
/// Addresses by which one person is known.
pub const IDENTITIES: usize = 32;
/// Bytes in the kind of an address.
pub const IDENTITY_KIND_BYTES: usize = 40;
/// Bytes in an address that a person is known by.
pub const IDENTITY_BYTES: usize = 256;
/// Bytes in a contact's name or account number.
pub const CONTACT_FIELD_BYTES: usize = 500;
/// Further fields on a contact's card.
pub const CONTACT_FIELDS: usize = 30;
/// Bytes in the name of a further field.
pub const CONTACT_KEY_BYTES: usize = 100;
/// Variables of one conversation.
pub const VARIABLES: usize = 30;
/// Bytes in a variable's name: `_` and 8x8's limit of 25.
pub const VARIABLE_NAME_BYTES: usize = 26;
/// Characters in a variable's value: 8x8's limit.
pub const VARIABLE_CHARS: usize = 1_000;
/// Bytes of all variables of one conversation, names and labels included: they travel with each change of it.
pub const VARIABLES_BYTES: usize = 16 * 1024;
/// Bytes in a language tag (BCP 47).
pub const LANGUAGE_BYTES: usize = 35;
/// Bytes in a disposition's note or an away reason.
pub const NOTE_BYTES: usize = 4_000;
/// Bytes in an away reason or a disposition code.
pub const CODE_BYTES: usize = 64;
/// Conversations one agent may hold at once, offers and wrap-ups included.
pub const CAPACITY: RangeInclusive<u8> = 1..=6;
/// Conversations one agent may hold when supervisors force more on them than their capacity.
pub const HELD_MAX: u8 = 64;
/// Seconds an offer stands.
pub const OFFER_S: RangeInclusive<u32> = 15..=60;
/// Seconds of wrap-up; 0 closes at once.
pub const WRAP_UP_S: RangeInclusive<u32> = 0..=3_600;
/// A queue's priority; 10 is served first.
pub const PRIORITY: RangeInclusive<u8> = 1..=10;
/// An agent's level in a queue or a skill; 10 is the highest.
pub const LEVEL: RangeInclusive<u8> = 1..=10;
/// The level of whoever has none in the plan.
pub const LEVEL_DEFAULT: u8 = 5;
/// How much of an agent's capacity a channel's conversation takes.
pub const WEIGHT: RangeInclusive<u8> = 1..=6;
/// Steps in which a queue asks for less.
pub const STEPS: usize = 8;
/// Skills that one step requires, and skills of one agent.
pub const SKILLS: usize = 32;
/// Weights of [`Order::Score`](crate::Order::Score).
pub const SCORE_WEIGHT_MAX: u32 = 1_000;
/// Seconds of any wait in a queue's rules: a week.
pub const WAIT_S_MAX: u32 = 604_800;
/// Languages of one agent.
pub const LANGUAGES: usize = 24;
/// Languages that a form before a conversation offers.
pub const FORM_LANGUAGES: usize = 50;
/// Fields that a form before a conversation asks for.
pub const FORM_FIELDS: usize = 10;
/// Answers that one of them offers.
pub const FORM_CHOICES: usize = 20;
/// Lines of one queue that are kept ready although nobody waits in them.
pub const IDLE_LINES: usize = 16;
/// Conversations open at once on one Floor.
pub const OPEN_CONVERSATIONS: usize = 200_000;
/// Conversations waiting in one queue.
pub const WAITING_PER_QUEUE: usize = WAITING_MAX as usize;
/// The greatest maximum of its own that a queue may have.
pub const WAITING_MAX: u32 = 50_000;
/// Messages in one conversation.
pub const MESSAGES: u32 = 100_000;
/// Agents in a plan.
pub const AGENTS: usize = 20_000;
/// Queues in a plan.
pub const QUEUES: usize = 1_000;
/// Channels in a plan.
pub const CHANNELS: usize = 1_000;
/// Schedules in a configuration.
pub const SCHEDULES: usize = 1_000;
/// How long before it closes a [`Schedule`](crate::Schedule) may let nobody new in.
pub const LAST_CALL_MIN_MAX: u32 = 240;
/// Periods of one day in a [`Schedule`](crate::Schedule).
pub const PERIODS_A_DAY: usize = 12;
/// Dates with hours of their own in a [`Schedule`](crate::Schedule).
pub const SCHEDULE_EXCEPTIONS: usize = 1_000;
/// Characters in the name of such a date.
pub const EXCEPTION_NAME_CHARS: usize = 60;
/// How far a [`Schedule`](crate::Schedule) looks for its next change: 400 days, over any holiday.
pub const SCHEDULE_AHEAD: Span = Span::seconds(400 * 24 * 60 * 60);
/// The longest time of one conversation that counts for an estimate: a day.
pub const HANDLE_TIME: Span = Span::seconds(24 * 60 * 60);
/// Conversations over which handle times are averaged.
pub const HANDLE_TIME_SAMPLES: u32 = 64;
/// Agents that one waiting conversation remembers as having just let an offer pass.
pub const PASSED_AGENTS: usize = 16;
/// How long a conversation that takes more than one unit of capacity waits before an agent is kept for it.
pub const KEPT_AFTER: Span = Span::seconds(60);
/// Candidates listed in the trace that travels with an offer.
pub const TRACE_CANDIDATES: usize = 8;
/// Due things that one input does. An input is one batch in the store, and a batch has its limit:
/// what is due beyond that is done by the inputs that follow at once.
pub const DUE_PER_INPUT: usize = 32;
/// Bytes in a script's [`Tag`](crate::script::Tag): 8x8's limit.
pub const TAG_BYTES: usize = 21;
/// Scripts in a plan.
pub const SCRIPTS: usize = 200;
/// Objects of one script.
pub const SCRIPT_OBJECTS: usize = 200;
/// Objects that one conversation comes to in its script. Whoever has come to more waits for an agent.
pub const SCRIPT_STEPS: u32 = 500;
/// Characters in a text of a script: with its placeholders filled it fits into one message.
pub const SCRIPT_TEXT_CHARS: usize = 1_000;
/// Treatments for which a schedule in a script has exits of their own: 8x8's limit.
pub const SCRIPT_EXCEPTIONS: usize = 6;
/// Placeholders in a text of a script.
pub const PLACEHOLDERS: usize = 3;
/// What a menu offers.
pub const MENU_CHOICES: usize = 10;
/// Characters in what may be chosen.
pub const CHOICE_CHARS: usize = 60;
/// How often a menu is shown again.
pub const MENU_RETRIES: u8 = 5;
/// How soon a wait message may be said again.
pub const WAIT_MESSAGE_EVERY: Span = Span::seconds(10);
/// How long a script waits for an answer from outside.
pub const ASK_MAX: Span = Span::seconds(30);
/// What a script sends with a call, and what it keeps of its answer.
pub const CALL_FIELDS: usize = 20;
/// Bytes in the sender's own id for a message.
pub const CLIENT_ID_BYTES: usize = 256;
/// How long an agent whose last console went away keeps their open offers.
pub const AGENT_GRACE: Span = Span::seconds(5);
/// How long, after a restart, an offer that was open waits for its agent's console.
pub const RESTART_GRACE: Span = Span::seconds(30);
/// The latest moment the core believes in: far enough from the end of time that adding any
/// configured span cannot reach it.
pub const LATEST: Timestamp = Timestamp(u64::MAX / 4);

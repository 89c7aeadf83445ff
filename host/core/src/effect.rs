//! What follows from an input, as data and in order.

use serde::{Deserialize, Serialize};

use crate::{
    agent::Link,
    ids::{AgentId, ConversationId, OfferId, QueueId, ScriptVersion},
    input::Party,
    message::Message,
    offer::Offer,
    record::Record,
    script::Question,
    trace::{RankingTrace, Step},
};

/// Something the shell must do. [`Effect::Save`], [`Effect::Append`], [`Effect::Log`],
/// [`Effect::Forget`] and [`Effect::Dispatch`] of one input are one store batch; only after that batch is durable do the
/// others leave, and only then may anyone see the saved ones.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "a list of effects lives as long as its input, and every input that counts saves"
)]
pub enum Effect {
    /// Keep this record: it replaces the one before. Durable.
    Save(Record),
    /// Keep this message in its transcript and show it to whoever follows it. Durable.
    Append(Message),
    /// Keep this step of the conversation's history. Durable.
    Log(Step),
    /// Hand this message to the channel's component until it answers. Durable, at least once, in
    /// order within the conversation. Only for [`crate::Delivery::Outbox`] channels.
    Dispatch(Message),
    /// Keep this version of a script no longer: no conversation needs it. Durable.
    Forget(ScriptVersion),
    /// Ask something for a conversation's script, and say what the answer was with
    /// [`crate::Input::ScriptAnswered`]. Asked again after a restart, so it must change nothing.
    Ask {
        /// For which.
        conversation: ConversationId,
        /// The question's number in that conversation, for the answer.
        ask: u32,
        /// What.
        question: Question,
    },
    /// Show this offer to its agent.
    PresentOffer {
        /// The offer.
        offer: Offer,
        /// Why this conversation and why this agent.
        because: RankingTrace,
    },
    /// Take this offer off the agent's screen.
    WithdrawOffer {
        /// The offer.
        offer: OfferId,
        /// What was offered.
        conversation: ConversationId,
        /// Whose screen.
        agent: AgentId,
        /// Why.
        reason: Withdrawal,
    },
    /// Show that one side types, to the other.
    ShowTyping {
        /// Where.
        conversation: ConversationId,
        /// Who types.
        party: Party,
        /// Whether they do.
        on: bool,
    },
    /// An agent's link changed; shown to supervisors, never kept.
    LinkChanged {
        /// Whose.
        agent: AgentId,
        /// To what.
        link: Link,
    },
    /// The contact's socket came or went; shown to the agent who holds the conversation.
    ContactLinkChanged {
        /// Whose conversation.
        conversation: ConversationId,
        /// Here or gone.
        connected: bool,
    },
    /// A queue's waiting conversations or free slots changed: whoever shows it should look again.
    /// At most once per queue and input.
    QueueChanged(QueueId),
}

/// Why an offer ended without the agent's accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Withdrawal {
    /// The agent declined.
    Declined,
    /// Time ran out.
    Expired,
    /// The contact left or the conversation was closed.
    ConversationEnded,
    /// The agent went away or offline.
    AgentNotAvailable,
    /// The agent's console was lost.
    AgentUnreachable,
    /// A supervisor put the conversation back, or handed it on.
    Requeued,
    /// Somebody else took the conversation, or the agent themselves by hand.
    Taken,
}

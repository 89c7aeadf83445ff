//! What is left of a past conversation: when it came and how long things took, and nothing about whom.

use frontdesk_core::{
    ChannelId, Conversation, ConversationState, EndedBy, Span, Step, StepKind, Timestamp,
};
use serde::{Deserialize, Serialize};

/// A past conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    /// Its channel.
    pub channel: ChannelId,
    /// When the contact came.
    pub came: Timestamp,
    /// How long they waited.
    pub waited: Span,
    /// What became of them.
    pub fate: PastFate,
    /// Their language (BCP 47), as the channel knew it.
    pub locale: Option<Box<str>>,
}

/// What became of a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PastFate {
    /// An agent answered.
    Answered {
        /// How long they talked, with every agent together.
        handle: Span,
        /// How long the notes took; `None`: until the queue's wrap-up time was over.
        wrap_up: Option<Span>,
        /// How long the agent took to accept.
        accept: Option<Span>,
    },
    /// They left.
    Left,
}

impl Past {
    /// From a closed conversation and the whole of its history. `None` when it says nothing about
    /// waiting: it is open, an agent began it, or a supervisor or the gateway ended it before anybody had
    /// answered.
    pub fn of(conversation: &Conversation, steps: &[Step]) -> Option<Self> {
        let ConversationState::Closed(ended) = &conversation.state else {
            return None;
        };
        // What went on after its end is the talk that went on: the one before it is not told apart.
        let came = conversation.began_at();
        let went_on = |step: &Step| matches!(step.kind, StepKind::Reopened { .. });
        let steps = steps.rsplit(went_on).next().unwrap_or(steps);
        let (waited, fate) = match conversation.first_assigned_at {
            Some(answered) => {
                let talk = Talk::of(steps);
                // Whoever an agent wrote to first was never offered to anybody.
                talk.offered?;
                let wrap_up = ended.closed_at.since(talk.ended?);
                let fate = PastFate::Answered {
                    handle: talk.handle,
                    wrap_up: ended.disposition.as_ref().map(|_| wrap_up),
                    accept: talk.offered.map(|offered| answered.since(offered)),
                };
                (answered.since(came), fate)
            }
            None if ended.abandoned && ended.by == EndedBy::Contact => {
                (ended.closed_at.since(came), PastFate::Left)
            }
            None => return None,
        };
        Some(Self {
            channel: conversation.channel.clone(),
            came,
            waited,
            fate,
            locale: conversation.contact.locale.clone(),
        })
    }
}

/// The talk, as the steps tell it.
#[derive(Default)]
struct Talk {
    /// When the offer was made that somebody accepted first.
    offered: Option<Timestamp>,
    handle: Span,
    ended: Option<Timestamp>,
}

impl Talk {
    fn of(steps: &[Step]) -> Self {
        let mut talk = Self::default();
        let mut since: Option<Timestamp> = None;
        let mut was_answered = false;
        for step in steps {
            let kind = &step.kind;
            if matches!(kind, StepKind::Offered { .. }) && !was_answered {
                talk.offered = Some(step.at);
            } else if matches!(kind, StepKind::Assigned { .. }) {
                was_answered = true;
                since = Some(step.at);
            } else if matches!(kind, StepKind::Ended { .. } | StepKind::Requeued { .. })
                && let Some(since) = since.take()
            {
                talk.handle.0 += step.at.since(since).0;
                talk.ended = Some(step.at);
            } else if matches!(kind, StepKind::Closed { .. })
                && let Some(since) = since.take()
            {
                // Closed over the agent's head, without wrap-up.
                talk.handle.0 += step.at.since(since).0;
                talk.ended = Some(step.at);
            }
        }
        talk
    }
}

//! Between the engine's words and the contract's.

use std::time::Duration;

use frontdesk_core::{Author, Content, EndedBy, Message, Notice, Timestamp};
use frontdesk_engine::ports::{ContactNotice, ContactSession, ContactState};

use crate::bindings::socket;

/// Whole milliseconds as a float: exact for the next 280 000 years.
#[expect(clippy::cast_precision_loss, reason = "exact below 2^53")]
pub(crate) const fn epoch_ms(at: Timestamp) -> f64 {
    at.0 as f64
}

/// A length of time in milliseconds; what is longer than 49 days is 49 days.
pub(crate) fn ms(time: Duration) -> u32 {
    u32::try_from(time.as_millis()).unwrap_or(u32::MAX)
}

pub(crate) fn session(session: &ContactSession) -> socket::Session {
    socket::Session {
        channel: session.channel.to_string(),
        thread: session.thread.0.to_string(),
        locale: session.locale.clone(),
    }
}

pub(crate) fn notice(notice: &ContactNotice) -> socket::Notice {
    match notice {
        ContactNotice::Message {
            message,
            agent_name,
        } => socket::Notice::Message(self::message(message, agent_name.as_deref())),
        ContactNotice::Ack {
            id,
            seq,
            conversation,
            at,
        } => socket::Notice::Ack(socket::Ack {
            id: id.clone(),
            seq: seq.map(|seq| seq.0),
            conversation: conversation.to_string(),
            at: epoch_ms(*at),
        }),
        ContactNotice::Refused {
            id,
            code,
            message,
            retry_after,
        } => socket::Notice::Refused(socket::Refused {
            refusal: socket::Refusal {
                id: id.clone(),
                code: code.clone(),
                message: message.clone(),
            },
            retry_after_ms: retry_after.map(ms),
        }),
        ContactNotice::Typing { on } => socket::Notice::Typing(*on),
        ContactNotice::Read { seq } => socket::Notice::Read(seq.0),
        ContactNotice::State(state) => socket::Notice::State(self::state(state)),
    }
}

fn message(message: &Message, agent_name: Option<&str>) -> socket::Message {
    socket::Message {
        conversation: message.conversation.to_string(),
        seq: message.seq.0,
        at: epoch_ms(message.at),
        author: match &message.author {
            Author::Contact => socket::Author::Contact,
            Author::Agent(_) => socket::Author::Agent,
            Author::System => socket::Author::System,
        },
        agent_name: agent_name.map(str::to_owned),
        body: match &message.content {
            Content::Text(text)
            | Content::Files { text, .. }
            | Content::Template { text, .. }
            | Content::Translated { text, .. } => socket::Body::Text(text.to_string()),
            // No happening of the contract is this one; told as one of them it would be a lie.
            Content::Notice(Notice::AnswerAwaited) => socket::Body::Text(ANSWER_AWAITED.to_owned()),
            Content::Notice(notice) => socket::Body::Happening(happening(notice)),
        },
        client_id: message.client_id.as_deref().map(str::to_owned),
    }
}

/// The words of a reminder that was given without any: a conversation's from before queues had their own.
const ANSWER_AWAITED: &str = "Are you still there? We are waiting for your answer.";

const fn happening(notice: &Notice) -> socket::Happening {
    match notice {
        Notice::AgentJoined(_) => socket::Happening::AgentJoined,
        // Of these a contact with a live socket hears nothing: hubs keep them back.
        Notice::Requeued | Notice::AnswerAwaited | Notice::Stopped(_) | Notice::Resumed(_) => {
            socket::Happening::Requeued
        }
        Notice::Ended(by) => socket::Happening::Ended(match by {
            EndedBy::Contact | EndedBy::Diverted => socket::EndedBy::Contact,
            EndedBy::Agent(_) => socket::EndedBy::Agent,
            EndedBy::Supervisor(_) => socket::EndedBy::Supervisor,
            EndedBy::System => socket::EndedBy::System,
        }),
    }
}

fn state(state: &ContactState) -> socket::State {
    match state {
        ContactState::None => socket::State::None,
        ContactState::Queued {
            conversation,
            position,
            since,
        } => socket::State::Queued(socket::Queued {
            conversation: conversation.to_string(),
            position: *position,
            since: epoch_ms(*since),
        }),
        ContactState::Assigned {
            conversation,
            agent_name,
        } => socket::State::Assigned(socket::Assigned {
            conversation: conversation.to_string(),
            agent_name: agent_name.clone(),
        }),
        ContactState::Ended { conversation, by } => socket::State::Ended(socket::Ended {
            conversation: conversation.to_string(),
            by: match *by {
                "contact" | "diverted" => socket::EndedBy::Contact,
                "agent" => socket::EndedBy::Agent,
                "supervisor" => socket::EndedBy::Supervisor,
                _ => socket::EndedBy::System,
            },
        }),
    }
}

#[cfg(test)]
mod tests {
    use frontdesk_core::{ConversationId, Seq, Timestamp};

    use super::*;

    #[test]
    fn a_contact_is_reminded_in_words_and_not_told_that_they_wait_again() {
        let awaited = Message {
            conversation: ConversationId::new(1).unwrap(),
            seq: Seq(3),
            at: Timestamp(5),
            author: Author::System,
            content: Content::Notice(Notice::AnswerAwaited),
            client_id: None,
        };
        let told = message(&awaited, None);
        assert!(matches!(told.body, socket::Body::Text(words) if words == ANSWER_AWAITED));
    }
}

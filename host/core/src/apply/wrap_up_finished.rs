//! The agent finishes wrap-up: the conversation closes and the slot is free.

use alloc::{boxed::Box, string::String};

use super::authority::wrong_state;
use crate::{
    conversation::{Conversation, ConversationState},
    ending,
    ids::{AgentId, ConversationId},
    limits,
    rejection::Rejection,
    transcript::check_field,
    turn::Turn,
};

pub(super) fn apply(
    turn: &mut Turn<'_>,
    id: ConversationId,
    agent: &AgentId,
    disposition: Option<Box<str>>,
    note: Option<Box<str>>,
) -> Result<(), Rejection> {
    let conversation = turn.conversation(id)?;
    turn.agent(agent)?;
    check_holder(conversation, agent)?;
    if let Some(code) = disposition.as_deref() {
        check_field("disposition", code, limits::CODE_BYTES)?;
        check_listed(turn, conversation, code)?;
    }
    check_field(
        "note",
        note.as_deref().unwrap_or_default(),
        limits::NOTE_BYTES,
    )?;
    ending::finish_wrap_up(turn, id, disposition, note);
    Ok(())
}

fn check_holder(conversation: &Conversation, agent: &AgentId) -> Result<(), Rejection> {
    match &conversation.state {
        ConversationState::WrapUp { agent: holder, .. } if holder == agent => Ok(()),
        ConversationState::Assigned { agent: holder, .. } if holder == agent => {
            Err(wrong_state(conversation))
        }
        ConversationState::Scripted { .. }
        | ConversationState::Queued { .. }
        | ConversationState::Offered { .. }
        | ConversationState::Assigned { .. }
        | ConversationState::Parked { .. }
        | ConversationState::WrapUp { .. }
        | ConversationState::Closed(_) => Err(Rejection::NotAssignedToYou(conversation.id)),
    }
}

/// A queue that lists dispositions takes no other; choosing none is always allowed.
fn check_listed(turn: &Turn<'_>, conversation: &Conversation, code: &str) -> Result<(), Rejection> {
    let queue = turn.floor.plan.queues.get(&conversation.queue);
    let listed: &[String] = queue.map_or(&[], |q| &q.dispositions);
    if listed.is_empty() || listed.iter().any(|known| known == code) {
        return Ok(());
    }
    Err(Rejection::UnknownDisposition {
        allowed: listed.join(", "),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Input, testing::*};

    fn finished(id: ConversationId, name: &str, disposition: Option<&str>) -> Input {
        Input::WrapUpFinished {
            conversation: id,
            agent: agent(name),
            disposition: disposition.map(Into::into),
            note: Some("called back".into()),
        }
    }

    fn wrapping_up() -> (Stage, ConversationId) {
        let (mut stage, id) = Stage::talking();
        stage.apply(Input::AgentEnded {
            conversation: id,
            agent: agent("bea"),
        });
        (stage, id)
    }

    #[test]
    fn the_disposition_and_the_note_are_kept_with_the_closed_conversation() {
        let (mut stage, id) = wrapping_up();
        let effects = stage.apply(finished(id, "bea", Some("sold")));
        let ConversationState::Closed(ended) = &saved(&effects, id).unwrap().state else {
            panic!("not closed")
        };
        assert_eq!(ended.disposition.as_deref(), Some("sold"));
        assert_eq!(ended.note.as_deref(), Some("called back"));
        assert_eq!(ended.agent, Some(agent("bea")));
        assert_eq!(stage.floor.conversations().count(), 0);
    }

    #[test]
    fn a_disposition_must_be_listed_but_none_is_allowed() {
        let (mut stage, id) = wrapping_up();
        let refused = stage.refuse(finished(id, "bea", Some("stolen")));
        assert_eq!(
            refused,
            Rejection::UnknownDisposition {
                allowed: "sold, lost".into()
            }
        );
        stage.apply(finished(id, "bea", None));
    }

    #[test]
    fn wrap_up_is_finished_once_by_its_agent() {
        let (mut stage, id) = Stage::talking();
        assert_eq!(
            stage.refuse(finished(id, "bea", None)).code(),
            "wrong_state"
        );
        stage.apply(Input::ContactEnded { conversation: id });
        assert_eq!(
            stage.refuse(finished(id, "cem", None)),
            Rejection::NotAssignedToYou(id)
        );
        stage.apply(finished(id, "bea", None));
        assert_eq!(
            stage.refuse(finished(id, "bea", None)),
            Rejection::UnknownConversation(id)
        );
    }

    #[test]
    fn code_and_note_have_limits() {
        let (mut stage, id) = wrapping_up();
        let mut refuse = |disposition: Option<usize>, note: usize| {
            stage.refuse(Input::WrapUpFinished {
                conversation: id,
                agent: agent("bea"),
                disposition: disposition.map(|n| "d".repeat(n).into()),
                note: Some("n".repeat(note).into()),
            })
        };
        let field = "disposition";
        assert_eq!(
            refuse(Some(65), 0),
            Rejection::FieldTooLong { field, limit: 64 }
        );
        assert_eq!(
            refuse(None, 4_001),
            Rejection::FieldTooLong {
                field: "note",
                limit: 4_000
            }
        );
    }
}

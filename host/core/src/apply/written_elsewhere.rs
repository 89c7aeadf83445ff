//! Somebody wrote to the contact past the gateway.

use alloc::boxed::Box;

use super::authority::wrong_state;
use crate::{
    conversation::ConversationState,
    ids::ConversationId,
    message::{Author, Content},
    rejection::Rejection,
    transcript,
    turn::Turn,
};

/// It stands in the transcript as the gateway's own line: nobody here wrote it.
pub(super) fn apply(
    turn: &mut Turn<'_>,
    id: ConversationId,
    content: Content,
    client_id: Option<Box<str>>,
) -> Result<(), Rejection> {
    let conversation = turn.conversation(id)?;
    transcript::check(&content, client_id.as_deref())?;
    transcript::check_room(conversation)?;
    match &conversation.state {
        ConversationState::Scripted { .. }
        | ConversationState::Queued { .. }
        | ConversationState::Offered { .. }
        | ConversationState::Assigned { .. }
        | ConversationState::Parked { .. } => {
            transcript::append(turn, id, Author::System, content, client_id);
            Ok(())
        }
        ConversationState::WrapUp { .. } | ConversationState::Closed(_) => {
            Err(wrong_state(conversation))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Effect, Input, testing::*};

    fn elsewhere(conversation: ConversationId) -> Input {
        Input::WrittenElsewhere {
            conversation,
            content: text("from the inbox"),
            client_id: Some("m_1".into()),
        }
    }

    #[test]
    fn it_is_written_down_and_not_sent_and_the_contact_still_waits() {
        let mut stage = Stage::new();
        stage.apply(wrote("sms", "+15550100", "hello"));
        let waits = stage.conversation(cnv(1)).unanswered_since;
        let effects = stage.apply(elsewhere(cnv(1)));
        assert_eq!(messages(&effects)[0].author, Author::System);
        assert!(!effects.iter().any(|e| matches!(e, Effect::Dispatch(_))));
        assert_eq!(stage.conversation(cnv(1)).unanswered_since, waits);
    }

    #[test]
    fn a_talk_that_is_over_takes_no_note() {
        let (mut stage, id) = Stage::talking();
        stage.apply(Input::AgentEnded {
            conversation: id,
            agent: agent("bea"),
        });
        assert_eq!(stage.refuse(elsewhere(id)).code(), "wrong_state");
        assert_eq!(
            stage.refuse(elsewhere(cnv(9))).code(),
            "unknown_conversation"
        );
    }
}

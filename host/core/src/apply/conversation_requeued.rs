//! A supervisor puts an offered or assigned conversation back at its original place in line.

use alloc::vec::Vec;

use super::authority::wrong_state;
use crate::{
    conversation::ConversationState,
    effect::Withdrawal,
    ids::{AgentId, ConversationId},
    message::{Author, Content, Notice},
    rejection::Rejection,
    trace::StepKind,
    transcript,
    turn::Turn,
    withdrawal,
};

pub(super) fn apply(turn: &mut Turn<'_>, id: ConversationId, by: AgentId) -> Result<(), Rejection> {
    let conversation = turn.conversation(id)?;
    match &conversation.state {
        ConversationState::Offered { .. } => {
            withdrawal::take_back(turn, id, Withdrawal::Requeued);
        }
        ConversationState::Assigned { since, .. } => {
            let since = *since;
            turn.move_to(
                id,
                ConversationState::Queued {
                    since,
                    passed: Vec::new(),
                },
            );
        }
        ConversationState::Queued { .. }
        | ConversationState::WrapUp { .. }
        | ConversationState::Closed(_) => return Err(wrong_state(conversation)),
    }
    turn.log(id, StepKind::Requeued { by });
    transcript::append(
        turn,
        id,
        Author::System,
        Content::Notice(Notice::Requeued),
        None,
    );
    Ok(())
}

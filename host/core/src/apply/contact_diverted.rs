//! The contact leaves the line to write a message instead: the conversation closes, and was not abandoned.

use super::authority::wrong_state;
use crate::{
    conversation::{ConversationState, EndedBy},
    ending,
    ids::ConversationId,
    rejection::Rejection,
    turn::Turn,
};

pub(super) fn apply(turn: &mut Turn<'_>, id: ConversationId) -> Result<(), Rejection> {
    let conversation = turn.conversation(id)?;
    match &conversation.state {
        ConversationState::Scripted { .. }
        | ConversationState::Queued { .. }
        | ConversationState::Offered { .. } => {
            ending::end_talk(turn, id, &EndedBy::Diverted);
            ending::close(turn, id, EndedBy::Diverted, None, None);
            Ok(())
        }
        ConversationState::Assigned { .. }
        | ConversationState::Parked { .. }
        | ConversationState::WrapUp { .. }
        | ConversationState::Closed(_) => Err(wrong_state(conversation)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Effect, Input, Withdrawal, testing::*};

    fn diverted(id: ConversationId) -> Input {
        Input::ContactDiverted { conversation: id }
    }

    #[test]
    fn who_leaves_the_line_for_a_message_has_not_abandoned() {
        let mut stage = Stage::new();
        let id = stage.open("ana");
        let effects = stage.apply(diverted(id));
        let kept = &saved(&effects, id).unwrap().state;
        assert!(
            matches!(kept, ConversationState::Closed(e) if !e.abandoned && e.by == EndedBy::Diverted)
        );
        assert_eq!(stage.floor.conversations().count(), 0);
    }

    #[test]
    fn an_offer_of_who_leaves_for_a_message_is_taken_off_the_screen() {
        let mut stage = Stage::new();
        stage.ready("bea");
        let id = stage.open("ana");
        let (_, offer) = stage.offer_to("bea").unwrap();
        let effects = stage.apply(diverted(id));
        assert!(effects.contains(&Effect::WithdrawOffer {
            offer,
            conversation: id,
            agent: agent("bea"),
            reason: Withdrawal::ConversationEnded,
        }));
        assert!(stage.floor.agent(&agent("bea")).unwrap().is_ready());
    }

    #[test]
    fn who_talks_with_an_agent_is_in_no_line() {
        let (mut stage, id) = Stage::talking();
        assert_eq!(stage.refuse(diverted(id)).code(), "wrong_state");
    }
}

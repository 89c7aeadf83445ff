//! A supervisor or a rule closes the conversation, whatever its state. There is no wrap-up.

use crate::{
    conversation::{ConversationState, EndedBy},
    ending,
    ids::ConversationId,
    rejection::Rejection,
    turn::Turn,
};

/// A talk that had already ended keeps who ended it.
pub(super) fn apply(turn: &mut Turn<'_>, id: ConversationId, by: EndedBy) -> Result<(), Rejection> {
    let conversation = turn.conversation(id)?;
    match &conversation.state {
        ConversationState::WrapUp { .. } => ending::finish_wrap_up(turn, id, None, None),
        ConversationState::Scripted { .. }
        | ConversationState::Queued { .. }
        | ConversationState::Offered { .. }
        | ConversationState::Assigned { .. }
        | ConversationState::Parked { .. }
        | ConversationState::Closed(_) => {
            ending::end_talk(turn, id, &by);
            ending::close(turn, id, by, None, None);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Effect, Input, testing::*};

    fn closed(id: ConversationId) -> Input {
        Input::ConversationClosed {
            conversation: id,
            by: EndedBy::Supervisor(agent("sam")),
        }
    }

    #[test]
    fn a_supervisor_closes_a_conversation_in_any_state_without_wrap_up() {
        let mut stage = Stage::new();
        let queued = stage.open("ana");
        stage.apply(closed(queued));
        stage.ready("bea");
        let offered = stage.open("ben");
        stage.apply(closed(offered));
        let assigned = stage.open("cleo");
        stage.accept("bea");
        stage.apply(closed(assigned));
        let wrapping_up = stage.open("dora");
        stage.accept("bea");
        stage.apply(Input::ContactEnded {
            conversation: wrapping_up,
        });
        stage.apply(closed(wrapping_up));
        assert_eq!(stage.floor.conversations().count(), 0);
        assert!(stage.floor.agent(&agent("bea")).unwrap().holds.is_empty());
    }

    #[test]
    fn a_closed_conversation_is_not_abandoned() {
        let mut stage = Stage::new();
        let id = stage.open("ana");
        let effects = stage.apply(closed(id));
        let kept = &saved(&effects, id).unwrap().state;
        assert!(matches!(kept, ConversationState::Closed(e) if !e.abandoned));
        assert_eq!(stage.refuse(closed(id)), Rejection::UnknownConversation(id));
    }

    #[test]
    fn closing_a_wrap_up_keeps_who_ended_the_talk_and_says_nothing_twice() {
        let (mut stage, id) = Stage::talking();
        stage.apply(Input::ContactEnded { conversation: id });
        let effects = stage.apply(closed(id));
        let kept = &saved(&effects, id).unwrap().state;
        assert!(matches!(kept, ConversationState::Closed(e) if e.by == EndedBy::Contact));
        assert!(!effects.iter().any(|e| matches!(e, Effect::Append(_))));
    }
}

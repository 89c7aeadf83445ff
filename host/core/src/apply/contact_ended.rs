//! The contact ends the conversation: abandoned while it waits, wrap-up once an agent answers.

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
        | ConversationState::Offered { .. }
        | ConversationState::Parked { .. } => {
            ending::end_talk(turn, id, &EndedBy::Contact);
            ending::close(turn, id, EndedBy::Contact, None, None);
            Ok(())
        }
        ConversationState::Assigned { agent, .. } => {
            let agent = agent.clone();
            ending::begin_wrap_up(turn, id, agent, EndedBy::Contact);
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
    use crate::{Effect, Input, Notice, Span, Withdrawal, message::Content, testing::*};

    fn ended(id: ConversationId) -> Input {
        Input::ContactEnded { conversation: id }
    }

    #[test]
    fn leaving_the_queue_abandons() {
        let mut stage = Stage::new();
        let id = stage.open("ana");
        let effects = stage.apply(ended(id));
        let kept = &saved(&effects, id).unwrap().state;
        assert!(matches!(kept, ConversationState::Closed(e) if e.abandoned && e.agent.is_none()));
        assert_eq!(stage.floor.conversations().count(), 0);
    }

    #[test]
    fn leaving_while_offered_takes_the_offer_off_the_screen() {
        let mut stage = Stage::new();
        stage.ready("bea");
        let id = stage.open("ana");
        let (_, offer) = stage.offer_to("bea").unwrap();
        let effects = stage.apply(ended(id));
        assert!(effects.contains(&Effect::WithdrawOffer {
            offer,
            conversation: id,
            agent: agent("bea"),
            reason: Withdrawal::ConversationEnded,
        }));
        assert!(stage.floor.agent(&agent("bea")).unwrap().is_ready());
    }

    #[test]
    fn ending_a_talk_begins_wrap_up_and_both_see_who_ended_it() {
        let (mut stage, id) = Stage::talking();
        let effects = stage.apply(ended(id));
        assert_eq!(stage.state(id), "wrap_up");
        let notice = Content::Notice(Notice::Ended(EndedBy::Contact));
        assert_eq!(messages(&effects)[0].content, notice);
        assert!(!stage.floor.agent(&agent("bea")).unwrap().has_room());
        assert_eq!(stage.refuse(ended(id)).code(), "wrong_state");
    }

    #[test]
    fn a_queue_without_wrap_up_closes_at_once() {
        let mut plan = plan();
        plan.queues.get_mut(&queue("sales")).unwrap().wrap_up = Span::ZERO;
        let mut stage = Stage::with(plan);
        stage.ready("bea");
        let id = stage.open("ana");
        stage.accept("bea");
        let effects = stage.apply(ended(id));
        let kept = &saved(&effects, id).unwrap().state;
        assert!(matches!(kept, ConversationState::Closed(e) if !e.abandoned));
    }

    #[test]
    fn a_contact_who_leaves_after_a_requeue_has_not_abandoned() {
        let (mut stage, id) = Stage::talking();
        stage.declare("bea", crate::Presence::Offline);
        stage.apply(Input::ConversationRequeued {
            conversation: id,
            by: agent("sam"),
        });
        let effects = stage.apply(ended(id));
        let kept = &saved(&effects, id).unwrap().state;
        assert!(matches!(kept, ConversationState::Closed(e) if !e.abandoned));
    }
}

//! A supervisor puts an offered or assigned conversation back at its original place in line.

use super::authority::wrong_state;
use crate::{
    conversation::ConversationState,
    effect::Withdrawal,
    handover,
    ids::{AgentId, ConversationId},
    queueing::{self, Entry},
    rejection::Rejection,
    trace::StepKind,
    turn::Turn,
    withdrawal,
};

pub(super) fn apply(turn: &mut Turn<'_>, id: ConversationId, by: AgentId) -> Result<(), Rejection> {
    let conversation = turn.conversation(id)?;
    match &conversation.state {
        ConversationState::Offered { .. } => {
            withdrawal::take_back(turn, id, Withdrawal::Requeued);
        }
        ConversationState::Assigned { since, .. } | ConversationState::Parked { since, .. } => {
            let (since, queue) = (*since, conversation.queue.clone());
            queueing::enqueue(turn, id, queue, Entry::at(since));
        }
        ConversationState::Scripted { .. }
        | ConversationState::Queued { .. }
        | ConversationState::WrapUp { .. }
        | ConversationState::Closed(_) => return Err(wrong_state(conversation)),
    }
    turn.log(id, StepKind::Requeued { by });
    handover::announce(turn, id);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Content, Notice};
    use crate::{Input, Span, testing::*};

    fn requeued(id: ConversationId) -> Input {
        Input::ConversationRequeued {
            conversation: id,
            by: agent("sam"),
        }
    }

    #[test]
    fn a_requeued_talk_returns_to_its_original_place() {
        let (mut stage, first) = Stage::talking();
        let opened = stage.conversation(first).opened_at;
        stage.wait(Span::seconds(300));
        stage.open("ben");
        stage.declare("bea", crate::Presence::Offline);
        let effects = stage.apply(requeued(first));
        let view = stage.floor.queue_view(&queue("sales")).unwrap();
        assert_eq!((view.waiting[0], view.oldest_since), (first, Some(opened)));
        assert_eq!(
            messages(&effects)[0].content,
            Content::Notice(Notice::Requeued)
        );
    }

    #[test]
    fn a_requeued_offer_is_withdrawn() {
        let mut stage = Stage::new();
        stage.ready("bea");
        let id = stage.open("ana");
        stage.ready("cem");
        let effects = stage.apply(requeued(id));
        assert_eq!(presented(&effects)[0].id, ofr(2));
    }

    #[test]
    fn a_talk_that_waits_or_is_over_cannot_be_requeued() {
        let mut stage = Stage::new();
        let id = stage.open("ana");
        assert_eq!(stage.refuse(requeued(id)).code(), "wrong_state");
        let (mut stage, id) = Stage::talking();
        stage.apply(Input::ContactEnded { conversation: id });
        assert_eq!(stage.refuse(requeued(id)).code(), "wrong_state");
    }
}

//! The agent sets a conversation aside until the contact writes: it holds no slot meanwhile.

use super::authority;
use crate::{
    conversation::ConversationState,
    handover,
    ids::{AgentId, ConversationId},
    rejection::Rejection,
    time::Span,
    trace::StepKind,
    turn::Turn,
};

/// Only where contacts do not sit and wait.
pub(super) fn apply(
    turn: &mut Turn<'_>,
    id: ConversationId,
    agent: AgentId,
) -> Result<(), Rejection> {
    let conversation = turn.conversation(id)?;
    turn.agent(&agent)?;
    authority::answers(conversation, &agent)?;
    if turn.floor.is_stream(&conversation.channel) {
        return Err(Rejection::CannotPark(conversation.channel.clone()));
    }
    let Some((since, _, queue)) = handover::held(conversation) else {
        return Err(authority::wrong_state(conversation));
    };
    let lasts = turn.floor.plan.queues.get(&queue).map(|q| q.parked_for);
    let now = turn.now;
    let until = lasts.filter(|l| *l > Span::ZERO).map(|lasts| now + lasts);
    turn.move_to(
        id,
        ConversationState::Parked {
            since,
            agent: agent.clone(),
            parked_at: now,
            until,
        },
    );
    turn.change_agent(&agent, |a| a.idle_since = now);
    turn.log(id, StepKind::Parked { agent });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Input, testing::*};

    /// A text message that bea has answered and set aside.
    fn parked() -> (Stage, ConversationId) {
        let mut plan = plan();
        plan.queues.get_mut(&queue("sales")).unwrap().parked_for = Span::seconds(600);
        let mut stage = Stage::with(plan);
        stage.ready("bea");
        stage.apply(wrote("sms", "+1", "hello"));
        let id = stage.accept("bea");
        stage.apply(park(id));
        (stage, id)
    }

    fn park(conversation: ConversationId) -> Input {
        Input::ConversationParked {
            conversation,
            agent: agent("bea"),
        }
    }

    #[test]
    fn a_parked_conversation_frees_its_slot_and_comes_back_to_its_agent() {
        let (mut stage, id) = parked();
        let bea = stage.floor.agent(&agent("bea")).unwrap();
        assert_eq!((stage.state(id), bea.load()), ("parked", 0));
        stage.ready("cem");
        stage.apply(wrote("sms", "+1", "and another thing"));
        assert_eq!(
            (stage.state(id), stage.holder(id)),
            ("assigned", Some("bea"))
        );
    }

    #[test]
    fn without_room_it_waits_at_its_original_age() {
        let (mut stage, id) = parked();
        stage.wait(Span::seconds(10));
        let other = stage.open("ben");
        stage.accept("bea");
        let younger = stage.open("cleo");
        stage.apply(wrote("sms", "+1", "and another thing"));
        assert_eq!(
            (stage.state(id), stage.state(younger)),
            ("queued", "queued")
        );
        stage.apply(Input::ConversationClosed {
            conversation: other,
            by: crate::EndedBy::System,
        });
        assert_eq!(stage.holder(id), Some("bea"));
    }

    #[test]
    fn the_maximum_of_the_channel_holds_for_what_comes_back() {
        let (mut stage, id) = parked();
        let mut plan = stage.floor.plan().clone();
        plan.agents.get_mut(&agent("bea")).unwrap().capacity = 6;
        plan.channels.get_mut(&channel("sms")).unwrap().agent_max = Some(1);
        stage.apply(Input::PlanChanged(plan));
        stage.apply(wrote("sms", "+2", "hello"));
        stage.accept("bea");
        stage.apply(wrote("sms", "+1", "and another thing"));
        assert_eq!(stage.state(id), "queued");
    }

    #[test]
    fn it_closes_by_itself_when_its_contact_is_silent_for_too_long() {
        let (mut stage, id) = parked();
        stage.wait(Span::seconds(599));
        assert_eq!(stage.state(id), "parked");
        stage.wait(Span::seconds(1));
        assert_eq!(stage.state(id), "closed");
    }

    #[test]
    fn whoever_had_set_it_aside_keeps_their_idle_time_when_it_closes() {
        let (mut stage, id) = parked();
        let idle = |stage: &Stage| stage.floor.agent(&agent("bea")).unwrap().idle_since;
        let before = idle(&stage);
        stage.wait(Span::seconds(600));
        assert_eq!((stage.state(id), idle(&stage)), ("closed", before));
    }

    #[test]
    fn a_contact_who_sits_and_waits_is_not_set_aside() {
        let (mut stage, id) = Stage::talking();
        assert_eq!(
            stage.refuse(park(id)),
            Rejection::CannotPark(channel("chat"))
        );
    }
}

//! An agent takes a waiting conversation by hand: the same room, the same queue, and a permission.

use super::authority::wrong_state;
use crate::{
    conversation::{Conversation, ConversationState},
    effect::Withdrawal,
    handover,
    ids::{AgentId, ConversationId},
    limits,
    message::{Author, Content, Notice},
    plan::Strategy,
    rejection::Rejection,
    time::Timestamp,
    trace::StepKind,
    transcript,
    turn::Turn,
    withdrawal,
};

/// Of two who take the same one, the second finds it taken. A supervisor who gives it to somebody
/// needs no room there, and it is written down that they forced it.
pub(super) fn apply(
    turn: &mut Turn<'_>,
    id: ConversationId,
    agent: &AgentId,
    forced_by: Option<&AgentId>,
) -> Result<(), Rejection> {
    let conversation = turn.conversation(id)?;
    let since = waiting_since(conversation, agent, forced_by.is_some())?;
    if forced_by.is_none() {
        check_may(turn, conversation, agent)?;
    }
    let who = turn.agent(agent)?;
    if who.load() >= limits::HELD_MAX {
        let capacity = who.capacity;
        return Err(Rejection::NoRoom { capacity });
    }
    // Not by way of the queue: of whoever takes what was offered to them, nothing is finished.
    withdrawal::announce(turn, id, Withdrawal::Taken);
    handover::assign(turn, id, agent, since);
    turn.log(
        id,
        StepKind::Taken {
            agent: agent.clone(),
            forced: forced_by.is_some(),
        },
    );
    let notice = Content::Notice(Notice::AgentJoined(agent.clone()));
    transcript::append(turn, id, Author::System, notice, None);
    if !turn.floor.contact_connected(id) {
        super::contact_disconnected::show_link(turn, id, false);
    }
    Ok(())
}

fn waiting_since(
    conversation: &Conversation,
    agent: &AgentId,
    is_forced: bool,
) -> Result<Timestamp, Rejection> {
    match &conversation.state {
        ConversationState::Queued { since, .. } => Ok(*since),
        ConversationState::Offered {
            since,
            agent: asked,
            ..
        } if is_forced || asked == agent => Ok(*since),
        ConversationState::Scripted { .. }
        | ConversationState::Offered { .. }
        | ConversationState::Assigned { .. }
        | ConversationState::Parked { .. }
        | ConversationState::WrapUp { .. }
        | ConversationState::Closed(_) => Err(wrong_state(conversation)),
    }
}

fn check_may(
    turn: &Turn<'_>,
    conversation: &Conversation,
    agent: &AgentId,
) -> Result<(), Rejection> {
    let who = turn.agent(agent)?;
    let Some(plan) = turn.floor.plan.agents.get(agent) else {
        return Err(Rejection::UnknownAgent(agent.clone()));
    };
    if !plan.queues.contains(&conversation.queue) {
        return Err(Rejection::NotInQueue {
            agent: agent.clone(),
            queue: conversation.queue.clone(),
        });
    }
    let queue = turn.floor.plan.queues.get(&conversation.queue);
    let is_pulled = queue.is_some_and(|q| q.strategy == Strategy::Pull);
    if !is_pulled && !plan.may_pick {
        return Err(Rejection::MayNotPick);
    }
    let is_theirs = conversation.state.agent() == Some(agent);
    check_room(turn, conversation, who, is_theirs)
}

/// Checks that an agent has room for a conversation, which may have its slot with them already.
pub(super) fn check_room(
    turn: &Turn<'_>,
    conversation: &Conversation,
    who: &crate::Agent,
    is_theirs: bool,
) -> Result<(), Rejection> {
    if is_theirs || who.has_room_on(&conversation.channel, &turn.floor.plan) {
        Ok(())
    } else {
        let capacity = who.capacity;
        Err(Rejection::NoRoom { capacity })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Effect, Input, StepKind, testing::*};

    fn take(conversation: ConversationId, name: &str) -> Input {
        Input::ConversationTaken {
            conversation,
            agent: agent(name),
            forced_by: None,
        }
    }

    fn pulled() -> Stage {
        let mut plan = plan();
        plan.queues.get_mut(&queue("sales")).unwrap().strategy = Strategy::Pull;
        Stage::with(plan)
    }

    #[test]
    fn of_two_who_take_the_same_one_only_the_first_has_it() {
        let mut stage = pulled();
        stage.ready("bea");
        stage.ready("cem");
        let id = stage.open("ana");
        assert_eq!(stage.state(id), "queued");
        stage.apply(take(id, "cem"));
        assert_eq!(stage.holder(id), Some("cem"));
        let refusal = stage.refuse(take(id, "bea"));
        assert!(matches!(refusal, Rejection::WrongState { .. }), "{refusal}");
    }

    #[test]
    fn taking_needs_a_permission_where_the_queue_asks_by_itself() {
        let mut stage = Stage::new();
        let id = stage.open("ana");
        assert_eq!(stage.refuse(take(id, "bea")), Rejection::MayNotPick);
        let mut plan = plan();
        plan.agents.get_mut(&agent("bea")).unwrap().may_pick = true;
        stage.apply(Input::PlanChanged(plan));
        stage.apply(take(id, "bea"));
        assert_eq!(stage.holder(id), Some("bea"));
    }

    #[test]
    fn taking_obeys_room_and_a_supervisor_may_force_it_which_is_written_down() {
        let mut stage = pulled();
        stage.ready("bea");
        let (one, two) = (stage.open("ana"), stage.open("ben"));
        stage.apply(take(one, "bea"));
        assert_eq!(
            stage.refuse(take(two, "bea")),
            Rejection::NoRoom { capacity: 1 }
        );
        let effects = stage.apply(Input::ConversationTaken {
            conversation: two,
            agent: agent("bea"),
            forced_by: Some(agent("cem")),
        });
        assert_eq!(stage.holder(two), Some("bea"));
        let is_forced = |effect: &Effect| {
            let Effect::Log(step) = effect else {
                return false;
            };
            matches!(step.kind, StepKind::Taken { forced: true, .. })
        };
        assert!(effects.iter().any(is_forced));
    }

    #[test]
    fn who_wants_nothing_new_may_still_take_what_is_offered_to_them() {
        let mut plan = plan();
        plan.agents.get_mut(&agent("bea")).unwrap().may_pick = true;
        let mut stage = Stage::with(plan);
        stage.ready("bea");
        let id = stage.open("ana");
        stage.apply(Input::NewStopped {
            agent: agent("bea"),
            stopped: true,
        });
        stage.apply(take(id, "bea"));
        let bea = stage.floor.agent(&agent("bea")).unwrap();
        assert_eq!(
            (stage.state(id), bea.presence.name(), bea.stops_new),
            ("assigned", "available", true)
        );
    }

    #[test]
    fn nobody_takes_from_a_queue_that_they_do_not_serve() {
        let mut stage = Stage::new();
        let id = stage.open_on("vip", "ana");
        let refusal = stage.refuse(take(id, "cem"));
        assert!(matches!(refusal, Rejection::NotInQueue { .. }), "{refusal}");
    }
}

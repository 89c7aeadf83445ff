//! The operator's plan changes: refused while open conversations still need what it drops.

use alloc::{format, string::String, vec::Vec};

use crate::{
    agent::Agent,
    conversation::{Conversation, ConversationState},
    effect::Withdrawal,
    floor::Floor,
    ids::AgentId,
    plan::{Delivery, RoutingPlan},
    rejection::Rejection,
    turn::Turn,
    withdrawal,
};

/// Running offers, wrap-ups and graces keep the times they were given; new ones follow the new plan.
pub(super) fn apply(turn: &mut Turn<'_>, plan: RoutingPlan) -> Result<(), Rejection> {
    plan.check()?;
    for conversation in turn.floor.conversations.values() {
        if let Some(what) = missing(conversation, &plan) {
            return Err(Rejection::StillInUse { what });
        }
    }
    for version in turn.floor.index.scripts.keys() {
        let kept = turn.floor.scripts.get(version);
        if let Some(what) = kept.and_then(|kept| kept.script.missing(&plan)) {
            return Err(Rejection::StillInUse { what });
        }
    }
    let keeps = |c: &&Conversation| keeps_offer(c, &plan);
    let conversations = turn.floor.conversations.values().filter(|c| !keeps(c));
    let homeless: Vec<_> = conversations.map(|c| c.id).collect();
    for conversation in homeless {
        withdrawal::take_back(turn, conversation, Withdrawal::AgentNotAvailable);
    }
    change_agents(turn, &plan);
    turn.floor.plan = plan;
    forget_streams(turn.floor);
    turn.rebuild_index();
    turn.forget_scripts();
    Ok(())
}

/// What an open conversation needs and the plan does not have: an offer alone needs no agent.
pub(crate) fn missing(conversation: &Conversation, plan: &RoutingPlan) -> Option<String> {
    if !plan.queues.contains_key(&conversation.queue) {
        return Some(format!("queue \"{}\"", conversation.queue));
    }
    if !plan.channels.contains_key(&conversation.channel) {
        return Some(format!("channel \"{}\"", conversation.channel));
    }
    match &conversation.state {
        ConversationState::Assigned { agent, .. } | ConversationState::WrapUp { agent, .. } => {
            (!plan.agents.contains_key(agent)).then(|| format!("agent \"{agent}\""))
        }
        ConversationState::Scripted { .. }
        | ConversationState::Queued { .. }
        | ConversationState::Offered { .. }
        | ConversationState::Parked { .. }
        | ConversationState::Closed(_) => None,
    }
}

/// Whether an open offer may stand: its agent is still there and still serves the queue.
fn keeps_offer(conversation: &Conversation, plan: &RoutingPlan) -> bool {
    match &conversation.state {
        ConversationState::Offered { agent, .. } => plan
            .agents
            .get(agent)
            .is_some_and(|a| a.queues.contains(&conversation.queue)),
        ConversationState::Scripted { .. }
        | ConversationState::Queued { .. }
        | ConversationState::Assigned { .. }
        | ConversationState::Parked { .. }
        | ConversationState::WrapUp { .. }
        | ConversationState::Closed(_) => true,
    }
}

/// A channel that does not stream any more has no contact who could be gone.
fn forget_streams(floor: &mut Floor) {
    let (plan, conversations) = (&floor.plan, &floor.conversations);
    let streams = |c: &Conversation| {
        plan.channels
            .get(&c.channel)
            .is_some_and(|c| c.delivery == Delivery::Stream)
    };
    floor
        .gone
        .retain(|id, _| conversations.get(id).is_some_and(streams));
}

/// Agents come and go; a live capacity change ends for those whose number in the plan is another.
fn change_agents(turn: &mut Turn<'_>, plan: &RoutingPlan) {
    let old = &turn.floor.plan.agents;
    let mut fresh: Vec<AgentId> = Vec::new();
    let mut renumbered: Vec<(AgentId, u8)> = Vec::new();
    for (id, agent) in &plan.agents {
        match old.get(id) {
            None => fresh.push(id.clone()),
            Some(before) if before.capacity != agent.capacity => {
                renumbered.push((id.clone(), agent.capacity));
            }
            Some(_) => {}
        }
    }
    turn.floor
        .agents
        .retain(|id, _| plan.agents.contains_key(id));
    for (id, capacity) in renumbered {
        turn.change_agent(&id, |a| {
            a.capacity = capacity;
            a.capacity_override = None;
        });
        turn.save_agent(id);
    }
    for id in fresh {
        if let Some(agent) = plan.agents.get(&id) {
            turn.floor
                .agents
                .insert(id.clone(), Agent::new(id.clone(), agent, turn.now));
            turn.save_agent(id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AgentPlan, Input, Link, Presence, QueueId, testing::*};

    fn with(change: impl FnOnce(&mut RoutingPlan)) -> Input {
        let mut plan = plan();
        change(&mut plan);
        Input::PlanChanged(plan)
    }

    fn in_use(what: &str) -> Rejection {
        Rejection::StillInUse { what: what.into() }
    }

    #[test]
    fn a_plan_that_does_not_hold_together_is_refused() {
        let mut stage = Stage::new();
        let refused = stage.refuse(with(|p| drop(p.queues.remove(&queue("vip")))));
        assert_eq!(refused.code(), "invalid_plan");
    }

    #[test]
    fn what_open_conversations_need_cannot_be_removed() {
        let (mut stage, _) = Stage::talking();
        let refused = stage.refuse(with(|p| drop(p.channels.remove(&channel("chat")))));
        assert_eq!(refused, in_use("channel \"chat\""));
        let refused = stage.refuse(with(|p| drop(p.agents.remove(&agent("bea")))));
        assert_eq!(refused, in_use("agent \"bea\""));
        let refused = stage.refuse(with(|p| {
            p.queues.remove(&queue("sales"));
            p.channels.retain(|_, c| c.queue != queue("sales"));
            p.agents
                .values_mut()
                .for_each(|a| a.queues.retain(|q: &QueueId| *q != queue("sales")));
        }));
        assert_eq!(refused, in_use("queue \"sales\""));
    }

    #[test]
    fn a_removed_agents_offer_goes_to_someone_else() {
        let mut stage = Stage::new();
        stage.ready("bea");
        let id = stage.open("ana");
        stage.ready("cem");
        stage.apply(with(|p| drop(p.agents.remove(&agent("bea")))));
        assert_eq!(stage.holder(id), Some("cem"));
        assert!(stage.floor.agent(&agent("bea")).is_none());
    }

    #[test]
    fn an_agent_taken_out_of_the_queue_loses_its_offer() {
        let mut stage = Stage::new();
        stage.ready("bea");
        let id = stage.open("ana");
        stage.apply(with(|p| {
            p.agents.get_mut(&agent("bea")).unwrap().queues = alloc::vec![queue("vip")];
        }));
        assert_eq!(stage.state(id), "queued");
    }

    #[test]
    fn a_new_agent_begins_offline_and_unreachable() {
        let mut stage = Stage::new();
        stage.apply(with(|p| {
            let plan = AgentPlan {
                queues: alloc::vec![queue("sales")],
                capacity: 2,
                may_decline: false,
                ..AgentPlan::default()
            };
            p.agents.insert(agent("eve"), plan);
        }));
        let eve = stage.floor.agent(&agent("eve")).unwrap();
        assert_eq!(
            (&eve.presence, eve.link, eve.capacity),
            (&Presence::Offline, Link::Lost, 2)
        );
    }

    #[test]
    fn joining_a_queue_brings_its_waiting_conversations() {
        let mut stage = Stage::new();
        stage.ready("cem");
        let id = stage.open_on("vip", "ana");
        assert_eq!(stage.state(id), "queued");
        stage.apply(with(|p| {
            p.agents
                .get_mut(&agent("cem"))
                .unwrap()
                .queues
                .push(queue("vip"));
        }));
        assert_eq!(stage.holder(id), Some("cem"));
    }

    #[test]
    fn a_live_capacity_ends_when_the_plan_names_another_number() {
        let mut stage = Stage::new();
        stage.apply(Input::CapacityChanged {
            agent: agent("bea"),
            capacity: 4,
        });
        stage.apply(with(|p| {
            p.agents.get_mut(&agent("cem")).unwrap().capacity = 2;
        }));
        assert_eq!(stage.floor.agent(&agent("bea")).unwrap().capacity, 4);
        stage.apply(with(|p| {
            p.agents.get_mut(&agent("bea")).unwrap().capacity = 3;
        }));
        let bea = stage.floor.agent(&agent("bea")).unwrap();
        assert_eq!((bea.capacity, bea.capacity_override), (3, None));
    }
}

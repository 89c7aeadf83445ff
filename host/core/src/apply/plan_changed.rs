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
        ConversationState::Queued { .. }
        | ConversationState::Offered { .. }
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
        ConversationState::Queued { .. }
        | ConversationState::Assigned { .. }
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

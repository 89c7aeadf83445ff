//! The second half of a world: no more misfortunes, everyone cooperates. Then every conversation must
//! come to its end.

use frontdesk_core::{
    Agent, AgentId, Conversation, ConversationState, DeadlineReason, Floor, Link, Presence,
    Strategy,
};

use crate::{
    plan::{Act, Step},
    world::{Failure, World},
};

/// Simulated time within which everything must be done.
const PATIENCE_MS: u64 = 24 * 3_600_000;

/// Lets everyone cooperate until nothing is open.
pub fn run(world: &mut World) -> Result<(), Failure> {
    let begin = world.elapsed();
    let mut at = begin;
    if world.floor().is_none() {
        act(world, at, Act::Restart)?;
    }
    loop {
        let Some(floor) = world.floor() else {
            return Ok(());
        };
        if floor.conversations().next().is_none() {
            return Ok(());
        }
        if at > begin.saturating_add(PATIENCE_MS) {
            return Err(waits(floor, "nothing came of it"));
        }
        let acts = cooperation(floor);
        if acts.is_empty() {
            let next = floor.next_deadline();
            if let Some((deadline, _)) = next.filter(|(_, why)| !is_in_vain(floor, *why)) {
                at = deadline.since(crate::world::START).0.max(at);
                act(world, at, Act::Wake)?;
            } else if let Some(given) = given(floor) {
                act(world, at, given)?;
            } else {
                return Err(waits(floor, "and nothing will ever happen"));
            }
        }
        for next in acts {
            at += 100;
            act(world, at, next)?;
        }
    }
}

fn act(world: &mut World, at: u64, act: Act) -> Result<(), Failure> {
    world
        .step(&Step {
            at,
            act,
            crash: None,
        })
        .map(drop)
}

/// What willing agents do at this moment.
fn cooperation(floor: &Floor) -> Vec<Act> {
    let mut acts = Vec::new();
    for agent in floor.agents() {
        let name = agent.id.to_string();
        if agent.link != Link::Up {
            acts.push(Act::AgentConnects {
                agent: name.clone(),
            });
        }
        if agent.presence != Presence::Available || agent.stops_new {
            acts.push(Act::Available { agent: name });
        }
    }
    acts.extend(floor.conversations().filter_map(|c| willing(floor, c)));
    acts
}

/// Whether all that lies ahead is another try to send something on to a queue that was full before: the
/// line there may be of those whom nobody could ever take.
fn is_in_vain(floor: &Floor, why: DeadlineReason) -> bool {
    let was_tried = |c: &Conversation| {
        let is_queued = matches!(c.state, ConversationState::Queued { .. });
        is_queued && c.relaxation.overflow_tried > c.relaxation.began
    };
    why == DeadlineReason::OverflowDue && floor.conversations().any(was_tried)
}

/// Nobody could ever take it, since it is heavier than what they may hold: a supervisor gives it.
fn given(floor: &Floor) -> Option<Act> {
    let waits = |c: &&Conversation| matches!(c.state, ConversationState::Queued { .. });
    let contact = floor.conversations().find(waits)?.thread.0.to_string();
    let agent = floor.agents().next()?.id.to_string();
    Some(Act::Force { agent, contact })
}

/// Where nobody is asked, somebody who may takes it.
fn taken(floor: &Floor, conversation: &Conversation) -> Option<Act> {
    let plan = floor.plan();
    let queue = plan.queues.get(&conversation.queue)?;
    let channel = plan.channels.get(&conversation.channel)?;
    let may = |agent: &&Agent| {
        let serves = plan.agents.get(&agent.id);
        let most = channel.agent_max.map_or(usize::MAX, usize::from);
        serves.is_some_and(|a| a.queues.contains(&conversation.queue))
            && agent.has_room_for(channel.weight)
            && agent.load_of(&conversation.channel) < most
    };
    let agent = floor.agents().find(may)?;
    (queue.strategy == Strategy::Pull).then(|| Act::Take {
        agent: agent.id.to_string(),
        contact: conversation.thread.0.to_string(),
    })
}

/// Whoever set it aside takes it up again, or a supervisor puts it back.
fn taken_up(floor: &Floor, agent: &AgentId, conversation: &Conversation) -> Act {
    let contact = conversation.thread.0.to_string();
    let channel = floor.plan().channels.get(&conversation.channel);
    let weight = channel.map_or(1, |c| c.weight);
    let there = floor.agent(agent);
    let there = there.filter(|a| a.load() == 0 && a.has_room_for(weight));
    match there {
        Some(agent) => Act::TakeUp {
            agent: agent.id.to_string(),
            contact,
        },
        None => Act::Requeue { contact },
    }
}

fn willing(floor: &Floor, conversation: &Conversation) -> Option<Act> {
    let contact = conversation.thread.0.to_string();
    match &conversation.state {
        ConversationState::Offered { agent, .. } => Some(Act::Accept {
            agent: agent.to_string(),
            contact,
        }),
        ConversationState::Assigned { agent, .. } => Some(Act::AgentEnds {
            agent: agent.to_string(),
            contact,
        }),
        ConversationState::WrapUp { agent, .. } => Some(Act::Finish {
            agent: agent.to_string(),
            contact,
            disposition: None,
        }),
        ConversationState::Parked { agent, .. } => Some(taken_up(floor, agent, conversation)),
        ConversationState::Queued { .. } => taken(floor, conversation),
        ConversationState::Scripted { .. } | ConversationState::Closed(_) => None,
    }
}

/// Who waits for what.
fn waits(floor: &Floor, why: &str) -> Failure {
    let open: Vec<_> = floor
        .conversations()
        .map(|c| format!("{} {:?}", c.id, c.state))
        .collect();
    let agents: Vec<_> = floor.agents().map(|a| format!("{a:?}")).collect();
    let detail = format!("{why}:\n{}\n{}", open.join("\n"), agents.join("\n"));
    Failure::new("when everyone cooperates, everything ends", detail)
}

//! The second half of a world: no more misfortunes, everyone cooperates. Then every conversation must
//! come to its end.

use frontdesk_core::{Conversation, ConversationState, Floor, Link, Presence};

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
            let Some((deadline, _)) = floor.next_deadline() else {
                return Err(waits(floor, "and nothing will ever happen"));
            };
            at = deadline.since(crate::world::START).0;
            act(world, at, Act::Wake)?;
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
        if agent.presence != Presence::Available {
            acts.push(Act::Available { agent: name });
        }
    }
    acts.extend(floor.conversations().filter_map(willing));
    acts
}

fn willing(conversation: &Conversation) -> Option<Act> {
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
        ConversationState::Queued { .. } | ConversationState::Closed(_) => None,
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

//! An agent: signs in, answers offers or does not, talks, wraps up, loses the network, takes breaks.

use frontdesk_core::{Conversation, ConversationState, Floor, Link, Presence, Strategy};

use super::{Scene, Turn};
use crate::plan::Act;

pub(super) fn play(scene: &mut Scene<'_>, name: String) {
    if let Some(floor) = scene.world.floor() {
        work(scene, floor, &name);
    }
    let within = scene.options.answer_s;
    scene.again(Turn::Agent(name), within);
}

fn work(scene: &mut Scene<'_>, floor: &Floor, name: &str) {
    let Some(me) = floor.agents().find(|a| a.id.as_str() == name) else {
        return;
    };
    let agent = name.to_owned();
    if me.link != Link::Up && scene.rng.percent(60) {
        scene.send(Act::AgentConnects {
            agent: agent.clone(),
        });
    } else if me.presence != Presence::Available && scene.rng.percent(60) {
        scene.send(Act::Available {
            agent: agent.clone(),
        });
    } else if scene.rng.percent(scene.options.disconnect) {
        scene.send(Act::AgentDisconnects {
            agent: agent.clone(),
        });
    } else if scene.rng.percent(scene.options.leave) {
        let offline = scene.rng.percent(50);
        let away = Act::Away {
            agent: agent.clone(),
        };
        scene.send(if offline {
            Act::Offline {
                agent: agent.clone(),
            }
        } else {
            away
        });
    }
    if scene.rng.percent(scene.options.start) {
        write_first(scene, agent.clone());
    }
    if scene.rng.percent(scene.options.stop_new) {
        let agent = agent.clone();
        scene.send(if me.stops_new {
            Act::WantNew { agent }
        } else {
            Act::StopNew { agent }
        });
    }
    take(scene, floor, agent.clone());
    for held in me.holds.keys().filter_map(|id| floor.conversation(*id)) {
        let who = mostly(scene, agent.clone());
        tend(scene, held, who);
    }
    for parked in floor.conversations().filter(|c| is_parked_by(c, name)) {
        if scene.rng.percent(20) {
            let (agent, contact) = (mostly(scene, agent.clone()), parked.thread.0.to_string());
            scene.send(Act::TakeUp { agent, contact });
        }
    }
}

/// Now and then a command comes from someone whose business it is not.
fn mostly(scene: &mut Scene<'_>, agent: String) -> String {
    if scene.rng.percent(3) {
        format!("a{}", scene.rng.between(0, 6))
    } else {
        agent
    }
}

fn is_parked_by(conversation: &Conversation, name: &str) -> bool {
    match &conversation.state {
        ConversationState::Parked { agent, .. } => agent.as_str() == name,
        ConversationState::Scripted { .. }
        | ConversationState::Queued { .. }
        | ConversationState::Offered { .. }
        | ConversationState::Assigned { .. }
        | ConversationState::WrapUp { .. }
        | ConversationState::Closed(_) => false,
    }
}

/// Looks at what waits, and takes some of it by hand: rarely where queues ask by themselves.
fn take(scene: &mut Scene<'_>, floor: &Floor, agent: String) {
    let waits = |c: &&Conversation| matches!(c.state.name(), "queued" | "offered");
    let waiting: Vec<_> = floor.conversations().filter(waits).collect();
    let Some(one) = scene.rng.pick(&waiting) else {
        return;
    };
    let queue = floor.plan().queues.get(&one.queue);
    let is_pulled = queue.is_some_and(|q| q.strategy == Strategy::Pull);
    let share = if is_pulled { 50 } else { scene.options.take };
    if scene.rng.percent(share) {
        let contact = one.thread.0.to_string();
        scene.send(Act::Take { agent, contact });
    }
}

/// To anybody at all, also to who is being answered, has stopped, or cannot be written to. Only their
/// own channel: a contact keeps to one.
fn write_first(scene: &mut Scene<'_>, agent: String) {
    let last = scene.options.contacts.saturating_sub(1);
    let number = scene.rng.between(0, last);
    let own = scene.world.channel(usize::try_from(number).unwrap_or(0));
    let channel = if scene.rng.percent(3) {
        Some("fax".into())
    } else {
        own
    };
    let text = scene.words();
    let contact = format!("c{number}");
    if let Some(channel) = channel {
        scene.send(Act::Starts {
            agent,
            contact,
            channel,
            text,
        });
    }
}

fn tend(scene: &mut Scene<'_>, held: &Conversation, agent: String) {
    let contact = held.thread.0.to_string();
    match &held.state {
        ConversationState::Offered { .. } => {
            if scene.rng.percent(scene.options.ignore) {
            } else if scene.rng.percent(scene.options.decline) {
                scene.send(Act::Decline { agent, contact });
            } else {
                scene.send(Act::Accept { agent, contact });
            }
        }
        ConversationState::Assigned { .. } => talk(scene, held, agent, contact),
        ConversationState::WrapUp { .. } => {
            let disposition = match scene.rng.between(0, 5) {
                0 | 1 => None,
                2 => Some("other".into()),
                _ => Some("done".into()),
            };
            if scene.rng.percent(50) {
                scene.send(Act::Finish {
                    agent,
                    contact,
                    disposition,
                });
            }
        }
        ConversationState::Scripted { .. }
        | ConversationState::Queued { .. }
        | ConversationState::Parked { .. }
        | ConversationState::Closed(_) => {}
    }
}

fn talk(scene: &mut Scene<'_>, held: &Conversation, agent: String, contact: String) {
    let turns = (scene.options.talk_s / scene.options.answer_s.max(1)).max(1);
    if scene.rng.between(0, turns) == 0 {
        scene.send(Act::AgentEnds { agent, contact });
        return;
    }
    if scene.rng.percent(scene.options.stop / 4) {
        // The contact told them on the phone.
        let by = agent;
        scene.send(Act::Stops { contact, by });
        return;
    }
    if scene.rng.percent(scene.options.hand_on) {
        let to = scene.somewhere();
        scene.send(Act::HandOn { agent, contact, to });
        return;
    }
    if scene.rng.percent(scene.options.park) {
        scene.send(Act::Park { agent, contact });
        return;
    }
    match scene.rng.between(0, 5) {
        0 => scene.send(Act::AgentTypes { agent, contact }),
        1 => {
            let seq = u32::try_from(scene.rng.between(0, u64::from(held.last_seq.0) + 1));
            scene.send(Act::AgentReads {
                agent,
                contact,
                seq: seq.unwrap_or(0),
            });
        }
        2 => scene.send(Act::Finish {
            agent,
            contact,
            disposition: None,
        }),
        _ => {
            let text = scene.words();
            scene.send(Act::AgentWrites {
                agent,
                contact,
                text,
            });
        }
    }
}

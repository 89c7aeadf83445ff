//! An agent: signs in, answers offers or does not, talks, wraps up, loses the network, takes breaks.

use frontdesk_core::{Conversation, ConversationState, Floor, Link, Presence};

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
    for held in me.holds.iter().filter_map(|id| floor.conversation(*id)) {
        // Now and then a command comes from someone whose business it is not.
        let other = scene.rng.percent(3);
        let who = if other {
            format!("a{}", scene.rng.between(0, 6))
        } else {
            agent.clone()
        };
        tend(scene, held, who);
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
        ConversationState::Queued { .. } | ConversationState::Closed(_) => {}
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

//! Three small worlds, complete: two agents with contacts on web chat or by text message, or who take,
//! hand on and set aside, and every sequence of a few things that can happen in it. No chance, so nothing is missed by it.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the whole target is a test: clippy exempts only the functions marked as one"
)]

use frontdesk_core::{
    AgentPlan, ChannelPlan, Consequence, Delivery, Name, QueuePlan, RoutingPlan, Span,
};
use frontdesk_test_sim::{
    plan::{Act, Step},
    world::{Outcome, START, World},
};

const DEPTH: usize = 5;
/// More can happen where agents write first.
const DEPTH_OUTBOX: usize = 4;
/// Fewer of them are possible at a time where everything is done by hand.
const DEPTH_BY_HAND: usize = 5;

fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

fn plan(channel: &str, delivery: Delivery) -> RoutingPlan {
    let queue = frontdesk_core::QueueId(name("q"));
    let agent = |capacity| AgentPlan {
        queues: vec![queue.clone()],
        capacity,
        may_decline: true,
        ..AgentPlan::default()
    };
    RoutingPlan {
        channels: [(
            frontdesk_core::ChannelId(name(channel)),
            ChannelPlan::new(queue.clone(), delivery, Span::seconds(20)),
        )]
        .into(),
        queues: [(
            queue.clone(),
            QueuePlan {
                priority: 5,
                offer: Span::seconds(15),
                wrap_up: Span::seconds(30),
                back_off: Span::seconds(10),
                missed_offer: Consequence::Away,
                dispositions: Vec::new(),
                ..QueuePlan::default()
            },
        )]
        .into(),
        agents: [
            (frontdesk_core::AgentId(name("a0")), agent(1)),
            (frontdesk_core::AgentId(name("a1")), agent(2)),
        ]
        .into(),
        ..RoutingPlan::default()
    }
}

fn acts() -> Vec<Act> {
    let mut acts = vec![Act::Wake, Act::Restart];
    for contact in ["c0", "c1", "c2"].map(String::from) {
        acts.push(Act::Open {
            contact: contact.clone(),
            channel: "chat".into(),
        });
        acts.push(Act::ContactEnds {
            contact: contact.clone(),
        });
        acts.push(Act::ContactDisconnects {
            contact: contact.clone(),
        });
        acts.push(Act::Requeue {
            contact: contact.clone(),
        });
        for agent in ["a0", "a1"].map(String::from) {
            acts.push(Act::Accept {
                agent: agent.clone(),
                contact: contact.clone(),
            });
            acts.push(Act::Decline {
                agent: agent.clone(),
                contact: contact.clone(),
            });
            acts.push(Act::AgentEnds {
                agent: agent.clone(),
                contact: contact.clone(),
            });
            let disposition = None;
            acts.push(Act::Finish {
                agent,
                contact: contact.clone(),
                disposition,
            });
        }
    }
    for agent in ["a0", "a1"].map(String::from) {
        acts.push(Act::AgentDisconnects {
            agent: agent.clone(),
        });
        acts.push(Act::Away { agent });
    }
    acts
}

/// What can happen by text message: two contacts, each of whom may write, be written to first, and
/// want no more of it.
fn outbox_acts() -> Vec<Act> {
    let mut acts = vec![Act::Wake, Act::Restart];
    for contact in ["c0", "c1"].map(String::from) {
        let (of, text, channel) = (|| contact.clone(), || "hello".into(), || "sms".into());
        acts.extend([
            Act::Write {
                contact: of(),
                channel: channel(),
                text: text(),
            },
            Act::Stops {
                contact: of(),
                by: of(),
            },
            Act::Resumes {
                contact: of(),
                by: of(),
            },
            Act::Elsewhere {
                contact: of(),
                text: text(),
            },
            Act::ContactEnds { contact: of() },
            Act::Requeue { contact: of() },
        ]);
        for agent in ["a0", "a1"] {
            let by = || agent.to_owned();
            acts.extend([
                Act::Starts {
                    agent: by(),
                    contact: of(),
                    channel: channel(),
                    text: text(),
                },
                Act::AgentWrites {
                    agent: by(),
                    contact: of(),
                    text: text(),
                },
                Act::Accept {
                    agent: by(),
                    contact: of(),
                },
                Act::AgentEnds {
                    agent: by(),
                    contact: of(),
                },
                Act::Finish {
                    agent: by(),
                    contact: of(),
                    disposition: None,
                },
            ]);
        }
    }
    acts
}

/// Everybody may take by hand, nobody is waited for for ever, and what is gone or silent comes back.
fn plan_by_hand() -> RoutingPlan {
    let mut plan = plan("sms", Delivery::Outbox);
    plan.handover = Span::seconds(20);
    for agent in plan.agents.values_mut() {
        agent.may_pick = true;
    }
    for queue in plan.queues.values_mut() {
        queue.declined_offer = Consequence::Away;
        queue.away_for = Span::seconds(20);
        queue.parked_for = Span::seconds(60);
        queue.silence.contact_end = Span::seconds(40);
        queue.silence.agent_requeue = Span::seconds(30);
        queue.last_agent.wait = Span::seconds(10);
    }
    plan
}

/// What can be done by hand with two contacts' text messages.
fn acts_by_hand() -> Vec<Act> {
    let mut acts = vec![Act::Wake];
    for contact in ["c0", "c1"].map(String::from) {
        let of = || contact.clone();
        acts.push(Act::Write {
            contact: of(),
            channel: "sms".into(),
            text: "hello".into(),
        });
        for agent in ["a0", "a1"] {
            let by = || agent.to_owned();
            acts.extend([
                Act::Accept {
                    agent: by(),
                    contact: of(),
                },
                Act::Decline {
                    agent: by(),
                    contact: of(),
                },
                Act::Take {
                    agent: by(),
                    contact: of(),
                },
                Act::Park {
                    agent: by(),
                    contact: of(),
                },
                Act::TakeUp {
                    agent: by(),
                    contact: of(),
                },
                Act::HandOn {
                    agent: by(),
                    contact: of(),
                    to: "a1".into(),
                },
            ]);
        }
        let agent = "a0".into();
        acts.push(Act::Force {
            agent,
            contact: of(),
        });
    }
    for agent in ["a0", "a1"].map(String::from) {
        acts.push(Act::AgentDisconnects {
            agent: agent.clone(),
        });
        acts.push(Act::StopNew { agent });
    }
    acts
}

/// The world after its first steps: the two agents signed in.
fn begin(plan: RoutingPlan) -> World {
    let mut world = World::new(&[plan]).unwrap();
    for agent in ["a0", "a1"].map(String::from) {
        for act in [
            Act::AgentConnects {
                agent: agent.clone(),
            },
            Act::Available { agent },
        ] {
            world
                .step(&Step {
                    at: 0,
                    act,
                    crash: None,
                })
                .unwrap();
        }
    }
    world
}

/// Tries every act from here on. A refusal changes nothing, so nothing new lies behind it; waking up
/// takes the world to its next deadline.
fn explore(world: &World, acts: &[Act], depth: usize, path: &mut Vec<Act>, count: &mut usize) {
    if path.len() == depth {
        return;
    }
    for act in acts {
        let now = world.elapsed() + 1_000;
        let deadline = world.floor().and_then(frontdesk_core::Floor::next_deadline);
        let at = match (act, deadline) {
            (Act::Wake, None) => continue,
            (Act::Wake, Some((at, _))) => at.since(START).0,
            _ => now,
        };
        let mut next = world.clone();
        path.push(act.clone());
        let step = Step {
            at,
            act: act.clone(),
            crash: None,
        };
        match next.step(&step) {
            Ok(Outcome::Accepted(_)) => {
                *count += 1;
                explore(&next, acts, depth, path, count);
            }
            Ok(Outcome::Refused(_) | Outcome::Skipped) => {}
            Err(failure) => panic!("{path:?}: {}\n{}", failure.sentence, failure.detail),
        }
        path.pop();
    }
}

#[test]
fn nothing_goes_wrong_in_any_short_story() {
    let mut count = 0;
    let world = begin(plan("chat", Delivery::Stream));
    explore(&world, &acts(), DEPTH, &mut Vec::new(), &mut count);
    assert!(count > 10_000, "only {count} steps");
}

#[test]
fn nothing_goes_wrong_in_any_short_story_by_text_message() {
    let mut count = 0;
    let world = begin(plan("sms", Delivery::Outbox));
    let acts = outbox_acts();
    explore(&world, &acts, DEPTH_OUTBOX, &mut Vec::new(), &mut count);
    assert!(count > 10_000, "only {count} steps");
}

#[test]
fn nothing_goes_wrong_in_any_short_story_by_hand() {
    let mut count = 0;
    let world = begin(plan_by_hand());
    let acts = acts_by_hand();
    explore(&world, &acts, DEPTH_BY_HAND, &mut Vec::new(), &mut count);
    assert!(count > 10_000, "only {count} steps");
}

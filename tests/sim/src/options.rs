//! What kind of world a seed gives. Swarm testing: each world has only some of the misfortunes, so
//! that none of them hides another.

use std::collections::BTreeMap;

use frontdesk_core::{AgentPlan, ChannelPlan, Delivery, MissedOffer, QueuePlan, RoutingPlan, Span};
use serde::{Deserialize, Serialize};

use crate::rng::Rng;

/// The habits and misfortunes of one world; shares are percentages.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Options {
    /// Contacts who come, each possibly several times.
    pub contacts: u64,
    /// Simulated minutes before everyone cooperates.
    pub minutes: u64,
    /// How long a contact stays away, at most, in seconds.
    pub pause_s: u64,
    /// How long an agent takes to answer an offer, at most, in seconds.
    pub answer_s: u64,
    /// How long a talk lasts, at most, in seconds.
    pub talk_s: u64,
    /// Offers that are declined.
    pub decline: u64,
    /// Offers that are not answered.
    pub ignore: u64,
    /// Commands that arrive twice.
    pub duplicate: u64,
    /// Commands that arrive from 1 to 90 s late.
    pub late: u64,
    /// Times at which an agent or contact looks up and finds the connection lost.
    pub disconnect: u64,
    /// Times at which an agent goes away or offline for a while.
    pub leave: u64,
    /// Times at which an agent writes first to somebody.
    pub start: u64,
    /// Times at which a contact wants no more messages, or wants them again.
    pub stop: u64,
    /// Times at which somebody writes to a contact past the gateway.
    pub elsewhere: u64,
    /// Times at which a supervisor does something.
    pub supervise: u64,
    /// Steps of a thousand after which the process dies.
    pub crash_per_mille: u64,
    /// Steps of a thousand before which the clock jumps.
    pub jump_per_mille: u64,
    /// Deadlines that are noticed up to a minute late.
    pub late_wake: u64,
}

impl Options {
    /// The options of a seed.
    pub(crate) fn draw(rng: &mut Rng) -> Self {
        let some = |rng: &mut Rng, high| {
            if rng.percent(50) {
                rng.between(1, high)
            } else {
                0
            }
        };
        Self {
            contacts: rng.between(1, 30),
            minutes: rng.between(5, 40),
            pause_s: rng.between(5, 300),
            answer_s: rng.between(2, 40),
            talk_s: rng.between(10, 240),
            decline: some(rng, 60),
            ignore: some(rng, 40),
            duplicate: some(rng, 30),
            late: some(rng, 20),
            disconnect: some(rng, 30),
            leave: some(rng, 20),
            start: some(rng, 30),
            stop: some(rng, 20),
            elsewhere: some(rng, 10),
            supervise: some(rng, 60),
            crash_per_mille: some(rng, 20),
            jump_per_mille: some(rng, 10),
            late_wake: some(rng, 50),
        }
    }
}

/// The plans of a seed: the first is in force at the start, a supervisor may switch between them.
pub(crate) fn draw_plans(rng: &mut Rng) -> Vec<RoutingPlan> {
    let first = draw_plan(rng);
    let mut plans = vec![first.clone()];
    for _ in 0..rng.between(0, 3) {
        let mut plan = first.clone();
        vary(rng, &mut plan);
        plans.push(plan);
    }
    plans
}

fn draw_plan(rng: &mut Rng) -> RoutingPlan {
    let mut plan = RoutingPlan::default();
    let queues = rng.between(1, 3);
    for n in 0..queues {
        let queue = draw_queue(rng);
        plan.queues
            .extend(name(&format!("q{n}")).map(|id| (frontdesk_core::QueueId(id), queue)));
        for (medium, delivery) in [("chat", Delivery::Stream), ("sms", Delivery::Outbox)] {
            let Some(queue) = name(&format!("q{n}")) else {
                continue;
            };
            let channel = ChannelPlan {
                queue: frontdesk_core::QueueId(queue),
                delivery,
                contact_grace: Span::seconds(seconds(rng, 5, 120)),
            };
            let id = name(&format!("{medium}{n}"));
            plan.channels
                .extend(id.map(|id| (frontdesk_core::ChannelId(id), channel)));
        }
    }
    for n in 0..rng.between(1, 6) {
        let agent = draw_agent(rng, n, queues);
        plan.agents
            .extend(name(&format!("a{n}")).map(|id| (frontdesk_core::AgentId(id), agent)));
    }
    plan
}

/// The first agent serves every queue, so that no queue is without hope.
fn draw_agent(rng: &mut Rng, n: u64, queues: u64) -> AgentPlan {
    let serves = (0..queues).filter(|_| n == 0 || rng.percent(60));
    let queues = serves
        .filter_map(|q| name(&format!("q{q}")))
        .map(frontdesk_core::QueueId);
    AgentPlan {
        queues: queues.collect(),
        capacity: u8::try_from(rng.between(1, 6)).unwrap_or(1),
        may_decline: rng.percent(70),
    }
}

fn draw_queue(rng: &mut Rng) -> QueuePlan {
    let wrap_up = if rng.percent(25) {
        0
    } else {
        seconds(rng, 1, 120)
    };
    QueuePlan {
        priority: u8::try_from(rng.between(1, 10)).unwrap_or(1),
        offer: Span::seconds(seconds(rng, 15, 60)),
        wrap_up: Span::seconds(wrap_up),
        back_off: Span::seconds(if rng.percent(15) {
            0
        } else {
            seconds(rng, 1, 90)
        }),
        missed_offer: if rng.percent(50) {
            MissedOffer::Away
        } else {
            MissedOffer::StayAvailable
        },
        dispositions: if rng.percent(50) {
            vec!["done".into()]
        } else {
            Vec::new()
        },
    }
}

/// Another plan for the same place: other numbers, other duties, an agent less.
fn vary(rng: &mut Rng, plan: &mut RoutingPlan) {
    for queue in plan.queues.values_mut() {
        if rng.percent(50) {
            *queue = draw_queue(rng);
        }
    }
    for (n, agent) in plan.agents.values_mut().enumerate() {
        if rng.percent(30) {
            agent.capacity = u8::try_from(rng.between(1, 6)).unwrap_or(1);
        }
        if n > 0 && rng.percent(20) {
            agent.queues.truncate(1);
        }
    }
    if rng.percent(40) && plan.agents.len() > 1 {
        plan.agents.pop_last();
    }
    if rng.percent(20) {
        let kept: BTreeMap<_, _> = plan
            .channels
            .iter()
            .skip(1)
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect();
        plan.channels = kept;
    }
}

fn seconds(rng: &mut Rng, low: u64, high: u64) -> u32 {
    u32::try_from(rng.between(low, high)).unwrap_or(u32::MAX)
}

pub(crate) fn name(text: &str) -> Option<frontdesk_core::Name> {
    frontdesk_core::Name::new(text).ok()
}

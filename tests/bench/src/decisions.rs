//! Routing decisions in this process, without sockets and without a store: what one `apply` costs in a
//! place of a stated size.

use std::{collections::VecDeque, hint::black_box, time::Instant};

use anyhow::{Context as _, Result};
use frontdesk_core::{
    AgentId, AgentPlan, ChannelId, ChannelPlan, ContactCard, ConversationId, Delivery, Effect,
    Floor, Input, Name, Offer, Presence, QueueId, QueuePlan, RoutingPlan, Span, ThreadId,
    Timestamp,
};
use hdrhistogram::Histogram;

/// How large a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Agents, who hold one conversation each.
    pub agents: usize,
    /// Queues, each with as many of the agents as any other.
    pub queues: usize,
    /// Conversations that wait, as many in each queue.
    pub waiting: usize,
}

/// What each kind of decision took, in nanoseconds.
#[derive(Clone, Debug)]
pub struct Times {
    /// A talk ends, and the first in line is offered.
    pub freed: Histogram<u64>,
    /// The offer is accepted.
    pub accepted: Histogram<u64>,
    /// A contact comes to the end of the line.
    pub arrived: Histogram<u64>,
}

impl Times {
    fn new() -> Self {
        Self {
            freed: nanoseconds(),
            accepted: nanoseconds(),
            arrived: nanoseconds(),
        }
    }
}

/// Decisions at the beginning that count for nothing: until caches are warm.
const WARM_UP: u64 = 500;

/// Every slot is taken and others wait. Again and again a slot becomes free, its offer is accepted, and
/// another contact comes, so that the place keeps its size.
pub fn measure(size: Size, decisions: u64) -> Result<Times> {
    let mut world = World::build(size)?;
    let mut times = Times::new();
    for n in 0..WARM_UP.saturating_add(decisions) {
        let (conversation, agent) = world.held.pop_front().context("nobody holds anything")?;
        let (offers, freed) = world.apply(Input::AgentEnded {
            conversation,
            agent,
        })?;
        let offer = offers.into_iter().next().context("nobody was offered")?;
        let (id, agent) = (offer.id, offer.agent.clone());
        let (_, accepted) = world.apply(Input::OfferAccepted { offer: id, agent })?;
        world.held.push_back((offer.conversation, offer.agent));
        let (_, arrived) = world.arrive(ChannelId(offer.queue.0))?;
        if n >= WARM_UP {
            times.freed.saturating_record(freed);
            times.accepted.saturating_record(accepted);
            times.arrived.saturating_record(arrived);
        }
    }
    Ok(times)
}

struct World {
    floor: Floor,
    now: u64,
    contacts: u64,
    /// Who holds what, oldest first.
    held: VecDeque<(ConversationId, AgentId)>,
}

impl World {
    fn build(size: Size) -> Result<Self> {
        let plan = plan(size)?;
        let agents: Vec<AgentId> = plan.agents.keys().cloned().collect();
        let channels: Vec<ChannelId> = plan.channels.keys().cloned().collect();
        let mut this = Self {
            floor: Floor::new(plan, Timestamp(1_000))?,
            now: 1_000,
            contacts: 0,
            held: VecDeque::new(),
        };
        for agent in agents {
            let connected = agent.clone();
            this.apply(Input::AgentConnected { agent: connected })?;
            let presence = Presence::Available;
            this.apply(Input::PresenceDeclared { agent, presence })?;
        }
        for channel in channels.iter().cycle().take(size.agents + size.waiting) {
            for offer in this.arrive(channel.clone())?.0 {
                let (id, agent) = (offer.id, offer.agent.clone());
                this.apply(Input::OfferAccepted { offer: id, agent })?;
                this.held.push_back((offer.conversation, offer.agent));
            }
        }
        Ok(this)
    }

    fn arrive(&mut self, channel: ChannelId) -> Result<(Vec<Offer>, u64)> {
        self.contacts += 1;
        let thread = ThreadId::new(&format!("t{}", self.contacts)).context("a thread")?;
        let contact = ContactCard::default();
        self.apply(Input::ConversationOpened {
            channel,
            thread,
            contact,
            first_message: None,
        })
    }

    /// Applies an input a millisecond later; gives the offers made and the nanoseconds it took.
    fn apply(&mut self, input: Input) -> Result<(Vec<Offer>, u64)> {
        self.now += 1;
        let began = Instant::now();
        let effects = black_box(self.floor.apply(Timestamp(self.now), black_box(input)))?;
        let took = u64::try_from(began.elapsed().as_nanos())?;
        let mut offers = Vec::new();
        for effect in effects {
            if let Effect::PresentOffer { offer, .. } = effect {
                offers.push(offer);
            }
        }
        Ok((offers, took))
    }
}

/// A channel for each queue, by the same name. Where there are fewer agents than queues each agent serves
/// several.
fn plan(size: Size) -> Result<RoutingPlan> {
    let mut plan = RoutingPlan::default();
    for n in 0..size.queues {
        let name = Name::new(&format!("q{n}"))?;
        let rules = QueuePlan {
            wrap_up: Span::ZERO,
            ..QueuePlan::default()
        };
        let queue = QueueId(name.clone());
        let channel = ChannelPlan::new(queue.clone(), Delivery::Stream, Span::seconds(3_600));
        plan.channels.insert(ChannelId(name), channel);
        plan.queues.insert(queue, rules);
    }
    let queues: Vec<QueueId> = plan.queues.keys().cloned().collect();
    for n in 0..size.agents {
        let serves = |q: &usize| q % size.agents == n || n % size.queues == *q;
        let theirs = (0..size.queues).filter(serves);
        let agent = AgentPlan {
            queues: theirs.filter_map(|q| queues.get(q).cloned()).collect(),
            capacity: 1,
            ..AgentPlan::default()
        };
        let id = AgentId(Name::new(&format!("a{n}"))?);
        plan.agents.insert(id, agent);
    }
    Ok(plan)
}

fn nanoseconds() -> Histogram<u64> {
    let made = Histogram::new_with_bounds(1, 10_000_000_000, 3);
    made.unwrap_or_else(|_| unreachable!("the bounds are constants that the histogram accepts"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_keeps_its_size_while_it_is_measured() {
        for (agents, queues) in [(6, 3), (3, 6), (4, 4)] {
            let size = Size {
                agents,
                queues,
                waiting: 30,
            };
            let world = World::build(size).unwrap();
            let waiting = |floor: &Floor| {
                let views = floor.plan().queues.keys().map(|q| floor.queue_view(q));
                let lines = views.map(|view| view.unwrap().waiting.len());
                lines.collect::<Vec<_>>()
            };
            assert_eq!(waiting(&world.floor).iter().sum::<usize>(), 30, "{size:?}");
            assert_eq!(world.held.len(), agents, "{size:?}");
            let times = measure(size, 20).unwrap();
            assert_eq!(times.freed.len(), 20);
        }
    }
}

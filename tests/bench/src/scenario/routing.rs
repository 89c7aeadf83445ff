//! Routing decisions in this process: 10 000 waiting, 2 000 agents, no sockets and no store.

use std::{hint::black_box, time::Instant};

use anyhow::{Context as _, Result};
use frontdesk_core::{
    AgentId, ChannelId, ContactCard, ConversationId, Effect, Floor, Input, Offer, Presence,
    ThreadId, Timestamp,
};
use frontdesk_test_bench::{
    ledger::{histogram, record},
    report::Row,
};

use super::plan;
use crate::options::Options;

const WAITING: usize = 10_000;
const AGENTS: usize = 2_000;
const DECISIONS: u64 = 5_000;

struct World {
    floor: Floor,
    now: u64,
    channel: ChannelId,
    contacts: u64,
    /// Who holds what, oldest first.
    held: std::collections::VecDeque<(ConversationId, AgentId)>,
}

/// A slot becomes free and the next in line is offered; a contact arrives at the end of the line.
pub(super) fn decisions(options: &Options) -> Result<Vec<Row>> {
    let mut world = World::build()?;
    let (mut frees, mut accepts, mut arrivals) = (histogram(), histogram(), histogram());
    for _ in 0..DECISIONS {
        let (conversation, agent) = world.held.pop_front().context("nobody holds anything")?;
        let (offers, time) = world.apply(Input::AgentEnded {
            conversation,
            agent,
        })?;
        record(&mut frees, time);
        let offer = offers.into_iter().next().context("nobody was offered")?;
        let accept = Input::OfferAccepted {
            offer: offer.id,
            agent: offer.agent.clone(),
        };
        record(&mut accepts, world.apply(accept)?.1);
        world.held.push_back((offer.conversation, offer.agent));
        record(&mut arrivals, world.arrive()?.1);
    }
    let row = Row::new(
        "routing",
        options.variant("10 000 waiting, 2 000 agents, in process"),
    )
    .with_histogram("slot freed → offer", &frees)
    .with_histogram("offer accepted", &accepts)
    .with_histogram("contact arrives", &arrivals);
    Ok(vec![row])
}

impl World {
    fn build() -> Result<Self> {
        let agents = plan::agents(AGENTS)?;
        let channels = plan::channels(1)?;
        let floor = Floor::new(plan::of(&channels, &agents, 1)?, Timestamp(1_000))?;
        let channel = channels.into_iter().next().context("no channel")?;
        let held = std::collections::VecDeque::new();
        let mut this = Self {
            floor,
            now: 1_000,
            channel,
            contacts: 0,
            held,
        };
        for agent in &agents {
            this.apply(Input::AgentConnected {
                agent: agent.clone(),
            })?;
            let presence = Presence::Available;
            this.apply(Input::PresenceDeclared {
                agent: agent.clone(),
                presence,
            })?;
        }
        for _ in 0..AGENTS + WAITING {
            for offer in this.arrive()?.0 {
                let (id, agent) = (offer.id, offer.agent.clone());
                this.apply(Input::OfferAccepted { offer: id, agent })?;
                this.held.push_back((offer.conversation, offer.agent));
            }
        }
        Ok(this)
    }

    fn arrive(&mut self) -> Result<(Vec<Offer>, std::time::Duration)> {
        self.contacts += 1;
        let thread = ThreadId::new(&format!("t{}", self.contacts)).context("a thread")?;
        let channel = self.channel.clone();
        let contact = ContactCard::default();
        self.apply(Input::ConversationOpened {
            channel,
            thread,
            contact,
            first_message: None,
        })
    }

    /// Applies an input a millisecond later; gives the offers made and the time it took.
    fn apply(&mut self, input: Input) -> Result<(Vec<Offer>, std::time::Duration)> {
        self.now += 1;
        let began = Instant::now();
        let effects = black_box(self.floor.apply(Timestamp(self.now), black_box(input)))?;
        let took = began.elapsed();
        let mut offers = Vec::new();
        for effect in effects {
            if let Effect::PresentOffer { offer, .. } = effect {
                offers.push(offer);
            }
        }
        Ok((offers, took))
    }
}

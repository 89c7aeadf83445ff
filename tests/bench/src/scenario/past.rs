//! A past: closed conversations in a state that no process has open.
//!
//! The gateway's own engine writes them, so that every record is there that a conversation over
//! sockets leaves: messages, steps, marks, the closed conversation and its place in an agent's list.
//! Only the sockets and the components are left out, and the clock is wound by hand.

use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};

use anyhow::{Context as _, Result};
use frontdesk_core::{
    ChannelId, ContactCard, Content, ConversationId, Effect, Input, Offer, Presence, QueueView,
    ThreadId, Timestamp,
};
use frontdesk_engine::{
    Command, Engine, EngineConfig, Limits, Mark,
    ports::{Clock, Outlet, Picture},
};
use frontdesk_store::{SledOptions, SledStore, Store};
use frontdesk_test_bench::body::body;

use super::plan;

/// How many conversations are under way at once: below the agents' slots, so that none waits.
const LANES_MAX: usize = 1_000;
const CAPACITY: u8 = 6;
const MESSAGES: usize = 3;

/// Whose past it is.
pub(super) struct Cast {
    pub(super) channels: usize,
    pub(super) agents: usize,
}

/// Writes `wanted` closed conversations, three messages each way, into the state at `state`.
pub(super) async fn write(state: &Path, cast: &Cast, wanted: usize) -> Result<()> {
    let options = SledOptions::new(state.join("store"));
    let store: Arc<dyn Store> = Arc::new(SledStore::open(options).await?);
    let written = talk(store.clone(), cast, wanted).await;
    store.close().await;
    written
}

async fn talk(store: Arc<dyn Store>, cast: &Cast, wanted: usize) -> Result<()> {
    let (channels, agents) = (plan::channels(cast.channels)?, plan::agents(cast.agents)?);
    let offers = Arc::new(Offers::default());
    let engine = Engine::start(EngineConfig {
        plan: plan::of(&channels, &agents, CAPACITY)?,
        store,
        clock: Arc::new(Wound::default()),
        outlet: offers.clone(),
        outbound: BTreeMap::new(),
        translation: frontdesk_engine::translation::Translation::none(Arc::new(Wound::default())),
        questions: Arc::new(frontdesk_engine::ports::NobodyToAsk),
        limits: Limits::default(),
    });
    let engine = engine.await?;
    for agent in &agents {
        let agent = agent.clone();
        let connected = Input::AgentConnected {
            agent: agent.clone(),
        };
        let presence = Presence::Available;
        let declared = Input::PresenceDeclared { agent, presence };
        submit(&engine, connected, None).await?;
        submit(&engine, declared, None).await?;
    }
    let next = AtomicUsize::new(0);
    let past = Past {
        engine,
        offers,
        channels,
    };
    let lanes = agents.len() * usize::from(CAPACITY);
    let lanes = (0..lanes.min(LANES_MAX)).map(|_| past.lane(&next, wanted));
    let done: Result<Vec<()>> = futures_util::future::try_join_all(lanes).await;
    past.engine.stop().await;
    done.map(drop)
}

struct Past {
    engine: Engine,
    offers: Arc<Offers>,
    channels: Vec<ChannelId>,
}

impl Past {
    async fn lane(&self, next: &AtomicUsize, wanted: usize) -> Result<()> {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= wanted {
                return Ok(());
            }
            let done = self.conversation(number).await;
            done.with_context(|| format!("conversation {number}"))?;
        }
    }

    async fn conversation(&self, number: usize) -> Result<()> {
        let channel = number % self.channels.len();
        let channel = self.channels.get(channel).context("no channel")?.clone();
        let thread = ThreadId::new(&format!("vis_{number}")).context("a thread")?;
        let contact = ContactCard {
            name: Some(format!("V{number}").into()),
            ..ContactCard::default()
        };
        let by_contact = |id: String| Mark {
            scope: format!("contact/{channel}/{}", thread.0),
            id,
        };
        let opened = Input::ConversationOpened {
            channel: channel.clone(),
            thread: thread.clone(),
            contact: contact.clone(),
            first_message: None,
        };
        let mark = by_contact(format!("s{number}"));
        let conversation = submit(&self.engine, opened, Some(mark)).await?;
        let conversation = conversation.context("nothing was opened")?;
        let Offer { id, agent, .. } = self.offers.take(conversation).context("no offer")?;
        let by_agent = |id: String| Mark {
            scope: format!("agent/{agent}"),
            id,
        };
        let accepted = Input::OfferAccepted {
            offer: id,
            agent: agent.clone(),
        };
        submit(&self.engine, accepted, Some(by_agent(format!("o{number}")))).await?;
        for round in 0..MESSAGES {
            let (id, content) = message("v", number, round);
            let wrote = Input::ContactWrote {
                channel: channel.clone(),
                thread: thread.clone(),
                into: None,
                contact: contact.clone(),
                content,
                client_id: Some(id.as_str().into()),
            };
            submit(&self.engine, wrote, Some(by_contact(id))).await?;
            let (id, content) = message("a", number, round);
            let wrote = Input::AgentWrote {
                conversation,
                agent: agent.clone(),
                content,
                client_id: Some(id.as_str().into()),
            };
            submit(&self.engine, wrote, Some(by_agent(id))).await?;
        }
        let ended = Input::AgentEnded {
            conversation,
            agent: agent.clone(),
        };
        submit(&self.engine, ended, Some(by_agent(format!("e{number}")))).await?;
        Ok(())
    }
}

fn message(sender: &str, number: usize, round: usize) -> (String, Content) {
    let text = body(std::time::Duration::ZERO, sender, number + round);
    (
        format!("{sender}{number}-{round}"),
        Content::Text(text.into()),
    )
}

async fn submit(
    engine: &Engine,
    input: Input,
    mark: Option<Mark>,
) -> Result<Option<ConversationId>> {
    let name = input.name();
    let done = engine.submit(Command { input, mark }).await;
    Ok(done.context(name)?.conversation)
}

/// Offers that were made and not yet accepted.
#[derive(Default)]
struct Offers(Mutex<HashMap<ConversationId, Offer>>);

impl Offers {
    fn take(&self, conversation: ConversationId) -> Option<Offer> {
        let mut offers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        offers.remove(&conversation)
    }
}

impl Outlet for Offers {
    fn restored(&self, _at: Timestamp, _picture: &Picture) {}

    fn committed(&self, _at: Timestamp, effects: &[Effect]) {
        let mut offers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for effect in effects {
            if let Effect::PresentOffer { offer, .. } = effect {
                offers.insert(offer.conversation, offer.clone());
            }
        }
    }

    fn queue_changed(&self, _view: &QueueView) {}
}

/// A clock that goes on by a millisecond whenever somebody looks: no past is in the future.
#[derive(Default)]
struct Wound(AtomicU64);

impl Clock for Wound {
    fn now(&self) -> Timestamp {
        /// In 2025, long before any run.
        const BEGIN: u64 = 1_760_000_000_000;
        Timestamp(BEGIN + self.0.fetch_add(1, Ordering::Relaxed))
    }
}

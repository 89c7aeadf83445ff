//! From what is durable to a running engine.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use frontdesk_core::{ChannelId, Effect, Floor, RestoreError, RoutingPlan, Timestamp};
use frontdesk_store::{Store, StoreError, records};
use tokio::{
    sync::{mpsc, watch},
    time::Instant,
};

use crate::{
    asking::Asker,
    commit::Group,
    couriers::Couriers,
    early::EarlyReports,
    floor_task::{FloorTask, GROUP_BYTES_MAX, QueueViews},
    handle::{Engine, Status},
    interpreter::Interpreter,
    measure::Measure,
    outbox::Outbox,
    ports::{Clock, Outbound, Outlet, Picture, Questions},
    tally::Tally,
    translation::Translation,
};

/// What an engine is made of.
pub struct EngineConfig {
    /// The operator's plan.
    pub plan: RoutingPlan,
    /// Where records live.
    pub store: Arc<dyn Store>,
    /// The wall clock.
    pub clock: Arc<dyn Clock>,
    /// Where committed effects go.
    pub outlet: Arc<dyn Outlet>,
    /// The components of channels with [`frontdesk_core::Delivery::Outbox`]; more may come and go with
    /// [`Engine::replace_outbound`].
    pub outbound: BTreeMap<ChannelId, Arc<dyn Outbound>>,
    /// The translators.
    pub translation: Translation,
    /// Who answers what scripts ask.
    pub questions: Arc<dyn Questions>,
    /// Bounds.
    pub limits: Limits,
}

/// The engine's bounds.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Requests waiting for the engine's task; one more is answered with busy.
    pub mailbox: usize,
    /// Inputs in one group commit.
    pub group: usize,
    /// Bytes that must be free on the disk for new work to be taken.
    pub reserve_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            mailbox: 8_192,
            group: 1_024,
            reserve_bytes: 64 * 1024 * 1024,
        }
    }
}

/// Why an engine cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The store cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What was read does not fit the plan or itself.
    #[error("cannot go on from what is kept: {0}")]
    Restore(#[from] RestoreError),
}

impl Engine {
    /// Restores the Floor from the store, commits what follows from the time that has passed, hands
    /// the outlet the picture, and starts the engine's task on the current runtime.
    pub async fn start(config: EngineConfig) -> Result<Self, StartError> {
        let EngineConfig {
            plan,
            store,
            clock,
            outlet,
            outbound,
            translation,
            questions,
            limits,
        } = config;
        let kept = records::load_floor_records(&*store).await?;
        let now = clock.now().max(latest(&kept));
        let (floor, effects) = Floor::restore(plan, kept, now)?;
        let mut tally = Tally::load(&*store).await?;
        keep(&*store, now, &effects, &mut tally).await?;

        let mut measure = Measure::default();
        measure.agents(floor.agents());
        outlet.restored(now, &picture(&floor));
        let (letters, mailbox) = mpsc::channel(limits.mailbox);
        let (status, seen) = watch::channel(Status::Ready);
        let couriers = Couriers::new(&store, &clock, &letters);
        for (channel, component) in outbound {
            couriers.of(&channel).replace(Some(component));
        }
        couriers.count_dead().await?;
        let mut outbox = Outbox::new(couriers.clone());
        outbox.resume(&*store).await?;
        let early = EarlyReports::load(&*store).await?;
        let interpreter = Interpreter::new(translation, &store, &clock, &letters);
        let asker = Asker::new(questions, &letters);
        asker.look_at(&effects, &floor);
        let task = FloorTask {
            floor,
            store: store.clone(),
            clock,
            outlet,
            outbox,
            early,
            interpreter: interpreter.clone(),
            asker,
            tally,
            limits,
            mailbox,
            status,
            measure,
            now,
            backlog: VecDeque::new(),
            staged: Group::default(),
            commit_from: Instant::now(),
            queues: QueueViews::new(),
        };
        task.resume_translations();
        tokio::spawn(task.run());
        Ok(Self {
            mailbox: letters,
            store,
            couriers,
            interpreter,
            status: seen,
        })
    }
}

/// Commits what a restore led to, in as many batches as it takes. If the process dies between two of
/// them, the next restore leads to the rest.
async fn keep(
    store: &dyn Store,
    now: Timestamp,
    effects: &[Effect],
    tally: &mut Tally,
) -> Result<(), StoreError> {
    let mut group = Group::default();
    for effect in effects {
        tally.take(std::slice::from_ref(effect), group.batch())?;
        group.take(now, vec![effect.clone()])?;
        if group.batch().bytes() >= GROUP_BYTES_MAX {
            store
                .commit(std::mem::take(&mut group).batch().clone())
                .await?;
        }
    }
    store.commit(group.batch().clone()).await.map(drop)
}

/// The latest time in any record: if the wall clock was set back, time still does not run backwards.
fn latest(records: &[frontdesk_core::Record]) -> Timestamp {
    use frontdesk_core::{ConversationState, Record};
    let of = |record: &Record| match record {
        Record::Agent(agent) => agent.presence_since.max(agent.idle_since),
        Record::Conversation(conversation) => match &conversation.state {
            ConversationState::Scripted { since } | ConversationState::Queued { since, .. } => {
                *since
            }
            ConversationState::Offered { offered_at, .. } => *offered_at,
            ConversationState::Assigned { assigned_at, .. } => *assigned_at,
            ConversationState::Parked { parked_at, .. } => *parked_at,
            ConversationState::WrapUp { ended_at, .. } => *ended_at,
            ConversationState::Closed(ended) => ended.closed_at,
        },
        Record::Counters(_) | Record::Queue(_) | Record::Script(_) => Timestamp::default(),
    };
    records.iter().map(of).max().unwrap_or_default()
}

fn picture(floor: &Floor) -> Picture {
    Picture {
        conversations: floor.conversations().cloned().collect(),
        agents: floor.agents().cloned().collect(),
        queues: floor
            .plan()
            .queues
            .keys()
            .filter_map(|queue| floor.queue_view(queue))
            .collect(),
    }
}

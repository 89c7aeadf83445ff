//! The one task that owns the Floor: applies, commits in groups, then shows.
//!
//! While one group is on its way to disk the next is applied in memory; its effects wait their turn.
//! So a message costs at most two commits' time, and the store sees one batch at a time.

use std::{
    collections::{BTreeSet, VecDeque},
    future::Future,
    pin::Pin,
    sync::Arc,
    time::Duration,
};

use frontdesk_core::{Effect, Floor, Input, QueueId, QueueView, Timestamp};
use frontdesk_store::{Batch, Committed, Store, StoreError};
use tokio::{
    sync::{mpsc, watch},
    time::{Instant, sleep_until},
};

use crate::{
    asking::Asker,
    commit::{Group, Shown},
    early::EarlyReports,
    handle::Status,
    interpreter::Interpreter,
    mailbox::Letter,
    measure::Measure,
    outbox::{Entry, Outbox},
    ports::{Clock, Outlet},
    start::Limits,
    tally::Tally,
};

/// A queue's picture is shown at most this often.
const QUEUE_VIEW_EVERY: Duration = Duration::from_millis(200);
/// Commits begin at most this often. A lone message goes to disk at once; under load messages share
/// commits, because a commit costs far more than a message: see `host/decisions/0007`.
const COMMIT_EVERY: Duration = Duration::from_millis(6);
/// Bytes of a staged group past which nothing is added: what one input adds still fits into a batch.
pub(crate) const GROUP_BYTES_MAX: usize = Batch::BYTES_MAX / 4;
/// How often a nearly full disk is looked at again. Only while it is nearly full.
const STORAGE_PROBE_EVERY: Duration = Duration::from_millis(500);

/// The engine's task and all it owns.
pub(crate) struct FloorTask {
    pub(crate) floor: Floor,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) outlet: Arc<dyn Outlet>,
    pub(crate) outbox: Outbox,
    pub(crate) early: EarlyReports,
    pub(crate) interpreter: Interpreter,
    pub(crate) asker: Asker,
    pub(crate) tally: Tally,
    pub(crate) limits: Limits,
    pub(crate) mailbox: mpsc::Receiver<Letter>,
    pub(crate) status: watch::Sender<Status>,
    pub(crate) measure: Measure,
    /// The latest time the core has seen: time never runs backwards for it.
    pub(crate) now: Timestamp,
    /// Taken out of the mailbox, not yet looked at.
    pub(crate) backlog: VecDeque<Letter>,
    /// Applied, not yet on its way to disk.
    pub(crate) staged: Group,
    /// When the next commit may begin.
    pub(crate) commit_from: Instant,
    pub(crate) queues: QueueViews,
}

/// Queues whose picture has to be shown again.
pub(crate) struct QueueViews {
    dirty: BTreeSet<QueueId>,
    due: Instant,
}

impl QueueViews {
    pub(crate) fn new() -> Self {
        Self {
            dirty: BTreeSet::new(),
            due: Instant::now(),
        }
    }
}

/// A group on its way to disk.
struct InFlight {
    group: Group,
    since: Instant,
    commit: Pin<Box<dyn Future<Output = Result<Committed, StoreError>> + Send>>,
}

impl FloorTask {
    /// Runs until stopped or until a commit fails.
    pub(crate) async fn run(mut self) {
        let mut letters = Vec::new();
        let mut in_flight: Option<InFlight> = None;
        let mut stopping = false;
        while *self.status.borrow() != Status::Failed {
            if in_flight.is_none() {
                in_flight = self.depart();
            }
            if self.takes_next() {
                let flying = in_flight.as_mut().map(|flight| &mut flight.group);
                stopping |= self.open(flying).await;
                continue;
            }
            if stopping && in_flight.is_none() && self.staged.is_empty() {
                self.outbox.stop().await;
                self.interpreter.stop().await;
                self.asker.stop().await;
                self.status.send_replace(Status::Stopped);
                return;
            }
            let room = if self.backlog.is_empty() {
                self.room()
            } else {
                0
            };
            let wake = self.wake_at(in_flight.is_none());
            let low = *self.status.borrow() == Status::StorageLow;
            tokio::select! {
                biased;
                done = arrival(&mut in_flight) => {
                    let Some(flight) = in_flight.take() else { continue };
                    in_flight = self.arrived(flight, done);
                }
                count = self.mailbox.recv_many(&mut letters, room), if room > 0 && !stopping => {
                    if count == 0 {
                        stopping = true;
                        self.status.send_replace(Status::Stopping);
                    }
                    self.backlog.extend(letters.drain(..));
                }
                () = sleep_to(wake), if wake.is_some() => self.wake(),
                () = tokio::time::sleep(STORAGE_PROBE_EVERY), if low && in_flight.is_none() => {
                    self.check_space();
                }
            }
        }
    }

    /// How many more inputs the staged group may take.
    fn room(&self) -> usize {
        if self.staged.bytes() >= GROUP_BYTES_MAX {
            return 0;
        }
        self.limits
            .group
            .saturating_sub(self.staged.inputs() as usize)
    }

    /// Whether the next letter fits into the staged group. A group is one batch, and a batch has its
    /// limit: what does not fit waits for the next one.
    pub(crate) fn takes_next(&self) -> bool {
        let Some(letter) = self.backlog.front() else {
            return false;
        };
        let bytes = match letter {
            Letter::Keep { batch, .. } => batch.bytes(),
            Letter::Command { .. }
            | Letter::Revive { .. }
            | Letter::Ended { .. }
            | Letter::Translated { .. }
            | Letter::Report { .. }
            | Letter::Echo { .. }
            | Letter::Consent { .. }
            | Letter::Explain { .. }
            | Letter::TranslatorsChanged
            | Letter::Reach { .. }
            | Letter::Stop => 0,
        };
        let fits = self.staged.bytes() + bytes <= Batch::BYTES_MAX;
        self.room() > 0 && (fits || self.staged.is_empty())
    }

    /// Sends the staged group on its way; one that writes nothing is shown at once.
    fn depart(&mut self) -> Option<InFlight> {
        if self.staged.is_empty() && !self.views_due() {
            return None;
        }
        if !self.staged.batch().is_empty() && Instant::now() < self.commit_from {
            return None;
        }
        let views = self.take_views();
        self.staged.show(views);
        let mut group = std::mem::take(&mut self.staged);
        if group.batch().is_empty() {
            self.release(group);
            return None;
        }
        self.commit_from = Instant::now() + COMMIT_EVERY;
        let batch = group.batch().clone();
        Some(InFlight {
            group,
            since: Instant::now(),
            commit: commit(self.store.clone(), batch),
        })
    }

    /// A commit came back: shows its group, or sends it again.
    fn arrived(
        &mut self,
        mut flight: InFlight,
        done: Result<Committed, StoreError>,
    ) -> Option<InFlight> {
        match done {
            Ok(_) => {
                Measure::committed(flight.since.elapsed(), flight.group.inputs());
                self.release(flight.group);
                None
            }
            // Nobody has seen this group, and nothing of it was written: it waits for room.
            Err(StoreError::NoSpace { .. }) => {
                self.set_low(true);
                let batch = flight.group.batch().clone();
                let store = self.store.clone();
                flight.commit = Box::pin(async move {
                    tokio::time::sleep(STORAGE_PROBE_EVERY).await;
                    store.commit(batch).await
                });
                Some(flight)
            }
            Err(error) => {
                self.fail(&error);
                None
            }
        }
    }

    fn release(&mut self, group: Group) {
        for step in group.steps() {
            match step {
                Shown::Effects(_, effects) => {
                    self.measure.effects(effects);
                    self.asker.look_at(effects, &self.floor);
                }
                Shown::Plan(_, _, agents) => self.measure.replanned(agents),
                Shown::Delivery(..) | Shown::Translation(..) => {}
            }
        }
        let followed = if self.interpreter.is_on() {
            group.conversations()
        } else {
            Vec::new()
        };
        for entry in group.release(&*self.outlet) {
            self.outbox.post(&entry);
        }
        for conversation in followed {
            self.interpreter.look_at(&conversation);
        }
    }

    /// Takes an input's effects into the staged group.
    pub(crate) fn take(&mut self, now: Timestamp, effects: Vec<Effect>) -> Result<(), StoreError> {
        self.take_answer(now, effects, false)
    }

    /// The same; whether what leaves confirms that nothing more will.
    pub(crate) fn take_answer(
        &mut self,
        now: Timestamp,
        effects: Vec<Effect>,
        confirms_stop: bool,
    ) -> Result<(), StoreError> {
        for effect in &effects {
            if let Effect::QueueChanged(queue) = effect {
                self.queues.dirty.insert(queue.clone());
            }
            if let Effect::Dispatch(message) = effect
                && let Some(mut entry) = Entry::of(&self.floor, &effects, message)
            {
                entry.confirms_stop = confirms_stop;
                self.staged.dispatch(entry)?;
            }
        }
        self.tally.take(&effects, self.staged.batch())?;
        self.staged.take(now, effects)
    }

    /// Another plan was taken: whoever shows it is told when it is durable, with every queue.
    pub(crate) fn replanned(&mut self, now: Timestamp) {
        let plan = self.floor.plan().clone();
        self.queues.dirty.extend(plan.queues.keys().cloned());
        let agents = self.floor.agents().cloned().collect();
        self.staged.replan(now, plan, agents);
    }

    fn wake_at(&self, may_depart: bool) -> Option<Instant> {
        let deadline = self.floor.next_deadline().map(|(at, _)| {
            let wait = at.since(self.clock.now().max(self.now));
            Instant::now() + Duration::from_millis(wait.0)
        });
        let views = (!self.queues.dirty.is_empty()).then_some(self.queues.due);
        let commit = (!self.staged.is_empty()).then_some(self.commit_from);
        // What is staged leaves together with the views.
        let leaves = commit.or(views).filter(|_| may_depart);
        // A full staged group first goes to disk: its deadlines can wait that long.
        let deadline = deadline.filter(|_| self.room() > 0);
        deadline.into_iter().chain(leaves).min()
    }

    /// A deadline of the Floor has come, or queues are to be shown again.
    fn wake(&mut self) {
        let now = self.tick();
        if self.floor.next_deadline().is_none_or(|(at, _)| at > now) {
            return;
        }
        match self.floor.apply(now, Input::DeadlineReached) {
            Ok(effects) => {
                if let Err(error) = self.take(now, effects) {
                    self.fail(&error);
                }
            }
            Err(rejection) => tracing::error!(%rejection, "the core refused its own deadline"),
        }
    }

    fn views_due(&self) -> bool {
        !self.queues.dirty.is_empty() && Instant::now() >= self.queues.due
    }

    fn take_views(&mut self) -> Vec<QueueView> {
        if !self.views_due() {
            return Vec::new();
        }
        self.queues.due = Instant::now() + QUEUE_VIEW_EVERY;
        let dirty = std::mem::take(&mut self.queues.dirty);
        let views: Vec<_> = dirty
            .iter()
            .filter_map(|queue| self.floor.queue_view(queue))
            .collect();
        Measure::queues(self.now, &views);
        views
    }

    pub(crate) fn tick(&mut self) -> Timestamp {
        self.now = self.now.max(self.clock.now());
        self.now
    }
}

fn commit(
    store: Arc<dyn Store>,
    batch: Batch,
) -> Pin<Box<dyn Future<Output = Result<Committed, StoreError>> + Send>> {
    Box::pin(async move { store.commit(batch).await })
}

/// The in-flight commit's result; never, when none is.
async fn arrival(in_flight: &mut Option<InFlight>) -> Result<Committed, StoreError> {
    match in_flight {
        Some(flight) => flight.commit.as_mut().await,
        None => std::future::pending().await,
    }
}

async fn sleep_to(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}

//! What an instance's store holds: the current call's limits and what it may ask of the host.

use std::{sync::Arc, time::Duration};

use frontdesk_core::Timestamp;
use wasmtime::{ResourceLimiter, Result, Store, StoreContextMut, UpdateDeadline};

use crate::{
    bindings::{http_types, types},
    chance::Seed,
    context::Context,
    engine::{MEMORY_BYTES_MAX, ticks},
    log::CallLog,
    slow_lane::own_time,
    values::ValueSpace,
};

/// Tables, core instances and memories of one component: enough for those of every language.
const PARTS_MAX: usize = 64;
/// How often a call's time may begin anew while its thread had to let others run.
const EXTENSIONS: u32 = 9;
/// Elements of one table.
const TABLE_ELEMENTS_MAX: usize = 20_000;

/// The store's data.
pub(crate) struct CallState {
    pub(crate) context: Arc<Context>,
    pub(crate) log: CallLog,
    pub(crate) now: Timestamp,
    /// What only calls of an operation have: frames and notices cost nothing more than before.
    pub(crate) operation: Option<Box<OperationState>>,
    /// Draws of random bytes in the current call.
    pub(crate) draws: u32,
    time: Duration,
    ticks_left: u32,
    /// How often its time may still begin anew because others ran instead.
    extensions: u32,
    memory_bytes: usize,
    memory_refused: Option<MemoryRefused>,
}

/// Why an instance did not get the memory that it wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MemoryRefused {
    /// Its own limit.
    Instance,
    /// All instances together hold what they may, or its plugin its share of that.
    Total,
}

impl Drop for CallState {
    fn drop(&mut self) {
        self.context.memory.give_back(self.memory_bytes);
    }
}

/// What a call of an operation (a webhook, a message, a look-up) may use.
pub(crate) struct OperationState {
    /// Where its random bytes begin.
    pub(crate) seed: Seed,
    /// The webhook's body.
    pub(crate) body: Option<Arc<[u8]>>,
    /// The values that the plugin keeps.
    pub(crate) values: Option<ValueSpace>,
}

impl CallState {
    pub(crate) fn new(context: &Arc<Context>) -> Self {
        let limits = &context.limits;
        let log = Arc::clone(&context.log);
        Self {
            log: CallLog::new(log, limits.log_lines, limits.log_line_bytes),
            context: Arc::clone(context),
            now: Timestamp(0),
            operation: None,
            draws: 0,
            time: Duration::ZERO,
            ticks_left: 0,
            extensions: 0,
            memory_bytes: 0,
            memory_refused: None,
        }
    }

    /// Why the current call did not get memory that it wanted.
    pub(crate) const fn memory_refused(&self) -> Option<MemoryRefused> {
        self.memory_refused
    }

    /// Linear memory in use, bytes.
    pub(crate) const fn memory_bytes(&self) -> usize {
        self.memory_bytes
    }

    /// The current call's running time.
    pub(crate) const fn time(&self) -> Duration {
        self.time
    }

    /// Ends the call's log.
    pub(crate) fn end_call(&mut self) {
        if self.log.end_call() {
            self.context.tell();
        }
    }

    /// The most linear memory it may have, bytes.
    pub(crate) fn memory_limit(&self) -> usize {
        self.context.limits.memory_bytes.min(MEMORY_BYTES_MAX)
    }

    /// One tick of running time has passed: let others run, or stop.
    fn tick(&mut self) -> UpdateDeadline {
        self.ticks_left = self.ticks_left.saturating_sub(1);
        // In the slow lane the clock also runs while others do: what counts is the thread's own time.
        if self.ticks_left == 0
            && self.extensions > 0
            && own_time().is_some_and(|ran| ran < self.time)
        {
            self.extensions = self.extensions.saturating_sub(1);
            self.ticks_left = ticks(self.time);
        }
        if self.ticks_left == 0 {
            UpdateDeadline::Interrupt
        } else {
            UpdateDeadline::YieldCustom(1, Box::pin(tokio::task::yield_now()))
        }
    }
}

/// Sets a fresh store's limits.
pub(crate) fn limit(store: &mut Store<CallState>) {
    let output_bytes = store.data().context.limits.output_bytes;
    store.limiter(|state| state);
    store.set_hostcall_fuel(output_bytes);
    store.epoch_deadline_callback(|mut store: StoreContextMut<'_, CallState>| {
        Ok(store.data_mut().tick())
    });
}

/// Begins a call: its time, and how long it may run.
pub(crate) fn begin(store: &mut Store<CallState>, now: Timestamp, time: Duration) {
    let state = store.data_mut();
    state.now = now;
    state.memory_refused = None;
    state.draws = 0;
    state.time = time;
    state.ticks_left = ticks(time);
    state.extensions = EXTENSIONS;
    state.log.begin_call();
    store.set_epoch_deadline(1);
}

impl ResourceLimiter for CallState {
    fn memory_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> Result<bool> {
        let total = self
            .memory_bytes
            .saturating_sub(current)
            .saturating_add(desired);
        let refused = if total > self.memory_limit() {
            Some(MemoryRefused::Instance)
        } else if self.context.memory.take(desired.saturating_sub(current)) {
            self.memory_bytes = total;
            None
        } else {
            Some(MemoryRefused::Total)
        };
        self.memory_refused = refused.or(self.memory_refused);
        Ok(refused.is_none())
    }

    fn table_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> Result<bool> {
        Ok(desired <= TABLE_ELEMENTS_MAX)
    }

    fn instances(&self) -> usize {
        PARTS_MAX
    }

    fn tables(&self) -> usize {
        PARTS_MAX
    }

    fn memories(&self) -> usize {
        PARTS_MAX
    }
}

/// The interfaces of types only have nothing to call.
impl types::Host for CallState {}
impl http_types::Host for CallState {}

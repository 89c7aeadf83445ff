//! One instance of a component, with its store.

use std::time::{Duration, Instant};

use frontdesk_core::Timestamp;
use tokio::sync::OwnedSemaphorePermit;
use wasmtime::{Error, Result, Store, Trap};

use crate::{
    bindings::{bot, crm, plugin, socket, translator},
    channel_export::ChannelExport,
    compiled::Compiled,
    fault::Fault,
    state::{self, CallState, MemoryRefused},
};

/// A live instance. It is used by one call at a time and dropped after any fault.
pub(crate) struct Instance {
    pub(crate) store: Store<CallState>,
    pub(crate) exports: Exports,
    /// Calls begun so far.
    pub(crate) calls: u32,
    /// When the last one ended.
    pub(crate) idle_since: Instant,
    /// Its place among the host's instances.
    _slot: OwnedSemaphorePermit,
}

/// The functions it exports.
pub(crate) struct Exports {
    pub(crate) plugin: plugin::Guest,
    pub(crate) channel: Option<ChannelExport>,
    pub(crate) socket: Option<socket::Guest>,
    pub(crate) crm: Option<crm::Guest>,
    pub(crate) translator: Option<translator::Guest>,
    pub(crate) bot: Option<bot::Guest>,
}

/// An interface's functions in this instance, if the component exports it.
macro_rules! functions {
    ($indices:expr, $store:expr, $instance:expr) => {
        match &$indices {
            Some(indices) => Some(indices.load(&mut *$store, $instance)?),
            None => None,
        }
    };
}

impl Instance {
    /// Makes an instance; its limits hold from the first instruction on.
    pub(crate) async fn create(
        compiled: &Compiled,
        state: CallState,
        time: Duration,
        slot: OwnedSemaphorePermit,
    ) -> Result<Self, Fault> {
        let mut store = Store::new(compiled.pre.engine(), state);
        state::limit(&mut store);
        state::begin(&mut store, Timestamp(0), time);
        match instantiate(compiled, &mut store).await {
            Ok(exports) => Ok(Self {
                store,
                exports,
                calls: 0,
                idle_since: Instant::now(),
                _slot: slot,
            }),
            Err(error) => Err(fault_of(&error, store.data())),
        }
    }

    /// Begins a call: the time it sees, and how long it may run.
    pub(crate) fn begin(&mut self, now: Timestamp, time: Duration) {
        self.calls = self.calls.saturating_add(1);
        state::begin(&mut self.store, now, time);
    }

    /// Ends a call: what came of it.
    pub(crate) fn end<T>(&mut self, answer: Result<T>) -> Result<T, Fault> {
        self.store.data_mut().end_call();
        answer.map_err(|error| fault_of(&error, self.store.data()))
    }
}

async fn instantiate(compiled: &Compiled, store: &mut Store<CallState>) -> Result<Exports> {
    let instance = compiled.pre.instantiate_async(&mut *store).await?;
    Ok(Exports {
        plugin: compiled.plugin.load(&mut *store, &instance)?,
        channel: functions!(compiled.channel, store, &instance),
        socket: functions!(compiled.socket, store, &instance),
        crm: functions!(compiled.crm, store, &instance),
        translator: functions!(compiled.translator, store, &instance),
        bot: functions!(compiled.bot, store, &instance),
    })
}

/// What an error of wasmtime means. Only the trap's name is kept: a longer text could hold what the
/// guest was working on.
fn fault_of(error: &Error, state: &CallState) -> Fault {
    let trap = error.downcast_ref::<Trap>();
    if trap == Some(&Trap::Interrupt) {
        return Fault::Deadline {
            limit: state.time(),
        };
    }
    match state.memory_refused() {
        Some(MemoryRefused::Instance) => {
            return Fault::Memory {
                limit_bytes: state.memory_limit(),
            };
        }
        Some(MemoryRefused::Total) => return Fault::MemoryTotal,
        None => {}
    }
    match trap {
        Some(trap) => Fault::Trap(trap.to_string()),
        // Not a trap: what it handed over could not be taken (too much, not UTF-8, out of bounds).
        None => Fault::output(error.root_cause().to_string()),
    }
}

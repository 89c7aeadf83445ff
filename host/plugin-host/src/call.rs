//! One call: its permit, its instance, its end.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use frontdesk_core::Timestamp;
use frontdesk_engine::ports::Clock;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit},
    time::timeout,
};

use crate::{
    bindings::types::Error,
    breaker::{Admission, Breaker},
    compiled::Compiled,
    context::Context,
    engine::Ticker,
    fault::{Fault, kind_name, sentence},
    instance::Instance,
    metric_definitions::Meters,
    plugin::LastFault,
    pool::Pool,
    state::CallState,
};

/// What the calls of one named plugin share.
pub(crate) struct Caller {
    pub(crate) context: Arc<Context>,
    pub(crate) compiled: Arc<Compiled>,
    /// Instances of all components together.
    pub(crate) slots: Arc<Semaphore>,
    /// Calls at once.
    pub(crate) permits: Semaphore,
    pub(crate) pool: Pool,
    pub(crate) breaker: Breaker,
    pub(crate) meters: Meters,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) last_fault: Mutex<Option<LastFault>>,
    /// Measures running time for as long as there is anyone to call.
    pub(crate) _ticker: Arc<Ticker>,
}

/// Whether a call may use an instance that has answered other calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reuse {
    /// Pure calls without secrets: frames and notices.
    Warm,
    /// Calls that are replayed: everything they know is in their arguments.
    Fresh,
}

/// A call under way. Dropped before its end (the caller went away), it drops its instance.
pub(crate) struct Call<'a> {
    caller: &'a Caller,
    pub(crate) instance: Instance,
    reuse: Reuse,
    admission: Admission<'a>,
    _permit: SemaphorePermit<'a>,
    began: Instant,
}

impl Caller {
    /// Begins a call at `now`.
    pub(crate) async fn begin(&self, reuse: Reuse, now: Timestamp) -> Result<Call<'_>, Fault> {
        let began = Instant::now();
        let admission = self.breaker.admit().map_err(|wait| {
            let fault = Fault::Quarantined {
                retry_after: Duration::from_millis(wait.0),
            };
            self.meters.fault(&fault);
            fault
        })?;
        match self.instance(reuse).await {
            Ok((permit, mut instance)) => {
                instance.begin(now, self.context.limits.call);
                Ok(Call {
                    caller: self,
                    instance,
                    reuse,
                    admission,
                    _permit: permit,
                    began,
                })
            }
            Err(fault) => {
                self.failed(&fault, admission, began);
                Err(fault)
            }
        }
    }

    /// A new instance, outside of any call's permit: for loading.
    pub(crate) async fn fresh(&self, time: Duration) -> Result<Instance, Fault> {
        let state = CallState::new(&self.context);
        Instance::create(&self.compiled, state, time, self.slot().await?).await
    }

    async fn instance(&self, reuse: Reuse) -> Result<(SemaphorePermit<'_>, Instance), Fault> {
        let permit = self.permit().await?;
        if reuse == Reuse::Warm
            && let Some(instance) = self.pool.take()
        {
            return Ok((permit, instance));
        }
        let fresh = self.fresh(self.context.limits.call);
        Ok((permit, self.context.slowness.run(fresh).await?))
    }

    async fn permit(&self) -> Result<SemaphorePermit<'_>, Fault> {
        if let Ok(permit) = self.permits.try_acquire() {
            return Ok(permit);
        }
        match timeout(self.context.limits.busy_wait, self.permits.acquire()).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(_)) | Err(_) => Err(Fault::Busy),
        }
    }

    async fn slot(&self) -> Result<OwnedSemaphorePermit, Fault> {
        let slots = Arc::clone(&self.slots);
        match timeout(self.context.limits.busy_wait, slots.acquire_owned()).await {
            Ok(Ok(slot)) => Ok(slot),
            Ok(Err(_)) | Err(_) => Err(Fault::Busy),
        }
    }

    /// An operation came to no result, though its passes were well.
    pub(crate) fn stopped(&self, fault: Fault) -> Fault {
        self.meters.fault(&fault);
        self.note(fault.outcome(), fault.to_string());
        self.context.tell();
        fault
    }

    /// The component reported an error that is the provider's or the operator's affair.
    pub(crate) fn reported(&self, error: &Error) {
        self.note(kind_name(error.kind), sentence(&error.message));
        self.context.tell();
    }

    /// The last thing that went wrong.
    pub(crate) fn last_fault(&self) -> Option<LastFault> {
        let last = self.last_fault.lock();
        last.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, kind: &'static str, message: String) {
        let at = self.clock.now();
        let mut last = self
            .last_fault
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *last = Some(LastFault { at, kind, message });
    }

    fn failed(&self, fault: &Fault, admission: Admission<'_>, began: Instant) {
        self.meters.fault(fault);
        self.meters.took(began.elapsed());
        self.note(fault.outcome(), fault.to_string());
        if fault.counts() {
            self.counted(fault, admission);
        }
        self.context.tell();
    }

    fn counted(&self, fault: &Fault, admission: Admission<'_>) {
        let plugin = &*self.context.name;
        tracing::warn!(target: "plugin", plugin, outcome = fault.outcome(), "call failed: {fault}");
        admission.failed();
        if let Some(until) = self.breaker.quarantined_until() {
            let until_ms = until.0;
            tracing::error!(target: "plugin", plugin, until_ms, "left alone after repeated faults");
        }
    }
}

impl Call<'_> {
    /// Ends the call: an instance that answered well waits for its next call.
    pub(crate) fn end<T>(self, answer: Result<T, Fault>) -> Result<T, Fault> {
        match &answer {
            Ok(_) => {
                self.caller.meters.ok();
                self.caller.meters.took(self.began.elapsed());
                if self.admission.went_well() {
                    self.caller.context.tell();
                }
                if self.reuse == Reuse::Warm {
                    self.caller.pool.keep(self.instance);
                }
            }
            Err(fault) => {
                self.caller.failed(fault, self.admission, self.began);
                self.caller.context.slowness.drop(self.instance);
            }
        }
        answer
    }
}

//! One operation: a webhook call, a message to a provider, a look-up. It may take several passes, as
//! the component returns requests, the host runs them, and calls again from the top.

use std::{future::Future, mem, sync::Arc};

use async_trait::async_trait;
use frontdesk_core::Timestamp;
use frontdesk_engine::ports::{PluginValue, PluginValues, ValueChange, ValuesFault};
use tokio::time::Instant;

use crate::{
    bindings::{
        http_types::{Exchange, Request},
        types::{Error, ErrorKind},
    },
    call::{Call, Reuse},
    chance::Seed,
    fault::Fault,
    instance::Instance,
    plugin::Plugin,
    state::OperationState,
    values::{self, Stored, ValueSpace},
};

/// What a pass came to.
pub(crate) enum Step<T> {
    /// Run these, then call again.
    Fetch(Vec<Request>),
    /// This is the result.
    Done(T),
}

/// One kind of operation: which function is called, and what its answer must be.
pub(crate) trait Task: Sync {
    /// The result, checked.
    type Answer: Send;

    /// Calls the component once.
    fn pass(
        &self,
        instance: &mut Instance,
        prior: &[Exchange],
    ) -> impl Future<Output = Result<Result<Step<Self::Answer>, Error>, Fault>> + Send;
}

/// Why an operation gave no result.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The component's own error, other than `internal`.
    Reported(Error),
    /// Everything else.
    Fault(Fault),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// What all passes of an operation share.
struct Operation {
    now: Timestamp,
    seed: Seed,
    body: Option<Arc<[u8]>>,
    stored: Option<Arc<Stored>>,
    deadline: Instant,
}

impl Plugin {
    /// Runs an operation to its end. `reference` names it, the same at every try; `body` is what
    /// signatures are checked over.
    pub(crate) async fn run_task<T: Task>(
        &self,
        task: &T,
        reference: &[u8],
        body: Option<Arc<[u8]>>,
        now: Timestamp,
    ) -> Result<T::Answer, Stop> {
        let limits = &self.caller.context.limits;
        let began = Instant::now();
        let operation = Operation {
            now,
            seed: Seed::new(&[self.name().as_bytes(), reference]),
            body,
            stored: self.stored(now).await?,
            deadline: began.checked_add(limits.operation).unwrap_or(began),
        };
        let mut prior = Vec::new();
        for _ in 0..limits.rounds {
            match self.pass(task, &operation, &prior).await? {
                (Step::Done(answer), changes) => {
                    self.keep(changes).await?;
                    return Ok(answer);
                }
                (Step::Fetch(requests), _) => {
                    if Instant::now() >= operation.deadline {
                        let limit = limits.operation;
                        return Err(self.caller.stopped(Fault::Time { limit }).into());
                    }
                    let meters = &self.caller.meters;
                    let round = self.egress.round(requests, operation.deadline, meters);
                    prior.extend(round.await);
                }
            }
        }
        let rounds = limits.rounds;
        Err(self.caller.stopped(Fault::Rounds { limit: rounds }).into())
    }

    async fn pass<T: Task>(
        &self,
        task: &T,
        operation: &Operation,
        prior: &[Exchange],
    ) -> Result<(Step<T::Answer>, Vec<ValueChange>), Stop> {
        let mut call: Call<'_> = self.caller.begin(Reuse::Fresh, operation.now).await?;
        call.instance.begin_operation(operation.state());
        let pass = task.pass(&mut call.instance, prior);
        let answer = self.caller.context.slowness.run(pass).await;
        let changes = call.instance.take_values();
        let checked = answer.and_then(|answer| match answer {
            Ok(Step::Fetch(requests)) => self
                .check_round(&requests)
                .map(|()| Ok(Step::Fetch(requests))),
            // A mistake of the component counts as a trap does.
            Err(error) if error.kind == ErrorKind::Internal => Err(error.into()),
            other => Ok(other),
        });
        match call.end(checked)? {
            Ok(step) => Ok((step, changes)),
            Err(error) => {
                self.caller.reported(&error);
                Err(Stop::Reported(error))
            }
        }
    }

    fn check_round(&self, requests: &[Request]) -> Result<(), Fault> {
        let count = requests.len();
        if (1..=self.caller.context.limits.requests).contains(&count) {
            Ok(())
        } else {
            Err(Fault::output(format!("{count} requests in one round")))
        }
    }

    /// What the plugin has stored, if it asks to keep values and may.
    async fn stored(&self, now: Timestamp) -> Result<Option<Arc<Stored>>, Fault> {
        if !(self.descriptor.kv && self.caller.context.grants.kv) {
            return Ok(None);
        }
        match self.values.load(self.name(), now).await {
            Ok(values) => Ok(Some(Arc::new(values::stored(values)))),
            Err(error) => Err(self.caller.stopped(error.into())),
        }
    }

    async fn keep(&self, changes: Vec<ValueChange>) -> Result<(), Fault> {
        if changes.is_empty() {
            return Ok(());
        }
        let kept = self.values.keep(self.name(), changes).await;
        kept.map_err(|error| self.caller.stopped(error.into()))
    }
}

impl Operation {
    /// What one pass begins with: every pass the same.
    fn state(&self) -> OperationState {
        let values = self.stored.as_ref();
        OperationState {
            seed: self.seed.clone(),
            body: self.body.clone(),
            values: values.map(|stored| ValueSpace::new(Arc::clone(stored), self.now)),
        }
    }
}

impl Instance {
    pub(crate) fn begin_operation(&mut self, operation: OperationState) {
        self.store.data_mut().operation = Some(Box::new(operation));
    }

    fn take_values(&mut self) -> Vec<ValueChange> {
        let operation = mem::take(&mut self.store.data_mut().operation);
        let values = operation.and_then(|operation| operation.values);
        values.map(ValueSpace::into_changes).unwrap_or_default()
    }
}

/// For plugins that no store was given for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NoValues;

#[async_trait]
impl PluginValues for NoValues {
    async fn load(&self, _: &str, _: Timestamp) -> Result<Vec<PluginValue>, ValuesFault> {
        Err(no_values())
    }

    async fn keep(&self, _: &str, _: Vec<ValueChange>) -> Result<(), ValuesFault> {
        Err(no_values())
    }
}

fn no_values() -> ValuesFault {
    ValuesFault("this host was started without a place for them".to_owned())
}

//! Reports to the engine which agents and contacts are connected.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use frontdesk_engine::{Command, Engine, Refusal};
use tokio::sync::Semaphore;

use crate::hub::{Hub, Who};

/// Reports on their way at once: a storm of reconnects is told in a few group commits.
const AT_ONCE: usize = 1_024;
/// The pause after the engine was busy.
const PAUSE: Duration = Duration::from_millis(100);

/// Reports for as long as the hub lives.
pub(crate) fn keep(engine: Engine, hub: &Arc<Hub>) {
    let Some(mut chores) = hub.take_chores() else {
        return;
    };
    let hub = Arc::downgrade(hub);
    let places = Arc::new(Semaphore::new(AT_ONCE));
    tokio::spawn(async move {
        while let Some(who) = chores.recv().await {
            let Ok(place) = places.clone().acquire_owned().await else {
                return;
            };
            let (engine, hub) = (engine.clone(), hub.clone());
            tokio::spawn(async move {
                report(&engine, &hub, &who).await;
                drop(place);
            });
        }
    });
}

async fn report(engine: &Engine, hub: &Weak<Hub>, who: &Who) {
    while let Some(hub) = hub.upgrade()
        && let Some(step) = hub.next_report(who)
    {
        let said = engine
            .submit(Command {
                input: step.input.clone(),
                mark: None,
            })
            .await;
        let (arrived, go_on) = match said {
            // A rejection means that there is nothing left to tell: the conversation has closed.
            Ok(_) | Err(Refusal::Rejected(_)) => (true, true),
            Err(Refusal::Busy | Refusal::StorageLow) => (false, true),
            Err(Refusal::Conflict | Refusal::TooLarge | Refusal::Stopping) => (false, false),
        };
        hub.reported(who, &step, arrived);
        if !go_on {
            return;
        }
        if !arrived {
            drop(hub);
            tokio::time::sleep(PAUSE).await;
        }
    }
}

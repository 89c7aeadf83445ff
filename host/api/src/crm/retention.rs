//! Conversations go once they are old enough, as `[retention]` says. It sleeps until the next may go.

use std::{io, sync::Weak, time::Duration};

use frontdesk_core::{ConversationId, Span};
use frontdesk_directory::retention::{self, Due};
use frontdesk_engine::Refusal;
use frontdesk_store::StoreError;
use tokio::sync::watch;

use super::Crm;

/// The pause after something failed.
const PAUSE: Duration = Duration::from_mins(1);
/// The longest sleep: the clock may have been set meanwhile.
const LONGEST: Duration = Duration::from_hours(24);

#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("a file that goes: {0}")]
    File(#[from] io::Error),
}

/// Works for as long as the Local CRM is there.
pub(super) async fn run(crm: Weak<Crm>, mut kept: watch::Receiver<Option<Span>>) {
    loop {
        let span = *kept.borrow_and_update();
        let Some(now) = crm.upgrade() else { return };
        let sleep = match span {
            None => LONGEST,
            Some(span) => match all(&now, span).await {
                Ok(sleep) => sleep,
                Err(Fault::Refused(Refusal::Stopping) | Fault::Store(StoreError::Closed)) => return,
                Err(error) => {
                    tracing::error!(%error, "old conversations do not go; it is tried again");
                    PAUSE
                }
            },
        };
        drop(now);
        // Until it is told of another span; an end of the sender is the Local CRM's.
        if let Ok(Err(_)) = tokio::time::timeout(sleep, kept.changed()).await {
            return;
        }
    }
}

/// All that are due go. How long to sleep then.
async fn all(crm: &Crm, kept: Span) -> Result<Duration, Fault> {
    let store = &**crm.engine.store();
    let (mut after, mut gone, mut again) = (None, 0_u64, false);
    let next = loop {
        match retention::due(store, kept, crm.clock.now(), after).await? {
            Due::Now(id) => {
                if forget(crm, id).await? {
                    gone += 1;
                } else {
                    (after, again) = (Some(id), true);
                }
            }
            Due::At(at) => break at.since(crm.clock.now()),
            Due::Never => break kept,
        }
    };
    if gone > 0 {
        tracing::info!(gone, "conversations went that were old enough");
    }
    let sleep = Duration::from_millis(next.0).min(LONGEST);
    Ok(if again { sleep.min(PAUSE) } else { sleep })
}

/// Everything of a conversation goes; `false`: somebody took it up meanwhile, or changed what it is named in.
async fn forget(crm: &Crm, id: ConversationId) -> Result<bool, Fault> {
    let store = &**crm.engine.store();
    loop {
        let _turn = crm.turn.lock().await;
        let part = retention::part(store, id).await?;
        // Bytes first: once the record is gone, nobody knows of them.
        for file in part.files {
            crm.shelf.remove(file).await?;
        }
        match crm.engine.keep(part.batch).await {
            Ok(()) if part.is_last => return Ok(true),
            Ok(()) => {}
            Err(Refusal::Conflict) => return Ok(false),
            Err(refusal) => return Err(refusal.into()),
        }
    }
}

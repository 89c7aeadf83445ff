//! Waking a flush that sled has forgotten.
//!
//! When one of sled's I/O threads fails to write a buffer, it notes the error and wakes nobody
//! (`Log::exit_reservation` of sled 0.34.7): a flush that waits for that buffer would wait for ever,
//! and with it every commit. A second flush finds the error and wakes the first, which then fails
//! as it should have. On a disk that is only slow it waits like the first, or finds nothing to do.

use std::{thread, time::Duration};

use tokio::{sync::oneshot, time::timeout};

use super::commit::guarded;

/// How long an answer may take before sled is nudged; each further wait is twice as long. A disk
/// that gives up does so within minutes, and each nudge may hold a thread until then.
const FIRST_WAIT: Duration = Duration::from_secs(2);
const NUDGES_MAX: u32 = 7;

/// Waits for an answer, however long it takes; `Err` when nobody will give one.
pub(super) async fn answered<T>(
    mut answer: oneshot::Receiver<T>,
    db: impl Fn() -> Option<sled::Db>,
) -> Result<T, ()> {
    for nudge in 0..NUDGES_MAX {
        match timeout(FIRST_WAIT * 2_u32.pow(nudge), &mut answer).await {
            Ok(answered) => return answered.map_err(drop),
            Err(_late) => {
                if let Some(db) = db() {
                    // A thread of its own: a runtime that ends would wait for one of its. Its
                    // outcome is the first flush's to tell.
                    drop(thread::spawn(move || guarded(|| db.flush())));
                }
            }
        }
    }
    answer.await.map_err(drop)
}

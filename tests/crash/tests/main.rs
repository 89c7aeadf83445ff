//! The real binary under violence. Needs it built: see README.md.

mod chaos;
mod failing_disk;
mod flood;
mod kills;
mod network;
mod records;
mod shutdown;
mod slow_readers;
mod storage;
mod swap;
mod systems;

use std::env;

/// The seed of this run: `FRONTDESK_SEED`, or a new one. A failure prints it.
fn seed() -> u64 {
    let given = env::var("FRONTDESK_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok());
    given.unwrap_or_else(rand::random)
}

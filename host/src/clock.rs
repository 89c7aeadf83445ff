//! The one place where a clock is read.

use std::time::{SystemTime, UNIX_EPOCH};

use frontdesk_core::Timestamp;
use frontdesk_engine::ports::Clock;

/// The machine's wall clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WallClock;

impl Clock for WallClock {
    fn now(&self) -> Timestamp {
        #[expect(
            clippy::disallowed_methods,
            reason = "this is the implementation of the clock"
        )]
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        // A clock before 1970 is as good as one at 1970: the engine never lets time run backwards.
        Timestamp(since.map_or(0, |since| {
            u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
        }))
    }
}

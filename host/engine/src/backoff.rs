//! How long to wait between tries of something that fails.

use std::time::Duration;

/// Waits that double from the first to the longest.
#[derive(Clone, Copy, Debug)]
pub struct Backoff {
    /// After the first try.
    pub first: Duration,
    /// However often it was tried.
    pub longest: Duration,
}

impl Backoff {
    /// The wait after so many tries of the thing with this number, with up to a quarter off so that things that
    /// failed together do not all come again together. It is spread by their numbers: nothing here is drawn at random.
    pub fn wait(self, tries: u32, number: u64) -> Duration {
        let full = self
            .first
            .saturating_mul(1 << tries.saturating_sub(1).min(16))
            .min(self.longest);
        let mixed = (number << 8 ^ u64::from(tries)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let off = u32::try_from(mixed >> 40).unwrap_or(0) % 1_000;
        full.saturating_sub(full / 4 * off / 1_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest_and_things_that_failed_together_come_apart() {
        let backoff = Backoff {
            first: Duration::from_secs(2),
            longest: Duration::from_mins(10),
        };
        for (tries, full) in [(0, 2), (1, 2), (2, 4), (5, 32), (40, 600), (u32::MAX, 600)] {
            let full = Duration::from_secs(full);
            let waits: std::collections::BTreeSet<_> =
                (0..50).map(|number| backoff.wait(tries, number)).collect();
            assert!(
                waits
                    .iter()
                    .all(|wait| *wait <= full && *wait >= full * 3 / 4)
            );
            assert!(waits.len() > 25, "{tries}: {waits:?}");
        }
    }
}

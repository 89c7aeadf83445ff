//! How long calls take, over the last minute: counted in fixed buckets, without a lock.

use std::{
    sync::atomic::{AtomicU32, AtomicUsize, Ordering::Relaxed},
    time::Duration,
};

/// Buckets: four to a doubling, from 1 µs up; the last one takes everything above 60 s.
const BUCKETS: usize = 4 * 26;
/// Parts of the window; the oldest is cleared when its time comes again.
const SLICES: usize = 6;
/// How long a slice is written to, in sweeps of a second.
const SWEEPS_PER_SLICE: usize = 10;

/// The times of one plugin's calls.
pub(crate) struct Latency {
    slices: [[AtomicU32; BUCKETS]; SLICES],
    sweeps: AtomicUsize,
}

impl Latency {
    pub(crate) fn new() -> Self {
        Self {
            slices: std::array::from_fn(|_| std::array::from_fn(|_| AtomicU32::new(0))),
            sweeps: AtomicUsize::new(0),
        }
    }

    /// Counts one call.
    pub(crate) fn record(&self, took: Duration) {
        let slice = self.sweeps.load(Relaxed) / SWEEPS_PER_SLICE % SLICES;
        let count = self
            .slices
            .get(slice)
            .and_then(|slice| slice.get(bucket(took)));
        if let Some(count) = count {
            count.fetch_add(1, Relaxed);
        }
    }

    /// Once a second: lets the oldest slice go when it is due.
    pub(crate) fn sweep(&self) {
        let sweeps = self.sweeps.load(Relaxed).wrapping_add(1);
        if sweeps.is_multiple_of(SWEEPS_PER_SLICE)
            && let Some(oldest) = self.slices.get(sweeps / SWEEPS_PER_SLICE % SLICES)
        {
            for count in oldest {
                count.store(0, Relaxed);
            }
        }
        self.sweeps.store(sweeps, Relaxed);
    }

    /// Half and nearly all of the last minute's calls took no longer than this (to the upper end of
    /// a bucket, at most a fifth too much); `None` when there was none.
    pub(crate) fn percentiles(&self) -> Option<(Duration, Duration)> {
        let mut counts = [0_u64; BUCKETS];
        for slice in &self.slices {
            for (sum, count) in counts.iter_mut().zip(slice) {
                *sum += u64::from(count.load(Relaxed));
            }
        }
        let total: u64 = counts.iter().sum();
        let at = |percent: u64| {
            let wanted = (total * percent).div_ceil(100);
            let mut seen = 0;
            let reached = counts.iter().position(|count| {
                seen += count;
                seen >= wanted
            });
            upper_end(reached.unwrap_or(BUCKETS - 1))
        };
        (total > 0).then(|| (at(50), at(95)))
    }
}

/// Four buckets a doubling: the highest bit of the microseconds and the two below it.
fn bucket(took: Duration) -> usize {
    let us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX).max(1);
    let doubling = us.ilog2();
    let quarter = if doubling >= 2 {
        (us >> (doubling - 2)) & 3
    } else {
        (us << (2 - doubling)) & 3
    };
    let bucket = u64::from(doubling) * 4 + quarter;
    usize::try_from(bucket).unwrap_or(BUCKETS).min(BUCKETS - 1)
}

fn upper_end(bucket: usize) -> Duration {
    let (doubling, quarter) = (bucket / 4, bucket % 4);
    let steps = u64::try_from(quarter).unwrap_or(0) + 5;
    let us = steps
        .checked_shl(u32::try_from(doubling).unwrap_or(0))
        .unwrap_or(u64::MAX)
        / 4;
    Duration::from_micros(us)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_within_a_quarter_above() {
        let latency = Latency::new();
        assert_eq!(latency.percentiles(), None);
        for us in 1..=1_000 {
            latency.record(Duration::from_micros(us));
        }
        let (p50, p95) = latency.percentiles().expect("calls");
        assert!((500..=625).contains(&p50.as_micros()), "{p50:?}");
        assert!((950..=1_187).contains(&p95.as_micros()), "{p95:?}");
        latency.record(Duration::MAX);
        latency.record(Duration::ZERO);
    }

    #[test]
    fn a_minute_later_a_call_is_forgotten() {
        let latency = Latency::new();
        latency.record(Duration::from_micros(5));
        for _ in 0..50 {
            latency.sweep();
        }
        assert!(latency.percentiles().is_some());
        for _ in 0..10 {
            latency.sweep();
        }
        assert_eq!(latency.percentiles(), None);
    }
}

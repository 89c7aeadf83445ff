//! How fast someone may send: a bucket of frames, or of requests, that fills steadily.

use std::sync::Mutex;

use tokio::time::Instant;

use crate::api::lock;

/// One sender's bucket. All tabs of a visitor share one.
#[derive(Debug)]
pub(crate) struct Rate {
    per_s: u32,
    burst: u32,
    bucket: Mutex<Bucket>,
}

#[derive(Debug)]
struct Bucket {
    /// In thousandths of a frame.
    filled: u64,
    at: Instant,
}

impl Rate {
    pub(crate) fn new(per_s: u32, burst: u32) -> Self {
        let bucket = Bucket {
            filled: u64::from(burst) * 1_000,
            at: Instant::now(),
        };
        Self {
            per_s,
            burst,
            bucket: Mutex::new(bucket),
        }
    }

    /// Whether it has rested: it holds all it can hold.
    pub(crate) fn is_full(&self, now: Instant) -> bool {
        let bucket = lock(&self.bucket);
        let full = u64::from(self.burst) * 1_000;
        bucket.filled.saturating_add(self.gained(&bucket, now)) >= full
    }

    /// What has run in since the bucket was looked at.
    fn gained(&self, bucket: &Bucket, now: Instant) -> u64 {
        let elapsed = now.saturating_duration_since(bucket.at).as_millis();
        u64::try_from(elapsed)
            .unwrap_or(u64::MAX)
            .saturating_mul(self.per_s.into())
    }

    /// Takes one frame out. `false`: too fast.
    pub(crate) fn admit(&self, now: Instant) -> bool {
        let mut bucket = lock(&self.bucket);
        let gained = self.gained(&bucket, now);
        if gained > 0 {
            bucket.at = now;
            bucket.filled = bucket
                .filled
                .saturating_add(gained)
                .min(u64::from(self.burst) * 1_000);
        }
        match bucket.filled.checked_sub(1_000) {
            Some(left) => {
                bucket.filled = left;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_burst_is_admitted_and_then_a_steady_flow() {
        let rate = Rate::new(10, 3);
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        assert!((0..3).all(|_| rate.admit(at(0))));
        assert!(!rate.admit(at(50)));
        assert!(rate.admit(at(100)));
        assert!(!rate.admit(at(150)));
        assert!((0..3).all(|_| rate.admit(at(10_000))));
        assert!(!rate.admit(at(10_000)));
    }
}

//! How long: mean, percentiles and the longest.

use frontdesk_core::Span;
use serde::Serialize;

use crate::numbers::{count, float, rounded, seconds, whole};

/// How a length of time is spread, in seconds. Every number is `None` of nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Spread {
    /// The mean.
    pub mean: Option<f64>,
    /// Half are no longer.
    pub p50: Option<f64>,
    /// 90 of 100 are no longer.
    pub p90: Option<f64>,
    /// 95 of 100 are no longer.
    pub p95: Option<f64>,
    /// 99 of 100 are no longer.
    pub p99: Option<f64>,
    /// The longest.
    pub max: Option<f64>,
}

impl Spread {
    /// Of these, which are put in order for it.
    pub(crate) fn of(spans: &mut [Span]) -> Self {
        spans.sort_unstable();
        let at = |percent: f64| {
            // The nearest rank: the smallest that this many are not above.
            let rank = (percent / 100.0 * float(count(spans.len()))).ceil();
            let place = usize::try_from(whole(rank)).ok()?.checked_sub(1)?;
            spans.get(place).map(|span| seconds(*span))
        };
        let sum: u64 = spans.iter().map(|span| span.0).sum();
        let mean = float(sum) / float(count(spans.len())) / 1_000.0;
        Self {
            mean: (!spans.is_empty()).then(|| rounded(mean)),
            p50: at(50.0),
            p90: at(90.0),
            p95: at(95.0),
            p99: at(99.0),
            max: spans.last().map(|span| seconds(*span)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_times_that_somebody_waited() {
        let mut waits: Vec<Span> = (1..=200).rev().map(Span::seconds).collect();
        let spread = Spread::of(&mut waits);
        assert_eq!(spread.mean, Some(100.5));
        assert_eq!((spread.p50, spread.p90), (Some(100.0), Some(180.0)));
        assert_eq!((spread.p95, spread.p99), (Some(190.0), Some(198.0)));
        assert_eq!(spread.max, Some(200.0));
    }

    #[test]
    fn of_one_everything_is_that_one_and_of_nothing_nothing() {
        let one = Spread::of(&mut [Span::millis(1_500)]);
        assert_eq!(
            (one.p50, one.p99, one.max),
            (Some(1.5), Some(1.5), Some(1.5))
        );
        assert_eq!(Spread::of(&mut []), Spread::default());
    }
}

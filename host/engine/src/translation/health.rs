//! How a translator fares: which pairs it serves, and whether it is left alone for a while.

use std::{collections::BTreeMap, time::Duration};

use frontdesk_core::Timestamp;
use tokio::time::Instant;

/// Failures in a row after which a translator is left alone, so that nobody waits for one that is
/// gone.
const FAILURES: u32 = 3;
/// For how long, unless it says otherwise.
const REST: Duration = Duration::from_secs(15);
/// For how long at most.
const LONGEST_REST: Duration = Duration::from_mins(10);

/// From one language to another (BCP 47 each).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LanguagePair {
    /// The language a text is in.
    pub source: String,
    /// The language it is to be in.
    pub target: String,
}

/// What a trial of a pair came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PairState {
    /// A sentence came back, after so long.
    Serves(Duration),
    /// The translator does not know the pair: it is not asked.
    Unsupported,
    /// What came back was no translation (nothing, or without what must be kept): it is not asked.
    Useless,
    /// It could not be tried: why. It is asked all the same.
    Failed(String),
}

/// A pair as it was tried last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairTrial {
    /// What came of it.
    pub state: PairState,
    /// When.
    pub at: Timestamp,
}

/// One translator's health.
#[derive(Default)]
pub(super) struct Health {
    pub(super) pairs: BTreeMap<LanguagePair, PairTrial>,
    failures: u32,
    rests_until: Option<Instant>,
    pub(super) last_fault: Option<String>,
}

impl Health {
    /// Whether it is worth asking for a pair at this moment.
    pub(super) fn takes(&self, pair: &LanguagePair, now: Instant) -> bool {
        let rests = self.rests_until.is_some_and(|until| now < until);
        let tried = self.pairs.get(pair).map(|trial| &trial.state);
        let serves = !matches!(tried, Some(PairState::Unsupported | PairState::Useless));
        !rests && serves
    }

    /// Whether it is known not to know a pair.
    pub(super) fn refuses(&self, pair: &LanguagePair) -> bool {
        let tried = self.pairs.get(pair).map(|trial| &trial.state);
        matches!(tried, Some(PairState::Unsupported | PairState::Useless))
    }

    /// Whether it is left alone.
    pub(super) fn rests(&self, now: Instant) -> bool {
        self.rests_until.is_some_and(|until| now < until)
    }

    pub(super) fn went_well(&mut self) {
        self.failures = 0;
        self.rests_until = None;
        self.last_fault = None;
    }

    /// It failed. One that asks for patience is given it at once.
    pub(super) fn failed(&mut self, why: &str, asks: Option<Duration>, now: Instant) {
        self.last_fault = Some(why.to_owned());
        self.failures = self.failures.saturating_add(1);
        if asks.is_some() || self.failures >= FAILURES {
            let rest = asks.unwrap_or(REST).min(LONGEST_REST);
            self.rests_until = now.checked_add(rest);
        }
    }

    /// A pair turned out not to be served.
    pub(super) fn tried(&mut self, pair: LanguagePair, state: PairState, at: Timestamp) {
        self.pairs.insert(pair, PairTrial { state, at });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair() -> LanguagePair {
        LanguagePair {
            source: "es".to_owned(),
            target: "en".to_owned(),
        }
    }

    #[test]
    fn one_that_fails_again_and_again_is_left_alone_for_a_while() {
        let (mut health, now) = (Health::default(), Instant::now());
        for _ in 0..2 {
            health.failed("gone", None, now);
            assert!(health.takes(&pair(), now));
        }
        health.failed("gone", None, now);
        assert!(!health.takes(&pair(), now));
        assert!(health.takes(&pair(), now + REST));
        // One more failure is enough from here on, until it answers.
        health.failed("gone", None, now + REST);
        assert!(!health.takes(&pair(), now + REST));
        health.went_well();
        assert!(health.takes(&pair(), now + REST));
    }

    #[test]
    fn one_that_asks_for_patience_is_given_it_up_to_a_bound() {
        let (mut health, now) = (Health::default(), Instant::now());
        health.failed("too many", Some(Duration::from_hours(1)), now);
        assert!(!health.takes(&pair(), now));
        assert!(health.takes(&pair(), now + LONGEST_REST));
    }

    #[test]
    fn a_pair_that_it_does_not_know_is_not_asked_for_and_others_are() {
        let (mut health, now) = (Health::default(), Instant::now());
        for (state, takes) in [
            (PairState::Unsupported, false),
            (PairState::Useless, false),
            (PairState::Failed("down".to_owned()), true),
            (PairState::Serves(Duration::from_millis(20)), true),
        ] {
            health.tried(pair(), state.clone(), Timestamp(1));
            assert_eq!(health.takes(&pair(), now), takes, "{state:?}");
        }
        health.tried(pair(), PairState::Unsupported, Timestamp(1));
        let other = LanguagePair {
            target: "ca".to_owned(),
            ..pair()
        };
        assert!(health.takes(&other, now));
    }
}

//! Leaves a component alone that fails again and again, and tries it now and then.

use std::{
    collections::VecDeque,
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use frontdesk_core::{Span, Timestamp};
use frontdesk_engine::ports::Clock;

/// Faults within [`WINDOW`] that begin a quarantine.
const FAULTS: usize = 5;
/// How far back faults count, and how long a component must be well to be forgiven.
const WINDOW: Span = Span::seconds(60);
/// The first quarantine; each further one is twice as long.
const QUARANTINE_MIN: Span = Span::seconds(1);
/// The longest.
const QUARANTINE_MAX: Span = Span::seconds(300);

/// One component's record.
pub(crate) struct Breaker {
    clock: Arc<dyn Clock>,
    record: Mutex<Record>,
}

#[derive(Debug)]
struct Record {
    mode: Mode,
    /// When it failed lately, oldest first; at most [`FAULTS`].
    faults: VecDeque<Timestamp>,
    /// How long the next quarantine is.
    next: Span,
    last_fault: Option<Timestamp>,
    /// All faults ever.
    faults_total: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Open,
    Quarantined {
        until: Timestamp,
    },
    /// One call is out to see whether it is well again.
    Probing,
}

/// A call was let through; it must be told what came of it. Dropped untold, it says nothing about
/// the component.
pub(crate) struct Admission<'a> {
    breaker: &'a Breaker,
    is_probe: bool,
}

impl Breaker {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        let record = Record {
            mode: Mode::Open,
            faults: VecDeque::with_capacity(FAULTS),
            next: QUARANTINE_MIN,
            last_fault: None,
            faults_total: 0,
        };
        Self {
            clock,
            record: Mutex::new(record),
        }
    }

    /// Lets a call through, or says how long to wait.
    pub(crate) fn admit(&self) -> Result<Admission<'_>, Span> {
        let mut record = self.lock();
        let is_probe = match record.mode {
            Mode::Open => false,
            // A probe ends within one call's time: try again then.
            Mode::Probing => return Err(QUARANTINE_MIN),
            Mode::Quarantined { until } => {
                let now = self.clock.now();
                if now < until {
                    return Err(until.since(now));
                }
                record.mode = Mode::Probing;
                true
            }
        };
        drop(record);
        Ok(Admission {
            breaker: self,
            is_probe,
        })
    }

    /// Until when it is left alone, if it is.
    pub(crate) fn quarantined_until(&self) -> Option<Timestamp> {
        match self.lock().mode {
            Mode::Quarantined { until } => Some(until),
            Mode::Open | Mode::Probing => None,
        }
    }

    /// All faults ever.
    pub(crate) fn faults_total(&self) -> u64 {
        self.lock().faults_total
    }

    fn lock(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Admission<'_> {
    /// The call was answered; `true`: and so the component is well again.
    pub(crate) fn went_well(mut self) -> bool {
        if !mem::take(&mut self.is_probe) {
            return false;
        }
        let mut record = self.breaker.lock();
        record.mode = Mode::Open;
        record.faults.clear();
        true
    }

    /// The component failed.
    pub(crate) fn failed(mut self) {
        let now = self.breaker.clock.now();
        let was_probe = mem::take(&mut self.is_probe);
        self.breaker.lock().fault(now, was_probe);
    }
}

impl Drop for Admission<'_> {
    fn drop(&mut self) {
        if self.is_probe {
            // The probe was given up, not answered: the next call is one.
            let now = self.breaker.clock.now();
            self.breaker.lock().mode = Mode::Quarantined { until: now };
        }
    }
}

impl Record {
    fn fault(&mut self, now: Timestamp, was_probe: bool) {
        self.faults_total = self.faults_total.saturating_add(1);
        if self
            .last_fault
            .is_some_and(|last| now.since(last) >= WINDOW)
        {
            self.next = QUARANTINE_MIN;
            self.faults.clear();
        }
        self.last_fault = Some(now);
        while self
            .faults
            .front()
            .is_some_and(|first| now.since(*first) >= WINDOW)
        {
            self.faults.pop_front();
        }
        self.faults.push_back(now);
        // Calls begun before a quarantine still end in it: they do not make it longer.
        let is_due = was_probe || (self.mode == Mode::Open && self.faults.len() >= FAULTS);
        if is_due {
            self.mode = Mode::Quarantined {
                until: now + self.next,
            };
            self.next = Span(self.next.0.saturating_mul(2)).min(QUARANTINE_MAX);
            self.faults.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[derive(Default)]
    struct Hands(AtomicU64);

    impl Clock for Hands {
        fn now(&self) -> Timestamp {
            Timestamp(self.0.load(Ordering::Relaxed))
        }
    }

    fn breaker() -> (Arc<Hands>, Breaker) {
        let hands = Arc::new(Hands::default());
        (hands.clone(), Breaker::new(hands))
    }

    fn fail(breaker: &Breaker, times: usize) {
        for _ in 0..times {
            breaker
                .admit()
                .map(Admission::failed)
                .expect("is let through");
        }
    }

    fn wait(hands: &Hands, ms: u64) {
        hands.0.fetch_add(ms, Ordering::Relaxed);
    }

    #[test]
    fn four_faults_are_let_pass_and_the_fifth_begins_a_quarantine() {
        let (_, breaker) = breaker();
        fail(&breaker, 4);
        breaker
            .admit()
            .map(Admission::went_well)
            .expect("is let through");
        fail(&breaker, 1);
        assert_eq!(breaker.admit().err(), Some(Span::seconds(1)));
        assert_eq!(breaker.faults_total(), 5);
    }

    #[test]
    fn faults_further_apart_than_the_window_do_not_add_up() {
        let (hands, breaker) = breaker();
        for _ in 0..20 {
            fail(&breaker, 1);
            wait(&hands, 15_001);
        }
        assert!(breaker.admit().is_ok());
    }

    #[test]
    fn after_the_quarantine_one_probe_goes_out_and_decides() {
        let (hands, breaker) = breaker();
        fail(&breaker, 5);
        wait(&hands, 1_000);
        let probe = breaker.admit().expect("is the probe");
        assert!(breaker.admit().is_err(), "one at a time");
        probe.went_well();
        assert!(breaker.admit().is_ok());
    }

    #[test]
    fn a_quarantine_doubles_up_to_five_minutes_and_is_forgiven_by_a_minute_of_health() {
        let (hands, breaker) = breaker();
        fail(&breaker, 5);
        for expected in [1, 2, 4, 8, 16, 32] {
            let left = breaker.admit().err().expect("is quarantined");
            assert_eq!(left, Span::seconds(expected));
            wait(&hands, left.0);
            fail(&breaker, 1);
        }
        assert_eq!(breaker.admit().err(), Some(Span::seconds(64)));
        wait(&hands, 64_000);
        breaker
            .admit()
            .map(Admission::went_well)
            .expect("is the probe");
        fail(&breaker, 5);
        assert_eq!(
            breaker.admit().err(),
            Some(Span::seconds(1)),
            "more than a minute was well"
        );
    }

    #[test]
    fn a_probe_given_up_leaves_the_next_call_to_probe() {
        let (hands, breaker) = breaker();
        fail(&breaker, 5);
        wait(&hands, 1_000);
        drop(breaker.admit().expect("is the probe"));
        assert!(breaker.admit().is_ok());
    }
}

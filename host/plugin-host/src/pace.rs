//! So many of something a second, short bursts excepted.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// Seconds' worth that may pass at once.
const BURST_S: u32 = 3;

/// Hands out turns.
#[derive(Debug)]
pub(crate) struct Pace {
    /// Time from one turn to the next.
    step: Duration,
    /// When the turns handed out so far are used up, had they been taken evenly.
    used_until: Mutex<Option<Instant>>,
}

impl Pace {
    /// A rate of turns a second; 0 counts as 1.
    pub(crate) fn new(per_second: u32) -> Self {
        Self {
            step: Duration::from_secs(1) / per_second.max(1),
            used_until: Mutex::default(),
        }
    }

    /// Takes the next turn and says when it is; `None`: it would be after `latest`, and was not taken.
    pub(crate) fn turn(&self, now: Instant, latest: Instant) -> Option<Instant> {
        let burst = Duration::from_secs(BURST_S.into());
        let mut used = self
            .used_until
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let next = used.map_or(now, |until| until.max(now)) + self.step;
        let turn = next.checked_sub(burst).map_or(now, |turn| turn.max(now));
        if turn > latest {
            return None;
        }
        *used = Some(next);
        Some(turn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_at_once_and_then_each_waits_for_its_turn() {
        let pace = Pace::new(10);
        let now = Instant::now();
        let late = now + Duration::from_mins(1);
        for _ in 0..30 {
            assert_eq!(pace.turn(now, late), Some(now));
        }
        for n in 1..=5 {
            let turn = now + Duration::from_millis(100) * n;
            assert_eq!(pace.turn(now, late), Some(turn));
        }
        // What cannot wait so long takes no turn from the others.
        assert_eq!(pace.turn(now, now), None);
        assert_eq!(pace.turn(now, late), Some(now + Duration::from_millis(600)));
        // After a quiet time there is a burst again, and no more than one.
        let later = now + Duration::from_hours(1);
        let late = later + Duration::from_mins(1);
        let at_once = (0..100).filter(|_| pace.turn(later, late) == Some(later));
        assert_eq!(at_once.count(), 30);
    }
}

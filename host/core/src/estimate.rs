//! How long somebody in a line will probably wait.
//!
//! The estimate is the mean of a line that is served in order by equal slots (M/M/c in the books):
//! when every slot is taken, one becomes free every `handle time / slots`, and whoever has n contacts
//! before them needs n + 1 such moments. It grows with the place in the line and falls with every
//! slot that is added.
//!
//! What it is not: a promise. Single waits scatter widely around it, most of all at the front of the
//! line. It knows nothing of higher priorities that come later, of other queues that ask the same
//! agents, of contacts who give up (it is then too long), of agents who are about to come or go, or of
//! how far the conversations under way have got. Handle times that hardly vary make it too long by half
//! a handle time divided by the slots. A mean learned from the last conversations is itself a few
//! percent off: too long behind a long line, too short at its front.

use serde::{Deserialize, Serialize};

use crate::{limits, time::Span};

/// The slots that serve a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slots {
    /// Slots of agents who can be reached and are available, taken ones included.
    pub all: u32,
    /// How many of them hold a conversation.
    pub busy: u32,
}

/// The estimated wait of a contact who has `ahead` others before them; `None` when nobody serves.
pub fn wait(ahead: u32, slots: Slots, handle_time: Span) -> Option<Span> {
    let free = slots.all.saturating_sub(slots.busy);
    // A slot that is free now is no wait for as many as there are of them.
    let to_come_free = (u64::from(ahead) + 1).saturating_sub(u64::from(free));
    let work = u128::from(to_come_free) * u128::from(handle_time.0);
    let wait = work.checked_div(u128::from(slots.all))?;
    Some(Span(u64::try_from(wait).unwrap_or(u64::MAX)))
}

/// Parts of a millisecond in which a mean is kept, so that rounding does not add up.
const PARTS: u64 = 256;

/// How long a conversation holds its slot, on average: the plain mean of the first
/// [`limits::HANDLE_TIME_SAMPLES`], then a mean in which older ones count less and less.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandleTimes {
    /// In 1/256 ms.
    mean: u64,
    /// How many conversations are in it, up to the maximum.
    samples: u32,
}

impl HandleTimes {
    /// Takes in a conversation that closed: `held` is the time from its assignment to its end,
    /// wrap-up included. More than [`limits::HANDLE_TIME`] counts as that.
    pub fn add(&mut self, held: Span) {
        let sample = held.min(limits::HANDLE_TIME).0 * PARTS;
        let count = self.samples.saturating_add(1);
        self.samples = count.min(limits::HANDLE_TIME_SAMPLES);
        let count = u64::from(self.samples);
        let sum = self.mean.saturating_mul(count - 1).saturating_add(sample);
        // To the nearest; never outside what went in.
        self.mean = sum.saturating_add(count / 2) / count;
    }

    /// The mean; `None` before the first conversation.
    pub fn mean(&self) -> Option<Span> {
        (self.samples > 0).then_some(Span((self.mean + PARTS / 2) / PARTS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOUR_MINUTES: Span = Span::seconds(240);

    fn seconds(ahead: u32, all: u32, busy: u32) -> Option<u64> {
        wait(ahead, Slots { all, busy }, FOUR_MINUTES).map(|it| it.0 / 1_000)
    }

    #[test]
    fn each_place_in_the_line_is_one_more_slot_that_has_to_come_free() {
        assert_eq!(seconds(0, 1, 1), Some(240));
        assert_eq!(seconds(1, 1, 1), Some(480));
        assert_eq!(seconds(0, 4, 4), Some(60));
        assert_eq!(seconds(3, 4, 4), Some(240));
    }

    #[test]
    fn free_slots_are_no_wait_for_as_many_as_there_are() {
        assert_eq!(seconds(0, 4, 2), Some(0));
        assert_eq!(seconds(1, 4, 2), Some(0));
        assert_eq!(seconds(2, 4, 2), Some(60));
    }

    #[test]
    fn nobody_who_serves_is_no_estimate_and_numbers_at_the_limits_are() {
        assert_eq!(seconds(0, 0, 0), None);
        assert_eq!(seconds(0, 0, 3), None);
        assert_eq!(seconds(0, 2, 9), Some(120));
        let longest = wait(u32::MAX, Slots { all: 1, busy: 1 }, Span(u64::MAX));
        assert_eq!(longest, Some(Span(u64::MAX)));
    }

    #[test]
    fn the_first_handle_times_are_averaged_and_later_ones_follow_a_change() {
        let mut times = HandleTimes::default();
        assert_eq!(times.mean(), None);
        times.add(Span::seconds(100));
        times.add(Span::seconds(200));
        assert_eq!(times.mean(), Some(Span::seconds(150)));
        for _ in 0..2_000 {
            times.add(Span::seconds(600));
        }
        assert_eq!(times.mean(), Some(Span::seconds(600)));
        times.add(Span::seconds(280));
        assert_eq!(
            times.mean(),
            Some(Span::seconds(595)),
            "one in 64 counts a 64th"
        );
    }

    #[test]
    fn one_conversation_over_a_year_counts_as_a_day() {
        let mut times = HandleTimes::default();
        times.add(Span(u64::MAX));
        assert_eq!(times.mean(), Some(limits::HANDLE_TIME));
    }
}

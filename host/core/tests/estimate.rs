//! The estimated wait against a simulated line, and what holds for any numbers.
#![expect(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the whole target is a test: clippy exempts only the functions marked as one"
)]

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, VecDeque},
    ops::Range,
};

use frontdesk_core::{
    HandleTimes, Span,
    estimate::{Slots, wait},
    limits,
};
use proptest::prelude::*;

const HANDLE_MS: f64 = 240_000.0;
/// Share of the slots' time that is needed: enough for long lines.
const LOAD: f64 = 0.9;
const CONTACTS: usize = 200_000;
/// Parts of a line, by how many are ahead.
const PARTS: [Range<usize>; 5] = [0..1, 1..3, 3..6, 6..12, 12..24];

/// SplitMix64: a sequence that every machine has alike.
struct Chance(u64);

impl Chance {
    /// Above 0, up to 1.
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^= bits >> 31;
        ((bits >> 11) + 1) as f64 / (1_u64 << 53) as f64
    }

    /// A time that is memoryless, with this mean.
    fn exponential(&mut self, mean: f64) -> u64 {
        (-self.next().ln() * mean) as u64
    }
}

/// A contact who had to wait.
#[derive(Clone, Copy)]
struct Wait {
    ahead: usize,
    estimated: f64,
    waited: f64,
}

/// From which handle time a line's estimates are made.
#[derive(Clone, Copy)]
enum Knows {
    /// The one that the simulation uses.
    Truth,
    /// The mean of the conversations that have closed so far.
    WhatClosed,
}

/// Handle times that say nothing of how much longer a conversation takes.
fn memoryless(chance: &mut Chance) -> u64 {
    chance.exponential(HANDLE_MS)
}

/// A line served in order of arrival by `slots`, with everybody's estimate on arrival.
struct Line {
    slots: usize,
    knows: Knows,
    chance: Chance,
    handle: fn(&mut Chance) -> u64,
    /// When each conversation under way closes, and how long it will have taken.
    busy: BinaryHeap<Reverse<(u64, u64)>>,
    /// Arrival and estimate.
    waiting: VecDeque<(u64, Wait)>,
    times: HandleTimes,
    waits: Vec<Wait>,
}

impl Line {
    fn simulate(slots: usize, knows: Knows, handle: fn(&mut Chance) -> u64) -> Vec<Wait> {
        let mut line = Self {
            slots,
            knows,
            chance: Chance(slots as u64),
            handle,
            busy: BinaryHeap::new(),
            waiting: VecDeque::new(),
            times: HandleTimes::default(),
            waits: Vec::new(),
        };
        let mut now = 0;
        for _ in 0..CONTACTS {
            now += line.chance.exponential(HANDLE_MS / LOAD / slots as f64);
            line.close_until(now);
            line.arrive(now);
        }
        line.waits
    }

    fn close_until(&mut self, now: u64) {
        while let Some(Reverse((closed, took))) =
            self.busy.peek().copied().filter(|it| it.0.0 <= now)
        {
            self.busy.pop();
            self.times.add(Span(took));
            if let Some((arrived, wait)) = self.waiting.pop_front() {
                let waited = (closed - arrived) as f64;
                self.waits.push(Wait { waited, ..wait });
                self.begin(closed);
            }
        }
    }

    fn arrive(&mut self, now: u64) {
        if self.busy.len() < self.slots {
            self.begin(now);
            return;
        }
        let ahead = self.waiting.len();
        let slots = Slots {
            all: self.slots as u32,
            busy: self.busy.len() as u32,
        };
        let truth = Span(HANDLE_MS as u64);
        let mean = match self.knows {
            Knows::Truth => truth,
            Knows::WhatClosed => self.times.mean().unwrap_or(truth),
        };
        let estimated = wait(ahead as u32, slots, mean).unwrap().0 as f64;
        let waited = 0.0;
        self.waiting.push_back((
            now,
            Wait {
                ahead,
                estimated,
                waited,
            },
        ));
    }

    fn begin(&mut self, now: u64) {
        let takes = (self.handle)(&mut self.chance);
        self.busy.push(Reverse((now + takes, takes)));
    }
}

/// By how much the estimates are too long on average, as a share of the waits.
fn bias(waits: &[Wait]) -> f64 {
    let estimated: f64 = waits.iter().map(|it| it.estimated).sum();
    let waited: f64 = waits.iter().map(|it| it.waited).sum();
    estimated / waited - 1.0
}

fn assert_bias(waits: &[Wait], most: f64, what: &str) {
    assert!(waits.len() > 1_000, "{what}: {} waits", waits.len());
    let found = bias(waits);
    assert!(found.abs() < most, "{what}: {found:+.4}");
}

/// The waits of those who had so many before them.
fn with_ahead(waits: &[Wait], ahead: &Range<usize>) -> Vec<Wait> {
    let fits = |it: &&Wait| ahead.contains(&it.ahead);
    waits.iter().filter(fits).copied().collect()
}

#[test]
fn with_the_true_handle_time_estimates_are_right_on_average_everywhere_in_the_line() {
    for slots in [1, 3, 10] {
        let waits = Line::simulate(slots, Knows::Truth, memoryless);
        assert!(
            waits.len() > CONTACTS / 2,
            "{slots} slots: hardly anybody waits"
        );
        assert_bias(&waits, 0.01, &format!("{slots} slots"));
        for ahead in PARTS {
            let part = with_ahead(&waits, &ahead);
            assert_bias(&part, 0.02, &format!("{slots} slots, {ahead:?} ahead"));
        }
    }
}

/// Handle times of late that were long by chance have also made the line long, so a mean that is
/// learned from them is too long behind a long line and too short at the front.
#[test]
fn with_handle_times_that_are_learned_estimates_are_a_few_percent_too_long() {
    for slots in [1, 3, 10] {
        let waits = Line::simulate(slots, Knows::WhatClosed, memoryless);
        assert_bias(&waits, 0.06, &format!("{slots} slots"));
        for ahead in PARTS {
            let part = with_ahead(&waits, &ahead);
            assert_bias(&part, 0.08, &format!("{slots} slots, {ahead:?} ahead"));
        }
    }
}

#[test]
fn handle_times_that_never_vary_make_it_too_long_by_half_of_one_at_most() {
    for slots in [1, 3, 10] {
        let waits = Line::simulate(slots, Knows::WhatClosed, |_| HANDLE_MS as u64);
        let too_long =
            waits.iter().map(|it| it.estimated - it.waited).sum::<f64>() / waits.len() as f64;
        let share = too_long / (HANDLE_MS / slots as f64);
        assert!((0.0..=0.55).contains(&share), "{slots} slots: {share}");
    }
}

proptest! {
    #[test]
    fn a_place_further_back_never_waits_less_and_one_handle_time_a_slot_more(
        ahead in 0..10_000_u32, all in 1..1_000_u32, busy in 0..1_200_u32, ms in 0..90_000_000_u64,
    ) {
        let slots = Slots { all, busy };
        let here = wait(ahead, slots, Span(ms)).unwrap();
        let behind = wait(ahead + 1, slots, Span(ms)).unwrap();
        prop_assert!(behind >= here);
        if ahead >= all.saturating_sub(busy) {
            let step = behind.0 - here.0;
            prop_assert!(step.abs_diff(ms / u64::from(all)) <= 1, "{step}");
        }
    }

    #[test]
    fn more_agents_never_make_it_longer_and_make_it_shorter_where_there_is_a_wait(
        ahead in 0..10_000_u32, all in 1..1_000_u32, busy in 0..1_200_u32, ms in 0..90_000_000_u64,
        more in 1..20_u32, busy_more in 0..20_u32,
    ) {
        // Those who come may bring conversations that they hold already.
        let (before, after) = (
            Slots { all, busy },
            Slots { all: all + more, busy: busy + busy_more.min(more) },
        );
        let old = wait(ahead, before, Span(ms)).unwrap();
        let new = wait(ahead, after, Span(ms)).unwrap();
        prop_assert!(new <= old, "{old} -> {new}");
        if old.0 > u64::from(all + more) {
            prop_assert!(new < old, "{old} -> {new}");
        }
    }

    #[test]
    fn the_mean_stays_within_what_went_in(held in prop::collection::vec(0..200_000_000_u64, 1..100)) {
        let mut times = HandleTimes::default();
        for ms in &held {
            times.add(Span(*ms));
        }
        let most = held.iter().max().copied().unwrap().min(limits::HANDLE_TIME.0);
        let least = held.iter().min().copied().unwrap().min(limits::HANDLE_TIME.0);
        let mean = times.mean().unwrap().0;
        prop_assert!((least..=most).contains(&mean), "{mean}");
    }

    #[test]
    fn the_mean_of_the_first_ones_is_the_plain_mean(
        held in prop::collection::vec(0..80_000_000_u64, 1..=64),
    ) {
        let mut times = HandleTimes::default();
        for ms in &held {
            times.add(Span(*ms));
        }
        let plain = held.iter().sum::<u64>() / held.len() as u64;
        prop_assert!(times.mean().unwrap().0.abs_diff(plain) <= 1);
    }
}

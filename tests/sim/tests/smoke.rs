//! Two thousand fixed seeds, and enough of everything in them.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the whole target is a test: clippy exempts only the functions marked as one"
)]

use std::{collections::BTreeMap, thread};

use frontdesk_test_sim::drive::{self, Report};

const SEEDS: u64 = 2_000;

/// What some worlds came to.
#[derive(Default)]
struct Sum {
    steps: usize,
    accepted: usize,
    conversations: usize,
    offers: u64,
    crashes: usize,
    started: usize,
    stops: usize,
    counted: BTreeMap<&'static str, usize>,
    refused: BTreeMap<&'static str, usize>,
}

impl Sum {
    fn add(&mut self, report: Report) {
        self.steps += report.steps;
        self.accepted += report.accepted;
        self.conversations += report.conversations;
        self.offers += report.offers;
        self.crashes += report.crashes;
        self.started += report.started;
        self.stops += report.stops;
        for (name, count) in report.counted {
            *self.counted.entry(name).or_default() += count;
        }
        for (code, count) in report.refused {
            *self.refused.entry(code).or_default() += count;
        }
    }

    fn join(&mut self, other: Self) {
        self.steps += other.steps;
        self.accepted += other.accepted;
        self.conversations += other.conversations;
        self.offers += other.offers;
        self.crashes += other.crashes;
        self.started += other.started;
        self.stops += other.stops;
        for (name, count) in other.counted {
            *self.counted.entry(name).or_default() += count;
        }
        for (code, count) in other.refused {
            *self.refused.entry(code).or_default() += count;
        }
    }
}

/// Makes every world whose seed leaves this remainder.
fn worlds(remainder: u64, of: u64) -> Sum {
    let mut sum = Sum::default();
    for seed in (0..SEEDS).filter(|seed| seed % of == remainder) {
        let report = drive::run(seed).unwrap();
        if let Some(failure) = &report.failure {
            panic!(
                "seed {seed}, step {}: {}\n{}\nrun: cargo run -p frontdesk-test-sim -- --seed {seed}",
                report.steps, failure.sentence, failure.detail
            );
        }
        sum.add(report);
    }
    sum
}

#[test]
fn two_thousand_worlds_keep_every_promise() {
    let workers = thread::available_parallelism().map_or(1, |n| n.get() as u64);
    let mut sum = Sum::default();
    thread::scope(|scope| {
        let running: Vec<_> = (0..workers)
            .map(|n| scope.spawn(move || worlds(n, workers)))
            .collect();
        for worker in running {
            match worker.join() {
                Ok(some) => sum.join(some),
                Err(failure) => std::panic::resume_unwind(failure),
            }
        }
    });
    // A world in which nothing happens proves nothing.
    let at_least = |count: usize, least: usize, what: &str| {
        assert!(count >= least, "only {count} times {what}");
    };
    at_least(sum.steps, 1_000_000, "steps");
    at_least(sum.accepted, 500_000, "accepted steps");
    at_least(sum.conversations, 50_000, "conversations");
    at_least(usize::try_from(sum.offers).unwrap(), 50_000, "offers");
    at_least(sum.crashes, 2_000, "crashes");
    at_least(sum.started, 5_000, "conversations begun by agents");
    at_least(sum.stops, 2_000, "contacts who stopped");
    for what in [
        "moved: full",
        "moved: unstaffed",
        "moved: waited",
        "returned: agent gone",
        "returned: agent silent",
        "returned: contact wrote",
        "transferred to an agent",
        "transferred to a queue",
        "forced",
        "taken",
        "parked",
        "resumed",
        "language known",
    ] {
        let count = sum.counted.get(what).copied().unwrap_or(0);
        at_least(count, 100, what);
    }
    for code in [
        "already_open",
        "cannot_park",
        "contact_stopped",
        "may_not_decline",
        "may_not_pick",
        "no_room",
        "nobody_on_duty",
        "nobody_there",
        "not_assigned_to_you",
        "not_in_queue",
        "offer_not_open",
        "offer_not_yours",
        "queue_full",
        "unknown_agent",
        "unknown_conversation",
        "unknown_disposition",
        "unknown_queue",
        "wrong_state",
    ] {
        let count = sum.refused.get(code).copied().unwrap_or(0);
        at_least(count, 100, code);
    }
}

#[test]
fn the_same_seed_is_the_same_world() {
    for seed in [1, 17, 99] {
        let [one, other] = [0; 2].map(|_| drive::run(seed).unwrap().plan.write().unwrap());
        assert_eq!(one, other);
    }
}

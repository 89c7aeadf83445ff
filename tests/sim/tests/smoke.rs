//! Two hundred fixed seeds, and enough of everything in them.

use std::collections::BTreeMap;

use frontdesk_test_sim::drive;

#[test]
fn two_hundred_worlds_keep_every_promise() {
    let (mut conversations, mut offers, mut crashes, mut accepted) = (0, 0, 0, 0);
    let (mut started, mut stops, mut refused) = (0, 0, BTreeMap::<_, usize>::new());
    for seed in 0..200 {
        let report = drive::run(seed).unwrap();
        if let Some(failure) = report.failure {
            panic!(
                "seed {seed}, step {}: {}\n{}\nrun: cargo run -p frontdesk-test-sim -- --seed {seed}",
                report.steps, failure.sentence, failure.detail
            );
        }
        conversations += report.conversations;
        offers += report.offers;
        crashes += report.crashes;
        accepted += report.accepted;
        started += report.started;
        stops += report.stops;
        for (code, count) in report.refused {
            *refused.entry(code).or_default() += count;
        }
    }
    // A world in which nothing happens proves nothing.
    assert!(conversations > 5_000, "only {conversations} conversations");
    assert!(offers > 5_000, "only {offers} offers");
    assert!(crashes > 200, "only {crashes} crashes");
    assert!(accepted > 50_000, "only {accepted} accepted steps");
    assert!(
        started > 500,
        "only {started} conversations begun by agents"
    );
    assert!(stops > 500, "only {stops} contacts who stopped");
    for code in ["contact_stopped", "no_room", "already_open", "nobody_there"] {
        let count = refused.get(code).copied().unwrap_or(0);
        assert!(count > 100, "only {count} times {code}");
    }
}

#[test]
fn the_same_seed_is_the_same_world() {
    for seed in [1, 17, 99] {
        let [one, other] = [0; 2].map(|_| drive::run(seed).unwrap().plan.write().unwrap());
        assert_eq!(one, other);
    }
}

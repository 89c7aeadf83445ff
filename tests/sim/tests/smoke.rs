//! Two hundred fixed seeds, and enough of everything in them.

use frontdesk_test_sim::drive;

#[test]
fn two_hundred_worlds_keep_every_promise() {
    let (mut conversations, mut offers, mut crashes, mut accepted) = (0, 0, 0, 0);
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
    }
    // A world in which nothing happens proves nothing.
    assert!(conversations > 5_000, "only {conversations} conversations");
    assert!(offers > 5_000, "only {offers} offers");
    assert!(crashes > 200, "only {crashes} crashes");
    assert!(accepted > 50_000, "only {accepted} accepted steps");
}

#[test]
fn the_same_seed_is_the_same_world() {
    for seed in [1, 17, 99] {
        let [one, other] = [0; 2].map(|_| drive::run(seed).unwrap().plan.write().unwrap());
        assert_eq!(one, other);
    }
}

//! Inputs that nobody sends on purpose: a corpus of good ones, broken in every small way.
//!
//! Everything is drawn from a seed, so that a run is the same every time and on every machine; the
//! number of cases is fixed, so that it ends. A parser passes when it neither panics nor accepts
//! what it cannot give back. Start at [`each_case`]; the parsers are in `tests/`.

mod mutator;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

pub use self::mutator::Mutator;

/// Cases for each parser: all of them together take some seconds.
pub const CASES: u64 = 20_000;

/// Gives `check` every line of the corpus as it is, then [`CASES`] broken ones. A panic is passed on
/// after the input that caused it is printed.
#[expect(
    clippy::print_stderr,
    reason = "the input is what a person needs who sees red"
)]
pub fn each_case(corpus: &str, check: impl Fn(&str)) {
    let seeds: Vec<&str> = corpus.lines().filter(|line| !line.is_empty()).collect();
    each_case_of(&seeds, CASES, |case| {
        let ended = catch_unwind(AssertUnwindSafe(|| check(case)));
        if let Err(panic) = ended {
            eprintln!("the input was: {case:?}");
            resume_unwind(panic);
        }
    });
}

/// The same for seeds of more than one line.
pub fn each_case_of(seeds: &[&str], cases: u64, check: impl Fn(&str)) {
    seeds.iter().copied().for_each(&check);
    for number in 0..cases {
        check(&Mutator::seeded(number).text(seeds));
    }
}

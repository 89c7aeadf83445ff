//! The formulas against numbers that others have published.

use frontdesk_simulate::Model;

fn erlang_c(arrivals: f64, handle: f64, agents: u32) -> Model {
    Model {
        arrivals,
        handle,
        patience: None,
        agents,
    }
}

/// Equal in the digits that were printed, which were rounded.
#[track_caller]
fn is_printed(value: f64, printed: &str) {
    let places = printed
        .split_once('.')
        .map_or(0, |(_, places)| places.len());
    assert_eq!(format!("{value:.places$}"), printed, "from {value}");
}

/// The R package ErlangC 0.1.0 (CRAN, December 2024), examples of `erlang_c` and `calculate_agents`: 100
/// calls in 30 minutes of 180 s each, to be answered within 20 s.
#[test]
fn erlang_c_is_what_the_package_of_that_name_prints() {
    let minutes = |agents| erlang_c(100.0 / 30.0, 3.0, agents);
    let of = minutes(14);
    is_printed(of.load(), "10");
    is_printed(of.waits(), "0.1741319");
    is_printed(of.answered_within(20.0 / 60.0), "0.88835");
    is_printed(of.mean_wait() * 60.0, "7.835937");
    is_printed(of.occupancy(), "0.7142857");
    is_printed(minutes(11).waits(), "0.6821182");
    is_printed(minutes(11).answered_within(20.0 / 60.0), "0.3896138");
}

/// I. Adan and J. Resing, "Queueing Systems", Eindhoven, 2015: the table of M/M/c with mu = 1 and
/// rho = 0.9 in the chapter on that queue.
#[test]
fn erlang_c_is_what_the_lecture_notes_print() {
    let table = [
        (1, "0.90", "9.00"),
        (2, "0.85", "4.26"),
        (5, "0.76", "1.53"),
        (10, "0.67", "0.67"),
        (20, "0.55", "0.28"),
    ];
    for (agents, waits, mean_wait) in table {
        let of = erlang_c(0.9 * f64::from(agents), 1.0, agents);
        is_printed(of.waits(), waits);
        // 1.525 is printed as 1.53.
        is_printed(of.mean_wait() + 1e-4, mean_wait);
    }
}

/// The worked table "Multiple Server Queueing Model" of D. R. Anderson and others, "Quantitative Methods
/// for Business" (Cengage): 10 arrivals and 12 talks an hour.
#[test]
fn erlang_c_is_what_the_textbook_prints() {
    let table = [
        (2, "0.245", "0.018", "0.175"),
        (3, "0.058", "0.002", "0.022"),
        (4, "0.011", "0.000", "0.003"),
    ];
    for (agents, waits, mean_wait, line) in table {
        let of = erlang_c(10.0, 1.0 / 12.0, agents);
        is_printed(of.waits(), waits);
        is_printed(of.mean_wait(), mean_wait);
        is_printed(of.line(), line);
    }
}

/// The guide of pyworkforce on Erlang A: 100 contacts in 30 minutes of 3 minutes each, who wait for 5
/// minutes on average, 13 positions, to be answered within 20 s.
#[test]
fn erlang_a_is_what_pyworkforce_prints() {
    let of = Model {
        arrivals: 100.0 / 30.0,
        handle: 3.0,
        patience: Some(5.0),
        agents: 13,
    };
    is_printed(of.answered_within(20.0 / 60.0), "0.858");
    is_printed(of.occupancy(), "0.750");
    is_printed(of.abandons(), "0.025");
    is_printed(of.waits(), "0.226");
    is_printed(of.mean_wait(), "0.125");
}

/// A. Mandelbaum and S. Zeltyn, "Service Engineering in Action: The Palm/Erlang-A Queue, with
/// Applications to Call Centers", Technion, 2005, the introduction's comparison: 50 agents, 48 calls a
/// minute of 1 minute each, patience of 2 minutes.
#[test]
fn erlang_a_and_c_differ_as_in_the_paper() {
    let patient = erlang_c(48.0, 1.0, 50);
    let of = Model {
        patience: Some(2.0),
        ..patient
    };
    is_printed(patient.mean_wait() * 60.0, "20.8");
    is_printed(patient.occupancy() * 100.0, "96");
    is_printed(of.abandons() * 100.0, "3.1");
    is_printed(of.mean_wait() * 60.0, "3.7");
    is_printed(of.occupancy() * 100.0, "93");
}

/// Where patience is as long as a talk, the number of contacts present is a Poisson number: everybody
/// present goes at the same rate. Cumulative Poisson probabilities are in every book of tables, such as
/// E. C. Molina, "Poisson's Exponential Binomial Limit", 1942.
#[test]
fn erlang_a_is_in_the_tables_of_poisson_where_patience_is_a_talk_long() {
    // The load, the agents, and the probability of fewer contacts than agents.
    let table = [
        (1.0, 3, "0.9197"),
        (5.0, 5, "0.4405"),
        (8.0, 10, "0.7166"),
        (10.0, 10, "0.4579"),
    ];
    for (load, agents, fewer) in table {
        let of = Model {
            arrivals: load,
            handle: 1.0,
            patience: Some(1.0),
            agents,
        };
        is_printed(1.0 - of.waits(), fewer);
    }
}

#[test]
fn endless_patience_is_erlang_c_and_endless_time_answers_all_who_stay() {
    let patient = erlang_c(8.0, 1.0, 10);
    let of = |patience| Model {
        patience: Some(patience),
        ..patient
    };
    assert!((of(1e9).waits() - patient.waits()).abs() < 1e-6);
    assert!((of(1e9).answered_within(0.3) - patient.answered_within(0.3)).abs() < 1e-6);
    let short = of(0.5);
    assert!((short.answered_within(20.0) - (1.0 - short.abandons())).abs() < 1e-6);
    assert!((short.answered_within(0.0) - (1.0 - short.waits())).abs() < 1e-12);
}

#[test]
fn at_full_load_everybody_waits_for_ever_unless_they_leave() {
    let full = erlang_c(10.0, 1.0, 10);
    assert!(!full.is_stable());
    assert!(full.waits() >= 1.0 && full.line().is_infinite() && full.answered_within(9.0) <= 0.0);
    let impatient = Model {
        patience: Some(1.0),
        ..full
    };
    assert!(impatient.is_stable() && impatient.waits() < 0.6);
}

//! A dry run: contacts come as they came, or as chance would send them, and the real core decides who
//! answers whom. What is left are figures: service level, waits, who left, how busy the agents were.
//!
//! Nothing here reads a clock, a file or a random device: a plan, a [`Traffic`] and a [`Crew`] give the
//! same [`Column`] on every run. No routing rule is repeated here; the [`Floor`](frontdesk_core::Floor)
//! is driven as the engine drives it.
//!
//! Start at [`column`]. [`poisson`] and [`recorded`] make traffic, [`Report`] sets columns side by side,
//! and [`Model`] is what the textbooks say of the cases that have a formula.
#![forbid(unsafe_code)]

mod chance;
mod crew;
mod erlang;
mod figures;
mod numbers;
mod past;
mod poisson;
mod recorded;
mod report;
mod run;
mod script_trial;
mod spread;
mod table;
mod traffic;

pub use self::{
    chance::Chance,
    crew::{Crew, CrewError, OnDuty},
    erlang::Model,
    figures::{Column, Figures, Interval, Within, as_it_was, column},
    past::{Past, PastFate},
    poisson::{Law, Stream, poisson},
    recorded::{Gaps, Learned, recorded},
    report::Report,
    run::{Fate, Run, Work, run},
    script_trial::{
        ScriptTrial, TRIAL_STEPS_MAX, TrialContact, TrialError, TrialState, TrialStep, try_script,
    },
    spread::Spread,
    traffic::{CONTACTS_MAX, Contact, START, Traffic, TrafficError},
};

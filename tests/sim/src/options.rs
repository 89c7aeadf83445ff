//! What kind of world a seed gives. Swarm testing: each world has only some of the misfortunes, so
//! that none of them hides another.

use serde::{Deserialize, Serialize};

use crate::rng::Rng;

/// The habits and misfortunes of one world; shares are percentages.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Options {
    /// Contacts who come, each possibly several times.
    pub contacts: u64,
    /// Simulated minutes before everyone cooperates.
    pub minutes: u64,
    /// How long a contact stays away, at most, in seconds.
    pub pause_s: u64,
    /// How long an agent takes to answer an offer, at most, in seconds.
    pub answer_s: u64,
    /// How long a talk lasts, at most, in seconds.
    pub talk_s: u64,
    /// Offers that are declined.
    pub decline: u64,
    /// Offers that are not answered.
    pub ignore: u64,
    /// Commands that arrive twice.
    pub duplicate: u64,
    /// Commands that arrive from 1 to 90 s late.
    pub late: u64,
    /// Times at which an agent or contact looks up and finds the connection lost.
    pub disconnect: u64,
    /// Times at which an agent goes away or offline for a while.
    pub leave: u64,
    /// Times at which an agent writes first to somebody.
    pub start: u64,
    /// Times at which a contact wants no more messages, or wants them again.
    pub stop: u64,
    /// Times at which somebody writes to a contact past the gateway.
    pub elsewhere: u64,
    /// Times at which an agent wants nothing new, or new ones again.
    pub stop_new: u64,
    /// Times at which an agent takes a waiting conversation by hand, where queues ask by themselves.
    pub take: u64,
    /// Times at which an agent hands on what they talk in.
    pub hand_on: u64,
    /// Times at which an agent sets aside what they talk in.
    pub park: u64,
    /// Times at which a contact's language becomes known.
    pub language: u64,
    /// Times at which a supervisor does something.
    pub supervise: u64,
    /// Steps of a thousand after which the process dies.
    pub crash_per_mille: u64,
    /// Steps of a thousand before which the clock jumps.
    pub jump_per_mille: u64,
    /// Deadlines that are noticed up to a minute late.
    pub late_wake: u64,
}

impl Options {
    /// The options of a seed.
    pub(crate) fn draw(rng: &mut Rng) -> Self {
        let some = |rng: &mut Rng, high| {
            if rng.percent(50) {
                rng.between(1, high)
            } else {
                0
            }
        };
        Self {
            contacts: rng.between(1, 30),
            minutes: rng.between(5, 40),
            pause_s: rng.between(5, 300),
            answer_s: rng.between(2, 40),
            talk_s: rng.between(10, 240),
            decline: some(rng, 60),
            ignore: some(rng, 40),
            duplicate: some(rng, 30),
            late: some(rng, 20),
            disconnect: some(rng, 30),
            leave: some(rng, 20),
            start: some(rng, 30),
            stop: some(rng, 20),
            elsewhere: some(rng, 10),
            stop_new: some(rng, 10),
            take: some(rng, 30),
            hand_on: some(rng, 20),
            park: some(rng, 20),
            language: some(rng, 20),
            supervise: some(rng, 60),
            crash_per_mille: some(rng, 20),
            jump_per_mille: some(rng, 10),
            late_wake: some(rng, 50),
        }
    }
}

pub(crate) fn name(text: &str) -> Option<frontdesk_core::Name> {
    frontdesk_core::Name::new(text).ok()
}

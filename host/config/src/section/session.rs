//! `[session]`: how long people stay signed in.

use crate::{
    read::{Integer, Table},
    reference::SectionReference,
};

const IDLE: Integer = Integer {
    name: "idle_min",
    default: 720,
    range: 5..=43_200,
    unit: "min",
    meaning: "An agent's session ends when it was not used for this long.",
};
const LIFE: Integer = Integer {
    name: "life_h",
    default: 168,
    range: 1..=2_160,
    unit: "h",
    meaning: "An agent's session ends after this long, used or not.",
};
const LINK: Integer = Integer {
    name: "link_min",
    default: 60,
    range: 1..=1_440,
    unit: "min",
    meaning: "A one-time sign-in link works for this long.",
};
const VISITOR: Integer = Integer {
    name: "visitor_days",
    default: 30,
    range: 1..=365,
    unit: "days",
    meaning: "A visitor's browser is known again for this long after the last visit.",
};

pub(crate) const REFERENCE: SectionReference = SectionReference::new(
    "[session]",
    "How long people stay signed in.",
    &[&IDLE, &LIFE, &LINK, &VISITOR],
);

/// How long people stay signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Unused sessions of agents end after this many minutes.
    pub idle_min: u32,
    /// Every session of an agent ends after this many hours.
    pub life_h: u32,
    /// One-time links work for this many minutes.
    pub link_min: u32,
    /// A visitor's token is good for this many days.
    pub visitor_days: u32,
}

impl Session {
    pub(crate) fn read(mut table: Table<'_>) -> Self {
        let idle_min = table.integer(&IDLE);
        let life_h = table.integer(&LIFE);
        let link_min = table.integer(&LINK);
        let visitor_days = table.integer(&VISITOR);
        table.finish();
        Self {
            idle_min,
            life_h,
            link_min,
            visitor_days,
        }
    }
}

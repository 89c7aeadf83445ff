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

pub(crate) const REFERENCE: SectionReference =
    SectionReference::new("[session]", "How long people stay signed in.", &[&IDLE]);

/// How long people stay signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Unused sessions of agents end after this many minutes.
    pub idle_min: u32,
}

impl Session {
    pub(crate) fn read(mut table: Table<'_>) -> Self {
        let idle_min = table.integer(&IDLE);
        table.finish();
        Self { idle_min }
    }
}

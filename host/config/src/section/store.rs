//! `[store]`: how the state is kept.

use crate::{
    read::{Integer, Table},
    reference::SectionReference,
};

const CACHE: Integer = Integer {
    name: "cache_mib",
    default: 128,
    range: 8..=65_536,
    unit: "MiB",
    meaning: "Memory for recently read and written records.",
};
const RESERVE: Integer = Integer {
    name: "reserve_mib",
    default: 256,
    range: 16..=1_048_576,
    unit: "MiB",
    meaning: "Room that must stay free on the disk. Below it no new work is taken; what was \
              accepted is kept, and work goes on by itself when there is room again.",
};

pub(crate) const REFERENCE: SectionReference =
    SectionReference::new("[store]", "How the state is kept.", &[&CACHE, &RESERVE]);

/// How the state is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    /// Memory for records.
    pub cache_mib: u32,
    /// Room that must stay free.
    pub reserve_mib: u32,
}

impl Store {
    pub(crate) fn read(mut table: Table<'_>) -> Self {
        let cache_mib = table.integer(&CACHE);
        let reserve_mib = table.integer(&RESERVE);
        table.finish();
        Self {
            cache_mib,
            reserve_mib,
        }
    }
}

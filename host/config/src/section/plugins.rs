//! `[plugins]`: where components are.

use std::path::PathBuf;

use crate::{
    read::{Table, Text},
    reference::SectionReference,
};

const DIR: Text = Text {
    name: "dir",
    default: Some("components"),
    chars_max: 4096,
    meaning: "Folder of the `.wasm` components that channels name.",
};
const CACHE: Text = Text {
    name: "cache",
    default: Some(""),
    chars_max: 4096,
    meaning: "Folder of compiled components, readable by the gateway's user only. Left out: \
              `components` in the state's folder.",
};

pub(crate) const REFERENCE: SectionReference =
    SectionReference::new("[plugins]", "Where components are.", &[&DIR, &CACHE]);

/// Where components are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plugins {
    /// Folder of the components.
    pub dir: PathBuf,
    /// Folder of compiled components; `None`: in the state's folder.
    pub cache: Option<PathBuf>,
}

impl Plugins {
    pub(crate) fn read(mut table: Table<'_>) -> Self {
        let (_, dir) = table.text(&DIR);
        let (_, cache) = table.text(&CACHE);
        table.finish();
        Self {
            dir: dir.into(),
            cache: (!cache.is_empty()).then(|| cache.into()),
        }
    }
}

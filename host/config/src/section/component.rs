//! What every component is given, channel or connector: settings, secrets, grants and limits.

use std::collections::BTreeMap;

use frontdesk_core::Name;

use crate::{
    config::Config,
    node::{Entries, Kind},
    place::Place,
    read::{Special, Table, Text},
    section::{
        component_limits::ComponentLimits,
        grants::{self, Grants, Secrets},
    },
    setting::Setting,
};

pub(crate) const SETTINGS: Special = Special {
    name: "settings",
    takes: "a table",
    default: "none",
    meaning: "The component's own settings; its README says which.",
};
const LIMITS: Special = Special {
    name: "limits",
    takes: "a table",
    default: "none",
    meaning: "",
};

/// The four tables.
pub(crate) struct Given {
    pub(crate) settings: BTreeMap<String, Setting>,
    pub(crate) secrets: Secrets,
    pub(crate) grants: Grants,
    pub(crate) limits: ComponentLimits,
}

/// The section of a configured component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ComponentSection {
    /// `[channel.NAME]`.
    Channel,
    /// `[connector.NAME]`.
    Connector,
}

impl ComponentSection {
    /// As the file spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Channel => "channel",
            Self::Connector => "connector",
        }
    }
}

/// A component as configured, channel or connector.
#[derive(Clone, Copy)]
pub struct ConfiguredComponent<'a> {
    /// Where it stands.
    pub section: ComponentSection,
    /// Its name, unlike any other component's.
    pub name: &'a Name,
    /// Its file name.
    pub wasm: &'a str,
    /// Its own settings.
    pub settings: &'a BTreeMap<String, Setting>,
    /// Secrets that it may have used.
    pub secrets: &'a Secrets,
    /// What it may do.
    pub grants: &'a Grants,
    /// What it may use.
    pub limits: &'a ComponentLimits,
}

impl Config {
    /// Every configured component, channels first, by name.
    pub fn components(&self) -> impl Iterator<Item = ConfiguredComponent<'_>> {
        let channels = self.channels.iter().map(|(id, it)| ConfiguredComponent {
            section: ComponentSection::Channel,
            name: &id.0,
            wasm: &it.wasm,
            settings: &it.settings,
            secrets: &it.secrets,
            grants: &it.grants,
            limits: &it.limits,
        });
        let connectors = self
            .connectors
            .iter()
            .map(|(name, it)| ConfiguredComponent {
                section: ComponentSection::Connector,
                name,
                wasm: &it.wasm,
                settings: &it.settings,
                secrets: &it.secrets,
                grants: &it.grants,
                limits: &it.limits,
            });
        channels.chain(connectors)
    }
}

/// The component's file: a name without a path.
pub(crate) fn read_wasm(table: &mut Table<'_>, key: &Text) -> String {
    let (place, wasm) = table.text(key);
    let suffix = wasm.rsplit_once('.').map(|(_, suffix)| suffix);
    if wasm.contains(['/', '\\']) || (!wasm.is_empty() && suffix != Some("wasm")) {
        table.problem(
            &place,
            "wasm names a file in [plugins] dir, such as \"webchat.wasm\"",
        );
    }
    wasm
}

/// Reads the four tables.
pub(crate) fn read(table: &mut Table<'_>) -> Given {
    let settings = read_settings(table);
    let (secrets, grants) = grants::read(table);
    let limits = match table.inner(&LIMITS) {
        Some(inner) => ComponentLimits::read(inner),
        // Without a key, every limit is its default, and nothing can be wrong.
        None => ComponentLimits::read(Table::new(
            String::new(),
            Place::start(),
            Entries::new(),
            &mut crate::problem::ProblemList::default(),
        )),
    };
    Given {
        settings,
        secrets,
        grants,
        limits,
    }
}

fn read_settings(table: &mut Table<'_>) -> BTreeMap<String, Setting> {
    let Some((_, node)) = table.take(SETTINGS.name) else {
        return BTreeMap::new();
    };
    let Kind::Table(entries) = node.kind else {
        table.wrong_kind(SETTINGS.name, &node, SETTINGS.takes);
        return BTreeMap::new();
    };
    entries
        .into_iter()
        .map(|(name, (_, node))| (name, node.into()))
        .collect()
}

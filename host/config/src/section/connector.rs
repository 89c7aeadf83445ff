//! `[connector.NAME]`: a component that is no channel.

use std::collections::BTreeMap;

use crate::{
    read::{Switch, Table, Text},
    reference::SectionReference,
    section::{
        component::{self, Given, SETTINGS},
        component_limits::ComponentLimits,
        grants::{Grants, Secrets},
    },
    setting::Setting,
};

const WASM: Text = Text {
    name: "wasm",
    default: None,
    chars_max: 255,
    meaning: "The component, a file in `[plugins] dir`. It says itself what it connects: a customer \
              system, a translator, a bot.",
};
const TITLE: Text = Text {
    name: "title",
    default: Some(""),
    chars_max: 60,
    meaning: "Its name as people see it. Left out: what the component calls itself.",
};

const LOG: Switch = Switch {
    name: "log",
    default: true,
    meaning: "Of a customer system: whether a conversation that an agent has linked with somebody there is \
              logged there when it closes, with what was said. One that is linked with nobody never is.",
};

pub(crate) const REFERENCE: SectionReference = SectionReference::new(
    "[connector.NAME]",
    "A connector: a component that is no channel. NAME is 1 to 32 of `a-z 0-9 _ -`, is no channel's \
     name, and stays for good. Besides these keys it takes the tables `secrets`, `grants` and `limits`, \
     as a channel does.",
    &[&WASM, &TITLE, &LOG, &SETTINGS],
);

/// A connector.
#[derive(Clone, PartialEq)]
pub struct Connector {
    /// The component's file name.
    pub wasm: String,
    /// Its name for people; `None`: what the component calls itself.
    pub title: Option<String>,
    /// Whether linked conversations are logged there when they close.
    pub log: bool,
    /// The component's own settings.
    pub settings: BTreeMap<String, Setting>,
    /// Secrets that it may have used.
    pub secrets: Secrets,
    /// What it may do.
    pub grants: Grants,
    /// What it may use.
    pub limits: ComponentLimits,
}

impl Connector {
    pub(crate) fn read(mut table: Table<'_>) -> Self {
        let wasm = component::read_wasm(&mut table, &WASM);
        let (_, title) = table.text(&TITLE);
        let log = table.switch(&LOG);
        let given = component::read(&mut table);
        table.finish();
        let Given {
            settings,
            secrets,
            grants,
            limits,
        } = given;
        Self {
            wasm,
            title: (!title.is_empty()).then_some(title),
            log,
            settings,
            secrets,
            grants,
            limits,
        }
    }
}

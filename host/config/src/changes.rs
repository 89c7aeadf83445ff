//! What differs between two configurations, in an operator's words, and what of it has to wait for the
//! next start.

use std::{collections::BTreeMap, fmt};

use crate::{
    config::Config,
    node::{Entries, Kind, Node},
    reference,
};

/// Keys that are read once, when the gateway starts: a change of theirs is taken up by the next start.
/// `*` stands for every key of a section.
pub const AT_START: [(&str, &str); 11] = [
    ("gateway", "listen"),
    ("gateway", "state"),
    ("gateway", "trusted_proxies"),
    ("store", "*"),
    ("log", "*"),
    ("plugins", "cache"),
    ("plugins", "memory_total_mib"),
    ("limits", "connections_max"),
    ("limits", "connections_per_address_max"),
    ("limits", "request_s_max"),
    ("limits", "commands_waiting_max"),
];

/// Sections with a name in them.
const NAMED: [&str; 9] = [
    "schedule",
    "script",
    "http_call",
    "queue",
    "invitation",
    "design",
    "channel",
    "connector",
    "agent",
];
/// Characters of a value that are shown.
const SHOWN_CHARS: usize = 80;

/// One key that differs. Where a secret is held is shown; a secret is not in a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// `gateway`, `channel.website`.
    pub section: String,
    /// `listen`, `settings.api.url`.
    pub key: String,
    /// As it was written before; `None`: it was not.
    pub old: Option<String>,
    /// As it is written; `None`: it is not any more.
    pub new: Option<String>,
}

impl Change {
    /// Whether it is taken up by the next start, not by a running gateway.
    pub fn waits_for_start(&self) -> bool {
        waits_for_start(&self.section, &self.key)
    }
}

/// Whether a key is read only when the gateway starts.
pub(crate) fn waits_for_start(section: &str, key: &str) -> bool {
    AT_START
        .iter()
        .any(|(of, name)| *of == section && (*name == "*" || *name == key))
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let default = || {
            let shown = default_of(&self.section, &self.key);
            shown.map_or_else(|| "(none)".to_owned(), |it| format!("{it} (default)"))
        };
        let shown = |value: &Option<String>| value.clone().unwrap_or_else(default);
        let (old, new) = (shown(&self.old), shown(&self.new));
        write!(f, "[{}] {}: {old} -> {new}", self.section, self.key)?;
        if self.waits_for_start() {
            f.write_str(" (at the next start)")?;
        }
        Ok(())
    }
}

impl Config {
    /// What is different in `new`, by section and key. Only what is written counts: a key written with
    /// its default is a change for the eye, and harmless.
    pub fn changes(&self, new: &Self) -> Vec<Change> {
        let (old, new) = (leaves(&self.written.root), leaves(&new.written.root));
        let keys: std::collections::BTreeSet<_> = old.keys().chain(new.keys()).collect();
        let change = |key: &(String, String)| {
            let (was, is) = (old.get(key), new.get(key));
            (was != is).then(|| Change {
                section: key.0.clone(),
                key: key.1.clone(),
                old: was.map(|value| shortened(value)),
                new: is.map(|value| shortened(value)),
            })
        };
        keys.into_iter().filter_map(change).collect()
    }
}

/// Every value by section and key.
fn leaves(root: &Entries) -> BTreeMap<(String, String), String> {
    let mut found = BTreeMap::new();
    for (section, (_, node)) in root {
        match &node.kind {
            Kind::Table(tables) if NAMED.contains(&section.as_str()) => {
                for (name, (_, node)) in tables {
                    collect(&mut found, &format!("{section}.{name}"), "", node);
                }
            }
            Kind::Table(_)
            | Kind::Text(_)
            | Kind::Integer(_)
            | Kind::Number(_)
            | Kind::Flag(_)
            | Kind::Date(_)
            | Kind::List(_) => collect(&mut found, section, "", node),
        }
    }
    found
}

fn collect(found: &mut BTreeMap<(String, String), String>, section: &str, key: &str, node: &Node) {
    let Kind::Table(entries) = &node.kind else {
        found.insert((section.to_owned(), key.to_owned()), text(node));
        return;
    };
    for (name, (_, node)) in entries {
        let key = if key.is_empty() {
            name.clone()
        } else {
            format!("{key}.{name}")
        };
        collect(found, section, &key, node);
    }
}

/// A value as the file would have it.
fn text(node: &Node) -> String {
    match &node.kind {
        Kind::Text(text) => format!("{text:?}"),
        Kind::Integer(number) => number.to_string(),
        Kind::Number(number) => number.to_string(),
        Kind::Flag(flag) => flag.to_string(),
        Kind::Date(date) => date.clone(),
        Kind::List(items) => {
            let items: Vec<_> = items.iter().map(text).collect();
            format!("[{}]", items.join(", "))
        }
        Kind::Table(entries) => {
            let entries: Vec<_> = entries
                .iter()
                .map(|(name, (_, node))| format!("{name} = {}", text(node)))
                .collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}

fn shortened(value: &str) -> String {
    match value.char_indices().nth(SHOWN_CHARS) {
        None => value.to_owned(),
        Some((end, _)) => format!("{}…", value.get(..end).unwrap_or_default()),
    }
}

/// The default of a key, as the reference has it, if it has one.
fn default_of(section: &str, key: &str) -> Option<String> {
    let (kind, is_named) = match section.split_once('.') {
        Some((kind, _)) => (kind, true),
        None => (section, false),
    };
    let (heading, key) = match key.split_once('.') {
        // The tables of a connector are those of a channel.
        Some((inner, key)) => (format!("[channel.NAME.{inner}]"), key),
        None if is_named => (format!("[{kind}.NAME]"), key),
        None => (format!("[{kind}]"), key),
    };
    reference::default_of(&heading, key)
}

//! Sections with names in them, and those without, taken out of a document.

use std::collections::BTreeMap;

use frontdesk_core::{Name, NameError};

use crate::{
    node::{Entries, Kind},
    place::Place,
    problem::ProblemList,
    read::Table,
};

/// The same under the ids that these names are.
pub(crate) fn keyed<K: Ord, T>(named: BTreeMap<Name, T>, id: impl Fn(Name) -> K) -> BTreeMap<K, T> {
    let entries = named.into_iter();
    entries.map(|(name, value)| (id(name), value)).collect()
}

pub(crate) fn texts(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}

/// The names of the sections `[kind.NAME]`, right or wrong.
pub(crate) fn names_of(root: &Entries, kind: &str) -> Vec<String> {
    match root.get(kind).map(|(_, node)| &node.kind) {
        Some(Kind::Table(entries)) => entries.keys().cloned().collect(),
        Some(
            Kind::Text(_)
            | Kind::Integer(_)
            | Kind::Number(_)
            | Kind::Flag(_)
            | Kind::Date(_)
            | Kind::List(_),
        )
        | None => Vec::new(),
    }
}

/// The table `[name]`; an empty one when it is missing.
pub(crate) fn section<'a>(
    root: &mut Entries,
    name: &str,
    problems: &'a mut ProblemList,
) -> Table<'a> {
    let title = format!("[{name}]");
    let (place, entries) = match root.remove(name) {
        None => (Place::start(), Entries::new()),
        Some((place, node)) => match node.kind {
            Kind::Table(entries) => (place, entries),
            Kind::Text(_)
            | Kind::Integer(_)
            | Kind::Number(_)
            | Kind::Flag(_)
            | Kind::Date(_)
            | Kind::List(_) => {
                let message = format!("\"{name}\" is a section, written as [{name}]");
                problems.add(&place, message);
                (place, Entries::new())
            }
        },
    };
    Table::new(title, place, entries, problems)
}

/// The tables `[kind.NAME]`. One that cannot be read is left out; that it is there is known from
/// the problem it left.
pub(crate) fn named<T>(
    root: &mut Entries,
    kind: &str,
    limit: usize,
    problems: &mut ProblemList,
    mut read: impl FnMut(Table<'_>) -> Option<T>,
) -> BTreeMap<Name, T> {
    let mut found = BTreeMap::new();
    let Some((place, node)) = root.remove(kind) else {
        return found;
    };
    let Kind::Table(entries) = node.kind else {
        problems.add(
            &place,
            format!("each {kind} is a table of its own: [{kind}.NAME]"),
        );
        return found;
    };
    if entries.len() > limit {
        problems.add(
            &place,
            format!("there are more than {limit} tables [{kind}.NAME]"),
        );
    }
    for (text, (place, node)) in entries {
        let name = Name::new(&text)
            .map_err(|NameError| problems.add(&place, format!("{kind} \"{text}\": {NameError}")))
            .ok();
        let Kind::Table(entries) = node.kind else {
            problems.add(
                &place,
                format!("each {kind} is a table of its own: [{kind}.NAME]"),
            );
            continue;
        };
        let title = format!("{kind} \"{text}\"");
        let value = read(Table::new(title, place, entries, problems));
        if let (Some(name), Some(value)) = (name, value) {
            found.insert(name, value);
        }
    }
    found
}

//! `steps`: what is required of agents, relaxed in time.

use std::collections::BTreeMap;

use frontdesk_core::{SkillId, SkillStep, Span, limits};

use crate::{
    node::{Entries, Kind, Node},
    place::Place,
    read::{Special, Table},
};

/// The key, in a queue and in a channel.
pub(crate) const fn key(meaning: &'static str) -> Special {
    Special {
        name: "steps",
        takes: "a list such as `[{ require = { billing = 5 }, for_s = 30 }]`",
        default: "`[]`",
        meaning,
    }
}

/// The steps; those with problems are left out.
pub(crate) fn read(table: &mut Table<'_>, key: &Special) -> Vec<SkillStep> {
    let Some((place, node)) = table.take(key.name) else {
        return Vec::new();
    };
    let Kind::List(items) = node.kind else {
        table.wrong_kind(key.name, &node, key.takes);
        return Vec::new();
    };
    if items.len() > limits::STEPS {
        let limit = limits::STEPS;
        table.problem(&place, format!("steps has at most {limit} entries"));
    }
    items
        .into_iter()
        .filter_map(|item| step(table, key, item))
        .collect()
}

fn step(table: &mut Table<'_>, key: &Special, item: Node) -> Option<SkillStep> {
    let Kind::Table(mut entries) = item.kind else {
        table.wrong_kind(key.name, &item, key.takes);
        return None;
    };
    let require = match entries.remove("require") {
        None => BTreeMap::new(),
        Some((_, node)) => levels(table, "require", node)?
            .into_iter()
            .map(|(name, (_, level))| (SkillId(name), level))
            .collect(),
    };
    let lasts = seconds(table, &item.place, &mut entries)?;
    for (name, (place, _)) in entries {
        let message = format!("a step has no key \"{name}\"; it has require and for_s");
        table.problem(&place, message);
    }
    Some(SkillStep { require, lasts })
}

fn seconds(table: &mut Table<'_>, place: &Place, entries: &mut Entries) -> Option<Span> {
    let Some((_, node)) = entries.remove("for_s") else {
        table.problem(place, "a step needs for_s: how many seconds it lasts");
        return None;
    };
    let number = integer(&node).and_then(|number| u32::try_from(number).ok());
    let in_range = number.filter(|n| (1..=limits::WAIT_S_MAX).contains(n));
    if in_range.is_none() {
        let message = format!("for_s takes a number from 1 to {} s", limits::WAIT_S_MAX);
        table.problem(&node.place, message);
    }
    in_range.map(Span::seconds)
}

const fn integer(node: &Node) -> Option<i64> {
    match node.kind {
        Kind::Integer(number) => Some(number),
        Kind::Text(_)
        | Kind::Number(_)
        | Kind::Flag(_)
        | Kind::Date(_)
        | Kind::List(_)
        | Kind::Table(_) => None,
    }
}

/// A table of names with a level each.
pub(crate) fn levels(
    table: &mut Table<'_>,
    what: &str,
    node: Node,
) -> Option<BTreeMap<frontdesk_core::Name, (Place, u8)>> {
    let takes = "names with a level each, such as `{ billing = 5 }`";
    let Kind::Table(entries) = node.kind else {
        table.wrong_kind(what, &node, takes);
        return None;
    };
    let mut levels = BTreeMap::new();
    for (text, (place, node)) in entries {
        let name = match frontdesk_core::Name::new(&text) {
            Ok(name) => name,
            Err(error) => {
                table.problem(&place, format!("\"{text}\" in {what}: {error}"));
                continue;
            }
        };
        let level = integer(&node).and_then(|number| u8::try_from(number).ok());
        if let Some(level) = level.filter(|l| limits::LEVEL.contains(l)) {
            levels.insert(name, (place, level));
        } else {
            let (low, high) = (limits::LEVEL.start(), limits::LEVEL.end());
            let message = format!("the level of \"{text}\" is a number from {low} to {high}");
            table.problem(&node.place, message);
        }
    }
    if levels.len() > limits::SKILLS {
        let limit = limits::SKILLS;
        table.problem(&node.place, format!("{what} has at most {limit} entries"));
    }
    Some(levels)
}

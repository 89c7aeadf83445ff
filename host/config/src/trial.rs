//! A configuration with changes over it, to be tried and not to be run.

use crate::{
    config::Config,
    node::{Entries, Kind, Node, parse, relocate},
    place::Place,
    problem::{ProblemList, Problems},
    written::Written,
};

/// Sections that have a say in who answers whom.
const TRIED: [&str; 6] = ["routing", "schedule", "script", "queue", "channel", "agent"];

impl Config {
    /// This configuration with changes over it. A key that they name is replaced whole or added;
    /// everything else stays as it is. `name` is what problems call the text.
    pub fn with_changes(&self, name: &str, text: &str) -> Result<Self, Problems> {
        let mut problems = ProblemList::default();
        let changes = parse(text, &mut problems);
        let mut root = self.written.root.clone();
        for (place, node) in root.values_mut() {
            *place = Place::InForce;
            relocate(node, &Place::InForce);
        }
        for (section, (place, node)) in changes {
            if TRIED.contains(&section.as_str()) {
                // [section.NAME] has its keys one level deeper than [routing] has.
                let depth = if section == "routing" { 1 } else { 2 };
                merge(&mut root, section, (place, node), depth);
            } else {
                let message = format!(
                    "[{section}] has no say in who answers whom: leave it out. Here count [routing], \
                     [schedule.NAME], [script.NAME], [queue.NAME], [channel.NAME] and [agent.NAME]"
                );
                problems.add(&place, message);
            }
        }
        let (name_of, text_of) = (name.to_owned(), text.to_owned());
        let written = Written {
            name: name_of,
            text: text_of,
            root,
        };
        let config = Self::read(written, &mut problems);
        problems.into_result(config, name, text)
    }
}

/// Puts a value in the place of another, or, down to a depth, its entries among the other's.
fn merge(into: &mut Entries, name: String, (place, node): (Place, Node), depth: u8) {
    let both = into.get_mut(&name).map(|(_, old)| &mut old.kind);
    match (both, node.kind, depth) {
        (Some(Kind::Table(old)), Kind::Table(new), 1..) => {
            for (key, value) in new {
                merge(old, key, value, depth - 1);
            }
        }
        (_, kind, _) => {
            into.insert(name, (place, Node { kind, ..node }));
        }
    }
}

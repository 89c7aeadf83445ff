//! The layers a configuration is made of: file, variables, flags.

use crate::{
    config::Config,
    node::{Entries, Kind, Node, parse, parse_loose},
    place::Place,
    problem::{ProblemList, Problems},
    written::Written,
};

/// How a variable that sets a key begins.
const VARIABLE_PREFIX: &str = "FRONTDESK__";

/// Where the values come from, weakest first.
#[derive(Clone, Debug, Default)]
pub struct Layers<'a> {
    /// The file's name, as problems show it.
    pub name: &'a str,
    /// The file's text.
    pub text: &'a str,
    /// Environment variables; those that do not begin with `FRONTDESK__` are passed over.
    pub variables: Vec<(String, String)>,
    /// Flags of the command line.
    pub flags: Vec<Flag>,
}

/// A flag of the command line that sets a key.
#[derive(Clone, Debug)]
pub struct Flag {
    /// As typed: `--listen`.
    pub flag: &'static str,
    /// The section and key it sets.
    pub key: (&'static str, &'static str),
    /// The value.
    pub value: String,
}

impl Layers<'_> {
    /// Reads all layers into one configuration, or reports everything that is wrong with it.
    pub fn load(&self) -> Result<Config, Problems> {
        let mut problems = ProblemList::default();
        let mut root = parse(self.text, &mut problems);
        let mut variables = self.variables.clone();
        variables.sort();
        for (variable, value) in &variables {
            let Some(path) = variable.strip_prefix(VARIABLE_PREFIX) else {
                continue;
            };
            let place = Place::Variable(variable.clone());
            let path: Vec<String> = path.split("__").map(str::to_ascii_lowercase).collect();
            set(&mut root, &path, &place, value, &mut problems);
        }
        for Flag { flag, key, value } in &self.flags {
            let path = [key.0.to_owned(), key.1.to_owned()];
            set(&mut root, &path, &Place::Flag(flag), value, &mut problems);
        }
        let (name, text) = (self.name.to_owned(), self.text.to_owned());
        let config = Config::read(Written { name, text, root }, &mut problems);
        problems.into_result(config, self.name, self.text)
    }
}

/// Puts one value into the tree, making tables on the way where there are none.
fn set(root: &mut Entries, path: &[String], place: &Place, raw: &str, problems: &mut ProblemList) {
    let Some((last, sections)) = path.split_last() else {
        return;
    };
    let mut entries = root;
    for section in sections {
        let name = existing(entries, section);
        let (_, node) = entries.entry(name).or_insert_with(|| {
            let kind = Kind::Table(Entries::new());
            (
                place.clone(),
                Node {
                    place: place.clone(),
                    kind,
                    raw: None,
                },
            )
        });
        let Kind::Table(inner) = &mut node.kind else {
            problems.add(place, format!("\"{section}\" is not a section"));
            return;
        };
        entries = inner;
    }
    let name = existing(entries, last);
    entries.insert(name, (place.clone(), parse_loose(raw, place)));
}

/// A shell cannot spell `-` in a variable's name: `SHOP_CHAT` means `shop-chat` where that exists.
fn existing(entries: &Entries, name: &str) -> String {
    if entries.contains_key(name) {
        return name.to_owned();
    }
    let same = |key: &&String| key.replace('-', "_") == name;
    entries
        .keys()
        .find(same)
        .cloned()
        .unwrap_or_else(|| name.to_owned())
}

//! What was written and where, kept so that what is found out later can point at it.

use std::path::{Path, PathBuf};

use crate::{
    config::Config,
    node::{Entries, Kind, Node},
    place::Place,
    problem::Problem,
};

/// The layers as they were read.
#[derive(Debug)]
pub(crate) struct Written {
    /// The file's name, as problems show it.
    pub(crate) name: String,
    /// The file's text.
    pub(crate) text: String,
    /// All layers, merged.
    pub(crate) root: Entries,
}

/// How far a path leads: the last key and value that are there.
struct Found<'a> {
    key: Option<&'a Place>,
    value: Option<&'a Node>,
    /// Parts that were found.
    depth: usize,
}

impl Written {
    fn walk<'a>(&'a self, path: &[&str]) -> Found<'a> {
        let mut found = Found {
            key: None,
            value: None,
            depth: 0,
        };
        for part in path {
            let entries = match found.value.map(|node| &node.kind) {
                None => &self.root,
                Some(Kind::Table(entries)) => entries,
                Some(Kind::List(items)) => {
                    let Some(item) = part.parse().ok().and_then(|at: usize| items.get(at)) else {
                        break;
                    };
                    (found.key, found.value) = (Some(&item.place), Some(item));
                    found.depth += 1;
                    continue;
                }
                Some(
                    Kind::Text(_)
                    | Kind::Integer(_)
                    | Kind::Number(_)
                    | Kind::Flag(_)
                    | Kind::Date(_),
                ) => {
                    break;
                }
            };
            let Some((place, node)) = entries.get(*part) else {
                break;
            };
            (found.key, found.value) = (Some(place), Some(node));
            found.depth += 1;
        }
        found
    }
}

impl Written {
    /// Something wrong at the value that a path leads to, or at the nearest that is there.
    pub(crate) fn problem(&self, path: &[&str], message: impl Into<String>) -> Problem {
        let found = self.walk(path).value;
        let place = found.map_or_else(Place::start, |node| node.place.clone());
        Problem::new(&place, message, &self.name, &self.text)
    }
}

impl Config {
    /// Where a file beside the configuration is. `name` is that of a file, without a folder.
    pub fn beside(&self, name: &str) -> PathBuf {
        Path::new(&self.written.name).with_file_name(name)
    }

    /// Where a setting of a component stands: its value. `section` is `channel` or `connector`, `name`
    /// the component's, `pointer` a JSON pointer (RFC 6901) into its settings. For what is not there,
    /// the nearest that is: the table around it.
    pub fn place_of_setting(&self, section: &str, name: &str, pointer: &str) -> Place {
        self.value_place(&pointed(section, name, pointer).each())
    }

    /// As [`Config::place_of_setting`], but where the setting's name stands, to say that it should not
    /// be there.
    pub fn place_of_setting_name(&self, section: &str, name: &str, pointer: &str) -> Place {
        self.key_place(&pointed(section, name, pointer).each())
    }

    /// Where a value stands, by section and keys: `["channel", "website", "wasm"]`. For what is not
    /// there, the nearest that is.
    pub fn place_of(&self, path: &[&str]) -> Place {
        self.value_place(path)
    }

    /// Something wrong that was found after reading, to be shown as other problems are.
    pub fn problem(&self, place: &Place, message: impl Into<String>) -> Problem {
        Problem::new(place, message, &self.written.name, &self.written.text)
    }

    pub(crate) fn value_place(&self, path: &[&str]) -> Place {
        let found = self.written.walk(path);
        found
            .value
            .map_or_else(Place::start, |node| node.place.clone())
    }

    pub(crate) fn key_place(&self, path: &[&str]) -> Place {
        let found = self.written.walk(path);
        let place = if found.depth == path.len() {
            found.key.cloned()
        } else {
            found.value.map(|node| node.place.clone())
        };
        place.unwrap_or_else(Place::start)
    }
}

/// A JSON pointer's parts behind those that lead to the settings.
struct Pointed(Vec<String>);

impl Pointed {
    fn each(&self) -> Vec<&str> {
        self.0.iter().map(String::as_str).collect()
    }
}

fn pointed(section: &str, name: &str, pointer: &str) -> Pointed {
    let mut path = vec![section.to_owned(), name.to_owned(), "settings".to_owned()];
    let parts = pointer.split('/').skip(1);
    path.extend(parts.map(|part| part.replace("~1", "/").replace("~0", "~")));
    Pointed(path)
}

//! Secrets: named in the configuration, held elsewhere.

use std::{fs, io, path::PathBuf};

use crate::{
    node::Kind,
    read::{Special, Table, text_of},
};

/// Where a secret is held, not the secret. It has no `Debug` and no `Display`: what it holds is read where it is
/// used, and nowhere else.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Holder);

#[derive(Clone, PartialEq, Eq)]
enum Holder {
    File(PathBuf),
    Variable(String),
}

/// Why a secret could not be read.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The file could not be read.
    #[error("could not read the secret in {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// The variable is not set.
    #[error("the variable {name}, which holds a secret, is not set")]
    NotSet {
        /// The variable.
        name: String,
    },
    /// There is nothing in it.
    #[error("the secret in {place} is empty")]
    Empty {
        /// The file or variable.
        place: String,
    },
}

impl Secret {
    /// Reads the secret. A line end after it is not part of it. `variable` looks up an environment
    /// variable.
    pub fn reveal(&self, variable: impl Fn(&str) -> Option<String>) -> Result<String, SecretError> {
        let (text, place) = match &self.0 {
            Holder::File(path) => {
                let text = fs::read_to_string(path).map_err(|source| SecretError::Unreadable {
                    path: path.clone(),
                    source,
                })?;
                (text, path.display().to_string())
            }
            Holder::Variable(name) => {
                let text =
                    variable(name).ok_or_else(|| SecretError::NotSet { name: name.clone() })?;
                (text, name.clone())
            }
        };
        let text = text.trim_end_matches(['\r', '\n']);
        if text.is_empty() {
            Err(SecretError::Empty { place })
        } else {
            Ok(text.to_owned())
        }
    }
}

/// How to name a secret instead of writing it down.
pub(crate) fn remedy(name: &str) -> String {
    format!(
        "{name} must say where the secret is held, {{ file = \"…\" }} or {{ env = \"…\" }}; a secret \
         itself does not belong in this file"
    )
}

/// Reads `{ file = "…" }` or `{ env = "…" }`.
pub(crate) fn read(table: &mut Table<'_>, key: &Special) -> Option<Secret> {
    let (place, node) = table.take(key.name)?;
    let Kind::Table(entries) = node.kind else {
        table.hidden_problem(&place, remedy(key.name));
        return None;
    };
    let mut inner = table.hidden(key.name.to_owned(), place, entries);
    let secret = read_holder(&mut inner, key.name);
    if secret.is_some() {
        inner.finish();
    }
    secret
}

/// Reads where a secret is held out of a table that may say more of it.
pub(crate) fn read_holder(table: &mut Table<'_>, name: &str) -> Option<Secret> {
    let place = table.place.clone();
    let file = table.take("file").map(|(_, node)| text_of(&node));
    let variable = table.take("env").map(|(_, node)| text_of(&node));
    let holder = match (file, variable) {
        (Some(Some(path)), None) if !path.is_empty() => Some(Holder::File(path.into())),
        (None, Some(Some(name))) if !name.is_empty() => Some(Holder::Variable(name)),
        _ => None,
    };
    if holder.is_none() {
        table.hidden_problem(&place, remedy(name));
    }
    holder.map(Secret)
}

//! What an operator wants to run.

use std::{fmt, path::PathBuf};

use super::signature::SignatureRule;
use crate::{Grants, Limits};

/// One plugin of the configuration.
#[derive(Clone, PartialEq)]
pub struct PluginSpec {
    /// Its name there.
    pub name: String,
    /// Whether it stands under `[channel]`; else it is a connector.
    pub is_channel: bool,
    /// The component.
    pub file: PathBuf,
    /// Its settings, a JSON object as text.
    pub settings_json: String,
    /// What it may do.
    pub grants: Grants,
    /// What it may use.
    pub limits: Limits,
}

/// Settings may hold what an operator would not show.
impl fmt::Debug for PluginSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PluginSpec")
            .field("name", &self.name)
            .field("file", &self.file)
            .finish_non_exhaustive()
    }
}

impl PluginSpec {
    /// The file's name, for people and for the lock.
    pub(crate) fn file_name(&self) -> String {
        let name = self.file.file_name().unwrap_or(self.file.as_os_str());
        name.to_string_lossy().into_owned()
    }

    /// What is wanted besides the component, in words.
    pub(crate) fn differences(&self, other: &Self) -> Vec<&'static str> {
        let parts = [
            ("settings", self.settings_json == other.settings_json),
            ("grants", self.grants == other.grants),
            ("limits", self.limits == other.limits),
        ];
        let different = parts.into_iter().filter(|(_, is_same)| !is_same);
        different.map(|(part, _)| part).collect()
    }
}

/// Which files may be run.
#[derive(Clone, Default)]
pub struct Rules {
    /// Only what `plugins.lock` names, byte for byte.
    pub strict: bool,
    /// Signatures.
    pub signatures: SignatureRule,
}

/// Everything that is wanted.
#[derive(Clone, Default)]
pub struct Desired {
    /// Plugins, each name once.
    pub plugins: Vec<PluginSpec>,
    /// Which files may be run.
    pub rules: Rules,
}

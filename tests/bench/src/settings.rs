//! The configuration a gateway under test gets: one queue, web-chat channels, some agents.

use std::{collections::BTreeMap, fmt::Write as _, path::PathBuf};

/// The channel's name.
pub const CHANNEL: &str = "chat";
/// The queue's name.
pub const QUEUE: &str = "sales";
/// The supervisor's name. Not in the queue: never offered anything.
pub const SUPERVISOR: &str = "sam";

/// What differs from one test to the next.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How many agents `a0`, `a1` … there are.
    pub agents: usize,
    /// How many channels there are: [`CHANNEL`], and others that nobody visits.
    pub channels: usize,
    /// Where the components are, if not where they are built; further channels need their own.
    pub components: Option<PathBuf>,
    /// How many conversations each may hold.
    pub capacity: u8,
    /// Seconds an offer stands.
    pub offer_s: u32,
    /// Seconds of wrap-up.
    pub wrap_up_s: u32,
    /// Seconds a contact whose socket is gone keeps the place.
    pub contact_grace_s: u32,
    /// Bytes of disk, in MiB, under which no new work is taken.
    pub reserve_mib: u32,
    /// Further sections, as they are written in the file.
    pub sections: String,
    /// Further keys, as `section.key` and value: `limits.connections_per_address_max`.
    pub keys: BTreeMap<String, String>,
    /// Further variables, such as secrets that sections name.
    pub variables: BTreeMap<String, String>,
}

impl Default for Settings {
    /// Limits far away: one address plays everybody.
    fn default() -> Self {
        let keys = [
            ("limits.connections_max", "200000"),
            ("limits.connections_per_address_max", "200000"),
            ("limits.requests_per_s", "1000000"),
            ("limits.frames_per_s", "100000"),
            ("log.level", "warn"),
        ];
        Self {
            agents: 3,
            channels: 1,
            components: None,
            capacity: 6,
            offer_s: 60,
            wrap_up_s: 60,
            contact_grace_s: 600,
            reserve_mib: 256,
            sections: String::new(),
            variables: BTreeMap::new(),
            keys: keys
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .collect(),
        }
    }
}

impl Settings {
    /// The name of an agent.
    pub fn agent(number: usize) -> String {
        format!("a{number}")
    }

    /// The name of a channel and the file of its component, without what follows the dot.
    pub fn channel(number: usize) -> (String, String) {
        match number {
            0 => (CHANNEL.to_owned(), "webchat".to_owned()),
            _ => (format!("{CHANNEL}-{number}"), format!("webchat-{number}")),
        }
    }

    /// The same with one key set otherwise.
    #[must_use]
    pub fn with(mut self, key: &str, value: &str) -> Self {
        self.keys.insert(key.to_owned(), value.to_owned());
        self
    }

    /// As the operator would write it.
    pub fn toml(&self) -> String {
        let mut toml = format!(
            "[store]\nreserve_mib = {}\n\n[queue.{QUEUE}]\ntitle = \"Sales\"\noffer_s = {}\n\
             wrap_up_s = {}\ndispositions = [\"sold\", \"lost\"]\n\n\
             [agent.{SUPERVISOR}]\nname = \"Sam\"\nrole = \"supervisor\"\n",
            self.reserve_mib, self.offer_s, self.wrap_up_s,
        );
        for (channel, file) in (0..self.channels).map(Self::channel) {
            // Writing to a String cannot fail.
            let _ = write!(
                toml,
                "\n[channel.{channel}]\nwasm = \"{file}.wasm\"\nqueue = \"{QUEUE}\"\n\
                 title = \"Chat\"\ncontact_grace_s = {}\nform = [{{ name = \"account_number\" }}]\n",
                self.contact_grace_s,
            );
        }
        for number in 0..self.agents {
            // Writing to a String cannot fail.
            let _ = write!(
                toml,
                "\n[agent.{}]\nname = \"Agent {number}\"\nqueues = [\"{QUEUE}\"]\ncapacity = {}\n",
                Self::agent(number),
                self.capacity,
            );
        }
        toml.push('\n');
        toml.push_str(&self.sections);
        toml
    }

    /// The further keys, as variables.
    pub fn environment(&self) -> BTreeMap<String, String> {
        let name = |key: &str| format!("FRONTDESK__{}", key.replace('.', "__").to_uppercase());
        self.keys
            .iter()
            .map(|(key, value)| (name(key), value.clone()))
            .chain(self.variables.clone())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_agent_is_written_and_keys_become_variables() {
        let settings = Settings {
            agents: 2,
            ..Settings::default()
        };
        let toml = settings.toml();
        assert!(toml.contains("[agent.a0]") && toml.contains("[agent.a1]"));
        assert!(!toml.contains("[agent.a2]"));
        assert!(toml.contains("[channel.chat]") && !toml.contains("[channel.chat-1]"));
        assert_eq!(settings.environment()["FRONTDESK__LOG__LEVEL"], "warn");
    }

    #[test]
    fn each_channel_has_a_component_of_its_own() {
        let settings = Settings {
            channels: 3,
            ..Settings::default()
        };
        let toml = settings.toml();
        assert!(toml.contains("[channel.chat-2]\nwasm = \"webchat-2.wasm\""));
    }
}

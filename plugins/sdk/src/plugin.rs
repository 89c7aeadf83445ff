//! What every component says about itself.

use crate::Error;

pub use crate::bindings::channel::exports::frontdesk::plugin::plugin::{Descriptor, Kind};

/// What every component implements: who it is, and whether its settings are usable.
pub trait Plugin {
    /// Who the component is. Pure: the same answer every time.
    fn describe() -> Descriptor;

    /// Whether [`settings`](crate::host::settings) are usable; every problem at once.
    fn validate() -> Result<(), Vec<Error>> {
        Ok(())
    }
}

impl Descriptor {
    /// A channel without settings, granted hosts or features; fill in what it has.
    pub fn channel(id: &str, version: &str, title: &str) -> Self {
        Self {
            kind: Kind::Channel,
            id: id.to_owned(),
            version: version.to_owned(),
            title: title.to_owned(),
            settings_schema: r#"{"type":"object"}"#.to_owned(),
            hosts: Vec::new(),
            features: Vec::new(),
        }
    }
}

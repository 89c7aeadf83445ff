//! What a component may ask of the host.

pub use crate::bindings::channel::frontdesk::plugin::host::{Level, now, settings};
use crate::{bindings::channel::frontdesk::plugin::host, types::Field};

/// One line of the operator's log. Never a contact's words or address.
pub fn log(level: Level, message: &str, fields: &[(&str, &str)]) {
    let fields: Vec<Field> = fields
        .iter()
        .map(|(name, value)| Field {
            name: (*name).into(),
            value: (*value).into(),
        })
        .collect();
    host::log(level, message, &fields);
}

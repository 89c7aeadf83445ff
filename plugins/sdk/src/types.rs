//! Data that every other interface speaks of.

pub use crate::bindings::plugin::frontdesk::plugin::types::{
    EpochMs, Error, ErrorKind, Field, Json, Payload,
};

/// The value of the first field of this name.
pub fn find<'a>(fields: &'a [Field], name: &str) -> Option<&'a str> {
    fields
        .iter()
        .find(|field| field.name == name)
        .map(|field| field.value.as_str())
}

impl Field {
    /// A name and its value.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
        }
    }
}

//! The sections of a configuration, one file each: its keys, and how they are read.

pub(crate) mod address;
pub(crate) mod agent;
pub(crate) mod answers;
pub(crate) mod channel;
pub(crate) mod component;
pub(crate) mod component_limits;
pub(crate) mod connector;
pub(crate) mod console;
pub(crate) mod design;
pub(crate) mod files;
pub(crate) mod form;
pub(crate) mod gateway;
pub(crate) mod grants;
pub(crate) mod http_call;
pub(crate) mod identity;
mod integers;
pub(crate) mod invitation;
mod languages;
pub(crate) mod limits;
pub(crate) mod log;
pub(crate) mod mail;
pub(crate) mod offline;
pub(crate) mod plugins;
pub(crate) mod queue;
mod queue_rules;
pub(crate) mod renewal;
pub(crate) mod retention;
pub(crate) mod routing;
pub(crate) mod schedule;
pub(crate) mod script;
pub(crate) mod session;
pub(crate) mod steps;
pub(crate) mod store;
pub(crate) mod survey;
pub(crate) mod translation;
mod wording;

use frontdesk_core::QueueId;

use crate::{nearest::suggestion, place::Place, read::Table};

/// The queue that `text` names, if one is defined under that name.
pub(crate) fn queue_name(
    table: &mut Table<'_>,
    place: &Place,
    text: &str,
    defined: &[&str],
) -> Option<QueueId> {
    if defined.contains(&text) {
        return text.parse().ok();
    }
    let hint = suggestion(text, defined.iter().copied());
    table.problem(place, format!("queue \"{text}\" is not defined{hint}"));
    None
}

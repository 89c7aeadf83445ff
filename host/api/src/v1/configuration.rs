//! The configuration, for operators.

pub(crate) mod changes;
pub(crate) mod reload;
pub(crate) mod sections;

use frontdesk_engine::ports::{self, ConfigurationAdmin};
use frontdesk_wire::plugin::{ConfigurationChange, ConfigurationDiff};

use crate::{api::Api, problem::Fault};

/// Who knows the configuration.
pub(super) fn admin(api: &Api) -> Result<&dyn ConfigurationAdmin, Fault> {
    let missing = Fault::NotOffered("this gateway has nobody who knows its configuration");
    api.administration()
        .map(|held| &*held.configuration)
        .ok_or(missing)
}

fn diff(changes: Vec<ports::ConfigurationChange>) -> ConfigurationDiff {
    let changes = changes.into_iter().map(|change| ConfigurationChange {
        key: change.key,
        before: change.before,
        after: change.after,
        needs_restart: change.needs_restart,
    });
    ConfigurationDiff {
        changes: changes.collect(),
    }
}

//! The reload as the console asks for it.

use std::sync::Arc;

use anyhow::Error;
use async_trait::async_trait;
use frontdesk_config::Change;
use frontdesk_core::{Delivery, RoutingPlan};
use frontdesk_engine::ports::{ConfigurationAdmin, ConfigurationChange, ConfigurationProblem};
use frontdesk_plugin_host::Swap;

use super::Reloader;
use crate::refusal;

/// What the places of problems with changes begin with.
const CHANGES: &str = "changes.toml";

/// Hands the console's wishes to the reloader.
pub(crate) struct ReloadAdmin(pub(crate) Arc<Reloader>);

#[async_trait]
impl ConfigurationAdmin for ReloadAdmin {
    async fn changes(&self) -> Result<Vec<ConfigurationChange>, Vec<ConfigurationProblem>> {
        let changed = self.0.changes().await;
        changed.map(rows).map_err(|error| problems(&error))
    }

    async fn reload(&self) -> Result<Vec<ConfigurationChange>, Vec<ConfigurationProblem>> {
        let changed = self.0.reload("the console").await;
        changed.map(rows).map_err(|error| problems(&error))
    }

    async fn tried(&self, changes: &str) -> Result<RoutingPlan, Vec<ConfigurationProblem>> {
        let in_force = self.0.in_force.lock().await;
        let tried = in_force.with_changes(CHANGES, changes);
        drop(in_force);
        let config = tried.map_err(|problems| refusal::placed(&problems))?;
        // How messages leave makes no difference to who waits for whom.
        Ok(config.routing_plan(|_| Delivery::Outbox))
    }
}

fn rows((changes, swaps): (Vec<Change>, Vec<Swap>)) -> Vec<ConfigurationChange> {
    let change = |change: Change| ConfigurationChange {
        key: format!("{}.{}", change.section, change.key),
        needs_restart: change.waits_for_start(),
        before: change.old,
        after: change.new,
    };
    let changes = changes.into_iter().map(change);
    changes.chain(swaps.iter().filter_map(component)).collect()
}

/// A component with other bytes: its configuration is among the changes already.
fn component(swap: &Swap) -> Option<ConfigurationChange> {
    let Swap::Swapped {
        name,
        versions: (was, is),
        digests: (before, behind),
        ..
    } = swap
    else {
        return None;
    };
    (before != behind).then(|| ConfigurationChange {
        key: format!("component of {name}"),
        before: Some(format!("{was} ({})", before.short())),
        after: Some(format!("{is} ({})", behind.short())),
        needs_restart: false,
    })
}

/// One for each paragraph that has a place, or the whole as one.
pub(crate) fn problems(error: &Error) -> Vec<ConfigurationProblem> {
    let text = error.root_cause().to_string();
    let placed = text.split("\n\n").filter_map(|paragraph| {
        let (place, problem) = paragraph.split_once(": ")?;
        let is_place = !place.contains(' ') && place.contains(':');
        is_place.then(|| ConfigurationProblem {
            place: place.to_owned(),
            problem: problem.trim_end().to_owned(),
            remedy: String::new(),
        })
    });
    let placed: Vec<_> = placed.collect();
    if !placed.is_empty() {
        return placed;
    }
    vec![ConfigurationProblem {
        place: "the configuration".to_owned(),
        problem: text,
        remedy: String::new(),
    }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_problem_keeps_its_place() {
        let error = anyhow::anyhow!(
            "2 problems in the configuration\n\nfd.toml:7:9: queue \"x\" is not defined\n 7 | queue\n\n\
             fd.toml:9:1: there is no section \"y\"\n"
        );
        let problems = problems(&error.context("nothing was changed"));
        assert_eq!(problems.len(), 2);
        assert_eq!(problems[1].place, "fd.toml:9:1");
        assert_eq!(problems[1].problem, "there is no section \"y\"");
        assert_eq!(super::problems(&anyhow::anyhow!("no file")).len(), 1);
    }
}

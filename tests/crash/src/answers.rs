//! What became of everything that was sent.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, ensure};

use crate::crew::Crew;

/// Nothing that was sent is without an answer: it was taken, or refused for good.
pub(crate) fn every_message_is_answered(crew: &Crew) -> Result<()> {
    let mut open: BTreeSet<_> = crew.sent.keys().cloned().collect();
    for visitor in &crew.visitors {
        visitor.state().read(|state| {
            for acked in &state.acked {
                open.remove(&acked.id);
            }
        });
    }
    for agent in &crew.agents {
        agent.state().read(|state| {
            for (id, _) in &state.done {
                open.remove(id);
            }
        });
    }
    for (id, _) in refusals(crew) {
        open.remove(&id);
    }
    ensure!(open.is_empty(), "sent and never answered: {open:?}");
    Ok(())
}

/// The messages that were refused for good, each with its code.
pub fn refusals(crew: &Crew) -> BTreeMap<String, String> {
    let visitors = crew
        .visitors
        .iter()
        .flat_map(|visitor| visitor.state().read(|state| state.refused.clone()));
    let agents = crew
        .agents
        .iter()
        .flat_map(|agent| agent.state().read(|state| state.refused.clone()));
    visitors
        .chain(agents)
        .filter_map(|(id, code)| Some((id?, code)))
        .filter(|(id, _)| crew.sent.contains_key(id))
        .collect()
}

//! An agent's last console goes away: for a short grace their open offers stand, without new ones.

use crate::{agent::Link, ids::AgentId, limits, rejection::Rejection, turn::Turn};

/// Only a link that is up begins to waver: a repeated loss does not prolong the grace.
pub(super) fn apply(turn: &mut Turn<'_>, agent: &AgentId) -> Result<(), Rejection> {
    match turn.agent(agent)?.link {
        Link::Up => {
            let until = turn.now + limits::AGENT_GRACE;
            turn.change_agent(agent, |a| a.link = Link::Wavering { until });
        }
        Link::Wavering { .. } | Link::Lost => {}
    }
    Ok(())
}

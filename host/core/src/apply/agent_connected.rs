//! An agent's first console connects: they can be reached, and open offers stand.

use crate::{agent::Link, ids::AgentId, rejection::Rejection, turn::Turn};

pub(super) fn apply(turn: &mut Turn<'_>, agent: &AgentId) -> Result<(), Rejection> {
    turn.agent(agent)?;
    turn.change_agent(agent, |a| a.link = Link::Up);
    Ok(())
}

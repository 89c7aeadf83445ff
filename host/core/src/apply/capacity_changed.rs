//! A supervisor changes how many conversations an agent may hold. It takes effect at once; below
//! the present load, what is held stays and nothing new comes until there is room.

use crate::{ids::AgentId, limits, rejection::Rejection, turn::Turn};

/// Back to the plan's number is no override any more.
pub(super) fn apply(turn: &mut Turn<'_>, agent: &AgentId, capacity: u8) -> Result<(), Rejection> {
    turn.agent(agent)?;
    if !limits::CAPACITY.contains(&capacity) {
        return Err(Rejection::CapacityOutOfRange);
    }
    let planned = turn.floor.plan.agents.get(agent).map(|a| a.capacity);
    turn.change_agent(agent, |a| {
        a.capacity = capacity;
        a.capacity_override = Some(capacity).filter(|_| planned != Some(capacity));
    });
    Ok(())
}

//! An agent declares a presence. Away and offline withdraw their open offers.

use crate::{
    agent::Presence, effect::Withdrawal, ids::AgentId, limits, rejection::Rejection,
    time::Timestamp, transcript::check_field, turn::Turn, withdrawal,
};

/// The first time ever that an agent becomes available, their idle time begins.
pub(super) fn apply(
    turn: &mut Turn<'_>,
    agent: &AgentId,
    presence: Presence,
) -> Result<(), Rejection> {
    let present = turn.agent(agent)?;
    let leaves = match &presence {
        Presence::Away { reason } => {
            check_field("reason", reason, limits::CODE_BYTES)?;
            true
        }
        Presence::Offline => true,
        Presence::Available => false,
    };
    if present.presence == presence {
        return Ok(());
    }
    let now = turn.now;
    turn.change_agent(agent, |a| {
        if !leaves && a.idle_since == Timestamp::default() {
            a.idle_since = now;
        }
        a.presence = presence;
        a.presence_since = now;
    });
    if leaves {
        withdrawal::take_back_all_of(turn, agent, Withdrawal::AgentNotAvailable);
    }
    Ok(())
}

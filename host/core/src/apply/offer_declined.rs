//! An agent declines an offer: the conversation returns to its place and others are asked.

use super::authority;
use crate::{
    effect::Withdrawal,
    ids::{AgentId, OfferId},
    rejection::Rejection,
    turn::Turn,
    withdrawal,
};

pub(super) fn apply(turn: &mut Turn<'_>, offer: OfferId, agent: &AgentId) -> Result<(), Rejection> {
    let id = authority::open_offer(turn, offer, agent)?;
    if !turn
        .floor
        .plan
        .agents
        .get(agent)
        .is_some_and(|a| a.may_decline)
    {
        return Err(Rejection::MayNotDecline);
    }
    withdrawal::take_back(turn, id, Withdrawal::Declined);
    Ok(())
}

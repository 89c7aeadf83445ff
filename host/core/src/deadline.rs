//! What the Floor waits for: the moments at which something happens without anyone acting.

use crate::{
    agent::{Link, MISSED_OFFER, Presence},
    conversation::{ConversationState, EndedBy},
    effect::Withdrawal,
    ending,
    ids::{AgentId, ConversationId, OfferId},
    plan::MissedOffer,
    turn::Turn,
    withdrawal,
};

/// Why the Floor wants to be woken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeadlineReason {
    /// An offer expires.
    OfferExpires,
    /// A wrap-up ends by itself.
    WrapUpEnds,
    /// An agent who let an offer pass may be asked again.
    BackOffEnds,
    /// A lost console's offers are withdrawn.
    AgentGraceEnds,
    /// A contact who is gone loses the place.
    ContactGraceEnds,
}

/// One thing to do at its time. The order is the order of work at equal times: who left comes
/// before what they missed, so nobody is blamed for an offer they could not see.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Wake {
    AgentGrace(AgentId),
    ContactGrace(ConversationId),
    Offer(OfferId),
    WrapUp(ConversationId),
    BackOff(ConversationId, AgentId),
}

impl Wake {
    pub(crate) const fn reason(&self) -> DeadlineReason {
        match self {
            Self::AgentGrace(_) => DeadlineReason::AgentGraceEnds,
            Self::ContactGrace(_) => DeadlineReason::ContactGraceEnds,
            Self::Offer(_) => DeadlineReason::OfferExpires,
            Self::WrapUp(_) => DeadlineReason::WrapUpEnds,
            Self::BackOff(..) => DeadlineReason::BackOffEnds,
        }
    }
}

/// Does everything whose time has come. Runs after every accepted input, so a late
/// [`DeadlineReached`](crate::Input::DeadlineReached) never leaves a deadline in the past.
pub(crate) fn handle_due(turn: &mut Turn<'_>) {
    while let Some(wake) = turn.floor.index.pop_due(turn.now) {
        match wake {
            Wake::AgentGrace(agent) => {
                turn.change_agent(&agent, |a| a.link = Link::Lost);
                withdrawal::take_back_all_of(turn, &agent, Withdrawal::AgentUnreachable);
            }
            Wake::ContactGrace(conversation) => {
                ending::end_talk(turn, conversation, &EndedBy::Contact);
                ending::close(turn, conversation, EndedBy::Contact, None, None);
            }
            Wake::Offer(offer) => expire(turn, offer),
            Wake::WrapUp(conversation) => ending::finish_wrap_up(turn, conversation, None, None),
            Wake::BackOff(conversation, _) => {
                if let Some(conversation) = turn.floor.conversations.get(&conversation) {
                    turn.stirred.insert(conversation.queue.clone());
                }
            }
        }
    }
}

/// An offer that nobody answered. Its agent goes away as the queue says, but only if their console
/// was there to show it: who could not see an offer has not missed it.
fn expire(turn: &mut Turn<'_>, offer: OfferId) {
    let Some(conversation) = turn.floor.index.offer(offer) else {
        return;
    };
    let Some(held) = turn.floor.conversations.get(&conversation) else {
        return;
    };
    let ConversationState::Offered { agent, .. } = &held.state else {
        return;
    };
    let (agent, queue) = (agent.clone(), held.queue.clone());
    let missed = turn
        .floor
        .plan
        .queues
        .get(&queue)
        .map_or(MissedOffer::Away, |q| q.missed_offer);
    let saw_it = turn
        .floor
        .agents
        .get(&agent)
        .is_some_and(|a| a.link == Link::Up);

    withdrawal::take_back(turn, conversation, Withdrawal::Expired);
    match missed {
        MissedOffer::Away if saw_it => {
            let now = turn.now;
            turn.change_agent(&agent, |a| {
                a.presence = Presence::Away {
                    reason: MISSED_OFFER.into(),
                };
                a.presence_since = now;
            });
            withdrawal::take_back_all_of(turn, &agent, Withdrawal::AgentNotAvailable);
        }
        MissedOffer::Away | MissedOffer::StayAvailable => {}
    }
}

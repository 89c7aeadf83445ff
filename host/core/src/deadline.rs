//! What the Floor waits for: the moments at which something happens without anyone acting.

use crate::{
    agent::{DECLINED_OFFER, Link, MISSED_OFFER, Presence},
    conversation::{ConversationState, EndedBy},
    effect::Withdrawal,
    ending, handover,
    ids::{AgentId, ConversationId, OfferId},
    limits, queueing, script, silence,
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
    /// A waiting conversation demands less of agents.
    DemandEnds,
    /// A waiting conversation goes on to the overflow queue.
    OverflowDue,
    /// A waiting conversation's queue closes.
    QueueCloses,
    /// A silence has its consequence.
    SilenceEnds,
    /// A parked conversation closes.
    ParkedEnds,
    /// An agent who missed or declined an offer is available again.
    AgentReturns,
    /// What an agent who is gone talks in goes back to its queues.
    HandoverDue,
    /// A script goes on, or says that the wait goes on.
    ScriptDue,
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
    Return(AgentId),
    Handover(AgentId),
    Silence(ConversationId),
    Parked(ConversationId),
    Relax(ConversationId),
    Overflow(ConversationId),
    Close(ConversationId),
    Script(ConversationId),
}

impl Wake {
    pub(crate) const fn reason(&self) -> DeadlineReason {
        match self {
            Self::AgentGrace(_) => DeadlineReason::AgentGraceEnds,
            Self::ContactGrace(_) => DeadlineReason::ContactGraceEnds,
            Self::Offer(_) => DeadlineReason::OfferExpires,
            Self::WrapUp(_) => DeadlineReason::WrapUpEnds,
            Self::BackOff(..) => DeadlineReason::BackOffEnds,
            Self::Return(_) => DeadlineReason::AgentReturns,
            Self::Handover(_) => DeadlineReason::HandoverDue,
            Self::Silence(_) => DeadlineReason::SilenceEnds,
            Self::Parked(_) => DeadlineReason::ParkedEnds,
            Self::Relax(_) => DeadlineReason::DemandEnds,
            Self::Overflow(_) => DeadlineReason::OverflowDue,
            Self::Close(_) => DeadlineReason::QueueCloses,
            Self::Script(_) => DeadlineReason::ScriptDue,
        }
    }
}

/// Does what is due, at most [`limits::DUE_PER_INPUT`] of it; the rest stays due, so that
/// [`next_deadline`](crate::Floor::next_deadline) asks for another input at once. Runs after every
/// accepted input.
pub(crate) fn handle_due(turn: &mut Turn<'_>) {
    for _ in 0..limits::DUE_PER_INPUT {
        let Some(wake) = turn.floor.index.pop_due(turn.now) else {
            return;
        };
        match wake {
            Wake::AgentGrace(agent) => {
                let handover_at = handover::deadline(turn, &agent, turn.now);
                turn.change_agent(&agent, |a| {
                    a.link = Link::Lost;
                    a.handover_at = handover_at;
                });
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
            Wake::Return(agent) => come_back(turn, &agent),
            Wake::Handover(agent) => handover::of_gone_agent(turn, &agent),
            Wake::Silence(conversation) => silence::handle(turn, conversation),
            Wake::Parked(conversation) => {
                ending::end_talk(turn, conversation, &EndedBy::System);
                ending::close(turn, conversation, EndedBy::System, None, None);
            }
            Wake::Relax(conversation) => queueing::relax(turn, conversation),
            Wake::Overflow(conversation) => queueing::overflow(turn, conversation),
            Wake::Close(conversation) => queueing::close(turn, conversation),
            Wake::Script(conversation) => script::due(turn, conversation),
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
    let saw_it = turn
        .floor
        .agents
        .get(&agent)
        .is_some_and(|a| a.link == Link::Up);

    withdrawal::take_back(turn, conversation, Withdrawal::Expired);
    if saw_it {
        withdrawal::consequence(turn, &agent, &queue, Withdrawal::Expired);
    }
}

/// The consequence of a missed or declined offer is over.
fn come_back(turn: &mut Turn<'_>, agent: &AgentId) {
    let now = turn.now;
    turn.change_agent(agent, |a| {
        a.returns_at = None;
        let is_consequence = match &a.presence {
            Presence::Away { reason } => [MISSED_OFFER, DECLINED_OFFER].contains(&&**reason),
            Presence::Available | Presence::Offline => false,
        };
        if is_consequence {
            a.presence = Presence::Available;
            a.presence_since = now;
        }
    });
}

#[cfg(test)]
mod tests {
    use crate::{
        DeadlineReason, Input, Presence, Span, conversation::ConversationState, plan::Consequence,
        testing::*,
    };

    #[test]
    fn an_expired_offer_sends_its_agent_away_and_asks_the_next() {
        let mut stage = Stage::new();
        stage.ready("bea");
        let id = stage.open("ana");
        stage.wait(Span::seconds(19));
        stage.ready("cem");
        stage.wait(Span::seconds(1));
        let bea = stage.floor.agent(&agent("bea")).unwrap();
        assert_eq!(
            bea.presence,
            Presence::Away {
                reason: crate::MISSED_OFFER.into()
            }
        );
        assert_eq!(stage.holder(id), Some("cem"));
    }

    #[test]
    fn a_queue_may_keep_agents_available_who_miss_an_offer() {
        let mut plan = plan();
        plan.queues.get_mut(&queue("sales")).unwrap().missed_offer = Consequence::StayAvailable;
        let mut stage = Stage::with(plan);
        stage.ready("bea");
        let id = stage.open("ana");
        stage.wait(Span::seconds(20));
        assert_eq!(stage.state(id), "queued");
        stage.wait(Span::seconds(30));
        assert_eq!(stage.holder(id), Some("bea"));
    }

    #[test]
    fn an_agent_who_missed_one_offer_loses_the_others_too() {
        let mut stage = Stage::new();
        stage.apply(Input::CapacityChanged {
            agent: agent("bea"),
            capacity: 2,
        });
        stage.ready("bea");
        stage.open("ana");
        stage.wait(Span::seconds(10));
        let second = stage.open("ben");
        stage.wait(Span::seconds(10));
        assert_eq!(stage.state(second), "queued");
    }

    #[test]
    fn deadlines_come_with_their_reasons_in_order() {
        let mut stage = Stage::new();
        stage.ready("bea");
        let id = stage.open("ana");
        let mut seen = alloc::vec::Vec::new();
        let mut note = |stage: &Stage| {
            let (at, reason) = stage.floor.next_deadline().unwrap();
            seen.push((at.since(stage.now).0 / 1_000, reason));
        };
        note(&stage);
        stage.apply(Input::AgentDisconnected {
            agent: agent("bea"),
        });
        note(&stage);
        stage.apply(Input::AgentConnected {
            agent: agent("bea"),
        });
        stage.apply(Input::OfferDeclined {
            offer: ofr(1),
            agent: agent("bea"),
        });
        note(&stage);
        stage.wait(Span::seconds(30));
        stage.accept("bea");
        assert_eq!(stage.floor.next_deadline(), None);
        stage.apply(Input::ContactEnded { conversation: id });
        note(&stage);
        let gone = stage.open("ben");
        stage.apply(Input::ContactDisconnected { conversation: gone });
        stage.wait(Span::seconds(60));
        stage.accept("bea");
        assert_eq!(
            seen,
            [
                (20, DeadlineReason::OfferExpires),
                (5, DeadlineReason::AgentGraceEnds),
                (30, DeadlineReason::BackOffEnds),
                (60, DeadlineReason::WrapUpEnds),
            ]
        );
    }

    #[test]
    fn any_input_does_what_is_due_so_a_late_wake_up_harms_nothing() {
        let mut stage = Stage::new();
        stage.ready("bea");
        let id = stage.open("ana");
        stage.now = stage.now + Span::seconds(3_600);
        stage.apply(wrote("chat", "ana", "anyone?"));
        assert_eq!(stage.state(id), "queued");
        assert_eq!(stage.apply(Input::DeadlineReached), []);
    }

    #[test]
    fn a_crowd_that_leaves_at_one_moment_leaves_over_several_inputs() {
        let mut stage = Stage::new();
        let crowd = crate::limits::DUE_PER_INPUT + 5;
        for n in 0..crowd {
            let id = stage.open(&alloc::format!("v{n}"));
            stage.apply(Input::ContactDisconnected { conversation: id });
        }
        stage.now = stage.now + Span::seconds(3_600);
        // Not through the stage: it holds that nothing stays due, which a crowd is the exception to.
        let first = stage.floor.apply(stage.now, Input::DeadlineReached);
        assert!(first.is_ok() && stage.floor.conversations().count() == 5);
        let (at, _) = stage.floor.next_deadline().unwrap();
        assert!(at <= stage.now, "the rest is due at once");
        stage.apply(Input::DeadlineReached);
        assert_eq!(stage.floor.conversations().count(), 0);
    }

    #[test]
    fn time_beyond_all_reason_is_clamped() {
        let mut stage = Stage::new();
        stage.ready("bea");
        stage.open("ana");
        let end = crate::Timestamp(u64::MAX);
        stage.floor.apply(end, Input::DeadlineReached).unwrap();
        stage.now = crate::limits::LATEST;
        stage.ready("cem");
        let (id, _) = stage.offer_to("cem").unwrap();
        let ConversationState::Offered { expires, .. } = stage.conversation(id).state else {
            panic!("not offered")
        };
        assert_eq!(expires.since(crate::limits::LATEST), Span::seconds(20));
    }
}

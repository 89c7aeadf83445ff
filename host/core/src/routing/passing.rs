//! Agents who let a conversation pass: not asked again before the back-off ends, and not twice in a
//! row while another can be asked.

use crate::{
    conversation::{Conversation, ConversationState},
    ids::AgentId,
    time::Timestamp,
};

/// Everybody who let the conversation pass, with the end of their back-off; the last is the latest.
fn passed(conversation: &Conversation) -> &[(AgentId, Timestamp)] {
    match &conversation.state {
        ConversationState::Queued { passed, .. } | ConversationState::Offered { passed, .. } => {
            passed
        }
        ConversationState::Scripted { .. }
        | ConversationState::Assigned { .. }
        | ConversationState::Parked { .. }
        | ConversationState::WrapUp { .. }
        | ConversationState::Closed(_) => &[],
    }
}

/// Whether the agent let this conversation pass and the back-off still runs.
pub(super) fn passed_recently(
    conversation: &Conversation,
    agent: &AgentId,
    now: Timestamp,
) -> bool {
    passed(conversation)
        .iter()
        .any(|(other, until)| other == agent && *until > now)
}

/// Of those who may be asked, in the order in which they are, the first who did not just let this
/// conversation pass. Whoever did so last comes last, once their back-off is over.
pub(super) fn first_to_ask<'r>(
    conversation: &Conversation,
    ready: impl Iterator<Item = &'r AgentId>,
    now: Timestamp,
) -> Option<&'r AgentId> {
    let last = passed(conversation).last().map(|(agent, _)| agent);
    let mut free = ready.filter(|agent| !passed_recently(conversation, agent, now));
    let first = free.next()?;
    if Some(first) == last {
        return free.next().or(Some(first));
    }
    Some(first)
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use crate::{Consequence, Effect, Input, Presence, Span, Verdict, testing::*};

    fn decline(stage: &mut Stage, name: &str) -> Vec<Effect> {
        let (_, offer) = stage.offer_to(name).unwrap();
        stage.apply(Input::OfferDeclined {
            offer,
            agent: agent(name),
        })
    }

    /// What an offer says of everybody who was looked at.
    fn told(effect: &Effect) -> Vec<Verdict> {
        let Effect::PresentOffer { because, .. } = effect else {
            return Vec::new();
        };
        because.candidates.iter().map(|c| c.verdict).collect()
    }

    #[test]
    fn who_has_just_declined_is_not_asked_again_while_another_can_be() {
        let mut plan = plan();
        plan.queues.get_mut(&queue("sales")).unwrap().back_off = Span::ZERO;
        let mut stage = Stage::with(plan);
        stage.ready("bea");
        stage.wait(Span::seconds(9));
        stage.ready("cem");
        let id = stage.open("ana");
        assert_eq!(stage.holder(id), Some("bea"));
        let effects = decline(&mut stage, "bea");
        assert_eq!(stage.holder(id), Some("cem"));
        // Bea has been idle longer, so it is no reason that would explain cem.
        let verdicts: Vec<_> = effects.iter().flat_map(told).collect();
        assert_eq!(verdicts, [Verdict::PassedRecently, Verdict::Chosen]);
        decline(&mut stage, "cem");
        assert_eq!(stage.holder(id), Some("bea"));
    }

    #[test]
    fn the_only_agent_is_asked_again_after_the_back_off() {
        let mut stage = Stage::new();
        stage.ready("bea");
        let id = stage.open("ana");
        decline(&mut stage, "bea");
        assert_eq!(stage.state(id), "queued");
        stage.wait(Span::seconds(29));
        assert_eq!(stage.state(id), "queued");
        stage.wait(Span::seconds(1));
        assert_eq!(stage.holder(id), Some("bea"));
    }

    #[test]
    fn who_declines_is_away_where_the_queue_says_so_and_comes_back_by_themselves() {
        let mut plan = plan();
        let sales = plan.queues.get_mut(&queue("sales")).unwrap();
        sales.declined_offer = Consequence::Away;
        sales.away_for = Span::seconds(10);
        let mut stage = Stage::with(plan);
        stage.ready("bea");
        stage.open("ana");
        decline(&mut stage, "bea");
        let presence = |stage: &Stage| stage.floor.agent(&agent("bea")).unwrap().presence.clone();
        let reason = crate::DECLINED_OFFER.into();
        assert_eq!(presence(&stage), Presence::Away { reason });
        stage.wait(Span::seconds(10));
        assert_eq!(presence(&stage), Presence::Available);
    }

    #[test]
    fn who_goes_away_of_their_own_is_not_brought_back() {
        let mut plan = plan();
        plan.queues.get_mut(&queue("sales")).unwrap().away_for = Span::seconds(10);
        let mut stage = Stage::with(plan);
        stage.ready("bea");
        stage.open("ana");
        stage.wait(Span::seconds(20));
        let reason: alloc::boxed::Box<str> = "lunch".into();
        stage.declare("bea", Presence::Away { reason });
        stage.wait(Span::seconds(60));
        let bea = stage.floor.agent(&agent("bea")).unwrap();
        assert_eq!(bea.presence.name(), "away");
    }
}

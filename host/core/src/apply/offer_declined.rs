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
    let queue = turn.conversation(id)?.queue.clone();
    withdrawal::take_back(turn, id, Withdrawal::Declined);
    withdrawal::consequence(turn, agent, &queue, Withdrawal::Declined);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Effect, Input, Span, testing::*};

    fn declined(offer: u64, name: &str) -> Input {
        Input::OfferDeclined {
            offer: ofr(offer),
            agent: agent(name),
        }
    }

    #[test]
    fn a_declined_offer_goes_to_the_next_agent_at_once() {
        let mut stage = Stage::new();
        stage.ready("bea");
        let id = stage.open("ana");
        stage.ready("cem");
        let effects = stage.apply(declined(1, "bea"));
        assert_eq!(stage.holder(id), Some("cem"));
        assert_eq!(presented(&effects)[0].id, ofr(2));
        let reason = Withdrawal::Declined;
        let agent = agent("bea");
        let withdrawn = Effect::WithdrawOffer {
            offer: ofr(1),
            conversation: id,
            agent,
            reason,
        };
        assert!(effects.contains(&withdrawn));
    }

    #[test]
    fn a_declined_conversation_keeps_its_place_and_waits_for_the_back_off() {
        let mut stage = Stage::new();
        stage.ready("bea");
        let first = stage.open("ana");
        stage.wait(Span::seconds(1));
        let second = stage.open("ben");
        stage.apply(declined(1, "bea"));
        assert_eq!(stage.holder(second), Some("bea"));
        assert_eq!(
            stage.floor.queue_view(&queue("sales")).unwrap().waiting,
            [first, second]
        );
        stage.apply(declined(2, "bea"));
        stage.wait(Span::seconds(29));
        assert_eq!(stage.offer_to("bea"), None);
        stage.wait(Span::seconds(1));
        assert_eq!(stage.holder(first), Some("bea"));
    }

    #[test]
    fn an_agent_without_the_permission_cannot_decline() {
        let mut stage = Stage::new();
        stage.ready("dan");
        stage.open("ana");
        assert_eq!(stage.refuse(declined(1, "dan")), Rejection::MayNotDecline);
        assert_eq!(
            stage.refuse(declined(1, "bea")),
            Rejection::OfferNotYours(ofr(1))
        );
        assert_eq!(
            stage.refuse(declined(9, "dan")),
            Rejection::OfferNotOpen(ofr(9))
        );
    }

    #[test]
    fn declining_does_not_change_whose_turn_it_is() {
        let mut stage = Stage::new();
        stage.ready("bea");
        stage.wait(Span::seconds(1));
        stage.ready("cem");
        stage.open("ana");
        stage.apply(declined(1, "bea"));
        let next = stage.open("ben");
        assert_eq!(stage.holder(next), Some("bea"));
    }
}

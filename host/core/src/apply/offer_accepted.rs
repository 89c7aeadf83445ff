//! An agent accepts an offer: the conversation is theirs.

use super::{authority, contact_disconnected::show_link};
use crate::{
    conversation::ConversationState,
    handover,
    ids::{AgentId, OfferId},
    message::{Author, Content, Notice},
    rejection::Rejection,
    trace::StepKind,
    transcript,
    turn::Turn,
};

pub(super) fn apply(turn: &mut Turn<'_>, offer: OfferId, agent: AgentId) -> Result<(), Rejection> {
    let id = authority::open_offer(turn, offer, &agent)?;
    let conversation = turn.conversation(id)?;
    let since = match &conversation.state {
        ConversationState::Offered { since, .. } => *since,
        ConversationState::Scripted { .. }
        | ConversationState::Queued { .. }
        | ConversationState::Assigned { .. }
        | ConversationState::Parked { .. }
        | ConversationState::WrapUp { .. }
        | ConversationState::Closed(_) => return Err(authority::wrong_state(conversation)),
    };
    handover::assign(turn, id, &agent, since);
    turn.log(
        id,
        StepKind::Assigned {
            agent: agent.clone(),
        },
    );
    let notice = Content::Notice(Notice::AgentJoined(agent));
    transcript::append(turn, id, Author::System, notice, None);
    if !turn.floor.contact_connected(id) {
        show_link(turn, id, false);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Input, Span, testing::*};

    fn accepted(offer: OfferId, name: &str) -> Input {
        Input::OfferAccepted {
            offer,
            agent: agent(name),
        }
    }

    #[test]
    fn an_accepted_conversation_is_the_agents() {
        let mut stage = Stage::new();
        stage.ready("bea");
        let id = stage.open("ana");
        stage.wait(Span::seconds(3));
        let effects = stage.apply(accepted(ofr(1), "bea"));
        assert_eq!(
            (stage.state(id), stage.holder(id)),
            ("assigned", Some("bea"))
        );
        assert_eq!(stage.conversation(id).first_assigned_at, Some(stage.now));
        assert_eq!(
            stage.floor.agent(&agent("bea")).unwrap().idle_since,
            stage.now
        );
        let notice = Content::Notice(Notice::AgentJoined(agent("bea")));
        assert_eq!(messages(&effects)[0].content, notice);
    }

    #[test]
    fn a_second_click_finds_the_offer_closed() {
        let mut stage = Stage::new();
        stage.ready("bea");
        stage.open("ana");
        stage.apply(accepted(ofr(1), "bea"));
        assert_eq!(
            stage.refuse(accepted(ofr(1), "bea")),
            Rejection::OfferNotOpen(ofr(1))
        );
        assert_eq!(
            stage.refuse(accepted(ofr(9), "bea")),
            Rejection::OfferNotOpen(ofr(9))
        );
    }

    #[test]
    fn an_offer_is_for_its_agent_only() {
        let mut stage = Stage::new();
        stage.ready("bea");
        stage.ready("cem");
        stage.open("ana");
        assert_eq!(
            stage.refuse(accepted(ofr(1), "cem")),
            Rejection::OfferNotYours(ofr(1))
        );
    }

    #[test]
    fn an_offer_whose_time_has_come_is_over_even_before_its_deadline_arrives() {
        let mut stage = Stage::new();
        stage.ready("bea");
        stage.open("ana");
        stage.now = stage.now + Span::seconds(20);
        assert_eq!(
            stage.refuse(accepted(ofr(1), "bea")),
            Rejection::OfferNotOpen(ofr(1))
        );
    }

    #[test]
    fn a_clock_that_jumps_back_does_not_revive_an_offer() {
        let mut stage = Stage::new();
        stage.ready("bea");
        stage.open("ana");
        stage.wait(Span::seconds(20));
        stage.now = stage.now - Span::seconds(15);
        let refused = stage.floor.apply(stage.now, accepted(ofr(1), "bea"));
        assert_eq!(refused, Err(Rejection::OfferNotOpen(ofr(1))));
    }
}

//! A stream contact's last socket closes: while they wait, a grace begins to run.

use crate::{
    conversation::ConversationState, effect::Effect, ids::ConversationId, plan::Delivery,
    rejection::Rejection, turn::Turn,
};

/// Contacts of an outbox channel have no sockets, so nothing is lost with one.
pub(super) fn apply(turn: &mut Turn<'_>, id: ConversationId) -> Result<(), Rejection> {
    let conversation = turn.conversation(id)?;
    let channel = turn.floor.plan.channels.get(&conversation.channel);
    let streams = channel.filter(|c| c.delivery == Delivery::Stream);
    if let Some(channel) = streams.filter(|_| turn.floor.contact_connected(id)) {
        let until = turn.now + channel.contact_grace;
        turn.set_gone(id, Some(until));
        show_link(turn, id, false);
    }
    Ok(())
}

/// Shows the contact's link to the agent who holds the conversation, if one does.
pub(super) fn show_link(turn: &mut Turn<'_>, id: ConversationId, connected: bool) {
    let Some(conversation) = turn.floor.conversations.get(&id) else {
        return;
    };
    match &conversation.state {
        ConversationState::Assigned { .. } | ConversationState::WrapUp { .. } => {
            turn.emit(Effect::ContactLinkChanged {
                conversation: id,
                connected,
            });
        }
        ConversationState::Scripted { .. }
        | ConversationState::Queued { .. }
        | ConversationState::Offered { .. }
        | ConversationState::Parked { .. }
        | ConversationState::Closed(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Input, Span, testing::*};

    fn gone(id: ConversationId) -> Input {
        Input::ContactDisconnected { conversation: id }
    }

    #[test]
    fn a_waiting_contact_who_stays_away_has_abandoned() {
        let mut stage = Stage::new();
        let id = stage.open("ana");
        stage.apply(gone(id));
        stage.wait(Span::seconds(89));
        assert_eq!(stage.state(id), "queued");
        let effects = stage.wait(Span::seconds(1));
        let ConversationState::Closed(ended) = &saved(&effects, id).unwrap().state else {
            panic!("not closed")
        };
        assert!(ended.abandoned);
        assert_eq!(ended.by, crate::EndedBy::Contact);
    }

    #[test]
    fn the_offer_of_a_contact_who_left_is_withdrawn_and_the_agent_stays_available() {
        let mut stage = Stage::new();
        stage.ready("bea");
        let id = stage.open("ana");
        let idle = stage.floor.agent(&agent("bea")).unwrap().idle_since;
        let mut plan = plan();
        plan.channels
            .get_mut(&channel("chat"))
            .unwrap()
            .contact_grace = Span::seconds(5);
        stage.apply(Input::PlanChanged(plan));
        stage.apply(gone(id));
        stage.wait(Span::seconds(5));
        let bea = stage.floor.agent(&agent("bea")).unwrap();
        assert_eq!(stage.state(id), "closed");
        assert!(bea.is_ready());
        assert_eq!(bea.idle_since, idle);
    }

    #[test]
    fn a_talk_goes_on_without_the_contacts_socket() {
        let (mut stage, id) = Stage::talking();
        let effects = stage.apply(gone(id));
        assert_eq!(
            effects,
            [Effect::ContactLinkChanged {
                conversation: id,
                connected: false
            }]
        );
        stage.wait(Span::seconds(600));
        assert_eq!(stage.state(id), "assigned");
    }

    #[test]
    fn a_contact_who_is_gone_gets_a_fresh_grace_on_return_to_the_queue() {
        let (mut stage, id) = Stage::talking();
        stage.apply(gone(id));
        stage.wait(Span::seconds(600));
        stage.declare("bea", crate::Presence::Offline);
        stage.apply(Input::ConversationRequeued {
            conversation: id,
            by: agent("sam"),
        });
        stage.wait(Span::seconds(89));
        assert_eq!(stage.state(id), "queued");
        stage.wait(Span::seconds(1));
        assert_eq!(stage.state(id), "closed");
    }

    #[test]
    fn the_accepting_agent_is_told_that_the_contact_is_away() {
        let mut stage = Stage::new();
        stage.ready("bea");
        let id = stage.open("ana");
        stage.apply(gone(id));
        let (_, offer) = stage.offer_to("bea").unwrap();
        let effects = stage.apply(Input::OfferAccepted {
            offer,
            agent: agent("bea"),
        });
        assert!(effects.contains(&Effect::ContactLinkChanged {
            conversation: id,
            connected: false
        }));
    }

    #[test]
    fn an_outbox_contact_has_no_socket_to_lose() {
        let mut stage = Stage::new();
        let id = stage.open_on("sms", "+15550100");
        assert_eq!(stage.apply(gone(id)), []);
        assert!(stage.floor.contact_connected(id));
    }
}

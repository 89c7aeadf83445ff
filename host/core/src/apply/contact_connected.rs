//! A stream contact's first socket opens: a grace that runs is over.

use super::contact_disconnected::show_link;
use crate::{ids::ConversationId, rejection::Rejection, turn::Turn};

pub(super) fn apply(turn: &mut Turn<'_>, id: ConversationId) -> Result<(), Rejection> {
    turn.conversation(id)?;
    if turn.floor.gone.contains_key(&id) {
        turn.set_gone(id, None);
        show_link(turn, id, true);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::{Effect, Input, Span, testing::*};

    #[test]
    fn a_contact_who_returns_within_the_grace_keeps_the_place() {
        let mut stage = Stage::new();
        let id = stage.open("ana");
        let since = stage.now;
        stage.apply(Input::ContactDisconnected { conversation: id });
        stage.wait(Span::seconds(89));
        stage.apply(Input::ContactConnected { conversation: id });
        stage.wait(Span::seconds(600));
        assert_eq!(
            stage
                .floor
                .queue_view(&queue("sales"))
                .unwrap()
                .oldest_since,
            Some(since)
        );
    }

    #[test]
    fn a_return_just_when_the_grace_ends_is_in_time() {
        let mut stage = Stage::new();
        let id = stage.open("ana");
        stage.apply(Input::ContactDisconnected { conversation: id });
        stage.now = stage.now + Span::seconds(90);
        stage.apply(Input::ContactConnected { conversation: id });
        assert_eq!(stage.state(id), "queued");
    }

    #[test]
    fn the_agent_sees_the_contact_return() {
        let (mut stage, id) = Stage::talking();
        stage.apply(Input::ContactDisconnected { conversation: id });
        let effects = stage.apply(Input::ContactConnected { conversation: id });
        assert_eq!(
            effects,
            [Effect::ContactLinkChanged {
                conversation: id,
                connected: true
            }]
        );
        assert_eq!(
            stage.apply(Input::ContactConnected { conversation: id }),
            []
        );
    }

    #[test]
    fn a_contact_who_returns_when_a_back_off_has_just_ended_is_offered_at_once() {
        let mut stage = Stage::new();
        stage.ready("bea");
        let id = stage.open("ana");
        stage.apply(Input::ContactDisconnected { conversation: id });
        stage.apply(Input::OfferDeclined {
            offer: ofr(1),
            agent: agent("bea"),
        });
        stage.now = stage.now + Span::seconds(31);
        stage.apply(Input::ContactConnected { conversation: id });
        assert_eq!(stage.holder(id), Some("bea"));
    }
}

//! One side begins or stops typing: shown to the other, never kept.

use super::authority;
use crate::{
    conversation::ConversationState, effect::Effect, ids::ConversationId, input::Party,
    rejection::Rejection, turn::Turn,
};

/// A contact may type at any time; it is shown only while an agent is there to see it.
pub(super) fn apply(
    turn: &mut Turn<'_>,
    id: ConversationId,
    party: Party,
    on: bool,
) -> Result<(), Rejection> {
    let conversation = turn.conversation(id)?;
    let seen = match &party {
        Party::Contact => matches!(conversation.state, ConversationState::Assigned { .. }),
        Party::Agent(agent) => {
            turn.agent(agent)?;
            authority::answers(conversation, agent)?;
            true
        }
    };
    if seen {
        turn.emit(Effect::ShowTyping {
            conversation: id,
            party,
            on,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Input, testing::*};

    #[test]
    fn typing_is_shown_and_never_saved() {
        let (mut stage, id) = Stage::talking();
        for party in [Party::Contact, Party::Agent(agent("bea"))] {
            let effects = stage.apply(Input::Typed {
                conversation: id,
                party: party.clone(),
                on: true,
            });
            assert_eq!(
                effects,
                [Effect::ShowTyping {
                    conversation: id,
                    party,
                    on: true
                }]
            );
        }
    }

    #[test]
    fn a_waiting_contact_types_for_nobody() {
        let mut stage = Stage::new();
        let id = stage.open("ana");
        let party = Party::Contact;
        assert_eq!(
            stage.apply(Input::Typed {
                conversation: id,
                party,
                on: true
            }),
            []
        );
    }

    #[test]
    fn another_agents_typing_is_refused() {
        let (mut stage, id) = Stage::talking();
        let party = Party::Agent(agent("cem"));
        let refused = stage.refuse(Input::Typed {
            conversation: id,
            party,
            on: true,
        });
        assert_eq!(refused, Rejection::NotAssignedToYou(id));
    }
}

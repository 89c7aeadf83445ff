//! The contact of a conversation said who they are, and their channel vouches for it.

use super::authority::wrong_state;
use crate::{
    conversation::{ContactCard, ConversationState, Identity},
    ids::ConversationId,
    limits,
    rejection::Rejection,
    transcript,
    turn::Turn,
};

/// What was known stays: somebody who says more of themselves is not somebody else.
pub(super) fn apply(
    turn: &mut Turn<'_>,
    id: ConversationId,
    subject: &Identity,
    vouched: ContactCard,
) -> Result<(), Rejection> {
    let conversation = turn.conversation(id)?;
    if matches!(conversation.state, ConversationState::Closed(_)) {
        return Err(wrong_state(conversation));
    }
    let mut known = conversation.contact.identities.iter();
    if known.any(|known| known.kind == subject.kind && known.value != subject.value) {
        return Err(Rejection::SomebodyElses(id));
    }
    transcript::check_contact(&conversation.thread, &vouched)?;
    let mut contact = conversation.contact.clone();
    for identity in vouched.identities {
        if !contact.identities.contains(&identity) && contact.identities.len() < limits::IDENTITIES
        {
            contact.identities.push(identity);
        }
    }
    contact.name = vouched.name.or(contact.name);
    contact.person = vouched.person.or(contact.person);
    if contact != conversation.contact {
        turn.change(id, |c| c.contact = contact);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;
    use crate::{Input, PersonId, Record, testing::*};

    fn vouched(value: &str) -> ContactCard {
        ContactCard {
            name: Some("Ana Lima".into()),
            identities: vec![Identity {
                kind: "customer".into(),
                value: value.into(),
            }],
            person: PersonId::new(7),
            ..ContactCard::default()
        }
    }

    fn identified(id: ConversationId, contact: ContactCard) -> Input {
        Input::ContactIdentified {
            conversation: id,
            subject: contact.identities[0].clone(),
            contact,
        }
    }

    #[test]
    fn what_the_channel_vouches_for_is_added_to_what_was_known() {
        let (mut stage, id) = Stage::talking();
        let before = stage.conversation(id).contact.clone();
        stage.apply(identified(id, vouched("1042")));
        let contact = stage.conversation(id).contact.clone();
        assert_eq!(contact.name.as_deref(), Some("Ana Lima"));
        assert_eq!(contact.person, PersonId::new(7));
        assert_eq!(contact.identities, vouched("1042").identities);
        assert_eq!(contact.fields, before.fields);
        assert_eq!(contact.account_number, before.account_number);
    }

    #[test]
    fn what_is_known_already_changes_nothing() {
        let (mut stage, id) = Stage::talking();
        stage.apply(identified(id, vouched("1042")));
        let effects = stage.apply(identified(id, vouched("1042")));
        let saved = effects
            .iter()
            .any(|effect| matches!(effect, crate::Effect::Save(Record::Conversation(_))));
        assert!(!saved);
    }

    #[test]
    fn somebody_else_is_refused_and_stays_unknown() {
        let (mut stage, id) = Stage::talking();
        stage.apply(identified(id, vouched("1042")));
        let refused = stage.refuse(identified(id, vouched("1043")));
        assert_eq!(refused, Rejection::SomebodyElses(id));
        assert_eq!(
            stage.conversation(id).contact.identities,
            vouched("1042").identities
        );
    }

    #[test]
    fn what_is_over_the_limits_is_refused_and_what_is_closed_stays_as_it_is() {
        let (mut stage, id) = Stage::talking();
        let long = "x".repeat(limits::IDENTITY_BYTES + 1);
        stage.refuse(identified(id, vouched(&long)));
        stage.apply(Input::ConversationClosed {
            conversation: id,
            by: crate::EndedBy::System,
        });
        stage.refuse(identified(id, vouched("1042")));
    }
}

//! The page of a conversation's contact says more of them.

use super::authority::wrong_state;
use crate::{
    conversation::ConversationState,
    details::{self, ContactDetails},
    ids::ConversationId,
    rejection::Rejection,
    transcript,
    turn::Turn,
};

/// Nothing of it is verified, so nothing of it is an identity.
pub(super) fn apply(
    turn: &mut Turn<'_>,
    id: ConversationId,
    said: ContactDetails,
) -> Result<(), Rejection> {
    let conversation = turn.conversation(id)?;
    if matches!(conversation.state, ConversationState::Closed(_)) {
        return Err(wrong_state(conversation));
    }
    let mut contact = conversation.contact.clone();
    contact.account_number = said.account_number.or(contact.account_number);
    details::merge(&mut contact.fields, said.fields);
    details::merge(&mut contact.variables, said.variables);
    transcript::check_contact(&conversation.thread, &contact)?;
    if contact != conversation.contact {
        turn.change(id, |c| c.contact = contact);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use alloc::{boxed::Box, format, string::String};

    use super::*;
    use crate::{Input, Record, Rejection, Variable, VariableKind, limits, testing::*};

    fn variable(value: &str) -> Variable {
        Variable {
            value: value.into(),
            kind: VariableKind::Text,
            label: None,
            is_masked: false,
        }
    }

    fn described(id: ConversationId, details: ContactDetails) -> Input {
        Input::ContactDescribed {
            conversation: id,
            details,
        }
    }

    fn told(name: &str, value: Option<&str>) -> ContactDetails {
        ContactDetails {
            fields: [(name.into(), value.map(Into::into))].into(),
            variables: [(format!("_{name}").into(), value.map(variable))].into(),
            ..ContactDetails::default()
        }
    }

    #[test]
    fn what_a_page_says_is_added_changed_and_taken_away() {
        let (mut stage, id) = Stage::talking();
        for value in [Some("gold"), Some("silver"), None] {
            stage.apply(described(id, told("plan", value)));
            let contact = &stage.conversation(id).contact;
            assert_eq!(contact.fields.get("plan").map(|kept| &**kept), value);
            let kept = contact.variables.get("_plan");
            assert_eq!(kept.map(|kept| &*kept.value), value);
        }
    }

    #[test]
    fn an_account_number_is_kept_as_it_was_said_and_identifies_nobody() {
        let (mut stage, id) = Stage::talking();
        let account_number = Some(Box::from("AT-1"));
        let said = ContactDetails {
            account_number,
            ..ContactDetails::default()
        };
        stage.apply(described(id, said));
        stage.apply(described(id, ContactDetails::default()));
        let contact = &stage.conversation(id).contact;
        assert_eq!(contact.account_number.as_deref(), Some("AT-1"));
        assert!(contact.identities.is_empty() && contact.person.is_none());
    }

    #[test]
    fn what_is_known_already_changes_nothing() {
        let (mut stage, id) = Stage::talking();
        stage.apply(described(id, told("plan", Some("gold"))));
        let effects = stage.apply(described(id, told("plan", Some("gold"))));
        let saved = effects
            .iter()
            .any(|effect| matches!(effect, crate::Effect::Save(Record::Conversation(_))));
        assert!(!saved);
    }

    #[test]
    fn what_is_over_the_limits_is_refused_and_what_is_closed_stays_as_it_is() {
        let (mut stage, id) = Stage::talking();
        let named = |name: String, value: String| ContactDetails {
            variables: [(name.into(), Some(variable(&value)))].into(),
            ..ContactDetails::default()
        };
        let long = "x".repeat(limits::VARIABLE_CHARS);
        stage.apply(described(id, named("_a".into(), long.clone())));
        let refused = stage.refuse(described(id, named("_a".into(), long.clone() + "x")));
        let (field, limit) = ("variable", limits::VARIABLE_CHARS);
        assert_eq!(refused, Rejection::FieldTooLong { field, limit });
        stage.refuse(described(id, named("_".repeat(27), "x".into())));
        let many = |value: &str, names: usize| ContactDetails {
            variables: (0..names)
                .map(|n| (format!("_{n}").into(), Some(variable(value))))
                .collect(),
            ..ContactDetails::default()
        };
        stage.refuse(described(id, many("x", limits::VARIABLES)));
        stage.refuse(described(id, many(&long, 20)));
        stage.apply(described(id, many("x", limits::VARIABLES - 1)));
        stage.apply(Input::ConversationClosed {
            conversation: id,
            by: crate::EndedBy::System,
        });
        stage.refuse(described(id, told("plan", None)));
    }
}

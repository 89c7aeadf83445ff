//! Who a message is from.
//!
//! People on `WhatsApp` have a number (`wa_id`), and for each business an id that is only theirs there (BSUID,
//! `user_id`), which a business with several portfolios can have in a second form (`parent_user_id`).
//! Whoever goes by a username shows no number. Source: developers.facebook.com, Business-scoped user IDs.

use frontdesk_channel_meta::json;
use frontdesk_plugin::{
    channel::{Event, EventKind},
    text::clean_name,
};
use serde_json::Value;

/// Bytes of a contact's address.
const THREAD_BYTES: usize = 128;

/// Somebody on `WhatsApp`.
#[derive(Debug, PartialEq)]
pub struct Person {
    /// Their address: the number in E.164, else the BSUID.
    pub thread: String,
    name: Option<String>,
    identities: Vec<(&'static str, String)>,
}

impl Person {
    /// Who wrote `message`, with what `contacts` say of them.
    pub fn sender(message: &Value, contacts: &[Value]) -> Option<Self> {
        Self::of(
            json::id(message, "from"),
            json::id(message, "from_user_id"),
            json::id(message, "from_parent_user_id"),
            contacts,
        )
    }

    /// Whom `message` was sent to.
    pub fn recipient(message: &Value, contacts: &[Value]) -> Option<Self> {
        Self::of(
            json::id(message, "to").or_else(|| json::id(message, "recipient_id")),
            json::id(message, "to_user_id").or_else(|| json::id(message, "recipient_user_id")),
            None,
            contacts,
        )
    }

    /// Whose preference it is.
    pub fn decided(preference: &Value, contacts: &[Value]) -> Option<Self> {
        Self::of(
            json::id(preference, "wa_id"),
            json::id(preference, "user_id"),
            json::id(preference, "parent_user_id"),
            contacts,
        )
    }

    fn of(
        wa_id: Option<String>,
        user_id: Option<String>,
        parent_user_id: Option<String>,
        contacts: &[Value],
    ) -> Option<Self> {
        let is_them = |contact: &&Value| {
            let has =
                |key: &str, id: &Option<String>| id.is_some() && json::id(contact, key) == *id;
            has("wa_id", &wa_id) || has("user_id", &user_id)
        };
        let about = match contacts {
            // Nobody is named, and there is one whom it can be about.
            [only] if wa_id.is_none() && user_id.is_none() => Some(only),
            _ => contacts.iter().find(is_them),
        };
        let told = |key: &str| about.and_then(|contact| json::id(contact, key));
        let wa_id = wa_id.or_else(|| told("wa_id"));
        let user_id = user_id.or_else(|| told("user_id"));
        let parent_user_id = parent_user_id.or_else(|| told("parent_user_id"));
        let thread = match (&wa_id, &user_id) {
            (Some(wa_id), _) => address(wa_id),
            (None, Some(user_id)) => user_id.clone(),
            (None, None) => return None,
        };
        if thread.len() > THREAD_BYTES {
            return None;
        }
        let phone = wa_id.filter(|wa_id| is_number(wa_id));
        let identities = [
            ("phone", phone.map(|wa_id| address(&wa_id))),
            ("whatsapp-user", user_id),
            ("whatsapp-parent-user", parent_user_id),
        ];
        Some(Self {
            thread,
            name: about.and_then(name),
            identities: identities
                .into_iter()
                .filter_map(|(kind, value)| Some((kind, value?)))
                .collect(),
        })
    }

    /// Something that this person did or that happened to a message to them.
    pub fn event(&self, id: &str, at: f64, kind: EventKind) -> Event {
        let event = Event::new(id, &self.thread, at, kind).named(self.name.as_deref());
        self.identities
            .iter()
            .fold(event, |event, (kind, value)| event.known_as(kind, value))
    }
}

/// The name they chose, else their username.
fn name(contact: &Value) -> Option<String> {
    let profile = contact.get("profile")?;
    json::text(profile, "name")
        .and_then(clean_name)
        .or_else(|| {
            let username = json::text(profile, "username").and_then(clean_name)?;
            Some(format!("@{}", username.trim_start_matches('@')))
        })
}

/// A `wa_id` as an address: digits become E.164.
pub fn address(wa_id: &str) -> String {
    if is_number(wa_id) {
        format!("+{wa_id}")
    } else {
        wa_id.to_owned()
    }
}

/// The digits of an address in E.164; none: it is a BSUID.
pub fn digits(thread: &str) -> Option<&str> {
    thread.strip_prefix('+').filter(|digits| is_number(digits))
}

fn is_number(text: &str) -> bool {
    (5..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn sender(message: &Value, contacts: &Value) -> Option<(String, Option<String>, String)> {
        let contacts = contacts.as_array().unwrap();
        let person = Person::sender(message, contacts)?;
        let identities: Vec<String> = person
            .identities
            .iter()
            .map(|(kind, value)| format!("{kind}={value}"))
            .collect();
        Some((person.thread, person.name, identities.join(" ")))
    }

    #[test]
    fn a_number_is_the_address_and_every_id_is_an_identity() {
        let contacts = json!([
            { "profile": { "name": "Other" }, "wa_id": "16505550000", "user_id": "US.0" },
            { "profile": { "name": "Sheena\nNelson" }, "wa_id": "16505551234", "user_id": "US.1", "parent_user_id": "US.ENT.1" },
        ]);
        let found = sender(&json!({ "from": "16505551234" }), &contacts).unwrap();
        assert_eq!(found.0, "+16505551234");
        assert_eq!(found.1.as_deref(), Some("Sheena Nelson"));
        assert_eq!(
            found.2,
            "phone=+16505551234 whatsapp-user=US.1 whatsapp-parent-user=US.ENT.1"
        );
    }

    #[test]
    fn without_a_number_the_users_own_id_is_the_address() {
        let contacts =
            json!([{ "profile": { "name": "", "username": "sheena" }, "user_id": "US.1" }]);
        for message in [json!({ "from_user_id": "US.1" }), json!({})] {
            let found = sender(&message, &contacts).unwrap();
            assert_eq!(found.0, "US.1", "{message}");
            assert_eq!(found.1.as_deref(), Some("@sheena"));
            assert_eq!(found.2, "whatsapp-user=US.1");
        }
    }

    #[test]
    fn what_is_said_of_somebody_else_is_not_taken_for_the_sender() {
        let contacts =
            json!([{ "profile": { "name": "Test" }, "wa_id": "972987654321", "user_id": "US.1" }]);
        let found = sender(&json!({ "from": "16505551234" }), &contacts).unwrap();
        assert_eq!(
            found,
            (
                "+16505551234".to_owned(),
                None,
                "phone=+16505551234".to_owned()
            )
        );
        assert_eq!(sender(&json!({}), &json!([])), None);
        assert_eq!(sender(&json!({ "from": 1.5 }), &json!([null])), None);
    }

    #[test]
    fn an_address_is_told_from_an_id() {
        assert_eq!(digits("+16505551234"), Some("16505551234"));
        for thread in [
            "US.13491208655302741918",
            "16505551234",
            "+1",
            "+1650x551234",
            "",
        ] {
            assert_eq!(digits(thread), None, "{thread}");
        }
    }
}

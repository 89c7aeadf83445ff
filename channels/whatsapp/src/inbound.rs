//! A verified call, to events.
//!
//! What is not known here is let be: Meta adds fields and kinds without notice, and a refused call is
//! repeated and at last given up.

use frontdesk_channel_meta::{json, webhook};
use frontdesk_plugin::{
    channel::{Consent, Echo, Event, EventKind},
    debug, warn,
};
use serde_json::Value;

use crate::{content, people::Person, settings::Settings, status};

/// What a call means, and how many of its changes are about other numbers.
pub fn read(body: &Value, settings: &Settings, now: f64) -> (Vec<Event>, usize) {
    let (mut events, mut others) = (Vec::new(), 0);
    for entry in webhook::entries(body, "whatsapp_business_account") {
        for change in json::list(entry, "changes") {
            let value = change.get("value").unwrap_or(&Value::Null);
            let number = value
                .get("metadata")
                .and_then(|about| json::id(about, "phone_number_id"));
            match number {
                Some(number) if number == settings.phone_number_id => {
                    Change {
                        value,
                        settings,
                        now,
                    }
                    .read(&mut events);
                }
                Some(_) => others += 1,
                // Of the account as a whole, such as a template's review.
                None => debug!("WhatsApp tells of something that is about no number"),
            }
        }
    }
    (events, others)
}

/// One change, about the channel's number.
struct Change<'a> {
    value: &'a Value,
    settings: &'a Settings,
    now: f64,
}

impl Change<'_> {
    fn read(&self, events: &mut Vec<Event>) {
        let contacts = json::list(self.value, "contacts");
        self.each("messages", events, |message| {
            self.message(message, contacts)
        });
        self.each("message_echoes", events, |echo| self.echo(echo, contacts));
        self.each("user_preferences", events, |preference| {
            self.consent(preference, contacts)
        });
        for report in json::list(self.value, "statuses") {
            events.extend(status::event(report, contacts, self.now));
        }
        for error in json::list(self.value, "errors") {
            let code = json::id(error, "code").unwrap_or_default();
            warn!("WhatsApp tells of an error about the number"; "code" = code);
        }
    }

    fn each(&self, key: &str, events: &mut Vec<Event>, event: impl Fn(&Value) -> Option<Event>) {
        let told = json::list(self.value, key);
        let before = events.len();
        events.extend(told.iter().filter_map(event));
        let unread = told.len() - (events.len() - before);
        if unread > 0 && key != "user_preferences" {
            warn!("WhatsApp tells of messages without an id or a sender"; "count" = unread);
        }
    }

    fn message(&self, message: &Value, contacts: &[Value]) -> Option<Event> {
        let id = json::id(message, "id")?;
        let sender = Person::sender(message, contacts)?;
        let at = json::moment(message, "timestamp", self.now);
        Some(sender.event(&id, at, EventKind::Message(content::of(message))))
    }

    /// Written to the contact in the app on the business's own phone.
    fn echo(&self, message: &Value, contacts: &[Value]) -> Option<Event> {
        let id = json::id(message, "id")?;
        let recipient = Person::recipient(message, contacts)?;
        let at = json::moment(message, "timestamp", self.now);
        let echo = Echo {
            reference: None,
            provider_id: id.clone(),
            text: content::as_text(message),
        };
        Some(recipient.event(&id, at, EventKind::Echo(echo)))
    }

    /// The contact stopped or resumed marketing messages. Answers are none, so by default it is Meta that
    /// sees to it: it refuses marketing templates to them.
    fn consent(&self, preference: &Value, contacts: &[Value]) -> Option<Event> {
        let consent = match json::text(preference, "value") {
            Some("stop") => Consent::Stop,
            Some("resume") => Consent::Start,
            _ => return None,
        };
        if !self.settings.marketing_stop_stops_all {
            debug!("a contact has changed their mind about marketing messages");
            return None;
        }
        let person = Person::decided(preference, contacts)?;
        let at = json::moment(preference, "timestamp", self.now);
        let word = match consent {
            Consent::Stop => "stop",
            Consent::Start => "start",
        };
        let id = format!("{}:{word}:{at}", person.thread);
        Some(person.event(&id, at, EventKind::Consent(consent)))
    }
}

//! What both APIs have in common: whose call it is, and what comes of a report.

use frontdesk_plugin::channel::{
    Consent, Delivery, DeliveryState, Event, EventKind, Refusal, Subject,
};

use crate::{cause::Why, outbound};

/// Bytes of Vonage's name for a message, and of a contact's address.
const NAME_BYTES: usize = 128;

/// A name or an address as the gateway takes them.
pub(crate) fn name(text: &str) -> Option<&str> {
    let is_name = (1..=NAME_BYTES).contains(&text.len())
        && !text.chars().any(|c| c.is_control() || c.is_whitespace());
    is_name.then_some(text)
}

/// A contact's address: Vonage writes numbers without the `+`. What is no number (a short code, a name) stays
/// as it is.
pub(crate) fn address(text: &str) -> Option<String> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    let is_number = (7..=15).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_number {
        return Some(format!("+{digits}"));
    }
    name(text).map(str::to_owned)
}

/// Adds the number, which the network vouches for.
pub(crate) fn identified(event: Event) -> Event {
    let phone = event.thread.clone();
    if phone.starts_with('+') {
        event.known_as("phone", &phone)
    } else {
        event
    }
}

/// A report on a message of ours.
pub(crate) struct Report<'a> {
    pub(crate) id: &'a str,
    /// The API's word for how far it has come: a part of the event's name.
    pub(crate) status: &'a str,
    pub(crate) state: DeliveryState,
    /// Ours, as the API hands it back.
    pub(crate) reference: Option<&'a str>,
    pub(crate) contact: Option<String>,
    pub(crate) code: Option<&'a str>,
    pub(crate) why: Why,
    pub(crate) at: f64,
}

impl Report<'_> {
    /// The report, and the contact's decision when that is why the message failed.
    pub(crate) fn events(self) -> Vec<Event> {
        // Without an address the report still counts: it is found by its subject.
        let thread = self.contact.as_deref().unwrap_or(self.id);
        let has_failed = self.state == DeliveryState::Failed;
        let reason = has_failed.then(|| {
            let message = format!("Vonage could not deliver it: {}", self.why.sentence());
            let refusal = Refusal::new(self.why.cause(), message);
            match self.code {
                Some(code) => refusal.code(code),
                None => refusal,
            }
        });
        let delivery = Delivery {
            subject: self.subject(),
            state: self.state,
            reason,
        };
        let id = format!("{}:{}", self.id, self.status);
        let status = Event::new(&id, thread, self.at, EventKind::Status(delivery));
        let mut events = vec![status];
        if has_failed && self.why == Why::OptedOut && self.contact.is_some() {
            let id = format!("{}:stop", self.id);
            let kind = EventKind::Consent(Consent::Stop);
            events.push(Event::new(&id, thread, self.at, kind));
        }
        events
    }

    /// Our reference settles a message whose outcome nobody knew. A part that is not the last one is
    /// not the whole message, so it goes by Vonage's name for it.
    fn subject(&self) -> Subject {
        match self.reference.and_then(name) {
            Some(reference) if !outbound::is_early_part(reference) => {
                Subject::Reference(reference.to_owned())
            }
            Some(_) | None => Subject::ProviderId(self.id.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_its_plus_and_nothing_else_has() {
        for (text, found) in [
            ("447700900001", Some("+447700900001")),
            ("+447700900001", Some("+447700900001")),
            ("12345", Some("12345")),
            ("007700900001", Some("007700900001")),
            ("Shop", Some("Shop")),
            ("", None),
            ("a b", None),
            ("a\n", None),
        ] {
            assert_eq!(address(text).as_deref(), found, "{text:?}");
        }
        assert_eq!(address(&"1".repeat(129)), None);
    }
}

//! A verified call's parameters, to events: what kind of call it is, and whose. What a contact wrote is
//! read in [`crate::said`], a report on a message of ours in [`crate::report`].

use frontdesk_plugin::{
    Error,
    channel::{Consent, Event, EventKind},
    text,
};

use crate::{params::Params, report, said};

/// The place of a call: what the address it was made on says, and what the settings do.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place<'a> {
    /// Our reference, in the address that reports on a message are sent to.
    pub reference: Option<&'a str>,
    /// Whether that address is of a part that is not the last one.
    pub is_early_part: bool,
    /// What stands before every address on this channel, such as `whatsapp:`; empty for SMS.
    pub prefix: &'a str,
}

/// What a call means: a message or a report on one, or nothing worth an event.
pub fn read(pairs: &[(String, String)], place: Place<'_>, now: f64) -> Result<Vec<Event>, Error> {
    let params = Params::of(pairs);
    let sid = params
        .sid()
        .ok_or_else(|| Error::invalid("the call names no message (MessageSid)"))?;
    match report::state_told(&params) {
        Some(status) => Ok(report::events(&params, sid, status, place, now)),
        None => message_events(&params, sid, place, now),
    }
}

fn message_events(
    params: &Params<'_>,
    sid: &str,
    place: Place<'_>,
    now: f64,
) -> Result<Vec<Event>, Error> {
    let from = params
        .address("From")
        .map(|address| without(place.prefix, address))
        .ok_or_else(|| Error::invalid("the call names no sender (From)"))?;
    let mut events = Vec::new();
    let message = said::read(params);
    // Neither text nor media: there is nothing to show.
    if !message.is_empty() {
        let name = params.get("ProfileName").and_then(text::clean_name);
        let event = Event::new(sid, from, now, EventKind::Message(message)).named(name.as_deref());
        events.push(identified(event, params));
    }
    if let Some((consent, word)) = decision(params) {
        let id = format!("{sid}:{word}");
        events.push(Event::new(&id, from, now, EventKind::Consent(consent)));
    }
    Ok(events)
}

/// What Twilio's Advanced Opt-Out made of the message: it has the words, in every language.
fn decision(params: &Params<'_>) -> Option<(Consent, &'static str)> {
    match params.get("OptOutType")? {
        "STOP" => Some((Consent::Stop, "stop")),
        "START" => Some((Consent::Start, "start")),
        _ => None,
    }
}

/// An address as the gateway knows it. What a channel of `WhatsApp` alone has before each of them says
/// nothing, and the addresses that an agent writes to first are plain numbers.
pub(crate) fn without<'a>(prefix: &str, address: &'a str) -> &'a str {
    match address.strip_prefix(prefix) {
        Some(rest) if !rest.is_empty() => rest,
        Some(_) | None => address,
    }
}

/// Adds the addresses that Twilio vouches for.
fn identified(event: Event, params: &Params<'_>) -> Event {
    let from = params.address("From").unwrap_or_default();
    let number = from.strip_prefix("whatsapp:").unwrap_or(from);
    let wa_id = params.get("WaId").map(|digits| format!("+{digits}"));
    let phone = [Some(number), wa_id.as_deref()]
        .into_iter()
        .flatten()
        .find(|number| is_phone(number));
    let user = params
        .address("ExternalUserId")
        .map(|id| without("whatsapp:", id));
    let mut event = event;
    if let Some(phone) = phone {
        event = event.known_as("phone", phone);
    }
    if let Some(user) = user {
        event = event.known_as("whatsapp-user", user);
    }
    event
}

/// E.164.
pub(crate) fn is_phone(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::ADDRESS_BYTES;

    fn events(pairs: &[(&str, &str)]) -> Result<Vec<Event>, Error> {
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        read(&pairs, Place::default(), 7.0)
    }

    fn message(text: &str) -> Event {
        Event::message("SM1", "+15550100", 7.0, text).known_as("phone", "+15550100")
    }

    #[test]
    fn what_a_contact_wrote_is_no_report_whatever_its_status() {
        for status in ["received", "receiving", "delivered"] {
            let call = [
                ("SmsSid", "SM1"),
                ("SmsStatus", status),
                ("Body", "Hi"),
                ("From", "+15550100"),
            ];
            assert_eq!(events(&call).unwrap(), [message("Hi")], "{status}");
        }
    }

    #[test]
    fn a_name_or_address_that_no_gateway_takes_is_refused_here() {
        let long = "1".repeat(ADDRESS_BYTES + 1);
        for (sid, from) in [
            ("", "+15550100"),
            ("SM 1", "+15550100"),
            ("SM\n", "+15550100"),
            ("SM1", ""),
            ("SM1", "+1\n5"),
            ("SM1", &long),
        ] {
            let call = [("MessageSid", sid), ("From", from), ("Body", "Hi")];
            let error = events(&call).unwrap_err();
            assert_eq!(
                error.kind,
                frontdesk_plugin::ErrorKind::Invalid,
                "{sid:?} {from:?}"
            );
        }
    }

    #[test]
    fn of_a_parameter_that_comes_twice_the_first_counts() {
        let call = [
            ("MessageSid", "SM1"),
            ("From", "+15550100"),
            ("Body", "one"),
            ("Body", "two"),
        ];
        assert_eq!(events(&call).unwrap(), [message("one")]);
    }

    #[test]
    fn a_decision_comes_besides_the_message_and_help_is_none() {
        for (word, decided) in [
            ("STOP", Some(Consent::Stop)),
            ("START", Some(Consent::Start)),
            ("HELP", None),
            ("stop", None),
        ] {
            let call = [
                ("MessageSid", "SM1"),
                ("From", "+15550100"),
                ("Body", word),
                ("OptOutType", word),
            ];
            let found = events(&call).unwrap();
            assert_eq!(found.first(), Some(&message(word)));
            let kind = found.get(1).map(|event| event.kind.clone());
            assert_eq!(kind, decided.map(EventKind::Consent), "{word}");
            assert!(found.get(1).is_none_or(|event| event.id != "SM1"));
        }
    }

    #[test]
    fn only_what_twilio_vouches_for_identifies() {
        for (from, wa_id, user, known) in [
            ("+15550100", "", "", vec![("phone", "+15550100")]),
            // A short code is nobody's number.
            ("12345", "", "", vec![]),
            (
                "whatsapp:+15550100",
                "15550100",
                "whatsapp:US.1",
                vec![("phone", "+15550100"), ("whatsapp-user", "US.1")],
            ),
            (
                "whatsapp:US.1",
                "15550100",
                "whatsapp:US.1",
                vec![("phone", "+15550100"), ("whatsapp-user", "US.1")],
            ),
            ("messenger:1", "x", "", vec![]),
        ] {
            let call = [
                ("MessageSid", "SM1"),
                ("From", from),
                ("WaId", wa_id),
                ("ExternalUserId", user),
                ("Body", "Hi"),
            ];
            let event = events(&call).unwrap().pop().unwrap();
            let found: Vec<_> = event
                .sender
                .identities
                .iter()
                .map(|identity| (identity.kind.as_str(), identity.value.as_str()))
                .collect();
            assert_eq!(found, known, "{from}");
        }
    }

    #[test]
    fn what_is_before_every_address_is_not_the_contacts() {
        assert_eq!(without("whatsapp:", "whatsapp:+15550100"), "+15550100");
        assert_eq!(without("whatsapp:", "+15550100"), "+15550100");
        assert_eq!(without("", "whatsapp:US.1"), "whatsapp:US.1");
        assert_eq!(without("whatsapp:", "whatsapp:"), "whatsapp:");
    }
}

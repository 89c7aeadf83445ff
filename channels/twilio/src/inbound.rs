//! A verified call's parameters, to events.
//!
//! Parameters that are not known here are let be: Twilio adds some without notice.

use std::collections::BTreeMap;

use frontdesk_plugin::{
    Error,
    channel::{Delivery, DeliveryState, Event, EventKind},
    debug, warn,
};

use crate::text;

/// Pictures and files that one message is shown with; Twilio takes ten.
const MEDIA_MAX: usize = 32;
/// Bytes of a contact's address.
const ADDRESS_BYTES: usize = 128;
/// Bytes of Twilio's name for a message (34) and then some.
const SID_BYTES: usize = 64;
/// Bytes of a link that is shown.
const LINK_BYTES: usize = 2_048;

/// The parameters by name; of a name that comes twice, the first.
struct Params<'a>(BTreeMap<&'a str, &'a str>);

impl<'a> Params<'a> {
    fn of(pairs: &'a [(String, String)]) -> Self {
        let mut map = BTreeMap::new();
        for (name, value) in pairs {
            map.entry(name.as_str()).or_insert(value.as_str());
        }
        Self(map)
    }

    /// A parameter that is there and says something.
    fn get(&self, name: &str) -> Option<&'a str> {
        self.0.get(name).copied().filter(|value| !value.is_empty())
    }

    /// A contact's address, as the gateway takes them.
    fn address(&self, name: &str) -> Option<&'a str> {
        let is_address = |text: &&str| {
            text.len() <= ADDRESS_BYTES
                && !text.chars().any(|c| c.is_control() || c.is_whitespace())
        };
        self.get(name).filter(is_address)
    }

    /// Twilio's name for the message.
    fn sid(&self) -> Option<&'a str> {
        let mut names = ["MessageSid", "SmsMessageSid", "SmsSid"].into_iter();
        names
            .find_map(|name| self.get(name))
            .filter(|sid| is_sid(sid))
    }
}

/// Whether a text can be a name that Twilio gives.
pub(crate) fn is_sid(text: &str) -> bool {
    (1..=SID_BYTES).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// What a call means: a message or a report on one, or nothing worth an event. `reference` is ours, from
/// the address that reports on a message are sent to.
pub fn read(
    pairs: &[(String, String)],
    reference: Option<&str>,
    now: f64,
) -> Result<Vec<Event>, Error> {
    let params = Params::of(pairs);
    let sid = params
        .sid()
        .ok_or_else(|| Error::invalid("the call names no message (MessageSid)"))?;
    Ok(match report(&params) {
        Some(status) => {
            let event = status_event(&params, sid, status, now);
            tell(&params, sid, event.as_ref(), reference.unwrap_or_default());
            event
        }
        None => message_event(&params, sid, now)?,
    }
    .into_iter()
    .collect())
}

/// The state that a call reports; none: it brings a message. A message from a contact has a status too
/// (`received`), so what counts is who wrote it.
fn report<'a>(params: &Params<'a>) -> Option<&'a str> {
    let is_report = |status: &&str| !matches!(*status, "received" | "receiving");
    let brings_nothing = params.get("Body").is_none() && params.get("NumMedia").is_none();
    params
        .get("MessageStatus")
        .or_else(|| params.get("SmsStatus").filter(|_| brings_nothing))
        .filter(is_report)
}

fn message_event(params: &Params<'_>, sid: &str, now: f64) -> Result<Option<Event>, Error> {
    let from = params
        .address("From")
        .ok_or_else(|| Error::invalid("the call names no sender (From)"))?;
    let text = message_text(params);
    // Neither text nor media: there is nothing to show.
    if text.is_empty() {
        return Ok(None);
    }
    let name = params.get("ProfileName").and_then(text::clean_name);
    Ok(Some(
        Event::message(sid, from, now, &text).named(name.as_deref()),
    ))
}

/// What the contact wrote, and a line for each picture or file. A link is shown, never followed: it
/// is whatever the call says, and the account's secret goes to Twilio's API only.
fn message_text(params: &Params<'_>) -> String {
    let mut lines = vec![text::clean(params.get("Body").unwrap_or_default())];
    for number in 0..MEDIA_MAX {
        let Some(url) = params.get(&format!("MediaUrl{number}")) else {
            break;
        };
        let kind = params.get(&format!("MediaContentType{number}"));
        let kind = kind.filter(|kind| is_media_type(kind)).unwrap_or("media");
        lines.push(if is_link(url) {
            format!("[{kind}] {url}")
        } else {
            format!("[{kind}]")
        });
    }
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

fn is_link(text: &str) -> bool {
    text.starts_with("https://")
        && text.len() <= LINK_BYTES
        && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn is_media_type(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"/.+-_".contains(&byte);
    text.len() <= 100 && text.bytes().all(is_letter)
}

fn status_event(params: &Params<'_>, sid: &str, status: &str, now: f64) -> Option<Event> {
    let state = state(status)?;
    // Without an address the report still counts: it is found by the message's name.
    let thread = params.address("To").unwrap_or(sid);
    Some(Event {
        kind: EventKind::Status(Delivery {
            provider_id: sid.to_owned(),
            state,
        }),
        ..Event::message(&format!("{sid}:{status}"), thread, now, "")
    })
}

/// Tells the log of a report. It is the only place where a reference and Twilio's name for the message
/// stand together: with it one whose outcome was not known can be found. Why a message failed has no
/// place in an event.
fn tell(params: &Params<'_>, sid: &str, event: Option<&Event>, reference: &str) {
    let code = params.get("ErrorCode").filter(|code| is_sid(code));
    let has_failed = event.is_some_and(|event| match &event.kind {
        EventKind::Status(delivery) => delivery.state == DeliveryState::Failed,
        EventKind::Message(_) | EventKind::Typing => false,
    });
    if has_failed {
        let code = code.unwrap_or("none");
        warn!("Twilio could not deliver a message"; "code" = code, "sid" = sid, "reference" = reference);
    } else {
        debug!("Twilio reports on a message"; "sid" = sid, "reference" = reference);
    }
}

/// Twilio's status as the gateway's; none: the gateway knows as much already, or Twilio has a new one.
/// Reports overtake one another: that a state is never taken back is the gateway's to see to.
fn state(status: &str) -> Option<DeliveryState> {
    match status {
        // Some segments have arrived, some have not yet.
        "sent" | "partially_delivered" => Some(DeliveryState::Sent),
        "delivered" => Some(DeliveryState::Delivered),
        "read" => Some(DeliveryState::Read),
        "failed" | "undelivered" | "canceled" => Some(DeliveryState::Failed),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(pairs: &[(&str, &str)]) -> Result<Vec<Event>, Error> {
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        read(&pairs, None, 7.0)
    }

    fn reported(name: &str, status: &str) -> Option<DeliveryState> {
        let call = [("MessageSid", "SM1"), (name, status), ("To", "+15550100")];
        match events(&call).unwrap().pop()?.kind {
            EventKind::Status(delivery) => Some(delivery.state),
            other @ (EventKind::Message(_) | EventKind::Typing) => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_status_that_twilio_lists_is_a_state_or_nothing_new() {
        for (status, state) in [
            ("sent", DeliveryState::Sent),
            ("partially_delivered", DeliveryState::Sent),
            ("delivered", DeliveryState::Delivered),
            ("read", DeliveryState::Read),
            ("failed", DeliveryState::Failed),
            ("undelivered", DeliveryState::Failed),
            ("canceled", DeliveryState::Failed),
        ] {
            assert_eq!(reported("MessageStatus", status), Some(state), "{status}");
            // An older name for the same.
            assert_eq!(reported("SmsStatus", status), Some(state), "{status}");
        }
        for status in [
            "accepted",
            "scheduled",
            "queued",
            "sending",
            "DELIVERED",
            "beamed",
        ] {
            assert_eq!(reported("MessageStatus", status), None, "{status}");
        }
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
            let found = events(&call).unwrap();
            assert_eq!(
                found,
                [Event::message("SM1", "+15550100", 7.0, "Hi")],
                "{status}"
            );
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
        let found = events(&call).unwrap();
        assert_eq!(found, [Event::message("SM1", "+15550100", 7.0, "one")]);
    }

    #[test]
    fn media_end_where_they_end_and_at_a_limit() {
        let url = "https://api.twilio.com/x";
        let names: Vec<String> = (0..100).map(|n| format!("MediaUrl{n}")).collect();
        let mut call = vec![("MessageSid", "MM1"), ("From", "+15550100")];
        call.extend(names.iter().map(|name| (name.as_str(), url)));
        let lines = |call: &[(&str, &str)]| match events(call).unwrap().pop().unwrap().kind {
            EventKind::Message(text) => text.lines().count(),
            other @ (EventKind::Status(_) | EventKind::Typing) => panic!("{other:?}"),
        };
        assert_eq!(lines(&call), MEDIA_MAX);
        assert_eq!(lines(&call[..5]), 3);
    }
}

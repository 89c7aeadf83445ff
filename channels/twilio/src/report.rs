//! A report on a message of ours, to events.

use frontdesk_plugin::{
    channel::{Consent, Delivery, DeliveryState, Event, EventKind, Refusal, Subject},
    debug, warn,
};

use crate::{
    cause::Why,
    inbound::{Place, without},
    params::Params,
};

/// The state that a call reports; none: it brings a message. A message from a contact has a status too
/// (`received`), so what counts is who wrote it.
pub(crate) fn state_told<'a>(params: &Params<'a>) -> Option<&'a str> {
    let is_report = |status: &&str| !matches!(*status, "received" | "receiving");
    let brings_nothing = params.get("Body").is_none() && params.get("NumMedia").is_none();
    params
        .get("MessageStatus")
        .or_else(|| params.get("SmsStatus").filter(|_| brings_nothing))
        .filter(is_report)
}

/// The report, and the contact's decision when that is why the message failed.
pub(crate) fn events(
    params: &Params<'_>,
    sid: &str,
    status: &str,
    place: Place<'_>,
    now: f64,
) -> Vec<Event> {
    let Some(state) = state(status) else {
        debug!("Twilio reports on a message"; "sid" = sid, "reference" = place.reference.unwrap_or_default());
        return Vec::new();
    };
    let code = params.code("ErrorCode");
    tell(sid, state, code, place);
    // Without an address the report still counts: it is found by its subject.
    let to = params.address("To");
    let thread = to.map_or(sid, |to| without(place.prefix, to));
    let why = code.map_or(Why::Unknown, Why::of_text);
    let has_failed = state == DeliveryState::Failed;
    let delivery = Delivery {
        subject: subject(sid, place),
        state,
        reason: has_failed.then(|| reason(why, code)),
    };
    let id = format!("{sid}:{status}");
    let mut events = vec![Event::new(&id, thread, now, EventKind::Status(delivery))];
    if has_failed && why == Why::OptedOut && to.is_some() {
        let id = format!("{sid}:stop");
        let kind = EventKind::Consent(Consent::Stop);
        events.push(Event::new(&id, thread, now, kind));
    }
    events
}

/// Our reference where the report's address has it: it settles a message whose outcome nobody knew. An
/// early part is not the whole message, so it goes by Twilio's name for it alone.
fn subject(sid: &str, place: Place<'_>) -> Subject {
    match place.reference {
        Some(reference) if !place.is_early_part && !reference.is_empty() => {
            Subject::Reference(reference.to_owned())
        }
        Some(_) | None => Subject::ProviderId(sid.to_owned()),
    }
}

fn reason(why: Why, code: Option<&str>) -> Refusal {
    let refusal = Refusal::new(
        why.cause(),
        format!("Twilio could not deliver it: {}", why.sentence()),
    );
    match code {
        Some(code) => refusal.code(code),
        None => refusal,
    }
}

/// Tells the log of a report: it is where a reference and Twilio's name for the message stand together.
fn tell(sid: &str, state: DeliveryState, code: Option<&str>, place: Place<'_>) {
    let reference = place.reference.unwrap_or_default();
    if state == DeliveryState::Failed {
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
    use std::rc::Rc;

    use frontdesk_plugin::channel::Cause;
    use frontdesk_plugin_testkit::FakeHost;

    use super::*;

    fn told(pairs: &[(&str, &str)], place: Place<'_>) -> Vec<Event> {
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let read = || crate::inbound::read(&pairs, place, 7.0);
        Rc::new(FakeHost::default()).run(read).unwrap()
    }

    fn delivery(events: &[Event]) -> Option<Delivery> {
        match &events.first()?.kind {
            EventKind::Status(delivery) => Some(delivery.clone()),
            other @ (EventKind::Message(_)
            | EventKind::Typing
            | EventKind::Consent(_)
            | EventKind::Echo(_)) => panic!("{other:?}"),
        }
    }

    fn reported(name: &str, status: &str) -> Option<DeliveryState> {
        let call = [("MessageSid", "SM1"), (name, status), ("To", "+15550100")];
        delivery(&told(&call, Place::default())).map(|delivery| delivery.state)
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
    fn only_the_last_part_speaks_for_the_message() {
        let call = [("MessageSid", "SM1"), ("MessageStatus", "delivered")];
        let id = Subject::ProviderId("SM1".to_owned());
        for (reference, is_early_part, subject) in [
            (None, false, id.clone()),
            (Some(""), false, id.clone()),
            (Some("cnv_1.1"), true, id),
            (
                Some("cnv_1.1"),
                false,
                Subject::Reference("cnv_1.1".to_owned()),
            ),
        ] {
            let place = Place {
                reference,
                is_early_part,
                prefix: "",
            };
            let found = delivery(&told(&call, place)).unwrap();
            assert_eq!(found.subject, subject);
        }
    }

    #[test]
    fn a_failure_has_its_cause_and_an_opt_out_is_the_contacts_decision() {
        for (code, cause) in [
            ("21610", Cause::OptedOut),
            ("30003", Cause::Recipient),
            ("30005", Cause::Recipient),
            ("30006", Cause::Recipient),
            ("30007", Cause::Filtered),
            ("30034", Cause::Misconfigured),
            ("63016", Cause::WindowClosed),
            ("63018", Cause::Other),
            ("99999", Cause::Other),
            ("", Cause::Other),
        ] {
            let call = [
                ("MessageSid", "SM1"),
                ("MessageStatus", "failed"),
                ("ErrorCode", code),
                ("To", "+15550100"),
            ];
            let found = told(&call, Place::default());
            let reason = delivery(&found).unwrap().reason.unwrap();
            assert_eq!(reason.cause, cause, "{code}");
            assert_eq!(reason.code.unwrap_or_default(), code);
            assert!(!reason.message.contains("5550100"));
            assert_eq!(found.len(), 1 + usize::from(code == "21610"), "{code}");
        }
    }

    #[test]
    fn what_did_not_fail_has_no_reason() {
        let call = [
            ("MessageSid", "SM1"),
            ("MessageStatus", "delivered"),
            ("ErrorCode", "0"),
        ];
        let found = delivery(&told(&call, Place::default())).unwrap();
        assert_eq!(found.reason, None);
    }
}

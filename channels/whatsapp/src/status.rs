//! Reports on messages of ours.

use frontdesk_channel_meta::{
    graph, json,
    reference::{self, Mark},
};
use frontdesk_plugin::{
    channel::{Delivery, DeliveryState, Event, EventKind, Subject},
    debug, warn,
};
use serde_json::Value;

use crate::people::Person;

/// The event of a report; none: it says nothing new, or nothing that can be told.
///
/// Meta's name for a message always comes along, our reference if it was sent with one. The reference
/// comes first: it also finds a message whose name never reached us because the answer was lost.
pub fn event(status: &Value, contacts: &[Value], now: f64) -> Option<Event> {
    let id = json::id(status, "id")?;
    let word = json::text(status, "status")?;
    let state = state(word)?;
    let mark = reference::find(status, "biz_opaque_callback_data");
    let told = match &mark {
        Some(Mark::Whole(reference)) => reference.as_str(),
        Some(Mark::Part) | None => "",
    };
    // Meta's name for a message has the contact's number in it (as base64), so it is not logged.
    let reason = (state == DeliveryState::Failed).then(|| {
        let errors = json::list(status, "errors");
        let reason = graph::reason(errors.first().unwrap_or(&Value::Null));
        let code = reason.code.as_deref().unwrap_or("none");
        warn!("WhatsApp could not deliver a message"; "code" = code, "reference" = told);
        reason
    });
    if reason.is_none() {
        debug!("WhatsApp reports on a message"; "status" = word, "reference" = told);
    }
    let at = json::moment(status, "timestamp", now);
    let event_id = format!("{id}:{word}");
    let person = Person::recipient(status, contacts);
    let subject = match mark {
        Some(Mark::Whole(reference)) => Subject::Reference(reference),
        Some(Mark::Part) | None => Subject::ProviderId(id),
    };
    let kind = EventKind::Status(Delivery {
        subject,
        state,
        reason,
    });
    Some(match person {
        Some(person) => person.event(&event_id, at, kind),
        // Without an address the report still counts: it is found by the message.
        None => Event::new(&event_id, "unknown", at, kind),
    })
}

/// Meta's status as the gateway's; none: the gateway knows as much already, or Meta has a new one.
fn state(word: &str) -> Option<DeliveryState> {
    match word {
        "sent" => Some(DeliveryState::Sent),
        "delivered" => Some(DeliveryState::Delivered),
        // A voice message that was listened to.
        "read" | "played" => Some(DeliveryState::Read),
        "failed" => Some(DeliveryState::Failed),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn delivery(kind: EventKind) -> Delivery {
        let EventKind::Status(delivery) = kind else {
            panic!("{kind:?}");
        };
        delivery
    }

    #[test]
    fn every_status_is_a_state_or_nothing_new() {
        for (word, expected) in [
            ("sent", Some(DeliveryState::Sent)),
            ("delivered", Some(DeliveryState::Delivered)),
            ("read", Some(DeliveryState::Read)),
            ("played", Some(DeliveryState::Read)),
            ("failed", Some(DeliveryState::Failed)),
            ("deleted", None),
            ("warning", None),
            ("DELIVERED", None),
        ] {
            let status = json!({ "id": "wamid.A", "status": word, "recipient_id": "16505551234" });
            let found = event(&status, &[], 7.0).map(|event| event.kind);
            let found = found.map(|kind| delivery(kind).state);
            assert_eq!(found, expected, "{word}");
        }
    }

    #[test]
    fn a_report_is_on_our_reference_or_on_metas_name() {
        for (mark, expected) in [
            (json!("cnv_1.1"), Subject::Reference("cnv_1.1".to_owned())),
            (
                json!("cnv_1.1#1"),
                Subject::ProviderId("wamid.A".to_owned()),
            ),
            (json!(null), Subject::ProviderId("wamid.A".to_owned())),
        ] {
            let status = json!({
                "id": "wamid.A", "status": "sent", "recipient_id": "16505551234",
                "biz_opaque_callback_data": mark,
            });
            let found = event(&status, &[], 7.0).unwrap();
            assert_eq!(found.id, "wamid.A:sent");
            assert_eq!(found.thread, "+16505551234");
            assert_eq!(delivery(found.kind).subject, expected);
        }
    }

    #[test]
    fn a_report_without_an_address_is_still_one() {
        let status =
            json!({ "id": "wamid.A", "status": "failed", "errors": [{ "code": 131_026 }] });
        assert_eq!(event(&status, &[], 7.0).unwrap().thread, "unknown");
    }
}

//! A verified call in the way of the SMS API, to events: an SMS, or a delivery receipt.
//! <https://developer.vonage.com/en/messaging/sms/guides/inbound-sms>

use frontdesk_plugin::{
    Error,
    channel::{DeliveryState, Event},
    text,
};

use crate::{
    cause::Why,
    inbound::{Report, address, identified, name},
    moment,
    sig::Params,
};

/// What a call means. Parameters that are not known are let be.
pub fn read(params: &Params, now: f64) -> Result<Vec<Event>, Error> {
    let get = |key: &str| {
        let value = params.get(key).map(String::as_str);
        value.filter(|value| !value.is_empty())
    };
    let id = ["messageId", "message-id"].into_iter().find_map(get);
    let id = id
        .and_then(name)
        .ok_or_else(|| Error::invalid("the call names no message (messageId)"))?;
    let contact = get("msisdn").and_then(address);
    let at = moment::ms(get("message-timestamp"), now);
    // A message has a kind, a receipt has none.
    if let (Some(status), None, None) = (get("status"), get("type"), get("text")) {
        return Ok(receipt(id, status, contact, at, &get));
    }
    let contact = contact.ok_or_else(|| Error::invalid("the call names no sender (msisdn)"))?;
    let said = said(&get);
    if said.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![identified(Event::message(id, &contact, at, &said))])
}

/// What the contact wrote. The SMS API hands a long text on in its parts, as they come.
fn said<'a>(get: &impl Fn(&str) -> Option<&'a str>) -> String {
    let mut said = text::clean(get("text").unwrap_or_default());
    let kind = get("type").unwrap_or("text");
    if said.is_empty() && !matches!(kind, "text" | "unicode") {
        let kind = text::clean_name(kind).unwrap_or_default();
        said = format!("[unsupported message: {kind}]");
    }
    let number = |name: &str| get(name).and_then(|text| text.parse::<u8>().ok());
    match (number("concat-part"), number("concat-total")) {
        (Some(part), Some(total)) if total > 1 && (1..=total).contains(&part) => {
            format!("{said}\n(part {part} of {total})")
                .trim()
                .to_owned()
        }
        _ => said,
    }
}

fn receipt<'a>(
    id: &str,
    status: &str,
    contact: Option<String>,
    at: f64,
    get: &impl Fn(&str) -> Option<&'a str>,
) -> Vec<Event> {
    let Some(state) = state(status) else {
        return Vec::new();
    };
    let code = get("err-code").and_then(name);
    let report = Report {
        id,
        status,
        state,
        reference: get("client-ref"),
        contact,
        code,
        why: Why::of_receipt(code),
        at,
    };
    report.events()
}

/// Vonage's status as the gateway's; none: nothing new.
fn state(status: &str) -> Option<DeliveryState> {
    match status {
        "accepted" | "buffered" => Some(DeliveryState::Sent),
        "delivered" => Some(DeliveryState::Delivered),
        "expired" | "failed" | "rejected" => Some(DeliveryState::Failed),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use frontdesk_plugin::channel::{Cause, Delivery, EventKind};

    use super::*;

    fn events(pairs: &[(&str, &str)]) -> Vec<Event> {
        let params = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        read(&params, 7.0).unwrap()
    }

    fn delivery(status: &str, code: &str) -> Option<Delivery> {
        let call = [("messageId", "A1"), ("status", status), ("err-code", code)];
        match events(&call).pop()?.kind {
            EventKind::Status(delivery) => Some(delivery),
            other @ (EventKind::Message(_)
            | EventKind::Typing
            | EventKind::Consent(_)
            | EventKind::Echo(_)) => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_status_of_a_receipt_is_a_state_or_nothing_new() {
        for (status, state) in [
            ("accepted", Some(DeliveryState::Sent)),
            ("buffered", Some(DeliveryState::Sent)),
            ("delivered", Some(DeliveryState::Delivered)),
            ("expired", Some(DeliveryState::Failed)),
            ("failed", Some(DeliveryState::Failed)),
            ("rejected", Some(DeliveryState::Failed)),
            ("unknown", None),
            ("teleported", None),
        ] {
            let found = delivery(status, "0").map(|delivery| delivery.state);
            assert_eq!(found, state, "{status}");
        }
    }

    #[test]
    fn a_receipts_code_is_the_cause_of_a_failure_only() {
        for (code, cause) in [
            ("3", Cause::Recipient),
            ("4", Cause::Recipient),
            ("6", Cause::Filtered),
            ("9", Cause::OptedOut),
            ("10", Cause::Content),
            ("16", Cause::Quota),
            ("52", Cause::Filtered),
            ("99", Cause::Other),
            ("1000", Cause::Other),
            ("x", Cause::Other),
        ] {
            let found = delivery("failed", code).unwrap().reason.unwrap();
            assert_eq!(found.cause, cause, "{code}");
            assert_eq!(found.code.as_deref(), Some(code));
        }
        assert_eq!(delivery("delivered", "9").unwrap().reason, None);
    }

    #[test]
    fn only_parts_that_come_apart_are_marked() {
        let said = |part: &str, total: &str| {
            let call = [
                ("messageId", "A1"),
                ("msisdn", "447700900001"),
                ("type", "text"),
                ("text", "Hi"),
                ("concat", "true"),
                ("concat-part", part),
                ("concat-total", total),
            ];
            match events(&call).pop().unwrap().kind {
                EventKind::Message(said) => said.text,
                other @ (EventKind::Status(_)
                | EventKind::Typing
                | EventKind::Consent(_)
                | EventKind::Echo(_)) => panic!("{other:?}"),
            }
        };
        assert_eq!(said("2", "3"), "Hi\n(part 2 of 3)");
        for (part, total) in [("1", "1"), ("4", "3"), ("0", "3"), ("x", "3"), ("", "")] {
            assert_eq!(said(part, total), "Hi", "{part} {total}");
        }
    }
}

//! What a failed request means: whether the message may be sent again, and who must act.
//!
//! Twilio has no idempotency key, so only what it has certainly not taken is tried again. Where that is
//! not known, nobody knows what became of the message: a report settles it, or a person who has looked
//! into Twilio's log.

use frontdesk_plugin::{
    Error, Response,
    channel::{Cause, Refusal},
    http::Failure,
    outbound::Failed,
};
use serde::Deserialize;

use crate::cause::Why;

#[derive(Deserialize)]
struct Told {
    code: Option<u32>,
}

/// What a failed request means.
pub fn of(failure: &Failure) -> Failed {
    Failed::of(failure, "Twilio", of_status)
}

fn of_status(response: &Response) -> Failed {
    let status = response.status;
    let code = response.json::<Told>().ok().and_then(|told| told.code);
    let why = code.map_or(Why::Unknown, Why::of);
    let message = match code {
        Some(code) => format!(
            "Twilio answered {status} with code {code}: {}",
            why.sentence()
        ),
        None => format!("Twilio answered {status}"),
    };
    let again =
        |error: Error| Failed::Again(error.code(code.unwrap_or_else(|| status.into()).to_string()));
    match why {
        Why::Credentials | Why::Setup => again(Error::misconfigured(message)),
        Why::TooFast => again(Error::rate_limited(message, response.retry_after_ms())),
        Why::Busy => again(Error::busy(message, response.retry_after_ms())),
        Why::OptedOut
        | Why::Recipient
        // One contact's region: the others' messages need not wait for the operator.
        | Why::Region
        | Why::Content
        | Why::Filtered
        | Why::Quota
        | Why::Window => refused(why.cause(), message, code, status),
        Why::Unknown => match status {
            429 => again(Error::rate_limited(message, response.retry_after_ms())),
            408 | 425 | 503 => again(Error::busy(message, response.retry_after_ms())),
            // Twilio's own answer has a code; without one it is somebody's in between, who may have
            // passed the message on before.
            500..=599 if code.is_some() => again(Error::busy(message, response.retry_after_ms())),
            500..=599 => Failed::Uncertain(message),
            401 | 403 | 404 | 300..=399 => again(Error::misconfigured(format!(
                "{message}: account_sid, its secret or base_url is not right"
            ))),
            402 => refused(Cause::Quota, message, code, status),
            _ => refused(Cause::Other, message, code, status),
        },
    }
}

fn refused(cause: Cause, message: String, code: Option<u32>, status: u16) -> Failed {
    let code = code.unwrap_or_else(|| status.into()).to_string();
    Failed::Refused(Refusal::new(cause, message).code(code))
}

#[cfg(test)]
mod tests {
    use frontdesk_plugin::{
        ErrorKind,
        channel::Outcome,
        outbound::Manner,
        types::{Field, Payload},
    };

    use super::*;

    fn told(failed: Failed) -> Result<Outcome, Error> {
        failed.after(0, 1, &Manner::FULL)
    }

    fn answered(status: u16, body: &str) -> Failed {
        let headers = vec![Field::new("retry-after", "7")];
        of(&Failure::Status(Response {
            status,
            headers,
            body: Payload::Text(body.to_owned()),
        }))
    }

    fn coded(status: u16, code: u32) -> Failed {
        let body = format!(r#"{{"code":{code},"message":"To +15550100 ..","status":{status}}}"#);
        answered(status, &body)
    }

    fn again(failed: Failed) -> (ErrorKind, Option<u32>) {
        let error = told(failed).unwrap_err();
        assert!(!error.message.contains("+1555"), "{}", error.message);
        (error.kind, error.retry_after_ms)
    }

    fn refused_as(told: Result<Outcome, Error>) -> (Cause, Option<String>) {
        match told.unwrap() {
            Outcome::Refused(refusal) => {
                assert!(!refusal.message.contains("+1555"), "{}", refusal.message);
                (refusal.cause, refusal.code)
            }
            other @ (Outcome::Sent(_) | Outcome::Uncertain(_)) => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_twilio_did_not_take_and_may_take_later_is_tried_again() {
        for (status, code) in [(429, 20429), (400, 21611), (429, 99_999), (400, 63018)] {
            let told = again(coded(status, code));
            assert_eq!(told, (ErrorKind::RateLimited, Some(7_000)), "{code}");
        }
        for (status, code) in [(500, 20500), (503, 20503), (500, 99_999)] {
            let told = again(coded(status, code));
            assert_eq!(told, (ErrorKind::Transient, Some(7_000)), "{code}");
        }
        assert_eq!(again(answered(503, "<html/>")).0, ErrorKind::Transient);
        assert_eq!(again(answered(429, "")).0, ErrorKind::RateLimited);
        let unreached = of(&Failure::Connect("no connection: refused".to_owned()));
        assert_eq!(again(unreached), (ErrorKind::Transient, None));
    }

    #[test]
    fn what_twilio_refuses_for_good_has_its_cause() {
        for (code, cause) in [
            (21211, Cause::Recipient),
            (21614, Cause::Recipient),
            (21408, Cause::Misconfigured),
            (21608, Cause::Misconfigured),
            (21610, Cause::OptedOut),
            (21617, Cause::Content),
            (21656, Cause::Content),
            (21658, Cause::Content),
            (30007, Cause::Filtered),
            (30002, Cause::Quota),
            (63016, Cause::WindowClosed),
            (99_999, Cause::Other),
        ] {
            let found = refused_as(told(coded(400, code)));
            assert_eq!(found, (cause, Some(code.to_string())));
        }
        assert_eq!(
            refused_as(told(answered(400, "nothing"))),
            (Cause::Other, Some("400".to_owned()))
        );
        assert_eq!(refused_as(told(answered(402, ""))).0, Cause::Quota);
    }

    #[test]
    fn the_operator_hears_of_what_only_they_can_mend() {
        for (status, code) in [
            (401, 20003),
            (404, 20404),
            (400, 21606),
            (400, 21660),
            (403, 99_999),
        ] {
            let told = again(coded(status, code));
            assert_eq!(told.0, ErrorKind::Misconfigured, "{code}");
        }
        for status in [301, 401, 403, 404] {
            let told = again(answered(status, ""));
            assert_eq!(told.0, ErrorKind::Misconfigured, "{status}");
        }
        let denied = of(&Failure::Denied("grant it".to_owned()));
        assert_eq!(again(denied).0, ErrorKind::Misconfigured);
    }

    #[test]
    fn what_may_have_been_taken_is_never_tried_again() {
        let failures = [
            Failure::Timeout,
            Failure::TooLarge(1 << 20),
            Failure::Connect("the connection broke: reset".to_owned()),
            Failure::Connect("anything else".to_owned()),
        ];
        let told = failures.iter().map(of);
        let gateways = [500, 502, 504].map(|status| answered(status, "<html>Bad gateway</html>"));
        for failed in told.chain(gateways) {
            let is_uncertain = matches!(failed, Failed::Uncertain(_));
            assert!(is_uncertain, "{failed:?}");
        }
    }

    #[test]
    fn after_a_part_was_taken_nothing_is_tried_again() {
        let first = coded(429, 20429).after(0, 3, &Manner::FULL);
        assert_eq!(first.unwrap_err().kind, ErrorKind::RateLimited);
        for (failed, cause) in [
            (coded(429, 20429), Cause::Other),
            (coded(401, 20003), Cause::Misconfigured),
            (coded(400, 21610), Cause::OptedOut),
        ] {
            let later = failed.after(1, 3, &Manner::FULL);
            assert_eq!(refused_as(later).0, cause);
        }
        let later = of(&Failure::Timeout).after(2, 3, &Manner::FULL);
        let Ok(Outcome::Uncertain(why)) = later else {
            panic!("it is uncertain");
        };
        assert!(why.starts_with("only the first 2 of 3 parts"), "{why}");
    }

    #[test]
    fn a_date_to_come_back_at_is_the_gateways_own_schedule() {
        let headers = vec![Field::new("retry-after", "Wed, 21 Oct 2026 07:28:00 GMT")];
        let failed = of(&Failure::Status(Response {
            status: 429,
            headers,
            body: Payload::Text(String::new()),
        }));
        assert_eq!(again(failed), (ErrorKind::RateLimited, None));
    }
}

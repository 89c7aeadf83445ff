//! What a failed request means: whether the message may be sent again, and who must act.
//!
//! Twilio has no idempotency key, so only what it has certainly not taken is tried again. Where that is
//! not known, nobody knows what became of the message: a report settles it, or a person who has looked
//! into Twilio's log.

use frontdesk_plugin::{
    Error, ErrorKind, Response,
    channel::{Cause, Outcome, Refusal},
    http::Failure,
};
use serde::Deserialize;

use crate::cause::Why;

/// Why a message has no name of Twilio's.
#[derive(Clone, Debug, PartialEq)]
pub enum Failed {
    /// Twilio has not taken it, and may take it later.
    Again(Error),
    /// It is over, one way or the other.
    Over(Outcome),
}

#[derive(Deserialize)]
struct Told {
    code: Option<u32>,
}

impl Failed {
    /// What a failed request means.
    pub fn of(failure: &Failure) -> Self {
        match failure {
            Failure::Timeout => Self::uncertain("Twilio did not answer in time"),
            Failure::Connect(why) if was_not_sent(why) => {
                Self::Again(Error::transient(format!("Twilio cannot be reached: {why}")))
            }
            Failure::Connect(why) => Self::uncertain(&format!("Twilio did not answer: {why}")),
            Failure::TooLarge(_) => Self::uncertain("Twilio's answer is too long to be read"),
            Failure::Denied(what) => Self::Again(Error::misconfigured(what.clone())),
            Failure::Status(response) => of_status(response),
        }
    }

    /// Nobody knows whether the message was taken, for this reason.
    pub fn uncertain(why: &str) -> Self {
        Self::Over(Outcome::Uncertain(format!(
            "{why}: nobody knows whether the message was taken, so it is not sent again by itself"
        )))
    }

    /// The same after parts of the message were taken: a second try would send those again, so
    /// there is none.
    #[must_use]
    pub fn after_parts(self, taken: usize, count: usize) -> Self {
        if taken == 0 {
            return self;
        }
        let so_far = format!(
            "only the first {taken} of {count} parts were sent, so it is not sent again by itself"
        );
        Self::Over(match self {
            Self::Again(error) => Outcome::Refused(Refusal {
                cause: if error.kind == ErrorKind::Misconfigured {
                    Cause::Misconfigured
                } else {
                    Cause::Other
                },
                message: format!("{so_far}: {}", error.message),
                code: error.code,
            }),
            Self::Over(Outcome::Uncertain(why)) => {
                Outcome::Uncertain(format!("{so_far}; of the next one: {why}"))
            }
            Self::Over(Outcome::Refused(refusal)) => Outcome::Refused(Refusal {
                message: format!("{so_far}: {}", refusal.message),
                ..refusal
            }),
            Self::Over(sent @ Outcome::Sent(_)) => sent,
        })
    }

    /// What the gateway is told.
    pub fn told(self) -> Result<Outcome, Error> {
        match self {
            Self::Again(error) => Err(error),
            Self::Over(outcome) => Ok(outcome),
        }
    }
}

/// The gateway has one word for no connection and for one that broke under way. Whatever does not
/// begin like the first counts as the second.
fn was_not_sent(why: &str) -> bool {
    why.starts_with("no connection")
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
        Why::Busy => again(busy(message, response)),
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
            408 | 425 | 503 => again(busy(message, response)),
            // Twilio's own answer has a code; without one it is somebody's in between, who may have
            // passed the message on before.
            500..=599 if code.is_some() => again(busy(message, response)),
            500..=599 => Failed::uncertain(&message),
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
    Failed::Over(Outcome::Refused(Refusal::new(cause, message).code(code)))
}

fn busy(message: String, response: &Response) -> Error {
    Error {
        retry_after_ms: response.retry_after_ms(),
        ..Error::transient(message)
    }
}

#[cfg(test)]
mod tests {
    use frontdesk_plugin::types::{Field, Payload};

    use super::*;

    fn answered(status: u16, body: &str) -> Failed {
        let headers = vec![Field::new("retry-after", "7")];
        Failed::of(&Failure::Status(Response {
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
        let error = failed.told().unwrap_err();
        assert!(!error.message.contains("+1555"), "{}", error.message);
        (error.kind, error.retry_after_ms)
    }

    fn refused_as(failed: Failed) -> (Cause, Option<String>) {
        match failed.told().unwrap() {
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
        let unreached = Failed::of(&Failure::Connect("no connection: refused".to_owned()));
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
            let told = refused_as(coded(400, code));
            assert_eq!(told, (cause, Some(code.to_string())));
        }
        assert_eq!(
            refused_as(answered(400, "nothing")),
            (Cause::Other, Some("400".to_owned()))
        );
        assert_eq!(refused_as(answered(402, "")).0, Cause::Quota);
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
        let denied = Failed::of(&Failure::Denied("grant it".to_owned()));
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
        let told = failures.iter().map(Failed::of);
        let gateways = [500, 502, 504].map(|status| answered(status, "<html>Bad gateway</html>"));
        for failed in told.chain(gateways) {
            let is_uncertain = matches!(failed, Failed::Over(Outcome::Uncertain(_)));
            assert!(is_uncertain, "{failed:?}");
        }
    }

    #[test]
    fn after_a_part_was_taken_nothing_is_tried_again() {
        let first = coded(429, 20429).after_parts(0, 3);
        assert_eq!(again(first).0, ErrorKind::RateLimited);
        for (failed, cause) in [
            (coded(429, 20429), Cause::Other),
            (coded(401, 20003), Cause::Misconfigured),
            (coded(400, 21610), Cause::OptedOut),
        ] {
            let later = failed.after_parts(1, 3);
            assert_eq!(refused_as(later).0, cause);
        }
        let later = Failed::of(&Failure::Timeout).after_parts(2, 3);
        let Outcome::Uncertain(why) = later.told().unwrap() else {
            panic!("it is uncertain");
        };
        assert!(why.starts_with("only the first 2 of 3 parts"), "{why}");
    }

    #[test]
    fn a_date_to_come_back_at_is_the_gateways_own_schedule() {
        let headers = vec![Field::new("retry-after", "Wed, 21 Oct 2026 07:28:00 GMT")];
        let failed = Failed::of(&Failure::Status(Response {
            status: 429,
            headers,
            body: Payload::Text(String::new()),
        }));
        assert_eq!(again(failed), (ErrorKind::RateLimited, None));
    }
}

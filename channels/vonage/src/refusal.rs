//! What a failed request means: whether the message may be sent again, and who must act.
//!
//! Vonage has no idempotency key, so only what it has certainly not taken is tried again. Where that is
//! not known, nobody knows what became of the message: a report settles it, or a person who has looked
//! into Vonage's log.

use frontdesk_plugin::{
    Error, ErrorKind, Response,
    channel::{Cause, Outcome, Refusal},
    http::Failure,
};
use serde_json::Value;

use crate::{cause::Why, messages::code_of};

/// Why a message has no name of Vonage's.
#[derive(Clone, Debug, PartialEq)]
pub enum Failed {
    /// Vonage has not taken it, and may take it later.
    Again(Error),
    /// It is over, one way or the other.
    Over(Outcome),
}

impl Failed {
    /// What a failed request means.
    pub fn of(failure: &Failure) -> Self {
        match failure {
            Failure::Timeout => Self::uncertain("Vonage did not answer in time"),
            Failure::Connect(why) if was_not_sent(why) => {
                Self::Again(Error::transient(format!("Vonage cannot be reached: {why}")))
            }
            Failure::Connect(why) => Self::uncertain(&format!("Vonage did not answer: {why}")),
            Failure::TooLarge(_) => Self::uncertain("Vonage's answer is too long to be read"),
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
    // RFC 7807; what else answers is somebody in between.
    let problem = response.json::<Value>().ok().filter(Value::is_object);
    let code = problem.as_ref().and_then(code_of);
    let why = match (problem.as_ref().and_then(wrong_parameter), &code) {
        (Some(why), _) => why,
        (None, Some(code)) => Why::of_text(Some(code)),
        (None, None) => Why::Unknown,
    };
    let message = match &code {
        Some(code) => format!(
            "Vonage answered {status} with code {code}: {}",
            why.sentence()
        ),
        None => format!("Vonage answered {status}"),
    };
    let code = code.unwrap_or_else(|| status.to_string());
    let again = |error: Error| Failed::Again(error.code(code.clone()));
    let refused = |cause: Cause, message: String| {
        Failed::Over(Outcome::Refused(
            Refusal::new(cause, message).code(code.clone()),
        ))
    };
    match (status, why) {
        // Its codes are not all of the same list as a status's.
        (429, _) | (_, Why::TooFast) => {
            again(Error::rate_limited(message, response.retry_after_ms()))
        }
        (401 | 403 | 404 | 300..=399, _) => again(Error::misconfigured(format!(
            "{message}: api_key, api_secret or base_url is not right"
        ))),
        (402, _) => refused(Cause::Quota, message),
        (408 | 425 | 503, _) | (_, Why::Busy) => again(busy(message, response)),
        (500..=599, _) if problem.as_ref().is_some_and(is_problem) => {
            again(busy(message, response))
        }
        // Somebody in between may have passed the message on before.
        (500..=599, _) => Failed::uncertain(&message),
        (_, Why::Setup) => again(Error::misconfigured(message)),
        (_, why) => refused(why.cause(), message),
    }
}

/// Whether an answer is Vonage's own: it says in which way it is a problem.
fn is_problem(answer: &Value) -> bool {
    answer.get("type").is_some_and(Value::is_string)
        && answer.get("title").is_some_and(|title| !title.is_null())
}

/// What the first parameter that Vonage does not take is about.
fn wrong_parameter(problem: &Value) -> Option<Why> {
    let wrong = problem.get("invalid_parameters")?.get(0)?;
    match wrong.get("name")?.as_str()? {
        "to" => Some(Why::Recipient),
        "from" => Some(Why::Setup),
        "text" => Some(Why::Content),
        _ => None,
    }
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
        let body = format!(
            r#"{{"type":"https://developer.vonage.com/api-errors/messages#{code}","title":"Bad","detail":"To +15550100 .."}}"#
        );
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
    fn what_vonage_did_not_take_and_may_take_later_is_tried_again() {
        for (status, code) in [(429, 1010), (422, 1000), (422, 1241)] {
            let told = again(coded(status, code));
            assert_eq!(told, (ErrorKind::RateLimited, Some(7_000)), "{code}");
        }
        for (status, code) in [(422, 1030), (500, 1030), (500, 9_999), (503, 9_999)] {
            let told = again(coded(status, code));
            assert_eq!(told, (ErrorKind::Transient, Some(7_000)), "{code}");
        }
        assert_eq!(again(answered(503, "<html/>")).0, ErrorKind::Transient);
        assert_eq!(again(answered(429, "")).0, ErrorKind::RateLimited);
        let unreached = Failed::of(&Failure::Connect("no connection: refused".to_owned()));
        assert_eq!(again(unreached), (ErrorKind::Transient, None));
    }

    #[test]
    fn what_vonage_refuses_for_good_has_its_cause() {
        for (status, code, cause) in [
            (422, 1240, Cause::OptedOut),
            (422, 1170, Cause::Recipient),
            (422, 1090, Cause::Content),
            (422, 1210, Cause::Filtered),
            (422, 1070, Cause::Quota),
            (402, 9_999, Cause::Quota),
            (422, 9_999, Cause::Other),
        ] {
            let told = refused_as(coded(status, code));
            assert_eq!(told, (cause, Some(code.to_string())));
        }
        assert_eq!(
            refused_as(answered(400, "nothing")),
            (Cause::Other, Some("400".to_owned()))
        );
    }

    #[test]
    fn a_parameter_that_is_not_taken_tells_more_than_the_code() {
        let body = |name: &str| {
            format!(
                r#"{{"type":"x#1150","title":"Invalid","invalid_parameters":[{{"name":"{name}"}}]}}"#
            )
        };
        assert_eq!(refused_as(answered(422, &body("to"))).0, Cause::Recipient);
        assert_eq!(refused_as(answered(422, &body("text"))).0, Cause::Content);
        assert_eq!(refused_as(answered(422, &body("ttl"))).0, Cause::Other);
        let sender = again(answered(422, &body("from")));
        assert_eq!(sender.0, ErrorKind::Misconfigured);
    }

    #[test]
    fn the_operator_hears_of_what_only_they_can_mend() {
        for (status, code) in [(422, 1120), (422, 1060), (401, 9_999), (403, 1240)] {
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
        let first = coded(429, 1010).after_parts(0, 3);
        assert_eq!(again(first).0, ErrorKind::RateLimited);
        for (failed, cause) in [
            (coded(429, 1010), Cause::Other),
            (coded(401, 9_999), Cause::Misconfigured),
            (coded(422, 1240), Cause::OptedOut),
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

//! What a failed request means: whether the message may be sent again, and who must act.
//!
//! Vonage has no idempotency key, so only what it has certainly not taken is tried again. Where that is
//! not known, nobody knows what became of the message: a report settles it, or a person who has looked
//! into Vonage's log.

use frontdesk_plugin::{
    Error, Response,
    channel::{Cause, Refusal},
    http::Failure,
    outbound::Failed,
};
use serde_json::Value;

use crate::{cause::Why, messages::code_of};

/// What a failed request means.
pub fn of(failure: &Failure) -> Failed {
    Failed::of(failure, "Vonage", of_status)
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
        Failed::Refused(Refusal::new(cause, message).code(code.clone()))
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
        (408 | 425 | 503, _) | (_, Why::Busy) => {
            again(Error::busy(message, response.retry_after_ms()))
        }
        (500..=599, _) if problem.as_ref().is_some_and(is_problem) => {
            again(Error::busy(message, response.retry_after_ms()))
        }
        // Somebody in between may have passed the message on before.
        (500..=599, _) => Failed::Uncertain(message),
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
        let body = format!(
            r#"{{"type":"https://developer.vonage.com/api-errors/messages#{code}","title":"Bad","detail":"To +15550100 .."}}"#
        );
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
        let unreached = of(&Failure::Connect("no connection: refused".to_owned()));
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
            let found = refused_as(told(coded(status, code)));
            assert_eq!(found, (cause, Some(code.to_string())));
        }
        assert_eq!(
            refused_as(told(answered(400, "nothing"))),
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
        assert_eq!(
            refused_as(told(answered(422, &body("to")))).0,
            Cause::Recipient
        );
        assert_eq!(
            refused_as(told(answered(422, &body("text")))).0,
            Cause::Content
        );
        assert_eq!(
            refused_as(told(answered(422, &body("ttl")))).0,
            Cause::Other
        );
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
        let first = coded(429, 1010).after(0, 3, &Manner::FULL);
        assert_eq!(first.unwrap_err().kind, ErrorKind::RateLimited);
        for (failed, cause) in [
            (coded(429, 1010), Cause::Other),
            (coded(401, 9_999), Cause::Misconfigured),
            (coded(422, 1240), Cause::OptedOut),
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

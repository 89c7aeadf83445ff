//! What a failed request means: whether the message may be sent again, and who must act.
//!
//! X knows no idempotency key, so only what it has certainly not taken is tried again.

use frontdesk_plugin::{
    Error, Response,
    channel::{Cause, Refusal},
    http::Failure,
    outbound::Failed,
    told::Told,
};
use serde_json::Value;

/// The longest that X has anybody wait: a day.
const WAIT_MS_MAX: f64 = 86_400_000.0;

/// What became of a message whose request failed like this, at this time.
pub fn of(failure: &Failure, now: f64) -> Failed {
    Failed::of(failure, "X", |response| of_status(response, now))
}

/// What X says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Setup,
    Recipient,
    Content,
    Filtered,
    Quota,
    TooFast,
    Busy,
    Unknown,
}

impl Kind {
    /// By X's older numbers, which some answers still carry.
    const fn of_code(code: u16) -> Self {
        match code {
            32 | 64 | 89 | 93 | 99 | 135 | 215 | 220 | 326 | 453 => Self::Setup,
            50 | 63 | 150 | 349 => Self::Recipient,
            187 | 323 | 324 | 354 | 386 => Self::Content,
            226 => Self::Filtered,
            88 => Self::TooFast,
            130 | 131 => Self::Busy,
            _ => Self::Unknown,
        }
    }

    /// By the last part of the problem's address.
    fn of_problem(problem: &str) -> Self {
        match problem {
            "client-forbidden"
            | "unsupported-authentication"
            | "oauth1-permissions"
            | "oauth2-permissions" => Self::Setup,
            "not-authorized-for-resource" | "resource-not-found" => Self::Recipient,
            "invalid-request" => Self::Content,
            "usage-capped" => Self::Quota,
            "rate-limit-exceeded" => Self::TooFast,
            _ => Self::Unknown,
        }
    }

    /// By the status; `is_own`: the answer is X's, and not somebody's in between, who may have passed
    /// the message on before.
    const fn of_status(status: u16, is_own: bool) -> Self {
        match status {
            401 | 300..=399 => Self::Setup,
            402 => Self::Quota,
            403 | 404 => Self::Recipient,
            400 | 413 => Self::Content,
            429 => Self::TooFast,
            500 | 503 if is_own => Self::Busy,
            _ => Self::Unknown,
        }
    }

    /// For the operator. In our own words: X's can repeat what was written.
    const fn sentence(self) -> &'static str {
        match self {
            Self::Setup => {
                "access_token is not right or no longer good, it lacks a scope, or the app lacks access"
            }
            Self::Recipient => "the contact takes no messages of the account",
            Self::Content => "the text is not one that it takes",
            Self::Filtered => "it looks automated, says X",
            Self::Quota => "what was paid for is used up",
            Self::TooFast => "too many messages: 15 in 15 minutes and 1440 a day, or fewer",
            Self::Busy => "X cannot take it now",
            Self::Unknown => "see X's list of errors",
        }
    }
}

fn of_status(response: &Response, now: f64) -> Failed {
    let status = response.status;
    let told: Value = response.json().unwrap_or_default();
    let told = Told::from(&told);
    let first = told.at("errors").items().next();
    let code = first.and_then(|first| first.at("code").count::<u16>());
    let problem = told.at("type").text().unwrap_or_default();
    let problem = problem.rsplit('/').next().unwrap_or_default();
    let is_own = first.is_some() || told.at("title").text().is_some();
    let named = [
        code.map_or(Kind::Unknown, Kind::of_code),
        Kind::of_problem(problem),
    ];
    let named = named.into_iter().find(|kind| *kind != Kind::Unknown);
    // Where two servers of X's had no answer for each other, nobody knows, whatever is said about it.
    let kind = match status {
        502 | 504 => Kind::Unknown,
        _ => named.unwrap_or_else(|| Kind::of_status(status, is_own)),
    };
    let message = format!("X answered {status}: {}", kind.sentence());
    let code = code.unwrap_or(status).to_string();
    let refused = |cause| Failed::Refused(Refusal::new(cause, message.as_str()).code(&code));
    let again = |error: Error| Failed::Again(error.code(&code));
    match kind {
        Kind::Setup => again(Error::misconfigured(message.as_str())),
        Kind::Recipient => refused(Cause::Recipient),
        Kind::Content => refused(Cause::Content),
        Kind::Filtered => refused(Cause::Filtered),
        Kind::Quota => refused(Cause::Quota),
        Kind::TooFast => again(Error::rate_limited(
            message.as_str(),
            retry_after_ms(response, now),
        )),
        Kind::Busy => again(Error::busy(message.as_str(), response.retry_after_ms())),
        Kind::Unknown if status >= 500 => Failed::Uncertain(message),
        Kind::Unknown => refused(Cause::Other),
    }
}

/// When the window in which too much was sent is over: the day's, if nothing of it is left.
fn retry_after_ms(response: &Response, now: f64) -> Option<u32> {
    let day = ["x-user-limit-24hour", "x-app-limit-24hour"].into_iter();
    let mut used_up = day.filter(|name| response.header(&format!("{name}-remaining")) == Some("0"));
    let window = used_up.next().unwrap_or("x-rate-limit");
    let reset = response.header(&format!("{window}-reset"));
    let seconds = reset.and_then(|reset| reset.trim().parse::<u32>().ok());
    let Some(seconds) = seconds else {
        return response.retry_after_ms();
    };
    // A clock that is a little ahead is no reason to try at once.
    let wait = (f64::from(seconds) * 1_000.0 - now).clamp(1_000.0, WAIT_MS_MAX);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between a second and a day"
    )]
    Some(wait as u32)
}

#[cfg(test)]
mod tests {
    use frontdesk_plugin::{
        ErrorKind,
        types::{Field, Payload},
    };

    use super::*;

    const NOW: f64 = 1_730_000_000_000.0;

    fn answered(status: u16, headers: &[(&str, &str)], body: &str) -> Failed {
        let headers = headers
            .iter()
            .map(|(name, value)| Field::new(*name, *value));
        let response = Response {
            status,
            headers: headers.collect(),
            body: Payload::Text(body.to_owned()),
        };
        of(&Failure::Status(response), NOW)
    }

    fn problem(status: u16, name: &str) -> Failed {
        let body = format!(
            r#"{{"title":"T","type":"https://api.x.com/2/problems/{name}","detail":"d","status":{status}}}"#
        );
        answered(status, &[], &body)
    }

    fn coded(status: u16, code: u16) -> Failed {
        let body = format!(r#"{{"errors":[{{"code":{code},"message":"to 3001969357: .."}}]}}"#);
        answered(status, &[], &body)
    }

    fn cause(failed: &Failed) -> Option<Cause> {
        match failed {
            Failed::Refused(refusal) => Some(refusal.cause),
            Failed::Again(_) | Failed::Uncertain(_) => None,
        }
    }

    fn kind(failed: &Failed) -> Option<ErrorKind> {
        match failed {
            Failed::Again(error) => Some(error.kind),
            Failed::Refused(_) | Failed::Uncertain(_) => None,
        }
    }

    #[test]
    fn what_is_refused_says_why_and_not_to_whom() {
        for (failed, wanted) in [
            (
                problem(403, "not-authorized-for-resource"),
                Cause::Recipient,
            ),
            (problem(400, "invalid-request"), Cause::Content),
            (problem(429, "usage-capped"), Cause::Quota),
            (problem(402, "new"), Cause::Quota),
            (coded(403, 349), Cause::Recipient),
            (coded(403, 150), Cause::Recipient),
            (coded(403, 226), Cause::Filtered),
            (coded(403, 354), Cause::Content),
            (answered(403, &[], ""), Cause::Recipient),
            (answered(418, &[], ""), Cause::Other),
        ] {
            assert_eq!(cause(&failed), Some(wanted), "{failed:?}");
            assert!(!format!("{failed:?}").contains("3001969357"));
        }
    }

    #[test]
    fn only_what_was_certainly_not_taken_is_tried_again() {
        for (failed, wanted) in [
            (problem(401, "new"), ErrorKind::Misconfigured),
            (problem(403, "client-forbidden"), ErrorKind::Misconfigured),
            (
                problem(403, "unsupported-authentication"),
                ErrorKind::Misconfigured,
            ),
            (coded(403, 453), ErrorKind::Misconfigured),
            (coded(429, 88), ErrorKind::RateLimited),
            (coded(503, 130), ErrorKind::Transient),
            (problem(503, "new"), ErrorKind::Transient),
            (answered(302, &[], ""), ErrorKind::Misconfigured),
        ] {
            assert_eq!(kind(&failed), Some(wanted), "{failed:?}");
        }
        let unknown = [
            answered(500, &[], "<html/>"),
            answered(503, &[], ""),
            problem(502, "new"),
            coded(504, 131),
            of(&Failure::Timeout, NOW),
            of(&Failure::TooLarge(1), NOW),
            of(
                &Failure::Connect("the connection broke: reset".to_owned()),
                NOW,
            ),
        ];
        for failed in unknown {
            assert!(matches!(failed, Failed::Uncertain(_)), "{failed:?}");
        }
    }

    fn wait(headers: &[(&str, &str)]) -> Option<u32> {
        match answered(429, headers, "") {
            Failed::Again(error) => error.retry_after_ms,
            other @ (Failed::Refused(_) | Failed::Uncertain(_)) => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_window_says_when_to_come_back() {
        let window = ("x-rate-limit-reset", "1730000900");
        assert_eq!(wait(&[window]), Some(900_000));
        assert_eq!(wait(&[("x-rate-limit-reset", "1")]), Some(1_000));
        assert_eq!(
            wait(&[("x-rate-limit-reset", "4294967295")]),
            Some(86_400_000)
        );
        assert_eq!(
            wait(&[("x-rate-limit-reset", "soon"), ("retry-after", "7")]),
            Some(7_000)
        );
        assert_eq!(wait(&[]), None);
        let day = ("x-user-limit-24hour-reset", "1730003600");
        let left = ("x-user-limit-24hour-remaining", "3");
        let none_left = ("x-user-limit-24hour-remaining", "0");
        assert_eq!(wait(&[window, day, left]), Some(900_000));
        assert_eq!(wait(&[window, day, none_left]), Some(3_600_000));
    }
}

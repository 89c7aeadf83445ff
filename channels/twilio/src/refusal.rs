//! What a failed request means: whether the message may be sent again, and who must act.
//!
//! Twilio has no idempotency key, so only what it has certainly not taken is tried again. Where that is
//! not known the message is refused with the code [`UNCERTAIN`]: it goes to the dead letters, where
//! a person who has asked the contact, or looked into Twilio's log, sends it again or lets it be.

use frontdesk_plugin::{Error, Response, http::Failure};
use serde::Deserialize;

/// The code of an error after which nobody knows whether the message was taken.
pub const UNCERTAIN: &str = "uncertain";

/// What Twilio says it is. Its codes are split and refined now and then, so what is not here goes
/// by the HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cause {
    Credentials,
    Setup,
    TooFast,
    Busy,
    OptedOut,
    Recipient,
    Region,
    Content,
    Window,
    Unknown,
}

impl Cause {
    const fn of(code: u32) -> Self {
        match code {
            20003 | 20005 | 20006 => Self::Credentials,
            20404 => Self::Setup,
            // A sender that Twilio does not know, or that may not send like this.
            21603 | 21606 | 21609 | 21659 | 21660 | 21701 | 21703 | 21705 | 30034 => Self::Setup,
            14107 | 20429 | 21611 | 30001 | 63018 => Self::TooFast,
            20500 | 20503 => Self::Busy,
            21610 => Self::OptedOut,
            21211 | 21214 | 21217 | 21612 | 21614 | 30003 | 30005 | 30006 => Self::Recipient,
            21408 => Self::Region,
            21602 | 21605 | 21617 | 21619 | 21658 | 30007 => Self::Content,
            63016 => Self::Window,
            _ => Self::Unknown,
        }
    }

    /// For the operator. In our own words: Twilio's can repeat the contact's number.
    const fn sentence(self) -> &'static str {
        match self {
            Self::Credentials => {
                "account_sid and auth_token are not right, or the account is closed"
            }
            Self::Setup => {
                "the account, the sender or an address is not set up: look the code up at Twilio"
            }
            Self::TooFast => "too many messages at once",
            Self::Busy => "Twilio cannot take it now",
            Self::OptedOut => {
                "the contact has opted out (STOP), and only they can opt in again (START)"
            }
            Self::Recipient => "the contact's number takes no messages",
            Self::Region => {
                "the account may not send to the contact's region: Messaging Geo Permissions"
            }
            Self::Content => "the text is not one that Twilio sends",
            Self::Window => {
                "WhatsApp allows no free text later than 24 hours after the contact wrote"
            }
            Self::Unknown => "look the code up at Twilio",
        }
    }
}

#[derive(Deserialize)]
struct Told {
    code: Option<u32>,
}

/// The error for a failed request.
pub fn error_of(failure: &Failure) -> Error {
    match failure {
        Failure::Timeout => uncertain("Twilio did not answer in time"),
        Failure::Connect(why) if was_not_sent(why) => {
            Error::transient(format!("Twilio cannot be reached: {why}"))
        }
        Failure::Connect(why) => uncertain(&format!("Twilio did not answer: {why}")),
        Failure::TooLarge(_) => uncertain("Twilio's answer is too long to be read"),
        Failure::Denied(what) => Error::misconfigured(what.clone()),
        Failure::Status(response) => of_status(response),
    }
}

/// Nobody knows whether the message was taken, for this reason.
pub fn uncertain(why: &str) -> Error {
    let message = format!(
        "{why}: nobody knows whether the message was taken, so it is not sent again by itself"
    );
    Error::rejected(message).code(UNCERTAIN)
}

/// The gateway has one word for no connection and for one that broke under way. Whatever does not
/// begin like the first counts as the second.
fn was_not_sent(why: &str) -> bool {
    why.starts_with("no connection")
}

fn of_status(response: &Response) -> Error {
    let status = response.status;
    let code = response.json::<Told>().ok().and_then(|told| told.code);
    let cause = code.map_or(Cause::Unknown, Cause::of);
    let message = match code {
        Some(code) => format!(
            "Twilio answered {status} with code {code}: {}",
            cause.sentence()
        ),
        None => format!("Twilio answered {status}"),
    };
    let error = match cause {
        Cause::Credentials | Cause::Setup => Error::misconfigured(message),
        Cause::TooFast => Error::rate_limited(message, retry_after_ms(response)),
        Cause::Busy => busy(message, response),
        Cause::OptedOut | Cause::Recipient | Cause::Region | Cause::Content | Cause::Window => {
            Error::rejected(message)
        }
        Cause::Unknown => match status {
            429 => Error::rate_limited(message, retry_after_ms(response)),
            408 | 425 | 503 => busy(message, response),
            // Twilio's own answer has a code; without one it is somebody's in between, who may have
            // passed the message on before.
            500..=599 if code.is_some() => busy(message, response),
            500..=599 => return uncertain(&message),
            401 | 403 | 404 | 300..=399 => Error::misconfigured(format!(
                "{message}: account_sid, auth_token or base_url is not right"
            )),
            _ => Error::rejected(message),
        },
    };
    error.code(code.unwrap_or_else(|| status.into()).to_string())
}

fn busy(message: String, response: &Response) -> Error {
    Error {
        retry_after_ms: retry_after_ms(response),
        ..Error::transient(message)
    }
}

/// `retry-after` in seconds; its other form, a date, is left to the gateway's own schedule.
fn retry_after_ms(response: &Response) -> Option<u32> {
    let seconds: u32 = response.header("retry-after")?.trim().parse().ok()?;
    Some(seconds.saturating_mul(1_000))
}

#[cfg(test)]
mod tests {
    use frontdesk_plugin::{
        ErrorKind,
        types::{Field, Payload},
    };

    use super::*;

    fn answered(status: u16, body: &str) -> Error {
        let headers = vec![Field::new("retry-after", "7")];
        error_of(&Failure::Status(Response {
            status,
            headers,
            body: Payload::Text(body.to_owned()),
        }))
    }

    fn told(status: u16, code: u32) -> (ErrorKind, Option<u32>) {
        let body = format!(r#"{{"code":{code},"message":"To +15550100 ..","status":{status}}}"#);
        let error = answered(status, &body);
        assert_eq!(error.code, Some(code.to_string()));
        assert!(!error.message.contains("+1555"), "{}", error.message);
        (error.kind, error.retry_after_ms)
    }

    #[test]
    fn what_twilio_did_not_take_and_may_take_later_is_tried_again() {
        for (status, code) in [(429, 20429), (400, 21611), (429, 99_999), (400, 63018)] {
            assert_eq!(
                told(status, code),
                (ErrorKind::RateLimited, Some(7_000)),
                "{code}"
            );
        }
        for (status, code) in [(500, 20500), (503, 20503), (500, 99_999)] {
            assert_eq!(
                told(status, code),
                (ErrorKind::Transient, Some(7_000)),
                "{code}"
            );
        }
        assert_eq!(answered(503, "<html/>").kind, ErrorKind::Transient);
        assert_eq!(answered(429, "").kind, ErrorKind::RateLimited);
        let unreached = error_of(&Failure::Connect("no connection: refused".to_owned()));
        assert_eq!(unreached.kind, ErrorKind::Transient);
    }

    #[test]
    fn what_twilio_refuses_for_good_is_not() {
        for code in [
            21211, 21408, 21610, 21614, 21617, 21658, 30007, 63016, 99_999,
        ] {
            assert_eq!(told(400, code).0, ErrorKind::Rejected, "{code}");
        }
        assert_eq!(answered(400, "nothing").code.as_deref(), Some("400"));
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
            assert_eq!(told(status, code).0, ErrorKind::Misconfigured, "{code}");
        }
        for status in [301, 401, 403, 404] {
            assert_eq!(
                answered(status, "").kind,
                ErrorKind::Misconfigured,
                "{status}"
            );
        }
        let denied = error_of(&Failure::Denied("grant it".to_owned()));
        assert_eq!(denied.kind, ErrorKind::Misconfigured);
    }

    #[test]
    fn what_may_have_been_taken_is_never_tried_again() {
        let failures = [
            Failure::Timeout,
            Failure::TooLarge(1 << 20),
            Failure::Connect("the connection broke: reset".to_owned()),
            Failure::Connect("anything else".to_owned()),
        ];
        let errors = failures.iter().map(error_of);
        let gateways = [500, 502, 504].map(|status| answered(status, "<html>Bad gateway</html>"));
        for error in errors.chain(gateways) {
            assert_eq!(error.kind, ErrorKind::Rejected, "{error:?}");
            assert_eq!(error.code.as_deref(), Some(UNCERTAIN), "{error:?}");
        }
    }

    #[test]
    fn a_date_to_come_back_at_is_the_gateways_own_schedule() {
        let headers = vec![Field::new("retry-after", "Wed, 21 Oct 2026 07:28:00 GMT")];
        let response = Response {
            status: 429,
            headers,
            body: Payload::Text(String::new()),
        };
        assert_eq!(error_of(&Failure::Status(response)).retry_after_ms, None);
    }
}

//! What a failed push means: whether it is tried again, and who must act.
//!
//! LINE knows a push by its key, so whatever may pass is tried again: had it been taken before, LINE says
//! so instead of sending it twice.

use frontdesk_plugin::{
    Error, Response,
    channel::{Cause, Outcome, Refusal},
    http::Failure,
};
use serde_json::Value;

use frontdesk_plugin::told::Told;

/// What becomes of a message whose push failed like this.
pub fn of(failure: &Failure) -> Result<Outcome, Error> {
    Err(match failure {
        Failure::Timeout => Error::transient("LINE did not answer in time"),
        Failure::Connect(why) => Error::transient(format!("LINE cannot be reached: {why}")),
        Failure::TooLarge(_) => Error::transient("LINE's answer is too long to be read"),
        Failure::Denied(what) => Error::misconfigured(what.clone()),
        Failure::Status(response) => return of_status(response),
    })
}

fn of_status(response: &Response) -> Result<Outcome, Error> {
    let status = response.status;
    let told: Value = response.json().unwrap_or_default();
    let told = Told::from(&told);
    let message = |sentence: &str| format!("LINE answered {status}: {sentence}");
    let refused = |cause, sentence| {
        let refusal = Refusal::new(cause, message(sentence)).code(status.to_string());
        Ok(Outcome::Refused(refusal))
    };
    let error = match status {
        400 => {
            let (cause, sentence) = bad_request(told);
            return refused(cause, sentence);
        }
        413 => return refused(Cause::Content, "the text is too long"),
        429 if is_used_up(told) => {
            return refused(Cause::Quota, "the messages of the month are used up");
        }
        429 => Error::rate_limited(message("too many messages at once"), None),
        403 => Error::misconfigured(message("the account or its plan may not push messages")),
        401 | 404 | 300..=399 => {
            Error::misconfigured(message("channel_access_token or base_url is not right"))
        }
        408 | 425 | 500..=599 => Error::transient(message("it cannot take it now")),
        _ => return refused(Cause::Other, "see LINE's list of errors"),
    };
    Err(Error {
        retry_after_ms: response.retry_after_ms(),
        ..error.code(status.to_string())
    })
}

/// LINE has sentences and no codes: what the wrong property is called counts first.
fn bad_request(told: Told<'_>) -> (Cause, &'static str) {
    let says = told.at("message").text().unwrap_or_default();
    let mut wrong = told
        .at("details")
        .items()
        .filter_map(|one| one.at("property").text());
    let is_wrong = |name: &str| says.contains(&format!("'{name}'"));
    if wrong.any(|property| property.starts_with("messages")) || is_wrong("messages") {
        (Cause::Content, "the text is not one that it takes")
    } else if is_wrong("to") || says.contains("Failed to send messages") {
        (Cause::Recipient, "the contact's address takes no messages")
    } else {
        (Cause::Other, "see LINE's list of errors")
    }
}

/// There is one status for what passes in a second and for what passes with the month.
fn is_used_up(told: Told<'_>) -> bool {
    let says = told.at("message").text().unwrap_or_default();
    ["monthly limit", "additional messages"]
        .iter()
        .any(|words| says.contains(words))
}

#[cfg(test)]
mod tests {
    use frontdesk_plugin::{ErrorKind, types::Payload};

    use super::*;

    fn told(status: u16, body: &str) -> Result<Outcome, Error> {
        of(&Failure::Status(Response {
            status,
            headers: Vec::new(),
            body: Payload::Text(body.to_owned()),
        }))
    }

    #[test]
    fn what_is_refused_says_why() {
        for (status, body, wanted) in [
            (
                400,
                r#"{"message":"The property, 'to', in the request body is invalid (line: -, column: -)"}"#,
                Cause::Recipient,
            ),
            (
                400,
                r#"{"message":"Failed to send messages"}"#,
                Cause::Recipient,
            ),
            (
                400,
                r#"{"message":"The request body has 1 error(s)","details":[{"message":"Length must be between 0 and 5000","property":"messages[0].text"}]}"#,
                Cause::Content,
            ),
            (400, "<html/>", Cause::Other),
            (413, "", Cause::Content),
            (418, "", Cause::Other),
            (
                429,
                r#"{"message":"You have reached your monthly limit."}"#,
                Cause::Quota,
            ),
            (
                429,
                r#"{"message":"You have exceeded the target limit for additional messages."}"#,
                Cause::Quota,
            ),
        ] {
            let Ok(Outcome::Refused(refusal)) = told(status, body) else {
                panic!("{status} {body}");
            };
            assert_eq!(refusal.cause, wanted, "{status} {body}");
        }
    }

    #[test]
    fn what_may_pass_is_tried_again() {
        for (status, body, wanted) in [
            (
                429,
                r#"{"message":"The API rate limit has been exceeded. Try again later."}"#,
                ErrorKind::RateLimited,
            ),
            (500, r#"{"message":"Internal error"}"#, ErrorKind::Transient),
            (502, "<html/>", ErrorKind::Transient),
            (
                401,
                r#"{"message":"Authentication failed"}"#,
                ErrorKind::Misconfigured,
            ),
            (403, "", ErrorKind::Misconfigured),
            (404, "", ErrorKind::Misconfigured),
            (302, "", ErrorKind::Misconfigured),
        ] {
            assert_eq!(
                told(status, body).unwrap_err().kind,
                wanted,
                "{status} {body}"
            );
        }
        for failure in [
            Failure::Timeout,
            Failure::Connect("the connection broke: reset".to_owned()),
            Failure::Connect("no connection: refused".to_owned()),
            Failure::TooLarge(1),
        ] {
            assert_eq!(
                of(&failure).unwrap_err().kind,
                ErrorKind::Transient,
                "{failure:?}"
            );
        }
    }
}

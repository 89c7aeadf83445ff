//! Sending a message, or the parts of a long one.

use frontdesk_plugin::{
    Cx, Error, ErrorKind, Request, Response,
    channel::{Cause, Outcome, Refusal},
};
use serde_json::Value;

use crate::{graph, json};

/// Parts of one message: one below the rounds of requests that a gateway allows.
pub const PARTS_MAX: usize = 6;
/// How long all parts of a long text may take together, within what a gateway allows an operation.
const ALL_PARTS_MS: u32 = 24_000;

/// The parts of a text, or why it is not sent at all; `counted` says what the limit counts.
pub fn parts(parts: Vec<&str>, max: usize, counted: &str) -> Result<Vec<String>, Outcome> {
    if parts.is_empty() {
        return Err(Outcome::refused(Cause::Content, "the message has no text"));
    }
    if parts.len() > PARTS_MAX {
        return Err(Outcome::refused(
            Cause::Content,
            format!(
                "the text is too long: {max} {counted} are taken at once, and a message is sent in at \
                 most {PARTS_MAX} parts"
            ),
        ));
    }
    Ok(parts.into_iter().map(str::to_owned).collect())
}

/// Sends the requests one after the other (at the same time they would arrive in any order); `id` finds
/// Meta's name for the message in the answer.
///
/// An error that has the gateway try again is given for the first part only: a second try begins with the
/// first part again, and the contact would have it twice.
pub fn send(
    cx: &mut Cx,
    requests: Vec<Request>,
    id: impl Fn(&Value) -> Option<String>,
) -> Result<Outcome, Error> {
    let count = requests.len();
    let timeout = u32::try_from(count).ok().filter(|count| *count > 1);
    let mut ids = Vec::with_capacity(count);
    for request in requests {
        let request = match timeout {
            Some(count) => request.timeout_ms(ALL_PARTS_MS / count),
            None => request,
        };
        let taken = match cx.try_fetch(request)? {
            Ok(response) => taken(&response, &id),
            Err(failure) => Err(graph::outcome_of(&failure)),
        };
        match taken {
            Ok(id) => ids.push(id),
            Err(outcome) => return broken_off(outcome, ids.len(), count),
        }
    }
    Ok(Outcome::Sent(ids))
}

/// An answer that names the message is a receipt. Another one may be anybody's.
fn taken(
    response: &Response,
    id: impl Fn(&Value) -> Option<String>,
) -> Result<String, Result<Outcome, Error>> {
    let body = response.json::<Value>().ok();
    body.as_ref().and_then(id).ok_or_else(|| {
        let status = response.status;
        let why = format!("Meta answered {status} without a name for the message");
        Ok(graph::uncertain(&why))
    })
}

/// What becomes of the message if a part fails after others were taken: it is over either way.
fn broken_off(
    outcome: Result<Outcome, Error>,
    taken: usize,
    count: usize,
) -> Result<Outcome, Error> {
    if taken == 0 {
        return outcome;
    }
    let told = |why: &str| format!("only the first {taken} of {count} parts were sent: {why}");
    Ok(match outcome {
        Ok(Outcome::Uncertain(why)) => Outcome::Uncertain(told(&why)),
        Ok(Outcome::Refused(refusal)) => Outcome::Refused(Refusal {
            message: told(&refusal.message),
            ..refusal
        }),
        Ok(Outcome::Sent(ids)) => Outcome::Sent(ids),
        Err(error) => {
            let cause = match error.kind {
                ErrorKind::Misconfigured => Cause::Misconfigured,
                ErrorKind::RateLimited => Cause::Filtered,
                ErrorKind::Invalid
                | ErrorKind::Unauthorized
                | ErrorKind::Unsupported
                | ErrorKind::Rejected
                | ErrorKind::Transient
                | ErrorKind::Internal => Cause::Other,
            };
            Outcome::Refused(Refusal {
                code: error.code,
                ..Refusal::new(cause, told(&error.message))
            })
        }
    })
}

/// Meta's name for a message, from the answer of Messenger and Instagram.
pub fn message_id(body: &Value) -> Option<String> {
    json::id(body, "message_id")
}

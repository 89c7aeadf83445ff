//! Sending a message, or the parts of a long one.

use frontdesk_plugin::{
    Cx, Error, ErrorKind, Request, Response,
    channel::{Cause, Outcome},
    outbound::{self, Failed, Manner},
};
use serde_json::Value;

use crate::{graph, json};

/// Parts of one message: one below the rounds of requests that a gateway allows.
pub const PARTS_MAX: usize = 6;
/// What is said of a message that is not simply sent.
pub(crate) const MANNER: Manner = Manner {
    unknown: ": it may have been taken",
    cause: cause_of_cut,
    ..Manner::BRIEF
};

/// Why a message is over whose first parts were taken.
const fn cause_of_cut(kind: ErrorKind) -> Cause {
    match kind {
        ErrorKind::Misconfigured => Cause::Misconfigured,
        ErrorKind::RateLimited => Cause::Filtered,
        ErrorKind::Invalid
        | ErrorKind::Unauthorized
        | ErrorKind::Unsupported
        | ErrorKind::Rejected
        | ErrorKind::Transient
        | ErrorKind::Internal => Cause::Other,
    }
}

/// The parts of a text with so many files behind it, or why it is not sent at all; `counted` says what the
/// limit counts.
pub fn parts(
    parts: Vec<&str>,
    files: usize,
    max: usize,
    counted: &str,
) -> Result<Vec<String>, Outcome> {
    if parts.is_empty() && files == 0 {
        return Err(Outcome::refused(Cause::Content, "the message has no text"));
    }
    if parts.len() + files > PARTS_MAX {
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

/// Sends a message's requests; `id` finds Meta's name for the message in the answer.
pub fn send(
    cx: &mut Cx,
    requests: Vec<Request>,
    id: impl Fn(&Value) -> Option<String>,
) -> Result<Outcome, Error> {
    let taken = |response: &Response| {
        let body = response.json::<Value>().ok();
        let id = body.as_ref().and_then(&id);
        id.ok_or_else(|| Failed::nameless("Meta", response))
    };
    outbound::send(cx, requests, &MANNER, taken, graph::failed)
}

/// Meta's name for a message, from the answer of Messenger and Instagram.
pub fn message_id(body: &Value) -> Option<String> {
    json::id(body, "message_id")
}

//! Messages to providers that know no idempotency key: what became of one whose request failed, and of one
//! that goes out in parts.
//!
//! Only what a provider has certainly not taken is tried again. What its codes mean each channel knows for
//! itself; what follows from it is the same for all.

use crate::{
    Cx, Error, ErrorKind, Request, Response,
    channel::{Cause, Outcome, Refusal},
    http::Failure,
};

/// How long all parts of a message may take together, within what a gateway allows an operation.
const ALL_PARTS_MS: u32 = 24_000;

/// Why a message, or a part of one, has no name of the provider's.
#[derive(Clone, Debug, PartialEq)]
pub enum Failed {
    /// The provider has certainly not taken it, and may take it later, or once the operator has acted.
    Again(Error),
    /// It will never take it.
    Refused(Refusal),
    /// Nobody knows whether it has taken it, for this reason.
    Uncertain(String),
}

/// What channels say in different ways of messages that are not simply sent.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    /// What follows the reason why nobody knows.
    pub unknown: &'static str,
    /// What follows "only the first 1 of 3 parts were sent" where the next one is refused.
    pub cut_by_refusal: &'static str,
    /// The same where nobody knows of the next one.
    pub cut_by_unknown: &'static str,
    /// The cause of a message that is over, as a later part may not be tried again alone.
    pub cause: fn(ErrorKind) -> Cause,
}

impl Manner {
    /// The reasons alone; what is over has no cause of its own.
    pub const BRIEF: Self = Self {
        unknown: "",
        cut_by_refusal: "",
        cut_by_unknown: "",
        cause: |_| Cause::Other,
    };

    /// What follows from the reasons too, and whether the operator must act.
    pub const FULL: Self = Self {
        unknown: ": nobody knows whether the message was taken, so it is not sent again by itself",
        cut_by_refusal: ", so it is not sent again by itself",
        cut_by_unknown: ", so it is not sent again by itself; of the next one",
        cause: |kind| match kind {
            ErrorKind::Misconfigured => Cause::Misconfigured,
            ErrorKind::Invalid
            | ErrorKind::Unauthorized
            | ErrorKind::Unsupported
            | ErrorKind::Rejected
            | ErrorKind::Transient
            | ErrorKind::RateLimited
            | ErrorKind::Internal => Cause::Other,
        },
    };
}

impl Failed {
    /// What a failed request means; `provider` begins a sentence, and `of_status` knows what an answer
    /// with another status than 2xx means.
    pub fn of(
        failure: &Failure,
        provider: &str,
        of_status: impl FnOnce(&Response) -> Self,
    ) -> Self {
        match failure {
            Failure::Timeout => Self::Uncertain(format!("{provider} did not answer in time")),
            // The gateway has one word for no connection and for one that broke under way. Whatever
            // does not begin like the first counts as the second.
            Failure::Connect(why) if why.starts_with("no connection") => Self::Again(
                Error::transient(format!("{provider} cannot be reached: {why}")),
            ),
            Failure::Connect(why) => Self::Uncertain(format!("{provider} did not answer: {why}")),
            Failure::TooLarge(_) => {
                Self::Uncertain(format!("{provider}'s answer is too long to be read"))
            }
            Failure::Denied(what) => Self::Again(Error::misconfigured(what.clone())),
            Failure::Status(response) => of_status(response),
        }
    }

    /// An answer that names the message is a receipt. Another one may be anybody's.
    pub fn nameless(provider: &str, response: &Response) -> Self {
        let status = response.status;
        Self::Uncertain(format!(
            "{provider} answered {status} without a name for the message"
        ))
    }

    /// What becomes of a message when this happened behind the first `taken` of its `count` parts: if
    /// there are any, it is over, as a second try would send those again.
    pub fn after(self, taken: usize, count: usize, manner: &Manner) -> Result<Outcome, Error> {
        let so_far = |remark: &str| match taken {
            0 => String::new(),
            _ => format!("only the first {taken} of {count} parts were sent{remark}: "),
        };
        let (cause, message, code) = match self {
            Self::Again(error) if taken == 0 => return Err(error),
            Self::Uncertain(why) => {
                let so_far = so_far(manner.cut_by_unknown);
                return Ok(Outcome::Uncertain(format!(
                    "{so_far}{why}{}",
                    manner.unknown
                )));
            }
            Self::Again(error) => ((manner.cause)(error.kind), error.message, error.code),
            Self::Refused(refusal) => (refusal.cause, refusal.message, refusal.code),
        };
        Ok(Outcome::Refused(Refusal {
            cause,
            message: format!("{}{message}", so_far(manner.cut_by_refusal)),
            code,
        }))
    }
}

/// Sends the requests for a message's parts one after the other: at the same time they would arrive in any
/// order. `taken` finds the provider's name for a part in an answer, `failed` says what a failure means.
///
/// An error that has the gateway try again is given for the first part only: a second try begins with the
/// first part again, and the contact would have it twice.
pub fn send(
    cx: &mut Cx,
    requests: Vec<Request>,
    manner: &Manner,
    taken: impl Fn(&Response) -> Result<String, Failed>,
    failed: impl Fn(&Failure) -> Failed,
) -> Result<Outcome, Error> {
    let count = requests.len();
    let timeout = u32::try_from(count).ok().filter(|count| *count > 1);
    let timeout = timeout.map(|count| ALL_PARTS_MS / count);
    let mut ids = Vec::with_capacity(count);
    for mut request in requests {
        request.timeout_ms = timeout.or(request.timeout_ms);
        let taken = match cx.try_fetch(request)? {
            Ok(response) => taken(&response),
            Err(failure) => Err(failed(&failure)),
        };
        match taken {
            Ok(id) => ids.push(id),
            Err(failed) => return failed.after(ids.len(), count, manner),
        }
    }
    Ok(Outcome::Sent(ids))
}

#[cfg(test)]
mod tests;

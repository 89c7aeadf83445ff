//! What a request's failure means to the gateway, unless the component knows better.

use crate::{
    Error,
    http::{Failure, Response},
};

/// The error for a failure of a request to `host`:
///
/// | failure | kind |
/// |---|---|
/// | no connection, no answer in time, 408, 425, 5xx | `transient` |
/// | 429 | `rate-limited`, with the answer's `retry-after` |
/// | not granted, 401, 403 | `misconfigured` |
/// | a longer answer than the operator allows, other statuses | `rejected` |
pub fn error_of(failure: &Failure, host: &str) -> Error {
    match failure {
        Failure::Timeout => Error::transient(format!("{host} did not answer in time")),
        Failure::Connect(why) => Error::transient(format!("{host} cannot be reached: {why}")),
        Failure::Denied(what) => Error::misconfigured(what.clone()),
        Failure::TooLarge(max) => {
            Error::rejected(format!("{host} answered with more than {max} bytes"))
        }
        Failure::Status(response) => of_status(response, host),
    }
}

fn of_status(response: &Response, host: &str) -> Error {
    let status = response.status;
    let message = format!("{host} answered {status}");
    let error = match status {
        401 | 403 => Error::misconfigured(format!("{message}: are its secrets right?")),
        408 | 425 | 500..=599 => Error::busy(message, response.retry_after_ms()),
        429 => Error::rate_limited(message, response.retry_after_ms()),
        _ => Error::rejected(message),
    };
    error.code(status.to_string())
}

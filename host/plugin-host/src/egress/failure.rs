//! What an HTTP client's error means to a component.

use std::error::Error as StdError;

use super::{request::out_of_reach, resolver::OutOfReach};
use crate::bindings::http_types::{Exchange, Failure};

/// Bytes of a reason.
const REASON_BYTES: usize = 200;

/// The failure. Its text is the innermost cause: the outer ones tell the URL, which may hold a
/// secret.
pub(crate) fn of(error: &reqwest::Error) -> Failure {
    if error.is_timeout() && !error.is_connect() {
        return Failure::Timeout;
    }
    let mut cause: &(dyn StdError + 'static) = error;
    loop {
        if let Some(reason) = cause.downcast_ref::<OutOfReach>() {
            return Failure::Denied(out_of_reach(*reason));
        }
        match cause.source() {
            Some(inner) => cause = inner,
            None => break,
        }
    }
    let innermost = if cause.is::<reqwest::Error>() {
        "the request could not be sent".to_owned()
    } else {
        cause.to_string()
    };
    let what = if error.is_connect() {
        "no connection"
    } else {
        "the connection broke"
    };
    let reason: String = format!("{what}: {innermost}")
        .chars()
        .filter(|c| !c.is_control())
        .take(REASON_BYTES)
        .collect();
    Failure::Connect(reason)
}

/// The metric's label.
pub(crate) const fn outcome(exchange: &Exchange) -> &'static str {
    match exchange {
        Ok(_) => "ok",
        Err(Failure::Timeout) => "timeout",
        Err(Failure::Connect(_)) => "connect",
        Err(Failure::Denied(_)) => "denied",
        Err(Failure::TooLarge(_)) => "too_large",
        Err(Failure::Status(_)) => "status",
    }
}

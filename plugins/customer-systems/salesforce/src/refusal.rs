//! What a status of Salesforce's means. It answers `[{"errorCode", "message", "fields"}]`.

use frontdesk_plugin::{Error, Response, told::Told};
use serde_json::Value;

use crate::api::NAME;

/// When to come back after the day's requests are used up: the limit is of the last 24 hours, so some are
/// free again before the day is over.
const AFTER_LIMIT_MS: u32 = 15 * 60 * 1_000;

/// The error for a status; none: what it means everywhere.
///
/// | code | meaning |
/// |---|---|
/// | `REQUEST_LIMIT_EXCEEDED` (403, not 429) | the org's requests of a day are used up |
/// | `INVALID_SESSION_ID` (401) | the token is not valid, or no more |
/// | `UNABLE_TO_LOCK_ROW`, `SERVER_UNAVAILABLE` | somebody else is at it; later |
/// | `INVALID_FIELD`, `INVALID_TYPE`, `NOT_FOUND` for a path | a setting names what the org does not have |
/// | `INSUFFICIENT_ACCESS..`, `API_DISABLED_FOR_ORG` | the app's user may not |
/// | other 400 | this record, and no other |
pub fn of(response: &Response) -> Option<Error> {
    of_code(&code(response)?, response.retry_after_ms())
}

/// The same for one part of a composite answer.
pub fn of_part(body: &Value) -> Error {
    let code = first_code(body);
    let error = code.as_deref().and_then(|code| of_code(code, None));
    error.unwrap_or_else(|| {
        let error = Error::rejected(format!("{NAME} refused a part of it"));
        match code {
            Some(code) => error.code(code),
            None => error,
        }
    })
}

fn of_code(code: &str, retry_after_ms: Option<u32>) -> Option<Error> {
    let error = match code {
        "REQUEST_LIMIT_EXCEEDED" => Error::rate_limited(
            format!("the requests of the org at {NAME} are used up"),
            retry_after_ms.or(Some(AFTER_LIMIT_MS)),
        ),
        "TXN_SECURITY_METERING_ERROR" | "TOO_MANY_REQUESTS" => {
            Error::rate_limited(format!("{NAME} is asked too often"), retry_after_ms)
        }
        "INVALID_SESSION_ID" => Error::misconfigured(format!(
            "{NAME} does not take the access token: is it of this org, and renewed?"
        )),
        "UNABLE_TO_LOCK_ROW" | "SERVER_UNAVAILABLE" | "QUERY_TIMEOUT" => {
            Error::busy(format!("{NAME} is busy"), retry_after_ms)
        }
        "INVALID_FIELD"
        | "INVALID_TYPE"
        | "INVALID_FIELD_FOR_INSERT_UPDATE"
        | "MALFORMED_QUERY" => Error::misconfigured(format!(
            "{NAME} has no such field, or its user may not see it: are the settings right?"
        )),
        "INSUFFICIENT_ACCESS"
        | "INSUFFICIENT_ACCESS_OR_READONLY"
        | "API_DISABLED_FOR_ORG"
        | "API_CURRENTLY_DISABLED"
        | "FUNCTIONALITY_NOT_ENABLED" => {
            Error::misconfigured(format!("the app's user at {NAME} may not do this"))
        }
        "DUPLICATES_DETECTED" | "DUPLICATE_VALUE" => {
            Error::rejected(format!("{NAME} has such a record already"))
        }
        "NOT_FOUND" | "ENTITY_IS_DELETED" => frontdesk_crm_shared::refusal::gone(NAME),
        _ => return None,
    };
    Some(error.code(code))
}

/// Salesforce's own word for an error.
pub fn code(response: &Response) -> Option<String> {
    first_code(&response.json().unwrap_or_default())
}

fn first_code(body: &Value) -> Option<String> {
    // One that is no word may repeat what was sent.
    let is_word = |code: &&str| {
        (1..=60).contains(&code.len())
            && code
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte == b'_')
    };
    let first = Told::from(body).items().next()?;
    first
        .at("errorCode")
        .text()
        .filter(is_word)
        .map(str::to_owned)
}

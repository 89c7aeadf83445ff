//! What a status of the Web API's means. It answers `{"error": {"code", "message"}}`.

use frontdesk_crm_shared::refusal::gone;
use frontdesk_plugin::{Error, Response, told::Told};
use serde_json::Value;

use crate::api::NAME;

/// A record with this id is there already.
const DUPLICATE_KEYS: [&str; 2] = ["0x80040237", "0x80060892"];
/// A rule about duplicates says that such a record is there already.
const DUPLICATES_FOUND: &str = "0x80040333";
/// Requests, time and connections of the last five minutes: each has a code.
const LIMITS: [&str; 3] = ["0x80072322", "0x80072321", "0x80072326"];

/// The error for a status; none: what it means everywhere.
///
/// | status | and | meaning |
/// |---|---|---|
/// | 401 | | the token is not valid, or no more |
/// | 403 | | the app's user may not |
/// | 404 | | no such record |
/// | 400 | a column that is not there | a setting names it |
/// | 412 | a duplicate | it is there already |
/// | 429, or a limit's code | | later, by `retry-after`; asking sooner makes it longer |
pub fn of(response: &Response) -> Option<Error> {
    let code = code(response).unwrap_or_default();
    let wait = response.retry_after_ms();
    let error = match response.status {
        _ if LIMITS.contains(&code.as_str()) => {
            Error::rate_limited(format!("{NAME} is asked too much"), wait)
        }
        401 => Error::misconfigured(format!("{NAME} does not take the access token")),
        403 => Error::misconfigured(format!("the app's user may not do this at {NAME}")),
        404 => gone(NAME),
        400 if names_column(response) => Error::misconfigured(format!(
            "{NAME} has no such column: are the settings right?"
        )),
        409 | 412 => Error::rejected(format!("{NAME} has such a record already")),
        429 => Error::rate_limited(format!("{NAME} is asked too often"), wait),
        _ => return None,
    };
    Some(if code.is_empty() {
        error
    } else {
        error.code(code)
    })
}

/// Whether what was to be created has been created before, under the same id.
pub fn is_there(response: &Response) -> bool {
    code(response).is_some_and(|code| DUPLICATE_KEYS.contains(&code.as_str()))
}

/// Whether a rule about duplicates refused it.
pub fn is_like_another(response: &Response) -> bool {
    code(response).is_some_and(|code| code == DUPLICATES_FOUND)
}

/// The code of an error: `0x` and eight digits. Anything else may repeat what was sent.
fn code(response: &Response) -> Option<String> {
    let body: Value = response.json().ok()?;
    let code = Told::from(&body).at("error").at("code").text()?;
    let digits = code.strip_prefix("0x")?;
    let is_code = digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_code.then(|| format!("0x{}", digits.to_ascii_lowercase()))
}

fn names_column(response: &Response) -> bool {
    let body: Value = response.json().unwrap_or_default();
    let message = Told::from(&body)
        .at("error")
        .at("message")
        .text()
        .unwrap_or_default();
    message.contains("Could not find a property named")
        || message.contains("does not exist on type")
}

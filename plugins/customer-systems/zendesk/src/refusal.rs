//! What a status of Zendesk's means. It answers `{"error", "description", "details"}`.

use frontdesk_crm_shared::refusal::gone;
use frontdesk_plugin::{Error, Response, told::Told};
use serde_json::Value;

use crate::api::NAME;

/// When to come back if Zendesk does not say: its own client waits as long.
const WAIT_MS: u32 = 10_000;

/// The error for a status; none: what it means everywhere.
///
/// | status | meaning |
/// |---|---|
/// | 401, 403 | the token is not right, or its agent may not |
/// | 404 | no such user or ticket |
/// | 409 | two changes at once |
/// | 422 | this record is not taken: a closed ticket, a field that must be filled |
/// | 429, 503 | later, by `retry-after` |
pub fn of(response: &Response) -> Option<Error> {
    let wait = response.retry_after_ms().or(Some(WAIT_MS));
    Some(match response.status {
        401 => Error::misconfigured(format!(
            "{NAME} does not take the token: is it the agent's?"
        )),
        403 => Error::misconfigured(format!("the token's agent may not do this at {NAME}")),
        404 => gone(NAME),
        409 => Error::busy(format!("{NAME} was changing the record"), wait),
        422 => Error::rejected(format!("{NAME} does not take the record")),
        429 => Error::rate_limited(format!("{NAME} is asked too often"), wait),
        503 => Error::busy(format!("{NAME} is down"), wait),
        _ => return None,
    })
}

/// Whether the same key came with another ticket before.
pub fn is_idempotency(response: &Response) -> bool {
    let body: Value = response.json().unwrap_or_default();
    response.status == 400 && Told::from(&body).at("error").is("IdempotentRequestError")
}

//! What a refusal of the server's means: there is a sentence and no code, `{"error": ".."}`.

use frontdesk_plugin::{Error, Response, told::Told};
use frontdesk_translator_shared::{
    refusal::{key, no_such_pair, too_much},
    work::Service as _,
};
use serde_json::Value;

use crate::api::Api;

/// The error for an answer; none: what its status means everywhere.
///
/// | status | and | meaning |
/// |---|---|---|
/// | 400 | is not supported, is not available | no such language, or no such pair |
/// | 400 | exceeds a limit | too much at once: the settings say more than the server takes |
/// | 400, 403 | an API key | a key is wanted, or another one |
/// | 403 | anything else | too many requests for too long: the server takes none of us for a while |
/// | 429 | | too many requests; it does not say until when |
pub fn of(response: &Response) -> Option<Error> {
    let told: Value = response.json().unwrap_or_default();
    let says = Told::from(&told).at("error").text().unwrap_or_default();
    let has = |words: &[&str]| words.iter().any(|word| says.contains(word));
    let name = Api::NAME;
    Some(match response.status {
        400 if has(&["not supported", "not available"]) => no_such_pair(name),
        400 if has(&["exceeds"]) => too_much(name),
        400 | 403 if has(&["API key"]) => key(name),
        403 if has(&["Too many", "violations"]) => Error::rate_limited(
            format!("{name} answered 403: too many requests for too long"),
            response.retry_after_ms(),
        ),
        413 => too_much(name),
        _ => return None,
    })
}

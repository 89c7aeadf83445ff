//! What a status of `DeepL`'s means.

use frontdesk_plugin::{Error, Response, told::Told};
use frontdesk_translator_shared::{
    refusal::{key, no_such_pair, quota, too_much},
    work::Service as _,
};
use serde_json::Value;

use crate::api::Api;

/// The error for a status; none: what it means everywhere.
///
/// | status | meaning |
/// |---|---|
/// | 400 that names a language | it has none such, or no such pair |
/// | 403 | wrong key, or one of the other plan |
/// | 413, 414 | more than 128 KiB |
/// | 429, 529 | too many requests |
/// | 456 | the quota is used up |
pub fn of(response: &Response) -> Option<Error> {
    let name = Api::NAME;
    Some(match response.status {
        400 if names_language(response) => no_such_pair(name),
        403 => key(name),
        413 | 414 => too_much(name),
        456 => quota(name),
        529 => Error::rate_limited(
            format!("{name} answered 529: too many requests"),
            response.retry_after_ms(),
        ),
        _ => return None,
    })
}

/// Its words have the parameter's name: `Value for 'target_lang' not supported.`
fn names_language(response: &Response) -> bool {
    let told: Value = response.json().unwrap_or_default();
    let message = Told::from(&told).at("message").text().unwrap_or_default();
    message.to_ascii_lowercase().contains("lang")
}

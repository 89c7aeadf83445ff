//! What a refusal of APY's means: `{"status": "error", "code", "message", "explanation"}`.

use frontdesk_plugin::{Error, Response, told::Told};
use frontdesk_translator_shared::{refusal::no_such_pair, work::Service as _};
use serde_json::Value;

use crate::api::Api;

/// The error for an answer; none: what its status means everywhere. 503 is one of those: the pair's
/// processes did not answer, and are started anew.
///
/// | status | and | meaning |
/// |---|---|---|
/// | 400 | words about a pair, a path or languages | it is not installed |
pub fn of(response: &Response) -> Option<Error> {
    let told: Value = response.json().unwrap_or_default();
    let says = Told::from(&told)
        .at("explanation")
        .text()
        .unwrap_or_default();
    let is_pair = ["pair", "Pair", "path", "languages"]
        .iter()
        .any(|word| says.contains(word));
    (response.status == 400 && is_pair).then(|| no_such_pair(Api::NAME))
}

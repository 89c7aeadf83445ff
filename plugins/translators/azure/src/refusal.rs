//! What a refusal of Azure's means: six digits, of which the first three are the status.
//! The list: <https://learn.microsoft.com/azure/ai-services/translator/text-translation/reference/status-response-codes>.

use frontdesk_plugin::{Error, Response, http::Failure, told::Told};
use frontdesk_translator_shared::{
    refusal::{self as shared, no_such_pair, quota, too_much},
    work::Service as _,
};
use serde_json::Value;

use crate::api::Api;

/// The error for an answer; none: what its status means everywhere.
///
/// | code | meaning |
/// |---|---|
/// | 400003, 400019, 400023, 400035, 400036, 400075 | no such language, or no such pair |
/// | 400050, 400072, 400077 | too much at once |
/// | 401.. | wrong key, or the wrong region for it |
/// | 403001 | the free quota is used up |
/// | 403.. | the key may not do this |
/// | 408001 | the model is being made ready |
/// | 429.. | too many requests |
pub fn of(response: &Response) -> Option<Error> {
    let told: Value = response.json().unwrap_or_default();
    let code = Told::from(&told).at("error").at("code").whole();
    let name = Api::NAME;
    let error = match (response.status, code) {
        (_, Some(400_003 | 400_019 | 400_023 | 400_035 | 400_036 | 400_075)) => no_such_pair(name),
        (_, Some(400_050 | 400_072 | 400_077)) | (413, _) => too_much(name),
        (401, _) => Error::misconfigured(format!(
            "{name} does not take the key: is it one of this region's?"
        )),
        (_, Some(403_001)) => quota(name),
        (403, _) => Error::misconfigured(format!("{name} answered 403: the key may not translate")),
        _ => return code.map(|code| usual(response).code(code.to_string())),
    };
    Some(match code {
        Some(code) => error.code(code.to_string()),
        None => error,
    })
}

/// What the status means everywhere.
fn usual(response: &Response) -> Error {
    shared::of(&Failure::Status(response.clone()), Api::NAME, |_| None)
}

//! What Meta's three have in common: the Graph API's errors, tokens and signatures.
//!
//! <https://developers.facebook.com/docs/graph-api/webhooks/getting-started>.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::{
    Account,
    call::{Answer, Call, SignedCall, with_query},
    faults::Mishap,
    ids, sign,
};

/// The first part of the addresses of all three.
pub(super) const PREFIX: &str = "meta";

/// Whether the request names the account's token.
pub(super) fn is_authenticated(call: &Call, account: &Account) -> bool {
    let token = call.bearer().or_else(|| call.query("access_token"));
    token == Some(account.token.as_str())
}

/// An error of the Graph API's.
pub(super) fn error(status: u16, code: u32, message: &str) -> Answer {
    error_with(status, code, message, &json!({}))
}

/// An error with more fields.
pub(super) fn error_with(status: u16, code: u32, message: &str, more: &Value) -> Answer {
    let mut error = json!({
        "message": message, "type": "OAuthException", "code": code,
        "fbtrace_id": format!("A{}", ids::hex(22)),
    });
    if let (Value::Object(error), Value::Object(more)) = (&mut error, more) {
        error.extend(more.clone());
    }
    Answer::json(status, &json!({ "error": error }))
}

/// A request for something that is not there, or may not be seen.
pub(super) fn unknown_object(id: &str) -> Answer {
    let message = format!(
        "Unsupported post request. Object with ID '{id}' does not exist, cannot be loaded due to \
         missing permissions, or does not support this operation."
    );
    error_with(400, 100, &message, &json!({ "error_subcode": 33 }))
}

/// Meta has no `Retry-After`: how many minutes are left stands in a header about the account.
pub(super) fn with_regain(answer: Answer, kind: &str, mishap: &Mishap) -> Answer {
    let usage = json!({ "0": [{
        "type": kind, "call_count": 100, "total_cputime": 100, "total_time": 100,
        "estimated_time_to_regain_access": mishap.retry_after.div_ceil(60),
    }]});
    answer.with("x-business-use-case-usage", usage.to_string())
}

/// A call with JSON, signed over its bytes with the app's secret.
pub(super) fn signed(account: &Account, body: &Value, message: &str) -> SignedCall {
    let body = escaped(&body.to_string()).into_bytes();
    let signature = signature(account.secret(), &body);
    SignedCall::post(&account.webhook_url, "application/json", body, message)
        .with("x-hub-signature-256", signature)
}

fn signature(secret: &str, body: &[u8]) -> String {
    format!("sha256={}", sign::hex(&sign::hmac_sha256(secret, body)))
}

/// JSON as Meta writes it: `\u` for all that is not ASCII, and `\/`.
fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for char in json.chars() {
        match char {
            '/' => text.push_str("\\/"),
            char if char.is_ascii() => text.push(char),
            char => {
                let mut units = [0; 2];
                for unit in char.encode_utf16(&mut units) {
                    let _ = write!(text, "\\u{unit:04x}");
                }
            }
        }
    }
    text
}

/// The call that asks whether an address wants to be called.
pub(super) fn check(account: &Account) -> (SignedCall, String) {
    let challenge = ids::digits_of(&ids::hex(8), 10);
    let query = [
        ("hub.mode", "subscribe"),
        ("hub.challenge", challenge.as_str()),
        ("hub.verify_token", account.verify_token.as_str()),
    ];
    let call = SignedCall::get(with_query(&account.webhook_url, &query));
    (call, challenge)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_the_one_that_github_publishes_for_the_same_header() {
        // https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
        assert_eq!(
            signature("It's a Secret to Everybody", b"Hello, World!"),
            "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
        );
    }

    #[test]
    fn json_is_escaped_and_reads_the_same() {
        let body = json!({ "a/b": "¿Dónde? 😀 \"x\"" });
        let text = escaped(&body.to_string());
        assert!(text.is_ascii(), "{text}");
        assert!(
            text.contains("a\\/b") && text.contains("\\ud83d\\ude00"),
            "{text}"
        );
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), body);
    }
}

//! The parameters of a POST: a form as a rule, or the same names in a JSON object.
//!
//! Both are read before anybody knows whose call it is, so a stranger must not be able to make that dear:
//! a call that takes the component too long is a fault, and after some of those nobody's calls are taken
//! for a while.

use frontdesk_plugin::{Error, channel::Webhook, types::Payload};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use crate::{CALL_BYTES_MAX, CALL_PARAMS_MAX};

/// Where the address says what the body's SHA-256 is, in hexadecimal digits.
const BODY_HASH: &str = "bodySHA256";

/// What a POST says.
#[derive(Debug)]
pub struct Posted {
    /// Every parameter.
    pub params: Vec<(String, String)>,
    /// Whether they are signed one by one; else the address, which is signed, says the body's hash.
    pub are_signed: bool,
}

/// Reads a POST. Of JSON, only if the address names the hash of just this body: nothing else of it is
/// signed.
pub fn read(call: &Webhook) -> Result<Posted, Error> {
    if !is_json(call) {
        return Ok(Posted {
            params: form(call)?,
            are_signed: true,
        });
    }
    let body = match &call.body {
        Payload::Text(text) => text.as_bytes(),
        Payload::Bytes(bytes) => bytes,
    };
    if body.len() > CALL_BYTES_MAX {
        return Err(too_large());
    }
    let told = call.query(BODY_HASH).ok_or_else(|| {
        Error::unauthorized("the call is JSON, and its address has no bodySHA256: nothing signs it")
    })?;
    if !is_hash(told, &Sha256::digest(body)) {
        return Err(Error::unauthorized("bodySHA256 is another body's"));
    }
    let object: Map<String, Value> = call.json()?;
    if object.len() > CALL_PARAMS_MAX {
        return Err(too_large());
    }
    Ok(Posted {
        params: object.into_iter().filter_map(param).collect(),
        are_signed: false,
    })
}

fn is_json(call: &Webhook) -> bool {
    let kind = call.header("content-type").unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default();
    kind.trim().eq_ignore_ascii_case("application/json")
}

fn form(call: &Webhook) -> Result<Vec<(String, String)>, Error> {
    let text = call.text()?;
    if text.len() > CALL_BYTES_MAX || text.split('&').count() > CALL_PARAMS_MAX {
        return Err(too_large());
    }
    call.form()
}

fn too_large() -> Error {
    Error::invalid(format!(
        "the call has more than {CALL_BYTES_MAX} bytes or {CALL_PARAMS_MAX} parameters"
    ))
}

/// A parameter as a form would have it. No parameter that is known is a list or an object.
fn param((name, value): (String, Value)) -> Option<(String, String)> {
    match value {
        Value::String(text) => Some((name, text)),
        Value::Bool(_) | Value::Number(_) => Some((name, value.to_string())),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn is_hash(told: &str, hash: &[u8]) -> bool {
    let digit = |digit: u8| char::from(digit).to_digit(16);
    let byte = |pair: &[u8]| match pair {
        [high, low] => u8::try_from(digit(*high)? * 16 + digit(*low)?).ok(),
        _ => None,
    };
    let told = told.as_bytes();
    told.len() == 2 * hash.len()
        && told
            .chunks(2)
            .zip(hash)
            .all(|(pair, right)| byte(pair) == Some(*right))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_hexadecimal_digits_in_either_case_and_all_of_them() {
        let hash = [0x0a, 0xff];
        for right in ["0aff", "0AFF", "0aFf"] {
            assert!(is_hash(right, &hash), "{right}");
        }
        for wrong in ["", "0a", "0afe", "0aff0", "0aff00", "+aff", "0aéé"] {
            assert!(!is_hash(wrong, &hash), "{wrong}");
        }
    }

    #[test]
    fn numbers_are_as_they_are_written_and_what_is_no_parameter_is_let_be() {
        let param = |value| param(("a".to_owned(), value)).map(|(_, value)| value);
        assert_eq!(param(Value::from("1 ")).as_deref(), Some("1 "));
        assert_eq!(param(Value::from(1)).as_deref(), Some("1"));
        assert_eq!(param(Value::from(true)).as_deref(), Some("true"));
        for other in [Value::Null, Value::from(vec![1]), Value::Object(Map::new())] {
            assert_eq!(param(other), None);
        }
    }
}

//! The code of a call in the way of the SMS API: the parameter `sig`.
//!
//! Signed are the other parameters, sorted by name, each as `&name=value`, with `_` for every `&` and `=`
//! in either. Which code that is, is the account's setting; those with MD5 are weak, and only taken
//! where the operator has chosen one. <https://developer.vonage.com/en/getting-started/concepts/signing-messages>

use std::collections::BTreeMap;

use frontdesk_plugin::{
    Error,
    channel::Webhook,
    host::{self, SignedPart},
    http::Method,
};
use serde_json::Value;

use crate::{
    CALL_BYTES_MAX, SIGNATURE_SECRET,
    encoding::hex,
    settings::{Code, Settings},
};

/// Parameters of a call: Vonage sends about 20.
pub const CALL_PARAMS_MAX: usize = 200;
const SIG: &str = "sig";

/// The parameters by name; of a name that comes twice, the first.
pub type Params = BTreeMap<String, String>;

/// The parameters of a call, however it was made. They are read before anybody knows whose call it is, so
/// a stranger must not be able to make that dear.
pub fn params(call: &Webhook) -> Result<Params, Error> {
    let pairs: Vec<(String, String)> = match call.method {
        Method::Get => {
            let pairs = call.query.iter();
            pairs
                .map(|field| (field.name.clone(), field.value.clone()))
                .collect()
        }
        Method::Post => posted(call)?,
        Method::Put | Method::Patch | Method::Delete | Method::Head => {
            return Err(Error::unauthorized("Vonage calls by POST or GET"));
        }
    };
    if pairs.len() > CALL_PARAMS_MAX {
        return Err(too_large());
    }
    let mut params = Params::new();
    for (name, value) in pairs {
        params.entry(name).or_insert(value);
    }
    Ok(params)
}

fn posted(call: &Webhook) -> Result<Vec<(String, String)>, Error> {
    let kind = call.header("content-type").unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let is_form = kind.eq_ignore_ascii_case("application/x-www-form-urlencoded");
    if !is_form && !kind.eq_ignore_ascii_case("application/json") {
        return Err(unsigned());
    }
    let text = call.text()?;
    if text.len() > CALL_BYTES_MAX || (is_form && text.split('&').count() > CALL_PARAMS_MAX) {
        return Err(too_large());
    }
    if is_form {
        return call.form();
    }
    let object: BTreeMap<String, Value> = call.json()?;
    let written = |value: Value| match value {
        Value::String(text) => text,
        Value::Null => String::new(),
        // Numbers as they are written; no parameter is a list or an object.
        other @ (Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            other.to_string()
        }
    };
    let pairs = object.into_iter();
    Ok(pairs.map(|(name, value)| (name, written(value))).collect())
}

fn too_large() -> Error {
    Error::invalid(format!(
        "the call has more than {CALL_BYTES_MAX} bytes or {CALL_PARAMS_MAX} parameters"
    ))
}

fn unsigned() -> Error {
    Error::unauthorized("the call has neither a token nor the parameter sig")
}

/// Goes on only if the parameters were signed with the account's secret, not too long ago.
pub fn verify(params: &Params, settings: &Settings, now: f64) -> Result<(), Error> {
    let sig = params.get(SIG).ok_or_else(unsigned)?;
    let code = hex(sig).ok_or_else(|| Error::unauthorized("the parameter sig is not hex"))?;
    let method = settings.signature_method.code();
    let is_right = |with_empty: bool| {
        let parts = [SignedPart::Text(signed(params, with_empty))];
        match method {
            Code::Hmac(hash) => host::hmac_verify(SIGNATURE_SECRET, hash, &parts, &code),
            Code::Weak(kind) => host::weak_verify(SIGNATURE_SECRET, kind, &parts, &code),
        }
    };
    // Vonage's own libraries differ in whether a parameter that says nothing is signed.
    let has_empty = params.values().any(|value| value.trim().is_empty());
    let is_signed = is_right(true)? || (has_empty && is_right(false)?);
    if !is_signed {
        return Err(Error::unauthorized("the parameter sig is wrong"));
    }
    let made = params
        .get("timestamp")
        .and_then(|text| text.parse::<f64>().ok())
        .ok_or_else(|| Error::unauthorized("the call does not say when it was signed"))?;
    if settings.is_fresh(made, now) {
        Ok(())
    } else {
        Err(Error::unauthorized(
            "the call's timestamp is too old, or of the future",
        ))
    }
}

/// What is signed.
fn signed(params: &Params, with_empty: bool) -> String {
    let mut text = String::new();
    let is_signed =
        |name: &str, value: &str| name != SIG && (with_empty || !value.trim().is_empty());
    for (name, value) in params.iter().filter(|(name, value)| is_signed(name, value)) {
        text.push('&');
        text.push_str(&name.replace(['&', '='], "_"));
        text.push('=');
        text.push_str(&value.replace(['&', '='], "_"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_sorted_and_cannot_pass_for_one_another() {
        let params = [
            ("b", "1&c=2"),
            ("a", ""),
            ("B", "3"),
            ("sig", "00"),
            ("c", "4"),
            ("d=5&e", "6"),
        ];
        let params: Params = params
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        assert_eq!(signed(&params, true), "&B=3&a=&b=1_c_2&c=4&d_5_e=6");
        assert_eq!(signed(&params, false), "&B=3&b=1_c_2&c=4&d_5_e=6");
    }
}

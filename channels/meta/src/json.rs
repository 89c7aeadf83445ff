//! Looking into JSON whose shape is the provider's and may change without notice: whatever is not as
//! expected is as if it were not there, and costs nobody the rest of the call.

use serde_json::Value;

/// Bytes of an id that Meta gives; theirs are below 200. What is appended to make an event's id fits
/// into the gateway's 256.
const ID_BYTES: usize = 200;
/// Below this a moment is in seconds, from it on in milliseconds.
const SECONDS_MAX: f64 = 1e11;
/// Milliseconds; what is later (in the year 5138) is no moment.
const LATEST: f64 = 1e14;

/// A text that is there and says something.
pub fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    let found = value.get(key)?.as_str()?;
    (!found.is_empty()).then_some(found)
}

/// An id: a text of one line, or a whole number (written as one; never through a float).
pub fn id(value: &Value, key: &str) -> Option<String> {
    let found = match value.get(key)? {
        Value::String(text) => text.clone(),
        Value::Number(number) if number.is_u64() => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            return None;
        }
    };
    is_id(&found).then_some(found)
}

/// Whether a text can be an id.
pub fn is_id(text: &str) -> bool {
    (1..=ID_BYTES).contains(&text.len())
        && !text.chars().any(|c| c.is_control() || c.is_whitespace())
}

/// A list; empty if there is none.
pub fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    match value.get(key) {
        Some(Value::Array(items)) => items,
        _ => &[],
    }
}

/// Whether something is said to be so.
pub fn flag(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_bool).unwrap_or_default()
}

/// A number, also one that is written as a text.
pub fn number(value: &Value, key: &str) -> Option<f64> {
    let found = value.get(key)?;
    let number = match found.as_str() {
        Some(text) => text.trim().parse().ok()?,
        None => found.as_f64()?,
    };
    number.is_finite().then_some(number)
}

/// A moment in milliseconds, from seconds or milliseconds, as a number or a text; `now` if there is none.
pub fn moment(value: &Value, key: &str, now: f64) -> f64 {
    milliseconds(value, key).unwrap_or(now)
}

/// The same; none if there is none.
pub fn milliseconds(value: &Value, key: &str) -> Option<f64> {
    match number(value, key)? {
        time if (SECONDS_MAX..LATEST).contains(&time) => Some(time.trunc()),
        time if (1.0..SECONDS_MAX).contains(&time) => Some((time * 1_000.0).trunc()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_id_is_a_text_or_a_whole_number_and_never_a_float() {
        let value = json!({
            "text": "m_1", "number": 1_517_776_481_860_111_u64, "float": 1.5e15, "empty": "",
            "lines": "a\nb", "long": "x".repeat(ID_BYTES + 1), "null": null, "list": ["m_1"],
        });
        assert_eq!(id(&value, "text").as_deref(), Some("m_1"));
        assert_eq!(id(&value, "number").as_deref(), Some("1517776481860111"));
        for key in ["float", "empty", "lines", "long", "null", "list", "missing"] {
            assert_eq!(id(&value, key), None, "{key}");
        }
    }

    #[test]
    fn a_moment_is_read_in_seconds_and_in_milliseconds() {
        let value = json!({ "s": "1749416383", "ms": 1_459_991_487_970_u64, "zero": 0, "word": "now", "never": 1e300 });
        for (key, expected) in [
            ("s", 1_749_416_383_000.0),
            ("ms", 1_459_991_487_970.0),
            ("zero", 7.0),
            ("word", 7.0),
            ("never", 7.0),
            ("missing", 7.0),
        ] {
            let found = moment(&value, key, 7.0);
            assert!((found - expected).abs() < 0.5, "{key}: {found}");
        }
    }

    #[test]
    fn what_has_another_type_is_not_there() {
        let value = json!({ "a": 1, "b": "x", "c": true });
        assert_eq!(text(&value, "a"), None);
        assert!(list(&value, "b").is_empty());
        assert!(!flag(&value, "b"));
        assert_eq!(number(&value, "c"), None);
        assert_eq!(text(&json!("word"), "a"), None);
    }
}

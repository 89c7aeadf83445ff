//! Whether what came is what a fixture expects.

use serde_json::Value;

/// Where `found` differs from `wanted`; none if it does not. An object need only have what is wanted of
/// it; a list has as many items as are wanted.
pub(crate) fn difference(wanted: &Value, found: &Value) -> Option<String> {
    at("", wanted, found)
}

fn at(place: &str, wanted: &Value, found: &Value) -> Option<String> {
    match (wanted, found) {
        (Value::Object(wanted), Value::Object(found)) => wanted.iter().find_map(|(key, wanted)| {
            let found = found.get(key).unwrap_or(&Value::Null);
            at(&format!("{place}.{key}"), wanted, found)
        }),
        (Value::Array(wanted), Value::Array(found)) if wanted.len() == found.len() => wanted
            .iter()
            .zip(found)
            .enumerate()
            .find_map(|(n, (wanted, found))| at(&format!("{place}[{n}]"), wanted, found)),
        (Value::Number(wanted), Value::Number(found)) if wanted.as_f64() == found.as_f64() => None,
        (wanted, found) if wanted == found => None,
        (wanted, found) => {
            let place = if place.is_empty() {
                "it"
            } else {
                place.trim_start_matches('.')
            };
            Some(format!("{place} should be {wanted}, and is {found}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_not_named_is_not_compared() {
        assert_eq!(
            difference(&json!({"a": 1}), &json!({"a": 1.0, "b": 2})),
            None
        );
        assert_eq!(difference(&json!([{"a": null}]), &json!([{}])), None);
    }

    #[test]
    fn the_place_is_told() {
        assert_eq!(
            difference(&json!({"a": [{"b": "x"}]}), &json!({"a": [{"b": "y"}]})).as_deref(),
            Some("a[0].b should be \"x\", and is \"y\"")
        );
        assert_eq!(
            difference(&json!([1]), &json!([1, 2])).as_deref(),
            Some("it should be [1], and is [1,2]")
        );
    }
}

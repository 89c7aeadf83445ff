//! Fields of JSON objects that a gateway sends, and that a provider does.

use serde_json::{Map, Value};

/// The object of a body; an empty one for anything else.
pub(super) fn object(value: Option<Value>) -> Option<Map<String, Value>> {
    match value {
        Some(Value::Object(fields)) => Some(fields),
        Some(
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_),
        )
        | None => None,
    }
}

/// A text that is not empty, or a number as text.
pub(super) fn text(fields: &Map<String, Value>, name: &str) -> Option<String> {
    match fields.get(name)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
            None
        }
    }
}

/// An object in a field.
pub(super) fn inner<'a>(
    fields: &'a Map<String, Value>,
    name: &str,
) -> Option<&'a Map<String, Value>> {
    fields.get(name)?.as_object()
}

/// Sets a field of an object.
pub(super) fn put(object: &mut Value, name: &str, value: Value) {
    if let Value::Object(fields) = object {
        fields.insert(name.to_owned(), value);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_number_is_read_as_its_text_and_nothing_as_none() {
        let fields = object(Some(json!({ "a": 7, "b": "x", "c": "", "d": null }))).unwrap();
        let read = |name| text(&fields, name);
        assert_eq!(read("a").as_deref(), Some("7"));
        assert_eq!(read("b").as_deref(), Some("x"));
        assert_eq!((read("c"), read("d"), read("e")), (None, None, None));
    }
}

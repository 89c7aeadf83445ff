//! What a component is given for its trial: settings from its own schema, and all that it asks for.

use serde_json::{Map, Value};

use crate::{
    Grants, HostPattern,
    descriptor::Descriptor,
    secret::{SecretGrant, SecretUse, SecretValue},
};

/// Settings as operators should not write them, and some do.
pub(super) const ODD_SETTINGS: [&str; 4] = [
    "{}",
    r#"{"url":[],"base_url":{},"token":null,"":0,"a":{"a":{"a":{"a":{"a":[[[[[]]]]]}}}}}"#,
    r#"{"\u202e":"\u0000","n":-1e308,"big":18446744073709551615}"#,
    r#"{"url":"javascript:alert(1)","base_url":"http://[::1","number":"١٢٣"}"#,
];

/// Settings that a schema accepts, as far as its defaults and examples say.
pub(super) fn settings(schema: &str) -> String {
    let schema: Value = serde_json::from_str(schema).unwrap_or_default();
    object(&schema, 0).to_string()
}

/// Deeper than this, nothing is made up.
const DEPTH_MAX: u32 = 4;

fn object(schema: &Value, depth: u32) -> Value {
    let mut made = Map::new();
    let required = schema.get("required").and_then(Value::as_array);
    let required: Vec<&str> = required
        .map(|names| names.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    for (name, property) in schema
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        if required.contains(&name.as_str()) {
            made.insert(name.clone(), value(property, depth));
        }
    }
    Value::Object(made)
}

fn value(property: &Value, depth: u32) -> Value {
    let first = |key: &str| {
        property
            .get(key)
            .and_then(Value::as_array)?
            .first()
            .cloned()
    };
    let told = property.get("default").cloned();
    let told = told.or_else(|| property.get("const").cloned());
    if let Some(value) = told.or_else(|| first("examples")).or_else(|| first("enum")) {
        return value;
    }
    match property.get("type").and_then(Value::as_str) {
        Some("object") if depth < DEPTH_MAX => object(property, depth + 1),
        Some("object") => Value::Object(Map::new()),
        Some("array") => Value::Array(Vec::new()),
        Some("integer" | "number") => property.get("minimum").cloned().unwrap_or_else(|| 1.into()),
        Some("boolean") => false.into(),
        Some(_) | None => text(property).into(),
    }
}

fn text(property: &Value) -> String {
    match property.get("format").and_then(Value::as_str) {
        Some("uri" | "url") => "https://trial.example/api".to_owned(),
        Some("email") => "trial@trial.example".to_owned(),
        Some("hostname") => "trial.example".to_owned(),
        Some(_) | None => {
            let least = property.get("minLength").and_then(Value::as_u64);
            let least = usize::try_from(least.unwrap_or(5)).unwrap_or(5).min(1_000);
            "trial".chars().cycle().take(least.max(5)).collect()
        }
    }
}

/// All that is asked for, with secrets that are none.
pub(super) fn grants(told: &Descriptor, settings: &str) -> Grants {
    let settings: Value = serde_json::from_str(settings).unwrap_or_default();
    let host = |ask: &String| match ask.strip_prefix('{').and_then(|it| it.strip_suffix('}')) {
        Some(key) => settings
            .get(key)
            .and_then(Value::as_str)
            .and_then(HostPattern::of_url),
        None => HostPattern::parse(ask).ok(),
    };
    let hosts: Vec<_> = told.hosts.iter().filter_map(host).collect();
    let secrets = told.secrets.iter().map(|ask| {
        let grant = SecretGrant {
            renewal: None,
            // Also a public key, where one is wanted: 32 bytes in hex.
            value: SecretValue::new(
                *b"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            ),
            hosts: if ask.uses.contains(&SecretUse::Send) {
                hosts.clone()
            } else {
                Vec::new()
            },
            uses: ask.uses.iter().copied().collect(),
        };
        (ask.name.clone(), grant)
    });
    Grants {
        secrets: secrets.collect(),
        hosts,
        private_networks: true,
        kv: told.kv,
    }
}

/// Whether a sentence is of a fault and not of the component's own. Problems that a component reports
/// are in its own words; these are the host's.
pub(super) fn is_fault(sentence: &str) -> bool {
    [
        "it trapped: ",
        "it ran longer than ",
        "it wanted more than ",
        "its answer is not valid: ",
    ]
    .iter()
    .any(|beginning| sentence.starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_what_the_schema_requires() {
        let schema = r#"{"required": ["url", "name", "n", "mode", "inner"], "properties": {
            "url": {"type": "string", "format": "uri"},
            "name": {"type": "string", "minLength": 8},
            "n": {"type": "integer", "minimum": 3},
            "mode": {"enum": ["a", "b"]},
            "inner": {"type": "object", "required": ["on"], "properties": {"on": {"type": "boolean"}}},
            "optional": {"type": "string"}}}"#;
        let made: Value = serde_json::from_str(&settings(schema)).unwrap();
        let expected = serde_json::json!({
            "url": "https://trial.example/api", "name": "trialtri", "n": 3, "mode": "a",
            "inner": {"on": false},
        });
        assert_eq!(made, expected);
        assert_eq!(settings("not a schema"), "{}");
    }

    #[test]
    fn odd_settings_are_json() {
        for settings in ODD_SETTINGS {
            assert!(serde_json::from_str::<Value>(settings).unwrap().is_object());
        }
    }
}

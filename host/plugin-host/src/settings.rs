//! Settings against the component's own JSON Schema.
//!
//! Linear regular expressions only, no references to other documents, and no value in a message: an
//! operator may have put a secret in the wrong place.

use std::fmt::{self, Write as _};

use jsonschema::{PatternOptions, ValidationError, error::ValidationErrorKind};
use serde_json::Value;

/// Problems told at once.
const PROBLEMS_MAX: usize = 32;
/// Bytes of one message.
const MESSAGE_CHARS: usize = 300;

/// What is wrong with one setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsProblem {
    /// JSON Pointer (RFC 6901) of the setting; of the surrounding table for one that is missing; ""
    /// for the whole. An unknown key's pointer is the key's own.
    pub pointer: String,
    /// What is expected, and for an unknown key the nearest one that exists. Never the value.
    pub message: String,
}

impl fmt::Display for SettingsProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.pointer.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "{}: {}", self.pointer, self.message)
        }
    }
}

/// The component's schema cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("its settings schema cannot be used: {0}")]
pub struct SchemaError(pub String);

/// Checks settings (a JSON object as text) against a schema; no problem: they fit.
pub fn check_settings(schema: &str, settings: &str) -> Result<Vec<SettingsProblem>, SchemaError> {
    let schema: Value =
        serde_json::from_str(schema).map_err(|error| SchemaError(error.to_string()))?;
    let validator = jsonschema::options()
        .with_pattern_options(PatternOptions::regex())
        .build(&schema)
        .map_err(|error| SchemaError(short(&error.to_string())))?;
    let settings: Value = match serde_json::from_str(settings) {
        Ok(settings) => settings,
        Err(error) => {
            return Ok(vec![SettingsProblem {
                pointer: String::new(),
                message: format!("they are not JSON: {error}"),
            }]);
        }
    };
    let problems = validator.iter_errors(&settings);
    let mut problems: Vec<_> = problems
        .take(PROBLEMS_MAX)
        .flat_map(|error| told(&error, &schema, &settings))
        .collect();
    problems.truncate(PROBLEMS_MAX);
    Ok(problems)
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "whatever else a schema can ask is told in the library's words"
)]
fn told(error: &ValidationError<'_>, schema: &Value, settings: &Value) -> Vec<SettingsProblem> {
    let pointer = error.instance_path().to_string();
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            unknown_keys(error, schema, unexpected)
        }
        // No property is declared at all, so that every key is one too many.
        ValidationErrorKind::FalseSchema => {
            match settings.pointer(&pointer).and_then(Value::as_object) {
                Some(table) => unknown_keys(error, schema, table.keys()),
                None => vec![SettingsProblem {
                    pointer,
                    message: "nothing may be set here".to_owned(),
                }],
            }
        }
        _ => vec![SettingsProblem {
            pointer,
            message: short(&error.masked_with("the value").to_string()),
        }],
    }
}

fn unknown_keys<'a>(
    error: &ValidationError<'_>,
    schema: &Value,
    keys: impl IntoIterator<Item = &'a String>,
) -> Vec<SettingsProblem> {
    let pointer = error.instance_path().to_string();
    let known = known_keys(schema, &error.schema_path().to_string());
    let problem = |key: &String| SettingsProblem {
        pointer: format!("{pointer}/{}", escaped(key)),
        message: unknown(key, &known),
    };
    keys.into_iter().map(problem).collect()
}

fn unknown(key: &str, known: &[&str]) -> String {
    let key = short(key);
    let nearest = known
        .iter()
        .map(|other| (distance(&key, other), *other))
        .filter(|(distance, _)| *distance <= key.chars().count() / 2)
        .min();
    let mut message = format!("there is no setting \"{key}\"");
    if let Some((_, nearest)) = nearest {
        // Writing to a String cannot fail.
        let _infallible = write!(message, "; did you mean \"{nearest}\"?");
    }
    if known.is_empty() {
        message.push_str("; there is none at all here");
    } else {
        let _infallible = write!(message, "; there are: {}", known.join(", "));
    }
    message
}

/// The keys beside the keyword that refused one: `.../additionalProperties` → `.../properties`.
fn known_keys<'a>(schema: &'a Value, keyword: &str) -> Vec<&'a str> {
    let parent = keyword.rsplit_once('/').map_or("", |(parent, _)| parent);
    let properties = schema.pointer(&format!("{parent}/properties"));
    let properties = properties.and_then(Value::as_object);
    let mut keys: Vec<_> = properties
        .map(|properties| properties.keys().map(String::as_str).collect())
        .unwrap_or_default();
    keys.truncate(PROBLEMS_MAX);
    keys
}

fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

fn short(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(MESSAGE_CHARS)
        .collect()
}

/// How many characters must change (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().take(MESSAGE_CHARS).collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, c) in one.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (d, above) in other.iter().zip(row.iter().skip(1)) {
            let changed = diagonal + usize::from(c != *d);
            left = changed.min(left + 1).min(above + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEMA: &str = r#"{
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": false,
        "required": ["base_url"],
        "properties": {
            "base_url": { "type": "string", "pattern": "^https://" },
            "page_size": { "type": "integer", "minimum": 1, "maximum": 100 },
            "mode": { "enum": ["live", "test"] },
            "fields": {
                "type": "object",
                "additionalProperties": false,
                "properties": { "email/work": { "type": "string" } }
            }
        }
    }"#;

    fn problems(settings: &str) -> Vec<String> {
        let problems = check_settings(SCHEMA, settings).expect("a schema");
        problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn settings_that_fit_have_no_problem() {
        assert!(
            problems(r#"{"base_url":"https://a.example","page_size":5,"mode":"live"}"#).is_empty()
        );
    }

    #[test]
    fn every_problem_has_its_place_and_what_is_expected() {
        let all = problems(
            r#"{"base_ur":"https://s3cr3t","page_size":"s3cr3t","mode":"s3cr3t",
                "fields":{"email/wrok":"x"}}"#,
        );
        let all = all.join("\n");
        for part in [
            "/base_ur: there is no setting \"base_ur\"; did you mean \"base_url\"?",
            "/page_size: the value is not of type \"integer\"",
            "/mode: the value is not one of",
            "/fields/email~1wrok: there is no setting \"email/wrok\"; did you mean \"email/work\"?",
            "\"base_url\" is a required property",
        ] {
            assert!(all.contains(part), "{part} in\n{all}");
        }
        assert!(!all.contains("s3cr3t"), "{all}");
    }

    #[test]
    fn where_nothing_can_be_set_the_key_is_named_all_the_same() {
        let schema = r#"{"type":"object","additionalProperties":false}"#;
        let problems = check_settings(schema, r#"{"colour":"s3cr3t"}"#).expect("a schema");
        let [problem] = problems.as_slice() else {
            panic!("{problems:?}");
        };
        assert_eq!(problem.pointer, "/colour");
        assert_eq!(
            problem.message,
            "there is no setting \"colour\"; there is none at all here"
        );
        assert!(check_settings(schema, "{}").expect("a schema").is_empty());
    }

    #[test]
    fn a_schema_that_needs_the_network_or_is_none_is_an_error() {
        for schema in [
            r#"{"$ref":"https://evil.example/schema.json"}"#,
            r#"{"$ref":"file:///etc/passwd"}"#,
            r#"{"type":"strange"}"#,
            "[",
            r#"{"properties":{"a":{"pattern":"(a)\\1"}}}"#,
        ] {
            assert!(check_settings(schema, "{}").is_err(), "{schema}");
        }
    }

    #[test]
    fn distances_are_counted_in_characters() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("äö", "äo"), 1);
    }
}

//! Texts with places to be filled in: `/people/{id}`. A template is read before there are any values, and a
//! value is never read as one.

use serde_json::Value;

use crate::values::Values;

/// A text with places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    /// What is put there, by name.
    Place(String),
}

impl Template {
    /// Reads a template. `{{` and `}}` are braces themselves. The error is for the operator.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (mut parts, mut plain) = (Vec::new(), String::new());
        let mut rest = text.chars().peekable();
        while let Some(c) = rest.next() {
            match c {
                '{' | '}' if rest.peek() == Some(&c) => {
                    plain.push(c);
                    rest.next();
                }
                '}' => return Err("a } without its {; a brace itself is written }}".to_owned()),
                '{' => {
                    if !plain.is_empty() {
                        parts.push(Part::Text(std::mem::take(&mut plain)));
                    }
                    let mut name = String::new();
                    loop {
                        match rest.next() {
                            Some('}') => break,
                            Some(c) if c != '{' => name.push(c),
                            Some(_) | None => {
                                return Err(
                                    "a { without its }; a brace itself is written {{".to_owned()
                                );
                            }
                        }
                    }
                    parts.push(Part::Place(name));
                }
                c => plain.push(c),
            }
        }
        if !plain.is_empty() {
            parts.push(Part::Text(plain));
        }
        Ok(Self(parts))
    }

    /// What the places are called.
    pub fn places(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|part| match part {
            Part::Place(name) => Some(name.as_str()),
            Part::Text(_) => None,
        })
    }

    /// The texts between the places.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|part| match part {
            Part::Text(text) => Some(text.as_str()),
            Part::Place(_) => None,
        })
    }

    /// The place that is all of it.
    fn only(&self) -> Option<&str> {
        match self.0.as_slice() {
            [Part::Place(name)] => Some(name),
            _ => None,
        }
    }

    /// As a text. None: it is one place, and nothing is known to put there.
    pub fn text(&self, values: &Values, written: impl Fn(&str) -> String) -> Option<String> {
        if self.only().is_some_and(|name| values.get(name).is_none()) {
            return None;
        }
        let mut out = String::new();
        for part in &self.0 {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Place(name) => out.push_str(&written(&values.text(name))),
            }
        }
        Some(out)
    }

    /// As JSON: what is one place keeps its kind, so that a list is a list. None as with
    /// [`text`](Self::text).
    pub fn json(&self, values: &Values) -> Option<Value> {
        match self.only() {
            Some(name) => values.get(name).cloned(),
            None => self.text(values, str::to_owned).map(Value::String),
        }
    }
}

/// A JSON text in which each text is a template. What stays empty is left out, so that it says nothing of
/// what nobody knows. None: one of the templates is none, which was checked before.
pub fn body(value: &Value, values: &Values) -> Option<Value> {
    match value {
        Value::String(text) => Template::parse(text).ok()?.json(values),
        Value::Array(items) => {
            let items = items.iter().filter_map(|item| body(item, values));
            Some(Value::Array(items.collect()))
        }
        Value::Object(fields) => {
            let field =
                |(name, value): (&String, &Value)| Some((name.clone(), body(value, values)?));
            Some(Value::Object(fields.iter().filter_map(field).collect()))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => Some(value.clone()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn values(pairs: &Value) -> Values {
        let mut values = Values::default();
        for (name, value) in pairs.as_object().unwrap() {
            values.put(name, Some(value.clone()));
        }
        values
    }

    #[test]
    fn a_value_is_never_read_as_a_template() {
        let values = values(&json!({ "a": "{b} {{ }", "b": "x" }));
        let text = |text: &str| Template::parse(text).unwrap().text(&values, str::to_owned);
        assert_eq!(text("<{a}>").as_deref(), Some("<{b} {{ }>"));
        assert_eq!(text("{{{b}}}").as_deref(), Some("{x}"));
        assert_eq!(text("{c}"), None);
        assert_eq!(text("-{c}-").as_deref(), Some("--"));
    }

    #[test]
    fn what_is_no_template_is_told() {
        for text in ["{", "}", "{a", "a}", "{a{b}}", "{a}}"] {
            assert!(Template::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_body_keeps_kinds_and_leaves_out_what_nobody_knows() {
        let template = json!({
            "to": ["{emails}", "{c}", 7], "all": "{emails}", "text": "{a}: {c}", "none": "{c}", "{a}": true,
            "deep": { "x": "\"{a}\"" },
        });
        let values = values(&json!({ "a": "\"},\"role\":\"admin", "emails": ["x", "y"] }));
        assert_eq!(
            body(&template, &values).unwrap(),
            json!({
                "to": [["x", "y"], 7], "all": ["x", "y"], "text": "\"},\"role\":\"admin: ", "{a}": true,
                "deep": { "x": "\"\"},\"role\":\"admin\"" },
            })
        );
    }
}

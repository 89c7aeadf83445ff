//! What a request is, whatever is put into it.

use std::collections::BTreeSet;

use frontdesk_plugin::{Request, http::Body};
use serde_json::Value;

/// What a request is without its values.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Shape {
    method: String,
    origin: String,
    slashes: usize,
    parameters: Vec<String>,
    keys: BTreeSet<String>,
}

impl Shape {
    /// Of a request.
    ///
    /// # Panics
    /// If its address or its body is none.
    pub(super) fn of(request: &Request) -> Self {
        let (address, query) = request
            .url
            .split_once('?')
            .unwrap_or((request.url.as_str(), ""));
        assert!(!request.url.contains('#'), "{}", request.url);
        assert!(request.url.is_ascii(), "{}", request.url);
        let name = |pair: &str| pair.split('=').next().unwrap_or_default().to_owned();
        let mut keys = BTreeSet::new();
        match &request.body {
            Body::Json(json) => {
                let value = serde_json::from_str::<Value>(json);
                assert!(value.is_ok(), "{json}");
                keys_of("", &value.unwrap_or_default(), &mut keys);
            }
            Body::Form(fields) => keys.extend(fields.iter().map(|field| field.name.clone())),
            Body::Empty | Body::Bytes(_) => {}
        }
        Self {
            method: format!("{:?}", request.method),
            origin: address.split('/').take(3).collect::<Vec<_>>().join("/"),
            slashes: address.matches('/').count(),
            parameters: query
                .split('&')
                .filter(|pair| !pair.is_empty())
                .map(name)
                .collect(),
            keys,
        }
    }

    /// It asks for nothing that the other does not.
    pub(super) fn is_within(&self, other: &Self) -> bool {
        self.method == other.method
            && self.origin == other.origin
            && self.slashes == other.slashes
            && self.parameters == other.parameters
            && self.keys.is_subset(&other.keys)
    }
}

fn keys_of(place: &str, value: &Value, keys: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let place = format!("{place}.{key}");
                keys_of(&place, value, keys);
                keys.insert(place);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| keys_of(place, item, keys)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

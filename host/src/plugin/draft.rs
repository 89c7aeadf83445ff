//! What a component says of itself, as a section to be filled in.

use std::collections::BTreeMap;

use frontdesk_config::{
    Setting,
    edit::{Draft, DraftKey, DraftTable},
};
use frontdesk_core::Name;
use frontdesk_plugin_host::{Descriptor, SecretUse};
use serde_json::{Map, Value};

/// Characters of one line of a description.
const LINE_CHARS: usize = 100;

/// The section for a component under a name.
pub(super) fn draft(name: &Name, file: &str, queue: Option<&str>, told: &Descriptor) -> Draft {
    let section = told.kind.section();
    let is_channel = section == "channel";
    let mut keys = vec![key("wasm", text(file), "", true)];
    if is_channel {
        keys.push(key("queue", text(queue.unwrap_or("sales")), "", true));
        keys.push(key("title", text(&told.title), "", true));
    }
    let (settings, settings_missing) = settings(&told.settings_schema);
    let secrets = secrets(name, told);
    let grants = grants(told);
    // A half-filled section would have the whole configuration refused at the next start.
    let is_active = !settings_missing
        && (!is_channel || queue.is_some())
        && grants.is_empty()
        && !told.secrets.iter().any(|ask| ask.required);
    let mut about = vec![format!(
        "{} (component {} {}).",
        told.title, told.id, told.version
    )];
    if !is_active {
        about.push(
            "Fill in what is missing, look at what it may do, and take \"# \" from every line."
                .to_owned(),
        );
    }
    let tables = [
        ("settings", settings),
        ("secrets", secrets),
        ("grants", grants),
    ];
    let tables = tables.into_iter().filter(|(_, keys)| !keys.is_empty());
    Draft {
        section,
        name: name.to_string(),
        about,
        is_active,
        keys,
        tables: tables
            .map(|(name, keys)| DraftTable { name, keys })
            .collect(),
    }
}

fn key(name: &str, value: Setting, about: &str, is_set: bool) -> DraftKey {
    DraftKey {
        name: name.to_owned(),
        about: wrapped(about),
        value,
        is_set,
    }
}

fn text(text: &str) -> Setting {
    Setting::Text(text.to_owned())
}

fn texts<T: ToString>(texts: impl IntoIterator<Item = T>) -> Setting {
    let texts = texts.into_iter();
    Setting::List(texts.map(|it| Setting::Text(it.to_string())).collect())
}

/// The schema's properties; `true`: one of them must be filled in.
fn settings(schema: &str) -> (Vec<DraftKey>, bool) {
    let schema: Value = serde_json::from_str(schema).unwrap_or_default();
    let empty = Map::new();
    let properties = schema.get("properties").and_then(Value::as_object);
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .map(|names| names.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    let mut is_missing = false;
    let mut keys = Vec::new();
    for (name, property) in properties.unwrap_or(&empty) {
        let about = property.get("description").and_then(Value::as_str);
        let mut about = about.unwrap_or_default().to_owned();
        let default = property.get("default").and_then(setting);
        let is_required = required.contains(&name.as_str());
        if is_required && default.is_none() {
            is_missing = true;
            about.push_str(" Required.");
        }
        let value = default.clone().unwrap_or_else(|| example(property));
        let is_set = is_required && default.is_none();
        keys.push(key(name, value, about.trim(), is_set));
    }
    (keys, is_missing)
}

/// A value of JSON as TOML can have it.
fn setting(value: &Value) -> Option<Setting> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(flag) => Setting::Flag(*flag),
        Value::Number(number) => match number.as_i64() {
            Some(number) => Setting::Integer(number),
            None => Setting::Number(number.as_f64()?),
        },
        Value::String(it) => text(it),
        Value::Array(items) => Setting::List(items.iter().filter_map(setting).collect()),
        Value::Object(entries) => {
            let entries = entries.iter();
            let entries = entries.filter_map(|(name, it)| Some((name.clone(), setting(it)?)));
            Setting::Table(entries.collect())
        }
    })
}

/// Something of the property's type, for the operator to replace.
fn example(property: &Value) -> Setting {
    let first = |key: &str| property.get(key).and_then(Value::as_array)?.first();
    if let Some(value) = first("examples")
        .or_else(|| first("enum"))
        .and_then(setting)
    {
        return value;
    }
    match property.get("type").and_then(Value::as_str) {
        Some("integer" | "number") => {
            let minimum = property.get("minimum").and_then(setting);
            minimum.unwrap_or(Setting::Integer(0))
        }
        Some("boolean") => Setting::Flag(false),
        Some("array") => Setting::List(Vec::new()),
        Some("object") => Setting::Table(BTreeMap::new()),
        Some(_) | None => text(""),
    }
}

fn secrets(name: &Name, told: &Descriptor) -> Vec<DraftKey> {
    let secret = |ask: &frontdesk_plugin_host::SecretAsk| {
        let variable = format!("{name}_{}", ask.name).to_uppercase();
        let variable = variable.replace(|c: char| !c.is_ascii_alphanumeric(), "_");
        let uses = texts(ask.uses.iter().map(|wanted| wanted.name()));
        let mut holder = BTreeMap::from([
            ("env".to_owned(), Setting::Text(variable)),
            ("uses".to_owned(), uses),
        ]);
        if ask.uses.contains(&SecretUse::Send) {
            holder.insert("hosts".to_owned(), texts(hosts(told)));
        }
        let optional = if ask.required { "" } else { " (optional)" };
        let about = format!("{}{optional}", ask.purpose);
        key(&ask.name, Setting::Table(holder), &about, ask.required)
    };
    told.secrets.iter().map(secret).collect()
}

fn grants(told: &Descriptor) -> Vec<DraftKey> {
    let mut keys = Vec::new();
    if !told.hosts.is_empty() {
        let about = "Hosts that it asks to send requests to.";
        keys.push(key("hosts", texts(hosts(told)), about, true));
    }
    if told.kv {
        let about = "It asks to keep a few values of its own.";
        keys.push(key("kv", Setting::Flag(true), about, true));
    }
    keys
}

/// The hosts it asks for. That of a setting is for the operator to put in.
fn hosts(told: &Descriptor) -> Vec<String> {
    let host = |host: &String| match host.strip_prefix('{').and_then(|it| it.strip_suffix('}')) {
        Some(setting) => format!("https://the-host-of-{}.example", setting.replace('_', "-")),
        None => host.clone(),
    };
    told.hosts.iter().map(host).collect()
}

/// Lines of a length that fits an editor.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < LINE_CHARS => {
                line.push(' ');
                line.push_str(word);
            }
            Some(_) | None => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use frontdesk_plugin_host::{Kind, SecretAsk};

    use super::*;

    fn told() -> Descriptor {
        Descriptor {
            kind: Kind::Channel,
            id: "sms".to_owned(),
            version: "1.0.0".to_owned(),
            title: "SMS".to_owned(),
            settings_schema: r#"{"properties": {
                "from": {"type": "string", "description": "The number that it sends from.", "examples": ["+49"]},
                "parts": {"type": "integer", "default": 3}
            }, "required": ["from"]}"#
                .to_owned(),
            secrets: vec![SecretAsk {
                name: "token".to_owned(),
                purpose: "From the provider's console.".to_owned(),
                uses: vec![SecretUse::Send],
                required: true,
            }],
            hosts: vec!["https://api.example.com".to_owned()],
            kv: false,
            features: Vec::new(),
        }
    }

    #[test]
    fn what_has_to_be_filled_in_is_a_comment_and_says_what_for() {
        let name = Name::new("shop-sms").unwrap();
        let draft = draft(&name, "sms.wasm", Some("sales"), &told());
        assert!(!draft.is_active);
        let toml = draft.to_string();
        for line in [
            "# [channel.shop-sms]",
            "# queue = \"sales\"",
            "## The number that it sends from. Required.",
            "# from = \"+49\"",
            "# #parts = 3",
            "## From the provider's console.",
            "# token = { env = \"SHOP_SMS_TOKEN\", hosts = [\"https://api.example.com\"], uses = [\"send\"] }",
            "# hosts = [\"https://api.example.com\"]",
        ] {
            assert!(toml.lines().any(|it| it == line), "{line}\n---\n{toml}");
        }
    }

    #[test]
    fn what_needs_nothing_is_active_at_once() {
        let told = Descriptor {
            secrets: Vec::new(),
            hosts: Vec::new(),
            settings_schema: "{}".to_owned(),
            ..told()
        };
        let name = Name::new("sms").unwrap();
        let toml = draft(&name, "sms.wasm", Some("sales"), &told).to_string();
        assert!(
            toml.contains("\n[channel.sms]\nwasm = \"sms.wasm\"\n"),
            "{toml}"
        );
        let without_queue = draft(&name, "sms.wasm", None, &told);
        assert!(!without_queue.is_active);
    }
}

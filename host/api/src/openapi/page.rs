//! The description as a page: plain HTML, made once, no script and no request to anyone.

use std::{fmt::Write as _, sync::LazyLock};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

const STYLE: &str = "\
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}\
body{max-width:60rem;margin:2rem auto;padding:0 1rem}\
code,pre{font-family:ui-monospace,monospace;font-size:.9em}\
section{border-top:1px solid;margin-top:1.5rem;padding-top:.5rem}\
summary{cursor:pointer}pre{overflow:auto}dt{font-weight:600}";

/// The page and its content security policy.
static PAGE: LazyLock<(String, String)> = LazyLock::new(|| {
    let json = super::json().unwrap_or_default();
    let description = serde_json::from_str(&json).unwrap_or_default();
    let style = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; frame-ancestors 'none'; base-uri 'none'; \
         form-action 'none'; report-uri /api/v1/csp-reports"
    );
    (html(&description), policy)
});

/// The page, and the policy that lets it have its own style and nothing else.
pub(crate) fn page() -> (&'static str, &'static str) {
    (&PAGE.0, &PAGE.1)
}

fn html(description: &Value) -> String {
    let mut page = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <title>Frontdesk API</title><style>{STYLE}</style></head><body><main>\
         <h1>Frontdesk API</h1><p>{}</p>\
         <p>For programs: <a href=\"/api/v1/openapi.json\">openapi.json</a></p>",
        escaped(text(part(description, "info"), "description")),
    );
    for (path, methods) in object(part(description, "paths")) {
        for (method, operation) in object(methods) {
            push_operation(&mut page, path, method, operation);
        }
    }
    page.push_str("<section><h2>Types</h2>");
    for (name, schema) in object(part(part(description, "components"), "schemas")) {
        let json = serde_json::to_string_pretty(schema).unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = write!(
            page,
            "<details id=\"{0}\"><summary><code>{0}</code> {1}</summary><pre tabindex=\"0\">{2}</pre></details>",
            escaped(name),
            escaped(text(schema, "description")),
            escaped(&json),
        );
    }
    page.push_str("</section></main></body></html>");
    page
}

fn push_operation(page: &mut String, path: &str, method: &str, operation: &Value) {
    let title = format!("{} {path}", method.to_uppercase());
    let about = format!(
        "{}\n{}",
        text(operation, "summary"),
        text(operation, "description")
    );
    let _ = write!(
        page,
        "<section><h2><code>{}</code></h2><p>{}</p>",
        escaped(&title),
        escaped(about.trim()),
    );
    let body = operation
        .pointer("/requestBody/content/application~1json/schema")
        .unwrap_or(&Value::Null);
    if let Some(name) = referred(body) {
        let _ = write!(
            page,
            "<p>Body: <a href=\"#{0}\"><code>{0}</code></a></p>",
            escaped(name)
        );
    }
    page.push_str("<dl>");
    for parameter in part(operation, "parameters")
        .as_array()
        .into_iter()
        .flatten()
    {
        push_entry(
            page,
            text(parameter, "name"),
            text(parameter, "description"),
            None,
        );
    }
    for (status, answer) in object(part(operation, "responses")) {
        let content = object(part(answer, "content"))
            .next()
            .map(|(_, content)| part(content, "schema"));
        push_entry(
            page,
            status,
            text(answer, "description"),
            content.and_then(referred),
        );
    }
    page.push_str("</dl></section>");
}

fn push_entry(page: &mut String, term: &str, about: &str, kind: Option<&str>) {
    let _ = write!(
        page,
        "<dt><code>{}</code></dt><dd>{}",
        escaped(term),
        escaped(about)
    );
    if let Some(kind) = kind {
        let _ = write!(
            page,
            " <a href=\"#{0}\"><code>{0}</code></a>",
            escaped(kind)
        );
    }
    page.push_str("</dd>");
}

fn part<'a>(value: &'a Value, key: &str) -> &'a Value {
    value.get(key).unwrap_or(&Value::Null)
}

fn object(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    part(value, key).as_str().unwrap_or_default()
}

/// The name of the schema that a reference leads to.
fn referred(schema: &Value) -> Option<&str> {
    part(schema, "$ref").as_str()?.rsplit('/').next()
}

fn escaped(text: &str) -> String {
    let text = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    text.replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_every_address_and_runs_nothing() {
        let (page, policy) = page();
        assert!(page.contains("POST /api/v1/session"));
        assert!(page.contains("id=\"ServerFrame\""));
        assert!(!page.contains("<script") && !page.contains("style=\""));
        assert!(!policy.contains("unsafe"));
    }
}

//! What a dead letter consisted of, as text for a person. Whatever looks like a secret stays hidden:
//! nobody needs a provider's token to understand why its call failed.

use std::fmt::Write as _;

use frontdesk_core::Message;
use frontdesk_engine::{DeadMessage, ports::WebhookCall};

/// Stands for what is not shown.
const HIDDEN: &str = "(hidden)";
/// Names that hold a secret when one of these is in them.
const SECRET_NAMES: [&str; 6] = ["auth", "cookie", "key", "password", "secret", "token"];

/// The words of a message; none where it is a fact about the conversation.
pub(super) fn text_of(message: &Message) -> &str {
    message.content.text().unwrap_or_default()
}

/// A message of ours: to whom, and what.
pub(super) fn of_message(dead: &DeadMessage) -> String {
    let message = serde_json::json!({
        "to": &*dead.thread.0,
        "reference": format!("{}.{}", dead.message.conversation, dead.message.seq),
        "text": text_of(&dead.message),
    });
    serde_json::to_string_pretty(&message).unwrap_or_default()
}

/// A provider's call as it would stand on the wire, and whether something of it is left out.
pub(super) fn of_call(call: &WebhookCall) -> (String, bool) {
    let mut partial = false;
    let address = call.url.split('?').next().unwrap_or_default();
    let mut text = format!("{} {address}\n", call.method);
    // Writing to a string cannot fail.
    for (name, value) in &call.query {
        let _ = writeln!(text, "? {name} = {}", shown(name, value, &mut partial));
    }
    for (name, value) in &call.headers {
        let _ = writeln!(text, "{name}: {}", shown(name, value, &mut partial));
    }
    let body = String::from_utf8_lossy(&call.body);
    partial |= matches!(body, std::borrow::Cow::Owned(_));
    let _ = write!(text, "\n{body}");
    (text, partial)
}

fn shown<'a>(name: &str, value: &'a str, partial: &mut bool) -> &'a str {
    let name = name.to_ascii_lowercase();
    let is_secret = SECRET_NAMES.iter().any(|part| name.contains(part));
    *partial |= is_secret;
    if is_secret { HIDDEN } else { value }
}

#[cfg(test)]
mod tests {
    use frontdesk_core::Timestamp;

    use super::*;

    fn call(headers: &[(&str, &str)], body: &[u8]) -> WebhookCall {
        let pairs = |pairs: &[(&str, &str)]| {
            let owned = pairs.iter();
            owned
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect()
        };
        WebhookCall {
            method: "POST".to_owned(),
            url: "https://chat.example/api/v1/channels/sms/webhook?token=s3cret&v=2".to_owned(),
            query: pairs(&[("token", "s3cret"), ("v", "2")]),
            headers: pairs(headers),
            body: body.to_vec(),
            at: Timestamp(1),
        }
    }

    #[test]
    fn a_call_is_shown_as_it_came_but_for_secrets() {
        let headers = [
            ("content-type", "application/json"),
            ("Authorization", "Bearer s3cret"),
            ("x-hub-signature-256", "sha256=ab"),
            ("x-telegram-bot-api-secret-token", "s3cret"),
        ];
        let (text, partial) = of_call(&call(&headers, b"{\"a\":1}"));
        assert!(partial);
        assert!(!text.contains("s3cret"), "{text}");
        assert!(text.contains("? v = 2\n"), "{text}");
        assert!(text.contains("x-hub-signature-256: sha256=ab\n"), "{text}");
        assert!(text.ends_with("\n\n{\"a\":1}"), "{text}");
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced_and_said_to_be() {
        let mut plain = call(&[], b"\xff\xfe<script>");
        plain.query.clear();
        let (text, partial) = of_call(&plain);
        assert!(partial && text.ends_with("<script>"), "{text}");
        plain.body = "ü".into();
        assert!(!of_call(&plain).1);
    }
}

//! A contact's card that was passed on: one line.

use frontdesk_channel_meta::{json, lines::joined};
use serde_json::Value;

/// Numbers and addresses of each kind that are shown.
const EACH_MAX: usize = 5;

/// `Contact: name, numbers, e-mail addresses, company`.
pub(super) fn line(card: &Value) -> String {
    let name = card.get("name").unwrap_or(&Value::Null);
    let whole = json::text(name, "formatted_name");
    let parts = joined(
        &[
            json::text(name, "first_name"),
            json::text(name, "last_name"),
        ],
        " ",
    );
    let of_each = |list: &str, key: &'static str| {
        let items = json::list(card, list).iter().take(EACH_MAX);
        let texts: Vec<Option<&str>> = items.map(|item| json::text(item, key)).collect();
        joined(&texts, ", ")
    };
    let (phones, emails) = (of_each("phones", "phone"), of_each("emails", "email"));
    let company = card.get("org").and_then(|org| json::text(org, "company"));
    let told = joined(
        &[
            whole.or(Some(&parts)),
            Some(&phones),
            Some(&emails),
            company,
        ],
        ", ",
    );
    if told.is_empty() {
        "Contact".to_owned()
    } else {
        format!("Contact: {told}")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_card_is_one_line() {
        let card = json!({
            "name": { "formatted_name": "Lucía Gómez", "first_name": "Lucía" },
            "org": { "company": "Google" },
            "phones": [{ "phone": "+1 (983) 555-2319", "wa_id": "19835552319" }, { "phone": "5" }],
            "emails": [{ "email": "lucia@example.com" }],
        });
        assert_eq!(
            line(&card),
            "Contact: Lucía Gómez, +1 (983) 555-2319, 5, lucia@example.com, Google"
        );
        assert_eq!(
            line(&json!({ "name": { "first_name": "A", "last_name": "B\nC" } })),
            "Contact: A B C"
        );
        for card in [json!({}), json!(null), json!({ "name": 1, "phones": {} })] {
            assert_eq!(line(&card), "Contact", "{card}");
        }
    }
}

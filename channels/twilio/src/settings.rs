//! The operator's settings: `settings.schema.json` says the same to the gateway.

use frontdesk_plugin::{
    Error,
    settings::{self, broken, is_address},
};
use serde::Deserialize;

use crate::inbound::is_phone;

/// Where Twilio's API is.
const API: &str = "https://api.twilio.com";
/// Where the API sends whoever fetches a file (`mms.twiliocdn.com` and its like).
const MEDIA: &str = "https://*.twiliocdn.com";

/// The operator's settings.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The account: `AC` and 32 hexadecimal digits.
    pub account_sid: String,
    /// Who messages come from: a number, a short code, a name, or a Messaging Service (`MG..`).
    pub from: String,
    /// The channel's address as Twilio was told it.
    pub webhook_url: String,
    /// Where the API is.
    #[serde(default = "api")]
    pub base_url: String,
    /// The API key (`SK..`) that requests are sent with, instead of the account's token.
    #[serde(default)]
    pub api_key_sid: Option<String>,
    /// The most SMS segments that one message may cost.
    #[serde(default)]
    pub segments_max: Option<u32>,
    /// Whether Twilio replaces characters that make a text dear by plainer ones; none: as the
    /// Messaging Service says.
    #[serde(default)]
    pub smart_encoded: Option<bool>,
    /// Texts that were approved, for when a contact's window is closed.
    #[serde(default)]
    pub templates: Vec<Template>,
}

/// A template of Twilio's Content Template Builder.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Its SID: `HX` and 32 hexadecimal digits.
    pub name: String,
    /// Its language, as Twilio writes it.
    pub language: String,
    /// What the contact reads, with `{{1}}`, `{{2}}` .. for values.
    pub text: String,
}

/// What messages travel over, by the sender's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Medium {
    /// SMS and MMS.
    Sms,
    /// `WhatsApp`.
    WhatsApp,
    /// Facebook Messenger.
    Messenger,
}

impl Medium {
    /// What stands before its addresses.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Sms => "",
            Self::WhatsApp => "whatsapp:",
            Self::Messenger => "messenger:",
        }
    }
}

fn api() -> String {
    API.to_owned()
}

/// The hosts that `describe` asks for. Where another one stands in for Twilio, Twilio itself need not be
/// granted, and files come from there as well.
pub fn host_asks() -> Vec<&'static str> {
    match settings::text("base_url") {
        Some(url) if url.trim_end_matches('/') != API => vec!["{base_url}"],
        Some(_) | None => vec![API, MEDIA],
    }
}

/// Whether requests are sent with an API key.
pub fn sends_by_key() -> bool {
    settings::text("api_key_sid").is_some()
}

impl Settings {
    /// What the operator has set.
    pub fn read() -> Result<Self, Error> {
        frontdesk_plugin::settings()
    }

    /// Everything about the values that cannot work.
    pub fn problems(&self) -> Vec<Error> {
        let are_templates = self.templates.iter().all(|template| {
            is_sid(&template.name, "HX")
                && !template.language.is_empty()
                && !template.text.is_empty()
        });
        broken([
            (
                is_sid(&self.account_sid, "AC"),
                "account_sid is AC and 32 hexadecimal digits: Twilio Console, Account Info",
            ),
            (
                self.sends_by_service() || is_sender(&self.from),
                "from is a number such as +15017122661, a short code, a name of at most 11 letters and \
                 digits, or a Messaging Service's SID (MG and 32 hexadecimal digits)",
            ),
            (
                is_address(&self.webhook_url, &['#']),
                "webhook_url is the channel's public address, https://.., without a #",
            ),
            (
                is_address(&self.base_url, &['#']),
                "base_url is https://.., without a #",
            ),
            (
                self.segments_max != Some(0),
                "segments_max is at least 1, or not set",
            ),
            (
                self.api_key_sid
                    .as_deref()
                    .is_none_or(|sid| is_sid(sid, "SK")),
                "api_key_sid is SK and 32 hexadecimal digits, or not set",
            ),
            (
                are_templates,
                "each of templates has a name (HX and 32 hexadecimal digits), a language and a text",
            ),
        ])
    }

    /// Whether `from` is a Messaging Service, which picks the number itself.
    pub fn sends_by_service(&self) -> bool {
        is_sid(&self.from, "MG")
    }

    /// What messages travel over. A Messaging Service's are taken for SMS.
    pub fn medium(&self) -> Medium {
        let has = |medium: &Medium| self.from.starts_with(medium.prefix());
        let mut prefixed = [Medium::WhatsApp, Medium::Messenger].into_iter();
        prefixed.find(has).unwrap_or(Medium::Sms)
    }

    /// A contact's address as Twilio is told it.
    pub fn address_of(&self, thread: &str) -> String {
        if thread.contains(':') {
            return thread.to_owned();
        }
        format!("{}{thread}", self.medium().prefix())
    }
}

fn is_sid(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix)
        .is_some_and(|rest| rest.len() == 32 && rest.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// E.164 (also on `WhatsApp`), a page of Messenger's, a short code, or an alphanumeric sender.
fn is_sender(text: &str) -> bool {
    if let Some(number) = text.strip_prefix("whatsapp:") {
        return is_phone(number);
    }
    if let Some(page) = text.strip_prefix("messenger:") {
        return (1..=32).contains(&page.len()) && page.bytes().all(|byte| byte.is_ascii_digit());
    }
    let is_name = (1..=11).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b' ');
    is_phone(text) || is_name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(from: &str, webhook_url: &str) -> usize {
        let settings = Settings {
            account_sid: format!("AC{}", "0".repeat(32)),
            from: from.to_owned(),
            webhook_url: webhook_url.to_owned(),
            base_url: api(),
            ..Settings::default()
        };
        settings.problems().len()
    }

    #[test]
    fn every_kind_of_sender_is_taken_and_nothing_else() {
        let url = "https://desk.example/hooks/one";
        let service = format!("MG{}", "a".repeat(32));
        for from in [
            "+15017122661",
            "whatsapp:+15017122661",
            "messenger:123456789012345",
            "12345",
            "Our Shop 24",
            &service,
        ] {
            assert_eq!(problems(from, url), 0, "{from}");
        }
        for from in [
            "",
            "+0123456789",
            "+1501712266x",
            "MGabcdefghijkl",
            "whatsapp:12345",
            "messenger:+1",
            "messenger:",
        ] {
            assert_eq!(problems(from, url), 1, "{from}");
        }
    }

    #[test]
    fn an_address_is_whole_and_without_a_fragment() {
        let from = "12345";
        for url in [
            "http://desk.example:8080/x?a=1",
            "https://user@desk.example",
        ] {
            assert_eq!(problems(from, url), 0, "{url}");
        }
        for url in [
            "desk.example/x",
            "https://",
            "https:///x",
            "https://a.example/#rc=2",
            "https://a b",
        ] {
            assert_eq!(problems(from, url), 1, "{url}");
        }
    }

    #[test]
    fn every_problem_is_told_at_once() {
        let settings = Settings {
            account_sid: "AC1".to_owned(),
            from: String::new(),
            webhook_url: String::new(),
            base_url: String::new(),
            api_key_sid: Some("SK1".to_owned()),
            segments_max: Some(0),
            smart_encoded: None,
            templates: vec![Template {
                name: "order_sent".to_owned(),
                language: "en".to_owned(),
                text: "Sent".to_owned(),
            }],
        };
        assert_eq!(settings.problems().len(), 7);
    }
}

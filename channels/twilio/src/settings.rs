//! The operator's settings: `settings.schema.json` says the same to the gateway.

use frontdesk_plugin::Error;
use serde::Deserialize;

/// Where Twilio's API is.
const API: &str = "https://api.twilio.com";

/// The operator's settings.
#[derive(Clone, Debug, Deserialize)]
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
    /// The most SMS segments that one message may cost.
    #[serde(default)]
    pub segments_max: Option<u32>,
}

fn api() -> String {
    API.to_owned()
}

/// The host that `describe` asks for. Where another one stands in for Twilio, Twilio itself need not be
/// granted.
pub fn host_ask() -> &'static str {
    #[derive(Deserialize)]
    struct Stand {
        base_url: Option<String>,
    }
    let stand = frontdesk_plugin::settings::<Stand>().ok();
    match stand.and_then(|stand| stand.base_url) {
        Some(_) => "{base_url}",
        None => API,
    }
}

impl Settings {
    /// What the operator has set.
    pub fn read() -> Result<Self, Error> {
        frontdesk_plugin::settings()
    }

    /// Everything about the values that cannot work.
    pub fn problems(&self) -> Vec<Error> {
        let mut problems = Vec::new();
        let mut expect = |is_right: bool, sentence: &str| {
            if !is_right {
                problems.push(Error::misconfigured(sentence));
            }
        };
        expect(
            is_sid(&self.account_sid, "AC"),
            "account_sid is AC and 32 hexadecimal digits: Twilio Console, Account Info",
        );
        expect(
            self.sends_by_service() || is_sender(&self.from),
            "from is a number such as +15017122661, a short code, a name of at most 11 letters and \
             digits, or a Messaging Service's SID (MG and 32 hexadecimal digits)",
        );
        expect(
            is_address(&self.webhook_url),
            "webhook_url is the channel's public address, https://.., without a #",
        );
        expect(
            is_address(&self.base_url),
            "base_url is https://.., without a #",
        );
        expect(
            self.segments_max != Some(0),
            "segments_max is at least 1, or not set",
        );
        problems
    }

    /// Whether `from` is a Messaging Service, which picks the number itself.
    pub fn sends_by_service(&self) -> bool {
        is_sid(&self.from, "MG")
    }
}

fn is_sid(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix)
        .is_some_and(|rest| rest.len() == 32 && rest.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// E.164 (also on `WhatsApp`), a short code, or an alphanumeric sender.
fn is_sender(text: &str) -> bool {
    let is_number = |text: &str| {
        text.strip_prefix('+').is_some_and(|digits| {
            (7..=15).contains(&digits.len())
                && !digits.starts_with('0')
                && digits.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    if let Some(number) = text.strip_prefix("whatsapp:") {
        return is_number(number);
    }
    let is_name = (1..=11).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b' ');
    is_number(text) || is_name
}

fn is_address(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    let has_host = rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['/', '?']));
    has_host && !text.contains(|c: char| c == '#' || c.is_whitespace() || c.is_control())
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
            segments_max: None,
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
            segments_max: Some(0),
        };
        assert_eq!(settings.problems().len(), 5);
    }
}

//! The operator's settings: `settings.schema.json` says the same to the gateway.

use frontdesk_plugin::{
    Error,
    host::{Hash, WeakCode},
    settings::{broken, is_address},
};
use serde::Deserialize;

/// Where Vonage's API is.
pub const API: &str = "https://api.nexmo.com";
/// Seconds by which two clocks may differ.
pub const SKEW_S: f64 = 300.0;
/// For how long Vonage calls again, in seconds: a call can be as old as that.
const CALLED_AGAIN_S: u32 = 86_400;
/// UTF-16 units of one message, unless the settings say otherwise.
const CHARS_MAX: u32 = 1_000;

/// The operator's settings.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The API key of the account: eight hexadecimal digits, as a rule.
    pub api_key: String,
    /// Who messages come from: a number or a name.
    pub from: String,
    /// The channel's public address, for the statuses of messages; none: as the account has it.
    #[serde(default)]
    pub webhook_url: Option<String>,
    /// Where the API is.
    #[serde(default = "api")]
    pub base_url: String,
    /// The account's signature method, for calls in the way of the SMS API.
    #[serde(default)]
    pub signature_method: SignatureMethod,
    /// How old a call may be, in seconds.
    #[serde(default = "called_again")]
    pub signature_age_s: u32,
    /// Whether a token must say which body it is for.
    #[serde(default = "yes")]
    pub require_payload_hash: bool,
    /// UTF-16 units of one message.
    #[serde(default)]
    pub chars_max: Option<u32>,
    /// The most SMS segments that one message may cost.
    #[serde(default)]
    pub segments_max: Option<u32>,
}

/// How the account signs calls in the way of the SMS API. The default is no MD5: whoever wants that says
/// which.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum SignatureMethod {
    /// "MD5 hash signature": the weakest, as it is no HMAC.
    Md5Hash,
    /// "MD5 HMAC signature": weak.
    Md5Hmac,
    /// "SHA1 HMAC signature".
    Sha1,
    /// "SHA256 HMAC signature".
    #[default]
    Sha256,
    /// "SHA512 HMAC signature".
    Sha512,
}

/// What the host computes for a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// An HMAC with this hash.
    Hmac(Hash),
    /// A code with MD5.
    Weak(WeakCode),
}

impl SignatureMethod {
    /// The code that it means.
    pub const fn code(self) -> Code {
        match self {
            Self::Md5Hash => Code::Weak(WeakCode::Md5Suffix),
            Self::Md5Hmac => Code::Weak(WeakCode::Md5Hmac),
            Self::Sha1 => Code::Hmac(Hash::Sha1),
            Self::Sha256 => Code::Hmac(Hash::Sha256),
            Self::Sha512 => Code::Hmac(Hash::Sha512),
        }
    }
}

fn api() -> String {
    API.to_owned()
}

const fn called_again() -> u32 {
    CALLED_AGAIN_S
}

const fn yes() -> bool {
    true
}

impl Settings {
    /// What the operator has set.
    pub fn read() -> Result<Self, Error> {
        frontdesk_plugin::settings()
    }

    /// Everything about the values that cannot work.
    pub fn problems(&self) -> Vec<Error> {
        let is_key = (1..=64).contains(&self.api_key.len())
            && self
                .api_key
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric());
        broken([
            (
                is_key,
                "api_key is letters and digits: Vonage Dashboard, API settings",
            ),
            (
                is_sender(&self.from),
                "from is a number such as 447700900000, or a name of at most 11 letters and digits",
            ),
            (
                self.webhook_url
                    .as_deref()
                    .is_none_or(|url| is_address(url, &['#'])),
                "webhook_url is the channel's public address, https://.., without a #, or not set",
            ),
            (
                is_address(&self.base_url, &['#']),
                "base_url is https://.., without a #",
            ),
            (
                (60..=604_800).contains(&self.signature_age_s),
                "signature_age_s is between 60 and 604800 (a week)",
            ),
            (
                self.chars_max.is_none_or(|max| (70..=3_200).contains(&max)),
                "chars_max is between 70 and 3200, or not set",
            ),
            (
                self.segments_max != Some(0),
                "segments_max is at least 1, or not set",
            ),
        ])
    }

    /// UTF-16 units of one message.
    pub fn chars_max(&self) -> usize {
        usize::try_from(self.chars_max.unwrap_or(CHARS_MAX)).unwrap_or(usize::MAX)
    }

    /// Whether a call that was signed at this second of 1970 and later is taken, at `now` in milliseconds.
    pub fn is_fresh(&self, made_s: f64, now: f64) -> bool {
        let age = now / 1_000.0 - made_s;
        (-SKEW_S..=f64::from(self.signature_age_s) + SKEW_S).contains(&age)
    }
}

/// E.164 with or without the plus, a short code, or an alphanumeric sender.
fn is_sender(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or(text);
    let is_number =
        (3..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_name = (1..=11).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b' ');
    is_number || is_name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(from: &str) -> Settings {
        Settings {
            api_key: "abcd1234".to_owned(),
            from: from.to_owned(),
            base_url: api(),
            signature_age_s: CALLED_AGAIN_S,
            ..Settings::default()
        }
    }

    #[test]
    fn every_kind_of_sender_is_taken_and_nothing_else() {
        for from in ["447700900000", "+447700900000", "12345", "Our Shop 24"] {
            assert!(settings(from).problems().is_empty(), "{from}");
        }
        for from in ["", "+44", "Our Shop number 24", "4477009000001234", "+Shop"] {
            assert_eq!(settings(from).problems().len(), 1, "{from}");
        }
    }

    #[test]
    fn every_problem_is_told_at_once() {
        let settings = Settings {
            webhook_url: Some("desk.example".to_owned()),
            chars_max: Some(1),
            segments_max: Some(0),
            ..Settings::default()
        };
        assert_eq!(settings.problems().len(), 7);
    }

    #[test]
    fn a_call_is_fresh_for_as_long_as_vonage_calls_again() {
        let settings = settings("12345");
        let now = 1_730_000_000_000.0;
        for (age, is_fresh) in [
            (0.0, true),
            (-300.0, true),
            (-301.0, false),
            (86_700.0, true),
            (86_701.0, false),
            (f64::NAN, false),
            (f64::INFINITY, false),
        ] {
            assert_eq!(
                settings.is_fresh(1_730_000_000.0 - age, now),
                is_fresh,
                "{age}"
            );
        }
    }
}

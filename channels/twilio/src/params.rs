//! The parameters of a call, by name. Those that are not known are let be: Twilio adds some without
//! notice.

use std::collections::BTreeMap;

/// Bytes of a contact's address.
pub(crate) const ADDRESS_BYTES: usize = 128;
/// Bytes of Twilio's name for a message (34) and then some.
const SID_BYTES: usize = 64;

/// The parameters by name; of a name that comes twice, the first.
pub(crate) struct Params<'a>(BTreeMap<&'a str, &'a str>);

impl<'a> Params<'a> {
    pub(crate) fn of(pairs: &'a [(String, String)]) -> Self {
        let mut map = BTreeMap::new();
        for (name, value) in pairs {
            map.entry(name.as_str()).or_insert(value.as_str());
        }
        Self(map)
    }

    /// A parameter that is there and says something.
    pub(crate) fn get(&self, name: &str) -> Option<&'a str> {
        self.0.get(name).copied().filter(|value| !value.is_empty())
    }

    /// A contact's address, as the gateway takes them.
    pub(crate) fn address(&self, name: &str) -> Option<&'a str> {
        let is_address = |text: &&str| {
            text.len() <= ADDRESS_BYTES
                && !text.chars().any(|c| c.is_control() || c.is_whitespace())
        };
        self.get(name).filter(is_address)
    }

    /// Twilio's name for the message.
    pub(crate) fn sid(&self) -> Option<&'a str> {
        let mut names = ["MessageSid", "SmsMessageSid", "SmsSid"].into_iter();
        names
            .find_map(|name| self.get(name))
            .filter(|sid| is_sid(sid))
    }

    /// A name or code of Twilio's.
    pub(crate) fn code(&self, name: &str) -> Option<&'a str> {
        self.get(name).filter(|code| is_sid(code))
    }
}

/// Whether a text can be a name that Twilio gives.
pub(crate) fn is_sid(text: &str) -> bool {
    (1..=SID_BYTES).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

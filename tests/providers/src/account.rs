//! An account at a provider: what the gateway was given there, and where the provider calls it.

use serde::{Deserialize, Serialize};

use crate::Provider;

/// An account. Which word of a provider's stands for which field: README.md has the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Whose account it is. In `POST /control/{provider}/accounts` the address says it.
    #[serde(default)]
    pub provider: Option<Provider>,
    /// What the gateway names in its requests: account SID, API key, phone number id, page id, bot id,
    /// user id.
    pub id: String,
    /// What contacts write to: a number or a name. Empty: the same as `id`.
    #[serde(default)]
    pub address: String,
    /// What the gateway sends with.
    pub token: String,
    /// What the provider's calls are signed with. Empty: the token.
    #[serde(default)]
    pub secret: String,
    /// Where the provider calls. Signatures are made over it where the provider signs addresses.
    pub webhook_url: String,
    /// Scheme, host and port that calls really go to (`http://127.0.0.1:8080`), when the gateway's public
    /// address does not lead to it from here.
    #[serde(default)]
    pub connect: Option<String>,
    /// What Meta sends when an address is set up; empty: nothing was agreed.
    #[serde(default)]
    pub verify_token: String,
    /// Which of two ways of the same provider's.
    #[serde(default)]
    pub api: Api,
    /// Whether messages are reported on without being asked.
    #[serde(default)]
    pub receipts: Receipts,
    /// How long after a message, in milliseconds, the first report comes.
    #[serde(default = "soon")]
    pub receipts_after_ms: u64,
    /// When the gateway hears that a message cannot be delivered, where the provider takes it first.
    #[serde(default)]
    pub refusals: Refusals,
}

const fn soon() -> u64 {
    100
}

/// Which of two ways of the same provider's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Api {
    /// Vonage: the SMS API. X: Account Activity. All others have one.
    #[default]
    Usual,
    /// Vonage: the Messages API.
    Messages,
    /// X: the Activity API, which follows on Account Activity.
    Activity,
}

/// Whether messages are reported on without being asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Receipts {
    /// Sent, then delivered; failed where that is so. And an echo, where the provider has them.
    #[default]
    Auto,
    /// Only by `POST /control/{provider}/receipts`.
    Off,
}

/// When the gateway hears that a message cannot be delivered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusals {
    /// As the provider does it: taken, and reported as failed.
    #[default]
    Later,
    /// In the answer, with the same code.
    Now,
}

impl Account {
    /// An account with nothing but what every provider needs.
    pub fn new(provider: Provider, id: &str, token: &str, webhook_url: &str) -> Self {
        Self {
            provider: Some(provider),
            id: id.to_owned(),
            address: String::new(),
            token: token.to_owned(),
            secret: String::new(),
            webhook_url: webhook_url.to_owned(),
            connect: None,
            verify_token: String::new(),
            api: Api::Usual,
            receipts: Receipts::Auto,
            receipts_after_ms: soon(),
            refusals: Refusals::Later,
        }
    }

    /// What contacts write to.
    pub fn address(&self) -> &str {
        if self.address.is_empty() {
            &self.id
        } else {
            &self.address
        }
    }

    /// What calls are signed with.
    pub fn secret(&self) -> &str {
        if self.secret.is_empty() {
            &self.token
        } else {
            &self.secret
        }
    }
}

//! Phones of contacts, and what is on them.

use serde::{Deserialize, Serialize};

use crate::{Choice, Content, Fetched, Provider};

/// A contact's phone, or the page of theirs at a provider, with one account of the gateway's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Phone {
    /// Whose network it is on.
    pub provider: Provider,
    /// The gateway's account that it talks with.
    pub account: String,
    /// The contact at the provider.
    pub contact: String,
    /// The contact's name; empty: not told.
    pub name: String,
    /// Whether messages still come through.
    pub standing: Standing,
    /// Everything both ways, in the order in which the provider had it. A message that the provider
    /// brought twice stands here once.
    pub messages: Vec<Message>,
}

impl Phone {
    /// What has arrived from the gateway, in order.
    pub fn received(&self) -> impl Iterator<Item = &Message> {
        let arrived = |message: &&Message| message.by == Side::Gateway && message.arrived;
        self.messages.iter().filter(arrived)
    }

    /// Whether the contact has ever written.
    pub fn has_written(&self) -> bool {
        self.messages
            .iter()
            .any(|message| message.by == Side::Contact)
    }
}

/// One message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// The provider's name for it.
    pub id: String,
    /// Who wrote it.
    pub by: Side,
    /// What it says.
    #[serde(flatten)]
    pub content: Content,
    /// Answers that can be tapped under it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    /// When the provider had it, in milliseconds since 1970.
    pub at_ms: u64,
    /// The gateway's own name for it, where the provider's protocol carries one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// What the gateway was told about it, in the order in which it was told.
    #[serde(default)]
    pub states: Vec<State>,
    /// Whether it is on the contact's phone: not when the contact cannot be reached.
    pub arrived: bool,
    /// Whether the gateway was answered whole: not when the answer was lost on purpose.
    pub answered: bool,
    /// The file of it, as the provider found it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Fetched>,
    /// What only the provider's own file reads.
    #[serde(skip)]
    pub(crate) about: About,
}

/// What a provider keeps of a message besides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct About {
    /// Where reports on this message go, if not where all go.
    pub(crate) callback: Option<String>,
    /// The sender that the gateway chose.
    pub(crate) sender: String,
    /// Names of further parts of it.
    pub(crate) parts: Vec<String>,
    /// Why it cannot be delivered.
    pub(crate) failure: Option<Failure>,
}

/// Why a message that was taken is not delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// The provider's code.
    pub(crate) code: u32,
    /// The provider's words.
    pub(crate) title: &'static str,
}

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The contact.
    Contact,
    /// The gateway.
    Gateway,
}

/// What can be reported on a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// On its way.
    Sent,
    /// On the contact's phone.
    Delivered,
    /// Before the contact's eyes.
    Read,
    /// It will not arrive.
    Failed,
}

impl State {
    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Failed => "failed",
        }
    }
}

/// Whether messages come through to a contact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// They do.
    #[default]
    Open,
    /// The contact has blocked the account, or told a carrier to STOP.
    Blocked,
    /// The contact wrote too long ago for free text.
    Window,
    /// There is no such contact any more.
    Gone,
}

//! What clients see of channels: what each can do.

use frontdesk_core::ChannelId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Text;

/// A channel, and what it can do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChannelView {
    /// Which.
    #[schema(value_type = String)]
    pub id: Text<ChannelId>,
    /// Its title.
    pub title: String,
    /// Whether its contacts hold a live socket (web chat); else a provider carries the messages.
    pub live: bool,
    /// Characters of one message of the provider's; longer texts go out in parts.
    pub max_chars: u32,
    /// How the length of a text is counted while it is typed: `characters` or `sms` (segments).
    pub counting: CountingView,
    /// Whether it is told that a message was delivered.
    pub delivered: bool,
    /// Whether it is told that a message was read.
    pub read: bool,
    /// For how many seconds after the contact's last message any text may be sent; null: always.
    pub window_s: Option<u64>,
    /// For how many seconds a person's text may be sent, where that is longer.
    pub window_extended_s: Option<u64>,
    /// Texts for when the window is closed.
    pub templates: Vec<TemplateView>,
    /// Whether an agent may write first.
    pub can_initiate: bool,
    /// What kind of address a contact has: `phone`, or a name that only this channel knows.
    pub address: String,
    /// Files that an agent may send; null: the provider takes none.
    pub files: Option<FileRulesView>,
}

/// Which files may be sent on a channel: what the gateway takes and the provider does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FileRulesView {
    /// Bytes of one.
    pub bytes_max: u32,
    /// How many in one message.
    pub count_max: u32,
    /// Content types.
    pub types: Vec<String>,
}

/// How the length of a text is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CountingView {
    /// In characters.
    Characters,
    /// In SMS segments.
    Sms,
}

/// A text that the channel's provider has approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TemplateView {
    /// The provider's name for it.
    pub name: String,
    /// Its language, as the provider writes it.
    pub language: String,
    /// What the contact reads; `{{1}}`, `{{2}}` .. stand for values.
    pub text: String,
}

//! What a plugin could not deliver: messages of ours that its provider would not take, and calls of its
//! provider that the component failed over.

pub(crate) mod discard;
pub(crate) mod list;
mod payload;
pub(crate) mod send_again;
pub(crate) mod show;

use std::{fmt, str::FromStr};

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};
use frontdesk_core::{ChannelId, ConversationId, Seq};
use frontdesk_engine::{DeadMessage, DeadWebhook, WebhookId};
use frontdesk_wire::{
    At, Text,
    plugin::{DeadLetterDirection, DeadLetterRow},
};

use super::admin;
use crate::{api::Api, problem::Fault, webhook::poison::STRIKES};

/// Which dead letter: `cnv_17.4` is a message, `call_` and 32 hexadecimal digits a provider's call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    Message(ConversationId, Seq),
    Call(WebhookId),
}

impl fmt::Display for Which {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message(conversation, seq) => write!(f, "{conversation}.{seq}"),
            Self::Call(id) => write!(f, "call_{id}"),
        }
    }
}

/// A text that names no dead letter.
struct NoLetter;

impl FromStr for Which {
    type Err = NoLetter;

    fn from_str(text: &str) -> Result<Self, NoLetter> {
        let which = if let Some(id) = text.strip_prefix("call_") {
            Self::Call(id.parse().map_err(|_| NoLetter)?)
        } else {
            let (conversation, seq) = text.split_once('.').ok_or(NoLetter)?;
            let conversation = conversation.parse().map_err(|_| NoLetter)?;
            Self::Message(conversation, Seq(seq.parse().map_err(|_| NoLetter)?))
        };
        // One letter, one name: `+4`, `04` and upper case are other texts.
        let is_its_name = which.to_string() == text;
        is_its_name.then_some(which).ok_or(NoLetter)
    }
}

/// The plugin and the letter of an address. What cannot be a letter is none.
pub(crate) struct Addressed {
    channel: ChannelId,
    which: Which,
}

impl FromRequestParts<Api> for Addressed {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Fault> {
        let path = Path::<(String, String)>::from_request_parts(parts, api).await;
        let Path((plugin, letter)) = path.map_err(|_| Fault::NotFound)?;
        Ok(Self {
            channel: channel(api, &plugin)?.ok_or(Fault::NotFound)?,
            which: letter.parse().map_err(|NoLetter| Fault::NotFound)?,
        })
    }
}

/// The channel that a plugin serves; `None`: it serves none. A channel that is not configured any more
/// still has its dead letters.
fn channel(api: &Api, plugin: &str) -> Result<Option<ChannelId>, Fault> {
    let channel: Option<ChannelId> = plugin.parse().ok();
    let known = admin(api)?
        .list()
        .iter()
        .any(|status| status.name == plugin);
    let had = |channel: &ChannelId| api.engine().outboxes().contains_key(channel);
    if !known && !channel.as_ref().is_some_and(had) {
        return Err(Fault::NotFound);
    }
    Ok(channel)
}

fn message_row(dead: &DeadMessage) -> DeadLetterRow {
    let conversation = dead.message.conversation;
    DeadLetterRow {
        id: Which::Message(conversation, dead.message.seq).to_string(),
        direction: DeadLetterDirection::Out,
        conversation: Some(Text(conversation)),
        at: At(dead.at),
        attempts: dead.attempts,
        reason: dead.reason.clone(),
        bytes: size(payload::text_of(&dead.message).len()),
    }
}

fn call_row(dead: &DeadWebhook) -> DeadLetterRow {
    DeadLetterRow {
        id: Which::Call(dead.id).to_string(),
        direction: DeadLetterDirection::In,
        conversation: None,
        at: At(dead.at),
        attempts: u32::from(STRIKES),
        reason: dead.reason.clone(),
        bytes: size(dead.body_bytes),
    }
}

fn size(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_has_one_name_and_nothing_else_is_one() {
        for name in ["cnv_17.4", "call_00112233445566778899aabbccddeeff"] {
            let which: Result<Which, _> = name.parse();
            assert!(which.is_ok_and(|which| which.to_string() == name), "{name}");
        }
        for bad in [
            "",
            ".",
            "cnv_17",
            "cnv_17.",
            "cnv_17.04",
            "cnv_17.+4",
            "cnv_17.-1",
            "cnv_17.99999999999",
            "cnv_0.1",
            "call_",
            "call_ff",
            "call_00112233445566778899AABBCCDDEEFF",
            "call_00112233445566778899aabbccddeeff0",
            "call_+0112233445566778899aabbccddeeff",
        ] {
            assert!(bad.parse::<Which>().is_err(), "{bad}");
        }
    }
}

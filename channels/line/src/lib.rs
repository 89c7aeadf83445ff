//! LINE: chats with an official account, over the Messaging API and its webhook.
//!
//! A call is verified first, then read ([`inbound`]); what a message says and brings is in [`content`] and
//! [`files`]. A message is sent in [`outbound`]. LINE knows a message by a key that follows from the
//! gateway's reference ([`retry_key`]), so whatever may pass is tried again, and arrives once.

pub mod content;
pub mod files;
pub mod inbound;
pub mod outbound;
pub mod refusal;
pub mod retry_key;
pub mod settings;

use frontdesk_plugin::{
    Channel, Cx, Descriptor, Error, Plugin, Request, SecretUse,
    channel::{Capabilities, FileRules, Inbound, Message, Outcome, Webhook},
    host::{self, Hash},
    http::Encoding,
};
use serde_json::Value;

use crate::settings::Settings;
use frontdesk_plugin::told::Told;

/// The secret that LINE signs its calls with.
pub const CHANNEL_SECRET: &str = "channel_secret";
/// The secret that requests are sent with.
pub const ACCESS_TOKEN: &str = "channel_access_token";

/// The component.
#[derive(Debug)]
pub struct Line;

impl Plugin for Line {
    fn describe() -> Descriptor {
        Descriptor::channel("line", env!("CARGO_PKG_VERSION"), "LINE")
            .settings(include_str!("settings.schema.json"))
            .host_unless_set(settings::API, "base_url")
            .host_unless_set(settings::DATA, "data_url")
            .secret(
                CHANNEL_SECRET,
                &[SecretUse::Verify],
                "The channel secret: LINE Developers Console, the channel, Basic settings. LINE signs \
                 its calls with it.",
            )
            .secret(
                ACCESS_TOKEN,
                &[SecretUse::Send],
                "A long-lived channel access token: LINE Developers Console, the channel, Messaging API.",
            )
    }

    fn validate() -> Result<(), Vec<Error>> {
        frontdesk_plugin::settings::validate(Settings::problems)
    }
}

impl Channel for Line {
    fn capabilities() -> Capabilities {
        Capabilities {
            max_chars: outbound::TEXT_CHARS_MAX,
            // Nobody knows an address before its owner has come.
            can_initiate: false,
            address: "line-user".to_owned(),
            files: Some(FileRules::any()),
            ..Capabilities::default()
        }
    }

    fn receive(call: &Webhook) -> Result<Inbound, Error> {
        let (header, encoding) = ("x-line-signature", Encoding::Base64);
        call.verify_hmac(CHANNEL_SECRET, Hash::Sha256, header, "", encoding)?;
        let body: Value = call.json()?;
        Ok(Inbound::events(inbound::read(
            Told::from(&body),
            host::now(),
        )?))
    }

    fn send(message: &Message, cx: &mut Cx) -> Result<Outcome, Error> {
        outbound::send(message, &Settings::read()?, cx)
    }

    fn fetch_file(handle: &str, cx: &mut Cx) -> Result<Request, Error> {
        files::fetch(handle, &Settings::read()?, cx)
    }
}

frontdesk_plugin::export_channel!(Line);

//! Direct messages on X, over its API and webhooks.
//!
//! A challenge is answered in [`crc`]. An event is verified first, then read: both forms in which X tells
//! of them, the one of accounts and the one of activities, are one in [`envelope`]; what a message says is
//! in [`content`]. A message is sent in [`outbound`]; what may be tried again and what may not is decided
//! in [`refusal`]: X knows no idempotency key, so a message that it may have taken is never sent a second
//! time on its own.

pub mod content;
pub mod crc;
pub mod envelope;
pub mod inbound;
pub mod media;
pub mod outbound;
pub mod refusal;
pub mod settings;

use frontdesk_plugin::{
    Channel, Cx, Descriptor, Error, Plugin, Request, SecretUse,
    channel::{Capabilities, Inbound, Message, Outcome, Webhook},
    host::{self, Hash},
    http::{Encoding, Method},
};
use serde_json::Value;

use crate::settings::Settings;
use frontdesk_plugin::told::Told;

/// The secret that X signs its calls with and is answered with.
pub const CONSUMER_SECRET: &str = "consumer_secret";
/// The secret that requests are sent with.
pub const ACCESS_TOKEN: &str = "access_token";

/// The component.
#[derive(Debug)]
pub struct X;

impl Plugin for X {
    fn describe() -> Descriptor {
        Descriptor::channel("x", env!("CARGO_PKG_VERSION"), "X direct messages")
            .settings(include_str!("settings.schema.json"))
            .host_unless_set(settings::API, "base_url")
            .host(settings::PICTURES)
            .host(settings::FILMS)
            .secret(
                CONSUMER_SECRET,
                &[SecretUse::Verify, SecretUse::Hmac],
                "The app's API key secret (consumer secret): developer.x.com, the app, Keys and \
                 tokens. X signs its calls with it, and challenges with it.",
            )
            .secret(
                ACCESS_TOKEN,
                &[SecretUse::Send],
                "An OAuth 2.0 refresh token of the account, with dm.read, dm.write, tweet.read, \
                 users.read and offline.access, and `renew`: the gateway renews the access token \
                 with it.",
            )
    }

    fn validate() -> Result<(), Vec<Error>> {
        frontdesk_plugin::settings::validate(Settings::problems)
    }
}

impl Channel for X {
    fn capabilities() -> Capabilities {
        // Whoever asks may ask before the settings are right.
        let settings = Settings::read().ok();
        Capabilities {
            max_chars: settings
                .as_ref()
                .map_or(settings::TEXT_MAX, |settings| settings.text_max),
            read: true,
            typing: true,
            can_initiate: true,
            address: "x-user".to_owned(),
            pace_ms: settings.map_or(0, |settings| settings.pace_ms),
            ..Capabilities::default()
        }
    }

    fn receive(call: &Webhook) -> Result<Inbound, Error> {
        let settings = Settings::read()?;
        match call.method {
            Method::Get => return crc::answer(call),
            Method::Post => {}
            Method::Put | Method::Patch | Method::Delete | Method::Head => {
                return Err(Error::unauthorized("X calls by POST or GET"));
            }
        }
        call.verify_hmac(
            CONSUMER_SECRET,
            Hash::Sha256,
            "x-twitter-webhooks-signature",
            "sha256=",
            Encoding::Base64,
        )?;
        let body: Value = call.json()?;
        let events = inbound::read(Told::from(&body), &settings.user_id, host::now())?;
        Ok(Inbound::events(events))
    }

    fn send(message: &Message, cx: &mut Cx) -> Result<Outcome, Error> {
        outbound::send(message, &Settings::read()?, cx)
    }

    fn fetch_file(handle: &str, _cx: &mut Cx) -> Result<Request, Error> {
        media::fetch(handle, &Settings::read()?)
    }
}

frontdesk_plugin::export_channel!(X);

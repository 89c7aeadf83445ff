//! Telegram: private chats with a bot, over the Bot API and its webhook.
//!
//! A call is verified first by the token that Telegram was told with the webhook, then read
//! ([`inbound`]); what a message says is in [`content`] and [`files`]. A message is sent in [`outbound`];
//! what may be tried again and what may not is decided in [`refusal`]: the Bot API knows no idempotency
//! key, so a message that it may have taken is never sent a second time on its own.
//! The bot's token stands in the path of every request: the host puts it there, and nothing here sees it.

pub mod content;
pub mod files;
pub mod inbound;
pub mod outbound;
pub mod refusal;
pub mod settings;

use frontdesk_plugin::{
    Channel, Cx, Descriptor, Error, Plugin, Request, SecretUse,
    channel::{Capabilities, FileRules, Inbound, Message, Outcome, Webhook},
    host,
};

use serde_json::Value;

use crate::settings::Settings;
use frontdesk_plugin::told::Told;

/// The secret that stands in the path of requests.
pub const BOT_TOKEN: &str = "bot_token";
/// The secret that Telegram sends along with its calls.
pub const WEBHOOK_SECRET: &str = "webhook_secret";

/// The component.
#[derive(Debug)]
pub struct Telegram;

impl Plugin for Telegram {
    fn describe() -> Descriptor {
        Descriptor::channel("telegram", env!("CARGO_PKG_VERSION"), "Telegram")
            .settings(include_str!("settings.schema.json"))
            .host_unless_set(settings::API, "base_url")
            .secret(
                BOT_TOKEN,
                &[SecretUse::Send],
                "The bot's token, as BotFather gave it. It stands in the path of every request.",
            )
            .secret(
                WEBHOOK_SECRET,
                &[SecretUse::Verify],
                "What setWebhook was given as secret_token: 1 to 256 of A-Z a-z 0-9 _ -. Telegram \
                 sends it along with every call.",
            )
    }

    fn validate() -> Result<(), Vec<Error>> {
        frontdesk_plugin::settings::validate(Settings::problems)
    }
}

impl Channel for Telegram {
    fn capabilities() -> Capabilities {
        Capabilities {
            max_chars: outbound::TEXT_CHARS_MAX,
            // People must have started the bot before it may write to them.
            can_initiate: false,
            address: "telegram-user".to_owned(),
            // About one a second for a chat and thirty for a bot; what counts is Telegram's 429.
            contact_pace_ms: 1_000,
            pace_ms: 34,
            files: Some(FileRules::any()),
            ..Capabilities::default()
        }
    }

    fn receive(call: &Webhook) -> Result<Inbound, Error> {
        let settings = Settings::read()?;
        call.verify_token(WEBHOOK_SECRET, "x-telegram-bot-api-secret-token")?;
        let update: Value = call.json()?;
        let events = inbound::read(Told::from(&update), &settings.bot_id, host::now())?;
        Ok(Inbound::events(events))
    }

    fn send(message: &Message, cx: &mut Cx) -> Result<Outcome, Error> {
        outbound::send(message, &Settings::read()?, cx)
    }

    fn fetch_file(handle: &str, cx: &mut Cx) -> Result<Request, Error> {
        files::fetch(handle, &Settings::read()?, cx)
    }
}

frontdesk_plugin::export_channel!(Telegram);

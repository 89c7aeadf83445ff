//! Instagram direct messages, for a professional account: over Meta's Graph API.
//!
//! A call is verified, opened and read by `frontdesk_channel_meta`, which also sends: Messenger does the
//! same. What is Instagram's own is here: the account, the limits and what is called what.

pub mod settings;

use frontdesk_channel_meta::{
    ACCESS_TOKEN, APP_SECRET, VERIFY_TOKEN, api,
    messaging::{self, Account, Sender},
    webhook::{self, Call},
    window,
};
use frontdesk_plugin::{
    Channel, Cx, Descriptor, Error, Plugin, Request, SecretUse,
    channel::{Capabilities, FileRules, Inbound, Message, Outcome, OutgoingFile, Webhook, Window},
    host,
    text::Unit,
};

use crate::settings::Settings;

/// Bytes of one text: one page of Meta's says bytes, another characters, and these are the fewer.
pub const BYTES_MAX: u32 = 1_000;

/// The component.
#[derive(Debug)]
pub struct Instagram;

impl Plugin for Instagram {
    fn describe() -> Descriptor {
        let descriptor = Descriptor::channel("instagram", env!("CARGO_PKG_VERSION"), "Instagram")
            .settings(include_str!("settings.schema.json"))
            .secret(
                ACCESS_TOKEN,
                &[SecretUse::Send],
                "The account's token with instagram_business_manage_messages: Meta App Dashboard, \
                 Instagram, API setup. It sends messages.",
            )
            .secret(
                APP_SECRET,
                &[SecretUse::Verify],
                "The secret that Meta signs its calls with: the Instagram app secret (Instagram, API \
                 setup), or the app's own where the account is linked to a page.",
            )
            .secret(
                VERIFY_TOKEN,
                &[SecretUse::Verify],
                "A word of your own, at least 16 characters: the same is entered at Meta beside the \
                 channel's address.",
            );
        let base_url = frontdesk_plugin::settings::text("base_url");
        api::ask_for_hosts(
            descriptor,
            base_url.as_deref(),
            settings::INSTAGRAM,
            &api::FILE_HOSTS,
        )
    }

    fn validate() -> Result<(), Vec<Error>> {
        frontdesk_plugin::settings::validate(Settings::problems)
    }
}

impl Channel for Instagram {
    fn capabilities() -> Capabilities {
        let settings = Settings::read().unwrap_or_default();
        Capabilities {
            max_chars: BYTES_MAX,
            // Instagram tells that a message was seen, and nothing before that.
            delivered: false,
            read: true,
            window: Some(Window {
                hours: window::HOURS,
                extended_hours: settings.human_agent.then_some(window::EXTENDED_HOURS),
            }),
            // Who may be written to is known by an id that exists once they have written.
            can_initiate: false,
            address: "instagram-user".to_owned(),
            files: Some(FileRules::any()),
            ..Capabilities::default()
        }
    }

    fn receive(call: &Webhook) -> Result<Inbound, Error> {
        Ok(match webhook::open(call)? {
            Call::Registration(inbound) => inbound,
            Call::Body(body) => {
                let settings = Settings::read()?;
                let account = Account {
                    object: "instagram",
                    id: &settings.account_id,
                    app_id: settings.app_id.as_deref(),
                    base_url: &settings.base_url,
                    identity: "instagram-user",
                };
                let (events, others) = messaging::read(&body, &account, host::now());
                webhook::inbound(events, others)
            }
        })
    }

    fn send(message: &Message, cx: &mut Cx) -> Result<Outcome, Error> {
        let settings = Settings::read()?;
        let sender = Sender {
            base_url: &settings.base_url,
            api_version: &settings.api_version,
            id: settings.page_id.as_ref().unwrap_or(&settings.account_id),
            unit: Unit::Byte,
            max: usize::try_from(BYTES_MAX).unwrap_or(usize::MAX),
            counted: "bytes",
            says_type: false,
            says_reference: settings.sends_reference,
            human_agent: settings.human_agent,
            kind_of,
        };
        messaging::send(message, &sender, cx)
    }

    fn fetch_file(handle: &str, _cx: &mut Cx) -> Result<Request, Error> {
        messaging::fetch_file(handle, &Settings::read()?.base_url)
    }
}

/// What Instagram calls a file that it shows, and how long each may be:
/// <https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api>.
fn kind_of(file: &OutgoingFile) -> Option<&'static str> {
    let (kind, bytes_max) = match file.mime.as_str() {
        "image/jpeg" | "image/png" | "image/gif" => ("image", 8_000_000),
        "audio/mp4" => ("audio", 25_000_000),
        "video/mp4" => ("video", 25_000_000),
        _ => return None,
    };
    (file.bytes <= bytes_max).then_some(kind)
}

frontdesk_plugin::export_channel!(Instagram);

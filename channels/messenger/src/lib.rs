//! Facebook Messenger, for a page: over Meta's Graph API.
//!
//! A call is verified, opened and read by `frontdesk_channel_meta`, which also sends: Instagram does the
//! same. What is Messenger's own is here: the page, the limits and what is called what.

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

/// Characters of one text. Counted in UTF-16 units, which are never fewer than characters.
pub const CHARS_MAX: u32 = 2_000;

/// Files of up to 25 MB are fetched: <https://developers.facebook.com/docs/messenger-platform/send-messages#url>.
const FILE_BYTES_MAX: u32 = 25_000_000;

/// The component.
#[derive(Debug)]
pub struct Messenger;

impl Plugin for Messenger {
    fn describe() -> Descriptor {
        let descriptor =
            Descriptor::channel("messenger", env!("CARGO_PKG_VERSION"), "Facebook Messenger")
                .settings(include_str!("settings.schema.json"))
                .secret(
                    ACCESS_TOKEN,
                    &[SecretUse::Send],
                    "The page's token with pages_messaging: Meta App Dashboard, Messenger, API settings. \
                     It sends messages.",
                )
                .secret(
                    APP_SECRET,
                    &[SecretUse::Verify],
                    "The app's secret: Meta App Dashboard, App settings, Basic. Meta signs its calls with it.",
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
            api::GRAPH,
            &api::FILE_HOSTS,
        )
    }

    fn validate() -> Result<(), Vec<Error>> {
        frontdesk_plugin::settings::validate(Settings::problems)
    }
}

impl Channel for Messenger {
    fn capabilities() -> Capabilities {
        let settings = Settings::read().unwrap_or_default();
        Capabilities {
            max_chars: CHARS_MAX,
            delivered: true,
            read: true,
            window: Some(Window {
                hours: window::HOURS,
                extended_hours: settings.human_agent.then_some(window::EXTENDED_HOURS),
            }),
            // Who may be written to is known by an id that exists once they have written.
            can_initiate: false,
            address: "messenger-user".to_owned(),
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
                    object: "page",
                    id: &settings.page_id,
                    app_id: Some(&settings.app_id),
                    base_url: &settings.base_url,
                    identity: "messenger-user",
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
            id: &settings.page_id,
            unit: Unit::Utf16,
            max: usize::try_from(CHARS_MAX).unwrap_or(usize::MAX),
            counted: "characters",
            says_type: true,
            says_reference: true,
            human_agent: settings.human_agent,
            kind_of,
        };
        messaging::send(message, &sender, cx)
    }

    fn fetch_file(handle: &str, _cx: &mut Cx) -> Result<Request, Error> {
        messaging::fetch_file(handle, &Settings::read()?.base_url)
    }
}

/// What Messenger calls a file.
fn kind_of(file: &OutgoingFile) -> Option<&'static str> {
    let kind = match file.mime.as_str() {
        "image/jpeg" | "image/png" | "image/gif" => "image",
        "audio/mpeg" | "audio/mp4" => "audio",
        "video/mp4" => "video",
        _ => "file",
    };
    (file.bytes <= FILE_BYTES_MAX).then_some(kind)
}

frontdesk_plugin::export_channel!(Messenger);

//! `WhatsApp` over Meta's Cloud API.
//!
//! A call is verified and opened by `frontdesk_channel_meta`, then read in [`inbound`]: what people write
//! in [`content`], who they are in [`people`], what became of our messages in [`status`]. A message is
//! sent in [`outbound`]: free text within 24 hours of what the contact wrote, a template after that.

pub mod content;
pub mod inbound;
pub mod outbound;
pub mod people;
pub mod settings;
pub mod status;

use frontdesk_channel_meta::{
    ACCESS_TOKEN, APP_SECRET, VERIFY_TOKEN, api,
    webhook::{self, Call},
    window,
};
use frontdesk_plugin::{
    Channel, Cx, Descriptor, Error, Plugin, Request, SecretUse,
    channel::{Capabilities, FileRules, Inbound, Message, Outcome, Webhook, Window},
    host,
};

use crate::settings::Settings;

/// The component.
#[derive(Debug)]
pub struct WhatsApp;

impl Plugin for WhatsApp {
    fn describe() -> Descriptor {
        let descriptor = Descriptor::channel("whatsapp", env!("CARGO_PKG_VERSION"), "WhatsApp")
            .settings(include_str!("settings.schema.json"))
            .secret(
                ACCESS_TOKEN,
                &[SecretUse::Send],
                "A system user's token with whatsapp_business_messaging: Meta Business settings, \
                 System users. It sends messages and fetches files.",
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
            &[api::LOOKASIDE],
        )
    }

    fn validate() -> Result<(), Vec<Error>> {
        frontdesk_plugin::settings::validate(Settings::problems)
    }
}

impl Channel for WhatsApp {
    fn capabilities() -> Capabilities {
        let settings = Settings::read().unwrap_or_default();
        Capabilities {
            max_chars: outbound::CHARS_MAX,
            delivered: true,
            read: true,
            window: Some(Window {
                hours: window::HOURS,
                extended_hours: None,
            }),
            // The first message to anybody is a template.
            can_initiate: !settings.templates.is_empty(),
            templates: settings.templates(),
            address: "phone".to_owned(),
            contact_pace_ms: settings.contact_pace_ms,
            files: Some(FileRules::any()),
            ..Capabilities::default()
        }
    }

    fn receive(call: &Webhook) -> Result<Inbound, Error> {
        Ok(match webhook::open(call)? {
            Call::Registration(inbound) => inbound,
            Call::Body(body) => {
                let settings = Settings::read()?;
                let (events, others) = inbound::read(&body, &settings, host::now());
                webhook::inbound(events, others)
            }
        })
    }

    fn send(message: &Message, cx: &mut Cx) -> Result<Outcome, Error> {
        outbound::send(message, &Settings::read()?, cx)
    }

    fn fetch_file(handle: &str, cx: &mut Cx) -> Result<Request, Error> {
        outbound::fetch_file(handle, &Settings::read()?, cx)
    }
}

frontdesk_plugin::export_channel!(WhatsApp);

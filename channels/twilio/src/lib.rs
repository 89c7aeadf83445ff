//! Twilio: text messages (SMS), picture messages (MMS) and `WhatsApp` over its REST API and webhooks.
//!
//! A call of Twilio, a form or JSON ([`body`]), is verified first ([`signature`]), then read ([`inbound`]). A message is sent in
//! [`outbound`]; what may be tried again and what may not is decided in [`refusal`]: Twilio knows no
//! idempotency key, so a message that it may have taken is never sent a second time on its own.
//! A file is fetched when somebody looks at it, with the account's secret from Twilio's API alone
//! ([`file`]). Nothing of a message is ever logged.

pub mod body;
mod cause;
pub mod file;
pub mod inbound;
pub mod outbound;
mod params;
pub mod refusal;
mod report;
mod said;
pub mod settings;
pub mod signature;
mod template;

use frontdesk_plugin::{
    Channel, Cx, Descriptor, Error, Plugin, SecretUse,
    channel::{
        Capabilities, Counting, FileRules, Inbound, Message, Outcome, Reply, Template, Webhook,
        Window,
    },
    host,
    http::{Method, Request},
    types::{Field, Payload},
};

use crate::{
    body::Posted,
    inbound::Place,
    settings::{Medium, Settings},
};

/// The secret that calls are signed with, and that requests are sent with unless there is an API key.
pub const AUTH_TOKEN: &str = "auth_token";
/// The secret of the API key, where there is one.
pub const API_KEY_SECRET: &str = "api_key_secret";

/// Bytes of a call. The longest text, of 4096 characters at 12 bytes each when encoded, takes three
/// quarters of them; everything else is short.
pub const CALL_BYTES_MAX: usize = 64 << 10;
/// Parameters of a call: Twilio sends about 30, and three for each picture.
pub const CALL_PARAMS_MAX: usize = 500;

/// The component.
#[derive(Debug)]
pub struct Twilio;

impl Plugin for Twilio {
    fn describe() -> Descriptor {
        let asked = Descriptor::channel("twilio", env!("CARGO_PKG_VERSION"), "Twilio SMS and MMS")
            .settings(include_str!("settings.schema.json"));
        let asked = settings::host_asks()
            .into_iter()
            .fold(asked, Descriptor::host);
        let token = "The account's auth token: Twilio Console, Account, API keys & tokens. Twilio \
                     signs its calls with it; without api_key_sid it sends messages as well.";
        let key = "The secret of the API key that api_key_sid names, which then sends messages: Twilio \
                   Console, Account, API keys & tokens.";
        if settings::sends_by_key() {
            asked
                .secret(AUTH_TOKEN, &[SecretUse::Verify], token)
                .secret(API_KEY_SECRET, &[SecretUse::Send], key)
        } else {
            asked
                .secret(AUTH_TOKEN, &[SecretUse::Send, SecretUse::Verify], token)
                .optional_secret(API_KEY_SECRET, &[SecretUse::Send], key)
        }
    }

    fn validate() -> Result<(), Vec<Error>> {
        frontdesk_plugin::settings::validate(Settings::problems)
    }
}

impl Channel for Twilio {
    fn capabilities() -> Capabilities {
        // What the settings do not say is as for SMS.
        capabilities(&Settings::read().unwrap_or_default())
    }

    fn receive(call: &Webhook) -> Result<Inbound, Error> {
        let settings = Settings::read()?;
        signature::require(call)?;
        let Posted { params, are_signed } = match call.method {
            Method::Post => body::read(call)?,
            // Called by GET, the parameters stand in the address and are signed there.
            Method::Get => {
                let pairs = call.query.iter();
                let params = pairs.map(|field| (field.name.clone(), field.value.clone()));
                Posted {
                    params: params.collect(),
                    are_signed: false,
                }
            }
            Method::Put | Method::Patch | Method::Delete | Method::Head => {
                return Err(Error::unsupported("Twilio calls by POST or GET"));
            }
        };
        let signed: &[_] = if are_signed { &params } else { &[] };
        signature::verify(call, &settings.webhook_url, signed)?;
        let place = Place {
            reference: call.query("ref"),
            is_early_part: call.query("part").is_some(),
            prefix: settings.medium().prefix(),
        };
        Ok(Inbound {
            events: inbound::read(&params, place, host::now())?,
            reply: Some(silence()),
        })
    }

    fn send(message: &Message, cx: &mut Cx) -> Result<Outcome, Error> {
        outbound::send(message, &Settings::read()?, cx)
    }

    fn fetch_file(handle: &str, cx: &mut Cx) -> Result<Request, Error> {
        file::request(handle, &Settings::read()?, cx)
    }
}

fn capabilities(settings: &Settings) -> Capabilities {
    let medium = settings.medium();
    let templates = settings.templates.iter().map(|template| Template {
        name: template.name.clone(),
        language: template.language.clone(),
        text: template.text.clone(),
    });
    Capabilities {
        max_chars: u32::try_from(outbound::TEXT_UNITS_MAX).unwrap_or(u32::MAX),
        counting: match medium {
            Medium::Sms => Counting::Sms,
            Medium::WhatsApp | Medium::Messenger => Counting::Characters,
        },
        delivered: true,
        read: medium == Medium::WhatsApp,
        window: (medium != Medium::Sms).then_some(Window {
            hours: outbound::WINDOW_HOURS,
            extended_hours: None,
        }),
        templates: templates.collect(),
        can_initiate: medium != Medium::Messenger,
        address: match medium {
            Medium::Sms | Medium::WhatsApp => "phone",
            Medium::Messenger => "messenger-user",
        }
        .to_owned(),
        files: Some(FileRules::any()),
        ..Capabilities::default()
    }
}

/// "Answer nothing": whatever else stood here would be sent to the contact past the outbox.
fn silence() -> Reply {
    Reply {
        status: 200,
        headers: vec![Field::new("content-type", "text/xml")],
        body: Payload::Text("<Response/>".to_owned()),
    }
}

frontdesk_plugin::export_channel!(Twilio);

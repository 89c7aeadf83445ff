//! Vonage: text messages (SMS), over its Messages API and the webhooks of both its APIs.
//!
//! An account calls back either in the way of the SMS API, with a code among the parameters ([`sig`]), or
//! in that of the Messages API, with a token ([`jwt`]). A call is verified first and then read
//! ([`sms`], [`messages`]). A message is sent by the Messages API ([`outbound`]), which has a place for our
//! reference but knows no idempotency key: one that Vonage may have taken is never sent a second time
//! on its own ([`refusal`]). Nothing of a message is ever logged.

mod cause;
mod encoding;
pub mod file;
mod inbound;
pub mod jwt;
pub mod messages;
mod moment;
pub mod outbound;
pub mod refusal;
pub mod settings;
pub mod sig;
pub mod sms;

use frontdesk_plugin::{
    Channel, Cx, Descriptor, Error, Plugin, SecretUse,
    channel::{Capabilities, Counting, FileRules, Inbound, Message, Outcome, Webhook},
    host,
    http::Request,
};

use crate::settings::Settings;

/// The secret that requests are sent with.
pub const API_SECRET: &str = "api_secret";
/// The secret that calls are signed with.
pub const SIGNATURE_SECRET: &str = "signature_secret";

/// Bytes of a call: the longest text that one SMS in 255 parts can hold, encoded, is a good deal shorter.
pub const CALL_BYTES_MAX: usize = 256 << 10;

/// The component.
#[derive(Debug)]
pub struct Vonage;

impl Plugin for Vonage {
    fn describe() -> Descriptor {
        Descriptor::channel("vonage", env!("CARGO_PKG_VERSION"), "Vonage SMS")
            .settings(include_str!("settings.schema.json"))
            .host_unless_set(settings::API, "base_url")
            .secret(
                API_SECRET,
                &[SecretUse::Send],
                "The API key's secret: Vonage Dashboard, API settings. It sends messages.",
            )
            .secret(
                SIGNATURE_SECRET,
                &[SecretUse::Verify],
                "The API key's signature secret: Vonage Dashboard, API settings. Vonage signs its \
                 calls with it.",
            )
    }

    fn validate() -> Result<(), Vec<Error>> {
        frontdesk_plugin::settings::validate(Settings::problems)
    }
}

impl Channel for Vonage {
    fn capabilities() -> Capabilities {
        let settings = Settings::read().unwrap_or_default();
        Capabilities {
            max_chars: u32::try_from(settings.chars_max()).unwrap_or(u32::MAX),
            counting: Counting::Sms,
            delivered: true,
            can_initiate: true,
            address: "phone".to_owned(),
            files: Some(FileRules::any()),
            ..Capabilities::default()
        }
    }

    fn receive(call: &Webhook) -> Result<Inbound, Error> {
        let settings = Settings::read()?;
        let now = host::now();
        if let Some(token) = call.header("authorization") {
            jwt::verify(call, token, &settings, now)?;
            return Ok(Inbound::events(messages::read(&call.json()?, now)?));
        }
        let params = sig::params(call)?;
        sig::verify(&params, &settings, now)?;
        Ok(Inbound::events(sms::read(&params, now)?))
    }

    fn send(message: &Message, cx: &mut Cx) -> Result<Outcome, Error> {
        outbound::send(message, &Settings::read()?, cx)
    }

    fn fetch_file(handle: &str, _cx: &mut Cx) -> Result<Request, Error> {
        Ok(file::request(handle, &Settings::read()?))
    }
}

frontdesk_plugin::export_channel!(Vonage);

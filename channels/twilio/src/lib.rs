//! Twilio: text messages (SMS) and picture messages (MMS) over its REST API and webhooks.
//!
//! A call of Twilio is verified first ([`signature`]), then read ([`inbound`]). A message is sent in
//! [`outbound`]; what may be tried again and what may not is decided in [`refusal`]: Twilio knows no
//! idempotency key, so a message that it may have taken is never sent a second time on its own.
//! Nothing is fetched from an address that a call names, and nothing of a message is ever logged.

pub mod inbound;
pub mod outbound;
pub mod refusal;
pub mod segments;
pub mod settings;
pub mod signature;
pub mod split;
pub mod text;

use frontdesk_plugin::{
    Channel, Cx, Descriptor, Error, Plugin, SecretUse,
    channel::{Inbound, Message, Receipt, Reply, Webhook},
    host,
    http::Method,
    types::{Field, Payload},
};

use crate::settings::Settings;

/// The secret that requests are sent and calls are signed with.
pub const AUTH_TOKEN: &str = "auth_token";

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
        Descriptor::channel("twilio", env!("CARGO_PKG_VERSION"), "Twilio SMS and MMS")
            .settings(include_str!("settings.schema.json"))
            .host(settings::host_ask())
            .secret(
                AUTH_TOKEN,
                &[SecretUse::Send, SecretUse::Verify],
                "The account's auth token: Twilio Console, Account, API keys & tokens. It sends \
                 messages, and Twilio signs its calls with it.",
            )
    }

    fn validate() -> Result<(), Vec<Error>> {
        let settings = Settings::read().map_err(|error| vec![error])?;
        match settings.problems() {
            problems if problems.is_empty() => Ok(()),
            problems => Err(problems),
        }
    }
}

impl Channel for Twilio {
    fn receive(call: &Webhook) -> Result<Inbound, Error> {
        let settings = Settings::read()?;
        signature::require(call)?;
        let params = match call.method {
            Method::Post => form(call)?,
            Method::Get => {
                let pairs = call.query.iter();
                pairs
                    .map(|field| (field.name.clone(), field.value.clone()))
                    .collect()
            }
            Method::Put | Method::Patch | Method::Delete | Method::Head => {
                return Err(Error::unsupported("Twilio calls by POST or GET"));
            }
        };
        signature::verify(call, &settings.webhook_url, &params)?;
        Ok(Inbound {
            events: inbound::read(&params, call.query("ref"), host::now())?,
            reply: Some(silence()),
        })
    }

    fn send(message: &Message, cx: &mut Cx) -> Result<Receipt, Error> {
        outbound::send(message, &Settings::read()?, cx)
    }
}

/// The parameters of a call that is no longer than Twilio's can be. They are read before anybody knows
/// whose call it is, so a stranger must not be able to make that dear: a call that takes the component
/// too long is a fault, and after some of those nobody's calls are taken for a while.
fn form(call: &Webhook) -> Result<Vec<(String, String)>, Error> {
    let text = call.text()?;
    if text.len() > CALL_BYTES_MAX || text.split('&').count() > CALL_PARAMS_MAX {
        return Err(Error::invalid(format!(
            "the call has more than {CALL_BYTES_MAX} bytes or {CALL_PARAMS_MAX} parameters"
        )));
    }
    call.form()
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

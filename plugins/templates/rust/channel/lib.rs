//! {{title}}: a channel over a provider's HTTP API. `tests/*.json` shows what goes over the wire.

use frontdesk_plugin::{
    Channel, Cx, Descriptor, Error, Plugin, Request, SecretUse,
    channel::{Event, Inbound, Message, Outcome, Webhook},
    http::{Encoding, Hash, join},
    settings, settings_problems,
};
use serde::{Deserialize, Serialize};

/// The component.
#[derive(Debug)]
pub struct Component;

/// The operator's settings: `settings.schema.json` says the same to the gateway.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    base_url: String,
}

impl Plugin for Component {
    fn describe() -> Descriptor {
        Descriptor::channel("{{name}}", env!("CARGO_PKG_VERSION"), "{{title}}")
            .settings(include_str!("settings.schema.json"))
            .host("{base_url}")
            .secret("token", &[SecretUse::Send], "An API token")
            .secret("signing_key", &[SecretUse::Verify], "What webhooks are signed with")
    }

    fn validate() -> Result<(), Vec<Error>> {
        settings_problems::<Settings>()
    }
}

#[derive(Deserialize)]
struct Received {
    id: String,
    from: String,
    text: String,
    at: f64,
}

#[derive(Serialize)]
struct Outgoing<'a> {
    to: &'a str,
    text: &'a str,
}

#[derive(Deserialize)]
struct Accepted {
    id: String,
}

impl Channel for Component {
    fn receive(call: &Webhook) -> Result<Inbound, Error> {
        call.verify_hmac("signing_key", Hash::Sha256, "x-signature", "sha256=", Encoding::Hex)?;
        let said: Received = call.json()?;
        Ok(Inbound::events(vec![Event::message(&said.id, &said.from, said.at, &said.text)]))
    }

    fn send(message: &Message, cx: &mut Cx) -> Result<Outcome, Error> {
        let url = join(&settings::<Settings>()?.base_url, &["messages"]);
        let outgoing = Outgoing { to: &message.thread, text: message.text().unwrap_or_default() };
        // The key lets the provider recognise a message that it has taken already.
        let request = Request::post(url).json(&outgoing)?.idempotency(cx.reference());
        let accepted: Accepted = cx.fetch(request.bearer("token"))?.json()?;
        Ok(Outcome::sent(accepted.id))
    }
}

frontdesk_plugin::export_channel!(Component);

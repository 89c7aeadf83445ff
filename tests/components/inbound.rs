// Included by the channels that misbehave in `send` only: their contacts write by a webhook, whose
// body is one message in JSON.

use frontdesk_plugin::{
    Error,
    channel::{Event, Inbound, Webhook},
};

#[derive(serde::Deserialize)]
struct Said {
    id: String,
    thread: String,
    text: String,
}

pub(crate) fn receive(call: &Webhook) -> Result<Inbound, Error> {
    let said: Said = call.json()?;
    let now = frontdesk_plugin::host::now();
    let event = Event::message(&said.id, &said.thread, now, &said.text);
    Ok(Inbound::events(vec![event]))
}

//! Trying a version before it serves: it must say the same of itself twice, and survive rubbish.
//!
//! It is tried as a plugin of its own, with a log and values that nobody keeps.

use std::sync::Arc;

use async_trait::async_trait;
use frontdesk_core::{ChannelId, Name, ThreadId, Timestamp};
use frontdesk_engine::ports::{
    ContactSession, FrameFault, PluginValue, PluginValues, ReceiveFault, SocketChannel as _,
    ValueChange, ValuesFault, WebhookCall, WebhookChannel as _,
};

use super::{making::Failure, spec::PluginSpec};
use crate::{
    PluginHost, config::LoadOptions, descriptor::Kind, first_calls::describe,
    load::ComponentSource, plugin::Plugin,
};

/// What this part of a load is called.
const STAGE: &str = "trying it";
/// An hour in which nothing that a component says of itself may change, milliseconds.
const LATER: u64 = 3_600_000;

/// Frames and bodies that no component may stumble over.
pub(crate) fn rubbish() -> Vec<String> {
    vec![
        String::new(),
        "\u{0}".to_owned(),
        "null".to_owned(),
        "[]".to_owned(),
        "{}".to_owned(),
        "{\"type\":{}}".to_owned(),
        "{\"a\":".to_owned(),
        "[".repeat(10_000),
        "{\"a\":".repeat(2_000),
        "👩‍👩‍👧‍👦".repeat(200),
        "\u{202e}مرحبا\u{2066}שלום\u{feff}".repeat(50),
        "1e999999999".to_owned(),
        "\"\\ud800\"".to_owned(),
    ]
}

/// Loads the bytes as `spec` wants them, and tries them.
pub(crate) async fn run(host: &PluginHost, spec: &PluginSpec, wasm: &[u8]) -> Result<(), Failure> {
    let options = LoadOptions {
        values: Arc::new(Forgetful),
        ..spec.options()
    };
    let source = ComponentSource::Bytes(wasm.to_vec());
    let plugin = host.load(&spec.name, source, options).await?;
    try_out(&plugin)
        .await
        .map_err(|trouble| Failure::Other(STAGE, trouble))
}

async fn try_out(plugin: &Plugin) -> Result<(), String> {
    let later = Timestamp(plugin.clock.now().0.saturating_add(LATER));
    let again = describe(&plugin.caller, later)
        .await
        .map_err(|error| error.to_string())?;
    if again != *plugin.descriptor() {
        return Err("`describe` says something else each time".to_owned());
    }
    if plugin.kind() == Kind::Channel {
        for text in rubbish() {
            if plugin.has_socket()
                && let Some(session) = session()
                // Refused or understood: both are answers.
                && let Err(FrameFault::Component(fault)) =
                    plugin.frame(&session, &text, later).await
            {
                return Err(stumbled("a frame", &fault));
            }
            let call = webhook(text.into_bytes(), later);
            if let Err(ReceiveFault::Component(fault)) = plugin.receive(&call).await {
                return Err(stumbled("a webhook", &fault));
            }
        }
    }
    Ok(())
}

fn stumbled(over: &str, fault: &str) -> String {
    format!("rubbish must be refused, and it fails over {over} of it: {fault}")
}

/// Somebody who talks to the trial; never `None`, as both are names.
pub(crate) fn session() -> Option<ContactSession> {
    Some(ContactSession {
        channel: ChannelId(Name::new("trial").ok()?),
        thread: ThreadId::new("trial")?,
        locale: "en".to_owned(),
    })
}

pub(crate) fn webhook(body: Vec<u8>, at: Timestamp) -> WebhookCall {
    WebhookCall {
        method: "POST".to_owned(),
        url: "https://trial.invalid/webhooks/trial".to_owned(),
        query: Vec::new(),
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body,
        at,
    }
}

/// Has nothing and keeps nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Forgetful;

#[async_trait]
impl PluginValues for Forgetful {
    async fn load(&self, _: &str, _: Timestamp) -> Result<Vec<PluginValue>, ValuesFault> {
        Ok(Vec::new())
    }

    async fn keep(&self, _: &str, _: Vec<ValueChange>) -> Result<(), ValuesFault> {
        Ok(())
    }
}

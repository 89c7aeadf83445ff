//! `frontdesk plugin call`: one function of a running plugin, with JSON in and out.

use std::time::Duration;

use frontdesk_core::{Author, Content, ConversationId, Message, Seq, ThreadId};
use frontdesk_engine::ports::{
    ChannelFeatures, Counting, Dispatch, Outbound as _, SocketChannel as _, WebhookCall,
    WebhookChannel as _,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{connector_calls, self_test, slot::PluginSlot};
use crate::{first_calls, plugin::Plugin};

impl PluginSlot {
    /// Calls a function: `describe`, `validate`, `capabilities`, `frame`, `receive`, `send`, `find`, `translate` or
    /// `turn`. The call is a real one: a provider gets what is sent. An error is a sentence.
    pub async fn call(&self, function: &str, argument: &Value) -> Result<Value, String> {
        let plugin = self.plugin();
        match function {
            "describe" => describe(&plugin).await,
            "validate" => validate(&plugin).await,
            "capabilities" => Ok(capabilities(&plugin)),
            "frame" => frame(&plugin, read(argument)?).await,
            "receive" => receive(&plugin, read(argument)?).await,
            "send" => send(&plugin, read(argument)?).await,
            "find" => connector_calls::find(&plugin, read(argument)?).await,
            "translate" => connector_calls::translate(&plugin, read(argument)?).await,
            "turn" => connector_calls::turn(&plugin, read(argument)?).await,
            _ => Err(format!(
                "there is no function \"{function}\" to call; there is describe, validate, capabilities, \
                 frame, receive, send, find, translate and turn"
            )),
        }
    }
}

fn read<'a, T: Deserialize<'a>>(argument: &'a Value) -> Result<T, String> {
    T::deserialize(argument).map_err(|error| format!("the argument: {error}"))
}

async fn describe(plugin: &Plugin) -> Result<Value, String> {
    let told = first_calls::describe(&plugin.caller, plugin.clock.now())
        .await
        .map_err(|error| error.to_string())?;
    let schema: Value = serde_json::from_str(&told.settings_schema).unwrap_or_default();
    let secrets = told.secrets.iter().map(|ask| {
        let uses: Vec<_> = ask.uses.iter().map(|wanted| wanted.name()).collect();
        json!({"name": ask.name, "purpose": ask.purpose, "uses": uses, "required": ask.required})
    });
    Ok(json!({
        "kind": told.kind.name(),
        "id": told.id,
        "version": told.version,
        "title": told.title,
        "settings_schema": schema,
        "secrets": secrets.collect::<Vec<_>>(),
        "hosts": told.hosts,
        "kv": told.kv,
        "features": told.features,
    }))
}

fn capabilities(plugin: &Plugin) -> Value {
    let ChannelFeatures {
        max_chars,
        counting,
        delivered,
        read,
        typing,
        window,
        templates,
        can_initiate,
        address,
        contact_pace,
        pace,
        files,
    } = &*plugin.features();
    let hours = |time: Duration| time.as_secs() / 3_600;
    json!({
        "max_chars": max_chars,
        "counting": match counting {
            Counting::Characters => "characters",
            Counting::Sms => "sms",
        },
        "delivered": delivered,
        "read": read,
        "typing": typing,
        "window": window.as_ref().map(|window| json!({
            "hours": hours(window.open),
            "extended_hours": window.extended.map(hours),
        })),
        "templates": templates.iter().map(|template| json!({
            "name": template.name,
            "language": template.language,
            "text": template.text,
        })).collect::<Vec<_>>(),
        "can_initiate": can_initiate,
        "address": address,
        "contact_pace_ms": contact_pace.as_millis(),
        "pace_ms": pace.as_millis(),
        "files": files.as_ref().map(|rules| json!({
            "bytes_max": rules.bytes_max,
            "types": rules.types,
        })),
    })
}

async fn validate(plugin: &Plugin) -> Result<Value, String> {
    match first_calls::validate(&plugin.caller, plugin.clock.now()).await {
        Ok(()) => Ok(json!({"usable": true})),
        Err(error) => Ok(json!({"usable": false, "problem": error.to_string()})),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Frame {
    /// The frame, as the contact's page sends it.
    data: String,
}

async fn frame(plugin: &Plugin, Frame { data }: Frame) -> Result<Value, String> {
    let session = self_test::session().ok_or("no session")?;
    let answer = plugin.frame(&session, &data, plugin.clock.now()).await;
    let events = answer.map_err(|fault| fault.to_string())?;
    Ok(json!({"events": words(&events)}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Receive {
    #[serde(default = "post")]
    method: String,
    #[serde(default)]
    url: String,
    #[serde(default)]
    query: Vec<(String, String)>,
    #[serde(default)]
    headers: Vec<(String, String)>,
    #[serde(default)]
    body: String,
}

fn post() -> String {
    "POST".to_owned()
}

async fn receive(plugin: &Plugin, call: Receive) -> Result<Value, String> {
    let Receive {
        method,
        url,
        query,
        headers,
        body,
    } = call;
    let call = WebhookCall {
        method,
        url,
        query,
        headers,
        body: body.into_bytes(),
        at: plugin.clock.now(),
    };
    let inbound = plugin.receive(&call).await;
    let inbound = inbound.map_err(|fault| fault.to_string())?;
    let reply = inbound.reply.map(|reply| {
        json!({
            "status": reply.status,
            "headers": reply.headers,
            "body": String::from_utf8_lossy(&reply.body),
        })
    });
    Ok(json!({"events": words(&inbound.events), "reply": reply}))
}

/// What was understood, for a person who looks for a mistake.
fn words<T: std::fmt::Debug>(events: &[T]) -> Vec<String> {
    events.iter().map(|event| format!("{event:?}")).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Send {
    /// The contact's address on the channel.
    thread: String,
    text: String,
    /// The host's reference, for whoever wants to see a repetition.
    #[serde(default = "reference")]
    reference: String,
}

fn reference() -> String {
    "call.1".to_owned()
}

async fn send(plugin: &Plugin, wish: Send) -> Result<Value, String> {
    let Send {
        thread,
        text,
        reference,
    } = wish;
    let channel = self_test::session().ok_or("no session")?.channel;
    let dispatch = Dispatch {
        reference,
        channel,
        thread: ThreadId::new(&thread).ok_or("the thread is empty or too long")?,
        message: Message {
            conversation: ConversationId::new(1).ok_or("no conversation")?,
            seq: Seq(1),
            at: plugin.clock.now(),
            author: Author::System,
            content: Content::Text(text.into()),
            client_id: None,
        },
        contact_wrote_at: Some(plugin.clock.now()),
        attempt: 1,
        files: Vec::new(),
    };
    let receipt = plugin.send(&dispatch).await;
    let receipt = receipt.map_err(|fault| fault.to_string())?;
    Ok(json!({"provider_ids": receipt.provider_ids}))
}

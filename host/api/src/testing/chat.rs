//! A stand-in for the web-chat component: the same frames, a tenth of its rules.

use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use frontdesk_core::{Author, ContactCard, Content, Seq, Timestamp};
use frontdesk_engine::ports::{
    ContactEvent, ContactNotice, ContactSession, ContactState, FrameFault, SocketChannel,
};
use serde_json::{Value, json};

/// Speaks the protocol of `channels/webchat/PROTOCOL.md`.
#[derive(Default)]
pub(crate) struct Chat {
    /// How often anything was rendered.
    pub(crate) renders: AtomicUsize,
}

#[async_trait]
impl SocketChannel for Chat {
    async fn frame(
        &self,
        _session: &ContactSession,
        data: &str,
        _at: Timestamp,
    ) -> Result<Vec<ContactEvent>, FrameFault> {
        let refused = |id: Option<&str>, code: &str| FrameFault::Refused {
            id: id.map(str::to_owned),
            code: code.to_owned(),
            message: "no".to_owned(),
        };
        let frame: Value = serde_json::from_str(data).map_err(|_| refused(None, "not_json"))?;
        let id = frame["id"].as_str();
        let named = || id.map(str::to_owned).ok_or_else(|| refused(None, "bad_id"));
        let text = frame["text"].as_str().map(str::to_owned);
        let event = match frame["t"].as_str() {
            Some("start") => {
                let name = frame["name"].as_str().map(Into::into);
                let fields = frame["fields"].as_object().into_iter().flatten();
                let field = |(name, value): (&String, &Value)| {
                    Some((name.as_str().into(), value.as_str()?.into()))
                };
                let account_number = frame["account"].as_str().map(Into::into);
                let card = ContactCard {
                    name,
                    account_number,
                    fields: fields.filter_map(field).collect(),
                    ..ContactCard::default()
                };
                ContactEvent::Start {
                    id: named()?,
                    card,
                    text,
                }
            }
            Some("message") => {
                let text = text.filter(|text| text.chars().count() <= 4_000);
                let text = text.ok_or_else(|| refused(id, "text_too_long"))?;
                ContactEvent::Message { id: named()?, text }
            }
            Some("typing") => ContactEvent::Typing {
                on: frame["on"] == true,
            },
            Some("read") => {
                let seq = frame["seq"]
                    .as_u64()
                    .and_then(|seq| u32::try_from(seq).ok());
                ContactEvent::Read {
                    seq: Seq(seq.ok_or_else(|| refused(None, "wrong_type"))?),
                }
            }
            Some("end") => ContactEvent::End { id: named()? },
            Some("trap") => return Err(FrameFault::Component("trapped".to_owned())),
            _ => return Err(refused(id, "unknown_frame")),
        };
        Ok(vec![event])
    }

    async fn render(
        &self,
        _session: &ContactSession,
        notices: &[ContactNotice],
    ) -> Result<Vec<String>, FrameFault> {
        self.renders.fetch_add(1, Ordering::SeqCst);
        Ok(notices
            .iter()
            .map(|notice| render(notice).to_string())
            .collect())
    }
}

fn render(notice: &ContactNotice) -> Value {
    match notice {
        ContactNotice::Message {
            message,
            agent_name,
        } => {
            let (text, notice) = match &message.content {
                Content::Text(text)
                | Content::Files { text, .. }
                | Content::Template { text, .. }
                | Content::Translated { text, .. } => (Some(text), None),
                Content::Notice(notice) => (None, Some(format!("{notice:?}"))),
            };
            let from = match message.author {
                Author::Contact => "visitor",
                Author::Agent(_) => "agent",
                Author::System => "system",
            };
            json!({"t": "message", "seq": message.seq, "id": message.client_id, "from": from,
                   "name": agent_name, "text": text, "notice": notice})
        }
        ContactNotice::Ack {
            id,
            seq,
            conversation,
            ..
        } => {
            json!({"t": "ack", "id": id, "conversation": conversation.to_string(), "seq": seq})
        }
        ContactNotice::Refused { id, code, .. } => json!({"t": "refused", "id": id, "code": code}),
        ContactNotice::Typing { on } => json!({"t": "typing", "on": on}),
        ContactNotice::Read { seq } => json!({"t": "read", "seq": seq}),
        ContactNotice::State(state) => match state {
            ContactState::None => json!({"t": "state", "state": "none"}),
            ContactState::Queued {
                conversation,
                position,
                ..
            } => {
                let conversation = conversation.to_string();
                json!({"t": "state", "state": "queued", "conversation": conversation,
                       "position": position})
            }
            ContactState::Assigned {
                conversation,
                agent_name,
            } => {
                let conversation = conversation.to_string();
                json!({"t": "state", "state": "assigned", "conversation": conversation,
                       "agent": agent_name})
            }
            ContactState::Ended { conversation, by } => {
                let conversation = conversation.to_string();
                json!({"t": "state", "state": "ended", "conversation": conversation, "by": by})
            }
        },
    }
}

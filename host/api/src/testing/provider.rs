//! A stand-in for a channel component whose provider calls: a call's body says what it means.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use async_trait::async_trait;
use frontdesk_core::{
    ChannelPlan, ContactCard, Content, Delivery, DeliveryState, Span, ThreadId, Timestamp,
};
use frontdesk_engine::ports::{
    DeliveryReport, Inbound, InboundEvent, InboundKind, ReceiveFault, ReportSubject, WebhookCall,
    WebhookChannel, WebhookReply,
};
use serde_json::Value;
use tokio::sync::watch;

use crate::{ApiConfig, WebhookEntrance};

/// Reads `{"events": [{"id", "thread", "text"}], "reply", "fault"}`.
#[derive(Default)]
pub(crate) struct Provider {
    /// How often it was asked.
    pub(crate) calls: AtomicUsize,
    /// Whether it does not fail over what asks it to.
    pub(crate) is_mended: AtomicBool,
    /// The last call.
    pub(crate) last: watch::Sender<Option<WebhookCall>>,
}

impl Provider {
    /// Adds the channel `sms` with this component.
    pub(crate) fn join(self: &Arc<Self>, config: &mut ApiConfig) {
        let sms = || "sms".parse().unwrap();
        let plan = ChannelPlan::new(
            "sales".parse().unwrap(),
            Delivery::Outbox,
            Span::seconds(60),
        );
        config.plan.channels.insert(sms(), plan);
        let entrance = WebhookEntrance {
            component: self.clone(),
            body_bytes_max: 32 * 1024,
            calls_per_s: 1_000,
        };
        config.webhooks.insert(sms(), entrance);
    }
}

#[async_trait]
impl WebhookChannel for Provider {
    async fn receive(&self, call: &WebhookCall) -> Result<Inbound, ReceiveFault> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        self.last.send_replace(Some(call.clone()));
        let invalid = || ReceiveFault::Invalid("not what it should be".to_owned());
        if call.method == "GET" {
            return Ok(Inbound {
                events: Vec::new(),
                reply: Some(text_reply(200, &call.query)),
            });
        }
        let said: Value = serde_json::from_slice(&call.body).map_err(|_| invalid())?;
        match said["fault"].as_str() {
            Some("unauthorized") => {
                return Err(ReceiveFault::Unauthorized("secret words".to_owned()));
            }
            Some("unsupported") => return Err(ReceiveFault::Unsupported("no".to_owned())),
            Some("unavailable") => {
                return Err(ReceiveFault::Unavailable {
                    message: "busy".to_owned(),
                    retry_after: Some(std::time::Duration::from_secs(7)),
                });
            }
            Some("trap") if !self.is_mended.load(Ordering::SeqCst) => {
                return Err(ReceiveFault::Component("it trapped".to_owned()));
            }
            _ => {}
        }
        let events = said["events"].as_array().into_iter().flatten();
        let reply = said["reply"].as_u64().map(|status| WebhookReply {
            status: u16::try_from(status).unwrap(),
            headers: vec![("content-type".to_owned(), "text/xml".to_owned())],
            body: b"<Response/>".to_vec(),
        });
        Ok(Inbound {
            events: events.map(event).collect(),
            reply,
        })
    }
}

fn text_reply(status: u16, query: &[(String, String)]) -> WebhookReply {
    let found = query.iter().find(|(name, _)| name == "challenge");
    WebhookReply {
        status,
        headers: Vec::new(),
        body: found.map_or_else(Vec::new, |(_, value)| value.clone().into_bytes()),
    }
}

fn event(said: &Value) -> InboundEvent {
    let text = |name: &str| said[name].as_str().unwrap_or_default().to_owned();
    let kind = match said["kind"].as_str() {
        Some("typing") => InboundKind::Typing,
        Some("status") => InboundKind::Status(DeliveryReport {
            subject: ReportSubject::ProviderId("p1".to_owned()),
            state: DeliveryState::Delivered,
            reason: None,
        }),
        _ => InboundKind::Message {
            content: Content::Text(text("text").into()),
        },
    };
    InboundEvent {
        id: text("id"),
        thread: ThreadId::new(&text("thread")).unwrap(),
        contact: ContactCard::default(),
        at: Timestamp(1),
        kind,
    }
}

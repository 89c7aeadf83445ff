//! A provider's call of the gateway, to events.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use frontdesk_engine::ports::{Inbound, ReceiveFault, WebhookCall, WebhookChannel};

use crate::{
    bindings::{
        channel::Webhook,
        http_types::{Exchange, Method},
        types::{Error, ErrorKind, Field},
    },
    chance::Seed,
    egress,
    fault::{Fault, sentence},
    inbound_check,
    instance::Instance,
    operation::{Step, Stop, Task},
    plugin::Plugin,
};

/// When a provider may try again whose operator must act first.
const MISCONFIGURED_RETRY: Duration = Duration::from_mins(1);

struct Receive<'a> {
    call: Webhook,
    came: &'a WebhookCall,
    events_max: usize,
    reply_bytes_max: usize,
}

impl Task for Receive<'_> {
    type Answer = Inbound;

    async fn pass(
        &self,
        instance: &mut Instance,
        _: &[Exchange],
    ) -> Result<Result<Step<Inbound>, Error>, Fault> {
        let Some(channel) = &instance.exports.channel else {
            return Err(Fault::Kind("channel"));
        };
        let answer = channel.receive(&mut instance.store, &self.call).await;
        match instance.end(answer)? {
            Ok(told) => {
                let events = inbound_check::events(told.events, self.events_max, self.came.at)?;
                let reply = told
                    .reply
                    .map(|reply| inbound_check::reply(reply, self.reply_bytes_max));
                let reply = reply.transpose()?;
                Ok(Ok(Step::Done(Inbound { events, reply })))
            }
            Err(error) => Ok(Err(error)),
        }
    }
}

#[async_trait]
impl WebhookChannel for Plugin {
    async fn receive(&self, call: &WebhookCall) -> Result<Inbound, ReceiveFault> {
        let limits = &self.caller.context.limits;
        let bytes_max = limits.webhook_bytes;
        if call.body.len() > bytes_max {
            let sentence = format!("a call's body has at most {bytes_max} bytes");
            return Err(ReceiveFault::Invalid(sentence));
        }
        let Some(method) = method(&call.method) else {
            let sentence = "no channel takes this method".to_owned();
            return Err(ReceiveFault::Unsupported(sentence));
        };
        let body: Arc<[u8]> = call.body.as_slice().into();
        let task = Receive {
            call: Webhook {
                method,
                url: call.url.clone(),
                query: fields(&call.query),
                headers: fields(&call.headers),
                body: egress::payload(call.body.clone()),
            },
            came: call,
            events_max: limits.webhook_events,
            reply_bytes_max: limits.output_bytes,
        };
        // The same call draws the same bytes, however often the provider repeats it.
        let at = call.at.0.to_be_bytes();
        let reference = Seed::new(&[call.url.as_bytes(), &at, &body]);
        let answer = self
            .run_task(&task, reference.name(), Some(body), call.at)
            .await;
        answer.map_err(|stop| match stop {
            Stop::Reported(error) => receive_fault(&error),
            // Poison is told apart from bad luck: what the component fails over twice is put aside.
            Stop::Fault(fault) if fault.counts() => ReceiveFault::Component(fault.to_string()),
            Stop::Fault(fault) => ReceiveFault::Unavailable {
                retry_after: fault.retry_after(),
                message: fault.to_string(),
            },
        })
    }
}

fn method(method: &str) -> Option<Method> {
    match method {
        "GET" => Some(Method::Get),
        "POST" => Some(Method::Post),
        "PUT" => Some(Method::Put),
        "PATCH" => Some(Method::Patch),
        "DELETE" => Some(Method::Delete),
        "HEAD" => Some(Method::Head),
        _ => None,
    }
}

fn fields(pairs: &[(String, String)]) -> Vec<Field> {
    let field = |(name, value): &(String, String)| Field {
        name: name.clone(),
        value: value.clone(),
    };
    pairs.iter().map(field).collect()
}

fn receive_fault(error: &Error) -> ReceiveFault {
    let retry_after = error
        .retry_after_ms
        .map(|ms| Duration::from_millis(u64::from(ms)));
    let message = sentence(&error.message);
    match error.kind {
        ErrorKind::Invalid | ErrorKind::Rejected => ReceiveFault::Invalid(message),
        ErrorKind::Unauthorized => ReceiveFault::Unauthorized(message),
        ErrorKind::Unsupported => ReceiveFault::Unsupported(message),
        ErrorKind::RateLimited | ErrorKind::Transient | ErrorKind::Internal => {
            ReceiveFault::Unavailable {
                message,
                retry_after,
            }
        }
        ErrorKind::Misconfigured => ReceiveFault::Unavailable {
            message,
            retry_after: retry_after.or(Some(MISCONFIGURED_RETRY)),
        },
    }
}

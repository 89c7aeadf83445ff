//! Messages to a provider, by replay: the component returns requests, the host answers them, and
//! calls again from the top.
//!
//! No host can be granted, so every request is answered as denied: a component that sends
//! without asking the network (a test's, a log's) works, any other learns at once that it may not.

use std::time::Duration;

use async_trait::async_trait;
use frontdesk_core::Content;
use frontdesk_engine::ports::{Dispatch, Outbound, Receipt, SendFault};

use crate::{
    bindings::{channel, http_types, types::ErrorKind},
    call::Reuse,
    channel::ChannelPlugin,
    fault::Fault,
};

/// When to try a channel again whose operator must act first.
const MISCONFIGURED_RETRY: Duration = Duration::from_mins(1);

#[async_trait]
impl Outbound for ChannelPlugin {
    async fn send(&self, dispatch: &Dispatch) -> Result<Receipt, SendFault> {
        let text = match &dispatch.message.content {
            Content::Text(text) => text.to_string(),
            Content::Notice(_) => return Ok(Receipt::default()),
        };
        let message = channel::Message {
            id: dispatch.reference.clone(),
            thread: dispatch.thread.0.to_string(),
            text,
            attempt: dispatch.attempt,
        };
        let now = self.clock.now();
        let mut prior = Vec::new();
        for _ in 0..self.caller.limits.rounds {
            let mut call = self.caller.begin(Reuse::Fresh, now).await?;
            let instance = &mut call.instance;
            let answer = instance
                .exports
                .channel
                .call_send(&mut instance.store, &message, &prior)
                .await;
            let answer = instance.end(answer).and_then(|step| self.check_step(step));
            match call.end(answer)? {
                Ok(channel::SendStep::Done(receipt)) => {
                    return Ok(Receipt {
                        provider_id: receipt.provider_id,
                    });
                }
                Ok(channel::SendStep::Fetch(requests)) => {
                    prior.extend(requests.into_iter().map(denied));
                }
                Err(error) => return Err(send_fault(error)),
            }
        }
        Err(SendFault::Transient {
            message: "the component asked for more rounds of requests than it may".to_owned(),
            retry_after: None,
        })
    }
}

/// What one pass answered, with the errors that are the provider's or the operator's affair.
type Step = Result<channel::SendStep, crate::bindings::types::Error>;

impl ChannelPlugin {
    fn check_step(&self, step: Step) -> Result<Step, Fault> {
        match &step {
            Ok(channel::SendStep::Fetch(requests)) => {
                if requests.is_empty() || requests.len() > self.caller.limits.requests {
                    let count = requests.len();
                    return Err(Fault::output(format!("{count} requests in one round")));
                }
            }
            Ok(channel::SendStep::Done(_)) => {}
            Err(error) if error.kind == ErrorKind::Internal => return Err(error.clone().into()),
            Err(_) => {}
        }
        Ok(step)
    }
}

fn denied(request: http_types::Request) -> http_types::Exchange {
    Err(http_types::Failure::Denied(request.url))
}

fn send_fault(error: crate::bindings::types::Error) -> SendFault {
    let retry_after = error
        .retry_after_ms
        .map(u64::from)
        .map(Duration::from_millis);
    let message = error.message;
    match error.kind {
        ErrorKind::RateLimited | ErrorKind::Transient | ErrorKind::Internal => {
            SendFault::Transient {
                message,
                retry_after,
            }
        }
        ErrorKind::Misconfigured => SendFault::Transient {
            message,
            retry_after: retry_after.or(Some(MISCONFIGURED_RETRY)),
        },
        ErrorKind::Invalid
        | ErrorKind::Unauthorized
        | ErrorKind::Unsupported
        | ErrorKind::Rejected => SendFault::Permanent { message },
    }
}

impl From<Fault> for SendFault {
    /// A fault is never the message's end: the outbox keeps it and tries again.
    fn from(fault: Fault) -> Self {
        let retry_after = match &fault {
            Fault::Quarantined { retry_after } => Some(*retry_after),
            Fault::Deadline { .. }
            | Fault::Memory { .. }
            | Fault::Trap(_)
            | Fault::Output(_)
            | Fault::Reported { .. }
            | Fault::Busy => None,
        };
        Self::Transient {
            message: fault.to_string(),
            retry_after,
        }
    }
}

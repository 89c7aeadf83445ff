//! Messages to a provider, by replay: the component returns requests, the host runs them, and calls
//! again from the top.

use std::time::Duration;

use async_trait::async_trait;
use frontdesk_core::Content;
use frontdesk_engine::ports::{Dispatch, Outbound, Receipt, SendFault};

use crate::{
    answer_check,
    bindings::{
        channel::{self, SendStep},
        http_types::Exchange,
        types::{Error, ErrorKind},
    },
    fault::{Fault, sentence},
    instance::Instance,
    operation::{Step, Stop, Task},
    plugin::Plugin,
};

/// When to try a channel again whose operator must act first.
const MISCONFIGURED_RETRY: Duration = Duration::from_mins(1);

struct SendMessage(channel::Message);

impl Task for SendMessage {
    type Answer = Receipt;

    async fn pass(
        &self,
        instance: &mut Instance,
        prior: &[Exchange],
    ) -> Result<Result<Step<Receipt>, Error>, Fault> {
        let Some(channel) = &instance.exports.channel else {
            return Err(Fault::Kind("channel"));
        };
        let answer = channel.call_send(&mut instance.store, &self.0, prior).await;
        match instance.end(answer)? {
            Ok(SendStep::Fetch(requests)) => Ok(Ok(Step::Fetch(requests))),
            Ok(SendStep::Done(receipt)) => Ok(Ok(Step::Done(Receipt {
                provider_id: receipt
                    .provider_id
                    .map(|id| answer_check::id("the provider's id", id))
                    .transpose()?,
            }))),
            Err(error) => Ok(Err(error)),
        }
    }
}

#[async_trait]
impl Outbound for Plugin {
    async fn send(&self, dispatch: &Dispatch) -> Result<Receipt, SendFault> {
        let text = match &dispatch.message.content {
            Content::Text(text) => text.to_string(),
            Content::Notice(_) => return Ok(Receipt::default()),
        };
        let task = SendMessage(channel::Message {
            id: dispatch.reference.clone(),
            thread: dispatch.thread.0.to_string(),
            text,
            attempt: dispatch.attempt,
        });
        let reference = dispatch.reference.as_bytes();
        let answer = self
            .run_task(&task, reference, None, self.clock.now())
            .await;
        answer.map_err(|stop| match stop {
            Stop::Reported(error) => send_fault(&error),
            Stop::Fault(fault) => fault.into(),
        })
    }
}

fn send_fault(error: &Error) -> SendFault {
    let retry_after = error
        .retry_after_ms
        .map(u64::from)
        .map(Duration::from_millis);
    let message = sentence(&error.message);
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
    /// What the component itself failed over is told apart, so that the outbox can put a message
    /// aside that it fails over again; anything else may work later.
    fn from(fault: Fault) -> Self {
        let message = fault.to_string();
        if fault.counts() {
            return Self::Component { message };
        }
        Self::Transient {
            retry_after: fault.retry_after(),
            message,
        }
    }
}

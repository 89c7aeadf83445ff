//! Messages to a provider, by replay: the component returns requests, the host runs them, and calls
//! again from the top.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use frontdesk_core::{Cause, Content, DeliveryReason, Media};
use frontdesk_engine::ports::{
    ChannelFeatures, Dispatch, FileFault, Outbound, OutgoingFile, Receipt, SendFault,
};

use crate::{
    answer_check,
    bindings::{
        channel::{self, Outcome, Refusal, SendStep},
        http_types::Exchange,
        types::{Error, ErrorKind},
    },
    convert,
    fault::{Fault, sentence},
    instance::Instance,
    operation::{Step, Stop, Task},
    plugin::Plugin,
};

/// Parts of one message.
const PARTS_MAX: usize = 64;
/// When to try a channel again whose operator must act first.
const MISCONFIGURED_RETRY: Duration = Duration::from_mins(1);

struct SendMessage(channel::Message);

impl Task for SendMessage {
    type Answer = Result<Receipt, SendFault>;

    async fn pass(
        &self,
        instance: &mut Instance,
        prior: &[Exchange],
    ) -> Result<Result<Step<Self::Answer>, Error>, Fault> {
        let Some(channel) = &instance.exports.channel else {
            return Err(Fault::Kind("channel"));
        };
        let answer = channel.send(&mut instance.store, &self.0, prior).await;
        match instance.end(answer)? {
            Ok(SendStep::Fetch(requests)) => Ok(Ok(Step::Fetch(requests))),
            Ok(SendStep::Done(outcome)) => Ok(Ok(Step::Done(checked(outcome)?))),
            Err(error) => Ok(Err(error)),
        }
    }
}

/// What the component says became of it, checked.
fn checked(outcome: Outcome) -> Result<Result<Receipt, SendFault>, Fault> {
    Ok(match outcome {
        Outcome::Sent(ids) if ids.len() > PARTS_MAX => {
            return Err(Fault::output(format!("{} ids for one message", ids.len())));
        }
        Outcome::Sent(ids) => {
            let id = |id| answer_check::id("the provider's id", id);
            let provider_ids = ids.into_iter().map(id).collect::<Result<_, _>>()?;
            Ok(Receipt { provider_ids })
        }
        Outcome::Uncertain(why) => Err(SendFault::Uncertain {
            message: sentence(&why),
        }),
        Outcome::Refused(refusal) => Err(SendFault::Permanent {
            reason: reason(refusal)?,
        }),
    })
}

/// Why a message is not taken or not delivered, checked.
pub(crate) fn reason(told: Refusal) -> Result<DeliveryReason, Fault> {
    let code = |code| answer_check::id("the provider's code", code).map(String::into_boxed_str);
    Ok(DeliveryReason {
        cause: match told.cause {
            channel::Cause::Recipient => Cause::Recipient,
            channel::Cause::OptedOut => Cause::OptedOut,
            channel::Cause::WindowClosed => Cause::WindowClosed,
            channel::Cause::Content => Cause::Content,
            channel::Cause::Filtered => Cause::Filtered,
            channel::Cause::Quota => Cause::Quota,
            channel::Cause::Misconfigured => Cause::Misconfigured,
            channel::Cause::Other => Cause::Other,
        },
        message: sentence(&told.message).into(),
        code: told.code.map(code).transpose()?,
    })
}

/// What the component is given. Files without addresses are not an agent's; their words are left.
fn content(content: &Content, files: &[OutgoingFile]) -> Option<channel::Content> {
    match content {
        Content::Files { text, .. } if !files.is_empty() => {
            Some(channel::Content::Files(channel::OutgoingFiles {
                text: text.to_string(),
                files: files.iter().map(file).collect(),
            }))
        }
        Content::Text(text) | Content::Files { text, .. } | Content::Translated { text, .. } => {
            Some(channel::Content::Text(text.to_string()))
        }
        Content::Template {
            name,
            language,
            values,
            ..
        } => Some(channel::Content::Template(channel::FilledTemplate {
            name: name.to_string(),
            language: language.to_string(),
            values: values.iter().map(ToString::to_string).collect(),
        })),
        Content::Notice(_) => None,
    }
}

fn file(file: &OutgoingFile) -> channel::OutgoingFile {
    channel::OutgoingFile {
        media: match file.media {
            Media::Image => channel::Media::Image,
            Media::Audio => channel::Media::Audio,
            Media::Video => channel::Media::Video,
            Media::Sticker => channel::Media::Sticker,
            Media::Document => channel::Media::Document,
        },
        url: file.url.clone(),
        mime: file.mime.clone(),
        name: file.name.clone(),
        bytes: file.bytes,
    }
}

#[async_trait]
impl Outbound for Plugin {
    async fn send(&self, dispatch: &Dispatch) -> Result<Receipt, SendFault> {
        let Some(content) = content(&dispatch.message.content, &dispatch.files) else {
            return Ok(Receipt::default());
        };
        if matches!(content, channel::Content::Files(_)) && self.features.files.is_none() {
            return Err(no_files());
        }
        let task = SendMessage(channel::Message {
            id: dispatch.reference.clone(),
            thread: dispatch.thread.0.to_string(),
            content,
            contact_wrote_at: dispatch.contact_wrote_at.map(convert::epoch_ms),
            attempt: dispatch.attempt,
        });
        let reference = dispatch.reference.as_bytes();
        let answer = self
            .run_task(&task, reference, None, self.clock.now())
            .await;
        answer.unwrap_or_else(|stop| {
            Err(match stop {
                Stop::Reported(error) => send_fault(&error),
                Stop::Fault(fault) => fault.into(),
            })
        })
    }

    fn features(&self) -> Arc<ChannelFeatures> {
        self.features.clone()
    }

    async fn file(&self, handle: &str, bytes_max: usize) -> Result<Vec<u8>, FileFault> {
        self.fetch_file(handle, bytes_max).await
    }
}

/// The channel's component was another one when the agent sent them.
fn no_files() -> SendFault {
    SendFault::Permanent {
        reason: DeliveryReason {
            cause: Cause::Content,
            message: "this channel takes no files".into(),
            code: None,
        },
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
        | ErrorKind::Rejected => SendFault::Permanent {
            reason: DeliveryReason {
                cause: Cause::Other,
                message: message.into(),
                code: error.code.as_deref().map(|code| sentence(code).into()),
            },
        },
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

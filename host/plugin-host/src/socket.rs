//! Frames and notices, through a warm instance.

use async_trait::async_trait;
use frontdesk_core::Timestamp;
use frontdesk_engine::ports::{
    ContactEvent, ContactNotice, ContactSession, FrameFault, SocketChannel,
};

use crate::{
    bindings::socket,
    call::{Call, Reuse},
    convert, event_check,
    fault::Fault,
    plugin::Plugin,
};

/// Notices in one call.
const BATCH: usize = 128;
/// Bytes of text in one call: a sixth of what may come back, as JSON may write a byte as six.
const BATCH_TEXT_BYTES: usize = 128 << 10;

#[async_trait]
impl SocketChannel for Plugin {
    async fn frame(
        &self,
        session: &ContactSession,
        data: &str,
        at: Timestamp,
    ) -> Result<Vec<ContactEvent>, FrameFault> {
        let frame_bytes = self.caller.context.limits.frame_bytes;
        if data.len() > frame_bytes {
            return Err(FrameFault::Refused {
                id: None,
                code: "frame_too_large".to_owned(),
                message: format!("A frame is at most {frame_bytes} bytes."),
            });
        }
        let mut call = self.caller.begin(Reuse::Warm, at).await?;
        let session = convert::session(session);
        let frame = call.frame(&session, data, at);
        let answer = self.caller.context.slowness.run(frame).await;
        let checked = answer.and_then(|answer| match answer {
            Ok(told) => event_check::events(told, self.caller.context.limits.events).map(Ok),
            Err(told) => event_check::refusal(told).map(Err),
        });
        call.end(checked)?
            .inspect_err(|_| self.caller.meters.refused())
    }

    async fn render(
        &self,
        session: &ContactSession,
        notices: &[ContactNotice],
    ) -> Result<Vec<String>, FrameFault> {
        let session = convert::session(session);
        let mut frames = Vec::with_capacity(notices.len());
        let mut rest = notices;
        while !rest.is_empty() {
            let (batch, later) = rest
                .split_at_checked(batch_len(rest))
                .unwrap_or((rest, &[]));
            rest = later;
            let batch: Vec<_> = batch.iter().map(convert::notice).collect();
            let mut call = self.caller.begin(Reuse::Warm, self.clock.now()).await?;
            let render = call.render(&session, &batch);
            let answer = self.caller.context.slowness.run(render).await;
            let checked = answer.and_then(|told| self.check_frames(told, batch.len()));
            frames.extend(call.end(checked)?);
        }
        Ok(frames)
    }
}

impl Plugin {
    fn check_frames(&self, told: Vec<String>, notices: usize) -> Result<Vec<String>, Fault> {
        // A notice is a frame; a few more are let pass (a banner, a survey).
        if told.len() > notices.saturating_add(self.caller.context.limits.events) {
            let frames = told.len();
            return Err(Fault::output(format!(
                "{frames} frames for {notices} notices"
            )));
        }
        let longest = told.iter().map(String::len).max().unwrap_or_default();
        // A frame holds one message, and JSON may write a byte as six.
        if longest > self.caller.context.limits.frame_bytes.saturating_mul(2) {
            return Err(Fault::output(format!("a frame of {longest} bytes")));
        }
        Ok(told)
    }
}

impl Call<'_> {
    async fn frame(
        &mut self,
        session: &socket::Session,
        data: &str,
        at: Timestamp,
    ) -> Result<Result<Vec<socket::Event>, socket::Refusal>, Fault> {
        let instance = &mut self.instance;
        let Some(socket) = &instance.exports.socket else {
            return Err(no_socket());
        };
        let at = convert::epoch_ms(at);
        let answer = socket
            .call_frame(&mut instance.store, session, data, at)
            .await;
        instance.end(answer)
    }

    async fn render(
        &mut self,
        session: &socket::Session,
        notices: &[socket::Notice],
    ) -> Result<Vec<String>, Fault> {
        let instance = &mut self.instance;
        let Some(socket) = &instance.exports.socket else {
            return Err(no_socket());
        };
        let answer = socket
            .call_render(&mut instance.store, session, notices)
            .await;
        instance.end(answer)?.map_err(Fault::from)
    }
}

fn no_socket() -> Fault {
    Fault::Reported {
        kind: "unsupported",
        message: "this channel's component has no socket".to_owned(),
    }
}

/// How many of the notices go into the next call: at least one.
fn batch_len(notices: &[ContactNotice]) -> usize {
    let mut bytes = 0_usize;
    let fitting = notices.iter().take(BATCH).take_while(|notice| {
        bytes = bytes.saturating_add(text_bytes(notice));
        bytes <= BATCH_TEXT_BYTES
    });
    fitting.count().max(1)
}

fn text_bytes(notice: &ContactNotice) -> usize {
    match notice {
        ContactNotice::Message { message, .. } => message.content.text().map_or(0, str::len),
        ContactNotice::Ack { .. }
        | ContactNotice::Refused { .. }
        | ContactNotice::Typing { .. }
        | ContactNotice::Read { .. }
        | ContactNotice::State(_) => 0,
    }
}

impl From<Fault> for FrameFault {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Busy | Fault::MemoryTotal => Self::Busy,
            Fault::Quarantined { retry_after } => Self::Unavailable { retry_after },
            Fault::Deadline { .. }
            | Fault::Memory { .. }
            | Fault::Trap(_)
            | Fault::Output(_)
            | Fault::Reported { .. }
            | Fault::Rounds { .. }
            | Fault::Time { .. }
            | Fault::Values(_)
            | Fault::Kind(_) => Self::Component(fault.to_string()),
        }
    }
}

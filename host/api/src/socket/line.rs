//! One WebSocket, with its deadlines: what is written in time, what is heard, when to ping.

use std::{future::Future, time::Duration};

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use tokio::time::{Instant, timeout};

use super::Closing;
use crate::limits::Limits;

/// Read and write buffers of a socket. Small, because most sockets are silent most of the time.
const BUFFER_BYTES: usize = 4 * 1024;
/// Bytes of the largest thing that is ever written at once: a snapshot of six long conversations.
const WRITE_BUFFER_MAX_BYTES: usize = 32 * 1024 * 1024;

/// Why nothing more can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lost {
    /// The other end is gone.
    Gone,
    /// The other end is there and does not read.
    TooSlow,
}

/// What was heard.
#[derive(Debug)]
pub(crate) enum Heard {
    /// A text frame.
    Text(Utf8Bytes),
    /// A text frame over the limit. Its content is gone.
    TooLarge,
    /// A binary frame, which nobody here speaks.
    Binary,
    /// Nothing that needs an answer.
    Sign,
    /// The other end closed, or broke the protocol.
    Over,
}

/// An open socket.
pub(crate) struct Line {
    socket: WebSocket,
    frame_bytes_max: usize,
    ping_every: Duration,
    dead_after: Duration,
    write_timeout: Duration,
    heard_at: Instant,
    ping_at: Instant,
}

/// Sizes for the sockets of this gateway. Frames up to twice the limit are read whole, so that they
/// can be refused by name; what is larger ends the socket.
pub(crate) fn sized(upgrade: WebSocketUpgrade, limits: &Limits) -> WebSocketUpgrade {
    upgrade
        .read_buffer_size(BUFFER_BYTES)
        .write_buffer_size(BUFFER_BYTES)
        .max_write_buffer_size(WRITE_BUFFER_MAX_BYTES)
        .max_frame_size(limits.frame_bytes_max * 2)
        .max_message_size(limits.frame_bytes_max * 2)
}

impl Line {
    pub(crate) fn new(socket: WebSocket, limits: &Limits) -> Self {
        let now = Instant::now();
        Self {
            socket,
            frame_bytes_max: limits.frame_bytes_max,
            ping_every: limits.ping_every,
            dead_after: limits.dead_after,
            write_timeout: limits.write_timeout,
            heard_at: now,
            ping_at: now + limits.ping_every,
        }
    }

    /// Waits for the next frame. May be dropped and called again.
    pub(crate) async fn hear(&mut self) -> Heard {
        let Some(Ok(message)) = self.socket.recv().await else {
            return Heard::Over;
        };
        self.heard_at = Instant::now();
        match message {
            Message::Text(text) if text.len() > self.frame_bytes_max => Heard::TooLarge,
            Message::Text(text) => Heard::Text(text),
            Message::Binary(_) => Heard::Binary,
            Message::Ping(_) | Message::Pong(_) => Heard::Sign,
            Message::Close(_) => Heard::Over,
        }
    }

    /// When the last frame came.
    pub(crate) const fn heard_at(&self) -> Instant {
        self.heard_at
    }

    /// When to look at this line again, at the latest.
    pub(crate) fn wake_at(&self) -> Instant {
        self.ping_at.min(self.heard_at + self.dead_after)
    }

    /// What to do now that the time has come. `Err`: the other end has been silent for too long.
    /// `Ok(true)`: ping it.
    pub(crate) fn wake(&mut self) -> Result<bool, Lost> {
        let now = Instant::now();
        if now >= self.heard_at + self.dead_after {
            return Err(Lost::Gone);
        }
        let due = now >= self.ping_at;
        if due {
            self.ping_at = now + self.ping_every;
        }
        Ok(due)
    }

    /// Adds frames to what is written next.
    pub(crate) async fn feed(
        &mut self,
        frames: impl IntoIterator<Item = Utf8Bytes>,
    ) -> Result<(), Lost> {
        use futures_util::SinkExt as _;
        for frame in frames {
            let feeding = self.socket.feed(Message::Text(frame));
            in_time(self.write_timeout, feeding).await?;
        }
        Ok(())
    }

    /// Writes everything that was fed.
    pub(crate) async fn flush(&mut self) -> Result<(), Lost> {
        use futures_util::SinkExt as _;
        in_time(self.write_timeout, self.socket.flush()).await
    }

    /// Writes one frame.
    pub(crate) async fn say(&mut self, frame: Utf8Bytes) -> Result<(), Lost> {
        self.feed([frame]).await?;
        self.flush().await
    }

    /// Says why, and closes.
    pub(crate) async fn close(mut self, closing: Closing) {
        let frame = CloseFrame {
            code: closing.code(),
            reason: closing.word().into(),
        };
        metrics::counter!(crate::metric_names::SOCKETS_CLOSED, "reason" => closing.word())
            .increment(1);
        let sending = self.socket.send(Message::Close(Some(frame)));
        // Who does not read is closed without being told.
        if in_time(self.write_timeout.min(Duration::from_secs(1)), sending)
            .await
            .is_ok()
        {
            let answer = async { while let Some(Ok(_)) = self.socket.recv().await {} };
            let _ = timeout(Duration::from_secs(1), answer).await;
        }
    }
}

async fn in_time(
    limit: Duration,
    writing: impl Future<Output = Result<(), axum::Error>>,
) -> Result<(), Lost> {
    match timeout(limit, writing).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(Lost::Gone),
        Err(_) => Err(Lost::TooSlow),
    }
}

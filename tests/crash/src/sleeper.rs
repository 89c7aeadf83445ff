//! A visitor's tab and an agent's console that are open and do not read, as on a laptop that was shut.

use anyhow::{Context as _, Result, bail, ensure};
use frontdesk_test_bench::{
    VisitorState,
    socket::{Heard, Socket, Target},
};
use frontdesk_wire::{
    console::{ClientFrame, Cursor, Event, ServerFrame, Snapshot},
    view::MessageView,
};
use serde_json::{Value, json};

/// A tab that does not read.
#[derive(Debug)]
pub struct SleepingTab {
    socket: Socket,
}

impl SleepingTab {
    /// Opens one more tab of a visitor, hears what there is, and reads no further.
    pub async fn open(target: &Target, known: &VisitorState) -> Result<Self> {
        let mut this = Self::ask(target, known).await?;
        while !is_a("state", &frame(this.socket.hear().await)?) {}
        Ok(this)
    }

    /// Opens one more tab of a visitor, says hello, and reads nothing.
    pub async fn ask(target: &Target, known: &VisitorState) -> Result<Self> {
        let mut socket = Socket::open(target).await?;
        let hello = json!({
            "t": "hello", "v": 1, "token": known.token, "conversation": known.conversation,
            "after": known.last_seq,
        });
        socket.say(hello.to_string()).await?;
        Ok(Self { socket })
    }

    /// Reads everything that comes, until the end: the messages as place and text, and the close code.
    pub async fn wake(mut self) -> Result<(Vec<(u32, String)>, Option<u16>)> {
        let mut messages = Vec::new();
        loop {
            let heard = match self.socket.hear().await {
                Heard::End(code) => return Ok((messages, code)),
                text @ Heard::Text(_) => frame(text)?,
            };
            if is_a("message", &heard) {
                let seq = heard.get("seq").and_then(Value::as_u64);
                let text = heard.get("text").and_then(Value::as_str);
                let seq = seq.context("a message without a place")?;
                messages.push((u32::try_from(seq)?, text.unwrap_or_default().to_owned()));
            }
        }
    }
}

fn frame(heard: Heard) -> Result<Value> {
    match heard {
        Heard::Text(text) => Ok(serde_json::from_str(&text)?),
        Heard::End(code) => bail!("the socket ended ({code:?})"),
    }
}

fn is_a(kind: &str, frame: &Value) -> bool {
    frame.get("t").and_then(Value::as_str) == Some(kind)
}

/// A console that does not read.
#[derive(Debug)]
pub struct SleepingConsole {
    socket: Socket,
    cursor: Cursor,
}

impl SleepingConsole {
    /// Opens one more console of an agent, hears what there is, and reads no further.
    pub async fn open(target: &Target) -> Result<Self> {
        let (socket, cursor, _) = greet(target, None).await?;
        Ok(Self { socket, cursor })
    }

    /// Reads everything that comes, until the end: messages, where the stream stood, the close code.
    pub async fn wake(mut self) -> Result<(Vec<MessageView>, Cursor, Option<u16>)> {
        let mut messages = Vec::new();
        loop {
            let heard = match self.socket.hear().await {
                Heard::End(code) => return Ok((messages, self.cursor, code)),
                text @ Heard::Text(_) => server_frame(text)?,
            };
            let ServerFrame::Event { seq, event } = heard else {
                continue;
            };
            ensure!(
                seq == self.cursor.seq + 1,
                "event {seq} after {:?}",
                self.cursor
            );
            self.cursor.seq = seq;
            if let Event::MessageAdded { message, .. } = *event {
                messages.push(message);
            }
        }
    }
}

/// Comes back after a cursor that is too old to go on from, and gets a picture instead.
pub async fn come_back(target: &Target, cursor: Cursor) -> Result<Snapshot> {
    let (_, _, snapshot) = greet(target, Some(cursor)).await?;
    Ok(snapshot)
}

async fn greet(target: &Target, resume: Option<Cursor>) -> Result<(Socket, Cursor, Snapshot)> {
    let mut socket = Socket::open(target).await?;
    let hello = ClientFrame::Hello {
        protocol: 1,
        resume,
    };
    socket.say(serde_json::to_string(&hello)?).await?;
    let heard = server_frame(socket.hear().await)?;
    let ServerFrame::Snapshot {
        cursor, snapshot, ..
    } = heard
    else {
        bail!("not a snapshot: {heard:?}");
    };
    Ok((socket, cursor, *snapshot))
}

fn server_frame(heard: Heard) -> Result<ServerFrame> {
    match heard {
        Heard::Text(text) => Ok(serde_json::from_str(&text)?),
        Heard::End(code) => bail!("the socket ended ({code:?})"),
    }
}

//! `control.sock` in the state's folder: how the command line reaches the running gateway.
//!
//! Whoever may open it may do everything an operator may: the folder is the gateway's user's alone, and
//! so is the socket. One request a connection, a line of JSON; the answer is lines of text and an end.

mod client;
mod protocol;

use std::{
    fs::{self, Permissions},
    io::{self, ErrorKind},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context as _, Result, bail};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{UnixListener, UnixStream, unix::OwnedWriteHalf},
    sync::Semaphore,
    time::timeout,
};

use self::protocol::Reply;
pub(crate) use self::{client::ask, protocol::Ask};
use crate::desk::Desk;

/// The socket's name in the state's folder.
const NAME: &str = "control.sock";
/// Bytes of one request.
const REQUEST_BYTES: u64 = 1 << 20;
/// Time to send it.
const REQUEST_TIME: Duration = Duration::from_secs(5);
/// Connections at once.
const AT_ONCE: usize = 16;

/// The listening socket; gone from the folder when it is dropped.
pub(crate) struct Control {
    path: PathBuf,
    listener: UnixListener,
}

impl Control {
    /// Listens. The state's lock says that no other gateway uses this folder, so that a socket found
    /// there is a dead one's.
    pub(crate) fn open(state: &Path) -> Result<Self> {
        let path = state.join(NAME);
        let open = || {
            match fs::remove_file(&path) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
                Ok(()) | Err(_) => {}
            }
            let listener = UnixListener::bind(&path)?;
            fs::set_permissions(&path, Permissions::from_mode(0o600))?;
            Ok(listener)
        };
        let listener = open()
            .with_context(|| format!("listening for the command line at {}", path.display()))?;
        Ok(Self { path, listener })
    }

    /// Answers until it is dropped.
    pub(crate) async fn serve(self, desk: Arc<Desk>) {
        let places = Arc::new(Semaphore::new(AT_ONCE));
        loop {
            // The semaphore is never closed.
            let Ok(place) = Arc::clone(&places).acquire_owned().await else {
                return;
            };
            let stream = match self.listener.accept().await {
                Ok((stream, _)) => stream,
                Err(error) => {
                    tracing::warn!(error = %error, "the command line cannot be heard");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    continue;
                }
            };
            let desk = Arc::clone(&desk);
            tokio::spawn(async move {
                if let Err(error) = answer(stream, &desk).await {
                    tracing::debug!("a command line went away: {error:#}");
                }
                drop(place);
            });
        }
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.path) {
            tracing::debug!(error = %error, "the control socket stays");
        }
    }
}

async fn answer(stream: UnixStream, desk: &Desk) -> Result<()> {
    let (reader, writer) = stream.into_split();
    let mut out = Answer(writer);
    let mut request = String::new();
    let mut reader = BufReader::new(reader.take(REQUEST_BYTES));
    timeout(REQUEST_TIME, reader.read_line(&mut request))
        .await
        .context("no request")??;
    let outcome = match serde_json::from_str::<Ask>(&request) {
        Ok(ask) => desk.answer(ask, &mut out).await,
        Err(error) => Err(anyhow::anyhow!(
            "the running gateway does not understand this: {error}. Is it of another version?"
        )),
    };
    let end = match outcome {
        Ok(()) => Reply::End { trouble: None },
        Err(error) => Reply::End {
            trouble: Some(format!("{error:#}")),
        },
    };
    out.reply(&end).await?;
    Ok(())
}

/// The way back to the command line.
pub(crate) struct Answer(OwnedWriteHalf);

impl Answer {
    /// One line, or several.
    pub(crate) async fn line(&mut self, text: &str) -> Result<()> {
        Ok(self.reply(&Reply::Line(text.to_owned())).await?)
    }

    async fn reply(&mut self, reply: &Reply) -> io::Result<()> {
        let mut text = serde_json::to_vec(reply)?;
        text.push(b'\n');
        self.0.write_all(&text).await
    }
}

/// Where the running gateway on this state is reached.
pub(crate) fn path_in(state: &Path) -> Result<PathBuf> {
    let path = state.join(NAME);
    if path.exists() {
        Ok(path)
    } else {
        bail!(
            "no gateway runs on the state in {} (there is no {NAME}); --state says where it is, if it is \
             elsewhere",
            state.display()
        )
    }
}

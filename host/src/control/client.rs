//! The command line's end of the control socket.

use std::{
    io::{BufRead as _, BufReader, Error, ErrorKind, Write as _},
    os::unix::net::UnixStream,
    path::Path,
};

use anyhow::{Context as _, Result, anyhow, bail};

use super::protocol::{Ask, Reply};

/// Asks the gateway that runs on this state, and hands each line of its answer to `print`.
pub(crate) fn ask(state: &Path, ask: &Ask, mut print: impl FnMut(&str)) -> Result<()> {
    let path = super::path_in(state)?;
    let mut stream = UnixStream::connect(&path).map_err(|error| unreached(&error, state, &path))?;
    let mut request = serde_json::to_vec(ask)?;
    request.push(b'\n');
    stream
        .write_all(&request)
        .context("asking the running gateway")?;
    for line in BufReader::new(stream).lines() {
        let line = line.context("hearing the running gateway")?;
        match serde_json::from_str(&line).context("understanding the running gateway")? {
            Reply::Line(text) => print(&text),
            Reply::End { trouble: None } => return Ok(()),
            Reply::End {
                trouble: Some(trouble),
            } => bail!("{trouble}"),
        }
    }
    bail!("the gateway stopped before it had answered")
}

fn unreached(error: &Error, state: &Path, path: &Path) -> anyhow::Error {
    if error.kind() == ErrorKind::ConnectionRefused {
        return anyhow!(
            "the gateway on the state in {} has ended without tidying up; start it again",
            state.display()
        );
    }
    if error.kind() == ErrorKind::PermissionDenied {
        return anyhow!(
            "{} belongs to the gateway's user; run this as that user",
            path.display()
        );
    }
    anyhow!("{}: {error}", path.display())
}

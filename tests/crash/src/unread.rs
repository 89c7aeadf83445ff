//! What the kernel holds for clients that do not read.

use std::{fs, net::SocketAddr};

use anyhow::{Context as _, Result};

/// `ESTABLISHED` in `/proc/net/tcp`.
const OPEN: &str = "01";

/// Bytes that a server has sent and nobody has taken yet, of each of its connections, least first.
pub fn unread(server: SocketAddr) -> Result<Vec<u64>> {
    let table = fs::read_to_string("/proc/net/tcp").context("reading /proc/net/tcp")?;
    let port = format!(":{:04X}", server.port());
    let sent = table.lines().filter_map(|line| {
        let mut fields = line.split_whitespace().skip(1);
        let (local, state) = (fields.next()?, fields.nth(1)?);
        let (sent, _received) = fields.next()?.split_once(':')?;
        (local.ends_with(&port) && state == OPEN).then_some(sent)
    });
    let mut bytes = sent
        .map(|sent| u64::from_str_radix(sent, 16))
        .collect::<Result<Vec<_>, _>>()?;
    bytes.sort_unstable();
    Ok(bytes)
}

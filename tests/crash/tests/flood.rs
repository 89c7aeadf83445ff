//! Ten thousand connections from one address.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use anyhow::{Context as _, Result};
use frontdesk_test_bench::{Gateway, Settings};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpSocket, TcpStream},
    time::timeout,
};

const ATTEMPTS: usize = 10_000;
const ALLOWED: usize = 200;

#[tokio::test]
async fn ten_thousand_connections_from_one_address_leave_room_for_the_others() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let allowed = ALLOWED.to_string();
    let settings = Settings::default().with("limits.connections_per_address_max", &allowed);
    let gateway = Gateway::start(folder.path(), &settings).await?;
    let mut held = Vec::new();
    for _ in 0..ATTEMPTS {
        let stream = from([127, 0, 0, 1], gateway.addr()).await?;
        held.push(stream);
        if held.len() > 2 * ALLOWED {
            held = still_open(held).await;
        }
    }
    let held = still_open(held).await;
    assert!(
        held.len() <= ALLOWED,
        "{} are open, {ALLOWED} are allowed",
        held.len()
    );

    let mut other = from([127, 0, 0, 2], gateway.addr()).await?;
    other
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .await?;
    let mut answer = String::new();
    let read = timeout(Duration::from_secs(10), other.read_to_string(&mut answer)).await;
    read.context("no answer for the others")??;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    Ok(())
}

async fn from(address: [u8; 4], to: SocketAddr) -> Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.bind((Ipv4Addr::from(address), 0).into())?;
    timeout(Duration::from_secs(10), socket.connect(to))
        .await
        .context("no connection")?
        .context("connecting")
}

/// Those the gateway has not closed. One that is over the limit hears so at once or within moments.
async fn still_open(streams: Vec<TcpStream>) -> Vec<TcpStream> {
    let mut open = Vec::new();
    for mut stream in streams {
        let mut rest = Vec::new();
        let limit = Duration::from_millis(if open.len() < ALLOWED { 1 } else { 2_000 });
        if timeout(limit, stream.read_to_end(&mut rest)).await.is_err() {
            open.push(stream);
        }
    }
    open
}

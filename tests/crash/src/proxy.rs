//! A TCP proxy between a client and the gateway that can become a black hole: connections stay open
//! and nothing passes, as when a cable is cut or a phone leaves the cell.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
};

use anyhow::{Context as _, Result};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpSocket, TcpStream},
    sync::watch,
    task::JoinHandle,
};

/// The proxy. Dropping it cuts everything.
#[derive(Debug)]
pub struct Proxy {
    addr: SocketAddr,
    /// How many times it has swallowed: a connection made before the last time never speaks again.
    swallowed: watch::Sender<u32>,
    open: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Proxy {
    /// Listens and forwards to `target`.
    pub async fn before(target: SocketAddr) -> Result<Self> {
        Self::at(Ipv4Addr::LOCALHOST, target).await
    }

    /// The same; `target` sees its clients at this address.
    pub async fn at(seen_at: Ipv4Addr, target: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .context("listening")?;
        let addr = listener.local_addr()?;
        let (swallowed, times) = watch::channel(0);
        let (open, gate) = watch::channel(true);
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let host = connect(seen_at, target);
                tokio::spawn(forward(client, host, times.clone(), gate.clone()));
            }
        });
        Ok(Self {
            addr,
            swallowed,
            open,
            task,
        })
    }

    /// Where clients connect.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// From now on nothing passes: not on open connections, not on new ones.
    pub fn swallow(&self) {
        self.open.send_replace(false);
        self.swallowed.send_modify(|times| *times += 1);
    }

    /// New connections pass again. Those that were swallowed stay silent.
    pub fn heal(&self) {
        self.open.send_replace(true);
    }
}

async fn connect(from: Ipv4Addr, to: SocketAddr) -> io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.bind((from, 0).into())?;
    socket.connect(to).await
}

async fn forward(
    mut client: TcpStream,
    host: impl Future<Output = io::Result<TcpStream>>,
    mut times: watch::Receiver<u32>,
    mut gate: watch::Receiver<bool>,
) {
    times.mark_unchanged();
    if gate.wait_for(|open| *open).await.is_err() {
        return;
    }
    let Ok(mut host) = host.await else {
        return;
    };
    tokio::select! {
        _ = copy_bidirectional(&mut client, &mut host) => {}
        Ok(()) = times.changed() => {
            // Both ends stay open and hear nothing more, until the proxy itself goes away.
            drop(times.wait_for(|_| false).await.map(|_| ()));
        }
    }
}

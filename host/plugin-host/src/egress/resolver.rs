//! Names to addresses, and the guard between them and every connection.
//!
//! The guard is the HTTP client's only resolver: the client connects to the very addresses that were
//! checked, so a name that answers differently the next time gains nothing.

use std::{
    error::Error as StdError,
    fmt, io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use async_trait::async_trait;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::net::lookup_host;

use super::address::{Barred, barred};
use crate::host_pattern::is_localhost;

/// Addresses of one name that are tried.
const ADDRESSES_MAX: usize = 16;

/// Looks names up.
#[async_trait]
pub trait Resolver: Send + Sync + 'static {
    /// The addresses of a name, as the network tells them now.
    async fn resolve(&self, name: &str) -> io::Result<Vec<IpAddr>>;
}

/// The operating system's resolver.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemResolver;

#[async_trait]
impl Resolver for SystemResolver {
    async fn resolve(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        Ok(lookup_host((name, 0))
            .await?
            .map(|found| found.ip())
            .collect())
    }
}

/// A resolver whose answers are addresses that may be reached.
#[derive(Clone)]
pub(crate) struct Guard {
    pub(crate) resolver: Arc<dyn Resolver>,
    pub(crate) private_networks: bool,
}

/// Every address of a name is out of reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OutOfReach(pub(crate) Barred);

impl fmt::Display for OutOfReach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Barred::Private => {
                "it is in a private network or on this machine, which private_networks = true in \
                 the plugin's grants would allow"
            }
            Barred::Always => {
                "its address is link-local, a metadata service, multicast or reserved, which \
                 nothing allows"
            }
        })
    }
}

impl StdError for OutOfReach {}

impl Guard {
    async fn look_up(&self, name: &str) -> Result<Vec<IpAddr>, Box<dyn StdError + Send + Sync>> {
        // This machine's own name is not for a name server to give away.
        let found = if is_localhost(name) {
            vec![
                IpAddr::V4(Ipv4Addr::LOCALHOST),
                IpAddr::V6(Ipv6Addr::LOCALHOST),
            ]
        } else {
            self.resolver.resolve(name).await?
        };
        reachable(found, self.private_networks)
    }
}

/// The addresses that may be reached; an error if there is none.
fn reachable(
    found: Vec<IpAddr>,
    private_networks: bool,
) -> Result<Vec<IpAddr>, Box<dyn StdError + Send + Sync>> {
    let mut worst = None;
    let mut reachable = Vec::new();
    for address in found.into_iter().take(ADDRESSES_MAX) {
        match barred(address, private_networks) {
            None => reachable.push(address),
            Some(Barred::Always) => worst = Some(Barred::Always),
            Some(Barred::Private) => worst = worst.or(Some(Barred::Private)),
        }
    }
    match (reachable.is_empty(), worst) {
        (false, _) => Ok(reachable),
        (true, Some(barred)) => Err(OutOfReach(barred).into()),
        (true, None) => Err(io::Error::new(io::ErrorKind::NotFound, "no such host").into()),
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.clone();
        Box::pin(async move {
            let found = guard.look_up(name.as_str()).await?;
            let addresses: Addrs =
                Box::new(found.into_iter().map(|address| SocketAddr::new(address, 0)));
            Ok(addresses)
        })
    }
}

//! Who is at the other end of a connection, and how many connections they have.

use std::{
    collections::HashMap,
    convert::Infallible,
    net::{IpAddr, Ipv6Addr},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{
    extract::{FromRequestParts, Request},
    http::{Extensions, HeaderMap, request::Parts},
};

use crate::api::{Api, lock};

/// The address at the other end of the TCP connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// The client's address: the connection's, or what a trusted proxy says.
pub(crate) fn client_address(api: &Api, request: &Request) -> IpAddr {
    address_of(api, request.extensions(), request.headers())
}

fn address_of(api: &Api, extensions: &Extensions, headers: &HeaderMap) -> IpAddr {
    let peer = extensions
        .get::<Peer>()
        .map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |p| p.0);
    let setup = api.setup();
    let proxies = &setup.config.trusted_proxies;
    if proxies.contains(&peer) {
        forwarded_for(headers, proxies).unwrap_or(peer)
    } else {
        peer
    }
}

/// The client's address, as a handler asks for it.
pub(crate) struct ClientAddress(pub(crate) IpAddr);

impl FromRequestParts<Api> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Infallible> {
        Ok(Self(address_of(api, &parts.extensions, &parts.headers)))
    }
}

/// The last address in `X-Forwarded-For` that is not itself a trusted proxy: what stands before it is
/// the client's own word.
fn forwarded_for(headers: &HeaderMap, proxies: &[IpAddr]) -> Option<IpAddr> {
    let all = headers.get_all("x-forwarded-for").iter().rev();
    let all = all
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.rsplit(','));
    let mut addresses = all.map(|text| text.trim().parse::<IpAddr>());
    addresses.find_map(|address| match address {
        Ok(address) if proxies.contains(&address) => None,
        other => Some(other.ok()),
    })?
}

/// Counts connections, in total and by address.
#[derive(Debug, Default)]
pub(crate) struct Connections {
    total: AtomicUsize,
    by_address: Mutex<HashMap<IpAddr, usize>>,
}

/// One connection. Given back when dropped.
#[derive(Debug)]
pub(crate) struct Permit {
    connections: Arc<Connections>,
    address: Option<IpAddr>,
}

/// Which limit was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Full {
    Total,
    Address,
}

impl Connections {
    /// Admits a connection from an address of which at most `per_address` may be open; `None`: any
    /// number.
    pub(crate) fn admit(
        self: &Arc<Self>,
        address: IpAddr,
        total_max: usize,
        per_address: Option<usize>,
    ) -> Result<Permit, Full> {
        let more = |open: usize| (open < total_max).then_some(open + 1);
        self.total
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, more)
            .map_err(|_| Full::Total)?;
        let mut permit = Permit {
            connections: self.clone(),
            address: None,
        };
        if let Some(max) = per_address {
            let address = network(address);
            let mut by_address = lock(&self.by_address);
            let open = by_address.entry(address).or_default();
            if *open >= max {
                drop(by_address);
                return Err(Full::Address);
            }
            *open += 1;
            drop(by_address);
            permit.address = Some(address);
        }
        metrics::gauge!(crate::metric_names::CONNECTIONS).increment(1.0);
        Ok(permit)
    }

    /// How many are open.
    pub(crate) fn open(&self) -> usize {
        self.total.load(Ordering::Acquire)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.connections.total.fetch_sub(1, Ordering::AcqRel);
        metrics::gauge!(crate::metric_names::CONNECTIONS).decrement(1.0);
        let Some(address) = self.address else { return };
        let mut by_address = lock(&self.connections.by_address);
        if let Some(open) = by_address.get_mut(&address) {
            *open = open.saturating_sub(1);
            if *open == 0 {
                by_address.remove(&address);
            }
        }
    }
}

/// What counts as one address: of IPv6 the /64, which one subscriber has to himself.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(
            address.to_bits() & !u128::from(u64::MAX),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn one_address_cannot_take_every_place() {
        let connections = Arc::new(Connections::default());
        let admit = |text| connections.admit(address(text), 5, Some(2));
        let first = admit("192.0.2.1").unwrap();
        let _second = admit("192.0.2.1").unwrap();
        assert_eq!(admit("192.0.2.1").unwrap_err(), Full::Address);
        let _v6 = admit("2001:db8::1").unwrap();
        let _same_subscriber = admit("2001:db8::ffff").unwrap();
        assert_eq!(admit("2001:db8::2").unwrap_err(), Full::Address);
        let _other = admit("192.0.2.2").unwrap();
        assert_eq!(admit("192.0.2.3").unwrap_err(), Full::Total);
        drop(first);
        assert!(admit("192.0.2.1").is_ok());
        assert_eq!(connections.open(), 4);
    }

    #[test]
    fn only_what_a_trusted_proxy_saw_is_believed() {
        let proxies = [address("10.0.0.1"), address("10.0.0.2")];
        let of = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", value.parse().unwrap());
            forwarded_for(&headers, &proxies)
        };
        assert_eq!(of("1.1.1.1, 192.0.2.7"), Some(address("192.0.2.7")));
        assert_eq!(of("192.0.2.7, 10.0.0.2"), Some(address("192.0.2.7")));
        assert_eq!(of("192.0.2.7, rubbish"), None);
        assert_eq!(of("10.0.0.2"), None);
    }
}

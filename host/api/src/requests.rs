//! How many requests one client may make: a bucket for each address that has asked lately.

use std::{collections::HashMap, net::IpAddr, sync::Mutex};

use tokio::time::Instant;

use crate::{api::lock, peer::network, socket::rate::Rate};

/// Addresses remembered. Past that, those that have rested are forgotten, then all.
const REMEMBERED: usize = 20_000;

/// Counts requests by address.
#[derive(Debug, Default)]
pub(crate) struct Requests {
    buckets: Mutex<HashMap<IpAddr, Rate>>,
}

impl Requests {
    /// Whether a request from this address is answered, of which so many may come in a second and at once.
    /// `false`: too fast.
    pub(crate) fn admit(&self, address: IpAddr, per_s: u32, burst: u32, now: Instant) -> bool {
        let mut buckets = lock(&self.buckets);
        if buckets.len() >= REMEMBERED {
            buckets.retain(|_, rate| !rate.is_full(now));
        }
        if buckets.len() >= REMEMBERED {
            buckets.clear();
        }
        buckets
            .entry(network(address))
            .or_insert_with(|| Rate::new(per_s, burst))
            .admit(now)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn an_address_that_asks_too_fast_waits_and_others_do_not() {
        let requests = Requests::default();
        let start = Instant::now();
        let admit = |text: &str, ms| {
            let at = start + Duration::from_millis(ms);
            requests.admit(text.parse().unwrap(), 10, 20, at)
        };
        assert!((0..20).all(|_| admit("192.0.2.1", 0)));
        assert!(!admit("192.0.2.1", 0));
        assert!(admit("192.0.2.2", 0));
        assert!(admit("192.0.2.1", 150));
        assert!(!admit("192.0.2.1", 150));
    }

    #[test]
    fn no_crowd_of_addresses_is_remembered_for_ever() {
        let requests = Requests::default();
        let now = Instant::now();
        for number in 0..50_000_u32 {
            assert!(requests.admit(IpAddr::V4(number.into()), 10, 20, now));
        }
        assert!(lock(&requests.buckets).len() <= REMEMBERED);
    }
}

//! How many requests one client may make: a bucket for each address that has asked lately.

use std::{collections::HashMap, net::IpAddr, sync::Mutex};

use tokio::time::Instant;

use crate::{api::lock, limits::Limits, peer::network, socket::rate::Rate};

/// Addresses remembered. Past that, those that have rested are forgotten, then all.
const REMEMBERED: usize = 20_000;

/// Counts requests by address.
#[derive(Debug, Default)]
pub(crate) struct Requests {
    buckets: Mutex<HashMap<IpAddr, Rate>>,
}

impl Requests {
    /// Whether a request from this address is answered. `false`: too fast.
    pub(crate) fn admit(&self, address: IpAddr, limits: &Limits, now: Instant) -> bool {
        let mut buckets = lock(&self.buckets);
        if buckets.len() >= REMEMBERED {
            buckets.retain(|_, rate| !rate.is_full(now));
        }
        if buckets.len() >= REMEMBERED {
            buckets.clear();
        }
        buckets
            .entry(network(address))
            .or_insert_with(|| Rate::new(limits.requests_per_s, limits.requests_burst))
            .admit(now)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn an_address_that_asks_too_fast_waits_and_others_do_not() {
        let limits = Limits {
            requests_per_s: 10,
            requests_burst: 20,
            ..Limits::default()
        };
        let requests = Requests::default();
        let start = Instant::now();
        let admit = |text: &str, ms| {
            let at = start + Duration::from_millis(ms);
            requests.admit(text.parse().unwrap(), &limits, at)
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
        let limits = Limits::default();
        let now = Instant::now();
        for number in 0..50_000_u32 {
            assert!(requests.admit(IpAddr::V4(number.into()), &limits, now));
        }
        assert!(lock(&requests.buckets).len() <= REMEMBERED);
    }
}

//! Which addresses a plugin's request may reach.
//!
//! Decided on the address that a connection is made to, after every name look-up: what a name says
//! proves nothing.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Where the providers of virtual machines hand out credentials, besides link-local addresses.
const METADATA_V4: [Ipv4Addr; 4] = [
    // AWS, Google, Azure, OpenStack and most others; link-local besides.
    Ipv4Addr::new(169, 254, 169, 254),
    // Alibaba.
    Ipv4Addr::new(100, 100, 100, 200),
    // Azure's host agent.
    Ipv4Addr::new(168, 63, 129, 16),
    // Oracle's older one.
    Ipv4Addr::new(192, 0, 0, 192),
];
/// AWS over IPv6: an address of a private network.
const METADATA_V6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254);

/// Why an address is out of reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Barred {
    /// Private or this machine: the operator may grant it.
    Private,
    /// Nobody may grant it.
    Always,
}

/// What bars an address; `None`: it may be reached.
pub(crate) fn barred(address: IpAddr, private_networks: bool) -> Option<Barred> {
    let barred = match address {
        IpAddr::V4(address) => v4(address),
        IpAddr::V6(address) => v6(address),
    };
    barred.filter(|barred| !(private_networks && *barred == Barred::Private))
}

fn v4(address: Ipv4Addr) -> Option<Barred> {
    let [a, b, c, _] = address.octets();
    if METADATA_V4.contains(&address) || address.is_link_local() {
        return Some(Barred::Always);
    }
    match (a, b, c) {
        // This network, protocol assignments, documentation, 6to4 relays, benchmarks.
        (0, ..) | (192, 0, 0 | 2) | (198, 51, 100) | (203, 0, 113) | (192, 88, 99) => {
            Some(Barred::Always)
        }
        (198, 18 | 19, _) => Some(Barred::Always),
        // Multicast, reserved, broadcast.
        (224..=255, ..) => Some(Barred::Always),
        // This machine; private; carrier-grade translation.
        (127 | 10, ..) | (172, 16..=31, _) | (192, 168, _) | (100, 64..=127, _) => {
            Some(Barred::Private)
        }
        _ => None,
    }
}

fn v6(address: Ipv6Addr) -> Option<Barred> {
    if address == METADATA_V6 || address.is_unspecified() || address.is_multicast() {
        return Some(Barred::Always);
    }
    if address.is_loopback() {
        return Some(Barred::Private);
    }
    match address.segments() {
        // ::ffff:a.b.c.d (mapped) and ::a.b.c.d (compatible) are that IPv4 address.
        [0, 0, 0, 0, 0, 0xffff | 0, high, low] => v4(embedded(high, low)),
        // IPv4-translated, NAT64 and its local prefix, 6to4, Teredo: they lead to an IPv4 address
        // that the far end picks out. Nobody needs to name them.
        [0, 0, 0, 0, 0xffff, 0, ..] | [0x64, 0xff9b, ..] | [0x2002, ..] | [0x2001, 0, ..] => {
            Some(Barred::Always)
        }
        // Link-local, site-local (retired), discard, documentation (both), benchmarks, ORCHIDv2,
        // segment routing.
        [0xfe80..=0xfeff | 0x100 | 0x5f00, ..]
        | [0x2001, 0xdb8 | 0x20..=0x2f, ..]
        | [0x3fff, 0..=0x0fff, ..]
        | [0x2001, 2, 0, ..] => Some(Barred::Always),
        // Unique local.
        [0xfc00..=0xfdff, ..] => Some(Barred::Private),
        // What is assigned to the public network; the rest is reserved.
        [0x2000..=0x3fff, ..] => None,
        _ => Some(Barred::Always),
    }
}

fn embedded(high: u16, low: u16) -> Ipv4Addr {
    Ipv4Addr::from((u32::from(high) << 16) | u32::from(low))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(address: &str) -> Option<Barred> {
        barred(address.parse().expect(address), false)
    }

    #[test]
    fn public_addresses_may_be_reached() {
        for address in [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.0.1",
            "172.32.0.1",
            "2606:4700::1111",
            "::ffff:8.8.8.8",
        ] {
            assert_eq!(of(address), None, "{address}");
        }
    }

    #[test]
    fn private_addresses_only_if_the_operator_says_so() {
        for address in [
            "127.0.0.1",
            "127.255.255.255",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "100.64.0.1",
            "::1",
            "fc00::1",
            "fd12::1",
            "::ffff:10.0.0.1",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
        ] {
            assert_eq!(of(address), Some(Barred::Private), "{address}");
            let address = address.parse().expect(address);
            assert_eq!(barred(address, true), None);
        }
    }

    #[test]
    fn metadata_link_local_multicast_and_translated_addresses_never() {
        for address in [
            "0.0.0.0",
            "0.1.2.3",
            "169.254.169.254",
            "169.254.0.1",
            "100.100.100.200",
            "168.63.129.16",
            "192.0.0.192",
            "192.0.2.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "192.88.99.1",
            "::",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "fd00:ec2::254",
            "::ffff:169.254.169.254",
            "::ffff:a9fe:a9fe",
            "::169.254.169.254",
            "::ffff:0:169.254.169.254",
            "64:ff9b::169.254.169.254",
            "64:ff9b::a00:1",
            "64:ff9b:1::a00:1",
            "2002:a9fe:a9fe::1",
            "2001::1",
            "2001:db8::1",
            "100::1",
            "4000::1",
            "::ffff:0.0.0.0",
        ] {
            assert_eq!(of(address), Some(Barred::Always), "{address}");
            let address = address.parse().expect(address);
            assert_eq!(barred(address, true), Some(Barred::Always));
        }
    }
}

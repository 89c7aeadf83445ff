//! Where a browser's request comes from.
//!
//! A page cannot forge `Origin` or `Sec-Fetch-Site`, so these two say whether a request with a
//! cookie was made by the gateway's own pages. The comparison is with the configured public address:
//! a `Host` header is the client's word.

use std::{fmt, net::IpAddr};

use axum::http::{HeaderMap, header};

/// Scheme, host and port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    scheme: String,
    host: String,
    port: u16,
}

impl Origin {
    /// Reads `https://host[:port]`; a path behind it is ignored.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.trim().split_once("://")?;
        let scheme = scheme.to_ascii_lowercase();
        let default = match scheme.as_str() {
            "http" => 80,
            "https" => 443,
            _ => return None,
        };
        let authority = rest.split(['/', '?', '#']).next()?;
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()?),
            Some(_) | None => (authority, default),
        };
        let plain = !host.is_empty() && !host.contains(['@', ' ', ',']);
        plain.then(|| Self {
            scheme,
            host: host.to_ascii_lowercase(),
            port,
        })
    }

    /// Whether the host is this machine itself.
    pub(crate) fn is_loopback(&self) -> bool {
        let bare = self.host.trim_start_matches('[').trim_end_matches(']');
        bare == "localhost"
            || bare.ends_with(".localhost")
            || bare
                .parse::<IpAddr>()
                .is_ok_and(|address| address.is_loopback())
    }

    /// Whether the address is encrypted.
    pub(crate) fn is_https(&self) -> bool {
        self.scheme == "https"
    }

    /// Whether `other` is this gateway too. On loopback its names (`localhost`, `127.0.0.1`) are one.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let twins = self.is_loopback() && other.is_loopback();
        self == other || (twins && self.scheme == other.scheme && self.port == other.port)
    }
}

/// As a page's `location.origin` says it.
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { scheme, host, port } = self;
        let usual = if self.is_https() { 443 } else { 80 };
        if *port == usual {
            write!(f, "{scheme}://{host}")
        } else {
            write!(f, "{scheme}://{host}:{port}")
        }
    }
}

/// What a request says of where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// A page of this origin.
    Page(Origin),
    /// No `Origin` header: a browser's plain navigation or `GET`, or no browser at all.
    Unsaid,
    /// An `Origin` that is not one (`null`, garbage, twice).
    Opaque,
}

/// Reads the `Origin` header.
pub(crate) fn source(headers: &HeaderMap) -> Source {
    let mut all = headers.get_all(header::ORIGIN).iter();
    match (all.next(), all.next()) {
        (None, _) => Source::Unsaid,
        (Some(one), None) => one
            .to_str()
            .ok()
            .and_then(Origin::parse)
            .map_or(Source::Opaque, Source::Page),
        (Some(_), Some(_)) => Source::Opaque,
    }
}

/// Whether a request was made by a page of the gateway itself. Deny by default: a request that says
/// nothing of its source is not.
pub(crate) fn is_own(public: &Origin, headers: &HeaderMap) -> bool {
    let site = headers
        .get("sec-fetch-site")
        .map(|value| value.as_bytes() == b"same-origin");
    match source(headers) {
        Source::Page(origin) => public.is_same(&origin) && site != Some(false),
        Source::Unsaid => site == Some(true),
        Source::Opaque => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in pairs {
            map.append(*name, value.parse().unwrap());
        }
        map
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        let parse = |text| Origin::parse(text).unwrap();
        assert_eq!(
            parse("https://Shop.example"),
            parse("https://shop.example:443/path")
        );
        assert_ne!(parse("https://shop.example"), parse("http://shop.example"));
        assert_ne!(
            parse("https://shop.example"),
            parse("https://shop.example.evil")
        );
        assert_eq!(parse("http://[::1]:8080").port, 8080);
        for bad in [
            "",
            "null",
            "shop.example",
            "ftp://x",
            "https://",
            "https://a@b",
            "https://x:99999",
        ] {
            assert_eq!(Origin::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn only_the_gateways_own_pages_are_its_own() {
        let public = Origin::parse("https://chat.example").unwrap();
        let own = |pairs: &[_]| is_own(&public, &headers(pairs));
        assert!(own(&[("origin", "https://chat.example")]));
        assert!(own(&[
            ("origin", "https://chat.example"),
            ("sec-fetch-site", "same-origin")
        ]));
        assert!(own(&[("sec-fetch-site", "same-origin")]));
        assert!(!own(&[]));
        assert!(!own(&[("origin", "null")]));
        assert!(!own(&[("origin", "https://evil.example")]));
        assert!(!own(&[("origin", "https://chat.example.evil.example")]));
        assert!(!own(&[("sec-fetch-site", "cross-site")]));
        assert!(!own(&[
            ("origin", "https://chat.example"),
            ("sec-fetch-site", "cross-site")
        ]));
        assert!(!own(&[
            ("origin", "https://chat.example"),
            ("origin", "https://evil.example")
        ]));
    }

    #[test]
    fn loopback_has_two_names() {
        let public = Origin::parse("http://localhost:8080").unwrap();
        assert!(is_own(
            &public,
            &headers(&[("origin", "http://127.0.0.1:8080")])
        ));
        assert!(!is_own(
            &public,
            &headers(&[("origin", "http://127.0.0.1:8081")])
        ));
    }
}

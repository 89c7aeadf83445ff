//! Hosts that a component may send requests to.

use std::{fmt, net::IpAddr, str::FromStr};

/// A host, or all hosts below a name: `https://api.example.com`, `https://*.example.com:8443`. Plain
/// http only on this machine itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GrantedHost {
    encrypted: bool,
    /// The name, without `*.`; an IPv6 address in brackets.
    host: String,
    /// Any name below `host`, and not `host` itself.
    below: bool,
    port: u16,
}

/// The text is no host that can be granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAHost {
    /// It has not the form of one.
    #[error(
        "a host is scheme and name, without a path: \"https://api.example.com\", or \"https://*.example.com\" \
         for all names below it"
    )]
    Form,
    /// `*` stands where it would grant too much.
    #[error(
        "`*` stands for what is below a name of at least two parts, as in \"https://*.example.com\""
    )]
    TooWide,
    /// Plain http beyond this machine.
    #[error("plain http is only for this machine itself (localhost, 127.0.0.1, [::1]); use https")]
    Plain,
}

impl GrantedHost {
    /// Whether this is plain http, which only goes to this machine itself.
    pub const fn is_plain(&self) -> bool {
        !self.encrypted
    }

    /// Whether everything that `other` allows is allowed by this.
    pub fn covers(&self, other: &Self) -> bool {
        let below = || {
            let rest = other.host.strip_suffix(self.host.as_str());
            rest.is_some_and(|rest| rest.ends_with('.') || (rest.is_empty() && other.below))
        };
        let named = if self.below {
            below()
        } else {
            self.host == other.host && !other.below
        };
        named && self.encrypted == other.encrypted && self.port == other.port
    }
}

impl fmt::Display for GrantedHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, default) = if self.encrypted {
            ("https", 443)
        } else {
            ("http", 80)
        };
        let star = if self.below { "*." } else { "" };
        write!(f, "{scheme}://{star}{}", self.host)?;
        if self.port == default {
            return Ok(());
        }
        write!(f, ":{}", self.port)
    }
}

impl FromStr for GrantedHost {
    type Err = NotAHost;

    fn from_str(text: &str) -> Result<Self, NotAHost> {
        let text = text.to_ascii_lowercase();
        let (scheme, rest) = text.split_once("://").ok_or(NotAHost::Form)?;
        let (encrypted, default) = match scheme {
            "https" => (true, 443),
            "http" => (false, 80),
            _ => return Err(NotAHost::Form),
        };
        let (name, port) = split_port(rest)?;
        let (below, host) = match name.strip_prefix("*.") {
            Some(host) => (true, host),
            None => (false, name),
        };
        if host.contains('*') || (below && !host.contains('.')) {
            return Err(NotAHost::TooWide);
        }
        if !is_host(host) {
            return Err(NotAHost::Form);
        }
        if below && host.parse::<IpAddr>().is_ok() {
            return Err(NotAHost::TooWide);
        }
        if !encrypted && (below || !is_loopback(host)) {
            return Err(NotAHost::Plain);
        }
        let (host, port) = (host.to_owned(), port.unwrap_or(default));
        Ok(Self {
            encrypted,
            host,
            below,
            port,
        })
    }
}

fn split_port(rest: &str) -> Result<(&str, Option<u16>), NotAHost> {
    let name_end = rest.rfind(']').map_or(0, |end| end + 1);
    let colon = rest.get(name_end..).and_then(|tail| tail.find(':'));
    let Some(colon) = colon else {
        return Ok((rest, None));
    };
    let (name, port) = rest.split_at(name_end + colon);
    let port = port.trim_start_matches(':').parse().ok();
    let port = port.filter(|port| *port != 0).ok_or(NotAHost::Form)?;
    Ok((name, Some(port)))
}

fn is_host(host: &str) -> bool {
    if let Some(inner) = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')) {
        return inner.parse::<std::net::Ipv6Addr>().is_ok();
    }
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    };
    host.len() <= 253 && host.split('.').all(label)
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare == "localhost" || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(text: &str) -> GrantedHost {
        text.parse().unwrap()
    }

    #[test]
    fn a_host_is_kept_in_one_form() {
        for (text, form) in [
            ("HTTPS://Api.Example.com:443", "https://api.example.com"),
            ("https://*.example.com", "https://*.example.com"),
            (
                "https://api.example.com:8443",
                "https://api.example.com:8443",
            ),
            ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
            ("http://[::1]", "http://[::1]"),
        ] {
            assert_eq!(host(text).to_string(), form);
        }
    }

    #[test]
    fn what_would_grant_too_much_or_is_no_host_is_refused() {
        use NotAHost::{Form, Plain, TooWide};
        for (text, why) in [
            ("api.example.com", Form),
            ("https://", Form),
            ("https://a/b", Form),
            ("https://a@b", Form),
            ("https://a:0", Form),
            ("https://a:99999", Form),
            ("https://[::1", Form),
            ("ftp://a", Form),
            ("https://*", TooWide),
            ("https://*.com", TooWide),
            ("https://a.*.com", TooWide),
            ("https://*.10.0.0.1", TooWide),
            ("http://api.example.com", Plain),
            ("http://*.localhost.x", Plain),
        ] {
            assert_eq!(text.parse::<GrantedHost>(), Err(why), "{text}");
        }
    }

    #[test]
    fn a_wildcard_covers_what_is_below_it_and_nothing_beside_it() {
        let all = host("https://*.example.com");
        assert!(all.covers(&host("https://api.example.com")));
        assert!(all.covers(&host("https://a.b.example.com")));
        assert!(all.covers(&host("https://*.b.example.com")));
        assert!(all.covers(&all));
        for other in [
            "https://example.com",
            "https://evilexample.com",
            "https://api.example.com:8443",
            "https://api.example.com.evil.net",
        ] {
            assert!(!all.covers(&host(other)), "{other}");
        }
        let one = host("https://api.example.com");
        assert!(one.covers(&one) && !one.covers(&all));
    }
}

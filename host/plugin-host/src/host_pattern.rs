//! Which hosts: as the operator grants them, and as a component asks for them.

use std::fmt;

use url::{Host, Url};

/// `https://api.example.com`, `https://*.example.com` (hosts below it, at any depth), a port if it is
/// not the scheme's own, and nothing else. Plain `http` stands for loopback addresses only.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HostPattern {
    scheme: Scheme,
    name: Name,
    port: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Scheme {
    Https,
    Http,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Name {
    /// This host, in the URL standard's spelling.
    Exact(String),
    /// Hosts below this one.
    Below(String),
}

/// Why a text is no [`HostPattern`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{text}\" is no host: {reason}; write it as \"https://api.example.com\" or \"https://*.example.com\""
)]
pub struct HostPatternError {
    /// The text.
    pub text: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

impl HostPattern {
    /// Reads a pattern.
    pub fn parse(text: &str) -> Result<Self, HostPatternError> {
        let error = |reason| HostPatternError {
            text: text.chars().take(100).collect(),
            reason,
        };
        let (scheme, rest) = match text.split_once("://") {
            Some(("https", rest)) => (Scheme::Https, rest),
            Some(("http", rest)) => (Scheme::Http, rest),
            Some(_) | None => return Err(error("it does not begin with https://")),
        };
        let (is_below, host) = match rest.strip_prefix("*.") {
            Some(host) => (true, host),
            None => (false, rest),
        };
        if host.contains('*') {
            return Err(error(
                "a * stands alone, in front, for the hosts below a name",
            ));
        }
        if host.contains(['/', '?', '#', '@', '\\']) || host.chars().any(char::is_whitespace) {
            return Err(error("it is more than a host and a port"));
        }
        let url = Url::parse(&format!("{}://{host}", scheme.name()))
            .map_err(|_| error("it has no valid host or port"))?;
        let host = url.host().ok_or_else(|| error("it has no host"))?;
        if is_below && !matches!(&host, Host::Domain(name) if name.contains('.')) {
            return Err(error("a * needs a name of at least two parts after it"));
        }
        if scheme == Scheme::Http && (is_below || !is_loopback(&host)) {
            return Err(error("plain http is for loopback addresses only"));
        }
        let name = host.to_string();
        Ok(Self {
            scheme,
            name: if is_below {
                Name::Below(name)
            } else {
                Name::Exact(name)
            },
            port: url.port().unwrap_or_else(|| scheme.port()),
        })
    }

    /// The pattern of a URL's own scheme, host and port; `None` when no pattern can say it.
    pub fn of_url(url: &str) -> Option<Self> {
        let url = Url::parse(url.trim()).ok()?;
        let port = url
            .port()
            .map(|port| format!(":{port}"))
            .unwrap_or_default();
        Self::parse(&format!("{}://{}{port}", url.scheme(), url.host_str()?)).ok()
    }

    /// Whether it stands for a URL's host.
    pub fn matches(&self, url: &Url) -> bool {
        let Some(host) = url.host_str() else {
            return false;
        };
        url.scheme() == self.scheme.name()
            && url.port_or_known_default() == Some(self.port)
            && match &self.name {
                Name::Exact(name) => name == host,
                Name::Below(name) => is_below(host, name),
            }
    }

    /// Whether it stands for every host that the other stands for.
    pub fn covers(&self, other: &Self) -> bool {
        self.scheme == other.scheme
            && self.port == other.port
            && match (&self.name, &other.name) {
                (Name::Exact(name), Name::Exact(other)) => name == other,
                (Name::Exact(_), Name::Below(_)) => false,
                (Name::Below(name), Name::Exact(other)) => is_below(other, name),
                (Name::Below(name), Name::Below(other)) => name == other || is_below(other, name),
            }
    }

    /// Whether it is for plain `http`, which needs `private_networks` besides.
    pub fn is_plain_http(&self) -> bool {
        self.scheme == Scheme::Http
    }
}

impl Scheme {
    const fn name(self) -> &'static str {
        match self {
            Self::Https => "https",
            Self::Http => "http",
        }
    }

    const fn port(self) -> u16 {
        match self {
            Self::Https => 443,
            Self::Http => 80,
        }
    }
}

fn is_below(host: &str, name: &str) -> bool {
    host.strip_suffix(name)
        .is_some_and(|front| front.len() > 1 && front.ends_with('.'))
}

/// Whether a host is this machine, whatever a name server says.
pub(crate) fn is_loopback<S: AsRef<str>>(host: &Host<S>) -> bool {
    match host {
        Host::Domain(name) => is_localhost(name.as_ref()),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

/// Whether a name is this machine's own (RFC 6761).
pub(crate) fn is_localhost(name: &str) -> bool {
    name == "localhost" || name.ends_with(".localhost")
}

impl fmt::Display for HostPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (star, name) = match &self.name {
            Name::Exact(name) => ("", name),
            Name::Below(name) => ("*.", name),
        };
        write!(f, "{}://{star}{name}", self.scheme.name())?;
        if self.port == self.scheme.port() {
            Ok(())
        } else {
            write!(f, ":{}", self.port)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, url: &str) -> bool {
        let pattern = HostPattern::parse(pattern).expect("a pattern");
        Url::parse(url).is_ok_and(|url| pattern.matches(&url))
    }

    #[test]
    fn an_exact_host_is_that_host_on_that_port_only() {
        let pattern = "https://api.example.com";
        assert!(matches(pattern, "https://api.example.com/v1?x=1"));
        assert!(matches(pattern, "https://API.EXAMPLE.com:443/"));
        for url in [
            "http://api.example.com/",
            "https://api.example.com:8443/",
            "https://example.com/",
            "https://api.example.com.evil.org/",
            "https://api.example.com./",
            "https://evil.org/api.example.com",
            "https://api.example.com@evil.org/",
            "https://evilapi.example.com/",
        ] {
            assert!(!matches(pattern, url), "{url}");
        }
        assert!(matches(
            "https://a.example:8443",
            "https://a.example:8443/x"
        ));
    }

    #[test]
    fn a_star_is_for_what_is_below_and_not_for_the_name_itself() {
        let pattern = "https://*.example.com";
        assert!(matches(pattern, "https://a.example.com/"));
        assert!(matches(pattern, "https://a.b.example.com/"));
        for url in [
            "https://example.com/",
            "https://aexample.com/",
            "https://.example.com/",
            "https://a.example.com.evil.org/",
        ] {
            assert!(!matches(pattern, url), "{url}");
        }
    }

    #[test]
    fn what_is_no_pattern_is_refused_with_its_reason() {
        for text in [
            "",
            "api.example.com",
            "ftp://example.com",
            "https://",
            "https://*",
            "https://*.com",
            "https://a.*.com",
            "https://*.*.example.com",
            "https://a.example.com/path",
            "https://user@a.example.com",
            "https://a.example.com:99999",
            "https://*.10.0.0.1",
            "http://api.example.com",
            "http://10.0.0.1",
            "http://*.localhost",
            "https://a b",
        ] {
            assert!(HostPattern::parse(text).is_err(), "{text}");
        }
        for text in [
            "http://127.0.0.1:8080",
            "http://localhost",
            "http://[::1]:9000",
            "https://10.0.0.1",
            "https://[fd00::1]",
        ] {
            let pattern = HostPattern::parse(text).expect(text);
            assert_eq!(pattern.to_string(), text);
        }
    }

    #[test]
    fn covering_is_for_whole_patterns() {
        let parse = |text| HostPattern::parse(text).expect("a pattern");
        let star = parse("https://*.example.com");
        assert!(star.covers(&parse("https://a.example.com")));
        assert!(star.covers(&parse("https://*.a.example.com")));
        assert!(star.covers(&star));
        assert!(!star.covers(&parse("https://example.com")));
        assert!(!parse("https://a.example.com").covers(&star));
        assert!(!star.covers(&parse("https://a.example.com:8443")));
    }

    #[test]
    fn a_urls_own_pattern_keeps_scheme_host_and_port() {
        let of = |url| HostPattern::of_url(url).map(|pattern| pattern.to_string());
        assert_eq!(
            of("https://crm.example.com:8443/api/v2?x=1").as_deref(),
            Some("https://crm.example.com:8443"),
        );
        assert_eq!(
            of("http://127.0.0.1:1/x").as_deref(),
            Some("http://127.0.0.1:1")
        );
        assert_eq!(of("http://crm.example.com/"), None);
        assert_eq!(of("not a url"), None);
    }
}

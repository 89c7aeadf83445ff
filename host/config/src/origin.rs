//! Where a page comes from: scheme, host and port.

use std::{fmt, str::FromStr};

/// Scheme, host and port of a site: `https://shop.example.com`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin(String);

/// The text is not an origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an origin is scheme, host and port, without a path: \"https://shop.example.com\"")]
pub struct NotAnOrigin;

impl Origin {
    /// The origin as browsers send it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Origin {
    type Err = NotAnOrigin;

    fn from_str(text: &str) -> Result<Self, NotAnOrigin> {
        let text = text.to_ascii_lowercase();
        let (scheme, rest) = text.split_once("://").ok_or(NotAnOrigin)?;
        let default_port = match scheme {
            "https" => "443",
            "http" => "80",
            _ => return Err(NotAnOrigin),
        };
        let bracket = rest.starts_with('[').then(|| rest.find(']')).flatten();
        let after_host = bracket.map_or(0, |end| end + 1);
        let colon = rest.get(after_host..).and_then(|tail| tail.find(':'));
        let (host, port) = match colon {
            Some(at) => rest.split_at(after_host + at),
            None => (rest, ""),
        };
        let port = port.trim_start_matches(':');
        let host_ok = !host.is_empty()
            && host
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-._:[]".contains(c));
        let port_ok = (colon.is_none() && port.is_empty()) || port.parse::<u16>().is_ok();
        if !host_ok || !port_ok {
            return Err(NotAnOrigin);
        }
        // Browsers leave the scheme's own port out of `Origin`.
        let shown = if port.is_empty() || port == default_port {
            format!("{scheme}://{host}")
        } else {
            format!("{scheme}://{host}:{port}")
        };
        Ok(Self(shown))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_kept_as_browsers_send_it() {
        let read = |text: &str| text.parse::<Origin>().map(|origin| origin.0);
        assert_eq!(
            read("HTTPS://Shop.Example.com:443"),
            Ok("https://shop.example.com".to_owned())
        );
        assert_eq!(
            read("http://localhost:3000"),
            Ok("http://localhost:3000".to_owned())
        );
        assert_eq!(
            read("http://[::1]:8080"),
            Ok("http://[::1]:8080".to_owned())
        );
    }

    #[test]
    fn what_is_more_or_less_than_an_origin_is_refused() {
        for text in [
            "shop.example.com",
            "https://",
            "https://a/b",
            "ftp://a",
            "https://a:x",
            "*",
            "https://*.a",
        ] {
            assert!(text.parse::<Origin>().is_err(), "{text}");
        }
    }
}

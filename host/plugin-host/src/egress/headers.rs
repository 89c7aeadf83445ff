//! Which headers a component may set, and which it is shown.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use crate::bindings::types::Field;

/// Headers of one request.
const HEADERS_MAX: usize = 64;
/// Bytes of all of them.
const BYTES_MAX: usize = 16 << 10;

/// Headers that belong to the connection, to the host, or to a secret.
const RESERVED: [&str; 20] = [
    "accept-encoding",
    "authorization",
    "connection",
    "content-length",
    "cookie",
    "cookie2",
    "expect",
    "forwarded",
    "host",
    "http2-settings",
    "idempotency-key",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
];

/// Headers of an answer that a component is not shown: cookies are nobody's here.
const HIDDEN: [&str; 3] = ["connection", "set-cookie", "set-cookie2"];

/// Whether a header is not the component's to set.
pub(crate) fn is_reserved(name: &HeaderName) -> bool {
    RESERVED.contains(&name.as_str())
}

/// The headers that a component asks for; otherwise why they are not sent.
pub(crate) fn request(fields: &[Field]) -> Result<HeaderMap, String> {
    let bytes: usize = fields
        .iter()
        .map(|field| field.name.len().saturating_add(field.value.len()))
        .sum();
    if fields.len() > HEADERS_MAX || bytes > BYTES_MAX {
        return Err(format!(
            "a request has at most {HEADERS_MAX} headers of {BYTES_MAX} bytes in all"
        ));
    }
    let mut headers = HeaderMap::with_capacity(fields.len());
    for field in fields {
        let name = HeaderName::from_bytes(field.name.as_bytes())
            .map_err(|_| "a header's name is not valid in HTTP".to_owned())?;
        if is_reserved(&name) {
            return Err(format!(
                "the header {name} is not the component's to set{}",
                match name.as_str() {
                    "authorization" | "proxy-authorization" => ": name a secret in `auth`",
                    "idempotency-key" => ": it has a field of its own",
                    _ => "",
                }
            ));
        }
        let value = HeaderValue::from_str(&field.value)
            .map_err(|_| format!("the value of the header {name} is not valid in HTTP"))?;
        headers.append(name, value);
    }
    Ok(headers)
}

/// The headers of an answer; `None` when they are more than so many bytes.
pub(crate) fn response(headers: &HeaderMap, bytes_max: usize) -> Option<Vec<Field>> {
    let mut bytes = 0_usize;
    let mut fields = Vec::with_capacity(headers.len());
    for (name, value) in headers {
        bytes = bytes.saturating_add(name.as_str().len() + value.len());
        if bytes > bytes_max {
            return None;
        }
        if HIDDEN.contains(&name.as_str()) {
            continue;
        }
        fields.push(Field {
            name: name.as_str().to_owned(),
            value: String::from_utf8_lossy(value.as_bytes()).into_owned(),
        });
    }
    Some(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(name: &str, value: &str) -> Result<HeaderMap, String> {
        request(&[Field {
            name: name.to_owned(),
            value: value.to_owned(),
        }])
    }

    #[test]
    fn reserved_headers_and_injections_are_refused() {
        for name in RESERVED {
            assert!(one(name, "x").is_err(), "{name}");
            assert!(one(&name.to_uppercase(), "x").is_err(), "{name}");
        }
        for (name, value) in [
            ("x-a", "1\r\nhost: evil"),
            ("x-a", "1\nauthorization: Bearer x"),
            ("x-a", "nul\0"),
            ("x-a: b\r\nhost", "evil"),
            ("x a", "1"),
            ("", "1"),
            (":authority", "evil"),
        ] {
            assert!(one(name, value).is_err(), "{name}: {value}");
        }
        assert!(one("x-a", &"v".repeat(BYTES_MAX)).is_err());
        assert!(one("X-Api-Version", "2024-01").is_ok());
    }
}

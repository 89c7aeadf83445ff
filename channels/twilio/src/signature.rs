//! `X-Twilio-Signature`: whether a call is Twilio's.
//!
//! Signed is the address as Twilio was told it, and behind it every parameter of a form, sorted by
//! name, as name and value without anything between. Of JSON, the address says the hash ([`crate::body`]).
//! The gateway holds the key and compares in
//! constant time; what is here is pure.

use frontdesk_plugin::{
    Error, ErrorKind,
    channel::Webhook,
    host::{Hash, SignedPart},
    http::Encoding,
};

use crate::AUTH_TOKEN;

const HEADER: &str = "x-twilio-signature";

/// Goes on only if there is a signature at all: nothing else of an unsigned call is looked at.
pub fn require(call: &Webhook) -> Result<(), Error> {
    match call.header(HEADER) {
        Some(_) => Ok(()),
        None => Err(Error::unauthorized("the call has no X-Twilio-Signature")),
    }
}

/// Goes on only if the call was signed with the account's token for this address and these parameters:
/// those that are signed one by one.
pub fn verify(call: &Webhook, webhook_url: &str, params: &[(String, String)]) -> Result<(), Error> {
    let signed_params = joined(params);
    let mut refusal = Error::unauthorized("the call has no address to verify");
    for url in signed_urls(webhook_url, &call.url) {
        let parts = [
            SignedPart::Text(url),
            SignedPart::Text(signed_params.clone()),
        ];
        let verdict =
            call.verify_hmac_of(AUTH_TOKEN, Hash::Sha1, &parts, HEADER, "", Encoding::Base64);
        match verdict {
            Err(error) if error.kind == ErrorKind::Unauthorized => refusal = error,
            // Right, or not granted: another address would not change it.
            other => return other,
        }
    }
    Err(refusal)
}

/// Every parameter in byte order. Twilio leaves out the second of two that are the same.
fn joined(params: &[(String, String)]) -> String {
    let mut sorted: Vec<&(String, String)> = params.iter().collect();
    sorted.sort_unstable();
    sorted.dedup();
    let mut text = String::new();
    for (name, value) in sorted {
        text.push_str(name);
        text.push_str(value);
    }
    text
}

/// The addresses that Twilio may have signed. Some of its servers sign the port and some do not,
/// whichever way the address was written, so either is right: first without, then with.
///
/// Scheme, host and path are what the operator told Twilio, as a proxy can change them on the way, and a
/// `Host` header is the caller's word. The query is the call's own, byte for byte: a parameter more or
/// less is another address.
fn signed_urls(webhook_url: &str, called_url: &str) -> [String; 2] {
    let (base, _) = cut(webhook_url, '?');
    let (scheme, rest) = base.split_once("://").unwrap_or(("https", base));
    let (authority, path) = cut(rest, '/');
    let (host, port) = match authority.rsplit_once(':') {
        // In `[::1]` and `user:word@host` the last colon is no port's.
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => (host, port),
        Some(_) | None => (authority, default_port(scheme)),
    };
    let (_, query) = cut(called_url, '?');
    [
        format!("{scheme}://{host}{path}{query}"),
        format!("{scheme}://{host}:{port}{path}{query}"),
    ]
}

fn default_port(scheme: &str) -> &'static str {
    if scheme == "http" { "80" } else { "443" }
}

/// What stands before the first `mark`, and everything from it on.
fn cut(text: &str, mark: char) -> (&str, &str) {
    let at = text.find(mark).unwrap_or(text.len());
    text.split_at_checked(at).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_tried_without_and_with_its_port() {
        for (told, without, with) in [
            (
                "https://a.example/x",
                "https://a.example/x",
                "https://a.example:443/x",
            ),
            (
                "http://a.example/x",
                "http://a.example/x",
                "http://a.example:80/x",
            ),
            (
                "https://a.example:8443/x",
                "https://a.example/x",
                "https://a.example:8443/x",
            ),
            (
                "https://u:p@a.example/x",
                "https://u:p@a.example/x",
                "https://u:p@a.example:443/x",
            ),
            ("https://[::a]/x", "https://[::a]/x", "https://[::a]:443/x"),
            ("https://[::a]:8443", "https://[::a]", "https://[::a]:8443"),
        ] {
            assert_eq!(
                signed_urls(told, "https://inner.example/y"),
                [without.to_owned(), with.to_owned()],
                "{told}"
            );
        }
    }

    #[test]
    fn the_query_is_the_calls_own_as_it_came() {
        let [url, _] = signed_urls(
            "https://a.example/x?b=2&a=1",
            "http://inner.example/y?b=2&a=%c3%BC+",
        );
        assert_eq!(url, "https://a.example/x?b=2&a=%c3%BC+");
    }

    #[test]
    fn parameters_are_sorted_by_bytes_and_taken_once() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let params = [
            pair("b", "1"),
            pair("B", "2"),
            pair("a", "y"),
            pair("a", "x"),
            pair("a", "y"),
            pair("_", ""),
        ];
        assert_eq!(joined(&params), "B2_axayb1");
    }
}

//! Addresses from parts, each encoded, so that no contact's text becomes a path.

use std::fmt::Write as _;

/// A base address (often a setting) and path segments below it.
///
/// ```
/// use frontdesk_plugin::http::join;
/// assert_eq!(join("https://crm.example.com/", &["people", "a/b"]), "https://crm.example.com/people/a%2Fb");
/// ```
pub fn join(base: &str, segments: &[&str]) -> String {
    let mut url = base.trim_end_matches('/').to_owned();
    for segment in segments {
        url.push('/');
        // Encoded or not, these two would be resolved away.
        match *segment {
            "." => url.push_str("%252E"),
            ".." => url.push_str("%252E%252E"),
            segment => push_encoded(&mut url, segment),
        }
    }
    url
}

/// Appends a query parameter.
pub(super) fn push_query(url: &mut String, name: &str, value: &str) {
    url.push(if url.contains('?') { '&' } else { '?' });
    push_encoded(url, name);
    url.push('=');
    push_encoded(url, value);
}

fn push_encoded(url: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            url.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(url, "%{byte:02X}");
        }
    }
}

/// The host of an address, for messages: paths and queries can hold a contact's address.
pub(crate) fn host_of(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    host.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_contact_says_stays_one_segment() {
        assert_eq!(
            join("https://a.example/v1", &["people", "../x?y#z", "é"]),
            "https://a.example/v1/people/..%2Fx%3Fy%23z/%C3%A9"
        );
        assert_eq!(
            join("https://a.example", &[".."]),
            "https://a.example/%252E%252E"
        );
    }

    #[test]
    fn query_parameters_are_encoded_and_joined() {
        let mut url = "https://a.example/people".to_owned();
        push_query(&mut url, "email", "a+b@example.com");
        push_query(&mut url, "q", "1&2");
        assert_eq!(
            url,
            "https://a.example/people?email=a%2Bb%40example.com&q=1%262"
        );
    }

    #[test]
    fn a_message_names_the_host_only() {
        assert_eq!(
            host_of("https://user@a.example:8443/x?e=ann"),
            "a.example:8443"
        );
        assert_eq!(host_of("rubbish"), "rubbish");
    }
}

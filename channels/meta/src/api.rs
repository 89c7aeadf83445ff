//! Addresses of the Graph API and of the hosts that Meta keeps files on, and the settings about them.

use frontdesk_plugin::Descriptor;

/// The version of the Graph API that the channels are written to.
pub const VERSION: &str = "v23.0";
/// Where the Graph API is.
pub const GRAPH: &str = "https://graph.facebook.com";
/// Where files of `WhatsApp` are, and some of the others.
pub const LOOKASIDE: &str = "https://lookaside.fbsbx.com";
/// Below these the files of Messenger and Instagram are.
const FILE_DOMAINS: [&str; 3] = ["fbcdn.net", "fbsbx.com", "cdninstagram.com"];

/// [`VERSION`], as a setting's default.
pub fn default_version() -> String {
    VERSION.to_owned()
}

/// Whether a setting is a version of the Graph API, such as `v23.0`.
pub fn is_version(text: &str) -> bool {
    let is_number = |text: &str| {
        (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    text.strip_prefix('v')
        .and_then(|rest| rest.split_once('.'))
        .is_some_and(|(major, minor)| is_number(major) && is_number(minor))
}

/// Whether a setting is an id of Meta's: digits.
pub fn is_number_id(text: &str) -> bool {
    (1..=32).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Asks for the hosts of the API and, where that is Meta's own, of its files. Where a sandbox stands in
/// (`base_url` is set and not Meta's), its host is all that is needed.
#[must_use]
pub fn ask_for_hosts(
    mut descriptor: Descriptor,
    base_url: Option<&str>,
    default: &str,
    files: &[&str],
) -> Descriptor {
    descriptor = match base_url {
        Some(_) => descriptor.host("{base_url}"),
        None => descriptor.host(default),
    };
    if base_url.is_none_or(is_meta) {
        for pattern in files {
            descriptor = descriptor.host(pattern);
        }
    }
    descriptor
}

/// Where the files of Messenger and Instagram are, as patterns of hosts.
pub const FILE_HOSTS: [&str; 3] = [
    "https://*.fbcdn.net",
    "https://*.fbsbx.com",
    "https://*.cdninstagram.com",
];

fn is_meta(base_url: &str) -> bool {
    host_of(base_url)
        .is_some_and(|host| is_below(host, "facebook.com") || is_below(host, "instagram.com"))
}

/// Whether a file's address is on one of Meta's own hosts, or on the one that stands in for it.
pub fn is_file_address(url: &str, base_url: &str) -> bool {
    let is_metas = || {
        let host = host_of(url);
        host.is_some_and(|host| FILE_DOMAINS.iter().any(|domain| is_below(host, domain)))
    };
    // Where something stands in for Meta, Meta's hosts are not granted.
    is_on(url, base_url) || (is_meta(base_url) && is_metas())
}

/// Whether an address is on the same host (and port, and scheme) as another.
pub fn is_on(url: &str, base_url: &str) -> bool {
    match (origin_of(url), origin_of(base_url)) {
        (Some(one), Some(other)) => one == other,
        _ => false,
    }
}

fn is_below(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain)
        .is_some_and(|label| label.len() > 1 && label.ends_with('.'))
}

/// The host of a plain `https` address: without a user, a port or anything that could be read in two ways.
fn host_of(url: &str) -> Option<&str> {
    origin_of(url)?
        .strip_prefix("https://")
        .filter(|host| !host.contains(':'))
}

/// Scheme, host and port of an address.
fn origin_of(url: &str) -> Option<&str> {
    let after_scheme = url.find("://")? + 3;
    let rest = url.get(after_scheme..)?;
    let length = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = rest.get(..length)?;
    let is_plain = !authority.is_empty()
        && authority.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-:".contains(&byte)
        });
    if is_plain {
        url.get(..after_scheme + length)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_on_metas_hosts_or_on_the_one_that_stands_in() {
        for url in [
            "https://scontent.xx.fbcdn.net/v/a.jpg?x=1",
            "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1",
            "https://scontent-ams2-1.cdninstagram.com/a",
            "https://graph.facebook.com/x",
        ] {
            assert!(is_file_address(url, GRAPH), "{url}");
        }
        for url in [
            "http://scontent.xx.fbcdn.net/a",
            "https://fbcdn.net/a",
            "https://evilfbcdn.net/a",
            "https://a.fbcdn.net.evil.example/",
            "https://a.fbcdn.net@evil.example/",
            "https://evil.example\\.fbcdn.net/",
            "https://evil.example/.fbcdn.net",
            "https://a.fbcdn.net:8443/",
            "https://",
            "data:text/plain,x",
        ] {
            assert!(!is_file_address(url, GRAPH), "{url}");
        }
        let stand_in = "http://127.0.0.1:4010/graph";
        assert!(is_file_address("http://127.0.0.1:4010/files/1", stand_in));
        assert!(!is_file_address("http://127.0.0.1:4011/files/1", stand_in));
        assert!(!is_file_address(
            "https://scontent.xx.fbcdn.net/a",
            stand_in
        ));
    }

    #[test]
    fn metas_file_hosts_are_asked_for_where_the_api_is_metas() {
        let hosts = |base_url| {
            let descriptor = Descriptor::channel("x", "0.1.0", "X");
            ask_for_hosts(descriptor, base_url, GRAPH, &[LOOKASIDE]).hosts
        };
        assert_eq!(hosts(None), [GRAPH, LOOKASIDE]);
        assert_eq!(hosts(Some(GRAPH)), ["{base_url}", LOOKASIDE]);
        assert_eq!(hosts(Some("http://127.0.0.1:4010")), ["{base_url}"]);
    }

    #[test]
    fn versions_and_ids_are_told_from_other_words() {
        assert!(is_version("v23.0") && is_version("v9.0"));
        for text in ["", "23.0", "v23", "v23.0/x", "v.0", "v23.x"] {
            assert!(!is_version(text), "{text}");
        }
        assert!(is_number_id("106540352242922"));
        assert!(!is_number_id("") && !is_number_id("1/2") && !is_number_id(&"1".repeat(33)));
    }
}

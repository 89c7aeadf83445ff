//! A file that a contact sent (MMS).

use frontdesk_plugin::Request;

use crate::{API_SECRET, settings::Settings};

/// Bytes of a file's address.
const LINK_BYTES: usize = 2_048;

/// The request whose answer is the file. The account's secret goes to the API only: the address is
/// whatever the call named.
pub fn request(handle: &str, settings: &Settings) -> Request {
    let request = Request::get(handle);
    if origin(handle) == origin(&settings.base_url) {
        return request.basic(&settings.api_key, API_SECRET);
    }
    request
}

/// Whether a text can be a file's address.
pub(crate) fn is_link(text: &str) -> bool {
    let has_scheme = text.starts_with("https://") || text.starts_with("http://");
    has_scheme && text.len() <= LINK_BYTES && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Scheme, host and port, letter for letter: what is written in another way is another's.
fn origin(url: &str) -> &str {
    let after_scheme = url.find("://").map_or(0, |at| at + 3);
    let rest = url.get(after_scheme..).unwrap_or_default();
    let length = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    url.get(..after_scheme + length).unwrap_or(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_apis_own_addresses_are_its_own() {
        let own = "https://api.nexmo.com";
        assert_eq!(origin("https://api.nexmo.com/v3/media/x?y#z"), own);
        for url in [
            "https://api.nexmo.com.evil.example/x",
            "https://api.nexmo.com@evil.example/x",
            "https://api.nexmo.com:8443/x",
            "http://api.nexmo.com/x",
            "https://evil.example/https://api.nexmo.com/",
            "",
        ] {
            assert_ne!(origin(url), own, "{url}");
        }
    }
}

//! A file that a contact sent: Twilio's API answers with another address, at its CDN.

use frontdesk_plugin::{
    Cx, Error, Request,
    http::{Failure, error_of},
};

use crate::{outbound::authorised, settings::Settings};

/// Statuses of an answer that is another address.
const MOVED: [u16; 4] = [301, 302, 303, 307];

/// The request whose answer is the file. The account's secret goes to the API only: not to an address
/// that a call names, and not to the one that the API answers with.
pub fn request(handle: &str, settings: &Settings, cx: &mut Cx) -> Result<Request, Error> {
    if origin(handle) != origin(&settings.base_url) {
        return Ok(Request::get(handle));
    }
    let request = authorised(Request::get(handle), settings);
    let asked = MOVED.into_iter().fold(request.clone(), Request::accept);
    match cx.try_fetch(asked)? {
        Ok(response) if MOVED.contains(&response.status) => {
            let place = response.header("location").filter(|place| is_whole(place));
            let place = place.ok_or_else(|| {
                Error::rejected("Twilio says that the file is elsewhere, and not where")
            })?;
            Ok(Request::get(place))
        }
        // The file itself, which may be longer than an answer may be.
        Ok(_) | Err(Failure::TooLarge(_)) => Ok(request),
        Err(failure) => Err(error_of(&failure, "Twilio")),
    }
}

fn is_whole(url: &str) -> bool {
    let has_scheme = url.starts_with("https://") || url.starts_with("http://");
    has_scheme && url.bytes().all(|byte| byte.is_ascii_graphic())
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
        let own = "https://api.twilio.com";
        assert_eq!(origin("https://api.twilio.com/2010-04-01/x?y#z"), own);
        for url in [
            "https://api.twilio.com.evil.example/x",
            "https://api.twilio.com@evil.example/x",
            "https://api.twilio.com:8443/x",
            "http://api.twilio.com/x",
            "https://evil.example/https://api.twilio.com/",
            "api.twilio.com/x",
            "",
        ] {
            assert_ne!(origin(url), own, "{url}");
        }
    }
}

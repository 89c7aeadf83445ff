//! Whether requests stay within what the component asks for: the gateway would refuse the others.

use frontdesk_plugin::{
    Descriptor, SecretUse,
    http::{Auth, Request},
};
use serde_json::{Map, Value};

/// What the gateway would refuse about a request.
pub(crate) fn problem(
    request: &Request,
    descriptor: &Descriptor,
    settings: &Map<String, Value>,
) -> Option<String> {
    let secret = match &request.auth {
        Auth::None => None,
        Auth::Bearer(secret) => Some(secret),
        Auth::Basic(pair) | Auth::Header(pair) | Auth::Query(pair) => Some(&pair.1),
        Auth::Signed(signature) => Some(&signature.secret),
    };
    if let Some(secret) = secret {
        let need = descriptor.secrets.iter().find(|need| need.name == *secret);
        if !need.is_some_and(|need| need.uses.contains(&SecretUse::Send)) {
            return Some(format!(
                "a request sends the secret {secret:?}, which `describe` does not ask for with the \
                 use `send`"
            ));
        }
    }
    let origin = origin_of(&request.url);
    let is_asked = descriptor
        .hosts
        .iter()
        .any(|pattern| is_covered(pattern, origin, settings));
    (!is_asked).then(|| format!("a request goes to {origin}, which `describe` does not ask for"))
}

/// `https://host:port` of an address.
fn origin_of(url: &str) -> &str {
    let after_scheme = url.find("://").map_or(0, |at| at + 3);
    let rest = url.get(after_scheme..).unwrap_or_default();
    let length = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    url.get(..after_scheme + length).unwrap_or(url)
}

fn is_covered(pattern: &str, origin: &str, settings: &Map<String, Value>) -> bool {
    if let Some(key) = pattern
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'))
    {
        let url = settings.get(key).and_then(Value::as_str);
        return url.is_some_and(|url| origin_of(url) == origin);
    }
    match pattern.split_once("*.") {
        Some((scheme, domain)) => origin
            .strip_prefix(scheme)
            .and_then(|host| host.strip_suffix(domain))
            .is_some_and(|label| label.len() > 1 && label.ends_with('.')),
        None => pattern == origin,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn hosts_are_covered_as_the_contract_says() {
        let settings = json!({ "base_url": "https://crm.example.com:8443/api" });
        let settings = settings.as_object().unwrap();
        let covered = |pattern: &str, url: &str| is_covered(pattern, origin_of(url), settings);
        assert!(covered("https://a.example", "https://a.example/x?y"));
        assert!(!covered("https://a.example", "https://a.example.evil/x"));
        assert!(covered("https://*.a.example", "https://b.a.example"));
        assert!(!covered("https://*.a.example", "https://a.example"));
        assert!(!covered("https://*.a.example", "https://evila.example"));
        assert!(covered("{base_url}", "https://crm.example.com:8443/people"));
        assert!(!covered("{base_url}", "https://crm.example.com/people"));
        assert!(!covered("{other}", "https://crm.example.com/people"));
    }
}

//! The operator's settings, as a type, and checks of what is in them.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{Error, host};

/// The settings as a type of the component's own. An error names the key that is wrong or missing.
pub fn settings<T: DeserializeOwned>() -> Result<T, Error> {
    serde_json::from_str(&host::settings())
        .map_err(|error| Error::misconfigured(format!("the settings: {error}")))
}

/// What [`validate`](crate::Plugin::validate) answers when the type says all there is to say.
pub fn settings_problems<T: DeserializeOwned>() -> Result<(), Vec<Error>> {
    validate::<T>(|_| Vec::new())
}

/// The same when there are problems that the type cannot have: `validate(Settings::problems)`.
pub fn validate<T: DeserializeOwned>(
    problems: impl FnOnce(&T) -> Vec<Error>,
) -> Result<(), Vec<Error>> {
    let settings = settings().map_err(|error| vec![error])?;
    match problems(&settings) {
        problems if problems.is_empty() => Ok(()),
        problems => Err(problems),
    }
}

/// A sentence for each rule that is broken, for the operator: `(is_kept, sentence)`.
pub fn broken<S: Into<String>>(rules: impl IntoIterator<Item = (bool, S)>) -> Vec<Error> {
    let broken = rules.into_iter().filter(|(is_kept, _)| !is_kept);
    broken
        .map(|(_, sentence)| Error::misconfigured(sentence))
        .collect()
}

/// One setting that is a text, if it is set, whatever the others are: for
/// [`describe`](crate::Plugin::describe), which is asked before anybody knows whether they are right.
pub fn text(key: &str) -> Option<String> {
    let settings: Value = serde_json::from_str(&host::settings()).ok()?;
    settings.get(key)?.as_str().map(str::to_owned)
}

/// Whether a setting is an address: `http(s)://`, a host, nothing that cannot stand in one, and none of
/// the characters in `without`, such as the `#` of a fragment.
pub fn is_address(text: &str, without: &[char]) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    let has_host = rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['/', '?']));
    let is_odd = |c: char| without.contains(&c) || c.is_whitespace() || c.is_control();
    has_host && !text.contains(is_odd)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_whole_and_without_what_is_named() {
        for text in [
            "https://a.example/x?y#z",
            "http://127.0.0.1:8080",
            "https://user@a.example",
        ] {
            assert!(is_address(text, &[]), "{text}");
        }
        for text in [
            "",
            "a.example",
            "ftp://a.example",
            "https://",
            "https:///x",
            "https://?x",
            "https://a b",
            "https://a\n",
        ] {
            assert!(!is_address(text, &[]), "{text}");
        }
        assert!(!is_address("https://a.example/#x", &['?', '#']));
        assert!(!is_address("https://a.example/?x", &['?', '#']));
    }

    #[test]
    fn every_broken_rule_is_told() {
        let told = broken([(true, "a"), (false, "b"), (false, "c")]);
        assert_eq!(told, ["b", "c"].map(Error::misconfigured));
    }
}

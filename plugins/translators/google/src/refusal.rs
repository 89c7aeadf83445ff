//! What a status of Google's means. Both versions answer `{"error": {"code", "message", ..}}`.

use frontdesk_plugin::{Error, Response, told::Told};
use frontdesk_translator_shared::refusal::{key, no_such_pair, quota, too_much};
use serde_json::Value;

use crate::NAME;

/// The error for a status; none: what it means everywhere.
///
/// | status | and | meaning |
/// |---|---|---|
/// | 400 | a key that is not valid | wrong key |
/// | 400 | words about a language | no such language, or no such pair |
/// | 400, 413 | words about a limit or a length | too much at once |
/// | 401 | | the token is not valid, or no more |
/// | 403 | a rate | too many requests or characters a minute |
/// | 403 | a daily limit | the quota is used up |
/// | 403 | anything else | the key may not do this |
/// | 429 | | too many requests |
pub fn of(response: &Response) -> Option<Error> {
    let told: Value = response.json().unwrap_or_default();
    let error = Told::from(&told).at("error");
    let said = Said::of(error);
    let wait = response.retry_after_ms();
    let error = match response.status {
        400 if said.has(&["api key", "apikey", "keyinvalid"]) => key(NAME),
        400 if said.has(&["language", "bad pair"]) => no_such_pair(NAME),
        400 if said.has(&["too long", "too large", "limit", "segments"]) => too_much(NAME),
        413 => too_much(NAME),
        401 => Error::misconfigured(format!("{NAME} does not take the token: is it a new one?")),
        403 if said.has(&["daily", "quotaexceeded"]) => quota(NAME),
        403 if said.has(&["ratelimit", "rate limit"]) => {
            Error::rate_limited(format!("{NAME} answered 403: too much in a minute"), wait)
        }
        403 => Error::misconfigured(format!(
            "{NAME} answered 403: the key or token may not translate, or the API is not switched on"
        )),
        _ => return None,
    };
    Some(error)
}

/// The words of an error, in lower case: never shown, only looked at.
struct Said(String);

impl Said {
    fn of(error: Told<'_>) -> Self {
        let mut words = String::new();
        let reasons = |list: &str| {
            let items = error.at(list).items();
            items.filter_map(|item| item.at("reason").text())
        };
        let message = error.at("message").text();
        for word in message
            .into_iter()
            .chain(reasons("errors"))
            .chain(reasons("details"))
        {
            words.push_str(word);
            words.push('\n');
        }
        Self(words.to_ascii_lowercase())
    }

    fn has(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.0.contains(word))
    }
}

//! What a status of `HubSpot`'s means. It answers `{"status", "message", "category", ..}`.

use frontdesk_plugin::{Error, Response, told::Told};
use serde_json::Value;

use crate::api::NAME;

/// When to come back if the limit of ten seconds, of one second, or of the day is reached.
const TEN_SECONDS_MS: u32 = 10_000;
const SECOND_MS: u32 = 1_000;
const DAILY_MS: u32 = 60 * 60 * 1_000;

/// The error for a status; none: what it means everywhere.
///
/// | status | and | meaning |
/// |---|---|---|
/// | 401 | | the token is not valid, or no more |
/// | 403 | | the app has not the scopes |
/// | 404 | | no such record |
/// | 409 | | it is there already |
/// | 423 | | records of this account are being changed all at once |
/// | 429 | `policyName` | ten seconds, a day; searches have a limit of a second |
/// | 400 | `PROPERTY_DOESNT_EXIST` | a setting names what the account does not have |
/// | 477, 502 .. 504, 521 .. 524 | | `HubSpot` moves or is down |
pub fn of(response: &Response) -> Option<Error> {
    let body: Value = response.json().unwrap_or_default();
    let told = Told::from(&body);
    let wait = response.retry_after_ms();
    Some(match response.status {
        400 if has(told, "PROPERTY_DOESNT_EXIST") || says(told, "does not exist") => {
            Error::misconfigured(format!(
                "{NAME} has no such property, pipeline or stage: are the settings right?"
            ))
        }
        401 => Error::misconfigured(format!("{NAME} does not take the access token")),
        403 => Error::misconfigured(format!("the app at {NAME} has not the scopes for this")),
        404 => frontdesk_crm_shared::refusal::gone(NAME),
        409 => Error::rejected(format!("{NAME} has such a record already")),
        423 => Error::busy(
            format!("{NAME} has locked its records"),
            wait.or(Some(2_000)),
        ),
        429 => Error::rate_limited(
            format!("{NAME} is asked too often"),
            wait.or_else(|| Some(pace(told))),
        ),
        477 => Error::busy(format!("{NAME} moves the account"), wait),
        _ => return None,
    })
}

fn pace(told: Told<'_>) -> u32 {
    let policy = told.at("policyName").text().unwrap_or_default();
    match () {
        () if policy == "DAILY" => DAILY_MS,
        () if says(told, "secondly limit") && !says(told, "ten_secondly") => SECOND_MS,
        () => TEN_SECONDS_MS,
    }
}

fn says(told: Told<'_>, words: &str) -> bool {
    let message = told.at("message").text().unwrap_or_default();
    message.to_ascii_lowercase().contains(words)
}

fn has(told: Told<'_>, code: &str) -> bool {
    let mut errors = told.at("errors").items();
    errors.any(|error| error.at("code").is(code)) || told.at("error").is(code)
}

/// The contact that is there already, as a 409 tells it: `Contact already exists. Existing ID: 51`.
pub fn existing_id(response: &Response) -> Option<String> {
    let body: Value = response.json().ok()?;
    let message = Told::from(&body).at("message").text()?;
    let (_, rest) = message.split_once("Existing ID:")?;
    let id: String = rest
        .trim_start()
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    (1..=20).contains(&id.len()).then_some(id)
}

#[cfg(test)]
mod tests {
    use frontdesk_plugin::types::Payload;
    use serde_json::json;

    use super::*;

    fn answer(body: &Value) -> Response {
        Response {
            status: 429,
            headers: Vec::new(),
            body: Payload::Text(body.to_string()),
        }
    }

    #[test]
    fn each_limit_has_its_time() {
        for (body, ms) in [
            (
                json!({ "policyName": "TEN_SECONDLY_ROLLING", "message": "You have reached your ten_secondly_rolling limit." }),
                10_000,
            ),
            (
                json!({ "message": "You have reached your secondly limit." }),
                1_000,
            ),
            (
                json!({ "policyName": "DAILY", "message": "You have reached your daily limit." }),
                3_600_000,
            ),
            (json!("odd"), 10_000),
        ] {
            assert_eq!(
                of(&answer(&body)).unwrap().retry_after_ms,
                Some(ms),
                "{body}"
            );
        }
    }

    #[test]
    fn the_id_of_a_contact_that_is_there_is_digits() {
        let id = |message: &str| existing_id(&answer(&json!({ "message": message })));
        assert_eq!(
            id("Contact already exists. Existing ID: 51").as_deref(),
            Some("51")
        );
        assert_eq!(id("Contact already exists. Existing ID: ../1"), None);
        assert_eq!(id("Contact already exists."), None);
    }
}

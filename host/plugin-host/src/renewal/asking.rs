//! One request to a provider's token endpoint, and what its answer means.

use std::time::Duration;

use frontdesk_core::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use tokio::time::timeout;

use super::{Renewal, request};
use crate::{
    bindings::{
        http_types::{Failure, Response},
        types::Payload,
    },
    egress::{Clients, Sent, failure_of, read_answer},
    secret::SecretValue,
};

/// For the whole request. Longer than a component's: an answer that is lost costs a token.
const TIME: Duration = Duration::from_secs(30);
/// Bytes of an answer, and of its headers.
const ANSWER_BYTES: usize = 64 << 10;
const HEADER_BYTES: usize = 32 << 10;
/// Bytes of a token: what fits into a header.
const TOKEN_BYTES: usize = 12 << 10;
/// Bytes of the provider's word for an error.
const WORD_BYTES: usize = 40;

/// What came of it.
pub(super) enum Answer {
    Renewed {
        access: String,
        /// `None`: the one before stays good.
        refresh: Option<String>,
        /// For how many seconds.
        expires_s: Option<u32>,
    },
    /// The provider says no: its word for it.
    Refused { word: String, sentence: String },
    /// No answer that can be used; `is_lost`: it may have been a new token.
    Later { why: String, is_lost: bool },
}

/// Asks for a new access token with what the grant takes.
pub(super) async fn ask(
    clients: &Clients,
    renewal: &Renewal,
    private_networks: bool,
    value: &SecretValue,
    now: Timestamp,
) -> Answer {
    let later = |why: String, is_lost| Answer::Later { why, is_lost };
    let request = match request::build(renewal, private_networks, value, now) {
        Ok(request) => request,
        Err(why) => return later(why, false),
    };
    let host = request.url().host_str().unwrap_or_default().to_owned();
    let client = match clients.of(private_networks) {
        Ok(client) => client,
        Err(why) => return later(why, false),
    };
    let exchange = timeout(TIME, async {
        match client.execute(request).await {
            Ok(answer) => read_answer(answer, &Sent::default(), HEADER_BYTES, ANSWER_BYTES).await,
            // Without a connection nothing was asked.
            Err(error) if error.is_connect() => Err(failure_of(&error)),
            Err(_) => Err(Failure::Timeout),
        }
    });
    match exchange.await {
        Ok(Ok(response)) => meaning(&host, &response),
        Ok(Err(Failure::Connect(why) | Failure::Denied(why))) => {
            later(format!("{host}: {why}"), false)
        }
        Ok(Err(_)) | Err(_) => later(format!("{host} gave no whole answer"), true),
    }
}

/// What a provider answers, as far as it is standard.
#[derive(Deserialize)]
struct Told {
    access_token: Option<String>,
    refresh_token: Option<String>,
    expires_in: Option<Value>,
    error: Option<Value>,
}

fn meaning(host: &str, response: &Response) -> Answer {
    let status = response.status;
    let body = match &response.body {
        Payload::Text(text) => text.as_bytes(),
        Payload::Bytes(bytes) => bytes,
    };
    let told = serde_json::from_slice::<Told>(body).ok();
    let is_ok = (200..300).contains(&status);
    match told {
        Some(Told {
            access_token: Some(access),
            refresh_token,
            expires_in,
            ..
        }) if is_ok && is_token(&access) && refresh_token.as_deref().is_none_or(is_token) => {
            Answer::Renewed {
                access,
                refresh: refresh_token,
                expires_s: expires_in.as_ref().and_then(seconds),
            }
        }
        Some(Told {
            error: Some(error), ..
        }) if matches!(status, 400 | 401 | 403) => {
            let word = word(&error);
            let sentence = format!("{host} answered {status} ({word})");
            Answer::Refused { word, sentence }
        }
        _ => Answer::Later {
            why: format!("{host} answered {status}"),
            // An answer that is none may have come after a token was used up.
            is_lost: is_ok || !matches!(status, 429 | 503),
        },
    }
}

fn is_token(text: &str) -> bool {
    (1..=TOKEN_BYTES).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Some providers write the number as a text.
fn seconds(value: &Value) -> Option<u32> {
    let number = value
        .as_u64()
        .or_else(|| value.as_str().and_then(|text| text.parse().ok()))?;
    Some(u32::try_from(number).unwrap_or(u32::MAX))
}

/// The provider's word. Anything longer may repeat what it was sent, and is not shown.
fn word(error: &Value) -> String {
    let text = error.as_str().unwrap_or_default();
    let is_word = (1..=WORD_BYTES).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    if is_word { text } else { "no known error" }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(status: u16, body: &str) -> Answer {
        meaning(
            "api",
            &Response {
                status,
                headers: Vec::new(),
                body: Payload::Text(body.to_owned()),
            },
        )
    }

    #[test]
    fn an_answer_is_a_token_a_refusal_or_nothing() {
        let whole =
            r#"{"token_type":"bearer","access_token":"a","refresh_token":"r","expires_in":"7200"}"#;
        let Answer::Renewed {
            access,
            refresh,
            expires_s,
        } = of(200, whole)
        else {
            panic!("a token");
        };
        assert_eq!((access.as_str(), refresh.as_deref()), ("a", Some("r")));
        assert_eq!(expires_s, Some(7_200));
        let Answer::Renewed { refresh: None, .. } = of(200, r#"{"access_token":"a"}"#) else {
            panic!("a token, and the refresh token stays");
        };
        let Answer::Refused { word, sentence } = of(400, r#"{"error":"invalid_grant"}"#) else {
            panic!("a refusal");
        };
        assert_eq!(word, "invalid_grant");
        assert_eq!(sentence, "api answered 400 (invalid_grant)");
        for (status, body, lost) in [
            (200, "{}", true),
            (200, r#"{"access_token":"a b"}"#, true),
            (200, "<html>", true),
            (400, "<html>", true),
            (502, "{}", true),
            (429, r#"{"error":"slow_down"}"#, false),
            (503, "", false),
        ] {
            let Answer::Later { is_lost, .. } = of(status, body) else {
                panic!("{status} {body}");
            };
            assert_eq!(is_lost, lost, "{status} {body}");
        }
    }

    #[test]
    fn an_error_that_is_no_word_is_not_repeated() {
        let Answer::Refused { sentence, .. } = of(401, r#"{"error":"no r-4711 here"}"#) else {
            panic!("a refusal");
        };
        assert!(!sentence.contains("4711"), "{sentence}");
    }
}

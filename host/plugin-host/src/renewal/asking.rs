//! One request to a provider's token endpoint, and what its answer means.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::{
    Method,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue},
};
use serde::Deserialize;
use serde_json::Value;
use tokio::time::timeout;
use url::{Url, form_urlencoded};

use super::Renewal;
use crate::{
    bindings::{
        http_types::{Failure, Response},
        types::Payload,
    },
    egress::{Clients, Sent, check_literal, failure_of, read_answer},
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

/// Asks for a new access token.
pub(super) async fn ask(
    clients: &Clients,
    renewal: &Renewal,
    private_networks: bool,
    refresh: &str,
) -> Answer {
    let later = |why: String, is_lost| Answer::Later { why, is_lost };
    let request = match request(renewal, private_networks, refresh) {
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

fn request(
    renewal: &Renewal,
    private_networks: bool,
    refresh: &str,
) -> Result<reqwest::Request, String> {
    let url = Url::parse(&renewal.url).map_err(|error| format!("renew.url: {error}"))?;
    check_literal(&url, private_networks)?;
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", "refresh_token")
        .append_pair("refresh_token", refresh);
    let mut request = reqwest::Request::new(Method::POST, url);
    let headers = request.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/x-www-form-urlencoded"),
    );
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    if let Some(secret) = &renewal.client_secret {
        // RFC 6749, 2.3.1: both are encoded as in a form first.
        let encoded = |bytes: &[u8]| form_urlencoded::byte_serialize(bytes).collect::<String>();
        let pair = format!(
            "{}:{}",
            encoded(renewal.client_id.as_bytes()),
            encoded(secret.expose())
        );
        let value = HeaderValue::from_str(&format!("Basic {}", STANDARD.encode(pair)));
        let mut value = value.map_err(|_| "client_secret cannot be sent".to_owned())?;
        value.set_sensitive(true);
        headers.insert(AUTHORIZATION, value);
    } else {
        form.append_pair("client_id", &renewal.client_id);
    }
    *request.body_mut() = Some(form.finish().into());
    Ok(request)
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
    use crate::secret::SecretValue;

    fn renewal(client_secret: Option<&str>) -> Renewal {
        Renewal {
            url: "https://api.example.com/token".to_owned(),
            client_id: "app:1".to_owned(),
            client_secret: client_secret.map(|text| SecretValue::new(text.as_bytes())),
        }
    }

    fn sent(client_secret: Option<&str>) -> (String, Option<String>) {
        let request = request(&renewal(client_secret), false, "r+1").expect("a request");
        let body = request.body().and_then(|body| body.as_bytes());
        let body = String::from_utf8(body.expect("a body").to_vec()).expect("text");
        let authorization = request.headers().get(AUTHORIZATION);
        let authorization = authorization.map(|value| value.to_str().expect("text").to_owned());
        (body, authorization)
    }

    #[test]
    fn an_app_says_its_id_in_the_form_and_one_with_a_secret_says_both_in_a_header() {
        let form = "grant_type=refresh_token&refresh_token=r%2B1";
        let (body, authorization) = sent(None);
        assert_eq!(body, format!("{form}&client_id=app%3A1"));
        assert_eq!(authorization, None);
        let (body, authorization) = sent(Some("s:2"));
        assert_eq!(body, form);
        let pair = STANDARD.encode("app%3A1:s%3A2");
        assert_eq!(authorization, Some(format!("Basic {pair}")));
    }

    #[test]
    fn what_is_out_of_reach_for_requests_is_out_of_reach_here() {
        for url in ["https://169.254.169.254/t", "http://127.0.0.1/t", "nothing"] {
            let renewal = Renewal {
                url: url.to_owned(),
                ..renewal(None)
            };
            assert!(request(&renewal, false, "r").is_err(), "{url}");
        }
    }

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

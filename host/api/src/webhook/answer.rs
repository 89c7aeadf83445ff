//! What a component wants to answer a provider, as far as it may.

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use frontdesk_engine::ports::WebhookReply;

/// Headers of the gateway's own, which no component may set although they begin with `x-`.
const OWN: [&str; 3] = ["x-content-type-options", "x-frame-options", "x-request-id"];

/// The answer to a call that was taken in.
pub(crate) fn answer(reply: Option<WebhookReply>) -> Response {
    let Some(reply) = reply else {
        return StatusCode::OK.into_response();
    };
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::OK);
    let mut response = (status, reply.body).into_response();
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_TYPE);
    for (name, value) in &reply.headers {
        let name = HeaderName::try_from(name.as_str());
        let value = HeaderValue::try_from(value.as_str());
        if let (Ok(name), Ok(value)) = (name, value)
            && is_the_components(&name)
        {
            headers.append(name, value);
        }
    }
    headers
        .entry(header::CONTENT_TYPE)
        .or_insert(HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

/// Whether a component may say this in the gateway's name: nothing that sets a cookie, sends a browser
/// elsewhere or loosens what the gateway's own headers forbid.
fn is_the_components(name: &HeaderName) -> bool {
    let known = [
        header::CONTENT_TYPE,
        header::CONTENT_LANGUAGE,
        header::RETRY_AFTER,
        header::WWW_AUTHENTICATE,
    ];
    let text = name.as_str();
    known.contains(name) || (text.starts_with("x-") && !OWN.contains(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(headers: &[(&str, &str)]) -> Response {
        let headers = headers.iter();
        answer(Some(WebhookReply {
            status: 202,
            headers: headers
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            body: b"<Response/>".to_vec(),
        }))
    }

    #[test]
    fn a_component_says_what_it_answers_and_of_what_kind() {
        let response = reply(&[("Content-Type", "text/xml"), ("x-provider", "1")]);
        assert_eq!(response.status(), 202);
        assert_eq!(response.headers()["content-type"], "text/xml");
        assert_eq!(response.headers()["x-provider"], "1");
    }

    #[test]
    fn a_component_sets_no_cookie_and_sends_nobody_elsewhere() {
        let response = reply(&[
            ("set-cookie", "frontdesk_session=x"),
            ("location", "https://evil.example"),
            ("content-security-policy", "default-src *"),
            ("x-frame-options", "ALLOWALL"),
            ("access-control-allow-origin", "*"),
            ("bad name", "x"),
            ("x-split", "a\r\nset-cookie: b"),
        ]);
        let names: Vec<_> = response.headers().keys().map(HeaderName::as_str).collect();
        assert_eq!(names, ["content-type"]);
    }

    #[test]
    fn without_a_word_of_the_component_it_is_200() {
        let response = answer(None);
        assert_eq!(response.status(), 200);
        let strange = WebhookReply {
            status: 9,
            headers: Vec::new(),
            body: Vec::new(),
        };
        assert_eq!(answer(Some(strange)).status(), 200);
    }
}

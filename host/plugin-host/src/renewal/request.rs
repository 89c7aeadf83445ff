//! The request for an access token, as each grant has it.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use frontdesk_core::Timestamp;
use reqwest::{
    Method, Request,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue},
};
use url::{Url, form_urlencoded};

use super::{GrantType, Renewal, assertion::Key};
use crate::{egress::check_literal, secret::SecretValue};

/// `type` of a grant by assertion.
const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// The request; otherwise why there is none. `value` is what the grant takes: the refresh token that is good
/// now, the app's secret, its key.
pub(super) fn build(
    renewal: &Renewal,
    private_networks: bool,
    value: &SecretValue,
    now: Timestamp,
) -> Result<Request, String> {
    let url = Url::parse(&renewal.url).map_err(|error| format!("renew.url: {error}"))?;
    check_literal(&url, private_networks)?;
    let mut form = form_urlencoded::Serializer::new(String::new());
    let client_secret = match &renewal.grant {
        GrantType::RefreshToken { client_secret } => {
            form.append_pair("grant_type", "refresh_token")
                .append_pair("refresh_token", text(value)?);
            client_secret.as_ref()
        }
        GrantType::ClientCredentials { scope } => {
            form.append_pair("grant_type", "client_credentials");
            append(&mut form, "scope", scope.as_deref());
            Some(value)
        }
        GrantType::JwtBearer(assertion) => {
            let signed = Key::read(value)
                .map_err(|why| format!("the secret {why}"))?
                .sign(&renewal.client_id, assertion, now)?;
            form.append_pair("grant_type", JWT_BEARER)
                .append_pair("assertion", &signed);
            append(&mut form, "scope", assertion.scope.as_deref());
            None
        }
    };
    let mut request = Request::new(Method::POST, url);
    let headers = request.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/x-www-form-urlencoded"),
    );
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    match client_secret {
        Some(secret) => {
            headers.insert(AUTHORIZATION, basic(&renewal.client_id, secret)?);
        }
        // The assertion says who asks.
        None if matches!(renewal.grant, GrantType::JwtBearer(_)) => {}
        None => {
            form.append_pair("client_id", &renewal.client_id);
        }
    }
    *request.body_mut() = Some(form.finish().into());
    Ok(request)
}

fn text(value: &SecretValue) -> Result<&str, String> {
    std::str::from_utf8(value.expose()).map_err(|_| "the secret is no text".to_owned())
}

fn append(form: &mut form_urlencoded::Serializer<'_, String>, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        form.append_pair(name, value);
    }
}

/// RFC 6749, 2.3.1: both are encoded as in a form first.
fn basic(client_id: &str, secret: &SecretValue) -> Result<HeaderValue, String> {
    let encoded = |bytes: &[u8]| form_urlencoded::byte_serialize(bytes).collect::<String>();
    let pair = format!(
        "{}:{}",
        encoded(client_id.as_bytes()),
        encoded(secret.expose())
    );
    let value = HeaderValue::from_str(&format!("Basic {}", STANDARD.encode(pair)));
    let mut value = value.map_err(|_| "the app's secret cannot be sent".to_owned())?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn renewal(grant: GrantType) -> Renewal {
        Renewal {
            url: "https://api.example.com/token".to_owned(),
            client_id: "app:1".to_owned(),
            grant,
        }
    }

    fn sent(grant: GrantType, value: &str) -> (String, Option<String>) {
        let value = SecretValue::new(value.as_bytes());
        let request = build(&renewal(grant), false, &value, Timestamp(0)).expect("a request");
        let body = request.body().and_then(|body| body.as_bytes());
        let body = String::from_utf8(body.expect("a body").to_vec()).expect("text");
        let authorization = request.headers().get(AUTHORIZATION);
        let authorization = authorization.map(|value| value.to_str().expect("text").to_owned());
        (body, authorization)
    }

    fn refresh_token(client_secret: Option<&str>) -> GrantType {
        let client_secret = client_secret.map(|text| SecretValue::new(text.as_bytes()));
        GrantType::RefreshToken { client_secret }
    }

    #[test]
    fn an_app_says_its_id_in_the_form_and_one_with_a_secret_says_both_in_a_header() {
        let form = "grant_type=refresh_token&refresh_token=r%2B1";
        let (body, authorization) = sent(refresh_token(None), "r+1");
        assert_eq!(body, format!("{form}&client_id=app%3A1"));
        assert_eq!(authorization, None);
        let (body, authorization) = sent(refresh_token(Some("s:2")), "r+1");
        assert_eq!(body, form);
        let pair = STANDARD.encode("app%3A1:s%3A2");
        assert_eq!(authorization, Some(format!("Basic {pair}")));
    }

    #[test]
    fn an_apps_own_secret_is_never_in_the_form() {
        let scope = Some("api read".to_owned());
        let (body, authorization) = sent(GrantType::ClientCredentials { scope }, "s:2");
        assert_eq!(body, "grant_type=client_credentials&scope=api+read");
        let pair = STANDARD.encode("app%3A1:s%3A2");
        assert_eq!(authorization, Some(format!("Basic {pair}")));
        let (body, _) = sent(GrantType::ClientCredentials { scope: None }, "s:2");
        assert_eq!(body, "grant_type=client_credentials");
    }

    #[test]
    fn what_is_out_of_reach_for_requests_is_out_of_reach_here() {
        for url in ["https://169.254.169.254/t", "http://127.0.0.1/t", "nothing"] {
            let renewal = Renewal {
                url: url.to_owned(),
                ..renewal(refresh_token(None))
            };
            let value = SecretValue::new(*b"r");
            assert!(
                build(&renewal, false, &value, Timestamp(0)).is_err(),
                "{url}"
            );
        }
    }
}

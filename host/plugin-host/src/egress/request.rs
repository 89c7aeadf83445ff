//! From a component's wish to a request that may be sent.

use reqwest::{
    Method,
    header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue},
};
use url::{Host, Url, form_urlencoded};

use super::{
    address::{Barred, barred},
    auth::{self, Sent},
    headers,
    resolver::OutOfReach,
};
use crate::{
    bindings::http_types::{self, Body, Request},
    context::Context,
    secret::SecretValue,
};

/// Bytes of a URL.
const URL_BYTES: usize = 8 << 10;
/// Bytes of an idempotency key.
const IDEMPOTENCY_BYTES: usize = 255;
/// Statuses that a request may name as answers.
const ACCEPT_MAX: usize = 64;

/// A request that passed every check that needs no network.
pub(crate) struct Prepared {
    method: Method,
    url: Url,
    headers: HeaderMap,
    body: Vec<u8>,
    /// What must not come back in the answer.
    pub(crate) sent: Sent,
    pub(crate) accept: Vec<u16>,
}

impl Prepared {
    /// The request as the client takes it.
    pub(crate) fn http(&self) -> reqwest::Request {
        let mut request = reqwest::Request::new(self.method.clone(), self.url.clone());
        *request.headers_mut() = self.headers.clone();
        if !self.body.is_empty() {
            *request.body_mut() = Some(self.body.clone().into());
        }
        request
    }
}

/// Checks a request against what is granted, and completes it; otherwise why it is not sent.
///
/// `token`: what is sent instead of a secret that the host renews.
pub(crate) fn prepare(
    request: Request,
    token: Option<&SecretValue>,
    context: &Context,
) -> Result<Prepared, String> {
    let mut url = allowed(&request.url, context)?;
    let mut headers = headers::request(&request.headers)?;
    if let Some(key) = &request.idempotency {
        headers.insert(
            HeaderName::from_static("idempotency-key"),
            idempotency(key)?,
        );
    }
    let (content_type, body) = body(request.body);
    let bytes_max = context.limits.request_bytes;
    if body.len() > bytes_max {
        return Err(format!("a request's body has at most {bytes_max} bytes"));
    }
    if let Some(content_type) = content_type
        && !headers.contains_key(CONTENT_TYPE)
    {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    let mut sent = auth::add(&request.auth, token, context, &mut url, &mut headers)?;
    auth::fill_path(context, &mut url, &mut sent)?;
    let mut accept = request.accept;
    accept.truncate(ACCEPT_MAX);
    Ok(Prepared {
        method: method(request.method),
        url,
        headers,
        body,
        sent,
        accept,
    })
}

/// The URL, if a request to it is granted.
pub(crate) fn allowed(text: &str, context: &Context) -> Result<Url, String> {
    let url = url(text)?;
    if !context.grants.allows(&url) {
        return Err(not_granted(&url, context));
    }
    check_literal(&url, context.grants.private_networks)?;
    Ok(url)
}

fn url(text: &str) -> Result<Url, String> {
    if text.len() > URL_BYTES {
        return Err(format!("a URL has at most {URL_BYTES} bytes"));
    }
    let mut url = Url::parse(text).map_err(|error| format!("its URL cannot be read: {error}"))?;
    if !matches!(url.scheme(), "https" | "http") || url.host().is_none() {
        return Err("a URL is https://host/path".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("a URL holds no user and no password: name a secret in `auth`".to_owned());
    }
    url.set_fragment(None);
    Ok(url)
}

/// What to grant. Of the URL only scheme, host and port are told: the rest may be about a contact.
fn not_granted(url: &Url, context: &Context) -> String {
    let host = url.host_str().unwrap_or_default();
    let port = url
        .port()
        .map(|port| format!(":{port}"))
        .unwrap_or_default();
    let origin = format!("{}://{host}{port}", url.scheme());
    let table = context.grants_table();
    let asked = crate::host_pattern::HostPattern::parse(&origin);
    match asked {
        Ok(pattern) if pattern.is_plain_http() => format!(
            "{origin} is not granted: {table} hosts = [\"{origin}\"], private_networks = true"
        ),
        Ok(_) => format!("{origin} is not granted: {table} hosts = [\"{origin}\"]"),
        Err(error) => format!("{origin} cannot be granted: {}", error.reason),
    }
}

/// A host that is an address is never looked up, so it is checked here.
pub(crate) fn check_literal(url: &Url, private_networks: bool) -> Result<(), String> {
    let barred = match url.host() {
        Some(Host::Ipv4(address)) => barred(address.into(), private_networks),
        Some(Host::Ipv6(address)) => barred(address.into(), private_networks),
        Some(Host::Domain(_)) => None,
        None => Some(Barred::Always),
    };
    match barred {
        None => Ok(()),
        Some(barred) => Err(out_of_reach(OutOfReach(barred))),
    }
}

/// The sentence for an address that may not be reached.
pub(crate) fn out_of_reach(reason: OutOfReach) -> String {
    format!("the host may not be reached: {reason}")
}

fn idempotency(key: &str) -> Result<HeaderValue, String> {
    let fits = (1..=IDEMPOTENCY_BYTES).contains(&key.len())
        && key.bytes().all(|byte| byte.is_ascii_graphic());
    let value = fits.then(|| HeaderValue::from_str(key).ok()).flatten();
    value.ok_or_else(|| {
        format!("an idempotency key has 1 to {IDEMPOTENCY_BYTES} visible ASCII characters")
    })
}

fn body(body: Body) -> (Option<&'static str>, Vec<u8>) {
    match body {
        Body::Empty => (None, Vec::new()),
        Body::Bytes(bytes) => (None, bytes),
        Body::Json(json) => (Some("application/json"), json.into_bytes()),
        Body::Form(fields) => {
            let mut form = form_urlencoded::Serializer::new(String::new());
            for field in &fields {
                form.append_pair(&field.name, &field.value);
            }
            let form = form.finish().into_bytes();
            (Some("application/x-www-form-urlencoded"), form)
        }
    }
}

const fn method(method: http_types::Method) -> Method {
    match method {
        http_types::Method::Get => Method::GET,
        http_types::Method::Post => Method::POST,
        http_types::Method::Put => Method::PUT,
        http_types::Method::Patch => Method::PATCH,
        http_types::Method::Delete => Method::DELETE,
        http_types::Method::Head => Method::HEAD,
    }
}

//! Calls of a script's own to a server on the web, behind the same guards as components' requests:
//! the address after the name's look-up, no redirects, no cookies, no proxy, bounded in time and size.

use std::{collections::BTreeMap, fmt, sync::Arc, time::Duration};

use async_trait::async_trait;
use frontdesk_engine::ports;
use reqwest::{
    Method, Request,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue},
};
use tokio::time::timeout;
use url::Url;

use crate::{
    bindings::types::Payload,
    egress::{Clients, Sent, check_literal, failure_of, read_answer},
    host::PluginHost,
    secret::SecretValue,
};

/// A script waits no longer for any answer.
const TIME: Duration = Duration::from_secs(30);
/// Bytes of an answer's headers.
const HEADER_BYTES: usize = 32 << 10;

/// How a call asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WebMethod {
    /// `GET`: the fields are the query.
    Get,
    /// `POST`: the fields are a JSON object.
    Post,
}

/// What an operator configured of a call.
#[derive(Clone)]
pub struct WebCallSpec {
    /// Where it goes.
    pub url: String,
    /// How it asks.
    pub method: WebMethod,
    /// Sent as a bearer token; `None`: nothing is.
    pub token: Option<SecretValue>,
    /// Whether the server may be in a private network.
    pub private_networks: bool,
    /// Bytes that an answer may have.
    pub response_bytes: usize,
}

/// A call that can be made.
pub struct WebCall {
    url: Url,
    spec: WebCallSpec,
    clients: Arc<Clients>,
}

/// Where it goes is nobody's secret; what it holds besides is.
impl fmt::Debug for WebCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.url.host_str().unwrap_or_default();
        write!(f, "WebCall({host})")
    }
}

impl WebCall {
    /// A call by the clients of this host; otherwise why not.
    pub(crate) fn new(host: &PluginHost, spec: WebCallSpec) -> Result<Self, String> {
        let url = Url::parse(&spec.url).map_err(|error| format!("its url: {error}"))?;
        check_literal(&url, spec.private_networks)?;
        Ok(Self {
            url,
            spec,
            clients: host.clients(),
        })
    }

    fn request(
        &self,
        fields: &BTreeMap<Box<str>, Box<str>>,
        reference: &str,
    ) -> Result<Request, String> {
        let spec = &self.spec;
        let mut url = self.url.clone();
        let method = match spec.method {
            WebMethod::Get => {
                if !fields.is_empty() {
                    let mut query = url.query_pairs_mut();
                    for (name, value) in fields {
                        query.append_pair(name, value);
                    }
                }
                Method::GET
            }
            WebMethod::Post => Method::POST,
        };
        let mut request = Request::new(method, url);
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        // The same call again after a crash can be told from another one.
        let key = HeaderValue::from_str(reference).map_err(|error| error.to_string())?;
        headers.insert(HeaderName::from_static("idempotency-key"), key);
        if let Some(token) = &spec.token {
            let value = [b"Bearer ", token.expose()].concat();
            let value = HeaderValue::from_bytes(&value);
            let mut value = value.map_err(|_| "its token is no header's value".to_owned())?;
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        if spec.method == WebMethod::Post {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            let body = serde_json::to_vec(fields).map_err(|error| error.to_string())?;
            *request.body_mut() = Some(body.into());
        }
        Ok(request)
    }
}

#[async_trait]
impl ports::WebCall for WebCall {
    async fn ask(
        &self,
        fields: &BTreeMap<Box<str>, Box<str>>,
        reference: &str,
    ) -> Result<Vec<u8>, String> {
        let request = self.request(fields, reference)?;
        let client = self.clients.of(self.spec.private_networks)?;
        let exchange = timeout(TIME, async {
            let answer = client.execute(request).await;
            let answer = answer.map_err(|error| failure_of(&error))?;
            // A server that echoes the token must not bring it into a variable.
            let mut sent = Sent::default();
            if let Some(token) = &self.spec.token {
                sent.hide(token);
            }
            read_answer(answer, &sent, HEADER_BYTES, self.spec.response_bytes).await
        });
        let response = match exchange.await {
            Ok(Ok(response)) => response,
            Ok(Err(failure)) => return Err(format!("{failure:?}")),
            Err(_) => return Err("no answer in time".to_owned()),
        };
        if !(200..300).contains(&response.status) {
            return Err(format!("it answered {}", response.status));
        }
        Ok(match response.body {
            Payload::Text(text) => text.into_bytes(),
            Payload::Bytes(bytes) => bytes,
        })
    }
}

//! Requests as data, and what came back.

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    Error, ErrorKind,
    types::{self, Field, Payload},
};

pub use crate::http_types::{
    Auth, Body, Encoding, Exchange, Failure, Hash, Method, Request, Response, Signature,
};

mod failure;
mod url;

pub use failure::error_of;
pub(crate) use url::host_of;
pub use url::join;

impl Request {
    /// A request without body, headers or secrets. Other statuses than 2xx are failures, unless
    /// [`accept`](Self::accept)ed.
    pub fn new(method: Method, url: impl Into<String>) -> Self {
        Self {
            method,
            url: url.into(),
            headers: Vec::new(),
            body: Body::Empty,
            auth: Auth::None,
            timeout_ms: None,
            idempotency: None,
            accept: Vec::new(),
        }
    }

    /// GET. [`join`] makes an address from parts.
    pub fn get(url: impl Into<String>) -> Self {
        Self::new(Method::Get, url)
    }

    /// POST.
    pub fn post(url: impl Into<String>) -> Self {
        Self::new(Method::Post, url)
    }

    /// PUT.
    pub fn put(url: impl Into<String>) -> Self {
        Self::new(Method::Put, url)
    }

    /// PATCH.
    pub fn patch(url: impl Into<String>) -> Self {
        Self::new(Method::Patch, url)
    }

    /// DELETE.
    pub fn delete(url: impl Into<String>) -> Self {
        Self::new(Method::Delete, url)
    }

    /// A query parameter more, encoded.
    #[must_use]
    pub fn query(mut self, name: &str, value: &str) -> Self {
        url::push_query(&mut self.url, name, value);
        self
    }

    /// A header more.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push(Field::new(name, value));
        self
    }

    /// A JSON body.
    pub fn json<T: Serialize + ?Sized>(mut self, value: &T) -> Result<Self, Error> {
        let json = serde_json::to_string(value)
            .map_err(|error| Error::internal(format!("writing a request's body: {error}")))?;
        self.body = Body::Json(json);
        Ok(self)
    }

    /// A form body (`application/x-www-form-urlencoded`).
    #[must_use]
    pub fn form<'a>(mut self, fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let fields = fields.into_iter();
        self.body = Body::Form(
            fields
                .map(|(name, value)| Field::new(name, value))
                .collect(),
        );
        self
    }

    /// A body of bytes; say what they are with [`header`](Self::header).
    #[must_use]
    pub fn bytes(mut self, bytes: Vec<u8>) -> Self {
        self.body = Body::Bytes(bytes);
        self
    }

    /// `Authorization: Bearer`, from the secret of this name.
    #[must_use]
    pub fn bearer(self, secret: &str) -> Self {
        self.auth(Auth::Bearer(secret.to_owned()))
    }

    /// `Authorization: Basic`, from a user and the secret of this name.
    #[must_use]
    pub fn basic(self, user: &str, secret: &str) -> Self {
        self.auth(Auth::Basic((user.to_owned(), secret.to_owned())))
    }

    /// The secret of this name as a header.
    #[must_use]
    pub fn secret_header(self, header: &str, secret: &str) -> Self {
        self.auth(Auth::Header((header.to_owned(), secret.to_owned())))
    }

    /// The secret of this name as a query parameter.
    #[must_use]
    pub fn secret_query(self, parameter: &str, secret: &str) -> Self {
        self.auth(Auth::Query((parameter.to_owned(), secret.to_owned())))
    }

    /// How the host proves who asks; the last one counts.
    #[must_use]
    pub fn auth(mut self, auth: Auth) -> Self {
        self.auth = auth;
        self
    }

    /// Sent as `Idempotency-Key`: usually [`Cx::reference`](crate::Cx::reference).
    #[must_use]
    pub fn idempotency(mut self, key: &str) -> Self {
        self.idempotency = Some(key.to_owned());
        self
    }

    /// How long the answer may take; never above the operator's limit.
    #[must_use]
    pub fn timeout_ms(mut self, timeout_ms: u32) -> Self {
        self.timeout_ms = Some(timeout_ms);
        self
    }

    /// A status that is an answer too, such as 404 for "nobody".
    #[must_use]
    pub fn accept(mut self, status: u16) -> Self {
        self.accept.push(status);
        self
    }
}

impl Response {
    /// Whether the status is 2xx.
    pub const fn is_success(&self) -> bool {
        matches!(self.status, 200..=299)
    }

    /// A header's value; the name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        types::find(&self.headers, name)
    }

    /// How long to wait before the next try, from `retry-after` in seconds. Its other form, a date, is
    /// left to the gateway's own schedule.
    pub fn retry_after_ms(&self) -> Option<u32> {
        let seconds: u32 = self.header("retry-after")?.trim().parse().ok()?;
        Some(seconds.saturating_mul(1_000))
    }

    /// The body as text; empty if it is none.
    pub fn text(&self) -> &str {
        match &self.body {
            Payload::Text(text) => text,
            Payload::Bytes(_) => "",
        }
    }

    /// The body as bytes.
    pub fn bytes(&self) -> &[u8] {
        match &self.body {
            Payload::Text(text) => text.as_bytes(),
            Payload::Bytes(bytes) => bytes,
        }
    }

    /// The body as JSON. One of another shape is the provider's fault and may pass: `transient`.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(self.bytes()).map_err(|error| {
            // The parser's message can repeat what it read; its place cannot.
            let (status, line, column) = (self.status, error.line(), error.column());
            Error::new(
                ErrorKind::Transient,
                format!("an answer with status {status} is not as expected at {line}:{column}"),
            )
        })
    }
}

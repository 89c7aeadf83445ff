//! Reading and verifying a provider's call. The host holds the secrets and does the arithmetic; the
//! component says what was signed and where the code is.

use serde::de::DeserializeOwned;

use crate::{
    Error,
    channel::Webhook,
    host::{self, Hash, SignedPart},
    types::{self, Payload},
};

mod code;

/// How a code is written in a header.
pub use crate::http_types::Encoding;

impl Webhook {
    /// A header's value; the name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        types::find(&self.headers, name)
    }

    /// A query parameter.
    pub fn query(&self, name: &str) -> Option<&str> {
        types::find(&self.query, name)
    }

    /// The body as text; an `invalid` error if it is none.
    pub fn text(&self) -> Result<&str, Error> {
        match &self.body {
            Payload::Text(text) => Ok(text),
            Payload::Bytes(_) => Err(Error::invalid("the body is not UTF-8")),
        }
    }

    /// The body as JSON; an `invalid` error if it is none or of another shape.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        // The parser's message can repeat what it read; its place cannot.
        serde_json::from_str(self.text()?).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            Error::invalid(format!("the body is not as expected at {line}:{column}"))
        })
    }

    /// The parameters of a form (`application/x-www-form-urlencoded`), in order.
    pub fn form(&self) -> Result<Vec<(String, String)>, Error> {
        Ok(code::form(self.text()?))
    }

    /// Goes on only if `header` holds the HMAC of the body under the secret, behind `prefix` and in
    /// this encoding; else an `unauthorized` error.
    pub fn verify_hmac(
        &self,
        secret: &str,
        hash: Hash,
        header: &str,
        prefix: &str,
        encoding: Encoding,
    ) -> Result<(), Error> {
        self.verify_hmac_of(secret, hash, &[SignedPart::Body], header, prefix, encoding)
    }

    /// The same where more than the body is signed, such as a time in front of it.
    pub fn verify_hmac_of(
        &self,
        secret: &str,
        hash: Hash,
        parts: &[SignedPart],
        header: &str,
        prefix: &str,
        encoding: Encoding,
    ) -> Result<(), Error> {
        let code = self
            .header(header)
            .and_then(|value| value.strip_prefix(prefix))
            .and_then(|text| code::decode(text, encoding));
        let is_right = match code {
            Some(code) => host::hmac_verify(secret, hash, parts, &code)?,
            None => false,
        };
        refuse_unless(is_right)
    }

    /// Goes on only if `header` holds the secret itself; else an `unauthorized` error.
    pub fn verify_token(&self, secret: &str, header: &str) -> Result<(), Error> {
        let is_right = match self.header(header) {
            Some(value) => host::secret_equals(secret, value)?,
            None => false,
        };
        refuse_unless(is_right)
    }

    /// Goes on only if `header` holds, in this encoding, an Ed25519 signature of the parts; else an
    /// `unauthorized` error.
    pub fn verify_ed25519(
        &self,
        secret: &str,
        parts: &[SignedPart],
        header: &str,
        encoding: Encoding,
    ) -> Result<(), Error> {
        let signature = self
            .header(header)
            .and_then(|text| code::decode(text, encoding));
        let is_right = match signature {
            Some(signature) => host::ed25519_verify(secret, parts, &signature)?,
            None => false,
        };
        refuse_unless(is_right)
    }
}

fn refuse_unless(is_right: bool) -> Result<(), Error> {
    if is_right {
        Ok(())
    } else {
        Err(Error::unauthorized(
            "the call's signature is missing or wrong",
        ))
    }
}

//! Requests to the API, and what they are answered with.
//! Shapes: <https://developer.zendesk.com/api-reference/ticketing/introduction/>.

use frontdesk_crm_shared::{person::page, refusal as shared};
use frontdesk_plugin::{Cx, Error, Request, Response, http::join};

use crate::{TOKEN, refusal, settings::Settings};

/// What it is called in errors.
pub const NAME: &str = "Zendesk";

/// The API of an account.
#[derive(Clone, Debug)]
pub struct Api {
    /// The operator's settings.
    pub settings: Settings,
}

impl Api {
    /// As the operator has set it.
    pub fn new() -> Result<Self, Error> {
        Ok(Self {
            settings: Settings::read()?,
        })
    }

    /// An address below `/api/v2`.
    pub fn url(&self, segments: &[&str]) -> String {
        join(
            &self.settings.base_url,
            &[&["api", "v2"], segments].concat(),
        )
    }

    /// The address of one record: `users/7.json`. An id that is none has none.
    pub fn record_url(&self, kind: &str, id: &str) -> Result<String, Error> {
        if !is_id(id) {
            return Err(shared::gone(NAME));
        }
        Ok(self.url(&[kind, &format!("{id}.json")]))
    }

    /// Where an agent sees a record.
    pub fn page(&self, kind: &str, id: &str) -> Option<String> {
        page(&self.settings.base_url, &["agent", kind, id])
    }

    /// The request with what it is signed in by.
    pub fn signed(&self, request: Request) -> Request {
        match &self.settings.agent {
            Some(agent) => request.basic(&format!("{agent}/token"), TOKEN),
            None => request.bearer(TOKEN),
        }
    }

    /// Runs a request.
    pub fn fetch(&self, request: Request, cx: &mut Cx) -> Result<Response, Error> {
        shared::fetch(cx, self.signed(request), NAME, refusal::of)
    }
}

/// Whether a text is an id: digits.
pub fn is_id(text: &str) -> bool {
    (1..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

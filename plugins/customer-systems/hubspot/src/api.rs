//! Requests to the CRM API, and what they are answered with.
//! Shapes: <https://developers.hubspot.com/docs/api-reference>.

use frontdesk_crm_shared::{person::page, refusal as shared};
use frontdesk_plugin::{Cx, Error, Request, Response, http::join};

use crate::{TOKEN, refusal, settings::Settings};

/// What it is called in errors.
pub const NAME: &str = "HubSpot";

/// Where agents see records.
const PAGES: &str = "https://app.hubspot.com";
/// The kinds of records, as addresses of pages have them.
const CONTACT: &str = "0-1";
const TICKET: &str = "0-5";

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

    /// An address below `/crm/v3/objects`.
    pub fn url(&self, segments: &[&str]) -> String {
        let all = [&["crm", "v3", "objects"], segments].concat();
        join(&self.settings.base_url, &all)
    }

    /// Where an agent sees a contact.
    pub fn contact_page(&self, id: &str) -> Option<String> {
        self.page(CONTACT, id)
    }

    /// Where an agent sees a ticket.
    pub fn ticket_page(&self, id: &str) -> Option<String> {
        self.page(TICKET, id)
    }

    fn page(&self, kind: &str, id: &str) -> Option<String> {
        let portal = self.settings.portal?.to_string();
        page(PAGES, &["contacts", &portal, "record", kind, id])
    }

    /// Runs a request.
    pub fn fetch(&self, request: Request, cx: &mut Cx) -> Result<Response, Error> {
        shared::fetch(cx, request.bearer(TOKEN), NAME, refusal::of)
    }
}

/// Whether a text is an id: digits.
pub fn is_id(text: &str) -> bool {
    (1..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

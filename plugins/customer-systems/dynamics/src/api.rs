//! Requests to the Web API, and what they are answered with.
//! Shapes: <https://learn.microsoft.com/power-apps/developer/data-platform/webapi/overview>.

use frontdesk_crm_shared::refusal as shared;
use frontdesk_plugin::{Cx, Error, Request, Response, http::join};

use crate::{TOKEN, refusal, settings::Settings};

/// What it is called in errors.
pub const NAME: &str = "Dynamics 365";

/// The API of an environment.
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

    /// The address of a table or an action.
    pub fn url(&self, name: &str) -> String {
        join(
            &self.settings.base_url,
            &["api", "data", &self.settings.version, name],
        )
    }

    /// The address of a record. An id that is none has none.
    pub fn record_url(&self, table: &str, id: &str) -> Result<String, Error> {
        if !is_id(id) {
            return Err(shared::gone(NAME));
        }
        // Nothing of it has to be encoded: letters, digits and signs of our own.
        Ok([&self.url(table), "(", id, ")"].concat())
    }

    /// Where an agent sees a record.
    pub fn page(&self, table: &str, id: &str) -> Option<String> {
        let base = self.settings.base_url.trim_end_matches('/');
        let is_page = base.starts_with("https://") && is_id(id);
        is_page.then(|| format!("{base}/main.aspx?pagetype=entityrecord&etn={table}&id={id}"))
    }

    /// A request with the headers that each has.
    pub fn signed(request: Request) -> Request {
        request
            .header("OData-Version", "4.0")
            .header("OData-MaxVersion", "4.0")
            .header("Accept", "application/json")
            .bearer(TOKEN)
    }

    /// Runs a request.
    pub fn fetch(request: Request, cx: &mut Cx) -> Result<Response, Error> {
        shared::fetch(cx, Self::signed(request), NAME, refusal::of)
    }
}

/// Whether a text is an id: a GUID with its hyphens.
pub fn is_id(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups
            .iter()
            .all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

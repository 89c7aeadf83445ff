//! Requests to the REST API, and what they are answered with.
//! Shapes: <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/>.

use frontdesk_crm_shared::{person::page, refusal as shared};
use frontdesk_plugin::{Cx, Error, Request, Response, http::join, told::Told};
use serde_json::Value;

use crate::{TOKEN, refusal, settings::Settings};

/// What it is called in errors.
pub const NAME: &str = "Salesforce";

/// The API of an org.
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

    /// An address below `/services/data/vNN.0`.
    pub fn url(&self, segments: &[&str]) -> String {
        join(&self.settings.base_url, &self.path(segments))
    }

    /// The same without the host, as parts of a composite request have it.
    pub fn relative(&self, segments: &[&str]) -> String {
        join("", &self.path(segments))
    }

    fn path<'a>(&'a self, segments: &[&'a str]) -> Vec<&'a str> {
        [
            &["services", "data", self.settings.version.as_str()],
            segments,
        ]
        .concat()
    }

    /// Where an agent sees a record.
    pub fn page(&self, object: &str, id: &str) -> Option<String> {
        page(
            &self.settings.base_url,
            &["lightning", "r", object, id, "view"],
        )
    }

    /// Runs a request.
    pub fn fetch(&self, request: Request, cx: &mut Cx) -> Result<Response, Error> {
        shared::fetch(cx, request.bearer(TOKEN), NAME, refusal::of)
    }

    /// The records that a SOQL query finds.
    pub fn query(&self, soql: &str, cx: &mut Cx) -> Result<Vec<Value>, Error> {
        let request = Request::get(self.url(&["query"])).query("q", soql);
        records(&self.fetch(request, cx)?, "records")
    }

    /// The records that a SOSL search finds.
    pub fn search(&self, sosl: &str, cx: &mut Cx) -> Result<Vec<Value>, Error> {
        let request = Request::get(self.url(&["search"])).query("q", sosl);
        records(&self.fetch(request, cx)?, "searchRecords")
    }
}

fn records(response: &Response, name: &str) -> Result<Vec<Value>, Error> {
    let body: Value = response.json()?;
    let records = body.get(name).and_then(Value::as_array);
    records.cloned().ok_or_else(|| shared::odd(NAME))
}

/// The id in the answer to what created something.
pub fn created_id(body: &Value) -> Result<String, Error> {
    let id = Told::from(body).at("id").id();
    id.ok_or_else(|| shared::odd(NAME))
}

/// Whether a text is an id: 15 or 18 letters and digits.
pub fn is_id(text: &str) -> bool {
    matches!(text.len(), 15 | 18) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

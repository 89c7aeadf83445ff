//! The operator's settings: `settings.schema.json` says the same to the gateway, [`problems`](crate::problems)
//! checks what is in them.

use std::collections::BTreeMap;

use frontdesk_plugin::{Error, http::Method};
use serde::Deserialize;
use serde_json::Value;

/// The operator's settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where the API is.
    pub base_url: String,
    /// How requests are signed in.
    #[serde(default)]
    pub auth: Auth,
    /// Headers of every request.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Where things are in somebody that an answer tells of.
    pub person: PersonPaths,
    /// How people are found.
    #[serde(default)]
    pub find: Finds,
    /// How somebody is created.
    #[serde(default)]
    pub create_person: Option<Call>,
    /// How somebody is changed.
    #[serde(default)]
    pub update_person: Option<Call>,
    /// How a case is opened.
    #[serde(default)]
    pub open_case: Option<Call>,
    /// Where things are in an opened case.
    #[serde(default)]
    pub case: CasePaths,
    /// How something is added to a case.
    #[serde(default)]
    pub append: Option<Call>,
    /// How a case is closed.
    #[serde(default)]
    pub close_case: Option<Call>,
}

/// How requests are signed in.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Auth {
    /// Not at all.
    None,
    /// `Authorization: Bearer`.
    #[default]
    Bearer,
    /// `Authorization: Basic`: the user; the secret is the password.
    Basic(String),
    /// A header of this name.
    Header(String),
    /// A query parameter of this name.
    Query(String),
}

/// A request as a template.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// Its method, if it is not the usual one of what it is for.
    #[serde(default)]
    pub method: Option<CallMethod>,
    /// Its path below `base_url`.
    pub path: String,
    /// Its query parameters.
    #[serde(default)]
    pub query: BTreeMap<String, String>,
    /// Its JSON body.
    #[serde(default)]
    pub body: Option<Value>,
    /// Where people are in the answer.
    #[serde(default)]
    pub people: Option<String>,
    /// Where the cursor of the next page is.
    #[serde(default)]
    pub next: Option<String>,
}

/// A method that a template may have.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "UPPERCASE")]
pub enum CallMethod {
    /// Reads.
    Get,
    /// Creates, or asks with a body.
    Post,
    /// Replaces.
    Put,
    /// Changes.
    Patch,
}

impl From<CallMethod> for Method {
    fn from(method: CallMethod) -> Self {
        match method {
            CallMethod::Get => Self::Get,
            CallMethod::Post => Self::Post,
            CallMethod::Put => Self::Put,
            CallMethod::Patch => Self::Patch,
        }
    }
}

/// How people are found, by what.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finds {
    /// The system's own id.
    #[serde(default)]
    pub id: Option<Call>,
    /// An e-mail address.
    #[serde(default)]
    pub email: Option<Call>,
    /// A phone number.
    #[serde(default)]
    pub phone: Option<Call>,
    /// An address of a channel.
    #[serde(default)]
    pub handle: Option<Call>,
    /// An account number.
    #[serde(default)]
    pub account_number: Option<Call>,
    /// Whatever an agent typed.
    #[serde(default)]
    pub text: Option<Call>,
}

/// Where things are in somebody that an answer tells of, as `JSONPath`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonPaths {
    /// The id.
    pub id: String,
    /// The name; several parts are put together.
    #[serde(default)]
    pub name: Option<String>,
    /// E-mail addresses.
    #[serde(default)]
    pub emails: Option<String>,
    /// Phone numbers.
    #[serde(default)]
    pub phones: Option<String>,
    /// The account number.
    #[serde(default)]
    pub account_number: Option<String>,
    /// Where agents see them: a `JSONPath`, or an address with `{id}` in it.
    #[serde(default)]
    pub url: Option<String>,
    /// Fields that agents see, by name.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
}

/// Where things are in an opened case.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CasePaths {
    /// The id.
    #[serde(default = "case_id")]
    pub id: String,
    /// Where agents see it: a `JSONPath`, or an address with `{id}` in it.
    #[serde(default)]
    pub url: Option<String>,
}

impl Default for CasePaths {
    fn default() -> Self {
        Self {
            id: case_id(),
            url: None,
        }
    }
}

fn case_id() -> String {
    "$.id".to_owned()
}

impl Settings {
    /// What the operator has set.
    pub fn read() -> Result<Self, Error> {
        frontdesk_plugin::settings()
    }
}

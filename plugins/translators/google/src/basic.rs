//! Version 2: `POST /language/translate/v2`.
//! Shapes: <https://cloud.google.com/translate/docs/reference/rest/v2/translate>.

use frontdesk_plugin::{Error, Request, Response};
use frontdesk_translator_shared::work::Batch;
use serde::{Deserialize, Serialize};

use crate::{
    API_KEY,
    api::{Pair, Translation, Version},
    settings::Settings,
};

/// The basic API.
#[derive(Clone, Debug)]
pub struct Basic {
    url: String,
}

#[derive(Serialize)]
struct Wanted<'a> {
    q: &'a [String],
    target: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    /// Left out it is HTML, and the answer full of character references.
    format: &'static str,
}

#[derive(Deserialize)]
struct Envelope {
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    translations: Vec<Translation>,
}

impl Basic {
    /// Where the settings say.
    pub fn new(settings: &Settings) -> Self {
        Self {
            url: format!("{}/language/translate/v2", settings.base()),
        }
    }
}

impl Version for Basic {
    fn request(&self, pair: &Pair, batch: Batch<'_>) -> Result<Request, Error> {
        let wanted = Wanted {
            q: batch.texts,
            target: &pair.target,
            source: pair.source.as_deref(),
            format: if batch.is_marked { "html" } else { "text" },
        };
        Ok(Request::post(&self.url)
            .json(&wanted)?
            .secret_query("key", API_KEY))
    }

    fn translations(response: &Response) -> Result<Vec<Translation>, Error> {
        let told: Envelope = response.json()?;
        Ok(told.data.translations)
    }
}

//! Version 3: `POST /v3/projects/PROJECT/locations/LOCATION:translateText`.
//! Shapes: <https://cloud.google.com/translate/docs/reference/rest/v3/projects.locations/translateText>.

use frontdesk_plugin::{Error, Request, Response};
use frontdesk_translator_shared::work::Batch;
use serde::{Deserialize, Serialize};

use crate::{
    ACCESS_TOKEN,
    api::{Pair, Translation, Version},
    settings::Settings,
};

/// The advanced API.
#[derive(Clone, Debug)]
pub struct Advanced {
    url: String,
    project: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Wanted<'a> {
    contents: &'a [String],
    target_language_code: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_language_code: Option<&'a str>,
    /// Left out it is HTML.
    mime_type: &'static str,
}

#[derive(Deserialize)]
struct Envelope {
    translations: Vec<Translation>,
}

impl Advanced {
    /// Where the settings say.
    pub fn new(settings: &Settings) -> Self {
        let (base, project, location) = (settings.base(), &settings.project, &settings.location);
        Self {
            // What the settings may hold needs no encoding, and the colon must have none.
            url: format!("{base}/v3/projects/{project}/locations/{location}:translateText"),
            project: project.clone(),
        }
    }
}

impl Version for Advanced {
    fn request(&self, pair: &Pair, batch: Batch<'_>) -> Result<Request, Error> {
        let wanted = Wanted {
            contents: batch.texts,
            target_language_code: &pair.target,
            source_language_code: pair.source.as_deref(),
            mime_type: if batch.is_marked {
                "text/html"
            } else {
                "text/plain"
            },
        };
        Ok(Request::post(&self.url)
            .json(&wanted)?
            .header("x-goog-user-project", &self.project)
            .bearer(ACCESS_TOKEN))
    }

    fn translations(response: &Response) -> Result<Vec<Translation>, Error> {
        let told: Envelope = response.json()?;
        Ok(told.translations)
    }
}

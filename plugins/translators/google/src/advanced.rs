//! Version 3: `POST /v3/projects/PROJECT/locations/LOCATION:translateText`.
//! Shapes: <https://cloud.google.com/translate/docs/reference/rest/v3/projects.locations/translateText>.

use frontdesk_plugin::{Error, Request, Response, translator::Job};
use frontdesk_translator_shared::{
    language,
    lines::Told,
    work::{Answer, Batch, Keeps, RequestLimits, Service},
};
use serde::{Deserialize, Serialize};

use crate::{ACCESS_TOKEN, KEEPS, LIMITS, NAME, codes, refusal, settings::Settings};

/// The API, for one job.
#[derive(Clone, Debug)]
pub struct Advanced {
    url: String,
    project: String,
    source: Option<String>,
    target: String,
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

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Translation {
    translated_text: String,
    detected_language_code: Option<String>,
}

impl Advanced {
    /// For a job.
    pub fn new(settings: &Settings, job: &Job) -> Result<Self, Error> {
        let (base, project, location) = (settings.base(), &settings.project, &settings.location);
        Ok(Self {
            // What the settings may hold needs no encoding, and the colon must have none.
            url: format!("{base}/v3/projects/{project}/locations/{location}:translateText"),
            project: project.clone(),
            source: language::source(job)?.as_ref().map(codes::code),
            target: codes::code(&language::target(job)?),
        })
    }
}

impl Service for Advanced {
    const NAME: &'static str = NAME;
    const KEEPS: Keeps = KEEPS;

    fn limits(&self) -> RequestLimits {
        LIMITS
    }

    fn request(&self, batch: Batch<'_>) -> Result<Request, Error> {
        let wanted = Wanted {
            contents: batch.texts,
            target_language_code: &self.target,
            source_language_code: self.source.as_deref(),
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

    fn answer(&self, _batch: Batch<'_>, response: &Response) -> Result<Answer, Error> {
        let told: Envelope = response.json()?;
        let text = |it: Translation| Told {
            text: it.translated_text,
            detected: it.detected_language_code.as_deref().and_then(codes::tag),
        };
        Ok(Answer {
            texts: told.translations.into_iter().map(text).collect(),
            billed_chars: None,
        })
    }

    fn refused(&self, response: &Response) -> Option<Error> {
        refusal::of(response)
    }
}

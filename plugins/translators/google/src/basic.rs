//! Version 2: `POST /language/translate/v2`.
//! Shapes: <https://cloud.google.com/translate/docs/reference/rest/v2/translate>.

use frontdesk_plugin::{Error, Request, Response, translator::Job};
use frontdesk_translator_shared::{
    language,
    lines::Told,
    work::{Answer, Batch, Keeps, RequestLimits, Service},
};
use serde::{Deserialize, Serialize};

use crate::{API_KEY, KEEPS, LIMITS, NAME, codes, refusal, settings::Settings};

/// The API, for one job.
#[derive(Clone, Debug)]
pub struct Basic {
    url: String,
    source: Option<String>,
    target: String,
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

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Translation {
    translated_text: String,
    detected_source_language: Option<String>,
}

impl Basic {
    /// For a job.
    pub fn new(settings: &Settings, job: &Job) -> Result<Self, Error> {
        Ok(Self {
            url: format!("{}/language/translate/v2", settings.base()),
            source: language::source(job)?.as_ref().map(codes::code),
            target: codes::code(&language::target(job)?),
        })
    }
}

impl Service for Basic {
    const NAME: &'static str = NAME;
    const KEEPS: Keeps = KEEPS;

    fn limits(&self) -> RequestLimits {
        LIMITS
    }

    fn request(&self, batch: Batch<'_>) -> Result<Request, Error> {
        let wanted = Wanted {
            q: batch.texts,
            target: &self.target,
            source: self.source.as_deref(),
            format: if batch.is_marked { "html" } else { "text" },
        };
        Ok(Request::post(&self.url)
            .json(&wanted)?
            .secret_query("key", API_KEY))
    }

    fn answer(&self, _batch: Batch<'_>, response: &Response) -> Result<Answer, Error> {
        let told: Envelope = response.json()?;
        let text = |it: Translation| Told {
            text: it.translated_text,
            detected: it.detected_source_language.as_deref().and_then(codes::tag),
        };
        Ok(Answer {
            texts: told.data.translations.into_iter().map(text).collect(),
            billed_chars: None,
        })
    }

    fn refused(&self, response: &Response) -> Option<Error> {
        refusal::of(response)
    }
}

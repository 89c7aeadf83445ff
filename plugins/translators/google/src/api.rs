//! What the two versions of Google's API have in common: all but the names of things.

use frontdesk_plugin::{Error, Request, Response, translator::Job};
use frontdesk_translator_shared::{
    language,
    lines::Told,
    work::{Answer, Batch, Keeps, RequestLimits, Service},
};
use serde::Deserialize;

use crate::{KEEPS, LIMITS, NAME, codes, refusal};

/// The languages of a job, as Google calls them.
#[derive(Clone, Debug)]
pub struct Pair {
    /// None: Google finds out.
    pub source: Option<String>,
    /// Into which.
    pub target: String,
}

/// A translation, in either version.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Translation {
    translated_text: String,
    #[serde(alias = "detectedSourceLanguage", alias = "detectedLanguageCode")]
    detected: Option<String>,
}

/// A version of the API.
pub trait Version {
    /// Asks for a batch of texts.
    fn request(&self, pair: &Pair, batch: Batch<'_>) -> Result<Request, Error>;
    /// Reads the answer.
    fn translations(response: &Response) -> Result<Vec<Translation>, Error>;
}

/// A version of the API, for one job.
#[derive(Clone, Debug)]
pub struct Api<V> {
    version: V,
    pair: Pair,
}

impl<V: Version> Api<V> {
    /// For a job.
    pub fn new(version: V, job: &Job) -> Result<Self, Error> {
        let pair = Pair {
            source: language::source(job)?.as_ref().map(codes::code),
            target: codes::code(&language::target(job)?),
        };
        Ok(Self { version, pair })
    }
}

impl<V: Version> Service for Api<V> {
    const NAME: &'static str = NAME;
    const KEEPS: Keeps = KEEPS;

    fn limits(&self) -> RequestLimits {
        LIMITS
    }

    fn request(&self, batch: Batch<'_>) -> Result<Request, Error> {
        self.version.request(&self.pair, batch)
    }

    fn answer(&self, _batch: Batch<'_>, response: &Response) -> Result<Answer, Error> {
        let text = |it: Translation| Told {
            text: it.translated_text,
            detected: it.detected.as_deref().and_then(codes::tag),
        };
        let told = V::translations(response)?;
        Ok(Answer {
            texts: told.into_iter().map(text).collect(),
            billed_chars: None,
        })
    }

    fn refused(&self, response: &Response) -> Option<Error> {
        refusal::of(response)
    }
}

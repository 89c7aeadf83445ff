//! Requests to `POST /v2/translate`, and its answers.
//! Shapes: <https://developers.deepl.com/api-reference/translate>.

use frontdesk_plugin::{Error, Request, Response, http::join, translator::Job};
use frontdesk_translator_shared::{
    language,
    lines::Told,
    markup::Markup,
    work::{Answer, Batch, Keeps, RequestLimits, Service},
};
use serde::{Deserialize, Serialize};

use crate::{AUTHORIZATION, codes, refusal, settings::Settings};

/// At most 50 texts and 128 KiB a request: as many characters of four bytes, with room for what stands
/// around them.
const LIMITS: RequestLimits = RequestLimits {
    texts: 50,
    chars: 30_000,
};

/// The element that `DeepL` is told to ignore.
const IGNORED: &str = "x";

/// The API, for one job.
#[derive(Clone, Debug)]
pub struct Api {
    url: String,
    source: Option<String>,
    target: String,
    formality: Option<&'static str>,
}

#[derive(Serialize)]
struct Wanted<'a> {
    text: &'a [String],
    target_lang: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_lang: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    formality: Option<&'a str>,
    preserve_formatting: bool,
    show_billed_characters: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    tag_handling: Option<&'static str>,
    /// Version 1 mends markup that is broken, which is how it loses some; version 2 reads it strictly.
    #[serde(skip_serializing_if = "Option::is_none")]
    tag_handling_version: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ignore_tags: Option<[&'static str; 1]>,
}

#[derive(Deserialize)]
struct Translations {
    translations: Vec<Translation>,
}

#[derive(Deserialize)]
struct Translation {
    text: String,
    detected_source_language: Option<String>,
    billed_characters: Option<u32>,
}

impl Api {
    /// For a job.
    pub fn new(settings: &Settings, job: &Job) -> Result<Self, Error> {
        Ok(Self {
            url: join(settings.base_url(), &["v2", "translate"]),
            source: language::source(job)?.as_ref().map(codes::source),
            target: codes::target(&language::target(job)?),
            // Where a language has no such forms, these two change nothing instead of failing.
            formality: job
                .formal
                .map(|formal| if formal { "prefer_more" } else { "prefer_less" }),
        })
    }
}

impl Service for Api {
    const NAME: &'static str = "DeepL";
    const KEEPS: Keeps = Keeps::Marked(Markup {
        tag: IGNORED,
        attributes: "",
        answers_unescaped: false,
    });

    fn limits(&self) -> RequestLimits {
        LIMITS
    }

    fn request(&self, batch: Batch<'_>) -> Result<Request, Error> {
        let wanted = Wanted {
            text: batch.texts,
            target_lang: &self.target,
            source_lang: self.source.as_deref(),
            formality: self.formality,
            preserve_formatting: true,
            show_billed_characters: true,
            tag_handling: batch.is_marked.then_some("xml"),
            tag_handling_version: batch.is_marked.then_some("v2"),
            ignore_tags: batch.is_marked.then_some([IGNORED]),
        };
        let request = Request::post(&self.url).json(&wanted)?;
        Ok(request.secret_header("authorization", AUTHORIZATION))
    }

    fn answer(&self, _batch: Batch<'_>, response: &Response) -> Result<Answer, Error> {
        let told: Translations = response.json()?;
        let billed = told.translations.iter().map(|it| it.billed_characters);
        let billed_chars = billed.reduce(|sum, next| Some(sum?.saturating_add(next?)));
        let text = |it: Translation| Told {
            detected: match self.source {
                // It repeats what it was told.
                Some(_) => None,
                None => it.detected_source_language.as_deref().and_then(codes::tag),
            },
            text: it.text,
        };
        Ok(Answer {
            texts: told.translations.into_iter().map(text).collect(),
            billed_chars: billed_chars.flatten(),
        })
    }

    fn refused(&self, response: &Response) -> Option<Error> {
        refusal::of(response)
    }
}

//! Requests to `POST /translate`, and its answers.
//! Shapes: <https://docs.libretranslate.com/guides/api_usage/>.

use frontdesk_plugin::{Error, Request, Response, http::join, translator::Job};
use frontdesk_translator_shared::{
    language,
    lines::Told,
    markup::Markup,
    work::{Answer, Batch, Keeps, RequestLimits, Service},
};
use serde::{Deserialize, Serialize};

use crate::{API_KEY, codes, refusal, settings::Settings};

/// What is sent for a source that is to be detected.
const DETECT: &str = "auto";

/// The API, for one job.
#[derive(Clone, Debug)]
pub struct Api {
    settings: Settings,
    source: String,
    target: String,
}

#[derive(Serialize)]
struct Wanted<'a> {
    q: &'a [String],
    source: &'a str,
    target: &'a str,
    format: &'a str,
}

/// A list for a list, and the thing itself for one text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Each<T> {
    Many(Vec<T>),
    One(T),
}

impl<T> Each<T> {
    fn list(self) -> Vec<T> {
        match self {
            Self::Many(list) => list,
            Self::One(one) => vec![one],
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Translations {
    translated_text: Each<String>,
    detected_language: Option<Each<Detected>>,
}

/// How sure it is says nothing: it is as sure of what it takes for another language.
#[derive(Deserialize)]
struct Detected {
    language: String,
}

impl Api {
    /// For a job.
    pub fn new(settings: Settings, job: &Job) -> Result<Self, Error> {
        let code = |tag| codes::code(&tag, &settings.codes);
        let source = language::source(job)?.map(code);
        let target = code(language::target(job)?);
        Ok(Self {
            settings,
            source: source.unwrap_or_else(|| DETECT.to_owned()),
            target,
        })
    }
}

impl Service for Api {
    const NAME: &'static str = "LibreTranslate";
    /// The server takes character references out of every answer, markup or not.
    const KEEPS: Keeps = Keeps::Marked(Markup {
        tag: "span",
        attributes: " translate=\"no\"",
        answers_unescaped: true,
    });

    fn limits(&self) -> RequestLimits {
        let number = |setting: u32| usize::try_from(setting).unwrap_or(usize::MAX);
        RequestLimits {
            texts: if self.settings.with_key {
                1
            } else {
                number(self.settings.max_texts)
            },
            chars: number(self.settings.max_chars),
        }
    }

    fn request(&self, batch: Batch<'_>) -> Result<Request, Error> {
        let request = Request::post(join(&self.settings.base_url, &["translate"]));
        let format = if batch.is_marked { "html" } else { "text" };
        if self.settings.with_key {
            let text = batch.texts.first().map_or("", String::as_str);
            return Ok(request
                .form([
                    ("q", text),
                    ("source", self.source.as_str()),
                    ("target", self.target.as_str()),
                    ("format", format),
                ])
                .secret_query("api_key", API_KEY));
        }
        request.json(&Wanted {
            q: batch.texts,
            source: &self.source,
            target: &self.target,
            format,
        })
    }

    fn answer(&self, _batch: Batch<'_>, response: &Response) -> Result<Answer, Error> {
        let told: Translations = response.json()?;
        let detected = told.detected_language.map(Each::list).unwrap_or_default();
        let mut detected = detected.iter().map(|it| codes::tag(&it.language));
        let text = |text: String| Told {
            text,
            detected: detected.next().flatten(),
        };
        Ok(Answer {
            texts: told.translated_text.list().into_iter().map(text).collect(),
            billed_chars: None,
        })
    }

    fn refused(&self, response: &Response) -> Option<Error> {
        refusal::of(response)
    }
}

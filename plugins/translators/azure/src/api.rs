//! Requests to `POST /translate?api-version=3.0`, and its answers.
//! Shapes: <https://learn.microsoft.com/azure/ai-services/translator/text-translation/reference/v3/translate>.

use frontdesk_plugin::{Error, Request, Response, http::join, translator::Job};
use frontdesk_translator_shared::{
    language,
    lines::Told,
    markup::Markup,
    work::{Answer, Batch, Keeps, RequestLimits, Service},
};
use serde::{Deserialize, Serialize};

use crate::{KEY, codes, refusal, settings::Settings};

/// At most 1000 texts (100 before 2024) and 50 000 characters a request, markup included.
const LIMITS: RequestLimits = RequestLimits {
    texts: 100,
    chars: 40_000,
};

/// The API, for one job.
#[derive(Clone, Debug)]
pub struct Api {
    settings: Settings,
    source: Option<String>,
    target: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Wanted<'a> {
    text: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    detected_language: Option<Detected>,
    translations: Vec<Translation>,
}

#[derive(Deserialize)]
struct Detected {
    language: String,
}

#[derive(Deserialize)]
struct Translation {
    text: String,
}

impl Api {
    /// For a job.
    pub fn new(settings: Settings, job: &Job) -> Result<Self, Error> {
        Ok(Self {
            settings,
            source: language::source(job)?.as_ref().map(codes::code),
            target: codes::code(&language::target(job)?),
        })
    }
}

impl Service for Api {
    const NAME: &'static str = "Azure";
    const KEEPS: Keeps = Keeps::Marked(Markup {
        tag: "span",
        attributes: " class=\"notranslate\"",
        answers_unescaped: false,
    });

    fn limits(&self) -> RequestLimits {
        LIMITS
    }

    fn request(&self, batch: Batch<'_>) -> Result<Request, Error> {
        let texts = batch.texts.iter().map(|text| Wanted { text });
        let mut request = Request::post(join(&self.settings.base_url, &["translate"]))
            .query("api-version", "3.0")
            .query("to", &self.target);
        if let Some(source) = &self.source {
            request = request.query("from", source);
        }
        let text_type = if batch.is_marked { "html" } else { "plain" };
        request = request.query("textType", text_type);
        if let Some(region) = &self.settings.region {
            request = request.header("ocp-apim-subscription-region", region);
        }
        Ok(request
            .json(&texts.collect::<Vec<_>>())?
            .secret_header("ocp-apim-subscription-key", KEY))
    }

    fn answer(&self, _batch: Batch<'_>, response: &Response) -> Result<Answer, Error> {
        let told: Vec<Item> = response.json()?;
        // One target, one translation; an item without any is an answer too few.
        let text = |item: Item| {
            let detected = item.detected_language;
            let translation = item.translations.into_iter().next()?;
            Some(Told {
                text: translation.text,
                detected: detected.and_then(|it| codes::tag(&it.language)),
            })
        };
        let billed = response.header("x-metered-usage");
        Ok(Answer {
            texts: told.into_iter().filter_map(text).collect(),
            billed_chars: billed.and_then(|chars| chars.trim().parse().ok()),
        })
    }

    fn refused(&self, response: &Response) -> Option<Error> {
        refusal::of(response)
    }
}

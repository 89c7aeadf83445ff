//! Requests to `POST /translate` of APY, or to `/translateChain`, and their answers.
//! Shapes: <https://wiki.apertium.org/wiki/Apertium-apy>.

use frontdesk_plugin::{Error, Request, Response, http::join, translator::Job};
use frontdesk_translator_shared::{
    language,
    lines::Told,
    work::{Answer, Batch, Keeps, RequestLimits, Service},
};
use serde::Deserialize;

use crate::{TOKEN, codes, marks, refusal, settings::Settings};

/// One text a request. A longer one the server cuts in pieces by itself, and drops what is left after ten.
const LIMITS: RequestLimits = RequestLimits {
    texts: 1,
    chars: 5_000,
};

/// The API, for one job.
#[derive(Clone, Debug)]
pub struct Api {
    settings: Settings,
    pair: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    response_data: Data,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data {
    translated_text: String,
}

impl Api {
    /// For a job.
    pub fn new(settings: Settings, job: &Job) -> Result<Self, Error> {
        let Some(source) = language::source(job)? else {
            return Err(Error::unsupported(
                "Apertium cannot tell which language a text is in",
            ));
        };
        let code = |tag| codes::code(&tag, &settings.codes);
        let pair = format!("{}|{}", code(source), code(language::target(job)?));
        Ok(Self { settings, pair })
    }
}

impl Service for Api {
    const NAME: &'static str = "Apertium";
    const KEEPS: Keeps = Keeps::StandIns;

    fn limits(&self) -> RequestLimits {
        LIMITS
    }

    fn request(&self, batch: Batch<'_>) -> Result<Request, Error> {
        let (function, parameter) = if self.settings.chain {
            ("translateChain", "langpairs")
        } else {
            ("translate", "langpair")
        };
        let text = batch.texts.first().map_or("", String::as_str);
        let request = Request::post(join(&self.settings.base_url, &[function])).form([
            (parameter, self.pair.as_str()),
            // Left out it is HTML, and a `<` that somebody wrote the beginning of markup.
            ("format", "txt"),
            ("markUnknown", "no"),
            ("q", &marks::hidden(text)),
        ]);
        Ok(if self.settings.with_token {
            request.bearer(TOKEN)
        } else {
            request
        })
    }

    fn answer(&self, batch: Batch<'_>, response: &Response) -> Result<Answer, Error> {
        let told: Envelope = response.json()?;
        let sent = batch.texts.first().map_or("", String::as_str);
        let text = Told {
            text: marks::cleaned(sent, &told.response_data.translated_text),
            detected: None,
        };
        Ok(Answer {
            texts: vec![text],
            billed_chars: None,
        })
    }

    fn refused(&self, response: &Response) -> Option<Error> {
        refusal::of(response)
    }
}

//! {{title}}: a connector to a translation service. `tests/*.json` shows what goes over the wire.

use frontdesk_plugin::{
    Cx, Descriptor, Error, Plugin, Request, SecretUse, Translator,
    http::join,
    settings, settings_problems,
    translator::{Job, JobLimits, Translated, Translation},
};
use serde::{Deserialize, Serialize};

/// The component.
#[derive(Debug)]
pub struct Component;

/// The operator's settings: `settings.schema.json` says the same to the gateway.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    base_url: String,
}

impl Plugin for Component {
    fn describe() -> Descriptor {
        Descriptor::translator("{{name}}", env!("CARGO_PKG_VERSION"), "{{title}}")
            .settings(include_str!("settings.schema.json"))
            .host("{base_url}")
            .secret("token", &[SecretUse::Send], "An API token")
    }

    fn validate() -> Result<(), Vec<Error>> {
        settings_problems::<Settings>()
    }
}

#[derive(Serialize)]
struct Wanted<'a> {
    texts: &'a [String],
    source: Option<&'a str>,
    target: &'a str,
    keep: &'a [String],
}

#[derive(Deserialize)]
struct Answer {
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    text: String,
    detected: Option<String>,
}

impl Translator for Component {
    fn translate(job: &Job, cx: &mut Cx) -> Result<Translated, Error> {
        let wanted = Wanted {
            texts: &job.texts,
            source: job.source.as_deref(),
            target: &job.target,
            keep: &job.keep,
        };
        let url = join(&settings::<Settings>()?.base_url, &["translate"]);
        let request = Request::post(url).json(&wanted)?.bearer("token");
        let answer: Answer = cx.fetch(request)?.json()?;
        if answer.items.len() != job.texts.len() {
            return Err(Error::transient("the service answered another number of texts"));
        }
        let item = |item: Item| Translation { text: item.text, detected: item.detected };
        Ok(Translated { items: answer.items.into_iter().map(item).collect(), billed_chars: None })
    }

    fn capacity() -> JobLimits {
        JobLimits { max_texts: 50, max_chars: 30_000, targets: Vec::new() }
    }
}

frontdesk_plugin::export_translator!(Component);

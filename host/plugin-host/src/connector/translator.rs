//! Translation services.

use crate::{
    bindings::{http_types::Exchange, translator::TranslateStep, types::Error},
    call::Reuse,
    connector::ConnectorError,
    fault::Fault,
    instance::Instance,
    operation::{Step, Task},
    plugin::Plugin,
};

pub use crate::bindings::translator::{Job, JobLimits, Translated, Translation};

/// A translation is at most this many times as long as what was translated, and a little more.
const GROWTH: usize = 8;
const GROWTH_BYTES: usize = 1 << 10;
/// Bytes of a language tag.
const LANGUAGE_BYTES: usize = 35;
/// Languages that a service names.
const TARGETS_MAX: usize = 500;

struct Translate<'a>(&'a Job);

impl Task for Translate<'_> {
    type Answer = Translated;

    async fn pass(
        &self,
        instance: &mut Instance,
        prior: &[Exchange],
    ) -> Result<Result<Step<Translated>, Error>, Fault> {
        let Some(translator) = &instance.exports.translator else {
            return Err(Fault::Kind("translator"));
        };
        let answer = translator
            .call_translate(&mut instance.store, self.0, prior)
            .await;
        match instance.end(answer)? {
            Ok(TranslateStep::Fetch(requests)) => Ok(Ok(Step::Fetch(requests))),
            Ok(TranslateStep::Done(told)) => Ok(Ok(Step::Done(translated(self.0, told)?))),
            Err(error) => Ok(Err(error)),
        }
    }
}

impl Plugin {
    /// Translates. `reference` is the host's own, the same at every try.
    pub async fn translate(
        &self,
        job: &Job,
        reference: &str,
    ) -> Result<Translated, ConnectorError> {
        let answer = self
            .run_task(
                &Translate(job),
                reference.as_bytes(),
                None,
                self.clock.now(),
            )
            .await;
        Ok(answer?)
    }

    /// What one job may hold.
    pub async fn capacity(&self) -> Result<JobLimits, ConnectorError> {
        let mut call = self.caller.begin(Reuse::Fresh, self.clock.now()).await?;
        let instance = &mut call.instance;
        let answer = match &instance.exports.translator {
            Some(translator) => {
                let answer = translator.call_capacity(&mut instance.store).await;
                instance.end(answer).and_then(capacity)
            }
            None => Err(Fault::Kind("translator")),
        };
        Ok(call.end(answer)?)
    }
}

/// One translation for each text, each clean and not absurdly long.
fn translated(job: &Job, told: Translated) -> Result<Translated, Fault> {
    if told.items.len() != job.texts.len() {
        let (items, texts) = (told.items.len(), job.texts.len());
        return Err(Fault::output(format!(
            "{items} translations of {texts} texts"
        )));
    }
    let items = told.items.into_iter().zip(&job.texts);
    let items = items.map(|(item, text)| {
        let bytes_max = text
            .len()
            .saturating_mul(GROWTH)
            .saturating_add(GROWTH_BYTES);
        Ok(Translation {
            text: super::text("a translation", &item.text, bytes_max)?,
            detected: item.detected.map(language).transpose()?,
        })
    });
    Ok(Translated {
        items: items.collect::<Result<_, Fault>>()?,
        billed_chars: told.billed_chars,
    })
}

fn capacity(told: JobLimits) -> Result<JobLimits, Fault> {
    if told.max_texts == 0 || told.max_chars == 0 || told.targets.len() > TARGETS_MAX {
        return Err(Fault::output(
            "a job takes no text, or there are too many languages",
        ));
    }
    Ok(JobLimits {
        targets: told
            .targets
            .into_iter()
            .map(language)
            .collect::<Result<_, Fault>>()?,
        ..told
    })
}

fn language(tag: String) -> Result<String, Fault> {
    let fits = (1..=LANGUAGE_BYTES).contains(&tag.len())
        && tag
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if fits {
        Ok(tag)
    } else {
        Err(Fault::output("a language is no BCP 47 tag"))
    }
}

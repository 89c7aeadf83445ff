//! A translator as the engine asks it.

use async_trait::async_trait;
use frontdesk_engine::ports::{TranslateFault, TranslationJob, Translator, TranslatorCapacity};

use crate::{
    connector::{ConnectorError, translator::Job},
    fault::Fault,
    plugin::Plugin,
    registry::PluginSlot,
};

/// The host's reference for a translation: nothing is kept of one, so nothing is told apart.
const REFERENCE: &str = "translation";

#[async_trait]
impl Translator for Plugin {
    async fn capacity(&self) -> Result<TranslatorCapacity, TranslateFault> {
        let told = Self::capacity(self).await.map_err(|error| fault(&error))?;
        let count = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        Ok(TranslatorCapacity {
            texts_max: count(told.max_texts),
            chars_max: count(told.max_chars),
            targets: told.targets,
        })
    }

    async fn translate(&self, job: &TranslationJob) -> Result<Vec<String>, TranslateFault> {
        let job = Job {
            texts: job.texts.clone(),
            source: Some(job.source.clone()),
            target: job.target.clone(),
            keep: job.keep.clone(),
            formal: None,
        };
        let done = Self::translate(self, &job, REFERENCE)
            .await
            .map_err(|error| fault(&error))?;
        Ok(done.items.into_iter().map(|item| item.text).collect())
    }
}

/// Each call goes to the generation of its moment.
#[async_trait]
impl Translator for PluginSlot {
    async fn capacity(&self) -> Result<TranslatorCapacity, TranslateFault> {
        Translator::capacity(&*self.plugin()).await
    }

    async fn translate(&self, job: &TranslationJob) -> Result<Vec<String>, TranslateFault> {
        Translator::translate(&*self.plugin(), job).await
    }
}

fn fault(error: &ConnectorError) -> TranslateFault {
    let message = error.to_string();
    match error {
        ConnectorError::Reported {
            kind: "unsupported",
            ..
        } => TranslateFault::Unsupported,
        ConnectorError::Reported {
            kind: "invalid" | "rejected",
            ..
        } => TranslateFault::Refused(message),
        ConnectorError::Reported { retry_after, .. } => TranslateFault::Unavailable {
            message,
            retry_after: *retry_after,
        },
        ConnectorError::Fault(Fault::Quarantined { retry_after }) => TranslateFault::Unavailable {
            message,
            retry_after: Some(*retry_after),
        },
        ConnectorError::Fault(_) => TranslateFault::Unavailable {
            message,
            retry_after: None,
        },
    }
}

//! Azure Translator: texts from one language to another over its API, version 3.0.
//!
//! A job's lines go out in batches ([`api`]) under Azure's own codes ([`codes`]); words that must stay are
//! marked in HTML as not to be translated. What a refusal means is in [`refusal`].

pub mod api;
pub mod codes;
pub mod refusal;
pub mod settings;

use frontdesk_plugin::{
    Cx, Descriptor, Error, Plugin, SecretUse, Translator,
    translator::{Job, JobLimits, Translated},
};
use frontdesk_translator_shared::work;

use crate::settings::Settings;

/// The secret that every request is sent with.
pub const KEY: &str = "key";

/// Texts of one job: what one request holds, if each is one line.
const JOB_TEXTS: u32 = 100;
/// Characters of one job.
const JOB_CHARS: u32 = 50_000;

/// The component.
#[derive(Debug)]
pub struct Azure;

impl Plugin for Azure {
    fn describe() -> Descriptor {
        Descriptor::translator("azure", env!("CARGO_PKG_VERSION"), "Azure Translator")
            .settings(include_str!("settings.schema.json"))
            .host_unless_set(settings::API, "base_url")
            .secret(
                KEY,
                &[SecretUse::Send],
                "One of the two keys of the Translator resource: Azure portal, Keys and Endpoint.",
            )
    }

    fn validate() -> Result<(), Vec<Error>> {
        frontdesk_plugin::settings::validate(Settings::problems)
    }
}

impl Translator for Azure {
    fn translate(job: &Job, cx: &mut Cx) -> Result<Translated, Error> {
        work::translate(&api::Api::new(Settings::read()?, job)?, job, cx)
    }

    fn capacity() -> JobLimits {
        JobLimits {
            max_texts: JOB_TEXTS,
            max_chars: JOB_CHARS,
            targets: Vec::new(),
        }
    }
}

frontdesk_plugin::export_translator!(Azure);

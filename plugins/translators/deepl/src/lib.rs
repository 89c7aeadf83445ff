//! `DeepL`: texts from one language to another over its API, version 2.
//!
//! A job's lines go out in batches ([`api`]) under `DeepL`'s own codes ([`codes`]); words that must stay are
//! marked as an XML element that `DeepL` is told to ignore. What a refusal means is in [`refusal`].

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

/// The secret that stands in `authorization`.
pub const AUTHORIZATION: &str = "authorization";

/// Texts of one job: what one request holds, if each is one line.
const JOB_TEXTS: u32 = 50;
/// Characters of one job.
const JOB_CHARS: u32 = 50_000;

/// The component.
#[derive(Debug)]
pub struct DeepL;

impl Plugin for DeepL {
    fn describe() -> Descriptor {
        settings::hosts()
            .into_iter()
            .fold(
                Descriptor::translator("deepl", env!("CARGO_PKG_VERSION"), "DeepL"),
                Descriptor::host,
            )
            .settings(include_str!("settings.schema.json"))
            .secret(
                AUTHORIZATION,
                &[SecretUse::Send],
                "The word DeepL-Auth-Key, a space, and the API key: DeepL, your account, API keys. \
                 The key of a free account ends in :fx.",
            )
    }

    fn validate() -> Result<(), Vec<Error>> {
        frontdesk_plugin::settings::validate(Settings::problems)
    }
}

impl Translator for DeepL {
    fn translate(job: &Job, cx: &mut Cx) -> Result<Translated, Error> {
        work::translate(&api::Api::new(&Settings::read()?, job)?, job, cx)
    }

    fn capacity() -> JobLimits {
        JobLimits {
            max_texts: JOB_TEXTS,
            max_chars: JOB_CHARS,
            targets: Vec::new(),
        }
    }
}

frontdesk_plugin::export_translator!(DeepL);

//! `LibreTranslate`: texts from one language to another on a server of your own.
//!
//! A job's lines go out in batches ([`api`]) under the server's codes ([`codes`]); words that must stay are
//! marked in HTML as not to be translated. What a refusal means is in [`refusal`].
//! The server wants its key beside the text, where the host puts no secret, or in the address of a form,
//! which holds one text: with a key every line is a request.

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

/// The secret that a server with keys wants.
pub const API_KEY: &str = "api_key";

/// The component.
#[derive(Debug)]
pub struct LibreTranslate;

impl Plugin for LibreTranslate {
    fn describe() -> Descriptor {
        let descriptor = Descriptor::translator(
            "libretranslate",
            env!("CARGO_PKG_VERSION"),
            "LibreTranslate",
        )
        .settings(include_str!("settings.schema.json"))
        .host("{base_url}");
        if !settings::with_key() {
            return descriptor;
        }
        descriptor.secret(
            API_KEY,
            &[SecretUse::Send],
            "An API key of the server: `ltmanage keys add`, or the account at libretranslate.com.",
        )
    }

    fn validate() -> Result<(), Vec<Error>> {
        frontdesk_plugin::settings::validate(Settings::problems)
    }
}

impl Translator for LibreTranslate {
    fn translate(job: &Job, cx: &mut Cx) -> Result<Translated, Error> {
        work::translate(&api::Api::new(Settings::read()?, job)?, job, cx)
    }

    fn capacity() -> JobLimits {
        let settings = Settings::read().unwrap_or_default();
        JobLimits {
            max_texts: settings.job_texts(),
            max_chars: settings.max_chars.max(1),
            targets: Vec::new(),
        }
    }
}

frontdesk_plugin::export_translator!(LibreTranslate);

//! Apertium: texts from one language to another on an APY server of your own.
//!
//! Each line is a request ([`api`]) under ISO 639-3 codes ([`codes`]). Apertium knows no markup that it
//! leaves in its place, so words that must stay are replaced by made-up ones on the way; what it writes into
//! an answer for its own ends is in [`marks`]. What a refusal means is in [`refusal`].
//! It cannot tell which language a text is in.

pub mod api;
pub mod codes;
pub mod marks;
pub mod refusal;
pub mod settings;

use frontdesk_plugin::{
    Cx, Descriptor, Error, Plugin, SecretUse, Translator,
    translator::{Job, JobLimits, Translated},
};
use frontdesk_translator_shared::work;

use crate::settings::Settings;

/// The secret for whatever stands in front of the server.
pub const TOKEN: &str = "token";

/// Texts of one job: each is a request, or more if it has more lines than one.
const JOB_TEXTS: u32 = 16;
/// Characters of one job.
const JOB_CHARS: u32 = 16_000;

/// The component.
#[derive(Debug)]
pub struct Apertium;

impl Plugin for Apertium {
    fn describe() -> Descriptor {
        let descriptor = Descriptor::translator("apertium", env!("CARGO_PKG_VERSION"), "Apertium")
            .settings(include_str!("settings.schema.json"))
            .host("{base_url}");
        if !settings::with_token() {
            return descriptor;
        }
        descriptor.secret(
            TOKEN,
            &[SecretUse::Send],
            "A bearer token that a proxy in front of the server wants; the server itself has none.",
        )
    }

    fn validate() -> Result<(), Vec<Error>> {
        frontdesk_plugin::settings::validate(Settings::problems)
    }
}

impl Translator for Apertium {
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

frontdesk_plugin::export_translator!(Apertium);

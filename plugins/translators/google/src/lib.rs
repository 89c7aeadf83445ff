//! Google Cloud Translation: texts from one language to another over its basic API (version 2, with a key)
//! or its advanced one (version 3, with a token).
//!
//! A job's lines go out in batches under Google's own codes ([`codes`]); words that must stay are marked in
//! HTML as not to be translated. The two versions differ in names only ([`basic`], [`advanced`], and [`api`] for both); what a
//! refusal means is in [`refusal`].

pub mod advanced;
pub mod api;
pub mod basic;
pub mod codes;
pub mod refusal;
pub mod settings;

use frontdesk_plugin::{
    Cx, Descriptor, Error, Plugin, SecretUse, Translator,
    settings::text,
    translator::{Job, JobLimits, Translated},
};
use frontdesk_translator_shared::{
    markup::Markup,
    work::{self, Keeps, RequestLimits},
};

use crate::settings::{Api, Settings};

/// The secret of version 2.
pub const API_KEY: &str = "api_key";
/// The secret of version 3.
pub const ACCESS_TOKEN: &str = "access_token";

/// As the operator sees it.
pub(crate) const NAME: &str = "Google";

/// Version 2 takes 128 texts and 100 kB, version 3 takes 1024 texts and 30 000 characters. This fits both,
/// whatever alphabet the characters are of.
pub(crate) const LIMITS: RequestLimits = RequestLimits {
    texts: 100,
    chars: 20_000,
};

/// How Google is told what to leave alone.
pub(crate) const KEEPS: Keeps = Keeps::Marked(Markup {
    tag: "span",
    attributes: " class=\"notranslate\"",
    answers_unescaped: false,
});

/// Texts of one job: what one request holds, if each is one line.
const JOB_TEXTS: u32 = 100;
/// Characters of one job.
const JOB_CHARS: u32 = 50_000;

/// The component.
#[derive(Debug)]
pub struct Google;

impl Plugin for Google {
    fn describe() -> Descriptor {
        let descriptor =
            Descriptor::translator("google", env!("CARGO_PKG_VERSION"), "Google Translate")
                .settings(include_str!("settings.schema.json"))
                .host_unless_set(settings::API, "base_url");
        if text("api").as_deref() == Some("v3") {
            return descriptor.secret(
                ACCESS_TOKEN,
                &[SecretUse::Send],
                "An OAuth access token of a service account with the role Cloud Translation API User. \
                 It is good for an hour: something of yours has to write the next one.",
            );
        }
        descriptor.secret(
            API_KEY,
            &[SecretUse::Send],
            "An API key: Google Cloud console, APIs & Services, Credentials. Restrict it to the Cloud \
             Translation API.",
        )
    }

    fn validate() -> Result<(), Vec<Error>> {
        frontdesk_plugin::settings::validate(Settings::problems)
    }
}

impl Translator for Google {
    fn translate(job: &Job, cx: &mut Cx) -> Result<Translated, Error> {
        let settings = Settings::read()?;
        match settings.api {
            Api::V2 => {
                let service = api::Api::new(basic::Basic::new(&settings), job)?;
                work::translate(&service, job, cx)
            }
            Api::V3 => {
                let service = api::Api::new(advanced::Advanced::new(&settings), job)?;
                work::translate(&service, job, cx)
            }
        }
    }

    fn capacity() -> JobLimits {
        JobLimits {
            max_texts: JOB_TEXTS,
            max_chars: JOB_CHARS,
            targets: Vec::new(),
        }
    }
}

frontdesk_plugin::export_translator!(Google);

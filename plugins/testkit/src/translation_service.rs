//! Answers of a translation service that has changed, or of somebody who plays it: nothing panics, nothing is
//! the component's fault, and nothing of what people write is told.

use std::rc::Rc;

use frontdesk_plugin::{
    Cx, Error, ErrorKind, Response, Translator,
    http::{Exchange, Failure},
    translator::{Job, Translated},
    types::{Field, Payload},
};
use serde_json::Value;

use crate::{FakeHost, hostile::changed};

/// The longest translation of the text that the gateway takes.
const BYTES_MAX: usize = 8_000;
/// What is translated, and a word of it that stays.
const TEXT: &str = "A horse, A-17";
const STAYS: &str = "A-17";
/// Words of the text and of its translation.
const SECRETS: [&str; 2] = ["horse", "caballo"];

/// A service that translates "A horse, A-17" into Spanish.
#[derive(Clone, Copy, Debug)]
pub struct TranslationService<'a> {
    /// The component's settings, as JSON.
    pub settings: &'a str,
    /// The language of the text, where the service has to be told.
    pub source: Option<&'a str>,
    /// Its answer with this translation.
    pub answer: fn(&str) -> Value,
    /// The translation in which `A-17` is marked as what stays.
    pub marked: &'a str,
}

impl TranslationService<'_> {
    /// Changes each part of a good answer to another shape, without and with a word that stays.
    ///
    /// # Panics
    /// If the good answer is not taken, or another one is the component's fault or tells something.
    pub fn answers_of_any_other_shape_are_no_fault<T: Translator>(&self) {
        for (keep, text) in [(&[][..], "Un caballo, A-17"), (&[STAYS], self.marked)] {
            let good = (self.answer)(text);
            let taken = self.translated::<T>(keep, Ok(response(200, &good.to_string())));
            assert!(taken.is_ok(), "{good}");
            for body in changed(&good) {
                let body = body.to_string();
                let answer = self.translated::<T>(keep, Ok(response(200, &body)));
                check(&answer, &body);
            }
        }
    }

    /// Refuses with each of the statuses and each of the bodies, some of which repeat the text.
    ///
    /// # Panics
    /// If one is taken for a translation, is the component's fault or tells something.
    pub fn what_refusals_say_is_not_told<T: Translator>(&self, statuses: &[u16], bodies: &[&str]) {
        for status in statuses {
            for body in bodies.iter().copied().chain(["horse", ""]) {
                let refused = Err(Failure::Status(response(*status, body)));
                let answer = self.translated::<T>(&[], refused);
                assert!(answer.is_err(), "{status}");
                check(&answer, body);
            }
        }
    }

    fn translated<T: Translator>(
        &self,
        keep: &[&str],
        answer: Exchange,
    ) -> Result<Translated, Error> {
        let host = Rc::new(FakeHost {
            settings: self.settings.to_owned(),
            ..FakeHost::default()
        });
        let job = Job {
            texts: vec![TEXT.to_owned()],
            source: self.source.map(str::to_owned),
            target: "es".to_owned(),
            keep: keep.iter().map(|word| (*word).to_owned()).collect(),
            formal: None,
        };
        host.run(|| T::translate(&job, &mut Cx::new("", vec![answer])))
    }
}

fn response(status: u16, body: &str) -> Response {
    Response {
        status,
        headers: vec![Field::new("retry-after", "7")],
        body: Payload::Text(body.to_owned()),
    }
}

/// What the job came to must be what the gateway takes, or an error that is no fault of the component's and
/// tells nothing of what people wrote.
fn check(answer: &Result<Translated, Error>, body: &str) {
    match answer {
        Ok(translated) => {
            assert_eq!(translated.items.len(), 1, "{body}");
            for item in &translated.items {
                let is_language = |tag: &String| {
                    tag.bytes()
                        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                };
                assert!(!item.text.trim().is_empty(), "{body}");
                assert!(item.text.len() <= BYTES_MAX, "{body}");
                assert!(item.detected.iter().all(is_language), "{body}");
            }
        }
        Err(error) => {
            assert_ne!(error.kind, ErrorKind::Internal, "{body}");
            for word in SECRETS {
                assert!(!error.message.contains(word), "{}: {body}", error.message);
                let code = error.code.as_deref().unwrap_or_default();
                assert!(!code.contains(word), "{code}: {body}");
            }
        }
    }
}

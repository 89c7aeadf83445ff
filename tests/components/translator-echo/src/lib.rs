//! A translation service that turns texts around, or lies.

use frontdesk_plugin::{
    Cx, Descriptor, Error, Plugin, Translator,
    translator::{Job, JobLimits, Translated, Translation},
};

/// The component.
#[derive(Debug)]
pub struct Guest;

impl Plugin for Guest {
    fn describe() -> Descriptor {
        Descriptor::translator("translator-echo", "0.1.0", "Turns texts around")
    }
}

impl Translator for Guest {
    fn translate(job: &Job, _cx: &mut Cx) -> Result<Translated, Error> {
        let mut items: Vec<_> = job
            .texts
            .iter()
            .map(|text| Translation {
                text: match text.as_str() {
                    "endless" => "x".repeat(100_000),
                    text => text.chars().rev().collect(),
                },
                detected: Some(if text == "odd" { "<de>" } else { "de" }.to_owned()),
            })
            .collect();
        if job.texts.iter().any(|text| text == "one too few") {
            items.pop();
        }
        Ok(Translated {
            items,
            billed_chars: None,
        })
    }

    fn capacity() -> JobLimits {
        JobLimits {
            max_texts: 50,
            max_chars: 10_000,
            targets: vec!["en".to_owned(), "pt-BR".to_owned()],
        }
    }
}

frontdesk_plugin::export_translator!(Guest);

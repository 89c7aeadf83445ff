//! Answers of a Google that has changed, or of one who plays it, in both versions of its API.

use frontdesk_plugin_testkit::TranslationService;
use frontdesk_translator_google::Google;
use serde_json::{Value, json};

const MARKED: &str = r#"Un caballo, <span class="notranslate" id="k0">A-17</span>"#;

fn basic_answer(text: &str) -> Value {
    json!({ "data": { "translations": [
        { "detectedSourceLanguage": "en", "translatedText": text }
    ] } })
}

fn advanced_answer(text: &str) -> Value {
    json!({ "translations": [{ "detectedLanguageCode": "en", "translatedText": text }] })
}

const VERSIONS: [TranslationService<'_>; 2] = [
    TranslationService {
        settings: "{}",
        source: None,
        answer: basic_answer,
        marked: MARKED,
    },
    TranslationService {
        settings: r#"{"api":"v3","project":"shop"}"#,
        source: None,
        answer: advanced_answer,
        marked: MARKED,
    },
];

#[test]
fn an_answer_of_any_other_shape_is_no_fault() {
    for version in VERSIONS {
        version.answers_of_any_other_shape_are_no_fault::<Google>();
    }
}

#[test]
fn what_a_refusal_says_is_not_told() {
    for version in VERSIONS {
        version.what_refusals_say_is_not_told::<Google>(
            &[400, 401, 403, 404, 413, 418, 429, 500],
            &[
                r#"{"error":{"code":400,"message":"horse language","errors":[{"reason":"horse"}]}}"#,
                r#"{"error":{"errors":{"reason":[]},"details":[[]],"message":1}}"#,
            ],
        );
    }
}

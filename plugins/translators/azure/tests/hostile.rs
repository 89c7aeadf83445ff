//! Answers of an Azure that has changed, or of one who plays it.

use frontdesk_plugin_testkit::TranslationService;
use frontdesk_translator_azure::Azure;
use serde_json::{Value, json};

fn answer(text: &str) -> Value {
    json!([{
        "detectedLanguage": { "language": "en", "score": 1.0 },
        "translations": [{ "text": text, "to": "es" }],
    }])
}

const SERVICE: TranslationService<'_> = TranslationService {
    settings: "{}",
    source: None,
    answer,
    marked: r#"Un caballo, <span class="notranslate" id="k0">A-17</span>"#,
};

#[test]
fn an_answer_of_any_other_shape_is_no_fault() {
    SERVICE.answers_of_any_other_shape_are_no_fault::<Azure>();
}

#[test]
fn what_a_refusal_says_is_not_told() {
    SERVICE.what_refusals_say_is_not_told::<Azure>(
        &[400, 401, 403, 404, 408, 413, 418, 429, 500],
        &[
            r#"{"error":{"code":400036,"message":"horse"}}"#,
            r#"{"error":{"code":"horse","message":[]}}"#,
            r#"{"error":{"code":-1}}"#,
        ],
    );
}

//! Answers of an Apertium that has changed, or of one who plays it.

use frontdesk_plugin_testkit::TranslationService;
use frontdesk_translator_apertium::Apertium;
use serde_json::{Value, json};

fn answer(text: &str) -> Value {
    json!({
        "responseData": { "translatedText": text },
        "responseDetails": null,
        "responseStatus": 200,
    })
}

const SERVICE: TranslationService<'_> = TranslationService {
    settings: r#"{"base_url":"http://127.0.0.1:2737"}"#,
    source: Some("en"),
    answer,
    marked: "Un caballo, Xqzaa",
};

#[test]
fn an_answer_of_any_other_shape_is_no_fault() {
    SERVICE.answers_of_any_other_shape_are_no_fault::<Apertium>();
}

#[test]
fn what_a_refusal_says_is_not_told() {
    SERVICE.what_refusals_say_is_not_told::<Apertium>(
        &[400, 404, 408, 418, 429, 500, 503],
        &[
            r#"{"status":"error","code":400,"message":"horse","explanation":"That pair horse"}"#,
            r#"{"status":"error","explanation":["horse"]}"#,
        ],
    );
}

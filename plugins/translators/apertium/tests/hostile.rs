//! Answers of an Apertium that has changed, or of one who plays it: nothing panics, nothing is our fault, and
//! nothing of what people write is told.

use std::rc::Rc;

use frontdesk_plugin::{
    Cx, Error, Translator as _,
    http::Exchange,
    translator::{Job, Translated},
};
use frontdesk_plugin_testkit::{FakeHost, hostile::changed};
use frontdesk_translator_apertium::Apertium;
use frontdesk_translator_shared::trial::{answered, check, refused};
use serde_json::{Value, json};

const SECRETS: [&str; 2] = ["horse", "caballo"];

fn translated(keep: &[&str], answer: Exchange) -> Result<Translated, Error> {
    let host = Rc::new(FakeHost {
        settings: r#"{"base_url":"http://127.0.0.1:2737"}"#.to_owned(),
        ..FakeHost::default()
    });
    let job = Job {
        texts: vec!["A horse, A-17".to_owned()],
        source: Some("en".to_owned()),
        target: "es".to_owned(),
        keep: keep.iter().map(|word| (*word).to_owned()).collect(),
        formal: None,
    };
    host.run(|| Apertium::translate(&job, &mut Cx::new("", vec![answer])))
}

fn answer(text: &str) -> Value {
    json!({
        "responseData": { "translatedText": text },
        "responseDetails": null,
        "responseStatus": 200,
    })
}

#[test]
fn an_answer_of_any_other_shape_is_no_fault() {
    let marked = "Un caballo, Xqzaa";
    for (keep, text) in [(vec![], "Un caballo, A-17"), (vec!["A-17"], marked)] {
        assert!(translated(&keep, answered(&answer(text).to_string())).is_ok());
        for body in changed(&answer(text)) {
            let body = body.to_string();
            check(&translated(&keep, answered(&body)), 1, &SECRETS, &body);
        }
    }
}

#[test]
fn what_a_refusal_says_is_not_told() {
    for status in [400, 404, 408, 418, 429, 500, 503] {
        for body in [
            r#"{"status":"error","code":400,"message":"horse","explanation":"That pair horse"}"#,
            r#"{"status":"error","explanation":["horse"]}"#,
            "horse",
            "",
        ] {
            let answer = translated(&[], refused(status, body));
            assert!(answer.is_err(), "{status}");
            check(&answer, 1, &SECRETS, body);
        }
    }
}

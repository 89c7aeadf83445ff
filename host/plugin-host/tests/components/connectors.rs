//! Customer systems, translators and bots: what they answer is checked.

use std::sync::Arc;

use frontdesk_core::TranslationFailure;
use frontdesk_engine::{
    ports::Translator,
    translation::{LanguagePair, Translation, TranslationConfig},
};
use frontdesk_plugin_host::{
    Fault, Kind, Plugin,
    connector::{
        ConnectorError,
        bot::Action,
        crm::{CaseNote, FindPeople, Lookup, Operation, Outcome, Person},
        translator::{Job, Translated},
    },
};
use serde_json::json;

use crate::{
    ask::talk,
    harness::{Hands, load},
};

fn find(text: &str) -> Operation {
    Operation::Find(FindPeople {
        what: Lookup::Text(text.into()),
        cursor: None,
    })
}

async fn found(text: &str) -> Result<Vec<Person>, ConnectorError> {
    match load("crm-echo").await.run(&find(text), "cnv_1").await? {
        Outcome::People(people) => Ok(people.items),
        Outcome::Person(_) | Outcome::Case(_) | Outcome::None => panic!("no people"),
    }
}

fn is_output<T>(answer: &Result<T, ConnectorError>) -> bool {
    matches!(answer, Err(ConnectorError::Fault(Fault::Output(_))))
}

#[tokio::test]
async fn people_come_back_clean() {
    let people = found("ann").await.unwrap();
    let [ann] = people.as_slice() else {
        panic!("{} people", people.len());
    };
    assert_eq!(ann.name.as_deref(), Some("Ann  Lee"));
    assert_eq!(ann.fields[0].value, "gold [31m");
    assert_eq!(ann.url.as_deref(), Some("https://crm.example.com/people/7"));
    assert!(found("nobody").await.unwrap().is_empty());
}

#[tokio::test]
async fn people_that_are_none_are_never_passed_on() {
    for lie in ["a crowd", "a script for a link", "no id", "many fields"] {
        assert!(is_output(&found(lie).await), "{lie}");
    }
}

fn note(subject: &str) -> CaseNote {
    CaseNote {
        person: None,
        subject: subject.into(),
        queue: "support".into(),
        agent: None,
        transcript: Vec::new(),
        fields: Vec::new(),
    }
}

#[tokio::test]
async fn an_outcome_goes_with_its_operation() {
    let crm = load("crm-echo").await;
    let case = crm
        .run(&Operation::OpenCase(note("x")), "cnv_1")
        .await
        .unwrap();
    assert!(matches!(case, Outcome::Case(case) if case.id == "cnv_1"));
    assert!(is_output(
        &crm.run(&Operation::OpenCase(note("lie")), "cnv_1").await
    ));
    let error = crm
        .run(
            &Operation::Find(FindPeople {
                what: Lookup::Email("a@b".into()),
                cursor: None,
            }),
            "cnv_1",
        )
        .await
        .unwrap_err();
    assert!(!error.is_transient());
    assert_eq!(error.to_string(), "it reported unsupported: by text only");
}

#[tokio::test]
async fn a_crm_without_a_grant_hears_of_it() {
    let error = found("fetch").await.unwrap_err();
    assert!(
        matches!(
            &error,
            ConnectorError::Reported {
                kind: "misconfigured",
                ..
            }
        ),
        "{error}"
    );
    assert!(error.is_transient(), "the operator may act");
}

async fn translated(texts: &[&str]) -> Result<Translated, ConnectorError> {
    let job = Job {
        texts: texts.iter().map(|text| (*text).to_owned()).collect(),
        source: None,
        target: "en".into(),
        keep: Vec::new(),
        formal: None,
    };
    load("translator-echo").await.translate(&job, "job_1").await
}

#[tokio::test]
async fn there_is_one_translation_for_each_text() {
    let answer = translated(&["abc", "", "ünö"]).await.unwrap();
    let texts: Vec<_> = answer.items.iter().map(|item| item.text.as_str()).collect();
    assert_eq!(texts, ["cba", "", "önü"]);
    for lie in ["one too few", "endless", "odd"] {
        assert!(is_output(&translated(&[lie]).await), "{lie}");
    }
    let capacity = load("translator-echo").await.capacity().await.unwrap();
    assert_eq!((capacity.max_texts, capacity.targets.len()), (50, 2));
}

#[tokio::test]
async fn the_gateway_believes_of_a_translator_what_keeps_everything_and_is_something() {
    let echo = load("translator-echo").await as Arc<dyn Translator>;
    let config = TranslationConfig {
        engines: vec![("echo".to_owned(), echo)],
        ..TranslationConfig::default()
    };
    let translation = Translation::new(config, Arc::new(Hands::default()));
    let into = |target: &str| LanguagePair {
        source: "de".to_owned(),
        target: target.to_owned(),
    };
    let done = translation
        .translate("abc\n\n  def", &into("en"))
        .await
        .unwrap();
    assert_eq!(
        (done.text.as_str(), done.engine.as_str()),
        ("cba\n\n  fed", "echo")
    );
    // It turns the number around with the rest.
    let lost = translation.translate("order #17", &into("en")).await;
    assert_eq!(lost, Err(TranslationFailure::Failed));
    let regional = translation.translate("abc", &into("pt")).await;
    assert!(regional.is_ok(), "who writes pt-BR is asked for pt");
    let unknown = translation.translate("abc", &into("es")).await;
    assert_eq!(unknown, Err(TranslationFailure::NoTranslator));
    let lies = translation.translate("one too few", &into("en")).await;
    assert_eq!(lies, Err(TranslationFailure::Failed));
}

#[tokio::test]
async fn a_plugin_answers_for_its_own_kind_only() {
    let plugins: [(&str, Kind); 4] = [
        ("echo-outbox", Kind::Channel),
        ("crm-echo", Kind::Crm),
        ("translator-echo", Kind::Translator),
        ("asker", Kind::Bot),
    ];
    for (name, kind) in plugins {
        let plugin: Arc<Plugin> = load(name).await;
        assert_eq!(plugin.kind(), kind);
        let is_other = |answer: Result<(), ConnectorError>| {
            matches!(answer, Err(ConnectorError::Fault(Fault::Kind(_))))
        };
        let run = plugin.run(&find("nobody"), "r").await.map(drop);
        assert_eq!(is_other(run), kind != Kind::Crm, "{name}");
        let capacity = plugin.capacity().await.map(drop);
        assert_eq!(is_other(capacity), kind != Kind::Translator, "{name}");
        let turn = plugin.turn(&talk("{}".into()), "r").await.map(drop);
        assert_eq!(is_other(turn), kind != Kind::Bot, "{name}");
        assert_eq!(plugin.health().faults_total, 0, "{name}");
    }
}

#[tokio::test]
async fn a_guest_that_asks_for_something_else_every_time_is_harmless() {
    let asker = load("asker").await;
    let script = talk(json!({ "for_ever": true }).to_string());
    let error = asker.turn(&script, "cnv_1.1").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "it asked for more than 8 rounds of requests"
    );
    let good = asker.turn(&talk("{}".into()), "cnv_1.2").await.unwrap();
    assert!(matches!(good.as_slice(), [Action::Say(_)]));
}

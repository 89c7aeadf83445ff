//! A customer system that has changed, and people whose names try to be something else: a query, a path,
//! another field of the request.

mod operations;
mod shape;

use std::rc::Rc;

use frontdesk_plugin::{
    Crm, Error, ErrorKind, Request,
    bindings::crm::exports::frontdesk::plugin::crm::Guest as CrmExport,
    crm::{CrmStep, Operation, Outcome, Person},
    http::Exchange,
    types::Payload,
};
use serde_json::Value;

use self::{operations::operations, shape::Shape};
use crate::{Fixture, fake_host::FakeHost, hostile::changed, read};

/// What people are called who mean no good, and some who cannot help it.
pub const HOSTILE: [&str; 22] = [
    "O'Neil",
    "' OR 1=1 --",
    "' OR Name != '",
    "\\' OR Id != null --",
    "\\",
    "\"",
    "\"},\"role\":\"admin\",\"x\":{\"y\":\"",
    "a\nb\r\nc\td",
    "100%_",
    "*",
    "email:* role:admin",
    "../../../users/1?role=admin#x",
    "x&filter=all&$top=1000",
    "a/b",
    "..",
    "%27%20or%201%20eq%201",
    // In two pieces: new projects get this file, and look for placeholders of their own in it.
    concat!("{id} {", "{name}} ${env}"),
    "$.items[*]",
    "<script>alert(1)</script>",
    "Zoë 👀 \u{202e}abc",
    "\0",
    ") or contains(fullname,'",
];

/// What nothing is wrong with: two words, as a name may have, and a number.
const HARMLESS: &str = "one two";
const NUMBER: &str = "+14155550100";
/// Bytes of an answer that is changed in every place.
const BODY_BYTES: usize = 2_000;
/// How often an operation may ask before it ends.
const ROUNDS: usize = 8;

/// A connector with settings of an operator.
#[derive(Clone, Copy, Debug)]
pub struct CustomerSystem<'a> {
    /// The component's settings, as JSON.
    pub settings: &'a str,
}

impl CustomerSystem<'_> {
    /// What an operation asks for after these answers; empty: it has ended.
    pub fn requests<T: Crm>(
        &self,
        operation: &Operation,
        prior: Vec<Exchange>,
    ) -> Result<Vec<Request>, Error> {
        match self.step::<T>(operation, prior)? {
            CrmStep::Fetch(requests) => Ok(requests),
            CrmStep::Done(_) => Ok(Vec::new()),
        }
    }

    fn step<T: Crm>(&self, operation: &Operation, prior: Vec<Exchange>) -> Result<CrmStep, Error> {
        let host = Rc::new(FakeHost {
            settings: self.settings.to_owned(),
            now: 1_730_000_000_000.0,
            ..FakeHost::default()
        });
        host.run(|| <T as CrmExport>::run(operation.clone(), "cnv_1.1".to_owned(), prior))
    }

    /// Puts each of [`HOSTILE`] into every place of every operation: the request goes to the same address,
    /// with the same parameters and fields, as with a harmless value, or there is none.
    ///
    /// # Panics
    /// If it is otherwise, or if no operation makes a request.
    pub fn values_stay_values<T: Crm>(&self) {
        let mut compared = 0;
        for hostile in HOSTILE {
            let pairs = operations(HARMLESS, NUMBER).into_iter();
            for (harmless, hostile) in pairs.zip(operations(hostile, hostile)) {
                let wanted = self.shapes::<T>(&harmless);
                let found = self.shapes::<T>(&hostile);
                for (at, found) in found.iter().enumerate() {
                    let wanted = wanted.get(at);
                    assert!(
                        wanted.is_some_and(|wanted| found.is_within(wanted)),
                        "{hostile:?}: {found:?} instead of {wanted:?}"
                    );
                    compared += 1;
                }
            }
        }
        assert!(
            compared > HOSTILE.len(),
            "only {compared} requests were made"
        );
    }

    fn shapes<T: Crm>(&self, operation: &Operation) -> Vec<Shape> {
        match self.requests::<T>(operation, Vec::new()) {
            Ok(requests) => requests.iter().map(Shape::of).collect(),
            Err(error) => {
                assert_ne!(error.kind, ErrorKind::Internal, "{operation:?}: {error:?}");
                Vec::new()
            }
        }
    }

    /// Runs every fixture of a folder with each part of each recorded answer changed to another shape.
    ///
    /// # Panics
    /// If one of them is the component's fault, has somebody without an id, or tells one of these words.
    pub fn answers_of_any_other_shape_are_no_fault<T: Crm>(folder: &str, secret_words: &[&str]) {
        let fixtures = Fixture::load_folder(folder.as_ref());
        assert!(fixtures.is_ok(), "{:?}", fixtures.err());
        let mut tried = 0;
        for fixture in fixtures.unwrap_or_default() {
            let settings = Value::Object(fixture.settings.clone()).to_string();
            let system = CustomerSystem {
                settings: &settings,
            };
            let op = fixture.op.as_ref();
            let Some(Ok(operation)) = op.map(|(case, value)| read::crm_operation(case, value))
            else {
                continue;
            };
            let answers: Vec<Exchange> = fixture
                .exchanges
                .iter()
                .map(|recorded| recorded.exchange.clone())
                .collect();
            for at in 0..answers.len() {
                for prior in with_changed(&answers, at) {
                    system.check::<T>(&operation, &prior, secret_words);
                    tried += 1;
                }
            }
        }
        assert!(tried > 100, "only {tried} answers were tried");
    }

    fn check<T: Crm>(&self, operation: &Operation, answers: &[Exchange], secret_words: &[&str]) {
        // From the top, as the gateway does, so that whatever it asks is asked with these answers.
        for rounds in 0..ROUNDS {
            let prior: Vec<Exchange> = answers.iter().take(rounds).cloned().collect();
            match self.step::<T>(operation, prior) {
                Ok(CrmStep::Fetch(requests)) => assert!(!requests.is_empty()),
                Ok(CrmStep::Done(outcome)) => return check_outcome(&outcome, answers),
                Err(error) => {
                    assert_ne!(error.kind, ErrorKind::Internal, "{error:?} of {answers:?}");
                    let told = [&error.message, error.code.as_deref().unwrap_or_default()].concat();
                    for word in secret_words {
                        assert!(!told.contains(word), "{told}");
                    }
                    return;
                }
            }
            if rounds >= answers.len() {
                return;
            }
        }
    }
}

/// Whether the gateway takes it.
fn check_outcome(outcome: &Outcome, answers: &[Exchange]) {
    let is_id = |id: &str| (1..=256).contains(&id.len()) && !id.chars().any(char::is_control);
    let is_page = |url: &Option<String>| {
        url.as_deref()
            .is_none_or(|url| url.starts_with("https://") && url.len() <= 2_048)
    };
    let is_person = |person: &Person| {
        let mut lines = person
            .emails
            .iter()
            .chain(&person.phones)
            .chain(&person.name);
        person.id.as_deref().is_some_and(is_id)
            && is_page(&person.url)
            && lines.all(|line| line.len() <= 500)
            && person.emails.len() <= 20
            && person.phones.len() <= 20
    };
    let fits = match outcome {
        Outcome::People(people) => people.items.len() <= 100 && people.items.iter().all(is_person),
        Outcome::Person(person) => is_person(person),
        Outcome::Case(case) => is_id(&case.id) && is_page(&case.url),
        Outcome::None => true,
    };
    assert!(fits, "{outcome:?} of {answers:?}");
}

/// The answers with this one changed in one place, in every way.
fn with_changed(answers: &[Exchange], at: usize) -> Vec<Vec<Exchange>> {
    let Some(Ok(answer)) = answers.get(at) else {
        return Vec::new();
    };
    // A long list is the same record again and again.
    if answer.text().len() > BODY_BYTES {
        return Vec::new();
    }
    let Ok(body) = serde_json::from_str::<Value>(answer.text()) else {
        return Vec::new();
    };
    let changed = changed(&body).into_iter().map(|body| {
        let mut answers = answers.to_vec();
        if let Some(Ok(answer)) = answers.get_mut(at) {
            answer.body = Payload::Text(body.to_string());
        }
        answers
    });
    changed.collect()
}

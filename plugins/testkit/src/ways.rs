//! The ways a fixture is run.

use std::{
    cell::RefCell,
    panic::{self, AssertUnwindSafe},
    rc::Rc,
};

use frontdesk_plugin::{
    Descriptor, Error, ErrorKind, Plugin, SecretUse,
    http::{Exchange, Failure, Request, Response},
    types::{Field, Payload},
};
use serde_json::{Value, json};

use crate::{
    compare::difference,
    fake_host::FakeHost,
    fixture::{Fixture, Recorded},
    grants,
    operation::{Operations, Step},
    read, write,
};

/// More rounds than a gateway allows.
const ROUNDS_MAX: usize = 16;

struct Runner<'a> {
    fixture: &'a Fixture,
    descriptor: Descriptor,
    operations: &'a Operations<'a>,
    case: &'a str,
    argument: &'a Value,
}

/// Everything wrong with a component in one case.
pub(crate) fn problems<T: Plugin>(fixture: &Fixture, operations: &Operations<'_>) -> Vec<String> {
    let named = |problem: String| format!("{}: {problem}", fixture.name);
    let host = Rc::new(FakeHost {
        settings: settings_of(fixture),
        ..FakeHost::default()
    });
    let (descriptor, again) = host.run(|| (T::describe(), T::describe()));
    if descriptor != again {
        return vec![named(
            "`describe` does not answer the same twice".to_owned(),
        )];
    }
    let validity = host.run(T::validate);
    if validity.is_ok() != fixture.valid {
        return vec![named(match validity {
            Ok(()) => "`validate` accepts settings that are not usable".to_owned(),
            Err(errors) => format!("`validate` refuses the settings: {errors:?}"),
        })];
    }
    let Some((case, argument)) = &fixture.op else {
        return Vec::new();
    };
    let runner = Runner {
        fixture,
        descriptor,
        operations,
        case,
        argument,
    };
    let found = runner.whole().and_then(|rounds| {
        runner.every_prefix_twice()?;
        runner.every_answer_failing(&rounds)?;
        runner.tampered()
    });
    found.err().map(named).into_iter().collect()
}

fn settings_of(fixture: &Fixture) -> String {
    Value::Object(fixture.settings.clone()).to_string()
}

impl Runner<'_> {
    /// One run on a host as the fixture says.
    fn run(&self, argument: &Value, prior: Vec<Exchange>) -> Result<Result<Step, Error>, String> {
        let text = |value: &Value| {
            value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned)
        };
        let body = match self.case {
            "receive" => body_of(argument)?,
            _ => Vec::new(),
        };
        let values = self.fixture.values.iter();
        let host = Rc::new(FakeHost {
            settings: settings_of(self.fixture),
            secrets: self
                .fixture
                .secrets
                .iter()
                .map(|(k, v)| (k.clone(), text(v)))
                .collect(),
            needs: self.descriptor.secrets.clone(),
            now: self.fixture.now,
            body,
            keeps_values: self.descriptor.kv,
            values: RefCell::new(
                values
                    .map(|(k, v)| (k.clone(), text(v).into_bytes()))
                    .collect(),
            ),
            ..FakeHost::default()
        });
        let work = || (self.operations)(self.case, argument, &self.fixture.reference, prior);
        panic::catch_unwind(AssertUnwindSafe(|| host.run(work)))
            .unwrap_or_else(|_| Err("it panicked: the message is above".to_owned()))
    }

    /// From no answer to the last: each request is the recorded one, the result the expected one.
    /// Returns where the rounds end.
    fn whole(&self) -> Result<Vec<usize>, String> {
        let recorded = &self.fixture.exchanges;
        let (mut prior, mut rounds) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS_MAX {
            let requests = match self.run(self.argument, prior.clone())? {
                Ok(Step::Fetch(requests)) => requests,
                Ok(Step::Done(found)) => {
                    return self.ended(&found, prior.len()).map(|()| rounds);
                }
                Err(error) => {
                    let found = write::error(&error);
                    return self.ended(&found, prior.len()).map(|()| rounds);
                }
            };
            if requests.is_empty() {
                return Err("it asks for no request, and for another run".to_owned());
            }
            for request in &requests {
                let Some(next) = recorded.get(prior.len()) else {
                    let request = write::request(request);
                    return Err(format!(
                        "it makes a request that is not recorded: {request}"
                    ));
                };
                self.is_recorded(request, next, prior.len())?;
                prior.push(next.exchange.clone());
            }
            rounds.push(prior.len());
        }
        Err(format!("it still makes requests after {ROUNDS_MAX} rounds"))
    }

    fn is_recorded(&self, request: &Request, next: &Recorded, at: usize) -> Result<(), String> {
        if let Some(problem) = grants::problem(request, &self.descriptor, &self.fixture.settings) {
            return Err(problem);
        }
        let mut wanted = next.request.clone();
        if let Some(Value::String(method)) = wanted.get_mut("method") {
            *method = method.to_ascii_lowercase();
        }
        if wanted.is_null() {
            return Ok(());
        }
        match difference(&wanted, &write::request(request)) {
            Some(difference) => Err(format!("request {}: {difference}", at + 1)),
            None => Ok(()),
        }
    }

    fn ended(&self, found: &Value, used: usize) -> Result<(), String> {
        if let Some(difference) = difference(&self.fixture.expect, found) {
            return Err(format!("the result: {difference}"));
        }
        let unused = self.fixture.exchanges.len().saturating_sub(used);
        if unused > 0 {
            return Err(format!(
                "it ends before the last {unused} of the recorded requests"
            ));
        }
        Ok(())
    }

    /// The same answers lead to the same step.
    fn every_prefix_twice(&self) -> Result<(), String> {
        let answers: Vec<Exchange> = self
            .fixture
            .exchanges
            .iter()
            .map(|next| next.exchange.clone())
            .collect();
        for length in 0..=answers.len() {
            let prior: Vec<Exchange> = answers.iter().take(length).cloned().collect();
            let first = self.run(self.argument, prior.clone())?;
            if first != self.run(self.argument, prior)? {
                return Err(format!(
                    "it does not do the same twice with the first {length} answers"
                ));
            }
            let Ok(Step::Fetch(requests)) = &first else {
                continue;
            };
            // A crash of the gateway can cut a round: the rest of it is asked for, not all of it.
            let (Some(request), Some(next)) =
                (requests.first(), self.fixture.exchanges.get(length))
            else {
                continue;
            };
            self.is_recorded(request, next, length)?;
        }
        Ok(())
    }

    /// Each answer in turn is a timeout, a 429 and a 500; the others of its round are as recorded.
    fn every_answer_failing(&self, rounds: &[usize]) -> Result<(), String> {
        if self.fixture.copes {
            return Ok(());
        }
        let recorded = &self.fixture.exchanges;
        for at in 0..recorded.len() {
            let end = rounds
                .iter()
                .copied()
                .find(|end| at < *end)
                .unwrap_or(at + 1);
            for (name, failing) in failing() {
                let mut prior: Vec<Exchange> = recorded
                    .iter()
                    .take(end)
                    .map(|next| next.exchange.clone())
                    .collect();
                if let Some(answer) = prior.get_mut(at) {
                    *answer = failing;
                }
                let place = format!("request {} answered by {name}", at + 1);
                self.must_end_in_an_error(prior)
                    .map_err(|problem| format!("{place}: {problem}"))?;
            }
        }
        Ok(())
    }

    fn must_end_in_an_error(&self, prior: Vec<Exchange>) -> Result<(), String> {
        match self.run(self.argument, prior)? {
            Err(error) if error.kind == ErrorKind::Internal => Err(format!(
                "an internal error, which counts as a fault: {}",
                error.message
            )),
            Err(_) => Ok(()),
            // For a message this is the end that is not known, or the one that is told.
            Ok(Step::Done(end)) if end.get("uncertain").is_some() || end.get("refused").is_some() => {
                Ok(())
            }
            Ok(_) => Err(
                "it goes on as if nothing had happened (if it has another way, say \"copes\": true \
                 in the fixture)"
                    .to_owned(),
            ),
        }
    }

    /// A call whose body was changed on the way is refused by whoever has a secret to verify it with.
    fn tampered(&self) -> Result<(), String> {
        let verifies = self
            .descriptor
            .secrets
            .iter()
            .any(|need| need.uses.contains(&SecretUse::Verify));
        if self.case != "receive" || !verifies || self.fixture.expect.get("error").is_some() {
            return Ok(());
        }
        let mut call = self.argument.clone();
        let body = String::from_utf8_lossy(&body_of(&call)?).into_owned();
        if let Some(call) = call.as_object_mut() {
            call.remove("json");
            call.insert("text".to_owned(), json!(format!("{body} ")));
        }
        let mut unsigned = self.argument.clone();
        if let Some(call) = unsigned.as_object_mut() {
            call.remove("headers");
            call.remove("query");
        }
        for (name, call) in [("changed", &call), ("unsigned", &unsigned)] {
            match self.run(call, Vec::new())? {
                Err(error) if error.kind == ErrorKind::Unauthorized => {}
                // What signs a header only (a shared token) is right whatever the body says.
                Ok(_) if name == "changed" => {}
                other => {
                    return Err(format!(
                        "a call that is {name} is not `unauthorized`: {other:?}"
                    ));
                }
            }
        }
        Ok(())
    }
}

fn body_of(call: &Value) -> Result<Vec<u8>, String> {
    Ok(match read::webhook(call)?.body {
        Payload::Text(text) => text.into_bytes(),
        Payload::Bytes(bytes) => bytes,
    })
}

fn failing() -> [(&'static str, Exchange); 3] {
    let status = |status: u16| {
        Err(Failure::Status(Response {
            status,
            headers: vec![Field::new("retry-after", "2")],
            body: Payload::Text("<html>Sorry</html>".to_owned()),
        }))
    };
    [
        ("a timeout", Err(Failure::Timeout)),
        ("429", status(429)),
        ("500", status(500)),
    ]
}

//! The kit finds what is wrong with a component, and nothing wrong with a right one.

use std::{
    cell::Cell,
    panic::{self, UnwindSafe},
};

use frontdesk_plugin::{
    Channel, Crm, Cx, Descriptor, Error, Plugin, Request, Response, SecretUse,
    channel::{Event, Inbound, Webhook},
    crm::{Lookup, People, Person},
    host::{self, Hash},
    webhook::Encoding,
};
use frontdesk_plugin_testkit::{check_channel, check_crm};

/// What a check says; empty if it passes.
fn problem(check: impl FnOnce() + UnwindSafe) -> String {
    match panic::catch_unwind(check) {
        Ok(()) => String::new(),
        Err(said) => said.downcast_ref::<String>().cloned().unwrap_or_default(),
    }
}

/// A connector that makes two requests, and everything about it that a test may break.
macro_rules! finder {
    ($name:ident, $descriptor:expr, |$cx:ident| $find:expr) => {
        struct $name;
        impl Plugin for $name {
            fn describe() -> Descriptor {
                $descriptor
            }
        }
        impl Crm for $name {
            #[expect(clippy::allow_attributes, reason = "one of them needs it")]
            #[allow(clippy::expect_used, reason = "one of them is wrong on purpose")]
            fn find(_: &Lookup, _: Option<&str>, $cx: &mut Cx) -> Result<People, Error> {
                $find
            }
        }
    };
}

fn descriptor() -> Descriptor {
    Descriptor::crm("finder", "0.1.0", "Finds").host("{base_url}")
}

fn get(n: u8) -> Request {
    Request::get(format!("https://a.example/{n}"))
}

fn found(answers: &[&str]) -> People {
    People::all(answers.iter().map(|id| Person::of(*id)).collect())
}

finder!(Right, descriptor(), |cx| {
    let one = cx.fetch(get(1))?;
    let two = cx.fetch(get(2))?;
    Ok(found(&[one.text(), two.text()]))
});
finder!(RightInOneRound, descriptor(), |cx| {
    let both = cx.fetch_all(vec![get(1), get(2)])?;
    Ok(found(&both.iter().map(Response::text).collect::<Vec<_>>()))
});

#[test]
fn right_components_pass() {
    assert_eq!(
        problem(|| check_crm::<Right>("tests/fixtures/two-gets")),
        ""
    );
    assert_eq!(
        problem(|| check_crm::<RightInOneRound>("tests/fixtures/two-gets")),
        ""
    );
    assert_eq!(
        problem(|| check_channel::<Verifies>("tests/fixtures/webhook")),
        ""
    );
}

finder!(WrongRequest, descriptor(), |cx| {
    cx.fetch(get(2))?;
    Ok(found(&[]))
});
finder!(WrongResult, descriptor(), |cx| {
    cx.fetch(get(1))?;
    cx.fetch(get(2))?;
    Ok(found(&["p1"]))
});
finder!(TooShort, descriptor(), |cx| {
    cx.fetch(get(1))?;
    Ok(found(&["p1", "p2"]))
});
finder!(TooLong, descriptor(), |cx| {
    for n in 1..4 {
        cx.fetch(get(n))?;
    }
    Ok(found(&["p1", "p2"]))
});
finder!(
    Elsewhere,
    Descriptor::crm("finder", "0.1.0", "Finds"),
    |cx| {
        cx.fetch(get(1))?;
        Ok(found(&[]))
    }
);
finder!(Undeclared, descriptor(), |cx| {
    cx.fetch(get(1).bearer("token"))?;
    Ok(found(&[]))
});
finder!(Swallows, descriptor(), |cx| {
    let one = cx.try_fetch(get(1))?;
    let two = cx.fetch(get(2))?;
    let one = one
        .map(|answer| answer.text().to_owned())
        .unwrap_or_default();
    Ok(found(&[&one, two.text()]))
});
finder!(Panics, descriptor(), |cx| {
    let one = cx.fetch(get(1))?;
    let two = cx.try_fetch(get(2))?.expect("a mistake");
    Ok(found(&[one.text(), two.text()]))
});
thread_local! { static COUNT: Cell<u32> = const { Cell::new(0) }; }
finder!(Counts, descriptor(), |cx| {
    COUNT.set(COUNT.get() + 1);
    cx.fetch(get(1).query("n", &COUNT.get().to_string()))?;
    Ok(found(&[]))
});
finder!(Logs, descriptor().keeps_values(), |cx| {
    let _ = host::random(4);
    frontdesk_plugin::info!("at {}", host::now(); "left" = cx.recorded_left());
    let one = cx.fetch(get(1))?;
    let two = cx.fetch(get(2))?;
    frontdesk_plugin::kv::set_json("last", &[one.text(), two.text()].len(), Some(60))?;
    assert_eq!(frontdesk_plugin::kv::get_json::<usize>("last"), Ok(Some(2)));
    Ok(found(&[one.text(), two.text()]))
});

#[test]
fn each_mistake_is_named() {
    let says = |check: fn(&str), words: &str| {
        let said = problem(move || check("tests/fixtures/two-gets"));
        assert!(said.contains(words), "{words:?} is not in {said:?}");
    };
    says(
        check_crm::<WrongRequest>,
        "request 1: url should be \"https://a.example/1\"",
    );
    says(
        check_crm::<WrongResult>,
        "the result: people.items should be",
    );
    says(
        check_crm::<TooShort>,
        "it ends before the last 1 of the recorded requests",
    );
    says(
        check_crm::<TooLong>,
        "it makes a request that is not recorded",
    );
    says(
        check_crm::<Elsewhere>,
        "goes to https://a.example, which `describe` does not ask for",
    );
    says(
        check_crm::<Undeclared>,
        "sends the secret \"token\", which `describe` does not ask for",
    );
    says(
        check_crm::<Swallows>,
        "request 1 answered by a timeout: it goes on as if nothing",
    );
    says(
        check_crm::<Panics>,
        "request 2 answered by a timeout: it panicked",
    );
    says(check_crm::<Counts>, "request 1: url should be");
    assert_eq!(problem(|| check_crm::<Logs>("tests/fixtures/two-gets")), "");
}

struct Verifies;

fn read(call: &Webhook) -> Result<Inbound, Error> {
    #[derive(Debug)]
    struct Said(String, String, String);
    let body = call.text()?;
    let part = |key: &str| {
        let after = body
            .split_once(&format!("\"{key}\":\""))
            .map(|(_, rest)| rest);
        let value = after.and_then(|rest| rest.split('"').next());
        value
            .map(str::to_owned)
            .ok_or_else(|| Error::invalid(format!("no {key}")))
    };
    let said = Said(part("id")?, part("from")?, part("text")?);
    Ok(Inbound::events(vec![Event::message(
        &said.0,
        &said.1,
        host::now(),
        &said.2,
    )]))
}

fn channel() -> Descriptor {
    Descriptor::channel("verifies", "0.1.0", "Verifies").secret(
        "key",
        &[SecretUse::Verify],
        "The signing key",
    )
}

impl Plugin for Verifies {
    fn describe() -> Descriptor {
        channel()
    }
}

impl Channel for Verifies {
    fn receive(call: &Webhook) -> Result<Inbound, Error> {
        call.verify_hmac("key", Hash::Sha256, "x-signature", "sha256=", Encoding::Hex)?;
        read(call)
    }
}

struct Believes;

impl Plugin for Believes {
    fn describe() -> Descriptor {
        channel()
    }
}

impl Channel for Believes {
    fn receive(call: &Webhook) -> Result<Inbound, Error> {
        read(call)
    }
}

#[test]
fn a_channel_that_believes_everybody_is_found() {
    let said = problem(|| check_channel::<Believes>("tests/fixtures/webhook"));
    assert!(
        said.contains("a call that is unsigned is not `unauthorized`"),
        "{said}"
    );
}

#[test]
fn a_folder_without_fixtures_is_no_success() {
    assert!(problem(|| check_crm::<Right>("src")).contains("there is no *.json"));
}

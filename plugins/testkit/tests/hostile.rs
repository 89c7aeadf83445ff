//! What is hostile finds the channel that it harms, and lets the others be.

use std::{panic, rc::Rc};

use frontdesk_plugin::{
    Channel, Descriptor, Error, Plugin,
    channel::{Event, Inbound, Webhook},
    http::Method,
    info,
};
use frontdesk_plugin_testkit::{
    FakeHost,
    hostile::{self, Heard},
    provider,
};
use serde_json::{Value, json};

/// A channel whose calls are an id and a text, read in some way.
macro_rules! reader {
    ($name:ident, |$body:ident| $read:expr) => {
        struct $name;
        impl Plugin for $name {
            fn describe() -> Descriptor {
                Descriptor::channel("reader", "0.1.0", "Reads")
            }
        }
        impl Channel for $name {
            fn receive(call: &Webhook) -> Result<Inbound, Error> {
                let $body: Value = call.json()?;
                Ok(Inbound::events(vec![$read]))
            }
        }
    };
}

fn text<'a>(body: &'a Value, key: &str) -> Result<&'a str, Error> {
    let text = body.get(key).and_then(Value::as_str);
    let fits = |text: &&str| text.len() < 100 && !text.is_empty() && !text.contains('\0');
    let text = text.filter(fits);
    text.ok_or_else(|| Error::invalid("the call is not as expected"))
}

reader!(Right, |body| Event::message(
    text(&body, "id")?,
    "1",
    1.0,
    text(&body, "text")?
));
reader!(Blames, |body| {
    let id = body.get("id").and_then(Value::as_str);
    let id = id.ok_or_else(|| Error::internal("no id"))?;
    Event::message(id, "1", 1.0, text(&body, "text")?)
});
reader!(Believes, |body| {
    let id = body.get("id").map(Value::to_string);
    Event::message(&id.unwrap_or_default(), "1", 1.0, text(&body, "text")?)
});
reader!(Untidy, |body| {
    let said = body.get("text").and_then(Value::as_str);
    Event::message(text(&body, "id")?, "1", 1.0, said.unwrap_or("x"))
});
reader!(Telltale, |body| {
    let said = text(&body, "text")?;
    info!("heard"; "text" = said);
    Event::message(text(&body, "id")?, "1", 1.0, said)
});

/// What is found about a channel; nothing, if it is right.
fn found<T: Channel>() -> Option<String> {
    let said = panic::catch_unwind(|| {
        let bodies = [json!({ "id": "a", "text": "secret" })];
        hostile::every_field_of_another_shape(&bodies, &["secret"], |body| {
            let call = provider::call(Method::Post, &[], provider::payload(body.as_bytes()));
            Heard::of::<T>(&Rc::new(FakeHost::default()), &call)
        });
    });
    let said = said.err()?;
    Some(said.downcast_ref::<String>().cloned().unwrap_or_default())
}

#[test]
fn a_channel_that_reads_or_refuses_passes() {
    assert_eq!(found::<Right>(), None);
}

#[test]
fn a_channel_that_blames_itself_is_found() {
    assert!(found::<Blames>().is_some_and(|said| said.contains("Internal")));
}

#[test]
fn a_channel_whose_events_no_gateway_takes_is_found() {
    assert!(found::<Believes>().is_some_and(|said| said.contains("Event")));
    assert!(found::<Untidy>().is_some_and(|said| said.contains("Event")));
}

#[test]
fn a_channel_that_tells_what_people_write_is_found() {
    assert!(found::<Telltale>().is_some_and(|said| said.contains("heard")));
}

#[test]
fn every_place_is_changed_and_taken_away() {
    let changed = hostile::changed(&json!({ "a": [1] }));
    for one in [
        json!(null),
        json!({ "a": {} }),
        json!({ "a": [true] }),
        json!({}),
    ] {
        assert!(changed.contains(&one), "{one}");
    }
}

#[test]
fn every_parameter_says_something_else_once() {
    let heard = std::cell::RefCell::new(Vec::new());
    hostile::every_parameter_of_another_value(&[("a", "1"), ("b", "2")], &[], |params| {
        heard.borrow_mut().push(params.to_vec());
        Heard {
            answer: Ok(Vec::new()),
            told: String::new(),
        }
    });
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let heard = heard.into_inner();
    assert!(heard.contains(&vec![pair("a", ""), pair("b", "2")]));
    assert!(heard.contains(&vec![pair("a", "1"), pair("b", "null")]));
}

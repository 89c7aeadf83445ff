//! `frontdesk plugin call` for plugins that are asked: `find`, `translate`, `turn`.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    connector::{
        bot::{Action, Author, Line, Talk},
        crm::{FindPeople, Lookup, Operation, Outcome},
        translator::Job,
    },
    plugin::Plugin,
};

/// The host's reference for a call by hand.
const REFERENCE: &str = "call.1";

/// By what a person is looked for: one of them.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Find {
    Id(String),
    Email(String),
    Phone(String),
    AccountNumber(String),
    Text(String),
}

pub(super) async fn find(plugin: &Plugin, wish: Find) -> Result<Value, String> {
    let what = match wish {
        Find::Id(it) => Lookup::Id(it),
        Find::Email(it) => Lookup::Email(it),
        Find::Phone(it) => Lookup::Phone(it),
        Find::AccountNumber(it) => Lookup::AccountNumber(it),
        Find::Text(it) => Lookup::Text(it),
    };
    let operation = Operation::Find(FindPeople { what, cursor: None });
    let outcome = plugin.run(&operation, REFERENCE).await;
    match outcome.map_err(|error| error.to_string())? {
        Outcome::People(people) => {
            let items = people.items.iter().map(|person| {
                json!({
                    "id": person.id, "name": person.name, "emails": person.emails,
                    "phones": person.phones, "account_number": person.account_number,
                    "url": person.url,
                })
            });
            Ok(json!({"people": items.collect::<Vec<_>>(), "next": people.next}))
        }
        other @ (Outcome::Person(_) | Outcome::Case(_) | Outcome::None) => {
            Ok(json!({"outcome": format!("{other:?}")}))
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Translate {
    texts: Vec<String>,
    /// BCP 47.
    target: String,
    #[serde(default)]
    source: Option<String>,
}

pub(super) async fn translate(plugin: &Plugin, wish: Translate) -> Result<Value, String> {
    let Translate {
        texts,
        target,
        source,
    } = wish;
    let job = Job {
        texts,
        source,
        target,
        keep: Vec::new(),
        formal: None,
    };
    let done = plugin.translate(&job, REFERENCE).await;
    let done = done.map_err(|error| error.to_string())?;
    let items = done.items.iter();
    let items: Vec<_> = items
        .map(|item| json!({"text": item.text, "detected": item.detected}))
        .collect();
    Ok(json!({"items": items, "billed_chars": done.billed_chars}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Turn {
    /// What the contact said last.
    text: String,
    #[serde(default = "english")]
    locale: String,
}

fn english() -> String {
    "en".to_owned()
}

pub(super) async fn turn(plugin: &Plugin, wish: Turn) -> Result<Value, String> {
    let Turn { text, locale } = wish;
    let talk = Talk {
        id: REFERENCE.to_owned(),
        channel: "call".to_owned(),
        locale,
        card: Vec::new(),
        lines: vec![Line {
            at: crate::convert::epoch_ms(plugin.clock.now()),
            author: Author::Contact,
            text,
        }],
        variables: Vec::new(),
    };
    let actions = plugin.turn(&talk, REFERENCE).await;
    let actions = actions.map_err(|error| error.to_string())?;
    let actions: Vec<_> = actions
        .iter()
        .map(|action| match action {
            Action::Say(text) => json!({"say": text}),
            Action::Set(field) => json!({"set": {"name": field.name, "value": field.value}}),
            Action::HandOver(queue) => json!({"hand_over": queue}),
            Action::End => json!("end"),
        })
        .collect();
    Ok(json!({"actions": actions}))
}

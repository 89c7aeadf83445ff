//! A TOML document as a tree of values that know where they came from.

use std::{borrow::Cow, collections::BTreeMap};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::{place::Place, problem::ProblemList};

/// A value and where it came from.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) place: Place,
    pub(crate) kind: Kind,
    /// The text of a variable or flag, which may be meant as a string whatever it looks like.
    pub(crate) raw: Option<String>,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Text(String),
    Integer(i64),
    Number(f64),
    Flag(bool),
    Date(String),
    List(Vec<Node>),
    Table(Entries),
}

/// The entries of a table by name, each with the place of its key.
pub(crate) type Entries = BTreeMap<String, (Place, Node)>;

impl Kind {
    /// What it is, in an operator's words.
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Integer(_) => "an integer",
            Self::Number(_) => "a number",
            Self::Flag(_) => "true or false",
            Self::Date(_) => "a date",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

/// Reads a document to its end; what cannot be read is a problem, and the rest is still returned.
pub(crate) fn parse(text: &str, problems: &mut ProblemList) -> Entries {
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let place = error.span().map_or_else(Place::start, Place::File);
        problems.add(&place, error.message().trim_end());
    }
    entries(document.get_ref(), problems)
}

/// The value of a variable: TOML where it is TOML, else the text itself.
pub(crate) fn parse_loose(raw: &str, place: &Place) -> Node {
    let mut ignored = ProblemList::default();
    let kind = DeValue::parse(raw).map_or_else(
        |_| Kind::Text(raw.to_owned()),
        |value| kind(value.get_ref(), &mut ignored),
    );
    let mut node = Node {
        place: place.clone(),
        kind,
        raw: Some(raw.to_owned()),
    };
    relocate(&mut node, place);
    node
}

/// Gives a value and all that is in it another place: spans inside a variable's value point into that
/// value, not into the file.
pub(crate) fn relocate(node: &mut Node, place: &Place) {
    node.place = place.clone();
    match &mut node.kind {
        Kind::List(items) => items.iter_mut().for_each(|item| relocate(item, place)),
        Kind::Table(entries) => {
            for (key_place, node) in entries.values_mut() {
                *key_place = place.clone();
                relocate(node, place);
            }
        }
        Kind::Text(_) | Kind::Integer(_) | Kind::Number(_) | Kind::Flag(_) | Kind::Date(_) => {}
    }
}

fn entries(table: &DeTable<'_>, problems: &mut ProblemList) -> Entries {
    let mut found = Entries::new();
    for (key, value) in table {
        let node = node(value, problems);
        found.insert(
            Cow::into_owned(key.get_ref().clone()),
            (Place::File(key.span()), node),
        );
    }
    found
}

fn node(value: &Spanned<DeValue<'_>>, problems: &mut ProblemList) -> Node {
    let kind = kind(value.get_ref(), problems);
    if let (Kind::Integer(i64::MIN), DeValue::Integer(_)) = (&kind, value.get_ref()) {
        problems.add(
            &Place::File(value.span()),
            "the number does not fit in 64 bits",
        );
    }
    Node {
        place: Place::File(value.span()),
        kind,
        raw: None,
    }
}

fn kind(value: &DeValue<'_>, problems: &mut ProblemList) -> Kind {
    match value {
        DeValue::String(text) => Kind::Text(text.clone().into_owned()),
        DeValue::Integer(number) => {
            Kind::Integer(i64::from_str_radix(number.as_str(), number.radix()).unwrap_or(i64::MIN))
        }
        DeValue::Float(number) => Kind::Number(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(flag) => Kind::Flag(*flag),
        DeValue::Datetime(date) => Kind::Date(date.to_string()),
        DeValue::Array(items) => {
            Kind::List(items.iter().map(|item| node(item, problems)).collect())
        }
        DeValue::Table(table) => Kind::Table(entries(table, problems)),
    }
}

//! Free settings: what a channel's component is given, passed on as written.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::node::{Kind, Node};

/// A value of a component's `settings`. The component's own schema decides what it means.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Setting {
    /// Text, or a date as text.
    Text(String),
    /// An integer.
    Integer(i64),
    /// A number with a fraction.
    Number(f64),
    /// True or false.
    Flag(bool),
    /// A list.
    List(Vec<Self>),
    /// A table.
    Table(BTreeMap<String, Self>),
}

impl From<Node> for Setting {
    fn from(node: Node) -> Self {
        match node.kind {
            Kind::Text(text) | Kind::Date(text) => Self::Text(text),
            Kind::Integer(number) => Self::Integer(number),
            Kind::Number(number) => Self::Number(number),
            Kind::Flag(flag) => Self::Flag(flag),
            Kind::List(items) => Self::List(items.into_iter().map(Self::from).collect()),
            Kind::Table(entries) => Self::Table(
                entries
                    .into_iter()
                    .map(|(name, (_, node))| (name, Self::from(node)))
                    .collect(),
            ),
        }
    }
}

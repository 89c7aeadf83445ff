//! `[routing]`: what holds for all queues.

use frontdesk_core::{Order, Span, limits};

use crate::{
    read::{Choice, Integer, Table},
    reference::SectionReference,
};

/// A word of `order`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    Priority,
    Turns,
    Score,
}

const ORDER: Choice<Word> = Choice {
    name: "order",
    options: &[
        ("priority", Word::Priority),
        ("turns", Word::Turns),
        ("score", Word::Score),
    ],
    meaning: "Which waiting conversation of all queues is offered first: the highest priority and \
              then the longest wait; the same, but queues of equal priority take turns (queues of \
              priority 8 still share one line by age, and 9 and 10 are always ahead of them); or \
              the highest score: `priority × priority_weight + seconds waited × age_weight`.",
};
const PRIORITY_WEIGHT: Integer = weight(
    "priority_weight",
    60,
    "What a step of priority is worth, with `order = \"score\"`.",
);
const AGE_WEIGHT: Integer = weight(
    "age_weight",
    1,
    "What a second of waiting is worth, with `order = \"score\"`.",
);
const HANDOVER: Integer = Integer {
    name: "handover_s",
    default: 120,
    range: 0..=limits::WAIT_S_MAX,
    unit: "s",
    meaning: "After how long the conversations of an agent whose console is lost go back to the \
              head of their queues. 0: never.",
};

const fn weight(name: &'static str, default: u32, meaning: &'static str) -> Integer {
    Integer {
        name,
        default,
        range: 0..=limits::SCORE_WEIGHT_MAX,
        unit: "",
        meaning,
    }
}

pub(crate) const REFERENCE: SectionReference = SectionReference::new(
    "[routing]",
    "What holds for all queues.",
    &[&ORDER, &PRIORITY_WEIGHT, &AGE_WEIGHT, &HANDOVER],
);

/// What holds for all queues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Routing {
    /// Which conversation is offered first.
    pub order: Order,
    /// After how long the conversations of an agent who is gone go back; zero: never.
    pub handover: Span,
}

impl Routing {
    pub(crate) fn read(mut table: Table<'_>) -> Self {
        let word = table.choice(&ORDER, Word::Priority);
        let priority_weight = table.integer(&PRIORITY_WEIGHT);
        let age_weight = table.integer(&AGE_WEIGHT);
        let handover = Span::seconds(table.integer(&HANDOVER));
        table.finish();
        let order = match word {
            Word::Priority => Order::Priority,
            Word::Turns => Order::Turns,
            Word::Score => Order::Score {
                priority_weight,
                age_weight,
            },
        };
        Self { order, handover }
    }
}

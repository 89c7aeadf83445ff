//! `[queue.NAME]`: where conversations wait.

use std::collections::BTreeSet;

use frontdesk_core::{Consequence, QueuePlan, Span, limits};

use crate::{
    read::{Choice, Integer, Special, Table, Text},
    reference::SectionReference,
    section::queue_rules,
};

const TITLE: Text = Text {
    name: "title",
    default: None,
    chars_max: 60,
    meaning: "The queue's name as agents see it.",
};
const PRIORITY: Integer = Integer {
    name: "priority",
    default: 5,
    range: *limits::PRIORITY.start() as u32..=*limits::PRIORITY.end() as u32,
    unit: "",
    meaning: "10 is served first. Within one priority the longest waiting is.",
};
const OFFER: Integer = Integer {
    name: "offer_s",
    default: 30,
    range: limits::OFFER_S,
    unit: "s",
    meaning: "How long an agent has to accept.",
};
const WRAP_UP: Integer = Integer {
    name: "wrap_up_s",
    default: 60,
    range: limits::WRAP_UP_S,
    unit: "s",
    meaning: "Time for notes after a conversation, which keeps its slot. 0 closes at once.",
};
const BACK_OFF: Integer = Integer {
    name: "back_off_s",
    default: 60,
    range: 0..=3_600,
    unit: "s",
    meaning: "How long an agent who declined or missed a conversation is not asked for it again \
              while others can be.",
};
const MISSED: Choice<Consequence> = Choice {
    name: "missed_offer",
    options: &[
        ("away", Consequence::Away),
        ("stay_available", Consequence::StayAvailable),
    ],
    meaning: "What becomes of an agent who lets an offer expire.",
};
const DISPOSITIONS: Special = Special {
    name: "dispositions",
    takes: "a list of codes such as `[\"sold\", \"no_interest\"]`",
    default: "`[]`",
    meaning: "Outcomes to choose from in wrap-up. Empty: any, or none.",
};

pub(crate) const REFERENCE: SectionReference = SectionReference::new(
    "[queue.NAME]",
    "A queue: where conversations wait. NAME is 1 to 32 of `a-z 0-9 _ -` and stays for good; the \
     title may change.",
    &[
        &TITLE,
        &PRIORITY,
        &OFFER,
        &WRAP_UP,
        &BACK_OFF,
        &MISSED,
        &DISPOSITIONS,
        queue_rules::KEYS[0],
        queue_rules::KEYS[1],
        queue_rules::KEYS[2],
        queue_rules::KEYS[3],
        queue_rules::KEYS[4],
        queue_rules::KEYS[5],
        queue_rules::KEYS[6],
        queue_rules::KEYS[7],
        queue_rules::KEYS[8],
        queue_rules::KEYS[9],
        queue_rules::KEYS[10],
        queue_rules::KEYS[11],
        queue_rules::KEYS[12],
        queue_rules::KEYS[13],
        queue_rules::KEYS[14],
        queue_rules::KEYS[15],
        queue_rules::KEYS[16],
        queue_rules::KEYS[17],
        queue_rules::KEYS[18],
        queue_rules::KEYS[19],
    ],
);

/// A queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queue {
    /// Its name for people.
    pub title: String,
    /// How its conversations are routed.
    pub plan: QueuePlan,
}

impl Queue {
    pub(crate) fn read(mut table: Table<'_>, defined: &[&str], schedules: &[&str]) -> Self {
        let (_, title) = table.text(&TITLE);
        let priority = u8::try_from(table.integer(&PRIORITY)).unwrap_or(u8::MAX);
        let offer = Span::seconds(table.integer(&OFFER));
        let wrap_up = Span::seconds(table.integer(&WRAP_UP));
        let back_off = Span::seconds(table.integer(&BACK_OFF));
        let missed_offer = table.choice(&MISSED, Consequence::Away);
        let mut seen = BTreeSet::new();
        let mut dispositions = Vec::new();
        for (place, code) in table.texts(&DISPOSITIONS).unwrap_or_default() {
            if let Some(problem) = code_problem(&code) {
                table.problem(&place, format!("\"{code}\": {problem}"));
            } else if !seen.insert(code.clone()) {
                table.problem(&place, format!("\"{code}\" is in the list twice"));
            }
            dispositions.push(code);
        }
        let mut plan = QueuePlan {
            priority,
            offer,
            wrap_up,
            back_off,
            missed_offer,
            dispositions,
            ..QueuePlan::default()
        };
        queue_rules::read(&mut table, defined, schedules, &mut plan);
        table.finish();
        Self { title, plan }
    }
}

/// What is wrong with a code, if anything.
pub(crate) fn code_problem(code: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
    let ok = (1..=limits::CODE_BYTES).contains(&code.len()) && code.chars().all(plain);
    (!ok).then(|| {
        format!(
            "a code is 1 to {} of a-z, 0-9, '_' and '-'",
            limits::CODE_BYTES
        )
    })
}

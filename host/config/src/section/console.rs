//! `[console]`: what agents see.

use crate::{
    read::{Choice, Special, Table},
    reference::SectionReference,
    section::queue::code_problem,
};

const AWAY_REASONS: Special = Special {
    name: "away_reasons",
    takes: "a list of codes such as `[\"break\", \"training\"]`",
    default: "`[\"break\", \"lunch\", \"meeting\"]`",
    meaning: "Reasons an agent can choose when they go away, in this order.",
};

const SCREEN_POP: Choice<ScreenPop> = Choice {
    name: "screen_pop",
    options: &[("accept", ScreenPop::Accept), ("offer", ScreenPop::Offer)],
    meaning: "When an agent sees whose conversation it is in the customers' records: once they have accepted it, \
              or with the offer already.",
};

pub(crate) const REFERENCE: SectionReference = SectionReference::new(
    "[console]",
    "What agents see.",
    &[&AWAY_REASONS, &SCREEN_POP],
);

/// When the customers' records are looked at for a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScreenPop {
    /// Once an agent has it.
    Accept,
    /// With its offer.
    Offer,
}

/// What agents see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Console {
    /// When whose conversation it is is shown.
    pub screen_pop: ScreenPop,
    /// Reasons for going away.
    pub away_reasons: Vec<String>,
}

impl Console {
    pub(crate) fn read(mut table: Table<'_>) -> Self {
        let away_reasons = match table.texts(&AWAY_REASONS) {
            None => ["break", "lunch", "meeting"].map(str::to_owned).to_vec(),
            Some(reasons) => {
                for (place, reason) in &reasons {
                    if let Some(problem) = code_problem(reason) {
                        table.problem(place, format!("\"{reason}\": {problem}"));
                    }
                }
                reasons.into_iter().map(|(_, reason)| reason).collect()
            }
        };
        let screen_pop = table.choice(&SCREEN_POP, ScreenPop::Accept);
        table.finish();
        Self {
            screen_pop,
            away_reasons,
        }
    }
}

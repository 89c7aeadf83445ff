//! `[console]`: what agents see.

use crate::{
    read::{Special, Table},
    reference::SectionReference,
    section::queue::code_problem,
};

const AWAY_REASONS: Special = Special {
    name: "away_reasons",
    takes: "a list of codes such as `[\"break\", \"training\"]`",
    default: "`[\"break\", \"lunch\", \"meeting\"]`",
    meaning: "Reasons an agent can choose when they go away, in this order.",
};

pub(crate) const REFERENCE: SectionReference =
    SectionReference::new("[console]", "What agents see.", &[&AWAY_REASONS]);

/// What agents see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Console {
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
        table.finish();
        Self { away_reasons }
    }
}

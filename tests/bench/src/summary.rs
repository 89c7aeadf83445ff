//! Several runs as one row: the median of each figure, and how far the runs were apart.

use std::path::Path;

use anyhow::Result;
use serde_json::{Map, Value, json};

use crate::report::{Row, append, shown};

/// The runs of one scenario.
#[derive(Clone, Debug)]
pub struct Summary {
    scenario: String,
    variant: String,
    runs: usize,
    figures: Vec<Figure>,
}

/// One figure over the runs. Of an even number of runs the median is the lower of the middle two:
/// a value that was measured, not one between two.
#[derive(Clone, Debug)]
struct Figure {
    name: String,
    unit: &'static str,
    median: f64,
    min: f64,
    max: f64,
}

impl Summary {
    /// Joins the rows of the same scenario and variant, in the order in which they first came.
    pub fn of(rows: &[Row]) -> Vec<Self> {
        let mut groups: Vec<Vec<&Row>> = Vec::new();
        for row in rows {
            let same = |group: &&mut Vec<&Row>| {
                group.first().is_some_and(|first| {
                    (&first.scenario, &first.variant) == (&row.scenario, &row.variant)
                })
            };
            match groups.iter_mut().find(same) {
                Some(group) => group.push(row),
                None => groups.push(vec![row]),
            }
        }
        groups
            .iter()
            .filter_map(|group| Self::join(group))
            .collect()
    }

    fn join(group: &[&Row]) -> Option<Self> {
        let first = group.first()?;
        let figure = |(name, _, unit): &(String, f64, &'static str)| {
            let mut values: Vec<f64> = group.iter().filter_map(|row| row.value(name)).collect();
            values.sort_by(f64::total_cmp);
            Some(Figure {
                name: name.clone(),
                unit,
                median: *values.get((values.len() - 1) / 2)?,
                min: *values.first()?,
                max: *values.last()?,
            })
        };
        Some(Self {
            scenario: first.scenario.clone(),
            variant: first.variant.clone(),
            runs: group.len(),
            figures: first.figures.iter().filter_map(figure).collect(),
        })
    }

    /// Prints the table and appends it to the file of results.
    #[expect(clippy::print_stdout, reason = "the table is what this program is for")]
    pub fn publish(&self, folder: &Path, commit: &str) -> Result<()> {
        let Self {
            scenario,
            variant,
            runs,
            figures,
        } = self;
        println!("\n{scenario} · {variant} · median of {runs} (min – max)");
        for figure in figures {
            let [median, min, max] = [figure.median, figure.min, figure.max].map(shown);
            println!(
                "  {:<28} {median:>12} ({min} – {max}) {}",
                figure.name, figure.unit
            );
        }
        append(folder, &self.json(commit))
    }

    fn json(&self, commit: &str) -> Value {
        let figures: Map<String, Value> = self
            .figures
            .iter()
            .map(|figure| {
                let value = json!({
                    "value": figure.median, "min": figure.min, "max": figure.max,
                    "unit": figure.unit,
                });
                (figure.name.clone(), value)
            })
            .collect();
        json!({
            "scenario": self.scenario, "variant": self.variant, "commit": commit,
            "runs": self.runs, "figures": figures,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(variant: &str, value: f64) -> Row {
        Row::new("steady", variant).with("rate", value, "/s")
    }

    #[test]
    fn runs_of_one_variant_become_a_median_with_its_bounds() {
        let rows = [
            row("a", 9.0),
            row("b", 1.0),
            row("a", 5.0),
            row("b", 2.0),
            row("a", 7.0),
        ];
        let summaries = Summary::of(&rows);
        let [a, b] = &summaries[..] else {
            panic!("two variants, {} summaries", summaries.len());
        };
        let rate = &a.json("abc")["figures"]["rate"];
        assert_eq!((a.runs, &rate["value"]), (3, &json!(7.0)));
        assert_eq!((&rate["min"], &rate["max"]), (&json!(5.0), &json!(9.0)));
        assert_eq!(b.json("abc")["figures"]["rate"]["value"], 1.0);
    }

    #[test]
    fn a_figure_that_a_run_lacks_is_judged_by_the_others() {
        let whole = row("a", 9.0).with("p99", 3.0, "ms");
        let summaries = Summary::of(&[whole, row("a", 5.0)]);
        assert_eq!(summaries[0].json("")["figures"]["p99"]["max"], 3.0);
    }
}

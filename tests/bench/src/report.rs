//! What was measured: a table for people, a line of JSON for machines.

use std::{
    fs::{self, OpenOptions},
    io::Write as _,
    path::Path,
    time::Duration,
};

use anyhow::{Context as _, Result};
use hdrhistogram::Histogram;
use serde_json::{Map, Value, json};

use crate::{
    ledger::Tally,
    process::{Memory, Usage},
};

/// One row: a scenario, what was special about it, and its figures in order.
#[derive(Clone, Debug)]
pub struct Row {
    pub(crate) scenario: String,
    pub(crate) variant: String,
    pub(crate) figures: Vec<(String, f64, &'static str)>,
    /// Values over time: kept in the file of results, too many for the table.
    series: Vec<(String, Vec<f64>, &'static str)>,
}

impl Row {
    /// An empty row.
    pub fn new(scenario: &str, variant: impl Into<String>) -> Self {
        Self {
            scenario: scenario.to_owned(),
            variant: variant.into(),
            figures: Vec::new(),
            series: Vec::new(),
        }
    }

    /// Adds a figure.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: f64, unit: &'static str) -> Self {
        self.figures.push((name.into(), value, unit));
        self
    }

    /// Adds values over time; they go to the file of results only.
    #[must_use]
    pub fn with_series(
        mut self,
        name: impl Into<String>,
        values: Vec<f64>,
        unit: &'static str,
    ) -> Self {
        self.series.push((name.into(), values, unit));
        self
    }

    /// Adds a time in milliseconds.
    #[must_use]
    pub fn with_time(self, name: impl Into<String>, time: Duration) -> Self {
        self.with(name, time.as_secs_f64() * 1_000.0, "ms")
    }

    /// Adds p50, p95, p99, p99.9 and max of a histogram of microseconds.
    #[must_use]
    pub fn with_histogram(mut self, name: &str, times: &Histogram<u64>) -> Self {
        if times.is_empty() {
            return self;
        }
        for (label, quantile) in [("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("p99.9", 0.999)] {
            let time = Duration::from_micros(times.value_at_quantile(quantile));
            self = self.with_time(format!("{name} {label}"), time);
        }
        self.with_time(format!("{name} max"), Duration::from_micros(times.max()))
    }

    /// Adds what a window of messages came to.
    #[must_use]
    pub fn with_tally(self, tally: &Tally) -> Self {
        self.with("messages", count(tally.due), "")
            .with_histogram("visitor → agent", &tally.to_agent)
            .with_histogram("agent → visitor", &tally.to_visitor)
            .with_histogram("both ways", &tally.both)
            .with_histogram("acknowledged", &tally.ack)
            .with("generator late p99", micros(&tally.late, 0.99), "ms")
            .with("lost", count(tally.lost), "")
            .with("acknowledged and lost", count(tally.acked_lost), "")
            .with("duplicated", count(tally.duplicated), "")
            .with("reordered", count(tally.reordered), "")
            .with("refused", count(tally.refused), "")
    }

    /// Adds what a process used over `seconds` for `units` of work.
    #[must_use]
    pub fn with_usage(self, usage: &Usage, seconds: f64, units: u64, unit: &str) -> Self {
        let each = if units == 0 {
            0.0
        } else {
            usage.cpu_s * 1e6 / count(units)
        };
        self.with(format!("CPU per {unit}"), each, "µs")
            .with("cores", usage.cpu_s / seconds, "")
            .with("generator cores", usage.own_cpu_s / seconds, "")
            .with("other cores", usage.other_cores(seconds), "")
    }

    /// Adds memory.
    #[must_use]
    pub fn with_memory(self, memory: &Memory) -> Self {
        self.with("PSS", mib(memory.pss_kib), "MiB")
            .with("RSS", mib(memory.rss_kib), "MiB")
    }

    /// The value of a figure.
    pub fn value(&self, name: &str) -> Option<f64> {
        self.figures
            .iter()
            .find(|(found, ..)| found == name)
            .map(|(_, value, _)| *value)
    }

    /// Prints the row and appends it to the file of results.
    #[expect(clippy::print_stdout, reason = "the table is what this program is for")]
    pub fn publish(&self, folder: &Path, commit: &str) -> Result<()> {
        println!("\n{} · {}", self.scenario, self.variant);
        for (name, value, unit) in &self.figures {
            println!("  {name:<28} {:>12} {unit}", shown(*value));
        }
        append(folder, &self.json(commit))
    }

    fn json(&self, commit: &str) -> Value {
        let figures: Map<String, Value> = self
            .figures
            .iter()
            .map(|(name, value, unit)| (name.clone(), json!({ "value": value, "unit": unit })))
            .collect();
        let series: Map<String, Value> = self
            .series
            .iter()
            .map(|(name, values, unit)| (name.clone(), json!({ "values": values, "unit": unit })))
            .collect();
        let mut json = json!({
            "scenario": self.scenario, "variant": self.variant, "commit": commit,
            "figures": figures,
        });
        if let (Some(fields), false) = (json.as_object_mut(), series.is_empty()) {
            fields.insert("series".to_owned(), series.into());
        }
        json
    }
}

/// Adds a line to the file of results.
pub(crate) fn append(folder: &Path, line: &Value) -> Result<()> {
    fs::create_dir_all(folder).context("making the folder for results")?;
    let path = folder.join("results.jsonl");
    let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
    writeln!(file, "{line}").with_context(|| path.display().to_string())
}

pub(crate) fn shown(value: f64) -> String {
    if value.fract() == 0.0 {
        format!("{value:.0}")
    } else if value.abs() < 10.0 {
        format!("{value:.3}")
    } else {
        format!("{value:.1}")
    }
}

/// A count as a figure.
#[expect(
    clippy::cast_precision_loss,
    reason = "a figure to look at: far below 2^52"
)]
pub fn count(number: u64) -> f64 {
    number as f64
}

fn mib(kib: u64) -> f64 {
    count(kib) / 1_024.0
}

fn micros(times: &Histogram<u64>, quantile: f64) -> f64 {
    count(times.value_at_quantile(quantile)) / 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_one_line_of_json_with_its_units() {
        let row = Row::new("steady", "1000/s").with_time("p50", Duration::from_micros(1_500));
        let json = row.json("abc");
        assert_eq!(json["figures"]["p50"]["value"], 1.5);
        assert_eq!(json["figures"]["p50"]["unit"], "ms");
        assert!(!json.to_string().contains('\n'));
        assert!(json.get("series").is_none());
    }

    #[test]
    fn values_over_time_are_kept_beside_the_figures() {
        let row = Row::new("soak", "").with_series("PSS", vec![1.0, 2.0], "MiB");
        let json = row.json("abc");
        assert_eq!(json["series"]["PSS"]["values"], json!([1.0, 2.0]));
    }
}

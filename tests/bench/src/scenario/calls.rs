//! Component calls. The plugin host measures them itself, next to the same code native.

use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use frontdesk_test_bench::report::Row;

use crate::options::Options;

/// Runs the plugin host's example and reads its figures.
pub(super) fn calls(options: &Options) -> Result<Vec<Row>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let arguments = [
        "run",
        "--release",
        "-p",
        "frontdesk-plugin-host",
        "--example",
        "calls",
    ];
    let ended = Command::new(cargo)
        .args(arguments)
        .output()
        .context("running the example")?;
    let said = String::from_utf8_lossy(&ended.stdout);
    let complained = String::from_utf8_lossy(&ended.stderr);
    ensure!(ended.status.success(), "the example ended:\n{complained}");
    let row = Row::new("calls", options.variant("web chat's component, in process"));
    Ok(vec![read(row, &said)?])
}

/// One figure a line: its name, two spaces or more, the value, the unit.
fn read(mut row: Row, lines: &str) -> Result<Row> {
    for line in lines.lines() {
        let figure = || {
            let (name, rest) = line.split_once("  ")?;
            let (value, unit) = rest.trim().split_once(' ')?;
            let unit = ["µs", "ms", "KiB", "B"]
                .into_iter()
                .find(|known| *known == unit)?;
            Some((name, value.parse().ok()?, unit))
        };
        let (name, value, unit) = figure().with_context(|| format!("no figure: {line}"))?;
        row = row.with(name, value, unit);
    }
    Ok(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_name_a_value_and_a_unit() {
        let row = read(Row::new("calls", ""), "frame, warm, p50      12.50 µs\n").unwrap();
        assert_eq!(row.value("frame, warm, p50"), Some(12.5));
        assert!(read(row, "warning: something else").is_err());
    }
}

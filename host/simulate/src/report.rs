//! Columns side by side: what an operator reads, and what a program does.

use std::fmt;

use serde::Serialize;

use crate::{
    figures::{Column, Figures},
    recorded::Learned,
    spread::Spread,
    table::{Cell, Table},
};

/// One traffic, and what came of it under one configuration or two.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// What the traffic was, in words.
    pub traffic: String,
    /// Contacts in it.
    pub contacts: u64,
    /// How long it was, in seconds.
    pub length_s: f64,
    /// Within how many seconds a contact is to be answered.
    pub target_s: f64,
    /// Where chance began.
    pub seed: u64,
    /// What the record showed; `None` when chance made the traffic.
    pub recorded: Option<Learned>,
    /// What was, if the traffic was recorded; then today's configuration, if there are two; then the one to
    /// try.
    pub columns: Vec<Column>,
}

/// A line of the table.
struct Row {
    label: &'static str,
    value: fn(&Figures) -> Cell,
    /// Only shown where it says something.
    rare: bool,
}

const fn row(label: &'static str, value: fn(&Figures) -> Cell) -> Row {
    Row {
        label,
        value,
        rare: false,
    }
}

const fn rare(label: &'static str, value: fn(&Figures) -> Cell) -> Row {
    Row {
        rare: true,
        ..row(label, value)
    }
}

const ROWS: [Row; 17] = [
    row("came", |of| Cell::Count(of.offered)),
    row("answered", |of| Cell::Count(of.answered)),
    row("left before", |of| Cell::Count(of.abandoned)),
    rare("closed unanswered", |of| Cell::Count(of.closed_unanswered)),
    rare("never answered", |of| Cell::Count(of.never_answered)),
    rare("turned away", |of| Cell::Count(of.turned_away)),
    row("answered in time", |of| {
        Cell::Percent(of.service_level_percent)
    }),
    row("left, of all who came", |of| {
        Cell::Percent(of.abandoned_percent)
    }),
    row("wait until answered: mean", |of| seconds(of, |it| it.mean)),
    row("  50 of 100 within", |of| seconds(of, |it| it.p50)),
    row("  90 of 100 within", |of| seconds(of, |it| it.p90)),
    row("  95 of 100 within", |of| seconds(of, |it| it.p95)),
    row("  99 of 100 within", |of| seconds(of, |it| it.p99)),
    row("  longest", |of| seconds(of, |it| it.max)),
    row("left after: mean", |of| Cell::Seconds(of.left_after_s.mean)),
    row("agents busy", |of| Cell::Percent(of.occupancy_percent)),
    row("longest line", |of| {
        of.longest_line.map_or(Cell::Nothing, Cell::Count)
    }),
];

fn seconds(of: &Figures, which: fn(&Spread) -> Option<f64>) -> Cell {
    Cell::Seconds(which(&of.wait_s))
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "traffic: {}", self.traffic)?;
        writeln!(f, "in time: within {} s\n", self.target_s)?;
        let mut table = Table::new(self.columns.iter().map(|column| column.name.clone()));
        table.line(
            "agents on duty",
            self.columns
                .iter()
                .map(|column| column.agents.map_or(Cell::Nothing, Cell::Count)),
        );
        table.section("ALL QUEUES");
        let total: Vec<_> = self.columns.iter().map(|it| Some(&it.total)).collect();
        fill(&mut table, &total);
        let mut queues: Vec<_> = self
            .columns
            .iter()
            .flat_map(|it| it.queues.keys())
            .collect();
        queues.sort();
        queues.dedup();
        // One queue is all queues.
        if queues.len() > 1 {
            for queue in queues {
                table.section(&format!("QUEUE {queue}"));
                let figures: Vec<_> = self.columns.iter().map(|it| it.queues.get(queue)).collect();
                fill(&mut table, &figures);
            }
        }
        write!(f, "{table}")?;
        for column in &self.columns {
            for (channel, number) in &column.no_channel {
                writeln!(
                    f,
                    "note: {} has no channel \"{channel}\"; its contacts ({number}) are left out",
                    column.name
                )?;
            }
        }
        Ok(())
    }
}

fn fill(table: &mut Table, figures: &[Option<&Figures>]) {
    for Row { label, value, rare } in &ROWS {
        let cells: Vec<_> = figures
            .iter()
            .map(|of| of.map_or(Cell::Nothing, value))
            .collect();
        let says_something = |cell: &Cell| !matches!(cell, Cell::Count(0) | Cell::Nothing);
        if !rare || cells.iter().any(says_something) {
            table.line(label, cells);
        }
    }
}

//! What one routing decision costs, against how many wait and how many agents there are: in this process,
//! no sockets and no store.

use std::time::Instant;

use anyhow::Result;
use frontdesk_test_bench::{
    decisions::{Size, Times, measure},
    plot,
    process::Usage,
    report::{Row, count},
};
use hdrhistogram::Histogram;

use crate::options::Options;

const DECISIONS: u64 = 5_000;

/// How many wait, for so many agents.
const WAITING: [usize; 4] = [100, 1_000, 10_000, 100_000];
const AGENTS: usize = 2_000;
/// How many agents there are, beside so many that wait.
const STAFF: [usize; 4] = [20, 200, 2_000, 20_000];
const WAIT: usize = 10_000;
const QUEUES: usize = 100;

/// A kind of decision, and where its times are.
type Kind = (&'static str, fn(&Times) -> &Histogram<u64>);

const KINDS: [Kind; 3] = [
    ("slot freed → offer", |times| &times.freed),
    ("offer accepted", |times| &times.accepted),
    ("contact arrives", |times| &times.arrived),
];

/// A row for each size, and then the two ladders as bars.
pub(super) fn decisions(options: &Options) -> Result<Vec<Row>> {
    let ladder = |sizes: [usize; 4], size: fn(usize) -> Size| {
        let steps = sizes.map(|n| measured(options, size(n)).map(|(row, times)| (n, row, times)));
        steps.into_iter().collect::<Result<Vec<_>>>()
    };
    let by_waiting = ladder(WAITING, |waiting| Size {
        agents: AGENTS,
        queues: QUEUES,
        waiting,
    })?;
    let by_agents = ladder(STAFF, |agents| Size {
        agents,
        queues: QUEUES,
        waiting: WAIT,
    })?;
    let one_line = Size {
        agents: AGENTS,
        queues: 1,
        waiting: WAIT,
    };
    let (one_line, _) = measured(options, one_line)?;
    draw("conversations wait, 2 000 agents, 100 queues", &by_waiting);
    draw("agents, 10 000 conversations wait, 100 queues", &by_agents);
    let steps = by_waiting.into_iter().chain(by_agents);
    Ok(steps.map(|(_, row, _)| row).chain([one_line]).collect())
}

fn measured(options: &Options, size: Size) -> Result<(Row, Times)> {
    let Size {
        agents,
        queues,
        waiting,
    } = size;
    let before = Usage::of(std::process::id())?;
    let began = Instant::now();
    let times = measure(size, DECISIONS)?;
    let seconds = began.elapsed().as_secs_f64();
    let usage = Usage::of(std::process::id())?.since(&before);
    let what = format!("{waiting} waiting, {agents} agents, {queues} queues, in process");
    let mut row = Row::new("routing", options.variant(&what));
    for (name, of) in KINDS {
        for (label, quantile) in [("p50", 0.5), ("p99", 0.99)] {
            let time = micros(of(&times), quantile);
            row = row.with(format!("{name} {label}"), time, "µs");
        }
    }
    // This process is the generator and the core at once, so its time is not that of others twice.
    let others = (usage.machine_cpu_s - usage.own_cpu_s) / seconds;
    Ok((row.with("other cores", others.max(0.0), ""), times))
}

fn micros(times: &Histogram<u64>, quantile: f64) -> f64 {
    count(times.value_at_quantile(quantile)) / 1_000.0
}

#[expect(clippy::print_stdout, reason = "the plot is what this is for")]
fn draw(what: &str, steps: &[(usize, Row, Times)]) {
    for (name, of) in KINDS {
        let values = steps
            .iter()
            .map(|(n, _, times)| (n.to_string(), micros(of(times), 0.5)));
        let title = format!("{name}, p50 in µs, by how many {what}");
        println!("\n{}", plot::bars(&title, &values.collect::<Vec<_>>()));
    }
}

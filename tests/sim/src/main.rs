//! `frontdesk-sim`: makes worlds from seeds, or plays a written plan again.
#![expect(clippy::print_stdout, reason = "the report of a command-line tool")]

use std::{collections::BTreeMap, path::PathBuf, process::ExitCode, time::Instant};

use anyhow::Context;
use clap::Parser;
use frontdesk_test_sim::{
    drive::{self, Report},
    plan::Plan,
};

/// Simulates the routing core: actors, faults, a reference model, invariants.
#[derive(Debug, Parser)]
struct Arguments {
    /// Make the world of one seed, and show its log.
    #[arg(long)]
    seed: Option<u64>,
    /// Make the worlds from this seed on.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// How many worlds to make.
    #[arg(long, default_value_t = 200)]
    count: u64,
    /// Make worlds for so many minutes, whatever `--count` says.
    #[arg(long)]
    minutes: Option<u64>,
    /// Play a written plan and show its log.
    #[arg(long)]
    plan: Option<PathBuf>,
    /// Shorten a failing plan and write it to this file.
    #[arg(long)]
    minimise: Option<PathBuf>,
}

fn main() -> anyhow::Result<ExitCode> {
    let arguments = Arguments::parse();
    if let Some(path) = &arguments.plan {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read the plan {}", path.display()))?;
        let plan = Plan::read(&text)?;
        return play(&plan, &arguments, &path.display().to_string());
    }
    if let Some(seed) = arguments.seed {
        let report = make(seed)?;
        println!("{:?}", report.options);
        return play(&report.plan, &arguments, &format!("seed {seed}"));
    }
    many(&arguments)
}

fn make(seed: u64) -> anyhow::Result<Report> {
    drive::run(seed).map_err(|f| anyhow::anyhow!("seed {seed}: {}: {}", f.sentence, f.detail))
}

fn play(plan: &Plan, arguments: &Arguments, what: &str) -> anyhow::Result<ExitCode> {
    let Err(failure) = drive::replay(plan, &mut |line| println!("{line}")) else {
        println!("{what}: {} steps, nothing wrong", plan.steps.len());
        return Ok(ExitCode::SUCCESS);
    };
    println!("{what} FAILED: {}\n{}", failure.sentence, failure.detail);
    if let Some(path) = &arguments.minimise {
        let same = |plan: &Plan| {
            drive::replay(plan, &mut |_| {}).is_err_and(|f| f.sentence == failure.sentence)
        };
        let short = plan.clone().minimise(&same);
        println!(
            "{} of {} steps suffice: {}",
            short.steps.len(),
            plan.steps.len(),
            path.display()
        );
        std::fs::write(path, short.write()?)?;
    }
    Ok(ExitCode::FAILURE)
}

fn many(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let begin = Instant::now();
    let (mut counted, mut refused) = (BTreeMap::new(), BTreeMap::new());
    let (mut worlds, mut steps, mut conversations, mut offers, mut crashes) = (0, 0, 0, 0, 0);
    for seed in arguments.from.. {
        let done = match arguments.minutes {
            Some(minutes) => begin.elapsed().as_secs() >= minutes * 60,
            None => worlds >= arguments.count,
        };
        if done {
            break;
        }
        let report = make(seed)?;
        worlds += 1;
        steps += report.steps;
        conversations += report.conversations;
        offers += report.offers;
        crashes += report.crashes;
        for (name, count) in &report.counted {
            *counted.entry(*name).or_insert(0) += count;
        }
        for (code, count) in &report.refused {
            *refused.entry(*code).or_insert(0) += count;
        }
        if report.failure.is_some() {
            return play(&report.plan, arguments, &format!("seed {seed}"));
        }
    }
    for (what, count) in counted.into_iter().chain(refused) {
        println!("{count:>8} {what}");
    }
    println!(
        "{worlds} worlds from seed {}: {steps} steps, {conversations} conversations, \
         {offers} offers, {crashes} crashes, nothing wrong ({} s)",
        arguments.from,
        begin.elapsed().as_secs()
    );
    Ok(ExitCode::SUCCESS)
}

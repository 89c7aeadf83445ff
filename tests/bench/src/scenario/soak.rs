//! The steady load for as long as one has patience, while conversations end and others begin: what
//! grows, and whether anything is ever lost.

use std::{
    cell::Cell,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use frontdesk_test_bench::{
    Stage as VisitorStage, VisitorState,
    pacer::{due_after, pace},
    process::{Memory, Usage},
    report::{Row, count},
};
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

use crate::{
    options::Options,
    stage::{Stage, Talk, turn},
};

/// How often memory is read.
const SAMPLE_EVERY: Duration = Duration::from_secs(10);
/// How often a conversation ends and its visitor begins another.
const TURNOVER_EVERY: Duration = Duration::from_secs(1);
/// The first sixth of the time, ten minutes of an hour, fills caches and is not judged.
const WARM_UP_SHARE: usize = 6;
/// Growth is told from the first tenth of the rest to the last.
const COMPARED_SHARE: usize = 10;
const PATIENCE: Duration = Duration::from_secs(30);

/// Which chat each visitor is in; none while one ends and the next begins.
struct Talks(Vec<Cell<Option<usize>>>);

/// Messages, turnover and samples, side by side on the one thread.
pub(super) async fn soak(options: &Options) -> Result<Vec<Row>> {
    let stage = Stage::filled(options).await?;
    let length = Duration::try_from_secs_f64(options.minutes * 60.0).context("--minutes")?;
    let messages = options.rate * length.as_secs();
    ensure!(messages > 0, "--minutes or --rate is too small");
    stage.ledger.expect(usize::try_from(messages)?);
    let talks = Talks((0..options.visitors).map(|n| Cell::new(Some(n))).collect());
    let pid = stage.gateway.pid()?;
    let (before, began, from) = (Usage::of(pid)?, Instant::now(), stage.ledger.now());
    let until = began + length;
    let (loaded, turned, sampled) = tokio::join!(
        load(&stage, &talks, options.rate, messages),
        turnover(&stage, &talks, until),
        samples(pid, until),
    );
    let (usage, seconds) = (
        Usage::of(pid)?.since(&before),
        began.elapsed().as_secs_f64(),
    );
    let to = stage.ledger.now();
    stage.drained(from, to).await;
    loaded?;
    let (turned, sampled) = (turned?, sampled?);
    let tally = stage.tally(from, to);
    let variant = format!(
        "{} min of {} messages/s, {} chats, {} agents",
        options.minutes, options.rate, options.visitors, options.agents
    );
    let row = Row::new("soak", options.variant(&variant));
    Ok(vec![
        with_growth(row, sampled)
            .with("conversations ended", count(turned), "")
            .with_tally(&tally)
            .with_usage(&usage, seconds, tally.due, "message"),
    ])
}

/// The open loop, past whoever is between two conversations.
async fn load(stage: &Stage, talks: &Talks, rate: u64, messages: u64) -> Result<()> {
    let from = stage.ledger.now();
    let (mut due, _running) = pace(Instant::now(), rate, messages);
    while let Some((tick, _)) = due.recv().await {
        let (first, way) = turn(tick, talks.0.len())?;
        let talk = talks.from(first).context("nobody talks")?;
        stage.send_in(talk, way, from + due_after(tick, rate))?;
    }
    Ok(())
}

impl Talks {
    /// The talk of this visitor, or of the next who is in one.
    fn from(&self, first: usize) -> Option<Talk> {
        let numbers = (first..self.0.len()).chain(0..first);
        numbers.into_iter().find_map(|visitor| {
            let chat = self.0.get(visitor)?.get()?;
            Some(Talk { visitor, chat })
        })
    }
}

/// Ends one conversation after the other. Gives how many.
async fn turnover(stage: &Stage, talks: &Talks, until: Instant) -> Result<u64> {
    let mut beat = interval(TURNOVER_EVERY);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut ended = 0;
    while Instant::now() < until {
        beat.tick().await;
        let visitor = usize::try_from(ended)? % talks.0.len();
        let place = talks.0.get(visitor).context("no such visitor")?;
        let chat = place.take().context("the visitor is in no talk")?;
        let next = another(stage, Talk { visitor, chat }).await;
        place.set(Some(next.with_context(|| format!("after chat {chat}"))?));
        ended += 1;
    }
    Ok(ended)
}

/// Ends a talk once all that was said in it has arrived, and starts the visitor's next one.
async fn another(stage: &Stage, talk: Talk) -> Result<usize> {
    let visitor = stage.visitors.get(talk.visitor).context("no visitor")?;
    let chat = u32::try_from(talk.chat)?;
    let arrived = async {
        while stage.ledger.on_their_way(chat) > 0 {
            sleep(Duration::from_millis(5)).await;
        }
    };
    // What is lost never arrives: the tally counts it, and the soak goes on.
    drop(timeout(PATIENCE, arrived).await);
    let (agent, conversation) = stage.desk_of(talk.chat)?;
    agent.end(&format!("e{chat}"), &conversation);
    visitor.until("the end", ended).await?;
    // A start while the agent wraps up would close the conversation without the agent.
    let closed = stage.roster.until(|roster| {
        roster
            .chat(talk.chat)
            .is_some_and(|chat| chat.removed.is_some())
    });
    timeout(PATIENCE, closed).await.context("not closed")?;
    let next = stage.roster.enter(stage.ledger.now());
    visitor.start(&format!("s{next}"), &format!("V{next}"), None);
    let placed = stage
        .roster
        .until(|roster| roster.chat(next).is_some_and(|chat| chat.place.is_some()));
    timeout(PATIENCE, placed).await.context("on no desk")?;
    visitor.until("the agent", assigned).await?;
    Ok(next)
}

fn ended(state: &VisitorState) -> Option<()> {
    matches!(state.stage, VisitorStage::Ended { .. }).then_some(())
}

fn assigned(state: &VisitorState) -> Option<()> {
    matches!(state.stage, VisitorStage::Assigned { .. }).then_some(())
}

async fn samples(pid: u32, until: Instant) -> Result<Vec<f64>> {
    let mut beat = interval(SAMPLE_EVERY);
    let mut series = Vec::new();
    while Instant::now() < until {
        beat.tick().await;
        series.push(count(Memory::of(pid)?.pss_kib) / 1_024.0);
    }
    Ok(series)
}

/// Adds how memory went.
fn with_growth(row: Row, series: Vec<f64>) -> Row {
    let judged = series
        .get(series.len() / WARM_UP_SHARE..)
        .unwrap_or_default();
    let compared = (judged.len() / COMPARED_SHARE).max(1);
    let first = median(judged.get(..compared).unwrap_or_default());
    let last = median(
        judged
            .get(judged.len() - compared.min(judged.len())..)
            .unwrap_or_default(),
    );
    let highest = judged.iter().copied().fold(0.0, f64::max);
    row.with("growth after warm-up", (last / first - 1.0) * 100.0, "%")
        .with("PSS after warm-up", first, "MiB")
        .with("PSS at the end", last, "MiB")
        .with("PSS highest", highest, "MiB")
        .with_series("PSS, every 10 s", series, "MiB")
}

fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_is_told_from_what_follows_the_warm_up() {
        let mut series = vec![10.0; 10];
        series.extend(vec![100.0; 25]);
        series.extend(vec![104.0; 25]);
        let row = with_growth(Row::new("soak", ""), series);
        assert_eq!(row.value("PSS after warm-up"), Some(100.0));
        assert!((row.value("growth after warm-up").unwrap() - 4.0).abs() < 1e-9);
    }

    #[test]
    fn a_few_samples_are_enough_to_tell_something() {
        let row = with_growth(Row::new("soak", ""), vec![100.0, 150.0]);
        assert!((row.value("growth after warm-up").unwrap() - 50.0).abs() < 1e-9);
    }
}

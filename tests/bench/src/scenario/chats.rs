//! Chats that begin and end.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use frontdesk_test_bench::{
    Settings, Stage as VisitorStage, Visitor,
    ledger::{histogram, record},
    process::Usage,
    report::{Row, count},
};
use tokio::time::{interval, timeout};

use crate::{options::Options, stage::Stage};

const AT_ONCE: usize = 32;
const MESSAGES: usize = 3;
const PATIENCE: Duration = Duration::from_secs(30);

/// Agents signing in by one-time links, one after the other.
pub(super) async fn sign_in(options: &Options) -> Result<Vec<Row>> {
    let mut stage = Stage::open(options, Settings::default()).await?;
    let began = Instant::now();
    let times = stage.sign_in(options.agents).await?;
    let rate = count(times.len()) / began.elapsed().as_secs_f64();
    let row = Row::new(
        "sign-in",
        options.variant(&format!("{} agents", options.agents)),
    )
    .with("signed in and available", rate, "/s")
    .with_histogram("sign-in", &times);
    Ok(vec![row])
}

/// Starts at 20 a second until half the visitors talk, then all the others at once.
pub(super) async fn ramp(options: &Options) -> Result<Vec<Row>> {
    let mut stage = Stage::open(options, Settings::default()).await?;
    stage.sign_in(options.agents).await?;
    stage.connect(options.visitors).await?;
    let half = options.visitors / 2;
    let mut rows = Vec::new();
    for (from, to, rate, what) in [
        (0, half, 20, "20 starts/s"),
        (half, options.visitors, 1_000_000, "all at once"),
    ] {
        let before = Usage::of(stage.gateway.pid()?)?;
        let began = Instant::now();
        stage.start_all(from, to, rate).await?;
        stage.all_placed(to).await?;
        let seconds = began.elapsed().as_secs_f64();
        let usage = Usage::of(stage.gateway.pid()?)?.since(&before);
        let chats = u64::try_from(to - from)?;
        let [acked, offered, placed] = stage.start_times(from);
        let row = Row::new("ramp", options.variant(&format!("{chats} chats, {what}")))
            .with("started and on a desk", count(chats) / seconds, "/s")
            .with_histogram("acknowledged", &acked)
            .with_histogram("offered", &offered)
            .with_histogram("on the desk", &placed)
            .with_usage(&usage, seconds, chats, "chat")
            .with(
                "highest load of an agent",
                f64::from(stage.roster.highest_load()),
                "",
            )
            .with_memory(&stage.memory()?);
        rows.push(row);
    }
    Ok(rows)
}

/// Whole conversations: start, accept, three messages each way, end, wrap-up; 32 at a time.
pub(super) async fn churn(options: &Options) -> Result<Vec<Row>> {
    let mut stage = Stage::open(options, Settings::default()).await?;
    stage.sign_in(options.agents.min(AT_ONCE)).await?;
    stage.connect(AT_ONCE).await?;
    let lengths = [
        Duration::from_secs(5),
        Duration::from_secs(options.seconds.min(30)),
    ];
    let mut counted = None;
    for length in lengths {
        let before = Usage::of(stage.gateway.pid()?)?;
        let began = Instant::now();
        let lanes = (0..AT_ONCE).map(|lane| lane_of_conversations(&stage, lane, began + length));
        let done: Vec<Result<u64>> = futures_util::future::join_all(lanes).await;
        let done = done.into_iter().sum::<Result<u64>>()?;
        let usage = Usage::of(stage.gateway.pid()?)?.since(&before);
        counted = Some((done, usage, began.elapsed().as_secs_f64()));
    }
    let (done, usage, seconds) = counted.context("nothing was counted")?;
    let variant = format!("{AT_ONCE} at a time, {MESSAGES} messages each way");
    let row = Row::new("churn", options.variant(&variant))
        .with("conversations", count(done) / seconds, "/s")
        .with_usage(&usage, seconds, done, "conversation")
        .with("refused", count(stage.roster.refusals().values().sum()), "")
        .with_memory(&stage.memory()?);
    stage.gateway.terminate(Duration::from_secs(30)).await?;
    stage.gateway.resume().await?;
    let stored = u64::try_from(stage.roster.chats().len())?;
    let again = Row::new("start", options.variant("the closed conversations stored"))
        .with("closed conversations", count(stored), "")
        .with_time("start", stage.gateway.start_time())
        .with_memory(&stage.memory()?);
    Ok(vec![row, again])
}

/// One lane: conversation after conversation until the time is over. Gives how many.
async fn lane_of_conversations(stage: &Stage, lane: usize, until: Instant) -> Result<u64> {
    let visitor = stage.visitors.get(lane).context("no such visitor")?;
    let mut done = 0;
    while Instant::now() < until {
        conversation(stage, visitor)
            .await
            .with_context(|| format!("lane {lane}"))?;
        done += 1;
    }
    Ok(done)
}

async fn conversation(stage: &Stage, visitor: &Visitor) -> Result<()> {
    let chat = stage.roster.enter(stage.ledger.now());
    visitor.start(&format!("s{chat}"), &format!("V{chat}"), None);
    let place = stage
        .roster
        .until(|roster| roster.chat(chat).is_some_and(|c| c.place.is_some()));
    timeout(PATIENCE, place).await.context("not on a desk")?;
    let place = stage.roster.chat(chat).and_then(|chat| chat.place);
    let (agent, conversation) = place.context("on no desk")?;
    let agent = stage.agents.get(agent).context("no such agent")?;
    visitor
        .until("the agent", |state| assigned(&state.stage))
        .await?;
    for round in 0..MESSAGES {
        visitor.say(&format!("q{chat}-{round}"), "where is my parcel?");
        agent.say(
            &format!("r{chat}-{round}"),
            &conversation,
            "let me have a look",
        );
    }
    visitor.settled().await?;
    agent.end(&format!("e{chat}"), &conversation);
    visitor
        .until("the end", |state| ended(&state.stage))
        .await?;
    // A start while the agent wraps up would close the conversation without the agent.
    let closed = stage
        .roster
        .until(|roster| roster.chat(chat).is_some_and(|chat| chat.removed.is_some()));
    timeout(PATIENCE, closed).await.context("not closed")
}

fn assigned(stage: &VisitorStage) -> Option<()> {
    matches!(stage, VisitorStage::Assigned { .. }).then_some(())
}

fn ended(stage: &VisitorStage) -> Option<()> {
    matches!(stage, VisitorStage::Ended { .. }).then_some(())
}

/// Under the steady load every slot is taken and some wait; five times a second a talk ends. From
/// the end's command to the next offer on an agent's socket.
pub(super) async fn freed(options: &Options) -> Result<Vec<Row>> {
    let seconds = options.seconds.min(20);
    let waiting = usize::try_from(seconds)? * 5;
    let agents = (options.visitors / 6).max(1);
    let options = Options {
        agents,
        visitors: agents * 6,
        ..options.clone()
    };
    let at_once = Settings {
        wrap_up_s: 0,
        ..Settings::default()
    };
    let mut stage = Stage::open(&options, at_once).await?;
    stage.sign_in(options.agents).await?;
    stage.connect(options.visitors + waiting).await?;
    stage.start_all(0, options.visitors, 200).await?;
    stage.all_placed(options.visitors).await?;
    stage
        .start_all(options.visitors, options.visitors + waiting, 200)
        .await?;
    // The first half of the chats carries the load, the second half ends one by one.
    let half = options.visitors / 2;
    let load = stage.load(half, options.rate, seconds);
    let (window, freed) = tokio::join!(load, end_some(&stage, half, options.visitors, waiting));
    let (window, freed) = (window?, freed?);
    let variant = format!(
        "{} messages/s, {} chats, {waiting} waiting",
        options.rate, options.visitors
    );
    let row = Row::new("freed", options.variant(&variant))
        .with_histogram("end → next offer", &freed)
        .with_tally(&window.tally)
        .with_usage(&window.usage, window.seconds, window.tally.due, "message");
    Ok(vec![row])
}

async fn end_some(
    stage: &Stage,
    from: usize,
    next: usize,
    waiting: usize,
) -> Result<hdrhistogram::Histogram<u64>> {
    let mut times = histogram();
    let mut beat = interval(Duration::from_millis(200));
    for number in 0..waiting {
        beat.tick().await;
        let place = stage.roster.chat(from + number).and_then(|chat| chat.place);
        let (agent, conversation) = place.context("on no desk")?;
        let agent = stage.agents.get(agent).context("no such agent")?;
        let began = stage.ledger.now();
        agent.end(&format!("e{number}"), &conversation);
        let heir = next + number;
        let offered = |roster: &frontdesk_test_bench::roster::Roster| {
            roster.chat(heir).is_some_and(|chat| chat.offered.is_some())
        };
        timeout(PATIENCE, stage.roster.until(offered))
            .await
            .context("no offer")?;
        let offered = stage
            .roster
            .chat(heir)
            .and_then(|chat| chat.offered)
            .unwrap_or_default();
        record(&mut times, offered.saturating_sub(began));
    }
    Ok(times)
}

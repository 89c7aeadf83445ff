//! Everybody comes back at once.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use frontdesk_test_bench::{
    Settings, Stage as VisitorStage, VisitorState,
    ledger::Way,
    report::{Row, count},
};

use super::outage::all_back;
use crate::{options::Options, stage::Stage};

/// Chats started a second while the stage fills.
const STARTS_PER_S: u64 = 500;
const END_LIMIT: Duration = Duration::from_mins(1);

/// Ten thousand visitors, or as many as asked for, and a gateway that stops and starts again. As
/// many chats as there are slots are in talk, the others wait. In each talk both sides write just
/// before the stop and again while the gateway is away.
pub(super) async fn storm(options: &Options) -> Result<Vec<Row>> {
    let mut stage = Stage::open(options, Settings::default()).await?;
    stage.sign_in(options.agents).await?;
    stage.connect(options.visitors).await?;
    stage.start_all(0, options.visitors, STARTS_PER_S).await?;
    let talking = options.visitors.min(options.agents * 6);
    stage.all_placed(talking).await?;
    for visitor in &stage.visitors {
        visitor.settled().await?;
    }
    let memory = stage.memory()?;
    let mut before = Vec::with_capacity(stage.visitors.len());
    for visitor in &stage.visitors {
        before.push(visitor.until("a place", conversation).await?);
    }
    let from = stage.ledger.now();

    everybody_writes(&stage)?;
    let began = Instant::now();
    stage.gateway.terminate(END_LIMIT).await?;
    let stopping = began.elapsed();
    everybody_writes(&stage)?;
    let began = Instant::now();
    stage.gateway.resume().await?;
    let ready = stage.gateway.start_time();
    all_back(&stage.visitors, 2)
        .await
        .context("after the restart")?;
    let back = began.elapsed();
    for visitor in &stage.visitors {
        visitor.settled().await?;
    }
    for agent in &stage.agents {
        agent.connected().await?;
        agent.settled().await?;
    }
    let to = stage.ledger.now();
    stage.drained(from, to).await;
    let everything = began.elapsed();
    let tally = stage.tally(from, to);
    let after = stage
        .visitors
        .iter()
        .map(|visitor| visitor.state().read(conversation));
    let gone = after
        .zip(before)
        .filter(|(now, then)| now.as_ref() != Some(then))
        .count();
    let variant = format!("{} visitors, {talking} in talk", options.visitors);
    let row = Row::new("storm", options.variant(&variant))
        .with_time("stop", stopping)
        .with_time("restart to ready", ready)
        .with_time("restart to all back", back)
        .with_time("restart to all arrived", everything)
        .with("conversations gone", count(u64::try_from(gone)?), "")
        .with("messages", count(tally.due), "")
        .with("acknowledged and lost", count(tally.acked_lost), "")
        .with("lost", count(tally.lost), "")
        .with("duplicated", count(tally.duplicated), "")
        .with("reordered", count(tally.reordered), "")
        .with_memory(&memory);
    Ok(vec![row])
}

/// Which conversation a visitor waits or talks in.
fn conversation(state: &VisitorState) -> Option<String> {
    match state.stage {
        VisitorStage::Queued { .. } | VisitorStage::Assigned { .. } => state.conversation.clone(),
        VisitorStage::Unknown | VisitorStage::None | VisitorStage::Ended { .. } => None,
    }
}

/// One message each way in every talk.
fn everybody_writes(stage: &Stage) -> Result<()> {
    let chats = stage.roster.chats();
    let talks = chats
        .iter()
        .enumerate()
        .filter(|(_, chat)| chat.place.is_some());
    for (chat, _) in talks {
        for way in [Way::ToAgent, Way::ToVisitor] {
            stage.send(chat, way, stage.ledger.now())?;
        }
    }
    Ok(())
}

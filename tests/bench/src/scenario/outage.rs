//! Sockets that break and gateways that die.

use std::time::{Duration, Instant};

use anyhow::Result;
use frontdesk_test_bench::{
    Visitor, VisitorState,
    ledger::Way,
    report::{Row, count},
};

use crate::{options::Options, stage::Stage};

/// Every visitor's socket dropped at once, half of them with a message on its way.
pub(super) async fn reconnect(options: &Options) -> Result<Vec<Row>> {
    let stage = Stage::filled(options).await?;
    let from = stage.ledger.now();
    for (chat, visitor) in stage.visitors.iter().enumerate() {
        let way = if chat % 2 == 0 {
            Way::ToAgent
        } else {
            Way::ToVisitor
        };
        stage.send(chat, way, stage.ledger.now())?;
        visitor.drop_socket();
    }
    let began = Instant::now();
    let back = all_back(&stage.visitors, 2).await?;
    stage.drained(from, stage.ledger.now()).await;
    let everything = began.elapsed();
    let tally = stage.tally(from, stage.ledger.now());
    let variant = format!("{} visitors", options.visitors);
    let row = Row::new("reconnect", options.variant(&variant))
        .with_time("all back", back)
        .with_time("everything arrived", everything)
        .with_tally(&tally);
    Ok(vec![row])
}

/// `kill -9` in the middle of the steady load, then a restart on the same state.
pub(super) async fn kill(options: &Options) -> Result<Vec<Row>> {
    let mut stage = Stage::filled(options).await?;
    let from = stage.ledger.now();
    stage.load(options.visitors, options.rate, 5).await?;
    for chat in 0..options.visitors {
        for way in [Way::ToAgent, Way::ToVisitor] {
            stage.send(chat, way, stage.ledger.now())?;
        }
    }
    let half = stage.ledger.delivered_count() + options.visitors;
    while stage.ledger.delivered_count() < half {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    stage.gateway.kill().await?;
    let began = Instant::now();
    stage.gateway.resume().await?;
    let ready = stage.gateway.start_time();
    all_back(&stage.visitors, 2).await?;
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
    let tally = stage.tally(from, to);
    let variant = format!("{} messages/s, {} chats", options.rate, options.visitors);
    let row = Row::new("kill", options.variant(&variant))
        .with_time("restart to ready", ready)
        .with_time("restart to all back", back)
        .with("messages", count(tally.due), "")
        .with("acknowledged and lost", count(tally.acked_lost), "")
        .with("lost", count(tally.lost), "")
        .with("duplicated", count(tally.duplicated), "")
        .with("reordered", count(tally.reordered), "");
    Ok(vec![row])
}

/// Waits until every visitor has connected so many times, and is.
pub(super) async fn all_back(visitors: &[Visitor], times: u32) -> Result<Duration> {
    let began = Instant::now();
    for visitor in visitors {
        let back =
            |state: &VisitorState| (state.connected && state.connects >= times).then_some(());
        visitor.until("a visitor who is back", back).await?;
    }
    Ok(began.elapsed())
}

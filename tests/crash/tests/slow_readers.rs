//! Clients that are open and do not read.

mod desk;

use anyhow::{Context as _, Result, ensure};
use frontdesk_test_bench::{PATIENCE, Visitor, VisitorState, cast::faithful_visitor};
use frontdesk_test_crash::{Peak, Transcript, come_back};
use frontdesk_wire::{console::Snapshot, view::MessageView};
use tokio::time::timeout;

use self::desk::Desk;

/// More than waits for one tab: 64 do.
const FOR_A_TAB: usize = 80;
/// More than waits for one console: 512 do.
const FOR_A_CONSOLE: usize = 600;
/// More messages than a console is shown when it comes back: the last hundred.
const WHILE_AWAY: usize = 150;
/// Tabs that ask for the whole conversation, some 7 MiB, and read nothing of it.
const ASKING: usize = 40;
/// What the gateway may need for it all.
const GROWTH_MIB_MAX: u64 = 112;
const TOO_SLOW: Option<u16> = Some(4003);

#[tokio::test]
async fn who_does_not_read_is_closed_with_4003_and_gets_everything_once_and_in_order_when_back()
-> Result<()> {
    let mut desk = Desk::open().await?;
    let known = desk.known();
    let (tab, console) = desk.sleepers().await?;
    // These two never wake.
    let (lost_tab, lost_console) = desk.sleepers().await?;
    let peak = Peak::from_now(desk.gateway.pid()?)?;
    desk.write_until_nothing_passes(4).await?;
    // From here on the gateway gives up on a socket that takes nothing for ten seconds: what piles up
    // is small and quick.
    desk.agent_types(FOR_A_TAB).await?;
    desk.visitor_types(FOR_A_CONSOLE).await?;
    let (told, code) = timeout(PATIENCE, tab.wake()).await??;
    assert_eq!(code, TOO_SLOW, "the tab, after {} messages", told.len());
    let (shown, cursor, code) = timeout(PATIENCE, console.wake()).await??;
    assert_eq!(code, TOO_SLOW, "the console, after {}", shown.len());

    desk.write(WHILE_AWAY).await?;
    desk.the_awake_have_it_all().await?;
    visitor_gets_the_rest(&desk, &known, told).await?;
    let snapshot = come_back(&desk.console(), cursor).await?;
    agent_gets_the_rest(&desk, shown, snapshot).await?;

    let asking = desk.ask_for_everything(ASKING).await?;
    let closed = desk.until_only_the_awake_are_left().await?;
    assert_eq!(closed, 4 + asking.len(), "closed as too slow");
    let growth = peak.growth_mib()?;
    assert!(growth <= GROWTH_MIB_MAX, "it grew by {growth} MiB");
    drop((lost_tab, lost_console, asking));
    Ok(())
}

/// The tab comes back where it was, and has in the end what the tab has that read all the time.
async fn visitor_gets_the_rest(
    desk: &Desk,
    known: &VisitorState,
    mut told: Vec<(u32, String)>,
) -> Result<()> {
    let (wanted, last) = desk.visitor.state().read(|state| {
        let later = state.seen.iter().filter(|seen| seen.seq > known.last_seq);
        let later = later.map(|seen| (seen.seq, seen.text.clone()));
        (later.collect::<Vec<_>>(), state.last_seq)
    });
    let known = VisitorState {
        last_seq: told.last().context("it heard nothing")?.0,
        ..known.known()
    };
    let back = Visitor::resume(faithful_visitor(&desk.gateway), known);
    back.until("the rest", |state| (state.last_seq == last).then_some(()))
        .await?;
    back.state().read(|state| {
        ensure!(state.faults.is_empty(), "{:?}", state.faults);
        told.extend(state.seen.iter().map(|seen| (seen.seq, seen.text.clone())));
        Ok(())
    })?;
    let places: Vec<_> = told.iter().map(|(seq, _)| seq).collect();
    ensure!(told == wanted, "the visitor has {places:?}");
    Ok(())
}

/// The console was shown some, is shown the last ones, and asks for those between.
async fn agent_gets_the_rest(
    desk: &Desk,
    mut shown: Vec<MessageView>,
    snapshot: Snapshot,
) -> Result<()> {
    let first = shown.first().context("it heard nothing")?.seq;
    let wanted = desk.agent.state().read(|state| {
        let held = state.held.get(&desk.conversation)?;
        let later = held.messages.iter().filter(|message| message.seq >= first);
        Some(later.cloned().collect::<Vec<_>>())
    });
    let wanted = wanted.context("not held any more")?;
    let held = snapshot.conversations.into_iter().next();
    let latest = held.context("an empty desk")?.messages;
    let from = shown.last().map_or(0, |message| message.seq) + 1;
    let to = latest.first().context("it is shown nothing")?.seq;
    ensure!(from < to, "it missed too little to have to ask");
    let http = desk.gateway.http().with_cookie(&desk.cookie);
    let all = Transcript::read(&http, &desk.conversation).await?.messages;
    shown.extend(all.into_iter().filter(|m| (from..to).contains(&m.seq)));
    shown.extend(latest);
    let places: Vec<_> = shown.iter().map(|message| message.seq).collect();
    ensure!(shown == wanted, "the agent has {places:?}");
    Ok(())
}

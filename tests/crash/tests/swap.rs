//! A component replaced again and again while messages pass through it.

use std::{
    collections::BTreeMap,
    fs,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use frontdesk_test_bench::{Gateway, Settings, components, other_version, report::count};
use frontdesk_test_crash::{Crew, Shape, refusals, verify};
use rand::{SeedableRng as _, rngs::StdRng};
use tokio::time::{interval, sleep};

/// Messages a second, both ways together.
const RATE: u64 = 1_000;
/// Swaps while they pass.
const SWAPS: u8 = 8;
/// What a message is refused with whose conversation is over, as the page or the console that sends it will hear.
const OVER: [&str; 4] = [
    "no_conversation",
    "unknown_conversation",
    "wrong_state",
    "not_assigned_to_you",
];
/// How long one may take, compiling on a busy machine included.
const SWAP_LIMIT: Duration = Duration::from_mins(1);

#[tokio::test(flavor = "multi_thread")]
async fn hot_swaps_at_a_thousand_messages_a_second_lose_double_and_reorder_nothing() -> Result<()> {
    let seed = crate::seed();
    swaps(seed)
        .await
        .with_context(|| format!("FRONTDESK_SEED={seed}"))
}

async fn swaps(seed: u64) -> Result<()> {
    let mut rng = StdRng::seed_from_u64(seed);
    let folder = tempfile::tempdir()?;
    let own = folder.path().join("components");
    fs::create_dir(&own)?;
    let original = fs::read(components()?.join("webchat.wasm"))?;
    let settings = Settings {
        agents: 12,
        wrap_up_s: 600,
        ..Settings::default()
    };
    let settings = settings.with("plugins.watch", "false");
    let mut gateway = Gateway::prepare(folder.path(), &settings)?;
    gateway.use_components(&own);
    gateway.put_component("webchat", &original)?;
    gateway.resume().await?;
    let shape = Shape {
        visitors: 60,
        agents: 12,
    };
    let mut crew = Crew::hire(&gateway, shape).await?;

    let began = Instant::now();
    let mut pace = interval(Duration::from_millis(2));
    let took = {
        let swapping = swapping(&gateway, &settings, &original);
        tokio::pin!(swapping);
        loop {
            tokio::select! {
                took = &mut swapping => break took?,
                _ = pace.tick() => keep_pace(&mut crew, &mut rng, began),
            }
        }
    };
    let (sent, seconds) = (crew.sent.len(), began.elapsed().as_secs_f64());
    crew.settled().await?;
    verify(&crew).await?;

    let rate = count(u64::try_from(sent)?) / seconds;
    ensure!(
        rate > 0.9 * count(RATE),
        "only {rate:.0} messages a second were sent"
    );
    a_swap_refuses_nobody(&crew)?;
    let table = gateway.tell(&["plugin", "list"]).await?;
    let generation = format!(" {} ", SWAPS + 1);
    ensure!(
        table.contains(&generation),
        "not every version ran:\n{table}"
    );
    ensure!(
        !gateway.log().contains("component failed"),
        "{}",
        gateway.log()
    );
    let longest = took.iter().max().copied().unwrap_or_default();
    report(&format!(
        "{sent} messages at {rate:.0}/s over {SWAPS} swaps: none lost, doubled or reordered; the longest \
         reload took {} ms",
        longest.as_millis()
    ));
    ensure!(
        gateway.terminate(Duration::from_secs(20)).await?.code() == Some(0),
        "it did not stop well"
    );
    Ok(())
}

/// Who writes while the other side ends the conversation is told so; nothing else is refused.
fn a_swap_refuses_nobody(crew: &Crew) -> Result<()> {
    let (refused, sent) = (refusals(crew), crew.sent.len());
    let others: BTreeMap<_, _> = refused
        .iter()
        .filter(|(_, code)| !OVER.contains(&code.as_str()))
        .collect();
    ensure!(others.is_empty(), "refused during swaps: {others:?}");
    ensure!(
        refused.len() < sent / 2,
        "{} of {sent} came after the end of their conversation: that was no load",
        refused.len()
    );
    Ok(())
}

/// Everybody acts until as many messages have been sent as should have been by now.
fn keep_pace(crew: &mut Crew, rng: &mut StdRng, began: Instant) {
    let due = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX) * RATE / 1_000;
    let due = usize::try_from(due).unwrap_or(usize::MAX);
    // Most acts are messages; those that are not must not keep the swaps from their turn.
    for _ in 0..100 {
        if crew.sent.len() >= due {
            return;
        }
        crew.act(rng);
    }
}

/// Replaces the component and changes the queue, and lets the gateway take both up, again and again; how
/// long each took.
async fn swapping(
    gateway: &Gateway,
    settings: &Settings,
    original: &[u8],
) -> Result<Vec<Duration>> {
    let mut took = Vec::new();
    // The first conversations begin.
    sleep(Duration::from_secs(2)).await;
    for version in 1..=SWAPS {
        gateway.put_component("webchat", &other_version(original, version))?;
        gateway.configure(&Settings {
            offer_s: settings.offer_s - u32::from(version),
            ..settings.clone()
        })?;
        let began = Instant::now();
        let said = tokio::time::timeout(SWAP_LIMIT, gateway.tell(&["reload"]))
            .await
            .context("a swap took too long")??;
        took.push(began.elapsed());
        let is_whole = said.contains("swapped") && said.contains("offer_s");
        ensure!(is_whole, "swap {version}: {said}");
        sleep(Duration::from_millis(300)).await;
    }
    Ok(took)
}

#[expect(clippy::print_stderr, reason = "the figures of a run that went well")]
fn report(text: &str) {
    eprintln!("{text}");
}

//! A component replaced again and again while messages pass through it.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use frontdesk_test_bench::{Gateway, Settings, components};
use frontdesk_test_crash::{Crew, Shape, verify};
use rand::{SeedableRng as _, rngs::StdRng};
use tokio::time::{interval, sleep};

/// Messages a second, both ways together.
const RATE: u64 = 1_000;
/// Swaps while they pass.
const SWAPS: u8 = 8;
/// How long one may take, compiling on a busy machine included.
const SWAP_LIMIT: Duration = Duration::from_secs(60);

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
    put(&own, &original)?;
    let settings = Settings {
        agents: 12,
        wrap_up_s: 600,
        ..Settings::default()
    };
    let settings = settings.with("plugins.watch", "false");
    let mut gateway = Gateway::prepare(folder.path(), &settings)?;
    gateway.use_components(&own);
    gateway.resume().await?;
    let shape = Shape {
        visitors: 60,
        agents: 12,
    };
    let mut crew = Crew::hire(&gateway, shape).await?;

    let swapping = swapping(&gateway, &own, &original);
    tokio::pin!(swapping);
    let began = Instant::now();
    let mut pace = interval(Duration::from_millis(2));
    let took = loop {
        tokio::select! {
            took = &mut swapping => break took?,
            _ = pace.tick() => keep_pace(&mut crew, &mut rng, began),
        }
    };
    let (sent, seconds) = (crew.sent.len(), began.elapsed().as_secs_f64());
    crew.settled().await?;
    let messages = verify(&crew).await?;

    let rate = u64::try_from(sent)? as f64 / seconds;
    ensure!(
        rate > 0.9 * RATE as f64,
        "only {rate:.0} messages a second were sent"
    );
    ensure!(messages >= sent, "{sent} were sent, {messages} are there");
    let table = output(&gateway, &["plugin", "list"]).await?;
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

/// Replaces the component and lets the gateway take it up, again and again; how long each took.
async fn swapping(gateway: &Gateway, own: &Path, original: &[u8]) -> Result<Vec<Duration>> {
    let mut took = Vec::new();
    // The first conversations begin.
    sleep(Duration::from_secs(2)).await;
    for version in 1..=SWAPS {
        let mut wasm = original.to_vec();
        // A custom section: another version to the host, the same to everybody else.
        wasm.extend([0, 4, 2, b'f', b'd', version]);
        put(own, &wasm)?;
        let began = Instant::now();
        let said = tokio::time::timeout(SWAP_LIMIT, output(gateway, &["reload"]))
            .await
            .context("a swap took too long")??;
        took.push(began.elapsed());
        ensure!(said.contains("swapped"), "swap {version}: {said}");
        sleep(Duration::from_millis(300)).await;
    }
    Ok(took)
}

fn put(own: &Path, wasm: &[u8]) -> Result<()> {
    let half = own.join("half");
    fs::write(&half, wasm)?;
    Ok(fs::rename(half, own.join("webchat.wasm"))?)
}

async fn output(gateway: &Gateway, words: &[&str]) -> Result<String> {
    let output = gateway.ask(words)?.output().await?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(
        output.status.success(),
        "{words:?}: {said}\n{}",
        gateway.log()
    );
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[expect(clippy::print_stderr, reason = "the figures of a run that went well")]
fn report(text: &str) {
    eprintln!("{text}");
}

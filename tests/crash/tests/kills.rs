//! `kill -9` at random moments.

use std::{collections::BTreeMap, env, time::Duration};

use anyhow::{Context as _, Result};
use frontdesk_test_bench::{Gateway, Settings};
use frontdesk_test_crash::{Crew, Shape, verify, verify_floor};
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use tokio::time::{Instant, sleep};

const KILLS: u32 = 50;

#[tokio::test]
async fn nothing_acknowledged_is_lost_or_doubled_by_fifty_kills_under_load() -> Result<()> {
    let seed = crate::seed();
    let kills = env::var("FRONTDESK_KILLS")
        .ok()
        .and_then(|kills| kills.parse().ok());
    fifty_kills(seed, kills.unwrap_or(KILLS))
        .await
        .with_context(|| format!("FRONTDESK_SEED={seed}"))
}

async fn fifty_kills(seed: u64, kills: u32) -> Result<()> {
    let mut rng = StdRng::seed_from_u64(seed);
    let folder = tempfile::tempdir()?;
    let settings = Settings {
        agents: 3,
        wrap_up_s: 600,
        ..Settings::default()
    };
    let mut gateway = Gateway::start(folder.path(), &settings).await?;
    let mut crew = Crew::hire(
        &gateway,
        Shape {
            visitors: 24,
            agents: 3,
        },
    )
    .await?;
    let mut waits = BTreeMap::new();
    for kill in 1..=kills {
        async {
            burst(&mut crew, &mut rng).await?;
            gateway.kill().await?;
            gateway.resume().await?;
            crew.settled().await?;
            verify_floor(&crew, &mut waits)
        }
        .await
        .with_context(|| format!("kill {kill} of {kills}\n{}", gateway.log()))?;
        if kill % 10 == 0 {
            verify(&crew)
                .await
                .with_context(|| format!("after kill {kill}"))?;
        }
    }
    let messages = verify(&crew).await?;
    assert!(
        messages > usize::try_from(kills)?,
        "only {messages} messages: that was no load"
    );
    assert_eq!(
        gateway.terminate(Duration::from_secs(20)).await?.code(),
        Some(0)
    );
    Ok(())
}

/// Everybody acts until a random number of answers has come, and a little longer.
async fn burst(crew: &mut Crew, rng: &mut StdRng) -> Result<()> {
    let before = crew.answers();
    let enough = before + rng.random_range(0..60);
    let deadline = Instant::now() + Duration::from_secs(20);
    let mut pace = tokio::time::interval(Duration::from_micros(500));
    while crew.answers() < enough {
        anyhow::ensure!(Instant::now() < deadline, "no answers any more");
        for _ in 0..rng.random_range(1..4) {
            crew.act(rng);
        }
        pace.tick().await;
    }
    for _ in 0..10 {
        crew.act(rng);
    }
    // The moment itself is the condition: anywhere within a commit or after it.
    sleep(Duration::from_micros(rng.random_range(0..4_000))).await;
    Ok(())
}

//! A stop that was asked for.

use std::time::Duration;

use anyhow::{Context as _, Result};
use frontdesk_test_bench::{Gateway, Settings};
use frontdesk_test_crash::{Crew, Shape, verify};
use rand::{SeedableRng as _, rngs::StdRng};

#[tokio::test]
async fn a_stop_under_load_closes_every_socket_with_1001_and_loses_nothing() -> Result<()> {
    let seed = crate::seed();
    let mut rng = StdRng::seed_from_u64(seed);
    let folder = tempfile::tempdir()?;
    let mut gateway = Gateway::start(folder.path(), &Settings::default()).await?;
    let mut crew = Crew::hire(
        &gateway,
        Shape {
            visitors: 8,
            agents: 2,
        },
    )
    .await?;
    while crew.answers() < 60 {
        // A load, and no flood: who says more than is heard is closed before the stop comes.
        if crew.unanswered() < 40 {
            crew.act(&mut rng);
        }
        tokio::task::yield_now().await;
    }
    (0..50).for_each(|_| crew.act(&mut rng));
    let ended = gateway.terminate(Duration::from_secs(20)).await?;
    assert_eq!(ended.code(), Some(0), "seed {seed}: {}", gateway.log());
    for visitor in &crew.visitors {
        let going_away = Some(Some(1001));
        visitor
            .until("the end of the socket", |state| {
                (state.closes.first().copied() == going_away).then_some(())
            })
            .await
            .with_context(|| format!("{:?}", visitor.state().read(|state| state.closes.clone())))?;
    }
    gateway.resume().await?;
    crew.settled().await?;
    verify(&crew)
        .await
        .with_context(|| format!("FRONTDESK_SEED={seed}"))?;
    Ok(())
}

//! A disk that fails under load.

use std::{collections::BTreeMap, time::Duration};

use anyhow::{Context as _, Result, ensure};
use frontdesk_test_bench::{Gateway, PATIENCE, Settings};
use frontdesk_test_crash::{Crew, Disk, Shape, ended_by_itself, or_skip, verify, verify_floor};
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use tokio::time::{Instant, interval};

const CUTS: u32 = 5;
/// What the program says when writing to its state failed: start me again.
const FAIL_STOP: i32 = 70;

#[tokio::test]
async fn a_disk_that_fails_ends_the_process_with_70_and_nothing_acknowledged_is_lost() -> Result<()>
{
    let folder = tempfile::tempdir()?;
    let (image, state) = (folder.path().join("disk"), folder.path().join("state"));
    let disk = Disk::in_file(&image, &state, 1_024);
    let Some(disk) = or_skip(disk, "a_disk_that_fails_ends_the_process")? else {
        return Ok(());
    };
    let seed = crate::seed();
    // What was compiled is kept elsewhere: it is not acknowledged to anyone, and takes time to make.
    let cache = folder.path().join("components");
    let settings = Settings {
        wrap_up_s: 600,
        ..Settings::default()
    }
    .with("plugins.cache", &cache.to_string_lossy());
    let gateway = Gateway::start(folder.path(), &settings).await?;
    fail_again_and_again(gateway, &disk, seed)
        .await
        .with_context(|| format!("FRONTDESK_SEED={seed}"))
}

async fn fail_again_and_again(mut gateway: Gateway, disk: &Disk, seed: u64) -> Result<()> {
    let mut rng = StdRng::seed_from_u64(seed);
    let shape = Shape {
        visitors: 12,
        agents: 3,
    };
    let mut crew = Crew::hire(&gateway, shape).await?;
    // Much to write at once: a disk may fail in the middle of it.
    crew.wordiness = 3_500;
    let mut waits = BTreeMap::new();
    for cut in 1..=CUTS {
        async {
            let power = disk.prepare_cut()?;
            let enough = crew.answers() + rng.random_range(20..200);
            answered(&mut crew, enough, &mut rng).await?;
            power.now()?;
            // Whatever the disk still took, there is something to write from here on.
            (0..50).for_each(|_| crew.act(&mut rng));
            let ended = ended_by_itself(&mut gateway, PATIENCE).await?;
            let log = gateway.log();
            ensure!(ended.code() == Some(FAIL_STOP), "{ended}:\n{log}");
            ensure!(log.contains("writing to the state failed"), "{log}");
            disk.restore()?;
            gateway.resume().await?;
            crew.settled().await?;
            verify_floor(&crew, &mut waits)
        }
        .await
        .with_context(|| format!("cut {cut} of {CUTS}\n{}", gateway.log()))?;
    }
    let messages = verify(&crew).await?;
    ensure!(messages > 100, "only {messages} messages: that was no load");
    Ok(())
}

/// Everybody acts until so many answers have come in all.
async fn answered(crew: &mut Crew, enough: usize, rng: &mut StdRng) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    let mut pace = interval(Duration::from_millis(1));
    while crew.answers() < enough {
        ensure!(Instant::now() < deadline, "no answers any more");
        crew.act(rng);
        pace.tick().await;
    }
    Ok(())
}

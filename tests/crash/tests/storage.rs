//! State that is held by another, damaged, or has no room to grow.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, Result, ensure};
use frontdesk_test_bench::{Gateway, Settings, Visitor, VisitorState, cast};
use frontdesk_test_crash::{Disk, Transcript, or_skip};

#[tokio::test]
async fn a_second_process_on_the_same_state_says_so_and_ends() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let first = Gateway::start(folder.path(), &Settings::default()).await?;
    let other = tempfile::tempdir()?;
    let mut second = Gateway::prepare(other.path(), &Settings::default())?;
    std::os::unix::fs::symlink(first.state_path(), second.state_path())?;
    let refusal = second
        .attempt()
        .await?
        .err()
        .context("the second one started")?;
    assert_eq!(refusal.code, Some(1), "{}", refusal.stderr);
    assert!(
        refusal.stderr.contains("another frontdesk (process "),
        "{}",
        refusal.stderr
    );
    assert!(
        refusal.stderr.contains("Stop it first"),
        "a remedy: {}",
        refusal.stderr
    );
    assert_eq!(first.http().get("/readyz").await?.status, 200);
    Ok(())
}

#[tokio::test]
async fn damaged_state_is_refused_with_a_remedy() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut gateway = Gateway::start(folder.path(), &Settings::default()).await?;
    let visitor = Visitor::connect(cast::faithful_visitor(&gateway));
    visitor.connected().await?;
    visitor.start("start", "Ann", None);
    for number in 0..200 {
        visitor.say(&format!("m{number:03}"), &"words ".repeat(100));
    }
    visitor.settled().await?;
    gateway.terminate(Duration::from_secs(20)).await?;
    let file = largest_file(&gateway.state_path().join("store"))?;
    let mut bytes = fs::read(&file)?;
    let used = bytes
        .iter()
        .rposition(|byte| *byte != 0)
        .context("an empty store")?;
    for byte in bytes.iter_mut().take(used / 2 + 64).skip(used / 2) {
        *byte ^= 0x55;
    }
    fs::write(&file, &bytes)?;
    let refusal = gateway
        .attempt()
        .await?
        .err()
        .context("it started on damaged state")?;
    assert_eq!(refusal.code, Some(1), "{}", refusal.stderr);
    assert!(refusal.stderr.contains("damaged"), "{}", refusal.stderr);
    assert!(
        refusal.stderr.contains("copy of the state folder"),
        "a remedy: {}",
        refusal.stderr
    );
    assert!(!refusal.stderr.contains("panicked"), "{}", refusal.stderr);
    Ok(())
}

fn largest_file(folder: &Path) -> Result<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("{}", folder.display()))? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else {
                found.push((entry.metadata()?.len(), entry.path()));
            }
        }
    }
    found
        .into_iter()
        .max()
        .map(|(_, path)| path)
        .context("no file")
}

#[tokio::test]
async fn a_full_disk_refuses_new_work_loses_nothing_and_recovers_by_itself() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let disk = Disk::in_memory(&folder.path().join("state"), 48);
    let Some(disk) = or_skip(disk, "a_full_disk_refuses_new_work")? else {
        return Ok(());
    };
    let settings = Settings {
        reserve_mib: 16,
        ..Settings::default()
    };
    let mut gateway = Gateway::start(folder.path(), &settings).await?;
    let visitor = Visitor::connect(cast::faithful_visitor(&gateway));
    visitor.connected().await?;
    visitor.start("start", "Ann", None);
    visitor.say("m-before", "before");
    visitor.settled().await?;

    let filler = disk.path().join("filler");
    fill(&filler, 4)?;
    // Room is looked at now and then, so a few messages may still get in.
    for number in 0.. {
        ensure!(number < 5_000, "the disk is full and nothing is refused");
        visitor.say(&format!("m-during-{number:04}"), "while the disk is full");
        let answered = |state: &VisitorState| {
            (state.pending.is_empty() || !state.delayed.is_empty()).then_some(())
        };
        visitor.until("an answer", answered).await?;
        if visitor
            .state()
            .read(|state| state.delayed.iter().any(|(_, code)| code == "storage_low"))
        {
            break;
        }
    }
    assert_eq!(
        gateway.http().get("/healthz").await?.status,
        200,
        "it lives, and says so"
    );

    fs::remove_file(&filler)?;
    visitor
        .settled()
        .await
        .context("after there was room again")?;
    gateway.kill().await?;
    gateway.resume().await?;
    everything_acknowledged_is_there(&gateway, &visitor).await
}

async fn everything_acknowledged_is_there(gateway: &Gateway, visitor: &Visitor) -> Result<()> {
    let http = gateway
        .http()
        .with_cookie(&cast::sign_in_supervisor(gateway).await?);
    let acked = visitor.state().read(|state| state.acked.clone());
    let conversation = acked
        .first()
        .context("nothing was acknowledged")?
        .conversation
        .clone();
    let transcript = Transcript::read(&http, &conversation).await?;
    for acked in acked.iter().filter(|acked| acked.seq.is_some()) {
        assert_eq!(
            transcript.places_of(&acked.id),
            acked.seq.as_slice(),
            "{}",
            acked.id
        );
    }
    Ok(())
}

/// Fills the disk up to a few MiB.
fn fill(path: &Path, leave_mib: usize) -> Result<()> {
    use std::io::Write as _;
    let mut file = fs::File::create(path)?;
    let block = vec![1_u8; 1 << 20];
    let mut written = 0_u64;
    while file.write_all(&block).is_ok() {
        written += 1 << 20;
    }
    file.set_len(written.saturating_sub((leave_mib as u64) << 20))?;
    Ok(())
}

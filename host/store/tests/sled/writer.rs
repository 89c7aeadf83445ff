//! A process of its own that commits numbered records and says which were acknowledged.
//!
//! The process is this test binary, started again with [`STATE`] set: only then does
//! [`child_that_commits_until_it_ends`] do anything.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    sync::Arc,
};

use frontdesk_store::{Batch, Key, SledOptions, SledStore, Store, StoreError, codec, keys};

const STATE: &str = "STORE_WRITER_STATE";
const ROUND: &str = "STORE_WRITER_ROUND";

/// Tasks that commit at the same time, each its own numbers, so that syncs are shared.
const TASKS: u32 = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child_that_commits_until_it_ends() {
    let (Ok(state), Ok(round)) = (std::env::var(STATE), std::env::var(ROUND)) else {
        return;
    };
    let round = round.parse().unwrap();
    let store = Arc::new(SledStore::open(SledOptions::new(state)).await.unwrap());
    let mut tasks = tokio::task::JoinSet::new();
    for task in 0..TASKS {
        let store = store.clone();
        tasks.spawn(async move { commit_until_it_fails(&*store, round, task).await });
    }
    while let Some(ended) = tasks.join_next().await {
        let error = ended.unwrap();
        assert!(matches!(
            error,
            StoreError::CommitFailed { .. } | StoreError::Poisoned { .. }
        ));
    }
    let after = store.commit(batch(round, TASKS, 1)).await;
    assert!(
        matches!(after, Err(StoreError::Poisoned { .. })),
        "{after:?}"
    );
    say("poisoned");
}

async fn commit_until_it_fails(store: &dyn Store, round: u32, task: u32) -> StoreError {
    for number in 1.. {
        if let Err(error) = store.commit(batch(round, task, number)).await {
            return error;
        }
        say(&format!("ack {task} {number}"));
    }
    StoreError::Closed
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").unwrap();
    out.flush().unwrap();
}

/// Two records that are there together, one deletion, and something that is written over for ever.
fn batch(round: u32, task: u32, number: u32) -> Batch {
    let mut batch = Batch::new();
    for half in ["first", "second"] {
        let key = key(half, round, task, number);
        let value = codec::encode(&key, &(number, filler(number))).unwrap();
        batch.put(key, value);
    }
    let last = keys::meta(&format!("last/{task}"));
    let value = codec::encode(&last, &(round, number)).unwrap();
    batch.put(last, value);
    batch.delete(key("third", round, task, number));
    batch
}

fn key(half: &str, round: u32, task: u32, number: u32) -> Key {
    keys::meta(&format!("{half}/{round:04}/{task}/{number:08}"))
}

/// Mostly short, as messages are; now and then a long one, and some as long as they may be.
fn filler(number: u32) -> String {
    let length = match number % 40 {
        0 => 60_000,
        1..=4 => 20_000,
        _ => 300,
    };
    char::from(b'a' + u8::try_from(number % 26).unwrap())
        .to_string()
        .repeat(length)
}

/// A running writer.
pub(crate) struct Writer {
    child: Child,
    lines: BufReader<ChildStdout>,
    acknowledged: Acknowledged,
    poisoned: bool,
}

/// The last acknowledged number of each task of one round.
pub(crate) type Acknowledged = BTreeMap<u32, u32>;

impl Writer {
    pub(crate) fn start(state: &Path, round: u32) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args([
            "--exact",
            "writer::child_that_commits_until_it_ends",
            "--nocapture",
        ]);
        command
            .env(STATE, state)
            .env(ROUND, round.to_string())
            .stdout(Stdio::piped());
        let mut child = crate::forking(|| command.spawn()).unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Self {
            child,
            lines,
            acknowledged: BTreeMap::new(),
            poisoned: false,
        }
    }

    /// Reads on until this many acknowledgements have come; false when the writer ended before.
    pub(crate) fn wait_for(&mut self, acknowledgements: u32) -> bool {
        (0..acknowledgements).all(|_| self.read_acknowledgement())
    }

    fn read_acknowledgement(&mut self) -> bool {
        loop {
            let mut line = String::new();
            if self.lines.read_line(&mut line).unwrap() == 0 {
                return false;
            }
            // A line that the kill cut off was not an acknowledgement anyone could rely on.
            let whole = line.strip_suffix('\n').unwrap_or_default();
            self.poisoned |= whole == "poisoned";
            if let Some((task, number)) = whole.strip_prefix("ack ").and_then(|l| l.split_once(' '))
            {
                self.acknowledged
                    .insert(task.parse().unwrap(), number.parse().unwrap());
                return true;
            }
        }
    }

    /// Kills it, and returns everything it had said by then.
    pub(crate) fn kill(mut self) -> Acknowledged {
        self.child.kill().unwrap();
        self.wait_until_it_ends().0
    }

    /// Returns everything it said until it ended by itself, and whether its store was poisoned.
    pub(crate) fn wait_until_it_ends(mut self) -> (Acknowledged, bool) {
        while self.read_acknowledgement() {}
        self.child.wait().unwrap();
        (self.acknowledged, self.poisoned)
    }
}

/// Checks that a state holds every acknowledged batch of a round, whole, and at most one more.
pub(crate) async fn verify(store: &dyn Store, round: u32, acknowledged: &Acknowledged) {
    for task in 0..TASKS {
        let last = acknowledged.get(&task).copied().unwrap_or_default();
        for number in 1..=last {
            assert!(
                is_whole(store, round, task, number).await,
                "{round}/{task}/{number} is lost"
            );
        }
        is_whole(store, round, task, last + 1).await;
        assert!(
            !is_whole(store, round, task, last + 2).await,
            "one commit at a time was in flight"
        );
    }
}

/// Whether a batch is there; half a batch is a failure.
async fn is_whole(store: &dyn Store, round: u32, task: u32, number: u32) -> bool {
    let mut halves = Vec::new();
    for half in ["first", "second"] {
        let key = key(half, round, task, number);
        let found = store.get(&key).await.unwrap();
        halves.push(found.map(|found| {
            let (stored, text): (u32, String) = codec::decode(&key, &found.value).unwrap();
            assert!(
                stored == number && text == filler(number),
                "{key} has changed"
            );
            found.version
        }));
    }
    assert_eq!(halves[0], halves[1], "half of {round}/{task}/{number}");
    halves[0].is_some()
}

/// The next of a fixed row of numbers that look random.
pub(crate) fn next_random(state: &mut u32) -> u32 {
    *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
    *state >> 16
}

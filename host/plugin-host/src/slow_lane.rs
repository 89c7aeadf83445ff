//! Where calls of slow plugins run, so that nobody waits for them.
//!
//! A call runs on a thread that also carries other people's messages. One that is over in
//! microseconds disturbs nobody; a few components that run for milliseconds make everybody late. So a
//! plugin whose calls are often long is slow, and so is one that nobody knows yet; as long as it is, its
//! calls run one after the other with those of all other slow plugins, each on a thread of its own that
//! gives way to every other thread. There, running time is the thread's own: a call is not to blame for having had to wait.

use std::{
    cell::Cell,
    collections::BTreeMap,
    panic::resume_unwind,
    pin::pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

use rustix::{
    process::setpriority_process,
    thread::{ClockId, gettid},
    time::clock_gettime,
};
use tokio::{
    runtime::{Handle, RuntimeFlavor},
    sync::Semaphore,
    task::block_in_place,
    time::timeout,
};

use crate::fault::Fault;

/// From how long on a call was long. On a busy machine any call may seem so, which is why one alone
/// says nothing of its plugin.
const LONG: Duration = Duration::from_millis(5);
/// What a long call adds to a plugin's score, from which a short one takes one away: whose calls are
/// long less often than one in so many stays at the bottom.
const LONG_SCORE: u32 = 16;
/// From this score on a plugin is slow.
const SLOW_SCORE: u32 = 3 * LONG_SCORE;
/// The score of a plugin that nobody knows yet: its first calls run aside, and this many short ones more
/// than it takes to be slow make it trusted.
const NEW_SCORE: u32 = SLOW_SCORE + 8;
/// No score is higher: so soon is a plugin forgiven.
const SCORE_MAX: u32 = 4 * LONG_SCORE;
/// How much the lane's threads give way: a tenth of what any other thread has, where both would run.
const NICE: i32 = 10;
/// The longest wait for the lane: what would have to wait for longer is told that there is too much to
/// do.
const WAIT_MAX: Duration = Duration::from_secs(2);

thread_local! {
    static IS_LANE: Cell<bool> = const { Cell::new(false) };
}

/// The lane of all slow plugins: one call at a time.
#[derive(Debug)]
pub(crate) struct SlowLane {
    turn: Semaphore,
    /// Scores by the plugin's name: another version of a plugin is not a plugin that nobody knows.
    scores: Mutex<BTreeMap<String, Arc<AtomicU32>>>,
}

impl SlowLane {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            turn: Semaphore::new(1),
            scores: Mutex::default(),
        })
    }

    fn score_of(&self, plugin: &str) -> Arc<AtomicU32> {
        let mut scores = self.scores.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || Arc::new(AtomicU32::new(NEW_SCORE));
        scores.entry(plugin.to_owned()).or_insert_with(new).clone()
    }
}

/// What one plugin has to do with the lane.
#[derive(Debug)]
pub(crate) struct Slowness {
    lane: Arc<SlowLane>,
    score: Arc<AtomicU32>,
}

impl Slowness {
    pub(crate) fn new(lane: Arc<SlowLane>, plugin: &str) -> Self {
        let score = lane.score_of(plugin);
        Self { lane, score }
    }

    fn is_slow(&self) -> bool {
        self.score.load(Relaxed) >= SLOW_SCORE
    }

    /// Runs a part of a call: here, or in the lane if the plugin is slow.
    pub(crate) async fn run<T: Send>(
        &self,
        part: impl Future<Output = Result<T, Fault>> + Send,
    ) -> Result<T, Fault> {
        // A runtime of one thread has nobody to disturb.
        let may_block = Handle::current().runtime_flavor() == RuntimeFlavor::MultiThread;
        if !self.is_slow() || !may_block {
            return self.here(part).await;
        }
        let Ok(Ok(turn)) = timeout(WAIT_MAX, self.lane.turn.acquire()).await else {
            return Err(Fault::Busy);
        };
        // Those before it may have shown meanwhile that it is not slow: nobody else has to stand in line.
        if !self.is_slow() {
            drop(turn);
            return self.here(part).await;
        }
        let (result, ran) = block_in_place(|| aside(part));
        drop(turn);
        self.ran(ran);
        result
    }

    async fn here<T>(&self, part: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
        let began = Instant::now();
        let result = part.await;
        self.ran(began.elapsed());
        result
    }

    /// Drops what a call leaves behind; giving its memory back can cost as much as the call.
    pub(crate) fn drop<T: Send>(&self, left: T) {
        let may_block = Handle::try_current()
            .is_ok_and(|handle| handle.runtime_flavor() == RuntimeFlavor::MultiThread);
        if self.is_slow() && may_block {
            block_in_place(|| {
                aside(async move { drop(left) });
            });
        }
    }

    fn ran(&self, time: Duration) {
        // Two calls at once may see the same score: it is a guess anyway.
        let score = self.score.load(Relaxed);
        let next = if time >= LONG {
            score.saturating_add(LONG_SCORE).min(SCORE_MAX)
        } else {
            score.saturating_sub(1)
        };
        if next != score {
            self.score.store(next, Relaxed);
        }
    }
}

/// The running time of the lane's thread that this is; `None`: it is another thread.
pub(crate) fn own_time() -> Option<Duration> {
    IS_LANE.get().then(|| {
        let ran = clock_gettime(ClockId::ThreadCPUTime);
        let seconds = u64::try_from(ran.tv_sec).unwrap_or_default();
        Duration::new(seconds, u32::try_from(ran.tv_nsec).unwrap_or_default())
    })
}

fn lane_thread() -> thread::Builder {
    thread::Builder::new().name("plugin-slow".to_owned())
}

fn give_way() {
    // A kernel that does not allow it leaves the thread as it is: slower for others, but right.
    let _ignored = setpriority_process(Some(gettid()), NICE);
}

/// Runs a future to its end on a thread of its own; what came of it, and its running time.
fn aside<T: Send>(part: impl Future<Output = T> + Send) -> (T, Duration) {
    let handle = Handle::current();
    let mut part = pin!(part);
    thread::scope(|scope| {
        let thread = lane_thread().spawn_scoped(scope, || {
            give_way();
            IS_LANE.set(true);
            let result = handle.block_on(part.as_mut());
            (result, own_time().unwrap_or_default())
        });
        match thread.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(ended)) => Some(ended),
            Ok(Err(panic)) => resume_unwind(panic),
            Err(_) => None,
        }
    })
    // No thread to be had: the one that waits does it.
    .unwrap_or_else(|| {
        let began = Instant::now();
        (Handle::current().block_on(part), began.elapsed())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slow() -> Slowness {
        let slowness = unknown();
        slowness.score.store(SCORE_MAX, Relaxed);
        slowness
    }

    fn unknown() -> Slowness {
        Slowness::new(SlowLane::new(), "shop")
    }

    fn trusted() -> Slowness {
        let slowness = slow();
        slowness.score.store(0, Relaxed);
        slowness
    }

    #[test]
    fn a_new_plugin_is_slow_until_its_first_calls_were_short() {
        let slowness = unknown();
        for _ in 0..8 {
            assert!(slowness.is_slow());
            slowness.ran(Duration::ZERO);
        }
        slowness.ran(Duration::ZERO);
        assert!(!slowness.is_slow());
    }

    #[test]
    fn another_version_of_a_plugin_is_known() {
        let known = trusted();
        let of = |name| Slowness::new(Arc::clone(&known.lane), name);
        assert!(!of("shop").is_slow());
        assert!(of("other").is_slow());
    }

    #[test]
    fn a_plugin_is_slow_whose_calls_are_often_long_until_enough_were_short() {
        let slowness = trusted();
        for _ in 0..100 {
            slowness.ran(LONG);
            for _ in 0..LONG_SCORE {
                slowness.ran(Duration::ZERO);
            }
            assert!(!slowness.is_slow(), "one in seventeen");
        }
        for _ in 0..3 {
            slowness.ran(LONG);
        }
        assert!(slowness.is_slow());
        for _ in 0..SCORE_MAX {
            slowness.ran(Duration::ZERO);
        }
        assert!(!slowness.is_slow());
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn a_slow_plugins_call_runs_on_a_thread_that_gives_way_and_may_wait_there() {
        let came_to = slow()
            .run(async {
                tokio::task::yield_now().await;
                let nice = rustix::process::getpriority_process(Some(gettid())).ok();
                Ok((own_time().is_some(), nice))
            })
            .await;
        let here = rustix::process::getpriority_process(None).unwrap_or_default();
        assert_eq!(came_to, Ok((true, Some(NICE.max(here)))));
        assert_eq!(own_time(), None);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn others_call_where_they_are() {
        let came_to = trusted().run(async { Ok(own_time()) }).await;
        assert_eq!(came_to, Ok(None));
    }

    #[tokio::test]
    async fn a_runtime_of_one_thread_calls_where_it_is() {
        let came_to = slow().run(async { Ok(own_time()) }).await;
        assert_eq!(came_to, Ok(None));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn a_running_time_is_the_threads_own() {
        let slowness = slow();
        let before = slowness.score.load(Relaxed);
        let waited = slowness
            .run(async {
                tokio::time::sleep(LONG * 2).await;
                Ok(())
            })
            .await;
        assert_eq!(waited, Ok(()));
        assert!(slowness.score.load(Relaxed) < before, "it only waited");
    }
}

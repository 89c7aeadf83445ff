//! Things that are looked after until nothing is left to do: by one task each, however often that is asked for.

use std::{collections::BTreeMap, sync::Mutex};

use tokio::task::JoinSet;

use crate::api::lock;

/// What is looked after, each by its own task. Dropped, it ends them all.
pub(crate) struct Rounds<K>(Mutex<Under<K>>);

/// Under one lock: two who ask at once must not begin two tasks.
struct Under<K> {
    /// Whether each is to be looked at once more.
    followed: BTreeMap<K, bool>,
    tasks: JoinSet<()>,
}

impl<K> Default for Rounds<K> {
    fn default() -> Self {
        Self(Mutex::new(Under {
            followed: BTreeMap::new(),
            tasks: JoinSet::new(),
        }))
    }
}

impl<K: Ord + Copy> Rounds<K> {
    /// Has a thing looked at: by the task that is on it, once more, else by `round`, which ends when
    /// [`Self::is_over`] says so. To be called on the runtime that serves.
    pub(crate) fn look_at(&self, thing: K, round: impl Future<Output = ()> + Send + 'static) {
        let mut under = lock(&self.0);
        if let Some(again) = under.followed.get_mut(&thing) {
            *again = true;
            return;
        }
        under.followed.insert(thing, false);
        while under.tasks.try_join_next().is_some() {}
        under.tasks.spawn(round);
    }

    /// Whether a round that found nothing to do is over; if it is, the next look begins another.
    pub(crate) fn is_over(&self, thing: K) -> bool {
        let mut under = lock(&self.0);
        let again = under.followed.get_mut(&thing).is_some_and(std::mem::take);
        if !again {
            under.followed.remove(&thing);
        }
        !again
    }

    /// Things that are looked after.
    pub(crate) fn len(&self) -> usize {
        lock(&self.0).followed.len()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn a_thing_that_is_looked_at_again_has_its_one_task_go_round_once_more() {
        let rounds = Rounds::<u8>::default();
        rounds.look_at(1, async {});
        rounds.look_at(1, async {});
        rounds.look_at(2, async {});
        assert_eq!(rounds.len(), 2);
        assert!(!rounds.is_over(1), "it was asked for meanwhile");
        assert!(rounds.is_over(1));
        assert!(rounds.is_over(2));
        assert_eq!(rounds.len(), 0);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn many_who_ask_at_once_begin_one_task() {
        for _ in 0..200 {
            let rounds = Arc::new(Rounds::<u8>::default());
            let (begun, go) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
            let mut askers = JoinSet::new();
            for _ in 0..4 {
                let (rounds, begun, go) = (rounds.clone(), begun.clone(), go.clone());
                askers.spawn(async move {
                    rounds.look_at(1, async move {
                        begun.fetch_add(1, Ordering::SeqCst);
                        go.notify_one();
                    });
                });
            }
            askers.join_all().await;
            go.notified().await;
            let tasks = std::mem::take(&mut lock(&rounds.0).tasks);
            tasks.join_all().await;
            assert_eq!(begun.load(Ordering::SeqCst), 1);
        }
    }
}

//! Instances that wait for their next call.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use crate::instance::Instance;

/// Idle instances of one named channel: a stack, so that the rarely needed ones fall idle.
pub(crate) struct Pool {
    idle: Mutex<Vec<Instance>>,
    kept_max: usize,
    calls_max: u32,
    idle_max: Duration,
}

impl Pool {
    pub(crate) const fn new(kept_max: usize, calls_max: u32, idle_max: Duration) -> Self {
        Self {
            idle: Mutex::new(Vec::new()),
            kept_max,
            calls_max,
            idle_max,
        }
    }

    /// An instance that has answered well before, if one waits.
    pub(crate) fn take(&self) -> Option<Instance> {
        self.lock().pop()
    }

    /// Keeps an instance after a call that went well, if there is need of it.
    pub(crate) fn keep(&self, mut instance: Instance) {
        if instance.calls >= self.calls_max {
            return;
        }
        instance.idle_since = Instant::now();
        let mut idle = self.lock();
        if idle.len() < self.kept_max {
            idle.push(instance);
        }
    }

    /// Drops instances that have been idle for too long.
    pub(crate) fn sweep(&self) {
        let now = Instant::now();
        let mut idle = self.lock();
        let stale = idle
            .iter()
            .take_while(|instance| now.duration_since(instance.idle_since) >= self.idle_max)
            .count();
        let dropped: Vec<Instance> = idle.drain(..stale).collect();
        drop(idle);
        drop(dropped);
    }

    /// How many wait.
    pub(crate) fn idle(&self) -> usize {
        self.lock().len()
    }

    /// Linear memory that they hold, bytes.
    pub(crate) fn memory_bytes(&self) -> usize {
        self.lock()
            .iter()
            .map(|instance| instance.store.data().memory_bytes())
            .sum()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Instance>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

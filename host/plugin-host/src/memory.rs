//! Memory of all components' instances together, and the part of it that one plugin may have.
//!
//! What is counted is what instances hold, not what they might: most stay far below their limit. One
//! plugin may have half of it all, so that a greedy one leaves the others room.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// A number of bytes that is never exceeded.
#[derive(Debug)]
struct Ledger {
    held: AtomicUsize,
    limit: usize,
}

impl Ledger {
    const fn new(limit: usize) -> Self {
        Self {
            held: AtomicUsize::new(0),
            limit,
        }
    }

    fn take(&self, bytes: usize) -> bool {
        let taken = self
            .held
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |held| {
                held.checked_add(bytes).filter(|&held| held <= self.limit)
            });
        taken.is_ok()
    }

    fn give_back(&self, bytes: usize) {
        self.held.fetch_sub(bytes, Ordering::Relaxed);
    }
}

/// The memory of all plugins together.
#[derive(Debug)]
pub(crate) struct MemoryTotal(Ledger);

impl MemoryTotal {
    /// At most so many bytes.
    pub(crate) fn new(limit: usize) -> Arc<Self> {
        Arc::new(Self(Ledger::new(limit)))
    }
}

/// The memory of one plugin's instances.
#[derive(Debug)]
pub(crate) struct MemoryShare {
    own: Ledger,
    total: Arc<MemoryTotal>,
}

impl MemoryShare {
    /// A share of the total for a plugin one of whose instances may have `instance` bytes.
    pub(crate) fn new(total: &Arc<MemoryTotal>, instance: usize) -> Self {
        Self {
            own: Ledger::new(instance.max(total.0.limit / 2)),
            total: Arc::clone(total),
        }
    }

    /// Takes bytes for an instance; `false`: there are none left, and nothing was taken.
    pub(crate) fn take(&self, bytes: usize) -> bool {
        if !self.own.take(bytes) {
            return false;
        }
        let is_taken = self.total.0.take(bytes);
        if !is_taken {
            self.own.give_back(bytes);
        }
        is_taken
    }

    /// Gives back what an instance had.
    pub(crate) fn give_back(&self, bytes: usize) {
        self.own.give_back(bytes);
        self.total.0.give_back(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_plugin_takes_half_and_all_together_take_no_more_than_there_is() {
        let total = MemoryTotal::new(100);
        let [greedy, other, third] = [10, 10, 10].map(|one| MemoryShare::new(&total, one));
        assert!(greedy.take(50));
        assert!(!greedy.take(1), "half of it is a plugin's most");
        assert!(other.take(50));
        assert!(!third.take(1), "nothing is left");
        other.give_back(50);
        assert!(third.take(50));
        // What was refused was not counted.
        greedy.give_back(50);
        assert!(greedy.take(50));
    }

    #[test]
    fn one_instance_may_be_larger_than_half() {
        let total = MemoryTotal::new(100);
        let large = MemoryShare::new(&total, 80);
        assert!(large.take(80) && !large.take(1));
    }
}

//! The order of conversations: highest queue priority, then longest waiting, then id.

use core::cmp::Reverse;

use crate::{ids::ConversationId, time::Timestamp};

/// A conversation's claim. The smallest ranks first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    priority: Reverse<u8>,
    since: Timestamp,
    pub(super) conversation: ConversationId,
}

impl Rank {
    pub(super) const fn new(priority: u8, since: Timestamp, conversation: ConversationId) -> Self {
        Self {
            priority: Reverse(priority),
            since,
            conversation,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rank(priority: u8, since: u64, id: u64) -> Rank {
        Rank::new(priority, Timestamp(since), ConversationId::new(id).unwrap())
    }

    #[test]
    fn priority_comes_before_waiting_time_and_waiting_time_before_id() {
        assert!(rank(10, 99, 9) < rank(9, 1, 1));
        assert!(rank(5, 1, 9) < rank(5, 2, 1));
        assert!(rank(5, 1, 1) < rank(5, 1, 2));
    }
}

//! The order of conversations of all queues, as the plan's [`Order`] says; equal ones by age, then id.

use core::cmp::Reverse;

use crate::{
    floor::Floor,
    ids::{ConversationId, OfferId, QueueId},
    plan::Order,
    time::Timestamp,
};

/// A conversation's claim at one moment. The smallest ranks first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    first: Reverse<u64>,
    turn: Option<OfferId>,
    since: Timestamp,
    pub(super) conversation: ConversationId,
}

impl Rank {
    /// The claim of a conversation that has waited in this queue since then. None: no such queue.
    pub(super) fn of(
        floor: &Floor,
        queue: &QueueId,
        since: Timestamp,
        conversation: ConversationId,
        now: Timestamp,
    ) -> Option<Self> {
        let own = floor.conversations.get(&conversation);
        let own = own.and_then(|it| it.forwarded.as_ref()?.priority);
        let priority = own.unwrap_or(floor.plan.queues.get(queue)?.priority);
        let turn = match floor.plan.order {
            Order::Turns if priority != Order::AGEING => floor.served.get(queue).copied(),
            Order::Turns | Order::Priority | Order::Score { .. } => None,
        };
        let first =
            score(floor.plan.order, priority, since, now).unwrap_or_else(|| priority.into());
        Some(Self {
            first: Reverse(first),
            turn,
            since,
            conversation,
        })
    }
}

/// The score of a conversation, where the order has one: in thousandths, so that a millisecond
/// counts.
pub(super) fn score(order: Order, priority: u8, since: Timestamp, now: Timestamp) -> Option<u64> {
    match order {
        Order::Score {
            priority_weight,
            age_weight,
        } => {
            let by_priority = u64::from(priority)
                .saturating_mul(priority_weight.into())
                .saturating_mul(1_000);
            let by_age = now.since(since).0.saturating_mul(age_weight.into());
            Some(by_priority.saturating_add(by_age))
        }
        Order::Priority | Order::Turns => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Span, testing::*};

    const NOW: Timestamp = Timestamp(1_000_000);

    fn rank(stage: &Stage, queue_name: &str, seconds: u32, id: u64) -> Rank {
        let since = NOW - Span::seconds(seconds);
        Rank::of(&stage.floor, &queue(queue_name), since, cnv(id), NOW).unwrap()
    }

    fn ordered(order: Order, sales: u8, vip: u8) -> Stage {
        let mut plan = plan();
        plan.order = order;
        plan.queues.get_mut(&queue("sales")).unwrap().priority = sales;
        plan.queues.get_mut(&queue("vip")).unwrap().priority = vip;
        Stage::with(plan)
    }

    #[test]
    fn priority_comes_before_waiting_time_and_waiting_time_before_id() {
        let stage = ordered(Order::Priority, 5, 7);
        assert!(rank(&stage, "vip", 1, 9) < rank(&stage, "sales", 90, 1));
        assert!(rank(&stage, "sales", 2, 9) < rank(&stage, "sales", 1, 1));
        assert!(rank(&stage, "sales", 1, 1) < rank(&stage, "sales", 1, 2));
    }

    #[test]
    fn queues_of_equal_priority_take_turns_where_the_order_says_so() {
        let mut stage = ordered(Order::Turns, 7, 7);
        assert!(rank(&stage, "sales", 9, 1) < rank(&stage, "vip", 1, 2));
        stage.floor.served.insert(queue("sales"), ofr(1));
        assert!(rank(&stage, "vip", 1, 2) < rank(&stage, "sales", 9, 1));
        stage.floor.served.insert(queue("vip"), ofr(2));
        assert!(rank(&stage, "sales", 1, 1) < rank(&stage, "vip", 9, 2));
    }

    #[test]
    fn queues_of_priority_eight_share_one_line_by_age_behind_nine_and_ten() {
        let mut stage = ordered(Order::Turns, 8, 8);
        stage.floor.served.insert(queue("sales"), ofr(1));
        assert!(rank(&stage, "sales", 9, 1) < rank(&stage, "vip", 1, 2));
        let stage = ordered(Order::Turns, 8, 9);
        assert!(rank(&stage, "vip", 1, 2) < rank(&stage, "sales", 900, 1));
    }

    #[test]
    fn a_score_weighs_priority_against_age() {
        let order = Order::Score {
            priority_weight: 10,
            age_weight: 1,
        };
        let stage = ordered(order, 5, 7);
        // Two steps of priority are worth twenty seconds.
        assert!(rank(&stage, "vip", 0, 2) < rank(&stage, "sales", 19, 1));
        assert!(rank(&stage, "sales", 21, 1) < rank(&stage, "vip", 0, 2));
        let score = score(order, 5, NOW - Span::seconds(3), NOW);
        assert_eq!(score, Some(53_000));
    }
}

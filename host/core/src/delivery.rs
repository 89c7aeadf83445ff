//! How far a message to a contact has come, from reports that repeat, overtake one another and
//! contradict.

use alloc::{boxed::Box, vec::Vec};

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// How far a message came. Later ones win over earlier ones, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum DeliveryState {
    /// The provider may have it: nobody knows.
    Uncertain,
    /// The provider has it.
    Sent,
    /// It will not arrive. A report that it did arrive wins over this one.
    Failed,
    /// The contact's device has it.
    Delivered,
    /// The contact has seen it.
    Read,
}

/// Why a message does not arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cause {
    /// The contact's address takes no messages.
    Recipient,
    /// The contact has opted out.
    OptedOut,
    /// Too late after the contact's last message.
    WindowClosed,
    /// The text or file is not one that the provider takes.
    Content,
    /// The provider or a carrier held it back.
    Filtered,
    /// What was paid for is used up.
    Quota,
    /// The operator must act.
    Misconfigured,
    /// Something else.
    Other,
}

/// Why a message does not arrive, or why nobody knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryReason {
    /// The kind of reason.
    pub cause: Cause,
    /// For an operator, and for an agent who asks.
    pub message: Box<str>,
    /// The provider's code.
    pub code: Option<Box<str>>,
}

/// What is known of one message on its way. A text that was sent in parts has come as far as the part
/// that is behind the others; one part that fails is the whole that fails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageDelivery {
    /// How far.
    pub state: DeliveryState,
    /// Since when.
    pub at: Timestamp,
    /// Why, when it failed or is uncertain.
    pub reason: Option<DeliveryReason>,
    /// The provider's ids, each with how far that part came.
    pub parts: Vec<(Box<str>, DeliveryState)>,
}

impl MessageDelivery {
    /// The provider took it, under these ids.
    pub fn sent(at: Timestamp, ids: impl IntoIterator<Item = Box<str>>) -> Self {
        let parts = ids.into_iter().map(|id| (id, DeliveryState::Sent));
        Self {
            state: DeliveryState::Sent,
            at,
            reason: None,
            parts: parts.collect(),
        }
    }

    /// It failed, or nobody knows.
    pub const fn ended(at: Timestamp, state: DeliveryState, reason: DeliveryReason) -> Self {
        Self {
            state,
            at,
            reason: Some(reason),
            parts: Vec::new(),
        }
    }

    /// Takes a report in, on one part or (`None`) on all of it. `false`: nothing new.
    pub fn report(
        &mut self,
        at: Timestamp,
        part: Option<&str>,
        state: DeliveryState,
        reason: Option<DeliveryReason>,
    ) -> bool {
        let known = |parts: &[(Box<str>, DeliveryState)]| {
            parts.iter().position(|(known, _)| part == Some(&**known))
        };
        let whole = match (known(&self.parts), part) {
            (Some(at), _) => {
                if let Some((_, before)) = self.parts.get_mut(at) {
                    *before = state.max(*before);
                }
                self.whole()
            }
            // A part nobody told of: it stands for itself.
            (None, Some(id)) if self.parts.is_empty() => {
                self.parts.push((id.into(), state.max(self.state)));
                self.whole()
            }
            (None, _) => {
                for (_, before) in &mut self.parts {
                    *before = state.max(*before);
                }
                state.max(self.state)
            }
        };
        if whole <= self.state {
            return false;
        }
        self.state = whole;
        self.at = at;
        self.reason = if whole == DeliveryState::Failed {
            reason
        } else {
            None
        };
        true
    }

    /// The state of the part that is behind the others; failed if one of them is.
    fn whole(&self) -> DeliveryState {
        let states = || self.parts.iter().map(|(_, state)| *state);
        if states().any(|state| state == DeliveryState::Failed) {
            return DeliveryState::Failed;
        }
        states().min().unwrap_or(self.state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use DeliveryState::{Delivered, Failed, Read, Sent, Uncertain};

    fn sent(ids: &[&str]) -> MessageDelivery {
        MessageDelivery::sent(Timestamp(1), ids.iter().map(|id| (*id).into()))
    }

    fn reason() -> DeliveryReason {
        DeliveryReason {
            cause: Cause::Recipient,
            message: "no such number".into(),
            code: Some("30005".into()),
        }
    }

    fn after(reports: &[DeliveryState]) -> DeliveryState {
        let mut delivery = sent(&["a"]);
        for (at, state) in (2..).zip(reports) {
            delivery.report(Timestamp(at), Some("a"), *state, None);
        }
        delivery.state
    }

    #[test]
    fn in_whatever_order_reports_come_the_message_has_come_as_far_as_the_furthest() {
        for reports in [
            [Delivered, Read, Sent],
            [Read, Delivered, Delivered],
            [Sent, Read, Delivered],
            [Read, Sent, Failed],
        ] {
            assert_eq!(after(&reports), Read, "{reports:?}");
        }
        assert_eq!(after(&[Failed, Sent]), Failed);
        assert_eq!(after(&[Failed, Delivered]), Delivered);
        assert_eq!(after(&[Delivered, Failed]), Delivered);
    }

    #[test]
    fn a_repeated_report_is_nothing_new() {
        let mut delivery = sent(&["a"]);
        assert!(delivery.report(Timestamp(2), Some("a"), Delivered, None));
        assert!(!delivery.report(Timestamp(3), Some("a"), Delivered, None));
        assert_eq!(delivery.at, Timestamp(2));
    }

    #[test]
    fn a_text_in_parts_has_arrived_when_its_last_part_has() {
        let mut delivery = sent(&["a", "b"]);
        assert!(!delivery.report(Timestamp(2), Some("a"), Read, None));
        assert!(delivery.report(Timestamp(3), Some("b"), Delivered, None));
        assert_eq!(delivery.state, Delivered);
        let mut delivery = sent(&["a", "b"]);
        assert!(delivery.report(Timestamp(2), Some("b"), Failed, Some(reason())));
        assert_eq!(delivery.reason, Some(reason()));
    }

    #[test]
    fn a_report_settles_what_nobody_knew() {
        let mut delivery = MessageDelivery::ended(Timestamp(1), Uncertain, reason());
        assert!(delivery.report(Timestamp(2), Some("late"), Sent, None));
        assert_eq!((delivery.state, delivery.reason), (Sent, None));
        let mut delivery = MessageDelivery::ended(Timestamp(1), Uncertain, reason());
        assert!(delivery.report(Timestamp(2), None, Failed, Some(reason())));
        assert_eq!(delivery.state, Failed);
    }
}

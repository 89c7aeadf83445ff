//! What goes wrong on purpose.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

/// What happens to the next requests that send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Faults {
    /// What happens; none: only `webhooks` are changed, or requests wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
    /// To how many requests.
    #[serde(default = "one")]
    pub next: u32,
    /// How long they wait before, in milliseconds.
    #[serde(default)]
    pub delay_ms: u64,
    /// Seconds after which a refused request may come again, in the provider's way of saying so.
    #[serde(default = "a_second")]
    pub retry_after: u32,
    /// Whether the message is taken although the answer says otherwise (500, 503).
    #[serde(default)]
    pub taken: bool,
    /// What happens to the provider's calls from now on; none: as before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhooks: Option<WebhookFaults>,
}

const fn one() -> u32 {
    1
}

const fn a_second() -> u32 {
    1
}

impl Faults {
    /// This to the next so many requests.
    pub const fn next(fault: Fault, next: u32) -> Self {
        Self {
            fault: Some(fault),
            next,
            delay_ms: 0,
            retry_after: 1,
            taken: false,
            webhooks: None,
        }
    }

    /// This to the provider's calls from now on.
    pub const fn webhooks(webhooks: WebhookFaults) -> Self {
        Self {
            fault: None,
            next: 0,
            delay_ms: 0,
            retry_after: 1,
            taken: false,
            webhooks: Some(webhooks),
        }
    }
}

/// What happens to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// "Too many requests", in the provider's words; not taken.
    #[serde(rename = "429")]
    TooMany,
    /// An internal error, in the provider's words; not taken.
    #[serde(rename = "500")]
    Internal,
    /// "Not available", from something in front of the provider; not taken.
    #[serde(rename = "503")]
    Unavailable,
    /// Taken; half an answer, then the connection is closed.
    #[serde(rename = "half")]
    Half,
    /// Taken; no answer.
    #[serde(rename = "silent")]
    Silent,
    /// The connection is closed without reading the message; not taken.
    #[serde(rename = "refuse")]
    Refuse,
}

/// What happens to one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mishap {
    pub(crate) fault: Option<Fault>,
    pub(crate) delay_ms: u64,
    pub(crate) retry_after: u32,
    pub(crate) taken: bool,
}

/// What happens to the provider's calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WebhookFaults {
    /// How often each call is made.
    pub times: u32,
    /// Whether calls that belong together come in another order.
    pub shuffle: bool,
    /// How long each call waits, in milliseconds.
    pub delay_ms: u64,
}

impl Default for WebhookFaults {
    fn default() -> Self {
        Self {
            times: 1,
            shuffle: false,
            delay_ms: 0,
        }
    }
}

/// Requests of one provider's that something still happens to.
#[derive(Debug, Default)]
pub(crate) struct Queue(VecDeque<(Mishap, u32)>);

impl Queue {
    /// Adds to the end.
    pub(crate) fn push(&mut self, faults: &Faults) {
        let happens = faults.fault.is_some() || faults.delay_ms > 0;
        if happens && faults.next > 0 {
            let mishap = Mishap {
                fault: faults.fault,
                delay_ms: faults.delay_ms,
                retry_after: faults.retry_after,
                taken: faults.taken,
            };
            self.0.push_back((mishap, faults.next));
        }
    }

    /// What happens to this request.
    pub(crate) fn pop(&mut self) -> Option<Mishap> {
        let (mishap, left) = self.0.front_mut()?;
        let found = *mishap;
        *left -= 1;
        if *left == 0 {
            self.0.pop_front();
        }
        Some(found)
    }
}

/// The items in an order that is not theirs, if there are two.
pub(crate) fn shuffled<T>(items: Vec<T>) -> Vec<T> {
    let mut keyed: Vec<(String, usize, T)> = items
        .into_iter()
        .enumerate()
        .map(|(at, item)| (crate::ids::hex(16), at, item))
        .collect();
    keyed.sort_by(|left, right| left.0.cmp(&right.0));
    if keyed.iter().map(|(_, at, _)| *at).is_sorted() && !keyed.is_empty() {
        keyed.rotate_left(1);
    }
    keyed.into_iter().map(|(_, _, item)| item).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_order_is_worked_off_before_the_next() {
        let mut queue = Queue::default();
        queue.push(&Faults::next(Fault::Half, 2));
        queue.push(&Faults::next(Fault::TooMany, 1));
        let mut happens = || queue.pop().and_then(|mishap| mishap.fault);
        assert_eq!(happens(), Some(Fault::Half));
        assert_eq!(happens(), Some(Fault::Half));
        assert_eq!(happens(), Some(Fault::TooMany));
        assert_eq!(happens(), None);
    }

    #[test]
    fn an_order_of_nothing_changes_nothing() {
        let mut queue = Queue::default();
        queue.push(&Faults::next(Fault::Half, 0));
        queue.push(&Faults::webhooks(WebhookFaults::default()));
        assert_eq!(queue.pop(), None);
    }

    #[test]
    fn shuffled_is_never_as_it_was() {
        for _ in 0..100 {
            let order = shuffled(vec![1, 2, 3]);
            assert_ne!(order, [1, 2, 3]);
            assert_eq!(order.iter().sum::<i32>(), 6);
        }
        assert_eq!(shuffled(vec![1]), [1]);
    }

    #[test]
    fn a_fault_is_written_as_its_status_or_word() {
        let faults: Faults = serde_json::from_str(r#"{"fault":"429","next":3}"#).unwrap();
        assert_eq!(faults, Faults::next(Fault::TooMany, 3));
    }
}

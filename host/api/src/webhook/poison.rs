//! Calls over which a component failed: how often, so that one call cannot keep it from its work.

use std::{
    collections::{HashMap, VecDeque},
    sync::Mutex,
};

use frontdesk_core::ChannelId;
use frontdesk_engine::{WebhookId, ports::WebhookCall};
use sha2::{Digest, Sha256};

use crate::api::lock;

/// Failures over the same call before it is kept aside.
pub(crate) const STRIKES: u8 = 2;
/// Calls remembered. What is forgotten is counted from the beginning, and not lost: its provider still
/// has it.
const REMEMBERED: usize = 4_096;

type Which = (ChannelId, WebhookId);

/// What is remembered of calls that failed.
#[derive(Default)]
pub(crate) struct Poison {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    strikes: HashMap<Which, Strikes>,
    order: VecDeque<Which>,
}

#[derive(Clone, Copy, Default)]
struct Strikes {
    count: u8,
    is_buried: bool,
}

impl Poison {
    /// Counts a failure; answers how many there were.
    pub(crate) fn strike(&self, channel: &ChannelId, id: WebhookId) -> u8 {
        let mut state = lock(&self.state);
        let strikes = state.of(channel, id);
        strikes.count = strikes.count.saturating_add(1);
        strikes.count
    }

    /// The call is kept aside.
    pub(crate) fn bury(&self, channel: &ChannelId, id: WebhookId) {
        lock(&self.state).of(channel, id).is_buried = true;
    }

    /// Whether the call was kept aside a moment ago.
    pub(crate) fn is_buried(&self, channel: &ChannelId, id: WebhookId) -> bool {
        let state = lock(&self.state);
        let strikes = state.strikes.get(&(channel.clone(), id));
        strikes.is_some_and(|strikes| strikes.is_buried)
    }

    /// One call is given another chance.
    pub(crate) fn forget_one(&self, channel: &ChannelId, id: WebhookId) {
        lock(&self.state).strikes.remove(&(channel.clone(), id));
    }

    /// Every call of a channel is given another chance.
    pub(crate) fn forget(&self, channel: &ChannelId) {
        lock(&self.state).strikes.retain(|(of, _), _| of != channel);
    }
}

impl State {
    fn of(&mut self, channel: &ChannelId, id: WebhookId) -> &mut Strikes {
        let which = (channel.clone(), id);
        if !self.strikes.contains_key(&which) {
            self.order.push_back(which.clone());
            while self.order.len() > REMEMBERED {
                if let Some(oldest) = self.order.pop_front() {
                    self.strikes.remove(&oldest);
                }
            }
        }
        self.strikes.entry(which).or_default()
    }
}

/// A call's name: what it says, not when it came or by which signature.
pub(crate) fn id_of(call: &WebhookCall) -> WebhookId {
    let mut hash = Sha256::new();
    for part in [call.method.as_bytes(), call.url.as_bytes()] {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part);
    }
    hash.update(&call.body);
    let digest: [u8; 32] = hash.finalize().into();
    let (id, _) = digest.split_first_chunk::<16>().unwrap_or((&[0; 16], &[]));
    WebhookId(*id)
}

#[cfg(test)]
mod tests {
    use frontdesk_core::Timestamp;

    use super::*;

    fn call(body: &str) -> WebhookCall {
        WebhookCall {
            method: "POST".to_owned(),
            url: "https://x.example/a".to_owned(),
            query: Vec::new(),
            headers: Vec::new(),
            body: body.into(),
            at: Timestamp(1),
        }
    }

    #[test]
    fn the_same_call_has_the_same_name_whenever_it_comes() {
        let later = WebhookCall {
            at: Timestamp(9),
            headers: vec![("x-signature".to_owned(), "new".to_owned())],
            ..call("a")
        };
        assert_eq!(id_of(&call("a")), id_of(&later));
        assert_ne!(id_of(&call("a")), id_of(&call("b")));
        let moved = WebhookCall {
            url: "https://x.example/".to_owned(),
            ..call("aa")
        };
        assert_ne!(id_of(&call("a")), id_of(&moved));
    }

    #[test]
    fn what_is_remembered_is_bounded_and_forgotten_by_channel() {
        let (poison, sms) = (Poison::default(), "sms".parse().unwrap());
        let id = |n: usize| id_of(&call(&n.to_string()));
        for n in 0..REMEMBERED + 10 {
            assert_eq!(poison.strike(&sms, id(n)), 1);
        }
        assert_eq!(lock(&poison.state).strikes.len(), REMEMBERED);
        assert_eq!(poison.strike(&sms, id(REMEMBERED)), 2);
        poison.forget(&"other".parse().unwrap());
        poison.bury(&sms, id(REMEMBERED));
        assert!(poison.is_buried(&sms, id(REMEMBERED)));
        poison.forget(&sms);
        assert!(!poison.is_buried(&sms, id(REMEMBERED)));
    }
}

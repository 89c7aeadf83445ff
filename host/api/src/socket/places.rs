//! How many contacts' sockets are open, all together.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::api::Api;

/// Counts open sockets.
#[derive(Default)]
pub(crate) struct Places {
    contacts: AtomicUsize,
}

#[cfg(test)]
impl Places {
    pub(crate) fn open(&self) -> usize {
        self.contacts.load(Ordering::Acquire)
    }
}

/// One open socket. Given back when dropped.
pub(crate) struct Place(Api);

impl Place {
    /// A place for one more contact's socket, if there is one.
    pub(crate) fn take(api: &Api) -> Option<Self> {
        let places = &api.places().contacts;
        let max = api.limits().contact_sockets_max;
        let more = |open: usize| (open < max).then_some(open + 1);
        places
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, more)
            .ok()?;
        metrics::gauge!(crate::metric_names::SOCKETS, "side" => "contact").increment(1.0);
        Some(Self(api.clone()))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.places().contacts.fetch_sub(1, Ordering::AcqRel);
        metrics::gauge!(crate::metric_names::SOCKETS, "side" => "contact").decrement(1.0);
    }
}

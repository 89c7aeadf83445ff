//! Contacts over whose frames a component failed. They are closed first, and for a while not let in
//! again, so that one contact cannot have the component left alone for everyone.

use std::{collections::HashMap, net::IpAddr, sync::Mutex, time::Duration};

use frontdesk_core::{ChannelId, ThreadId};
use tokio::time::Instant;

use crate::{api::lock, peer};

/// Failures over one contact's frames before their sockets close.
const CONTACT_FAULTS: u32 = 2;
/// Failures over frames from one address before its contacts are not let in: fewer than have a
/// component left alone.
const ADDRESS_FAULTS: u32 = 4;
/// How far back failures count, and how long a contact is not let in.
const WINDOW: Duration = Duration::from_mins(1);
/// Contacts and addresses remembered; beyond it those whose time is over are forgotten at once.
const REMEMBERED: usize = 4_096;

/// Who is counted, each on their channel.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Who {
    Contact(ThreadId),
    Address(IpAddr),
}

#[derive(Clone, Copy)]
struct Record {
    faults: u32,
    last: Instant,
}

/// What is remembered of failures.
#[derive(Default)]
pub(crate) struct Offenders {
    records: Mutex<HashMap<(ChannelId, Who), Record>>,
}

impl Offenders {
    /// Counts a failure over something that this contact sent or was to be shown. `true`: their socket
    /// is to close.
    pub(crate) fn fault(&self, channel: &ChannelId, thread: &ThreadId, address: IpAddr) -> bool {
        let now = Instant::now();
        let mut records = lock(&self.records);
        if records.len() > REMEMBERED {
            records.retain(|_, record| record.stands(now));
        }
        let mut counted = |who: Who, limit: u32| {
            let record = records.entry((channel.clone(), who)).or_insert(Record {
                faults: 0,
                last: now,
            });
            if !record.stands(now) {
                record.faults = 0;
            }
            record.faults = record.faults.saturating_add(1);
            record.last = now;
            record.faults >= limit
        };
        let contact = counted(Who::Contact(thread.clone()), CONTACT_FAULTS);
        let address = counted(Who::Address(peer::network(address)), ADDRESS_FAULTS);
        contact || address
    }

    /// Whether a contact is not let in for now.
    pub(crate) fn is_barred(
        &self,
        channel: &ChannelId,
        thread: &ThreadId,
        address: IpAddr,
    ) -> bool {
        let records = lock(&self.records);
        if records.is_empty() {
            return false;
        }
        let now = Instant::now();
        let barred = |who: Who, limit: u32| {
            let record = records.get(&(channel.clone(), who));
            record.is_some_and(|record| record.stands(now) && record.faults >= limit)
        };
        barred(Who::Contact(thread.clone()), CONTACT_FAULTS)
            || barred(Who::Address(peer::network(address)), ADDRESS_FAULTS)
    }

    /// A channel has another component: everyone is let in again.
    pub(crate) fn forget(&self, channel: &ChannelId) {
        lock(&self.records).retain(|(of, _), _| of != channel);
    }

    /// Everyone is let in again, everywhere.
    pub(crate) fn forget_all(&self) {
        lock(&self.records).clear();
    }
}

impl Record {
    fn stands(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.last) < WINDOW
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
    const AWAY: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2));

    fn chat() -> ChannelId {
        "chat".parse().unwrap()
    }

    fn contact(name: &str) -> ThreadId {
        ThreadId::new(name).unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn a_contact_is_closed_at_the_second_failure_and_nobody_else_is() {
        let offenders = Offenders::default();
        assert!(!offenders.fault(&chat(), &contact("eve"), HOME));
        assert!(!offenders.is_barred(&chat(), &contact("eve"), HOME));
        assert!(offenders.fault(&chat(), &contact("eve"), HOME));
        assert!(offenders.is_barred(&chat(), &contact("eve"), AWAY));
        assert!(!offenders.is_barred(&chat(), &contact("ann"), HOME));
        let other = "other".parse().unwrap();
        assert!(!offenders.is_barred(&other, &contact("eve"), HOME));
        tokio::time::advance(WINDOW).await;
        assert!(!offenders.is_barred(&chat(), &contact("eve"), HOME));
        assert!(
            !offenders.fault(&chat(), &contact("eve"), HOME),
            "counted anew"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn who_comes_under_new_names_is_known_by_address_before_the_component_is_left_alone() {
        let offenders = Offenders::default();
        let closed: Vec<_> = (0..4)
            .map(|n| offenders.fault(&chat(), &contact(&n.to_string()), HOME))
            .collect();
        assert_eq!(closed, [false, false, false, true]);
        assert!(offenders.is_barred(&chat(), &contact("5"), HOME));
        assert!(!offenders.is_barred(&chat(), &contact("5"), AWAY));
        offenders.forget(&chat());
        assert!(!offenders.is_barred(&chat(), &contact("5"), HOME));
    }
}

//! How fast messages leave: providers take so many a second, and so many to the same contact.

use std::{collections::BTreeMap, time::Duration};

use frontdesk_core::ThreadId;
use tokio::time::Instant;

/// When a channel's next messages may leave.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    any: Option<Instant>,
    contacts: BTreeMap<ThreadId, Instant>,
}

impl Pace {
    /// Takes the next free moment for a message to this contact: messages are `every` apart, and those
    /// to one contact `every_of_contact`. `Err`: the contact's turn comes then, and is to be asked for
    /// then, so that nobody else waits for it.
    pub(crate) fn take(
        &mut self,
        now: Instant,
        thread: &ThreadId,
        every: Duration,
        every_of_contact: Duration,
    ) -> Result<Instant, Instant> {
        // Nobody is remembered longer than it matters.
        self.contacts.retain(|_, free| *free > now);
        if let Some(free) = self.contacts.get(thread) {
            return Err(*free);
        }
        let at = self.any.map_or(now, |free| free.max(now));
        self.any = (!every.is_zero()).then(|| at + every);
        if !every_of_contact.is_zero() {
            self.contacts.insert(thread.clone(), at + every_of_contact);
        }
        Ok(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thread(name: &str) -> ThreadId {
        ThreadId::new(name).unwrap()
    }

    const MS: Duration = Duration::from_millis(1);

    #[test]
    fn messages_keep_their_distance_and_those_to_one_contact_a_longer_one() {
        let (mut pace, start) = (Pace::default(), Instant::now());
        let mut take = |at: u32, name: &str| {
            let told = pace.take(start + MS * at, &thread(name), MS * 10, MS * 100);
            let since = |at: Instant| at.duration_since(start).as_millis();
            told.map(since).map_err(since)
        };
        assert_eq!([take(0, "a"), take(0, "b")], [Ok(0), Ok(10)]);
        // Their turns come later, and nobody waits for that.
        assert_eq!([take(1, "a"), take(1, "b")], [Err(100), Err(110)]);
        assert_eq!([take(1, "c"), take(50, "d")], [Ok(20), Ok(50)]);
        assert_eq!([take(100, "a"), take(110, "b")], [Ok(100), Ok(110)]);
    }

    #[test]
    fn without_a_pace_nothing_waits_and_nothing_is_remembered() {
        let (mut pace, now) = (Pace::default(), Instant::now());
        for _ in 0..2 {
            let told = pace.take(now, &thread("a"), Duration::ZERO, Duration::ZERO);
            assert_eq!(told, Ok(now));
        }
        assert!(pace.contacts.is_empty());
    }

    #[test]
    fn who_may_be_written_to_again_is_forgotten() {
        let (mut pace, now) = (Pace::default(), Instant::now());
        let second = Duration::from_secs(1);
        pace.take(now, &thread("a"), Duration::ZERO, second)
            .unwrap();
        pace.take(now + second, &thread("b"), Duration::ZERO, second)
            .unwrap();
        assert_eq!(pace.contacts.len(), 1);
    }
}

//! When a mail that was not taken is tried again, and when it is given up.

use std::time::Duration;

use frontdesk_core::{OfflineId, Span, Timestamp};
use frontdesk_directory::offline::{self, Mailing};
use frontdesk_engine::Backoff;
use frontdesk_mail::MailFault;

const BACKOFF: Backoff = Backoff {
    first: Duration::from_secs(5),
    longest: Duration::from_mins(15),
};
/// For so long a mail is tried: as long as mail servers themselves do.
const PATIENCE: Span = Span::seconds(5 * 24 * 3_600);

/// What follows from a try that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct After {
    /// How the mail stands then.
    pub(super) mailing: Mailing,
    /// When it is tried again; `None`: it was given up.
    pub(super) wait: Option<Duration>,
}

/// Takes note of a try that failed. `since` and `tries`: how it stood before.
pub(super) fn after(
    id: OfflineId,
    since: Timestamp,
    tries: u32,
    fault: &MailFault,
    now: Timestamp,
) -> After {
    let tries = tries.saturating_add(1);
    let why = offline::why(&fault.to_string());
    if matches!(fault, MailFault::Refused(_)) || now.since(since) >= PATIENCE {
        return After {
            mailing: Mailing::Refused { at: now, why },
            wait: None,
        };
    }
    let wait = match fault {
        // Only the operator can help, and what they change ends the wait.
        MailFault::Misconfigured(_) => BACKOFF.longest,
        MailFault::NotNow(_) | MailFault::Refused(_) => BACKOFF.wait(tries, id.number()),
    };
    After {
        mailing: Mailing::Waiting {
            since,
            tries,
            why: Some(why),
        },
        wait: Some(wait),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SINCE: Timestamp = Timestamp(1_700_000_000_000);

    fn tried(tries: u32, fault: &MailFault, now: Timestamp) -> After {
        after(OfflineId::new(7).unwrap(), SINCE, tries, fault, now)
    }

    fn dead() -> MailFault {
        MailFault::NotNow("connection refused".to_owned())
    }

    #[test]
    fn waits_double_and_stay_bounded() {
        for tries in 0..40 {
            let full = BACKOFF.first.saturating_mul(1 << tries.min(16));
            let full = full.min(BACKOFF.longest);
            let wait = tried(tries, &dead(), SINCE).wait.unwrap();
            assert!(wait <= full && wait >= full * 3 / 4, "{tries}: {wait:?}");
        }
    }

    #[test]
    fn a_server_may_be_dead_over_a_long_weekend_and_not_for_ever() {
        let monday = SINCE + Span::seconds(4 * 24 * 3_600);
        assert!(tried(400, &dead(), monday).wait.is_some());
        let given_up = tried(1, &dead(), SINCE + PATIENCE);
        assert_eq!(given_up.wait, None);
        assert!(matches!(given_up.mailing, Mailing::Refused { .. }));
    }

    #[test]
    fn what_the_server_refuses_is_given_up_and_what_an_operator_can_mend_is_not() {
        let refused = MailFault::Refused("550 no such mailbox".to_owned());
        assert_eq!(tried(0, &refused, SINCE).wait, None);
        let locked = MailFault::Misconfigured("535 wrong password".to_owned());
        let after = tried(0, &locked, SINCE);
        assert_eq!(after.wait, Some(BACKOFF.longest));
        let says = |why: &Option<Box<str>>| why.as_deref() == Some("535 wrong password");
        assert!(matches!(after.mailing, Mailing::Waiting { tries: 1, why, .. } if says(&why)));
    }
}

//! When a log that was not taken is tried again, and when it is given up.

use std::time::Duration;

use frontdesk_core::{ConversationId, Span, Timestamp};
use frontdesk_directory::system::{self, Log, Waiting};
use frontdesk_engine::{Backoff, ports::SystemFault};

const BACKOFF: Backoff = Backoff {
    first: Duration::from_secs(1),
    longest: Duration::from_mins(10),
};
/// The longest wait that a system's own word is taken for.
const ASKED_MOST: Duration = Duration::from_hours(1);
/// For so long a log is tried; a weekend lies in it.
pub(crate) const PATIENCE: Span = Span::seconds(72 * 3_600);
/// Times that a connector may fail over one log: so that one log cannot have it left alone for everyone.
const FAILURES: u32 = 3;

/// What follows from a try that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct After {
    /// How the log stands then.
    pub(crate) log: Log,
    /// When it is tried again; `None`: it was given up.
    pub(crate) wait: Option<Duration>,
}

/// Takes note of a try that failed.
pub(crate) fn after(
    conversation: ConversationId,
    waiting: &Waiting,
    fault: &SystemFault,
    now: Timestamp,
) -> After {
    let tries = waiting.tries.saturating_add(1);
    let failures = match fault {
        SystemFault::Component(_) => waiting.failures.saturating_add(1),
        SystemFault::Refused(_) | SystemFault::Misconfigured(_) | SystemFault::NoAnswer { .. } => {
            waiting.failures
        }
    };
    let why = system::why(&fault.to_string());
    let is_over = matches!(fault, SystemFault::Refused(_))
        || failures >= FAILURES
        || now.since(waiting.since) >= PATIENCE;
    if is_over {
        let (at, through) = (now, waiting.through);
        let log = Log::Refused { at, through, why };
        return After { log, wait: None };
    }
    let usual = BACKOFF.wait(tries, conversation.number());
    let wait = match fault {
        // Only the operator can help, and is seldom quick.
        SystemFault::Misconfigured(_) => BACKOFF.longest,
        SystemFault::NoAnswer {
            retry_after: Some(asked),
            ..
        } => (*asked).min(ASKED_MOST).max(usual),
        SystemFault::NoAnswer {
            retry_after: None, ..
        }
        | SystemFault::Component(_)
        | SystemFault::Refused(_) => usual,
    };
    let log = Log::Waiting(Waiting {
        tries,
        failures,
        why: Some(why),
        ..waiting.clone()
    });
    let wait = Some(wait);
    After { log, wait }
}

#[cfg(test)]
mod tests {
    use frontdesk_core::Seq;

    use super::*;

    const SINCE: Timestamp = Timestamp(1_700_000_000_000);

    fn waiting(tries: u32, failures: u32) -> Waiting {
        Waiting {
            through: Seq(3),
            since: SINCE,
            tries,
            failures,
            why: None,
        }
    }

    fn silent(retry_after: Option<Duration>) -> SystemFault {
        let message = "down".to_owned();
        SystemFault::NoAnswer {
            message,
            retry_after,
        }
    }

    fn tried(waiting: &Waiting, fault: &SystemFault, at: Timestamp) -> After {
        after(ConversationId::new(7).unwrap(), waiting, fault, at)
    }

    fn is_given_up(after: &After) -> bool {
        matches!(after.log, Log::Refused { .. }) && after.wait.is_none()
    }

    #[test]
    fn waits_double_and_stay_bounded() {
        for tries in 0..40 {
            let full = BACKOFF.first.saturating_mul(1 << tries.min(16));
            let full = full.min(BACKOFF.longest);
            let wait = tried(&waiting(tries, 0), &silent(None), SINCE)
                .wait
                .unwrap();
            assert!(wait <= full && wait >= full * 3 / 4, "{tries}: {wait:?}");
        }
    }

    #[test]
    fn a_system_that_says_when_is_asked_then_and_within_an_hour() {
        for (asked, expected) in [(90, 90), (2, 2), (90_000, 3_600)] {
            let fault = silent(Some(Duration::from_secs(asked)));
            let wait = tried(&waiting(0, 0), &fault, SINCE).wait;
            assert_eq!(wait, Some(Duration::from_secs(expected)));
        }
    }

    #[test]
    fn what_is_refused_is_given_up_at_once_and_what_an_operator_can_mend_is_not() {
        let refused = tried(&waiting(0, 0), &SystemFault::Refused("no".into()), SINCE);
        assert!(is_given_up(&refused));
        let locked = SystemFault::Misconfigured("token".into());
        let after = tried(&waiting(0, 0), &locked, SINCE);
        assert_eq!(after.wait, Some(BACKOFF.longest));
        assert!(matches!(after.log, Log::Waiting(w) if w.why.as_deref() == Some("token")));
    }

    #[test]
    fn three_failures_of_the_connector_are_the_end_of_a_log_and_three_days_are() {
        let trap = SystemFault::Component("it trapped".into());
        assert!(!is_given_up(&tried(&waiting(1, 1), &trap, SINCE)));
        assert!(is_given_up(&tried(&waiting(2, 2), &trap, SINCE)));
        let late = SINCE + PATIENCE;
        assert!(!is_given_up(&tried(&waiting(900, 0), &silent(None), SINCE)));
        assert!(is_given_up(&tried(&waiting(1, 0), &silent(None), late)));
    }
}

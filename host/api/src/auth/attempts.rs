//! How often a sign-in may fail: per address, and per agent from anywhere.

use std::{collections::HashMap, net::IpAddr, sync::Mutex, time::Duration};

use frontdesk_core::{Span, Timestamp};

use crate::api::lock;

/// The time over which failures are counted.
const WINDOW: Span = Span::seconds(300);
/// Failures from one address within the window.
const PER_ADDRESS: u32 = 10;
/// Failures for one agent within the window, from anywhere. Higher, because whoever knows a name
/// could otherwise lock its owner out with a few requests.
const PER_AGENT: u32 = 50;
/// Names and addresses remembered. Past that, whatever has expired is forgotten, then everything.
const REMEMBERED: usize = 20_000;

#[derive(Clone, PartialEq, Eq, Hash)]
enum Who {
    Address(IpAddr),
    Agent(String),
}

#[derive(Clone, Copy)]
struct Failures {
    count: u32,
    since: Timestamp,
}

/// Counts failed sign-ins.
#[derive(Default)]
pub(crate) struct Attempts {
    failures: Mutex<HashMap<Who, Failures>>,
}

impl Attempts {
    /// Whether a sign-in may be tried; otherwise how long to wait. The count is of names as they are
    /// asked for, so it does not say whether one exists.
    pub(crate) fn admit(
        &self,
        address: IpAddr,
        agent: Option<&str>,
        now: Timestamp,
    ) -> Result<(), Duration> {
        let failures = lock(&self.failures);
        let wait = whom(address, agent).into_iter().filter_map(|(who, limit)| {
            let found = failures.get(&who)?;
            let left = (found.since + WINDOW).since(now);
            (found.count >= limit && left > Span::ZERO).then_some(left)
        });
        wait.max()
            .map_or(Ok(()), |left| Err(Duration::from_millis(left.0)))
    }

    /// A sign-in failed.
    pub(crate) fn failed(&self, address: IpAddr, agent: Option<&str>, now: Timestamp) {
        let mut failures = lock(&self.failures);
        if failures.len() >= REMEMBERED {
            failures.retain(|_, failure| now.since(failure.since) < WINDOW);
        }
        if failures.len() >= REMEMBERED {
            failures.clear();
        }
        for (who, _) in whom(address, agent) {
            let failure = failures.entry(who).or_insert(Failures {
                count: 0,
                since: now,
            });
            if now.since(failure.since) >= WINDOW {
                *failure = Failures {
                    count: 0,
                    since: now,
                };
            }
            failure.count = failure.count.saturating_add(1);
        }
    }
}

/// Who is counted, and how far. Names longer than any agent's are cut: they only have to be counted.
fn whom(address: IpAddr, agent: Option<&str>) -> Vec<(Who, u32)> {
    let mut whom = vec![(Who::Address(address), PER_ADDRESS)];
    let name = agent.map(|name| name.chars().take(64).collect());
    whom.extend(name.map(|name| (Who::Agent(name), PER_AGENT)));
    whom
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);

    fn address(last: u8) -> IpAddr {
        [192, 0, 2, last].into()
    }

    #[test]
    fn an_address_waits_after_ten_failures_and_others_do_not() {
        let attempts = Attempts::default();
        for _ in 0..PER_ADDRESS {
            assert!(attempts.admit(address(1), Some("bea"), NOW).is_ok());
            attempts.failed(address(1), Some("bea"), NOW);
        }
        assert_eq!(
            attempts.admit(address(1), Some("bea"), NOW),
            Err(Duration::from_mins(5))
        );
        assert!(attempts.admit(address(2), Some("bea"), NOW).is_ok());
        assert!(
            attempts
                .admit(address(1), Some("bea"), NOW + WINDOW)
                .is_ok()
        );
    }

    #[test]
    fn an_agent_guessed_at_from_everywhere_waits_too() {
        let attempts = Attempts::default();
        for last in 0..50 {
            attempts.failed(address(last), Some("bea"), NOW);
        }
        assert!(attempts.admit(address(99), Some("bea"), NOW).is_err());
        assert!(attempts.admit(address(99), Some("ann"), NOW).is_ok());
    }
}

//! Guesses at what the Local CRM knows: a form that lets in only whom it knows answers whether it knows somebody,
//! and answers that a few times only.

use std::{collections::HashMap, net::IpAddr, sync::Mutex, time::Duration};

use frontdesk_core::{ChannelId, ThreadId};
use tokio::time::Instant;

use crate::{api::lock, peer};

/// Wrong answers of one visitor before they have to wait.
const VISITOR: u32 = 5;
/// Wrong answers from one address: a visitor can begin anew as often as they like. More, because a whole office
/// may stand behind one.
const ADDRESS: u32 = 20;
/// Tries from one address that could not be checked, because a customer system did not answer. They are no guesses,
/// but whoever goes on meanwhile may be right by chance.
const UNCHECKED: u32 = 60;
/// In this time all of them are forgotten, evenly.
const WINDOW: Duration = Duration::from_mins(10);
/// Visitors and addresses remembered.
const REMEMBERED: usize = 16_384;

/// Who is counted, each on their channel.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Who {
    Visitor(ThreadId),
    Address(IpAddr),
    Unchecked(IpAddr),
}

impl Who {
    const fn limit(&self) -> u32 {
        match self {
            Self::Visitor(_) => VISITOR,
            Self::Address(_) => ADDRESS,
            Self::Unchecked(_) => UNCHECKED,
        }
    }

    /// How long it takes until one is forgotten.
    fn one(&self) -> Duration {
        WINDOW / self.limit()
    }
}

/// What is remembered of guesses: for each, when the last of theirs will be forgotten.
#[derive(Default)]
pub(crate) struct Guesses {
    forgotten: Mutex<HashMap<(ChannelId, Who), Instant>>,
}

/// One guess, counted before it is looked up: guesses that come at once are counted, too.
#[must_use]
pub(crate) struct Guess {
    of: [(ChannelId, Who); 3],
}

impl Guesses {
    /// Counts a guess; `Err`: they have to wait so long.
    pub(crate) fn take(
        &self,
        channel: &ChannelId,
        thread: &ThreadId,
        address: IpAddr,
    ) -> Result<Guess, Duration> {
        let network = peer::network(address);
        let of = [
            Who::Visitor(thread.clone()),
            Who::Address(network),
            Who::Unchecked(network),
        ]
        .map(|who| (channel.clone(), who));
        let now = Instant::now();
        let mut forgotten = lock(&self.forgotten);
        let wait = |key: &(ChannelId, Who)| {
            let until = forgotten.get(key).copied().unwrap_or(now).max(now) + key.1.one();
            until.duration_since(now).saturating_sub(WINDOW)
        };
        let wait = of.iter().map(wait).max().unwrap_or_default();
        if !wait.is_zero() {
            return Err(wait);
        }
        if forgotten.len() >= REMEMBERED {
            forgotten.retain(|_, until| *until > now);
        }
        if forgotten.len() >= REMEMBERED {
            // A visitor is whoever says so; where they come from is not.
            forgotten.retain(|(_, who), _| !matches!(who, Who::Visitor(_)));
        }
        for key in &of {
            let until = forgotten.entry(key.clone()).or_insert(now);
            *until = (*until).max(now) + key.1.one();
        }
        Ok(Guess { of })
    }

    /// It was no guess: they were right.
    pub(crate) fn give_back(&self, guess: Guess) {
        self.forget(guess.of);
    }

    /// They were wrong.
    pub(crate) fn was_wrong(&self, guess: Guess) {
        let is_unchecked = |key: &(ChannelId, Who)| matches!(key.1, Who::Unchecked(_));
        self.forget(guess.of.into_iter().filter(is_unchecked));
    }

    /// It could not be looked up.
    pub(crate) fn was_not_checked(&self, guess: Guess) {
        let is_checked = |key: &(ChannelId, Who)| !matches!(key.1, Who::Unchecked(_));
        self.forget(guess.of.into_iter().filter(is_checked));
    }

    fn forget(&self, counted: impl IntoIterator<Item = (ChannelId, Who)>) {
        let mut forgotten = lock(&self.forgotten);
        for key in counted {
            let one = key.1.one();
            if let Some(until) = forgotten.get_mut(&key) {
                *until = until.checked_sub(one).unwrap_or(*until);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
    const AWAY: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2));

    fn guess(guesses: &Guesses, visitor: &str, address: IpAddr) -> Result<Guess, Duration> {
        let channel = "chat".parse().unwrap();
        guesses.take(&channel, &ThreadId::new(visitor).unwrap(), address)
    }

    fn wrong(guesses: &Guesses, visitor: &str, address: IpAddr) {
        guesses.was_wrong(guess(guesses, visitor, address).ok().unwrap());
    }

    #[tokio::test(start_paused = true)]
    async fn what_could_not_be_checked_is_no_guess_but_does_not_go_on_for_ever() {
        let guesses = Guesses::default();
        for _ in 0..60 {
            let unchecked = guess(&guesses, "ann", HOME).ok().unwrap();
            guesses.was_not_checked(unchecked);
        }
        assert_eq!(
            guess(&guesses, "ann", HOME).err(),
            Some(Duration::from_secs(10))
        );
        tokio::time::advance(WINDOW).await;
        for _ in 0..5 {
            wrong(&guesses, "ann", HOME);
        }
        assert!(
            guess(&guesses, "ann", HOME).is_err(),
            "what is wrong counts as ever"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_visitor_has_five_guesses_and_then_one_every_two_minutes() {
        let guesses = Guesses::default();
        for _ in 0..5 {
            wrong(&guesses, "eve", HOME);
        }
        let wait = guess(&guesses, "eve", AWAY).err().unwrap();
        assert_eq!(wait, Duration::from_mins(2));
        assert!(guess(&guesses, "ann", HOME).is_ok(), "nobody else waits");
        tokio::time::advance(wait).await;
        assert!(guess(&guesses, "eve", HOME).is_ok());
        assert!(guess(&guesses, "eve", HOME).is_err());
        tokio::time::advance(WINDOW).await;
        assert!((0..5).all(|_| guess(&guesses, "eve", HOME).is_ok()));
    }

    #[tokio::test(start_paused = true)]
    async fn who_begins_anew_after_each_guess_is_known_by_their_address() {
        let guesses = Guesses::default();
        for visitor in 0..20 {
            wrong(&guesses, &visitor.to_string(), HOME);
        }
        assert!(guess(&guesses, "20", HOME).is_err());
        assert!(guess(&guesses, "20", AWAY).is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn who_is_right_has_not_guessed() {
        let guesses = Guesses::default();
        for _ in 0..40 {
            let right = guess(&guesses, "ann", HOME).ok().unwrap();
            guesses.give_back(right);
        }
        assert!(guess(&guesses, "ann", HOME).is_ok());
    }
}

//! What became of invitations: counters by day, channel and invitation, kept in the store.
//!
//! A count is written within a second, together with all others of that second, so that a thousand showings are one
//! small batch. A crash loses that second and nothing else.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, Weak},
    time::Duration,
};

use frontdesk_core::{ChannelId, Timestamp};
use frontdesk_engine::Engine;
use frontdesk_store::{Batch, StoreError, keys, records};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use super::Invitations;
use crate::{api::lock, hub::Hub};

const A_DAY_MS: u64 = 24 * 3_600 * 1_000;
/// How long counts gather before they are written.
const GATHERED: Duration = Duration::from_secs(1);

/// Whose figures: an invitation of a channel on a day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Of {
    /// Days since 1970, in UTC.
    pub(crate) day: u32,
    pub(crate) channel: ChannelId,
    pub(crate) invitation: Box<str>,
}

/// Something that became of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Shown,
    NotShown,
    Accepted,
    Declined,
    Expired,
    HeldOut,
    ShownChatted,
    HeldOutChatted,
}

/// How often each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Counts {
    shown: u64,
    /// Of those, how many were not after all.
    not_shown: u64,
    pub(crate) accepted: u64,
    pub(crate) declined: u64,
    pub(crate) expired: u64,
    pub(crate) held_out: u64,
    pub(crate) shown_chatted: u64,
    pub(crate) held_out_chatted: u64,
}

impl Counts {
    /// How often it was seen.
    pub(crate) const fn seen(&self) -> u64 {
        self.shown.saturating_sub(self.not_shown)
    }

    fn add(&mut self, step: Step) {
        let count = match step {
            Step::Shown => &mut self.shown,
            Step::NotShown => &mut self.not_shown,
            Step::Accepted => &mut self.accepted,
            Step::Declined => &mut self.declined,
            Step::Expired => &mut self.expired,
            Step::HeldOut => &mut self.held_out,
            Step::ShownChatted => &mut self.shown_chatted,
            Step::HeldOutChatted => &mut self.held_out_chatted,
        };
        *count = count.saturating_add(1);
    }

    fn add_all(&mut self, more: &Self) {
        let Self {
            shown,
            not_shown,
            accepted,
            declined,
            expired,
            held_out,
            shown_chatted,
            held_out_chatted,
        } = more;
        for (count, more) in [
            (&mut self.shown, shown),
            (&mut self.not_shown, not_shown),
            (&mut self.accepted, accepted),
            (&mut self.declined, declined),
            (&mut self.expired, expired),
            (&mut self.held_out, held_out),
            (&mut self.shown_chatted, shown_chatted),
            (&mut self.held_out_chatted, held_out_chatted),
        ] {
            *count = count.saturating_add(*more);
        }
    }
}

/// The figures of one, as they are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Figures {
    pub(crate) of: Of,
    pub(crate) counts: Counts,
}

/// Counts that wait to be written.
#[derive(Default)]
pub(crate) struct Funnel {
    waiting: Mutex<BTreeMap<Of, Counts>>,
    news: Arc<Notify>,
    /// One writes at a time: it reads what it adds to.
    writing: tokio::sync::Mutex<()>,
}

impl Funnel {
    pub(crate) fn count(&self, of: Of, step: Step) {
        lock(&self.waiting).entry(of).or_default().add(step);
        self.news.notify_one();
    }

    /// Writes what waits. `false`: it could not be written, and waits on.
    pub(crate) async fn write(&self, engine: &Engine) -> bool {
        let _one_at_a_time = self.writing.lock().await;
        let waiting = std::mem::take(&mut *lock(&self.waiting));
        if waiting.is_empty() {
            return true;
        }
        let kept = match stage(engine, &waiting).await {
            Ok(batch) => engine.keep(batch).await.is_ok(),
            Err(_) => false,
        };
        if !kept {
            let mut newer = lock(&self.waiting);
            for (of, counts) in waiting {
                newer.entry(of).or_default().add_all(&counts);
            }
        }
        kept
    }
}

/// What the figures become.
async fn stage(engine: &Engine, waiting: &BTreeMap<Of, Counts>) -> Result<Batch, StoreError> {
    let mut batch = Batch::new();
    for (of, more) in waiting {
        let key = keys::invitation_day(of.day, &of.channel, &of.invitation);
        let known = records::load::<Figures>(&**engine.store(), &key).await?;
        let mut counts = known.map(|figures| figures.counts).unwrap_or_default();
        counts.add_all(more);
        let figures = Figures {
            of: of.clone(),
            counts,
        };
        records::stage(&mut batch, key, &figures)?;
    }
    Ok(batch)
}

/// The day of a moment, in days since 1970.
pub(crate) fn day_of(at: Timestamp) -> u32 {
    u32::try_from(at.0 / A_DAY_MS).unwrap_or(u32::MAX)
}

/// When a day begins.
pub(crate) fn begins(day: u32) -> Timestamp {
    Timestamp(u64::from(day) * A_DAY_MS)
}

/// All figures from one day to another, which is not among them; the newest day first.
pub(crate) async fn read(
    engine: &Engine,
    from: u32,
    until: u32,
) -> Result<Vec<Figures>, StoreError> {
    let range = keys::invitation_days(from, until);
    let all = records::load_all::<Figures>(&**engine.store(), range).await?;
    let mut all: Vec<_> = all.into_iter().map(|(_, figures)| figures).collect();
    all.sort_by(|a, b| b.of.day.cmp(&a.of.day).then_with(|| a.of.cmp(&b.of)));
    Ok(all)
}

/// Whoever writes counts sees that there will be no more.
impl Drop for Funnel {
    fn drop(&mut self) {
        self.news.notify_one();
    }
}

/// Writes counts for as long as the hub lives; it sleeps until there are some.
pub(crate) fn keep(engine: Engine, invitations: &Arc<Invitations>, hub: &Arc<Hub>) {
    let news = invitations.funnel.news.clone();
    let (invitations, hub): (_, Weak<Hub>) = (Arc::downgrade(invitations), Arc::downgrade(hub));
    tokio::spawn(async move {
        loop {
            news.notified().await;
            tokio::time::sleep(GATHERED).await;
            let Some(of) = invitations.upgrade().filter(|_| hub.strong_count() > 0) else {
                return;
            };
            if !of.funnel.write(&engine).await {
                tracing::warn!("what became of invitations is not written yet");
                news.notify_one();
            }
        }
    });
}

//! Where a channel's widget was seen: pages of which sites asked for its configuration, and which of them may
//! not have it. For whoever puts the widget on a site and wonders why nothing appears.

use std::{collections::BTreeMap, sync::Mutex};

use frontdesk_core::{ChannelId, Span, Timestamp};
use frontdesk_store::{Batch, Key, Store, StoreError, keys, records};

use crate::api::{Api, lock};

/// Allowed sites of one channel that are remembered: more than anybody lists.
const ALLOWED_MAX: usize = 200;
/// Sites that were refused: anybody can make some up, so only the last are shown, and none outlives a restart.
const REFUSED_MAX: usize = 20;
/// How often it is written down that a site still has the widget.
const KEPT_EVERY: Span = Span::seconds(3_600);

/// A site that asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sighting {
    /// Its origin.
    pub(crate) origin: String,
    /// When it asked last.
    pub(crate) at: Timestamp,
    /// Whether it may use the channel.
    pub(crate) allowed: bool,
}

#[derive(Default)]
struct Seen {
    allowed: BTreeMap<String, Allowed>,
    /// The last ones, oldest first.
    refused: Vec<(String, Timestamp)>,
}

struct Allowed {
    at: Timestamp,
    kept_at: Timestamp,
}

/// Who was seen since the start.
#[derive(Default)]
pub(crate) struct Sightings(Mutex<BTreeMap<ChannelId, Seen>>);

impl Sightings {
    /// A page of `origin` asked for a channel that there is. Whether that is to be written down.
    fn note(&self, channel: &ChannelId, origin: &str, allowed: bool, now: Timestamp) -> bool {
        let mut all = lock(&self.0);
        let seen = all.entry(channel.clone()).or_default();
        if !allowed {
            seen.refused.retain(|(known, _)| known != origin);
            seen.refused.push((origin.to_owned(), now));
            let over = seen.refused.len().saturating_sub(REFUSED_MAX);
            seen.refused.drain(..over);
            return false;
        }
        seen.refused.retain(|(known, _)| known != origin);
        if let Some(known) = seen.allowed.get_mut(origin) {
            known.at = now;
            let due = now.since(known.kept_at) >= KEPT_EVERY;
            if due {
                known.kept_at = now;
            }
            return due;
        }
        if seen.allowed.len() >= ALLOWED_MAX {
            return false;
        }
        let (at, kept_at) = (now, now);
        seen.allowed
            .insert(origin.to_owned(), Allowed { at, kept_at });
        true
    }

    /// What was seen since the start, and before it as it was `kept`; the last first.
    fn all(&self, channel: &ChannelId, kept: BTreeMap<String, Timestamp>) -> Vec<Sighting> {
        let all = lock(&self.0);
        let mut allowed = kept;
        let mut found: Vec<Sighting> = Vec::new();
        if let Some(seen) = all.get(channel) {
            for (origin, known) in &seen.allowed {
                allowed.insert(origin.clone(), known.at);
            }
            found.extend(seen.refused.iter().map(|(origin, at)| Sighting {
                origin: origin.clone(),
                at: *at,
                allowed: false,
            }));
        }
        found.retain(|refused| !allowed.contains_key(&refused.origin));
        found.extend(allowed.into_iter().map(|(origin, at)| Sighting {
            origin,
            at,
            allowed: true,
        }));
        found.sort_by(|one, two| {
            two.at
                .cmp(&one.at)
                .then_with(|| one.origin.cmp(&two.origin))
        });
        found
    }
}

/// A page of a site asked for a channel's configuration. Whoever asked does not wait for it.
pub(crate) fn note(api: &Api, channel: &ChannelId, origin: &str, allowed: bool) {
    if api.sightings().note(channel, origin, allowed, api.now()) {
        let (api, channel) = (api.clone(), channel.clone());
        tokio::spawn(async move {
            if let Err(error) = keep(&api, &channel).await {
                tracing::warn!(%channel, error, "where the widget was seen is not written down");
            }
        });
    }
}

/// Sites that asked for a channel, the last first.
pub(crate) async fn of(api: &Api, channel: &ChannelId) -> Result<Vec<Sighting>, StoreError> {
    let kept = load(&**api.engine().store(), channel).await?;
    Ok(api.sightings().all(channel, kept))
}

async fn keep(api: &Api, channel: &ChannelId) -> Result<(), String> {
    let seen = of(api, channel).await.map_err(|error| error.to_string())?;
    let allowed = seen.into_iter().filter(|one| one.allowed).take(ALLOWED_MAX);
    let kept: BTreeMap<String, Timestamp> = allowed.map(|one| (one.origin, one.at)).collect();
    let mut batch = Batch::new();
    records::stage(&mut batch, key(channel), &kept).map_err(|error| error.to_string())?;
    let kept = api.engine().keep(batch).await;
    kept.map_err(|refusal| refusal.to_string())
}

async fn load(
    store: &dyn Store,
    channel: &ChannelId,
) -> Result<BTreeMap<String, Timestamp>, StoreError> {
    let kept = records::load(store, &key(channel)).await?;
    Ok(kept.unwrap_or_default())
}

fn key(channel: &ChannelId) -> Key {
    keys::meta(&format!("sightings.{channel}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shop() -> ChannelId {
        "shop-chat".parse().unwrap()
    }

    #[test]
    fn a_site_is_written_down_at_first_and_once_an_hour_and_a_refused_one_never() {
        let seen = Sightings::default();
        let at = |s: u64| Timestamp(s * 1_000);
        assert!(seen.note(&shop(), "https://a.example", true, at(0)));
        assert!(!seen.note(&shop(), "https://a.example", true, at(3_599)));
        assert!(seen.note(&shop(), "https://a.example", true, at(3_600)));
        assert!(!seen.note(&shop(), "https://b.example", false, at(3_601)));
        let all = seen.all(&shop(), BTreeMap::new());
        let all: Vec<_> = all.iter().map(|one| (&*one.origin, one.allowed)).collect();
        assert_eq!(
            all,
            [("https://b.example", false), ("https://a.example", true)]
        );
    }

    #[test]
    fn made_up_sites_push_out_each_other_and_no_allowed_one() {
        let seen = Sightings::default();
        seen.note(&shop(), "https://a.example", true, Timestamp(1));
        for number in 0..100 {
            seen.note(
                &shop(),
                &format!("https://{number}.example"),
                false,
                Timestamp(2 + number),
            );
        }
        let all = seen.all(&shop(), BTreeMap::new());
        assert_eq!(all.len(), REFUSED_MAX + 1);
        assert_eq!(all[0].origin, "https://99.example");
        assert!(all.last().unwrap().allowed);
    }

    #[test]
    fn what_was_kept_is_shown_until_it_is_seen_again_and_a_site_that_is_allowed_now_is_no_longer_refused()
     {
        let seen = Sightings::default();
        seen.note(&shop(), "https://a.example", false, Timestamp(5));
        seen.note(&shop(), "https://a.example", true, Timestamp(6));
        let kept = BTreeMap::from([
            ("https://a.example".to_owned(), Timestamp(1)),
            ("https://old.example".to_owned(), Timestamp(2)),
        ]);
        let all = seen.all(&shop(), kept);
        let all: Vec<_> = all
            .iter()
            .map(|one| (&*one.origin, one.at.0, one.allowed))
            .collect();
        assert_eq!(
            all,
            [
                ("https://a.example", 6, true),
                ("https://old.example", 2, true)
            ]
        );
    }
}

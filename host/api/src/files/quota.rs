//! How much one agent or one visitor may upload.

use std::{collections::BTreeMap, sync::Mutex};

use frontdesk_core::{AgentId, ChannelId, Span, ThreadId, Timestamp};

use crate::{api::lock, problem::Fault};

/// Who uploads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Uploader {
    Agent(AgentId),
    /// On a thread of a channel.
    Contact(ChannelId, ThreadId),
}

/// Uploads of one under way at once.
const AT_ONCE: u32 = 4;
const HOUR: Span = Span::seconds(3_600);

/// What each has used. It begins anew with the process.
#[derive(Default)]
pub(crate) struct Quotas(Mutex<BTreeMap<Uploader, Used>>);

#[derive(Clone, Copy)]
struct Used {
    since: Timestamp,
    bytes: u64,
    under_way: u32,
}

/// One upload's place.
pub(crate) struct Upload<'a> {
    quotas: &'a Quotas,
    who: Uploader,
    bytes_max: u64,
}

impl Quotas {
    /// Takes a place for an upload of somebody's, who may have used so many bytes in an hour.
    pub(crate) fn begin(
        &self,
        who: &Uploader,
        bytes_max: u64,
        now: Timestamp,
    ) -> Result<Upload<'_>, Fault> {
        let mut all = lock(&self.0);
        let is_over = |used: &Used| used.under_way == 0 && now.since(used.since) >= HOUR;
        all.retain(|_, used| !is_over(used));
        let used = all.entry(who.clone()).or_insert(Used {
            since: now,
            bytes: 0,
            under_way: 0,
        });
        if now.since(used.since) >= HOUR {
            (used.since, used.bytes) = (now, 0);
        }
        if used.under_way >= AT_ONCE || used.bytes >= bytes_max {
            return Err(Fault::TooManyFiles);
        }
        used.under_way += 1;
        Ok(Upload {
            quotas: self,
            who: who.clone(),
            bytes_max,
        })
    }
}

impl Upload<'_> {
    /// So many more bytes have come.
    pub(crate) fn take(&self, bytes: usize) -> Result<(), Fault> {
        let mut all = lock(&self.quotas.0);
        let Some(used) = all.get_mut(&self.who) else {
            return Ok(());
        };
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        used.bytes = used.bytes.saturating_add(bytes);
        if used.bytes > self.bytes_max {
            return Err(Fault::TooManyFiles);
        }
        Ok(())
    }
}

impl Drop for Upload<'_> {
    fn drop(&mut self) {
        if let Some(used) = lock(&self.quotas.0).get_mut(&self.who) {
            used.under_way = used.under_way.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_700_000_000_000);

    fn bea() -> Uploader {
        Uploader::Agent("bea".parse().unwrap())
    }

    #[test]
    fn each_has_so_much_an_hour_whatever_others_do() {
        let contact = Uploader::Contact("shop".parse().unwrap(), ThreadId("bea".into()));
        let quotas = Quotas::default();
        let upload = quotas.begin(&bea(), 100, NOW).unwrap();
        upload.take(60).unwrap();
        assert_eq!(upload.take(60), Err(Fault::TooManyFiles));
        drop(upload);
        assert!(quotas.begin(&bea(), 100, NOW).is_err());
        assert!(quotas.begin(&contact, 100, NOW).is_ok());
        let later = quotas.begin(&bea(), 100, NOW + HOUR).unwrap();
        later.take(100).unwrap();
    }

    #[test]
    fn a_few_come_in_at_once() {
        let quotas = Quotas::default();
        let begin = || quotas.begin(&bea(), 100, NOW);
        let mut under_way: Vec<_> = (0..AT_ONCE).map(|_| begin().unwrap()).collect();
        assert!(begin().is_err());
        under_way.pop();
        assert!(begin().is_ok());
    }
}

//! Carries mails to the operator's server: each until the server has it, or it is given up.
//!
//! What is due is found in the store, after a crash as after a message that comes. That the server has a mail is durable
//! before anything else is done with it; a crash in between has it sent once more under the same id.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use frontdesk_core::{OfflineId, Span};
use frontdesk_directory::offline::{self, Mailing, Standing};
use frontdesk_mail::{Mail, MailFault, Mailer};
use frontdesk_store::StoreError;
use tokio::time::sleep;

use super::{
    Offline, Post,
    letter::{self, Origin},
    retry,
};
use crate::problem::Fault;

/// The pause after the gateway's own store failed.
const PAUSE: Duration = Duration::from_secs(5);
/// For so long it is remembered that a message is done: nobody sends one again after that.
const REMEMBERED: Span = Span::seconds(7 * 24 * 3_600);

/// What a step came to.
enum Next {
    /// Nothing is left to do.
    Over,
    /// It goes on after this long, or when something was configured anew.
    Wait(Duration),
    /// The gateway stops.
    Stop,
}

/// Looks at what an earlier run left.
pub(super) async fn run(offline: Weak<Offline>) {
    while let Some(now) = offline.upgrade() {
        match offline::due(now.store()).await {
            Ok(due) => {
                for one in due {
                    now.look_at(one);
                }
                return;
            }
            Err(StoreError::Closed) => return,
            Err(error) => {
                tracing::error!(%error, "mails of messages cannot be looked for; it is tried again");
            }
        }
        drop(now);
        sleep(PAUSE).await;
    }
}

impl Offline {
    /// A message may have a mail due: it is looked after until it has none.
    pub(super) fn look_at(self: &Arc<Self>, id: OfflineId) {
        self.rounds.look_at(id, round(Arc::downgrade(self), id));
    }

    async fn step(&self, id: OfflineId) -> Next {
        match self.next(id).await {
            Ok(next) => next,
            Err(Fault::Stopping) => Next::Stop,
            // A person changed what stands, or the disk is full: from what is there then.
            Err(fault) => {
                tracing::warn!(?fault, message.id = %id, "the mail of a message waits");
                Next::Wait(PAUSE)
            }
        }
    }

    async fn next(&self, id: OfflineId) -> Result<Next, Fault> {
        let Some(standing) = offline::by_id(self.store(), id).await? else {
            return Ok(Next::Over);
        };
        let Mailing::Waiting { since, tries, .. } = standing.message.mailing else {
            self.forget_old().await?;
            return Ok(Next::Over);
        };
        let sent = match self.letter(&standing) {
            Ok((mailer, mail)) => {
                // The semaphore is never closed.
                let _permit = self.permits.acquire().await.ok();
                mailer.send(&mail).await
            }
            Err(fault) => Err(fault),
        };
        let now = self.clock.now();
        let (mailing, next) = match sent {
            Ok(()) => (Mailing::Left { at: now }, Next::Wait(Duration::ZERO)),
            Err(fault) => {
                let retry::After { mailing, wait } = retry::after(id, since, tries, &fault, now);
                let is_over = wait.is_none();
                // What a server says may repeat whom it was told of: that is shown to supervisors only.
                tracing::warn!(message.id = %id, tries = tries + 1, is_over, kind = kind(&fault), "the mail of a message was not taken");
                (mailing, wait.map_or(Next::Over, Next::Wait))
            }
        };
        let message = standing.message.with(mailing);
        self.engine.keep(offline::put(&standing, &message)?).await?;
        Ok(next)
    }

    /// The mail of a message, and who takes it, as it is configured at this moment.
    fn letter(&self, standing: &Standing) -> Result<(Arc<Mailer>, Mail), MailFault> {
        let post: Arc<Post> = self.post.borrow().clone();
        let mend = |what: &str| MailFault::Misconfigured(what.to_owned());
        let message = &standing.message;
        let mailer = post.mailer.clone();
        let mailer = mailer.ok_or_else(|| mend("no server for mails is configured"))?;
        let to = post.to.get(&message.channel);
        let to = to.ok_or_else(|| mend("the channel's messages are mailed to nobody any more"))?;
        let written = message.written.as_ref();
        let written = written.ok_or_else(|| mend("what was written is gone"))?;
        let (channel, queue) = (&message.channel, &message.queue);
        let origin = Origin {
            channel: post
                .channels
                .get(channel)
                .map_or(channel.as_str(), String::as_str),
            queue: post
                .queues
                .get(queue)
                .map_or(queue.as_str(), String::as_str),
        };
        Ok((mailer, letter::of(message, written, &origin, to)))
    }

    /// Forgets messages that have been done for long.
    async fn forget_old(&self) -> Result<(), Fault> {
        let now = self.clock.now();
        let before = frontdesk_core::Timestamp(now.0.saturating_sub(REMEMBERED.0));
        for batch in offline::stale(self.store(), before).await? {
            self.engine.keep(batch).await?;
        }
        Ok(())
    }
}

/// What kind of a "no" it was, for the log.
const fn kind(fault: &MailFault) -> &'static str {
    match fault {
        MailFault::Refused(_) => "refused",
        MailFault::Misconfigured(_) => "misconfigured",
        MailFault::NotNow(_) => "not_now",
    }
}

/// Looks after one message until its mail is done. Holds on to nothing while it waits, so that the gateway can stop.
async fn round(offline: Weak<Offline>, id: OfflineId) {
    let Some(mut changes) = offline.upgrade().map(|now| now.post.subscribe()) else {
        return;
    };
    while let Some(now) = offline.upgrade() {
        changes.mark_unchanged();
        let next = now.step(id).await;
        match next {
            Next::Stop => return,
            Next::Over if now.rounds.is_over(id) => return,
            Next::Over => {}
            Next::Wait(wait) => {
                drop(now);
                tokio::select! {
                    () = sleep(wait) => {}
                    _ = changes.changed() => {}
                }
            }
        }
    }
}

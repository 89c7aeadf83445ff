//! Carries the logs of conversations to customer systems: each until it is there, or given up.
//!
//! What is due is found in the store, after a crash as after a closing. Each step is durable before the next: that
//! a log is on its way and up to which message it goes, the case that was opened, that it is there. A step that
//! a crash cut off is done again under the same reference, so that the system has it once.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use frontdesk_core::{Conversation, ConversationId, Timestamp};
use frontdesk_directory::system::{self, Case, Link, Log, Standing, Waiting};
use frontdesk_engine::ports::SystemFault;
use frontdesk_store::{StoreError, records};
use tokio::{
    sync::{Semaphore, mpsc},
    time::{sleep, timeout},
};

use super::{AT_ONCE, Systems, note, retry};
use crate::{api::lock, config::ConnectedSystem, problem::Fault};

/// How long a system has for one step, whatever its connector allows.
const STEP: Duration = Duration::from_mins(2);
/// The pause after the gateway's own store failed.
const PAUSE: Duration = Duration::from_secs(5);

/// What a step came to.
enum Next {
    /// Nothing is left to do.
    Over,
    /// It goes on after this long, or when a connector was changed.
    Wait(Duration),
    /// The gateway stops.
    Stop,
}

/// Looks at what an earlier run left, then at each conversation that closes.
pub(super) async fn run(
    systems: Weak<Systems>,
    mut endings: mpsc::UnboundedReceiver<ConversationId>,
) {
    while let Some(now) = systems.upgrade() {
        match system::due(now.store()).await {
            Ok(due) => {
                for one in due {
                    now.look_at(one);
                }
                break;
            }
            Err(StoreError::Closed) => return,
            Err(error) => {
                tracing::error!(%error, "logs for customer systems cannot be looked for; it is tried again");
            }
        }
        drop(now);
        sleep(PAUSE).await;
    }
    while let Some(conversation) = endings.recv().await {
        let Some(systems) = systems.upgrade() else {
            return;
        };
        systems.look_at(conversation);
    }
}

impl Systems {
    /// A conversation may have something due: it is looked after until nothing is.
    pub(super) fn look_at(self: &Arc<Self>, conversation: ConversationId) {
        self.rounds
            .look_at(conversation, round(Arc::downgrade(self), conversation));
    }

    /// One step of a conversation's log, in its turn.
    async fn step(&self, conversation: ConversationId) -> Next {
        let _turn = self.turn(conversation).await;
        match self.next(conversation).await {
            Ok(next) => next,
            Err(Fault::Stopping) => Next::Stop,
            // Somebody changed what stands, or the disk is full: from what is there then.
            Err(fault) => {
                tracing::warn!(?fault, conversation.id = %conversation, "a log for a customer system waits");
                Next::Wait(PAUSE)
            }
        }
    }

    async fn next(&self, id: ConversationId) -> Result<Next, Fault> {
        let Some(standing) = system::of_conversation(self.store(), id).await? else {
            return self.forget(id).await;
        };
        if let Log::Waiting(waiting) = &standing.link.log {
            return self.carry(&standing, waiting).await;
        }
        let kept = records::conversation(self.store(), id).await?;
        let Some(closed) = kept.filter(|kept| kept.state.is_closed()) else {
            return Ok(Next::Over);
        };
        let is_wanted = self
            .system(&standing.link.connector)
            .is_none_or(|it| it.log);
        match standing.link.closed(closed.last_seq, self.clock.now()) {
            Some(link) if is_wanted => {
                self.keep(system::put(Some(&standing), &link)?).await?;
                Ok(Next::Wait(Duration::ZERO))
            }
            // What was given up stays where it is found.
            None if matches!(standing.link.log, Log::Refused { .. }) => Ok(Next::Over),
            Some(_) | None => self.forget(id).await,
        }
    }

    /// Nothing is due of a conversation that is over.
    async fn forget(&self, id: ConversationId) -> Result<Next, Fault> {
        // One that is open says again that it closes; its mark is for a crash in between.
        let kept = records::conversation(self.store(), id).await?;
        if kept.is_none_or(|kept| kept.state.is_closed()) {
            let key = frontdesk_store::keys::system_log_due(id);
            if self.store().get(&key).await?.is_some() {
                self.keep(system::not_due(id)).await?;
            }
        }
        Ok(Next::Over)
    }

    /// Brings a log one step on.
    async fn carry(&self, standing: &Standing, waiting: &Waiting) -> Result<Next, Fault> {
        let link = &standing.link;
        let id = link.conversation;
        let Some(kept) = records::conversation(self.store(), id).await? else {
            self.keep(system::remove(standing)).await?;
            return Ok(Next::Over);
        };
        let tried = match self.system(&link.connector) {
            Some(system) => {
                let permits = self.permits(&system.name);
                // The semaphore is never closed.
                let _permit = permits.acquire_owned().await.ok();
                self.tell(&system, link, waiting, &kept).await?
            }
            None => Err(SystemFault::Misconfigured(
                "its connector is not in the configuration".to_owned(),
            )),
        };
        match tried {
            Ok(link) => {
                let is_there = matches!(link.log, Log::Logged { .. });
                self.keep(system::put(Some(standing), &link)?).await?;
                // The case is durable: on with what was said.
                Ok(if is_there {
                    Next::Over
                } else {
                    Next::Wait(Duration::ZERO)
                })
            }
            Err(fault) => self.failed(standing, waiting, &fault).await,
        }
    }

    /// Tells a system the next thing: the link as it is then.
    async fn tell(
        &self,
        system: &ConnectedSystem,
        link: &Link,
        waiting: &Waiting,
        kept: &Conversation,
    ) -> Result<Result<Link, SystemFault>, Fault> {
        let (store, directory) = (self.store(), self.hub.directory());
        let through = waiting.through;
        let mut note = note::head(store, &directory, link, kept).await?;
        note.transcript = note::transcript(store, &directory, kept, link.logged, through).await?;
        let silent = || SystemFault::NoAnswer {
            message: "it did not answer in time".to_owned(),
            retry_after: None,
        };
        let Some(case) = &link.case else {
            let reference = link.reference("case");
            let opened = timeout(STEP, system.system.open_case(&note, &reference)).await;
            let opened = opened.unwrap_or_else(|_| Err(silent()));
            return Ok(opened.map(|case| Link {
                case: Some(Case {
                    id: case.id.into(),
                    url: case.url.map(Into::into),
                    subject: note.subject.into(),
                }),
                logged: through,
                ..link.clone()
            }));
        };
        let reference = link.log_reference(through);
        let closed = timeout(STEP, system.system.close_case(&case.id, &note, &reference)).await;
        let closed = closed.unwrap_or_else(|_| Err(silent()));
        let at = self.clock.now();
        Ok(closed.map(|()| Link {
            logged: through,
            ..link.with(Log::Logged { at })
        }))
    }

    async fn failed(
        &self,
        standing: &Standing,
        waiting: &Waiting,
        fault: &SystemFault,
    ) -> Result<Next, Fault> {
        let link = &standing.link;
        let (conversation, connector) = (link.conversation, &link.connector);
        let now: Timestamp = self.clock.now();
        let retry::After { log, wait } = retry::after(conversation, waiting, fault, now);
        let is_over = wait.is_none();
        tracing::warn!(connector = %connector, conversation.id = %conversation, tries = waiting.tries + 1, is_over, "a log was not taken by its customer system");
        let link = link.with(log);
        self.keep(system::put(Some(standing), &link)?).await?;
        Ok(wait.map_or(Next::Over, Next::Wait))
    }

    fn permits(&self, connector: &str) -> Arc<Semaphore> {
        let mut all = lock(&self.permits);
        let permits = all.entry(connector.to_owned());
        let permits = permits.or_insert_with(|| Arc::new(Semaphore::new(AT_ONCE)));
        permits.clone()
    }
}

/// Looks after one conversation until nothing is due of it. Holds on to nothing while it waits, so that the gateway
/// can stop.
async fn round(systems: Weak<Systems>, conversation: ConversationId) {
    let Some(mut changes) = systems.upgrade().map(|now| now.connected.subscribe()) else {
        return;
    };
    while let Some(now) = systems.upgrade() {
        changes.mark_unchanged();
        let next = now.step(conversation).await;
        match next {
            Next::Stop => return,
            Next::Over if now.rounds.is_over(conversation) => return,
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

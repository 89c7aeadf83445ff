//! What contacts write while nobody is there: taken in, kept, and mailed to whom the operator says.
//!
//! A message is durable, with the case that it becomes, before its writer is told so. Its mail is carried by
//! [`courier`]: no answer waits for a mail server.

mod courier;
mod letter;
mod reading;
mod retry;

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
    sync::Arc,
};

use frontdesk_core::{ChannelId, Conversation, OfflineId, QueueId, Unreachable};
use frontdesk_directory::{
    change::By,
    offline::{self, Arrival, Leaving, OfflineMessage},
};
use frontdesk_engine::{Engine, Refusal, ports::Clock};
use frontdesk_mail::Mailer;
use frontdesk_store::Store;
use frontdesk_wire::offline::{OfflineForm, OfflineReason};
use tokio::{
    sync::{Semaphore, watch},
    time::Instant,
};

pub(crate) use self::reading::read;
use crate::{
    config::ApiConfig, crm::Crm, form::FormQuestion, problem::Fault, requests::Requests,
    rounds::Rounds, socket::rate::Rate,
};

/// Messages from one address, in a second and at once: a whole office may stand behind one.
const FROM_ONE_PER_S: u32 = 1;
const FROM_ONE_BURST: u32 = 20;
/// Messages from everywhere.
const FROM_ALL_PER_S: u32 = 20;
const FROM_ALL_BURST: u32 = 400;
/// Mails that may wait.
const WAITING: usize = 10_000;
/// Times that a change is made anew, of what was written meanwhile.
const TRIES: usize = 4;
/// Mails that are handed to the server at once.
const AT_ONCE: usize = 2;

/// The form of a channel whose contacts may write while nobody is there.
#[derive(Clone, Debug)]
pub struct OfflineChannel {
    /// When it is shown in place of a chat.
    pub when: BTreeSet<OfflineReason>,
    /// What pages are told of it.
    pub shown: OfflineForm,
    /// What it asks for besides.
    pub form: Vec<FormQuestion>,
    /// Where each message is mailed to.
    pub mail_to: Option<String>,
    /// Whether each becomes a case.
    pub as_case: bool,
    /// The queue that decides, and whose messages they are.
    pub queue: QueueId,
}

/// What mails are made with, as it is configured at the moment.
#[derive(Default)]
struct Post {
    mailer: Option<Arc<Mailer>>,
    to: BTreeMap<ChannelId, String>,
    channels: BTreeMap<ChannelId, String>,
    queues: BTreeMap<QueueId, String>,
}

impl Post {
    fn of(config: &ApiConfig) -> Arc<Self> {
        let to = config.channels.iter().filter_map(|(id, channel)| {
            let form = channel.offline.as_ref()?;
            Some((id.clone(), form.mail_to.clone()?))
        });
        Arc::new(Self {
            mailer: config.mailer.clone(),
            to: to.collect(),
            channels: config.channel_titles.clone(),
            queues: config.queue_titles.clone(),
        })
    }
}

/// Messages on their way.
pub(crate) struct Offline {
    engine: Engine,
    clock: Arc<dyn Clock>,
    crm: Arc<Crm>,
    /// Each change ends the waits of mails that were not taken.
    post: watch::Sender<Arc<Post>>,
    /// Mails that are looked after.
    rounds: Rounds<OfflineId>,
    permits: Semaphore,
    from_one: Requests,
    from_all: Rate,
}

impl Offline {
    /// Begins to carry mails. To be called on the runtime that serves.
    pub(crate) fn start(
        config: &ApiConfig,
        engine: Engine,
        clock: Arc<dyn Clock>,
        crm: Arc<Crm>,
    ) -> Arc<Self> {
        let offline = Arc::new(Self {
            engine,
            clock,
            crm,
            post: watch::Sender::new(Post::of(config)),
            rounds: Rounds::default(),
            permits: Semaphore::new(AT_ONCE),
            from_one: Requests::default(),
            from_all: Rate::new(FROM_ALL_PER_S, FROM_ALL_BURST),
        });
        tokio::spawn(courier::run(Arc::downgrade(&offline)));
        offline
    }

    /// Mails are made and sent as this says from here on.
    pub(crate) fn replace(&self, config: &ApiConfig) {
        self.post.send_replace(Post::of(config));
    }

    /// Whether a message from this address is looked at.
    pub(crate) fn may_leave(&self, address: IpAddr, now: Instant) -> bool {
        let from_one = &self.from_one;
        from_one.admit(address, FROM_ONE_PER_S, FROM_ONE_BURST, now) && self.from_all.admit(now)
    }

    /// Keeps a message. The same one again is there already.
    pub(crate) async fn leave(self: &Arc<Self>, arrival: Arrival) -> Result<(), Fault> {
        if arrival.as_mail && self.rounds.len() >= WAITING {
            return Err(Fault::Busy);
        }
        // To its end, even if whoever asked stops waiting: what is kept is to be mailed.
        let this = Arc::clone(self);
        let left = tokio::spawn(async move {
            let message = this.keep(&arrival).await?;
            this.look_at(message.id);
            Ok(())
        });
        left.await.unwrap_or(Err(Fault::Stopping))
    }

    /// Keeps what a contact wrote to a channel's script: as a case, and as a mail where the channel's messages are
    /// mailed. `reference` tells it from any other.
    pub(crate) async fn leave_for(
        self: &Arc<Self>,
        conversation: &Conversation,
        text: &str,
        reference: String,
    ) -> Result<(), Fault> {
        let as_mail = self.post.borrow().to.contains_key(&conversation.channel);
        self.leave(reading::of_script(conversation, text, reference, as_mail))
            .await
    }

    async fn keep(&self, arrival: &Arrival) -> Result<OfflineMessage, Fault> {
        let agent = offline::author().ok_or(Fault::Internal)?;
        let by = By {
            agent,
            at: self.clock.now(),
        };
        for _ in 0..TRIES {
            let _turn = self.crm.turn().await;
            let known = offline::of_client(self.store(), &arrival.channel, &arrival.client_id);
            if let Some(known) = known.await? {
                let is_same = known.digest == arrival.digest;
                return is_same.then_some(known).ok_or(Fault::Conflict);
            }
            let left = offline::leave(self.store(), arrival.clone(), by.clone());
            let Leaving { message, batch } = left.await?;
            match self.crm.keep(batch).await {
                Ok(()) => return Ok(message),
                Err(Refusal::Conflict) => {}
                Err(refusal) => return Err(refusal.into()),
            }
        }
        Err(Fault::Busy)
    }

    /// Sends a mail that was given up on its way once more. One that is on its way stays so.
    pub(crate) async fn send_again(self: &Arc<Self>, id: OfflineId) -> Result<(), Fault> {
        let standing = offline::by_id(self.store(), id).await?;
        let standing = standing.filter(|it| it.message.is_due());
        let standing = standing.ok_or(Fault::NotFound)?;
        if let Some(again) = standing.message.again(self.clock.now()) {
            self.engine.keep(offline::put(&standing, &again)?).await?;
        }
        self.look_at(id);
        Ok(())
    }

    /// Takes away a message whose mail was given up. The case it became stays.
    pub(crate) async fn discard(&self, id: OfflineId) -> Result<(), Fault> {
        let standing = offline::by_id(self.store(), id).await?;
        let standing = standing.filter(|it| it.message.is_due());
        let standing = standing.ok_or(Fault::NotFound)?;
        if standing.message.again(self.clock.now()).is_none() {
            let why = "its mail is on its way: only one that was given up is thrown away";
            return Err(Fault::NotPossible(why.to_owned()));
        }
        self.engine.keep(offline::remove(&standing)).await?;
        Ok(())
    }

    fn store(&self) -> &dyn Store {
        &**self.engine.store()
    }
}

impl OfflineChannel {
    /// Why the form is shown, if it is for that.
    pub(crate) fn due(&self, unreachable: Unreachable) -> Option<OfflineReason> {
        let reason = match unreachable {
            Unreachable::Closed { .. } => OfflineReason::Closed,
            Unreachable::Unstaffed => OfflineReason::Unstaffed,
            Unreachable::Full => OfflineReason::Full,
        };
        self.when.contains(&reason).then_some(reason)
    }
}

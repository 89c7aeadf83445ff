//! Connected customer systems at work: whom a conversation is with there, and its log on the way.
//!
//! Nothing here is waited for by a conversation. What an agent asks for is answered within seconds or goes on
//! without them; logs are carried by [`courier`].

mod courier;
mod note;
mod retry;

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{Arc, Mutex},
    time::Duration,
};

use frontdesk_core::{ConversationId, Seq};
use frontdesk_directory::{
    change::By,
    system::{self, Case, Link, Log, Standing},
};
use frontdesk_engine::{
    Engine,
    ports::{Clock, KnownPerson, NewPerson, SystemFault},
};
use frontdesk_store::{Batch, Store, records};
use sha2::{Digest as _, Sha256};
use tokio::{
    sync::{OwnedMutexGuard, Semaphore, watch},
    time::timeout,
};

use crate::{api::lock, config::ConnectedSystem, hub::Hub, problem::Fault, rounds::Rounds};

/// How long an agent waits for a customer system.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);
/// Things that one system is asked to take at once.
const AT_ONCE: usize = 4;

/// Connected customer systems at work.
pub(crate) struct Systems {
    engine: Engine,
    clock: Arc<dyn Clock>,
    hub: Arc<Hub>,
    /// Each change ends the waits of logs that failed.
    connected: watch::Sender<Arc<[ConnectedSystem]>>,
    /// Who changes a conversation's link; of those that nobody changes, nothing is kept.
    turns: Mutex<BTreeMap<ConversationId, Arc<tokio::sync::Mutex<()>>>>,
    /// Logs that are looked after.
    rounds: Rounds<ConversationId>,
    /// By connector.
    permits: Mutex<BTreeMap<String, Arc<Semaphore>>>,
}

impl Systems {
    /// Puts them to work. To be called on the runtime that serves.
    pub(crate) fn start(
        connected: &[ConnectedSystem],
        engine: Engine,
        clock: Arc<dyn Clock>,
        hub: Arc<Hub>,
    ) -> Arc<Self> {
        let endings = hub.take_endings();
        let systems = Arc::new(Self {
            engine,
            clock,
            hub,
            connected: watch::Sender::new(connected.into()),
            turns: Mutex::default(),
            rounds: Rounds::default(),
            permits: Mutex::default(),
        });
        if let Some(endings) = endings {
            tokio::spawn(courier::run(Arc::downgrade(&systems), endings));
        }
        systems
    }

    /// These are connected from here on.
    pub(crate) fn replace(&self, connected: &[ConnectedSystem]) {
        self.connected.send_replace(connected.into());
    }

    /// A connector was mended behind its port.
    pub(crate) fn mended(&self) {
        self.connected.send_modify(|_| {});
    }

    /// A connected system, by its connector's name.
    pub(crate) fn system(&self, connector: &str) -> Option<ConnectedSystem> {
        let connected = self.connected.borrow();
        connected.iter().find(|one| one.name == connector).cloned()
    }

    /// A conversation is with this person there from here on.
    pub(crate) async fn link(
        self: &Arc<Self>,
        conversation: ConversationId,
        connector: String,
        person: KnownPerson,
        by: By,
    ) -> Result<Link, Fault> {
        let this = Arc::clone(self);
        within(async move {
            let _turn = this.turn(conversation).await;
            this.linked(conversation, connector, person, by).await
        })
        .await
    }

    /// Makes a person there, with whom the conversation is from here on. Asked once more with the same, it is
    /// the same person.
    pub(crate) async fn create_person(
        self: &Arc<Self>,
        conversation: ConversationId,
        connector: String,
        person: NewPerson,
        by: By,
    ) -> Result<Link, Fault> {
        let this = Arc::clone(self);
        within(async move {
            let system = this.system(&connector).ok_or(Fault::NotFound)?;
            let _turn = this.turn(conversation).await;
            let reference = person_reference(conversation, &person);
            let made = system.system.save_person(&person, &reference).await?;
            this.linked(conversation, connector, made, by).await
        })
        .await
    }

    /// Opens a case there that the conversation is about. There is one: asked once more, it is the same.
    pub(crate) async fn open_case(
        self: &Arc<Self>,
        conversation: ConversationId,
        subject: String,
    ) -> Result<Link, Fault> {
        let this = Arc::clone(self);
        within(async move {
            let _turn = this.turn(conversation).await;
            let standing = system::of_conversation(this.store(), conversation).await?;
            let standing = standing.ok_or_else(not_linked)?;
            let link = &standing.link;
            if link.case.is_some() {
                return Ok(standing.link);
            }
            let system = this.system(&link.connector).ok_or(Fault::NotFound)?;
            let kept = records::conversation(this.store(), conversation).await?;
            let kept = kept.ok_or(Fault::NotFound)?;
            let directory = this.hub.directory();
            let mut note = note::head(this.store(), &directory, link, &kept).await?;
            note.subject.clone_from(&subject);
            let reference = link.reference("case");
            let case = system.system.open_case(&note, &reference).await?;
            let case = Some(Case {
                id: case.id.into(),
                url: case.url.map(Into::into),
                subject: subject.into(),
            });
            let link = Link {
                case,
                ..link.clone()
            };
            this.keep(system::put(Some(&standing), &link)?).await?;
            Ok(link)
        })
        .await
    }

    /// The conversation is with nobody there from here on. What is there already stays there.
    pub(crate) async fn unlink(
        self: &Arc<Self>,
        conversation: ConversationId,
    ) -> Result<(), Fault> {
        let this = Arc::clone(self);
        within(async move {
            let _turn = this.turn(conversation).await;
            match system::of_conversation(this.store(), conversation).await? {
                Some(standing) => this.keep(system::remove(&standing)).await,
                None => Ok(()),
            }
        })
        .await
    }

    /// Has a log that was given up go once more. Whatever stands otherwise stays as it is.
    pub(crate) async fn log_again(
        self: &Arc<Self>,
        conversation: ConversationId,
    ) -> Result<Link, Fault> {
        let this = Arc::clone(self);
        within(async move {
            let _turn = this.turn(conversation).await;
            let standing = system::of_conversation(this.store(), conversation).await?;
            let standing = standing.ok_or(Fault::NotFound)?;
            let Some(link) = standing.link.again(this.clock.now()) else {
                return Ok(standing.link);
            };
            this.keep(system::put(Some(&standing), &link)?).await?;
            this.look_at(conversation);
            Ok(link)
        })
        .await
    }

    /// Says with whom the conversation is; whoever says the same again changes nothing.
    async fn linked(
        self: &Arc<Self>,
        conversation: ConversationId,
        connector: String,
        person: KnownPerson,
        By { agent, at }: By,
    ) -> Result<Link, Fault> {
        let before = system::of_conversation(self.store(), conversation).await?;
        if let Some(Standing { link, .. }) = &before
            && *link.connector == *connector
            && *link.person == *person.id
        {
            return Ok(link.clone());
        }
        let link = Link {
            conversation,
            connector: connector.into(),
            person: person.id.into(),
            name: person.name.map(Into::into),
            url: person.url.map(Into::into),
            by: agent,
            at,
            case: None,
            logged: Seq(0),
            log: Log::AtEnd,
        };
        self.keep(system::put(before.as_ref(), &link)?).await?;
        // It may have closed already.
        self.look_at(conversation);
        Ok(link)
    }

    fn store(&self) -> &dyn Store {
        &**self.engine.store()
    }

    async fn keep(&self, batch: Batch) -> Result<(), Fault> {
        Ok(self.engine.keep(batch).await?)
    }

    /// Whoever has it changes the link of a conversation, until it is dropped.
    async fn turn(&self, conversation: ConversationId) -> OwnedMutexGuard<()> {
        let turn = {
            let mut turns = lock(&self.turns);
            // Whoever holds or awaits one has it besides.
            turns.retain(|_, turn| Arc::strong_count(turn) > 1);
            turns.entry(conversation).or_default().clone()
        };
        turn.lock_owned().await
    }
}

/// Does something to its end, even if whoever asked stops waiting: what a system did is kept, and asking once
/// more finds it.
async fn within<T: Send + 'static>(
    work: impl Future<Output = Result<T, Fault>> + Send + 'static,
) -> Result<T, Fault> {
    match timeout(PATIENCE, tokio::spawn(work)).await {
        Ok(done) => done.unwrap_or(Err(Fault::Stopping)),
        Err(_) => Err(Fault::SystemSilent),
    }
}

/// The same for the same person of a conversation, so that asking again makes nobody twice.
fn person_reference(conversation: ConversationId, person: &NewPerson) -> String {
    let NewPerson {
        name,
        emails,
        phones,
        account_number,
    } = person;
    let mut said: Vec<&str> = name
        .iter()
        .chain(account_number)
        .map(String::as_str)
        .collect();
    said.extend(emails.iter().chain(phones).map(String::as_str));
    let digest = Sha256::digest(said.join("\n"));
    let mut reference = format!("{conversation}.person.");
    for byte in digest.iter().take(8) {
        // Writing to a string cannot fail.
        let _ = write!(reference, "{byte:02x}");
    }
    reference
}

fn not_linked() -> Fault {
    Fault::NotPossible("say first whom the conversation is with in the customer system".to_owned())
}

impl From<SystemFault> for Fault {
    fn from(fault: SystemFault) -> Self {
        match fault {
            SystemFault::Refused(why) | SystemFault::Misconfigured(why) => Self::SystemRefused(why),
            SystemFault::NoAnswer { message, .. } | SystemFault::Component(message) => {
                tracing::warn!(why = message, "a customer system does not answer");
                Self::SystemSilent
            }
        }
    }
}

//! A gateway with one agent at work and a provider, over either store, that can crash and start again.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use frontdesk_core::{
    Author, ChannelId, ContactCard, ConversationId, DeliveryReason, DeliveryState, Effect,
    Identity, Input, MessageDelivery, PersonId, Presence, RoutingPlan, Seq, ThreadId,
};
use frontdesk_engine::{
    Command, Echo, Engine, EngineConfig, Limits, Outcome, Refusal, channel_identity,
    ports::{DeliveryReport, NobodyToAsk, Outbound, ReportSubject},
    translation::Translation,
};
use frontdesk_store::{
    KeyRange, MemoryStore, Page, SledOptions, SledStore, Store, people, people::Person, records,
};
use tempfile::TempDir;

use crate::{
    bench::{Shown, TestClock, agent, mark, plan, replied, text},
    provider::{Provider, own_id},
};

/// How often a folder is opened before that fails a test. A process that dies takes its reads with it;
/// here, one of the run before can still hold the folder for a moment.
const OPENINGS: usize = 200;

/// Where the records are.
pub(crate) enum Disk {
    Memory(MemoryStore),
    Folder(TempDir),
}

pub(crate) struct Desk {
    pub(crate) engine: Engine,
    pub(crate) shown: Arc<Shown>,
    pub(crate) store: Arc<dyn Store>,
    disk: Disk,
    plan: RoutingPlan,
}

/// Makes a test of the same story over each store.
macro_rules! over_both_stores {
    ($story:ident) => {
        mod $story {
            #[tokio::test]
            async fn in_memory() {
                super::$story(crate::desk::memory()).await;
            }

            #[tokio::test]
            async fn on_disk() {
                super::$story(crate::desk::folder()).await;
            }
        }
    };
}
pub(crate) use over_both_stores;

/// What an effect says that the gateway itself wrote into a conversation, and where.
pub(crate) fn by_itself(effect: &Effect, of: ConversationId) -> Option<(Seq, String)> {
    let Effect::Append(message) = effect else {
        return None;
    };
    let is_its_own = message.conversation == of && message.author == Author::System;
    let text = message.content.text().filter(|_| is_its_own)?;
    Some((message.seq, text.to_owned()))
}

pub(crate) fn memory() -> Disk {
    Disk::Memory(MemoryStore::new())
}

pub(crate) fn folder() -> Disk {
    Disk::Folder(TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap())
}

async fn opened(folder: &TempDir) -> SledStore {
    let path = folder.path().join("state");
    for _ in 0..OPENINGS {
        if let Ok(store) = SledStore::open(SledOptions::new(path.clone())).await {
            return store;
        }
        tokio::task::yield_now().await;
    }
    SledStore::open(SledOptions::new(path)).await.unwrap()
}

impl Desk {
    /// In memory.
    pub(crate) async fn with(provider: &Arc<Provider>) -> Self {
        Self::on(memory(), provider).await
    }

    pub(crate) async fn on(place: Disk, provider: &Arc<Provider>) -> Self {
        Self::planned(place, plan(), provider).await
    }

    pub(crate) async fn planned(place: Disk, plan: RoutingPlan, provider: &Arc<Provider>) -> Self {
        let store: Arc<dyn Store> = match &place {
            Disk::Memory(store) => Arc::new(store.clone()),
            Disk::Folder(folder) => Arc::new(opened(folder).await),
        };
        let shown = Arc::new(Shown::default());
        let outbound = |name: &str| (channel(name), provider.clone() as Arc<dyn Outbound>);
        let config = EngineConfig {
            plan: plan.clone(),
            store: store.clone(),
            clock: Arc::new(TestClock::new()),
            outlet: shown.clone(),
            outbound: BTreeMap::from([outbound("sms"), outbound("whatsapp")]),
            translation: Translation::none(Arc::new(TestClock::new())),
            questions: Arc::new(NobodyToAsk),
            limits: Limits::default(),
        };
        let engine = Engine::start(config).await.unwrap();
        let desk = Self {
            engine,
            shown,
            store,
            disk: place,
            plan,
        };
        let ana = || agent("ana");
        desk.submit(Input::AgentConnected { agent: ana() })
            .await
            .unwrap();
        let available = Input::PresenceDeclared {
            agent: ana(),
            presence: Presence::Available,
        };
        desk.submit(available).await.unwrap();
        desk
    }

    /// The store, to be told to fail.
    pub(crate) fn memory(&self) -> MemoryStore {
        match &self.disk {
            Disk::Memory(store) => store.clone(),
            Disk::Folder(_) => panic!("this one is on disk"),
        }
    }

    /// The process dies, and the next one goes on from what is durable, with this provider.
    pub(crate) async fn crash(self, provider: &Arc<Provider>) -> Self {
        let disk = match self.disk {
            Disk::Memory(store) => Disk::Memory(store.crash()),
            folder @ Disk::Folder(_) => {
                self.store.close().await;
                folder
            }
        };
        drop(self.engine);
        Self::planned(disk, self.plan, provider).await
    }

    pub(crate) async fn submit(&self, input: Input) -> Result<Outcome, Refusal> {
        self.engine.submit(Command { input, mark: None }).await
    }

    /// A provider's webhook brings a contact's words.
    pub(crate) async fn webhook(&self, id: &str, input: Input) -> Outcome {
        let mark = Some(mark(id));
        self.engine.submit(Command { input, mark }).await.unwrap()
    }

    pub(crate) async fn wrote(&self, from: &Contact, words: &str) -> Outcome {
        self.submit(from.writes(words)).await.unwrap()
    }

    /// The contact writes, and the agent takes the conversation.
    pub(crate) async fn talk(&self, from: &Contact) -> ConversationId {
        let opened = self.wrote(from, "Hello").await.conversation.unwrap();
        self.accept(opened).await;
        opened
    }

    pub(crate) async fn accept(&self, conversation: ConversationId) {
        let offered = |effect: &Effect| match effect {
            Effect::PresentOffer { offer, .. } if offer.conversation == conversation => {
                Some(offer.id)
            }
            _ => None,
        };
        let found = |effects: &[Effect]| effects.iter().rev().find_map(offered);
        let offer = self.shown.until(found).await;
        let agent = agent("ana");
        self.submit(Input::OfferAccepted { offer, agent })
            .await
            .unwrap();
    }

    pub(crate) async fn reply(
        &self,
        conversation: ConversationId,
        words: &str,
    ) -> Result<Seq, Refusal> {
        let done = self.submit(replied(conversation, "ana", words)).await?;
        Ok(done.seq.unwrap())
    }

    pub(crate) async fn report(
        &self,
        subject: ReportSubject,
        state: DeliveryState,
        reason: Option<DeliveryReason>,
    ) -> bool {
        let report = DeliveryReport {
            subject,
            state,
            reason,
        };
        let contact = Contact::sms();
        self.engine
            .report(&contact.channel, &contact.thread, report)
            .await
            .unwrap()
    }

    pub(crate) async fn echo(&self, event: &str, echo: Echo) {
        let contact = Contact::sms();
        self.engine
            .echoed(&contact.channel, &contact.thread, event, echo)
            .await
            .unwrap();
    }

    /// How far a message has come, durably.
    pub(crate) async fn delivery(
        &self,
        conversation: ConversationId,
        seq: Seq,
    ) -> Option<MessageDelivery> {
        let found = records::deliveries(&*self.store, conversation, seq, seq)
            .await
            .unwrap();
        found.into_iter().next().map(|(_, delivery)| delivery)
    }

    /// Waits until a message is shown to have come so far.
    pub(crate) async fn until(
        &self,
        conversation: ConversationId,
        seq: Seq,
        state: DeliveryState,
    ) -> MessageDelivery {
        // Long in a paused clock's time, which passes at once when nothing else happens.
        let long = Duration::from_mins(10);
        self.until_within(long, conversation, seq, state).await
    }

    /// The same, with as much patience.
    pub(crate) async fn until_within(
        &self,
        long: Duration,
        conversation: ConversationId,
        seq: Seq,
        state: DeliveryState,
    ) -> MessageDelivery {
        let found = || {
            let shown = self.shown.deliveries.lock().unwrap();
            let of = |(id, at, _): &&(_, _, _)| (*id, *at) == (conversation, seq);
            let last = shown.iter().rev().find(of);
            last.filter(|(_, _, delivery)| delivery.state == state)
                .map(|(_, _, delivery)| delivery.clone())
        };
        let shown = tokio::time::timeout(long, self.shown.until_there(found));
        let Ok(delivery) = shown.await else {
            panic!("{conversation}.{seq} was never {state:?}")
        };
        delivery
    }

    /// A message that the provider has, and calls `id` of.
    pub(crate) async fn sent(&self) -> (ConversationId, Seq, String) {
        let conversation = self.talk(&Contact::sms()).await;
        let seq = self.reply(conversation, "Good morning").await.unwrap();
        self.until(conversation, seq, DeliveryState::Sent).await;
        (conversation, seq, own_id(&format!("{conversation}.{seq}")))
    }

    pub(crate) fn dead_letters(&self) -> usize {
        self.engine.outboxes()[&channel("sms")].dead_letters
    }

    /// Records of a kind.
    pub(crate) async fn count(&self, range: KeyRange) -> usize {
        let all = self.store.scan(range, Page::first(10_000)).await.unwrap();
        all.len()
    }

    /// Waits, with a paused clock, until no record of a kind is left.
    pub(crate) async fn until_none(&self, of: KeyRange) {
        while self.count(of.clone()).await > 0 {
            tokio::time::advance(Duration::from_millis(1)).await;
        }
    }

    pub(crate) async fn person(&self, of: &Contact) -> Option<Person> {
        people::person_by(&*self.store, &of.address())
            .await
            .unwrap()
    }

    pub(crate) async fn person_id(&self, of: &Contact) -> Option<PersonId> {
        self.person(of).await.map(|person| person.id)
    }

    pub(crate) async fn conversations(&self, of: &Contact) -> Vec<ConversationId> {
        let person = self.person(of).await.unwrap();
        people::conversations_of_person(&*self.store, &person, None, 100)
            .await
            .unwrap()
    }
}

/// Somebody, as one channel knows them.
#[derive(Clone)]
pub(crate) struct Contact {
    pub(crate) channel: ChannelId,
    pub(crate) thread: ThreadId,
    pub(crate) identities: Vec<Identity>,
    pub(crate) name: Option<Box<str>>,
}

impl Contact {
    pub(crate) fn on(name: &str, thread: &str) -> Self {
        Self {
            channel: channel(name),
            thread: ThreadId::new(thread).unwrap(),
            identities: Vec::new(),
            name: None,
        }
    }

    /// Ann, by SMS.
    pub(crate) fn sms() -> Self {
        Self::on("sms", "+15550100").known("phone", "+15550100")
    }

    /// Ann, by WhatsApp, which tells her number.
    pub(crate) fn whatsapp() -> Self {
        Self::hidden().known("phone", "+15550100")
    }

    /// Ann, by WhatsApp, which does not tell her number.
    pub(crate) fn hidden() -> Self {
        Self::on("whatsapp", "US.1349").known("whatsapp-user", "US.1349")
    }

    pub(crate) fn known(mut self, kind: &str, value: &str) -> Self {
        self.identities.push(identity(kind, value));
        self
    }

    pub(crate) fn writes(&self, words: &str) -> Input {
        Input::ContactWrote {
            channel: self.channel.clone(),
            thread: self.thread.clone(),
            into: None,
            contact: ContactCard {
                name: self.name.clone(),
                identities: self.identities.clone(),
                ..ContactCard::default()
            },
            content: text(words),
            client_id: None,
        }
    }

    pub(crate) fn address(&self) -> Identity {
        channel_identity(&self.channel, &self.thread)
    }
}

pub(crate) fn channel(name: &str) -> ChannelId {
    name.parse().unwrap()
}

pub(crate) fn identity(kind: &str, value: &str) -> Identity {
    Identity {
        kind: kind.into(),
        value: value.into(),
    }
}

pub(crate) fn by_id(id: &str) -> ReportSubject {
    ReportSubject::ProviderId(id.to_owned())
}

pub(crate) fn by_reference(reference: &str) -> ReportSubject {
    ReportSubject::Reference(reference.to_owned())
}

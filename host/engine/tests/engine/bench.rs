//! A small gateway without sockets: an engine, a memory store and an outlet that writes down what it
//! is shown.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use frontdesk_core::{
    Agent, AgentId, AgentPlan, ChannelId, ChannelPlan, Consequence, ContactCard, Content,
    ConversationId, Delivery, Effect, Input, MessageDelivery, MessageTranslation, OfferId,
    Presence, QueueId, QueuePlan, QueueView, RoutingPlan, Seq, Span, ThreadId, Timestamp,
};
use frontdesk_engine::{
    Command, Engine, EngineConfig, Limits, Mark, Outcome, Refusal, StartError,
    ports::{Clock, NobodyToAsk, Outbound, Outlet, Picture},
    translation::Translation,
};
use frontdesk_store::MemoryStore;
use tokio::{sync::watch, time::Instant};

/// The wall clock, moved by tokio's: paused tests jump from deadline to deadline.
pub(crate) struct TestClock(Instant);

impl TestClock {
    pub(crate) fn new() -> Self {
        Self(Instant::now())
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        let passed = self.0.elapsed().as_millis();
        Timestamp(1_800_000_000_000 + u64::try_from(passed).unwrap())
    }
}

/// Writes down what it is shown.
#[derive(Default)]
pub(crate) struct Shown {
    pub(crate) effects: Mutex<Vec<Effect>>,
    pub(crate) views: Mutex<Vec<QueueView>>,
    pub(crate) picture: Mutex<Option<Picture>>,
    pub(crate) plans: Mutex<Vec<(RoutingPlan, Vec<Agent>)>>,
    pub(crate) deliveries: Mutex<Vec<(ConversationId, Seq, MessageDelivery)>>,
    pub(crate) translations: Mutex<Vec<(ConversationId, Seq, MessageTranslation)>>,
    count: watch::Sender<usize>,
}

impl Shown {
    /// The names of the visible effects, in order.
    pub(crate) fn count(&self) -> usize {
        self.effects.lock().unwrap().len()
    }

    /// Waits until `found` finds what it looks for among everything shown.
    pub(crate) async fn until<T>(&self, found: impl Fn(&[Effect]) -> Option<T>) -> T {
        self.until_there(|| found(&self.effects.lock().unwrap()))
            .await
    }

    /// Waits until something shown makes `found` find what it looks for.
    pub(crate) async fn until_there<T>(&self, found: impl Fn() -> Option<T>) -> T {
        let mut count = self.count.subscribe();
        loop {
            count.borrow_and_update();
            if let Some(found) = found() {
                return found;
            }
            count.changed().await.unwrap();
        }
    }

    /// Waits for the next offer not among `known`.
    pub(crate) async fn offer(&self, known: &[OfferId]) -> OfferId {
        self.until(|effects| {
            effects.iter().find_map(|effect| match effect {
                Effect::PresentOffer { offer, .. } if !known.contains(&offer.id) => Some(offer.id),
                _ => None,
            })
        })
        .await
    }
}

impl Outlet for Shown {
    fn restored(&self, _at: Timestamp, picture: &Picture) {
        *self.picture.lock().unwrap() = Some(picture.clone());
    }

    fn committed(&self, _at: Timestamp, effects: &[Effect]) {
        self.effects.lock().unwrap().extend_from_slice(effects);
        self.count.send_modify(|count| *count += effects.len());
    }

    fn delivery_changed(&self, conversation: ConversationId, seq: Seq, delivery: &MessageDelivery) {
        let shown = (conversation, seq, delivery.clone());
        self.deliveries.lock().unwrap().push(shown);
        self.count.send_modify(|count| *count += 1);
    }

    fn translation_changed(
        &self,
        conversation: ConversationId,
        seq: Seq,
        translation: &MessageTranslation,
    ) {
        let shown = (conversation, seq, translation.clone());
        self.translations.lock().unwrap().push(shown);
        self.count.send_modify(|count| *count += 1);
    }

    fn queue_changed(&self, view: &QueueView) {
        self.views.lock().unwrap().push(view.clone());
        self.count.send_modify(|count| *count += 1);
    }

    fn replanned(&self, _at: Timestamp, plan: &RoutingPlan, agents: &[Agent]) {
        self.plans
            .lock()
            .unwrap()
            .push((plan.clone(), agents.to_vec()));
    }
}

/// An engine with what a test wants to look at.
pub(crate) struct Bench {
    pub(crate) engine: Engine,
    pub(crate) shown: Arc<Shown>,
    pub(crate) store: MemoryStore,
}

impl Bench {
    pub(crate) async fn start() -> Self {
        Self::with(MemoryStore::new(), Limits::default(), BTreeMap::new())
            .await
            .unwrap()
    }

    pub(crate) async fn on(store: MemoryStore) -> Self {
        Self::with(store, Limits::default(), BTreeMap::new())
            .await
            .unwrap()
    }

    pub(crate) async fn with(
        store: MemoryStore,
        limits: Limits,
        outbound: BTreeMap<ChannelId, Arc<dyn Outbound>>,
    ) -> Result<Self, StartError> {
        let translation = Translation::none(Arc::new(TestClock::new()));
        Self::translating(store, limits, outbound, translation).await
    }

    pub(crate) async fn translating(
        store: MemoryStore,
        limits: Limits,
        outbound: BTreeMap<ChannelId, Arc<dyn Outbound>>,
        translation: Translation,
    ) -> Result<Self, StartError> {
        let shown = Arc::new(Shown::default());
        let config = EngineConfig {
            plan: plan(),
            store: Arc::new(store.clone()),
            clock: Arc::new(TestClock::new()),
            outlet: shown.clone(),
            outbound,
            translation,
            questions: Arc::new(NobodyToAsk),
            limits,
        };
        let engine = Engine::start(config).await?;
        Ok(Self {
            engine,
            shown,
            store,
        })
    }

    pub(crate) async fn submit(&self, input: Input) -> Result<Outcome, Refusal> {
        self.engine.submit(Command { input, mark: None }).await
    }

    pub(crate) async fn marked(&self, id: &str, input: Input) -> Result<Outcome, Refusal> {
        self.engine
            .submit(Command {
                input,
                mark: Some(mark(id)),
            })
            .await
    }

    /// Brings the agent to the desk, ready for offers.
    pub(crate) async fn ready(&self, name: &str) {
        let agent = agent(name);
        self.submit(Input::AgentConnected {
            agent: agent.clone(),
        })
        .await
        .unwrap();
        let presence = Presence::Available;
        self.submit(Input::PresenceDeclared { agent, presence })
            .await
            .unwrap();
    }

    /// A contact on the chat channel, taken by the agent: the conversation.
    pub(crate) async fn assigned(&self, channel: &str, name: &str) -> ConversationId {
        let wrote = self
            .submit(wrote(channel, "visitor", "Hello"))
            .await
            .unwrap();
        let offer = self.shown.offer(&[]).await;
        self.submit(Input::OfferAccepted {
            offer,
            agent: agent(name),
        })
        .await
        .unwrap();
        wrote.conversation.unwrap()
    }
}

pub(crate) fn mark(id: &str) -> Mark {
    Mark {
        scope: "contact/chat/visitor".to_owned(),
        id: id.to_owned(),
    }
}

pub(crate) fn agent(name: &str) -> AgentId {
    name.parse().unwrap()
}

pub(crate) fn text(text: &str) -> Content {
    Content::Text(text.into())
}

/// The contact writes.
pub(crate) fn wrote(channel: &str, thread: &str, words: &str) -> Input {
    Input::ContactWrote {
        channel: channel.parse().unwrap(),
        thread: ThreadId::new(thread).unwrap(),
        into: None,
        contact: ContactCard::default(),
        content: text(words),
        client_id: None,
    }
}

/// The agent writes.
pub(crate) fn replied(conversation: ConversationId, name: &str, words: &str) -> Input {
    Input::AgentWrote {
        conversation,
        agent: agent(name),
        content: text(words),
        client_id: None,
    }
}

/// The texts of the messages among the effects, in order.
pub(crate) fn texts(effects: &[Effect]) -> Vec<String> {
    let text = |effect: &Effect| match effect {
        Effect::Append(message) => match &message.content {
            Content::Notice(_) => None,
            content => content.text().map(str::to_owned),
        },
        _ => None,
    };
    effects.iter().filter_map(text).collect()
}

/// One queue, a chat, an SMS and a WhatsApp channel, two agents.
pub(crate) fn plan() -> RoutingPlan {
    let queue: QueueId = "sales".parse().unwrap();
    let channel = |delivery| ChannelPlan::new(queue.clone(), delivery, Span::seconds(60));
    let agent = AgentPlan {
        queues: vec![queue.clone()],
        capacity: 6,
        may_decline: true,
        ..AgentPlan::default()
    };
    let plan = QueuePlan {
        priority: 5,
        offer: Span::seconds(20),
        wrap_up: Span::ZERO,
        back_off: Span::seconds(30),
        missed_offer: Consequence::Away,
        dispositions: vec![],
        ..QueuePlan::default()
    };
    RoutingPlan {
        channels: BTreeMap::from([
            ("chat".parse().unwrap(), channel(Delivery::Stream)),
            ("sms".parse().unwrap(), channel(Delivery::Outbox)),
            ("whatsapp".parse().unwrap(), channel(Delivery::Outbox)),
        ]),
        queues: BTreeMap::from([(queue.clone(), plan)]),
        agents: BTreeMap::from([
            ("ana".parse().unwrap(), agent.clone()),
            ("bea".parse().unwrap(), agent),
        ]),
        ..RoutingPlan::default()
    }
}

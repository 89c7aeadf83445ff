//! A small stage for the unit tests: a shop with two queues and three agents.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a test looks for the one variant it is about"
)]

use alloc::{collections::BTreeMap, vec, vec::Vec};

use crate::{
    AgentId, AgentPlan, ChannelId, ChannelPlan, ContactCard, Content, Conversation, ConversationId,
    ConversationState, Delivery, Effect, Floor, Input, Message, Offer, OfferId, Presence, QueueId,
    QueuePlan, Record, Rejection, RoutingPlan, Span, ThreadId, Timestamp,
};

pub(crate) fn agent(name: &str) -> AgentId {
    name.parse().unwrap()
}

pub(crate) fn queue(name: &str) -> QueueId {
    name.parse().unwrap()
}

pub(crate) fn channel(name: &str) -> ChannelId {
    name.parse().unwrap()
}

pub(crate) fn thread(name: &str) -> ThreadId {
    ThreadId::new(name).unwrap()
}

pub(crate) fn text(text: &str) -> Content {
    Content::Text(text.into())
}

pub(crate) fn cnv(number: u64) -> ConversationId {
    ConversationId::new(number).unwrap()
}

pub(crate) fn ofr(number: u64) -> OfferId {
    OfferId::new(number).unwrap()
}

/// `chat` (stream) and `sms` (outbox) feed `sales`; `vip` feeds the queue of the same name, which
/// comes first. Bea serves both queues, Cem and Dan sales only. Dan may not decline.
pub(crate) fn plan() -> RoutingPlan {
    let queue_plan = |priority| QueuePlan {
        priority,
        offer: Span::seconds(20),
        wrap_up: Span::seconds(60),
        back_off: Span::seconds(30),
        dispositions: vec!["sold".into(), "lost".into()],
        ..QueuePlan::default()
    };
    let channel_plan =
        |name: &str, delivery| ChannelPlan::new(queue(name), delivery, Span::seconds(90));
    let agent_plan = |queues: &[&str], may_decline| AgentPlan {
        queues: queues.iter().map(|q| queue(q)).collect(),
        capacity: 1,
        may_decline,
        ..AgentPlan::default()
    };
    RoutingPlan {
        channels: BTreeMap::from([
            (channel("chat"), channel_plan("sales", Delivery::Stream)),
            (channel("sms"), channel_plan("sales", Delivery::Outbox)),
            (channel("vip"), channel_plan("vip", Delivery::Stream)),
        ]),
        queues: BTreeMap::from([
            (queue("sales"), queue_plan(5)),
            (queue("vip"), queue_plan(9)),
        ]),
        agents: BTreeMap::from([
            (agent("bea"), agent_plan(&["sales", "vip"], true)),
            (agent("cem"), agent_plan(&["sales"], true)),
            (agent("dan"), agent_plan(&["sales"], false)),
        ]),
        ..RoutingPlan::default()
    }
}

/// A Floor with a clock of its own. Every step is audited, and every refusal is checked to have
/// changed nothing.
pub(crate) struct Stage {
    pub(crate) floor: Floor,
    pub(crate) now: Timestamp,
}

impl Stage {
    pub(crate) fn new() -> Self {
        Self::with(plan())
    }

    pub(crate) fn with(plan: RoutingPlan) -> Self {
        let now = Timestamp(1_000_000);
        Self {
            floor: Floor::new(plan, now).unwrap(),
            now,
        }
    }

    pub(crate) fn try_apply(&mut self, input: Input) -> Result<Vec<Effect>, Rejection> {
        let before = self.floor.clone();
        let result = self.floor.apply(self.now, input);
        match &result {
            Ok(_) => self.floor.audit().unwrap(),
            Err(_) => assert_eq!(before, self.floor, "a refusal changed the Floor"),
        }
        if let (Ok(_), Some((at, _))) = (&result, self.floor.next_deadline()) {
            assert!(at > self.now, "a deadline stays in the past");
        }
        result
    }

    pub(crate) fn apply(&mut self, input: Input) -> Vec<Effect> {
        self.try_apply(input).unwrap()
    }

    pub(crate) fn refuse(&mut self, input: Input) -> Rejection {
        self.try_apply(input).unwrap_err()
    }

    /// Lets time pass, stopping at every deadline on the way.
    pub(crate) fn wait(&mut self, span: Span) -> Vec<Effect> {
        let end = self.now + span;
        let mut effects = Vec::new();
        while let Some((at, _)) = self.floor.next_deadline().filter(|(at, _)| *at <= end) {
            self.now = at;
            effects.extend(self.apply(Input::DeadlineReached));
        }
        self.now = end;
        effects
    }

    pub(crate) fn open(&mut self, name: &str) -> ConversationId {
        self.open_on("chat", name)
    }

    pub(crate) fn open_on(&mut self, on: &str, name: &str) -> ConversationId {
        self.apply(opened(on, name));
        self.floor.open_on(&channel(on), &thread(name)).unwrap()
    }

    pub(crate) fn ready(&mut self, name: &str) {
        self.apply(Input::AgentConnected { agent: agent(name) });
        self.declare(name, Presence::Available);
    }

    pub(crate) fn declare(&mut self, name: &str, presence: Presence) -> Vec<Effect> {
        self.apply(Input::PresenceDeclared {
            agent: agent(name),
            presence,
        })
    }

    pub(crate) fn accept(&mut self, name: &str) -> ConversationId {
        let (conversation, offer) = self.offer_to(name).unwrap();
        self.apply(Input::OfferAccepted {
            offer,
            agent: agent(name),
        });
        conversation
    }

    /// The open offer to this agent.
    pub(crate) fn offer_to(&self, name: &str) -> Option<(ConversationId, OfferId)> {
        self.floor.conversations().find_map(|c| match &c.state {
            ConversationState::Offered {
                agent: a, offer, ..
            } if *a == agent(name) => Some((c.id, *offer)),
            _ => None,
        })
    }

    pub(crate) fn conversation(&self, id: ConversationId) -> &Conversation {
        self.floor.conversation(id).unwrap()
    }

    pub(crate) fn state(&self, id: ConversationId) -> &'static str {
        self.floor
            .conversation(id)
            .map_or("closed", |c| c.state.name())
    }

    /// The agent whose slot the conversation holds.
    pub(crate) fn holder(&self, id: ConversationId) -> Option<&str> {
        self.conversation(id).state.agent().map(AgentId::as_str)
    }

    /// A conversation on `chat` that bea answers.
    pub(crate) fn talking() -> (Self, ConversationId) {
        let mut stage = Self::new();
        stage.ready("bea");
        let id = stage.open("ana");
        stage.accept("bea");
        (stage, id)
    }
}

pub(crate) fn opened(on: &str, name: &str) -> Input {
    Input::ConversationOpened {
        channel: channel(on),
        thread: thread(name),
        contact: ContactCard::default(),
        first_message: None,
    }
}

pub(crate) fn wrote(on: &str, name: &str, words: &str) -> Input {
    Input::ContactWrote {
        channel: channel(on),
        thread: thread(name),
        into: None,
        contact: ContactCard::default(),
        content: text(words),
        client_id: None,
    }
}

pub(crate) fn messages(effects: &[Effect]) -> Vec<&Message> {
    effects
        .iter()
        .filter_map(|e| match e {
            Effect::Append(message) => Some(message),
            _ => None,
        })
        .collect()
}

pub(crate) fn saved(effects: &[Effect], id: ConversationId) -> Option<&Conversation> {
    effects.iter().find_map(|e| match e {
        Effect::Save(Record::Conversation(c)) if c.id == id => Some(c),
        _ => None,
    })
}

pub(crate) fn presented(effects: &[Effect]) -> Vec<&Offer> {
    effects
        .iter()
        .filter_map(|e| match e {
            Effect::PresentOffer { offer, .. } => Some(offer),
            _ => None,
        })
        .collect()
}

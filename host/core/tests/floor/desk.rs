//! A Floor with a clock of its own: every step is audited, every refusal is checked to change nothing.

use frontdesk_core::{
    ConversationId, ConversationState, Effect, Floor, Input, OfferId, Presence, Rejection,
    RoutingPlan, Span, StepKind, Timestamp,
};

use crate::shop::{agent, channel, opened, thread};

pub(crate) struct Desk {
    pub(crate) floor: Floor,
    pub(crate) now: Timestamp,
}

impl Desk {
    pub(crate) fn new(plan: RoutingPlan) -> Self {
        let now = Timestamp(1_000_000);
        let floor = Floor::new(plan, now).unwrap();
        Self { floor, now }
    }

    pub(crate) fn apply(&mut self, input: Input) -> Vec<Effect> {
        self.try_apply(input).unwrap()
    }

    pub(crate) fn refuse(&mut self, input: Input) -> Rejection {
        self.try_apply(input).unwrap_err()
    }

    pub(crate) fn try_apply(&mut self, input: Input) -> Result<Vec<Effect>, Rejection> {
        let before = self.floor.clone();
        let result = self.floor.apply(self.now, input);
        match &result {
            Ok(_) => self.floor.audit().unwrap(),
            Err(_) => assert_eq!(before, self.floor, "a refusal changed something"),
        }
        result
    }

    /// Lets time pass, stopping at every deadline on the way.
    pub(crate) fn wait(&mut self, seconds: u32) -> Vec<Effect> {
        let end = self.now + Span::seconds(seconds);
        let mut effects = Vec::new();
        while let Some((at, _)) = self.floor.next_deadline().filter(|(at, _)| *at <= end) {
            self.now = at;
            effects.extend(self.apply(Input::DeadlineReached));
        }
        self.now = end;
        effects
    }

    pub(crate) fn ready(&mut self, name: &str) -> Vec<Effect> {
        self.apply(Input::AgentConnected { agent: agent(name) });
        self.declare(name, Presence::Available)
    }

    pub(crate) fn declare(&mut self, name: &str, presence: Presence) -> Vec<Effect> {
        self.apply(Input::PresenceDeclared {
            agent: agent(name),
            presence,
        })
    }

    pub(crate) fn open(&mut self, on: &str, name: &str) -> ConversationId {
        self.apply(opened(on, name));
        self.floor.open_on(&channel(on), &thread(name)).unwrap()
    }

    pub(crate) fn state(&self, id: ConversationId) -> &'static str {
        let open = self.floor.conversation(id);
        open.map_or("closed", |c| c.state.name())
    }

    /// Whose slot the conversation holds.
    pub(crate) fn holder(&self, id: ConversationId) -> Option<&str> {
        let state = &self.floor.conversation(id)?.state;
        state.agent().map(frontdesk_core::AgentId::as_str)
    }

    pub(crate) fn offer_of(&self, id: ConversationId) -> OfferId {
        match &self.floor.conversation(id).unwrap().state {
            ConversationState::Offered { offer, .. } => *offer,
            other => panic!("{id} is {}", other.name()),
        }
    }

    pub(crate) fn accept(&mut self, id: ConversationId) -> Vec<Effect> {
        let offer = self.offer_of(id);
        let agent = agent(self.holder(id).unwrap());
        self.apply(Input::OfferAccepted { offer, agent })
    }

    /// The holder ends the talk and its wrap-up.
    pub(crate) fn finish(&mut self, id: ConversationId) -> Vec<Effect> {
        let agent = agent(self.holder(id).unwrap());
        self.apply(Input::AgentEnded {
            conversation: id,
            agent: agent.clone(),
        });
        self.apply(Input::WrapUpFinished {
            conversation: id,
            agent,
            disposition: None,
            note: None,
        })
    }
}

/// The steps that were written into histories.
pub(crate) fn steps(effects: &[Effect]) -> impl Iterator<Item = &StepKind> {
    effects.iter().filter_map(|effect| match effect {
        Effect::Log(step) => Some(&step.kind),
        _ => None,
    })
}

pub(crate) fn take(conversation: ConversationId, name: &str) -> Input {
    Input::ConversationTaken {
        conversation,
        agent: agent(name),
        forced_by: None,
    }
}

pub(crate) fn force(conversation: ConversationId, name: &str) -> Input {
    Input::ConversationTaken {
        conversation,
        agent: agent(name),
        forced_by: Some(agent("sam")),
    }
}

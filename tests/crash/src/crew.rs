//! Visitors, agents and a supervisor who keep one gateway busy.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use frontdesk_test_bench::{
    Agent, AgentState, Gateway, Http, Settings, Stage, Visitor, VisitorState,
    cast::{console_target, faithful_agent, faithful_visitor},
    settings::SUPERVISOR,
};
use frontdesk_wire::{Text, console::Command, view::StateView};
use rand::{Rng, rngs::StdRng, seq::IndexedRandom as _};

/// How many there are of each.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Visitors.
    pub visitors: usize,
    /// Agents; the last one thinks before accepting.
    pub agents: usize,
}

/// Everybody, and what they have sent so far.
pub struct Crew {
    /// Visitors.
    pub visitors: Vec<Visitor>,
    /// Agents of the queue.
    pub agents: Vec<Agent>,
    /// Sees everything, is offered nothing.
    pub supervisor: Agent,
    /// The supervisor over HTTP.
    pub http: Http,
    /// The text sent under each id.
    pub sent: BTreeMap<String, String>,
    /// Characters added to each text a visitor sends.
    pub wordiness: usize,
    counter: u64,
}

impl Crew {
    /// Signs everybody in and waits until all are connected.
    pub async fn hire(gateway: &Gateway, shape: Shape) -> Result<Self> {
        let mut agents = Vec::new();
        for number in 0..shape.agents {
            let cookie = gateway.sign_in(&Settings::agent(number)).await?;
            let mut setup = faithful_agent(gateway, number, &cookie);
            setup.accepts = number + 1 < shape.agents;
            setup.finishes = false;
            let agent = Agent::connect(setup);
            agent.available("ready");
            agents.push(agent);
        }
        let cookie = gateway.sign_in(SUPERVISOR).await?;
        let mut setup = faithful_agent(gateway, shape.agents, &cookie);
        setup.target = console_target(gateway, &cookie);
        let visitors = (0..shape.visitors)
            .map(|_| Visitor::connect(faithful_visitor(gateway)))
            .collect();
        let crew = Self {
            visitors,
            agents,
            supervisor: Agent::connect(setup),
            http: gateway.http().with_cookie(&cookie),
            sent: BTreeMap::new(),
            wordiness: 0,
            counter: 0,
        };
        crew.settled().await?;
        Ok(crew)
    }

    /// Waits until everybody is connected and everything sent is answered.
    pub async fn settled(&self) -> Result<()> {
        for (number, visitor) in self.visitors.iter().enumerate() {
            visitor
                .connected()
                .await
                .with_context(|| format!("visitor {number}"))?;
            visitor
                .settled()
                .await
                .with_context(|| format!("visitor {number}"))?;
        }
        for (number, agent) in self.agents.iter().chain([&self.supervisor]).enumerate() {
            agent
                .connected()
                .await
                .with_context(|| format!("agent {number}"))?;
            agent
                .settled()
                .await
                .with_context(|| format!("agent {number}"))?;
        }
        Ok(())
    }

    /// How many answers all of them have had.
    pub fn answers(&self) -> usize {
        let visitors = self
            .visitors
            .iter()
            .map(|v| v.state().read(|state| state.acked.len()));
        let agents = self
            .agents
            .iter()
            .map(|a| a.state().read(|state| state.done.len()));
        visitors.sum::<usize>() + agents.sum::<usize>()
    }

    /// How much that visitors sent has no answer yet.
    pub fn unanswered(&self) -> usize {
        let of = |visitor: &Visitor| visitor.state().read(|state| state.pending.len());
        self.visitors.iter().map(of).sum()
    }

    /// Somebody does something.
    pub fn act(&mut self, rng: &mut StdRng) {
        if rng.random_bool(0.5) {
            self.visitor_acts(rng);
        } else {
            self.agent_acts(rng);
        }
    }

    fn id(&mut self, who: &str) -> String {
        self.counter += 1;
        format!("{who}-{:06}", self.counter)
    }

    fn visitor_acts(&mut self, rng: &mut StdRng) {
        let number = rng.random_range(0..self.visitors.len());
        let id = self.id(&format!("v{number}"));
        let Some(visitor) = self.visitors.get(number) else {
            return;
        };
        let may_start = |state: &VisitorState| match state.stage {
            Stage::None | Stage::Ended { .. } => Some(true),
            Stage::Queued { .. } | Stage::Assigned { .. } => Some(false),
            Stage::Unknown => None,
        };
        match visitor
            .state()
            .read(|state| (may_start(state), state.pending.len()))
        {
            // One start at a time: the next action waits for its answer.
            (Some(true), 0) => visitor.start(&id, &format!("Visitor {number}"), Some("12345")),
            (Some(false), _) if rng.random_bool(0.04) => visitor.end(&id),
            (Some(false), _) => {
                let text = format!("{id} Grüße, 你好 and so on{}", "…".repeat(self.wordiness));
                visitor.say(&id, &text);
                visitor.typing(rng.random_bool(0.5));
                self.sent.insert(id, text);
            }
            (Some(true) | None, _) => {}
        }
    }

    fn agent_acts(&mut self, rng: &mut StdRng) {
        let number = rng.random_range(0..self.agents.len());
        let id = self.id(&format!("a{number}"));
        let Some(agent) = self.agents.get(number) else {
            return;
        };
        let choice = agent.state().read(|state| Choice::draw(state, rng));
        match choice {
            None => {}
            Some(Choice::Accept(command) | Choice::Finish(command)) => agent.command(&id, command),
            Some(Choice::End(conversation)) => agent.end(&id, &conversation),
            Some(Choice::Say(conversation)) => {
                let text = format!("{id} how may I help?");
                agent.say(&id, &conversation, &text);
                self.sent.insert(id, text);
            }
        }
    }
}

/// What an agent does next.
enum Choice {
    Accept(Command),
    Finish(Command),
    End(String),
    Say(String),
}

impl Choice {
    fn draw(state: &AgentState, rng: &mut StdRng) -> Option<Self> {
        if let Some(offer) = state.offers.values().next()
            && rng.random_bool(0.3)
        {
            return Some(Self::Accept(Command::AcceptOffer {
                offer: Text(offer.id.0),
            }));
        }
        let held: Vec<_> = state.held.values().collect();
        let held = held.choose(rng)?;
        let id = held.conversation.id;
        match held.conversation.state {
            StateView::WrapUp { .. } => Some(Self::Finish(Command::FinishWrapUp {
                conversation: id,
                disposition: held.conversation.dispositions.first().cloned(),
                note: Some("done".to_owned()),
            })),
            StateView::Assigned { .. } if rng.random_bool(0.04) => {
                Some(Self::End(id.0.to_string()))
            }
            StateView::Assigned { .. } => Some(Self::Say(id.0.to_string())),
            StateView::Scripted { .. }
            | StateView::Queued { .. }
            | StateView::Offered { .. }
            | StateView::Parked { .. }
            | StateView::Closed { .. } => None,
        }
    }
}

//! Who is on duty, and how fast they are.

use frontdesk_core::{AgentId, PlanError, QueueId, RoutingPlan, Span};

/// The agents of a run. They sign on at its start, stay, take what they are offered, and never decline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crew {
    /// Which agents.
    pub on: OnDuty,
    /// How long they take to accept an offer.
    pub accept: Span,
}

/// Which agents of the plan are on duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDuty {
    /// All of them.
    All,
    /// The first so many, by name.
    First(usize),
}

/// Why a plan cannot be run with a crew.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CrewError {
    /// The core takes no such plan.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// Nobody would answer.
    #[error("it has no agent, so nobody would answer: add [agent.NAME]")]
    NoAgent,
    /// Fewer agents than asked for.
    #[error("it has {there} agents, and {wanted} are to be on duty: add agents, or ask for fewer")]
    TooFew {
        /// Asked for.
        wanted: usize,
        /// In the plan.
        there: usize,
    },
    /// Every offer would be missed.
    #[error(
        "agents who take {accept} to accept would miss every offer of queue \"{queue}\", which stands for \
         {offer} (offer_s): let them be faster, or offers stand longer"
    )]
    TooSlow {
        /// The queue.
        queue: QueueId,
        /// How long its offers stand.
        offer: Span,
        /// How long agents take.
        accept: Span,
    },
}

impl Crew {
    /// Everybody, accepting at once.
    pub const EVERYBODY: Self = Self {
        on: OnDuty::All,
        accept: Span::ZERO,
    };

    /// The agents on duty, by name.
    pub(crate) fn agents(&self, plan: &RoutingPlan) -> Result<Vec<AgentId>, CrewError> {
        let slow = plan
            .queues
            .iter()
            .find(|(_, queue)| queue.offer <= self.accept);
        if let Some((queue, of)) = slow {
            return Err(CrewError::TooSlow {
                queue: queue.clone(),
                offer: of.offer,
                accept: self.accept,
            });
        }
        let there = plan.agents.len();
        let wanted = match self.on {
            OnDuty::All => there,
            OnDuty::First(number) => number,
        };
        if there == 0 {
            return Err(CrewError::NoAgent);
        }
        if wanted > there {
            return Err(CrewError::TooFew { wanted, there });
        }
        Ok(plan.agents.keys().take(wanted).cloned().collect())
    }
}

//! What happened, one step a line: written down while a world is made, played again from a file, and
//! made shorter by leaving lines out.
//!
//! Steps name contacts and agents, not numbers that the core gave, so a shorter plan still means the
//! same: a step that has nothing to act on is passed over.

use frontdesk_core::{LanguageSource, RoutingPlan};
use serde::{Deserialize, Serialize};

/// Everything needed to play one world again.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The routing plans; the first is in force at the start.
    pub plans: Vec<RoutingPlan>,
    /// What happens.
    pub steps: Vec<Step>,
}

/// One input, at the time the core is told, and whether the process survives it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Step {
    /// Milliseconds since the start, as the gateway's clock shows them.
    pub at: u64,
    /// What happens.
    pub act: Act,
    /// Whether the process dies with this step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crash: Option<Crash>,
}

/// When the process dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Crash {
    /// The input was applied, but its effects were never made durable.
    BeforeCommit,
    /// The effects are durable, but nobody was told.
    AfterCommit,
}

/// What can happen.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(
    missing_docs,
    reason = "each says what its name says, with the same few fields"
)]
pub enum Act {
    Open {
        contact: String,
        channel: String,
    },
    Write {
        contact: String,
        channel: String,
        text: String,
    },
    /// `by` is the contact, an agent, or anything else for the channel's provider.
    Stops {
        contact: String,
        by: String,
    },
    /// As in `Stops`.
    Resumes {
        contact: String,
        by: String,
    },
    AsksForHelp {
        contact: String,
    },
    /// Somebody writes to them past the gateway.
    Elsewhere {
        contact: String,
        text: String,
    },
    ContactTypes {
        contact: String,
    },
    ContactReads {
        contact: String,
        seq: u32,
    },
    ContactConnects {
        contact: String,
    },
    ContactDisconnects {
        contact: String,
    },
    ContactEnds {
        contact: String,
    },
    AgentConnects {
        agent: String,
    },
    AgentDisconnects {
        agent: String,
    },
    Available {
        agent: String,
    },
    Away {
        agent: String,
    },
    Offline {
        agent: String,
    },
    Accept {
        agent: String,
        contact: String,
    },
    Decline {
        agent: String,
        contact: String,
    },
    AgentWrites {
        agent: String,
        contact: String,
        text: String,
    },
    /// An agent writes first.
    Starts {
        agent: String,
        contact: String,
        channel: String,
        text: String,
    },
    AgentTypes {
        agent: String,
        contact: String,
    },
    AgentReads {
        agent: String,
        contact: String,
        seq: u32,
    },
    /// An agent takes a waiting conversation by hand.
    Take {
        agent: String,
        contact: String,
    },
    /// The agent who talks hands it on: `to` a queue (`q1`) or an agent (`a1`).
    HandOn {
        agent: String,
        contact: String,
        to: String,
    },
    /// The agent who talks sets it aside.
    Park {
        agent: String,
        contact: String,
    },
    /// An agent takes up again what they had set aside.
    TakeUp {
        agent: String,
        contact: String,
    },
    /// An agent wants nothing new.
    StopNew {
        agent: String,
    },
    /// An agent wants new conversations again.
    WantNew {
        agent: String,
    },
    /// The contact's language becomes known.
    Language {
        contact: String,
        tag: String,
        source: LanguageSource,
    },
    AgentEnds {
        agent: String,
        contact: String,
    },
    Finish {
        agent: String,
        contact: String,
        disposition: Option<String>,
    },
    Capacity {
        agent: String,
        capacity: u8,
    },
    Requeue {
        contact: String,
    },
    /// A supervisor gives a waiting conversation to an agent.
    Force {
        agent: String,
        contact: String,
    },
    /// A supervisor hands a conversation on, as in `HandOn`.
    Send {
        contact: String,
        to: String,
    },
    Close {
        contact: String,
    },
    Reload {
        plan: usize,
    },
    Wake,
    Restart,
}

impl Plan {
    /// Reads a plan: the first line holds the routing plans, each further line a step.
    pub fn read(text: &str) -> anyhow::Result<Self> {
        let mut lines = text.lines().filter(|line| !line.trim().is_empty());
        let plans = serde_json::from_str(lines.next().unwrap_or("[]"))?;
        let steps = lines.map(serde_json::from_str).collect::<Result<_, _>>()?;
        Ok(Self { plans, steps })
    }

    /// Writes the plan as [`Plan::read`] reads it.
    pub fn write(&self) -> anyhow::Result<String> {
        let mut text = serde_json::to_string(&self.plans)?;
        text.push('\n');
        for step in &self.steps {
            text.push_str(&serde_json::to_string(step)?);
            text.push('\n');
        }
        Ok(text)
    }

    /// Leaves out as many steps as possible so that `fails` still holds: first long runs, then single
    /// steps, until nothing can go.
    #[must_use]
    pub fn minimise(mut self, fails: &dyn Fn(&Self) -> bool) -> Self {
        let mut run = self.steps.len().div_ceil(2).max(1);
        loop {
            let mut shorter = false;
            let mut from = 0;
            while from < self.steps.len() {
                let to = (from + run).min(self.steps.len());
                let mut trial = self.clone();
                trial.steps.drain(from..to);
                if fails(&trial) {
                    self = trial;
                    shorter = true;
                } else {
                    from = to;
                }
            }
            if run == 1 && !shorter {
                return self;
            }
            run = if shorter { run } else { (run / 2).max(1) };
        }
    }
}

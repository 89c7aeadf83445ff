//! The place where everything meets: the core, the store, the reference, and what was ever seen.

use std::collections::BTreeMap;

use frontdesk_core::{
    AgentId, ConversationId, Effect, Floor, Input, OfferId, RoutingPlan, Span, Timestamp, limits,
};

use crate::{
    compare::{compare, compare_closed},
    contracts, invariants,
    plan::{Act, Crash, Step},
    reference::Reference,
    store::Store,
};

/// When every world begins.
pub const START: Timestamp = Timestamp(1_800_000_000_000);

/// Stands in a plan for a text that is too long.
pub const LONG: &str = "<too long>";
/// Stands in a plan for a file without a word.
pub const FILE: &str = "<file>";
/// Stands in a plan for a text that the provider has approved.
pub const TEMPLATE: &str = "<template>";

/// What went wrong: a sentence that does not hold, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The sentence: an invariant, a contract, or the reference.
    pub sentence: String,
    /// What was seen instead.
    pub detail: String,
}

impl Failure {
    pub(crate) fn new(sentence: &str, detail: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
            detail: detail.into(),
        }
    }
}

/// What became of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// There was nothing to act on, or the process was down.
    Skipped,
    /// The core refused, with this code.
    Refused(&'static str),
    /// The core accepted.
    Accepted(Vec<Effect>),
}

/// Everything that was ever seen, for the invariants that look back.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// Since when each conversation has waited.
    pub since: BTreeMap<ConversationId, Timestamp>,
    /// Conversations that closed, and whether they were abandoned.
    pub closed: BTreeMap<ConversationId, bool>,
    /// The number of the last offer.
    pub last_offer: u64,
    /// The last message of each conversation.
    pub messages: BTreeMap<ConversationId, u32>,
    /// The number of steps in each conversation's history.
    pub steps: BTreeMap<ConversationId, u32>,
    /// The latest conversation of each contact.
    pub latest: BTreeMap<String, ConversationId>,
    /// Contacts who want no more messages, and since when.
    pub stopped: BTreeMap<String, Timestamp>,
    /// Who answered each contact last, and until when.
    pub answered: BTreeMap<String, (AgentId, Timestamp)>,
    /// The latest offer of a contact to an agent.
    pub offers: BTreeMap<(AgentId, ConversationId), OfferId>,
}

/// One world.
#[derive(Clone, Debug)]
pub struct World {
    plans: Vec<RoutingPlan>,
    plan: RoutingPlan,
    floor: Option<Floor>,
    store: Store,
    reference: Reference,
    history: History,
    now: Timestamp,
    steps: usize,
}

impl World {
    /// A world before its first step.
    pub fn new(plans: &[RoutingPlan]) -> Result<Self, Failure> {
        let plan = plans.first().cloned().unwrap_or_default();
        let floor = Floor::new(plan.clone(), START)
            .map_err(|e| Failure::new("the first plan is valid", e.to_string()))?;
        Ok(Self {
            plans: plans.to_vec(),
            reference: Reference::new(plan.clone(), START),
            plan,
            floor: Some(floor),
            store: Store::default(),
            history: History::default(),
            now: START,
            steps: 0,
        })
    }

    /// The core, unless the process is down.
    pub const fn floor(&self) -> Option<&Floor> {
        self.floor.as_ref()
    }

    /// What was ever seen.
    pub const fn history(&self) -> &History {
        &self.history
    }

    /// How many plans a supervisor can switch between.
    pub fn plan_count(&self) -> usize {
        self.plans.len()
    }

    /// One of those plans.
    pub(crate) fn plan(&self, number: usize) -> Option<&RoutingPlan> {
        self.plans.get(number)
    }

    /// The channel of the contact with this number: one of the first plan's.
    pub fn channel(&self, number: usize) -> Option<String> {
        let channels = &self.plans.first()?.channels;
        let nth = number.checked_rem(channels.len())?;
        channels.keys().nth(nth).map(ToString::to_string)
    }

    /// The time the core was told last, in milliseconds since the start.
    pub const fn elapsed(&self) -> u64 {
        self.now.since(START).0
    }

    /// Takes one step and checks everything that can be said about it.
    pub fn step(&mut self, step: &Step) -> Result<Outcome, Failure> {
        let now = START + Span(step.at);
        self.steps += 1;
        if matches!(step.act, Act::Restart) {
            return self.restart(now);
        }
        let Some(input) = self.input(&step.act) else {
            return Ok(Outcome::Skipped);
        };
        let Some(mut floor) = self.floor.take() else {
            return Ok(Outcome::Skipped);
        };
        let before = floor.clone();
        let mut reference = self.reference.clone();
        let expected = reference.apply(now, &input);
        match (floor.apply(now, input.clone()), expected) {
            (Err(rejection), Err(code)) if rejection.code() == code => {
                invariants::a_refusal_changes_nothing(&before, &floor)?;
                self.floor = Some(floor).filter(|_| step.crash.is_none());
                Ok(Outcome::Refused(code))
            }
            (Ok(effects), Ok(())) => {
                self.now = self.now.max(now);
                let lost = step.crash == Some(Crash::BeforeCommit);
                let before_loss = lost.then(|| self.history.clone());
                compare(&reference, &floor)?;
                let seen = invariants::Seen {
                    before: &before,
                    floor: &floor,
                    effects: &effects,
                    input: Some(&input),
                    more_is_due: reference.done >= limits::DUE_PER_INPUT,
                };
                invariants::check(&seen, &mut self.history, self.now)?;
                contracts::check(&seen, &input)?;
                compare_closed(&reference, &effects)?;
                if let Some(history) = before_loss {
                    self.history = history;
                } else {
                    self.reference = reference;
                    self.store.keep(&effects);
                    if let Input::PlanChanged(plan) = &input {
                        self.plan = plan.clone();
                    }
                }
                let is_settled = floor.next_deadline().is_none_or(|(at, _)| at > self.now);
                if is_settled && (self.steps.is_multiple_of(16) || step.crash.is_some()) {
                    self.check_store(&floor, step.crash)?;
                    invariants::a_supervisor_can_end_anything(&floor, self.steps, self.now)?;
                }
                self.floor = Some(floor).filter(|_| step.crash.is_none());
                Ok(Outcome::Accepted(effects))
            }
            (core, reference) => Err(Failure::new(
                "the core answers as the reference does",
                format!(
                    "core {:?}, reference {reference:?}",
                    core.map(drop).map_err(|r| r.code())
                ),
            )),
        }
    }

    /// Starts the process on what the store holds.
    fn restart(&mut self, now: Timestamp) -> Result<Outcome, Failure> {
        // The machine's clock may jump while it runs; it does not stand before the last commit when
        // the process starts again, or a back-off that had ended would begin anew.
        let now = now.max(self.now);
        let sentence = "a store that was written can be read";
        let (floor, effects) = Floor::restore(self.plan.clone(), self.store.records(), now)
            .map_err(|e| Failure::new(sentence, e.to_string()))?;
        self.now = now;
        self.reference.restart(now);
        compare(&self.reference, &floor)?;
        compare_closed(&self.reference, &effects)?;
        let seen = invariants::Seen {
            before: &floor,
            floor: &floor,
            effects: &effects,
            input: None,
            more_is_due: self.reference.done >= limits::DUE_PER_INPUT,
        };
        invariants::check(&seen, &mut self.history, now)?;
        self.store.keep(&effects);
        self.floor = Some(floor);
        Ok(Outcome::Accepted(effects))
    }

    /// What the store holds gives the same state back.
    fn check_store(&self, floor: &Floor, crash: Option<Crash>) -> Result<(), Failure> {
        if crash == Some(Crash::BeforeCommit) {
            return Ok(());
        }
        let sentence = "restore of the records gives the state before, apart from the links";
        let (again, effects) = Floor::restore(self.plan.clone(), self.store.records(), self.now)
            .map_err(|e| Failure::new(sentence, e.to_string()))?;
        if !effects
            .iter()
            .all(|e| matches!(e, Effect::LinkChanged { .. }))
        {
            return Err(Failure::new(sentence, format!("restore did {effects:?}")));
        }
        let agents = |f: &Floor| -> Vec<_> {
            let kept = |a: &frontdesk_core::Agent| {
                (
                    a.id.clone(),
                    a.presence.clone(),
                    a.capacity,
                    a.holds.clone(),
                    a.idle_since,
                    a.last_offer,
                    a.stops_new,
                    a.returns_at,
                )
            };
            f.agents().map(kept).collect()
        };
        let same = floor.counters() == again.counters()
            && floor.conversations().eq(again.conversations())
            && agents(floor) == agents(&again);
        if same {
            Ok(())
        } else {
            Err(Failure::new(sentence, "something differs"))
        }
    }
}

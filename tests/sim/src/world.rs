//! The place where everything meets: the core, the store, the reference, and what was ever seen.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_core::{
    AgentId, ChannelId, ContactCard, Content, ConversationId, Effect, EndedBy, Floor, Input,
    OfferId, Party, Presence, Record, RoutingPlan, Seq, Span, ThreadId, Timestamp,
};

use crate::{
    contracts, invariants,
    options::name,
    plan::{Act, Crash, Step},
    reference::{Phase, Reference, Talk},
};

/// When every world begins.
pub const START: Timestamp = Timestamp(1_800_000_000_000);

/// Stands in a plan for a text that is too long.
pub const LONG: &str = "<too long>";

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

/// The store: the last record of each key.
#[derive(Clone, Debug, Default)]
struct Store {
    counters: Option<Record>,
    agents: BTreeMap<AgentId, Record>,
    conversations: BTreeMap<ConversationId, Record>,
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
                };
                invariants::check(&seen, &mut self.history, self.now)?;
                contracts::check(&seen, &input)?;
                compare_closed(&reference, &effects)?;
                if let Some(history) = before_loss {
                    self.history = history;
                } else {
                    self.reference = reference;
                    self.store.keep(&effects);
                    self.plan = floor.plan().clone();
                }
                if self.steps.is_multiple_of(16) || step.crash.is_some() {
                    self.check_store(&floor, step.crash)?;
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

    /// The input that an act means at this moment; `None` when there is nothing to act on.
    #[expect(clippy::too_many_lines, reason = "one arm an act, one after the other")]
    fn input(&self, act: &Act) -> Option<Input> {
        let agent = |text: &String| name(text).map(AgentId);
        let talk = |contact: &String| self.history.latest.get(contact).copied();
        Some(match act {
            Act::Open { contact, channel } => Input::ConversationOpened {
                channel: name(channel).map(ChannelId)?,
                thread: ThreadId::new(contact)?,
                contact: ContactCard::default(),
                first_message: None,
            },
            Act::Write {
                contact,
                channel,
                text,
            } => Input::ContactWrote {
                channel: name(channel).map(ChannelId)?,
                thread: ThreadId::new(contact)?,
                contact: ContactCard::default(),
                content: content(text),
                client_id: None,
            },
            Act::ContactTypes { contact } => Input::Typed {
                conversation: talk(contact)?,
                party: Party::Contact,
                on: true,
            },
            Act::ContactReads { contact, seq } => Input::Read {
                conversation: talk(contact)?,
                party: Party::Contact,
                seq: Seq(*seq),
            },
            Act::ContactConnects { contact } => Input::ContactConnected {
                conversation: talk(contact)?,
            },
            Act::ContactDisconnects { contact } => Input::ContactDisconnected {
                conversation: talk(contact)?,
            },
            Act::ContactEnds { contact } => Input::ContactEnded {
                conversation: talk(contact)?,
            },
            Act::AgentConnects { agent: a } => Input::AgentConnected { agent: agent(a)? },
            Act::AgentDisconnects { agent: a } => Input::AgentDisconnected { agent: agent(a)? },
            Act::Available { agent: a } => declared(agent(a)?, Presence::Available),
            Act::Away { agent: a } => declared(
                agent(a)?,
                Presence::Away {
                    reason: "break".into(),
                },
            ),
            Act::Offline { agent: a } => declared(agent(a)?, Presence::Offline),
            Act::Accept { agent: a, contact } => {
                let agent = agent(a)?;
                let offer = self.offer(&agent, talk(contact)?)?;
                Input::OfferAccepted { offer, agent }
            }
            Act::Decline { agent: a, contact } => {
                let agent = agent(a)?;
                let offer = self.offer(&agent, talk(contact)?)?;
                Input::OfferDeclined { offer, agent }
            }
            Act::AgentWrites {
                agent: a,
                contact,
                text,
            } => Input::AgentWrote {
                conversation: talk(contact)?,
                agent: agent(a)?,
                content: content(text),
                client_id: None,
            },
            Act::AgentTypes { agent: a, contact } => Input::Typed {
                conversation: talk(contact)?,
                party: Party::Agent(agent(a)?),
                on: true,
            },
            Act::AgentReads {
                agent: a,
                contact,
                seq,
            } => Input::Read {
                conversation: talk(contact)?,
                party: Party::Agent(agent(a)?),
                seq: Seq(*seq),
            },
            Act::AgentEnds { agent: a, contact } => Input::AgentEnded {
                conversation: talk(contact)?,
                agent: agent(a)?,
            },
            Act::Finish {
                agent: a,
                contact,
                disposition,
            } => Input::WrapUpFinished {
                conversation: talk(contact)?,
                agent: agent(a)?,
                disposition: disposition.as_deref().map(Into::into),
                note: None,
            },
            Act::Capacity { agent: a, capacity } => Input::CapacityChanged {
                agent: agent(a)?,
                capacity: *capacity,
            },
            Act::Requeue { contact } => Input::ConversationRequeued {
                conversation: talk(contact)?,
                by: name("boss").map(AgentId)?,
            },
            Act::Close { contact } => Input::ConversationClosed {
                conversation: talk(contact)?,
                by: EndedBy::System,
            },
            Act::Reload { plan } => Input::PlanChanged(self.plans.get(*plan)?.clone()),
            Act::Wake | Act::Restart => Input::DeadlineReached,
        })
    }

    /// The latest offer of this conversation to this agent; to whomever it went, if not to them.
    fn offer(&self, agent: &AgentId, conversation: ConversationId) -> Option<OfferId> {
        let offers = &self.history.offers;
        let own = offers.get(&(agent.clone(), conversation)).copied();
        let of = || {
            offers
                .iter()
                .filter(|((_, c), _)| *c == conversation)
                .map(|(_, o)| *o)
                .max()
        };
        own.or_else(of)
    }
}

/// What the words of a plan stand for: [`LONG`] is a text of one character too many.
fn content(words: &str) -> Content {
    let long = || "x".repeat(frontdesk_core::limits::TEXT_CHARS + 1);
    Content::Text(if words == LONG {
        long().into()
    } else {
        words.into()
    })
}

const fn declared(agent: AgentId, presence: Presence) -> Input {
    Input::PresenceDeclared { agent, presence }
}

impl Store {
    fn keep(&mut self, effects: &[Effect]) {
        for effect in effects {
            if let Effect::Save(record) = effect {
                match record {
                    Record::Counters(_) => self.counters = Some(record.clone()),
                    Record::Agent(a) => drop(self.agents.insert(a.id.clone(), record.clone())),
                    Record::Conversation(c) => {
                        drop(self.conversations.insert(c.id, record.clone()));
                    }
                }
            }
        }
    }

    fn records(&self) -> Vec<Record> {
        let rest = self.agents.values().chain(self.conversations.values());
        self.counters.iter().chain(rest).cloned().collect()
    }
}

/// Compares the whole of the core's state with the reference's.
fn compare(reference: &Reference, floor: &Floor) -> Result<(), Failure> {
    let sentence = "the core's state is the reference's";
    let mut talks = BTreeMap::new();
    for conversation in floor.conversations() {
        let number = conversation.id.number();
        let expected = reference.talks.get(&number);
        let gone = expected.and_then(|t| t.gone);
        if floor.contact_connected(conversation.id) != gone.is_none() {
            return Err(Failure::new(
                sentence,
                format!("{}: contact's link", conversation.id),
            ));
        }
        talks.insert(
            number,
            Talk {
                gone,
                ..Talk::of(conversation, reference.now)
            },
        );
    }
    let ids: BTreeSet<_> = talks
        .keys()
        .chain(reference.talks.keys())
        .copied()
        .collect();
    for id in ids {
        let (core, expected) = (talks.get(&id), reference.talks.get(&id));
        if core != expected {
            return Err(Failure::new(
                sentence,
                format!("cnv_{id}: {core:?}\nnot {expected:?}"),
            ));
        }
    }
    for agent in floor.agents() {
        let core = (
            &agent.presence,
            agent.link,
            agent.capacity,
            agent.idle_since,
        );
        let person = reference.people.get(&agent.id);
        let expected = person.map(|p| (&p.presence, p.link, p.capacity, p.idle));
        let load = reference.load(&agent.id);
        if Some(core) != expected || agent.holds.len() != load {
            let detail = format!(
                "{}: {core:?} {}\nnot {expected:?} {load}",
                agent.id,
                agent.load()
            );
            return Err(Failure::new(sentence, detail));
        }
    }
    if floor.agents().count() != reference.people.len() {
        return Err(Failure::new(sentence, "there are more or fewer agents"));
    }
    if floor.next_deadline() != reference.next_deadline() {
        let detail = format!(
            "{:?}\nnot {:?}",
            floor.next_deadline(),
            reference.next_deadline()
        );
        return Err(Failure::new(sentence, detail));
    }
    Ok(())
}

/// Compares how conversations closed.
fn compare_closed(reference: &Reference, effects: &[Effect]) -> Result<(), Failure> {
    for effect in effects {
        if let Effect::Save(Record::Conversation(c)) = effect
            && let frontdesk_core::ConversationState::Closed(ended) = &c.state
        {
            let core = (
                ended.abandoned,
                ended.disposition.as_deref().map(ToOwned::to_owned),
            );
            let expected = reference.closed.get(&c.id.number());
            if Some(&core) != expected {
                let detail = format!("{}: {core:?}, not {expected:?}", c.id);
                return Err(Failure::new(
                    "conversations close as in the reference",
                    detail,
                ));
            }
        }
    }
    Ok(())
}

impl Talk {
    /// The core's conversation in the reference's words.
    fn of(conversation: &frontdesk_core::Conversation, now: Timestamp) -> Self {
        use frontdesk_core::ConversationState as State;
        let none = BTreeMap::new();
        let still = |passed: &Vec<(AgentId, Timestamp)>| {
            passed
                .iter()
                .filter(|(_, until)| *until > now)
                .cloned()
                .collect::<BTreeMap<_, _>>()
        };
        let (since, phase, passed) = match &conversation.state {
            State::Queued { since, passed } => (*since, Phase::Waits, still(passed)),
            State::Offered {
                since,
                passed,
                offer,
                agent,
                expires,
                ..
            } => {
                let (offer, agent, expires) = (offer.number(), agent.clone(), *expires);
                (
                    *since,
                    Phase::Asked {
                        offer,
                        agent,
                        expires,
                    },
                    still(passed),
                )
            }
            State::Assigned { since, agent, .. } => (
                *since,
                Phase::Talks {
                    agent: agent.clone(),
                },
                none,
            ),
            State::WrapUp { agent, until, .. } => {
                let phase = Phase::WrapsUp {
                    agent: agent.clone(),
                    until: *until,
                };
                (conversation.opened_at, phase, none)
            }
            State::Closed(_) => (conversation.opened_at, Phase::Waits, none),
        };
        Self {
            channel: conversation.channel.to_string(),
            contact: conversation.thread.0.to_string(),
            queue: conversation.queue.to_string(),
            since,
            phase,
            passed,
            gone: None,
            messages: conversation.last_seq.0,
            read_by_contact: conversation.contact_read.0,
            read_by_agent: conversation.agent_read.0,
            unanswered: conversation.unanswered_since,
            first_assigned: conversation.first_assigned_at,
        }
    }
}

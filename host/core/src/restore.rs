//! A Floor from what was kept.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    string::String,
    vec::Vec,
};

use crate::{
    agent::{Agent, Link},
    apply::missing,
    conversation::{Conversation, ConversationState},
    deadline,
    effect::{Effect, Withdrawal},
    floor::Floor,
    ids::{AgentId, ConversationId},
    limits,
    plan::{Delivery, PlanError, RoutingPlan},
    record::{AgentRecord, Counters, Record},
    routing,
    time::Timestamp,
    turn::Turn,
    withdrawal,
};

/// Why a Floor cannot be made from records.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RestoreError {
    /// The plan does not hold together.
    #[error("the plan is not valid: {0}")]
    InvalidPlan(#[from] PlanError),
    /// An open conversation needs something that the plan no longer has.
    #[error(
        "the open conversation {conversation} needs {what}, which is not configured any more; configure it again until it is closed"
    )]
    Missing {
        /// Which.
        conversation: ConversationId,
        /// `queue "x"`, `channel "x"` or `agent "x"`.
        what: String,
    },
    /// Two records contradict each other.
    #[error("the records contradict each other: {0}")]
    Contradiction(String),
}

/// The last record of each key.
#[derive(Default)]
struct Kept {
    conversations: BTreeMap<ConversationId, Conversation>,
    agents: BTreeMap<AgentId, AgentRecord>,
    counters: Option<Counters>,
}

pub(crate) fn restore(
    plan: RoutingPlan,
    records: impl IntoIterator<Item = Record>,
    now: Timestamp,
) -> Result<(Floor, Vec<Effect>), RestoreError> {
    let mut kept = Kept::default();
    for record in records {
        match record {
            Record::Conversation(c) => drop(kept.conversations.insert(c.id, c)),
            Record::Agent(a) => drop(kept.agents.insert(a.id.clone(), a)),
            Record::Counters(c) => kept.counters = Some(c),
        }
    }
    let mut floor = Floor::new(plan, now)?;
    floor.counters = check_counters(&kept)?;
    kept.conversations.retain(|_, c| !c.state.is_closed());
    check_conversations(&kept.conversations, &floor.plan)?;

    for (id, record) in kept.agents {
        if let Some(agent) = floor.plan.agents.get(&id) {
            floor.agents.insert(id, Agent::from_record(record, agent));
        }
    }
    for conversation in kept.conversations.values() {
        let agent = conversation
            .state
            .agent()
            .and_then(|a| floor.agents.get_mut(a));
        if let Some(agent) = agent {
            agent.holds.insert(conversation.id);
        }
        // Sockets did not outlive the gateway: every stream contact has to come back.
        let channel = floor.plan.channels.get(&conversation.channel);
        if let Some(channel) = channel.filter(|c| c.delivery == Delivery::Stream) {
            floor
                .gone
                .insert(conversation.id, now + channel.contact_grace);
        }
    }
    check_loads(&floor)?;
    floor.conversations = kept.conversations;
    floor.index = floor.derive_index(now);

    let mut turn = Turn::new(&mut floor, now);
    turn.stir_all();
    await_consoles(&mut turn);
    deadline::handle_due(&mut turn);
    routing::settle(&mut turn);
    let effects = turn.finish();
    Ok((floor, effects))
}

/// Open offers stand while their agents' consoles come back: until the offer expires, at most
/// [`limits::RESTART_GRACE`]. An offer whose agent could not be asked any more returns to its queue.
fn await_consoles(turn: &mut Turn<'_>) {
    let mut graces: BTreeMap<AgentId, Timestamp> = BTreeMap::new();
    let mut lapsed: Vec<ConversationId> = Vec::new();
    for conversation in turn.floor.conversations.values() {
        if let ConversationState::Offered { agent, expires, .. } = &conversation.state {
            if !turn.floor.may_have_asked(agent, &conversation.queue) {
                lapsed.push(conversation.id);
            } else if *expires > turn.now {
                let until = (*expires).min(turn.now + limits::RESTART_GRACE);
                let grace = graces.entry(agent.clone()).or_insert(until);
                *grace = until.max(*grace);
            }
        }
    }
    for (agent, until) in graces {
        turn.change_agent(&agent, |a| a.link = Link::Wavering { until });
    }
    for conversation in lapsed {
        withdrawal::take_back(turn, conversation, Withdrawal::AgentNotAvailable);
    }
}

fn contradiction<T>(what: String) -> Result<T, RestoreError> {
    Err(RestoreError::Contradiction(what))
}

/// Ids are never used again, so the counters must be beyond every id that was kept.
fn check_counters(kept: &Kept) -> Result<Counters, RestoreError> {
    let counters = match kept.counters {
        Some(counters) => counters,
        None if kept.conversations.is_empty() => Counters {
            next_conversation: 1,
            next_offer: 1,
        },
        None => return contradiction("there are conversations but no counters".into()),
    };
    if counters.next_conversation == 0 || counters.next_offer == 0 {
        return contradiction("a counter is zero".into());
    }
    if let Some((id, _)) = kept.conversations.last_key_value()
        && id.number() >= counters.next_conversation
    {
        let next = counters.next_conversation;
        return contradiction(format!(
            "{id} exists but the next conversation would be {next}"
        ));
    }
    for conversation in kept.conversations.values() {
        if let ConversationState::Offered { offer, .. } = &conversation.state
            && offer.number() >= counters.next_offer
        {
            let next = counters.next_offer;
            return contradiction(format!("{offer} exists but the next offer would be {next}"));
        }
    }
    Ok(counters)
}

fn check_conversations(
    conversations: &BTreeMap<ConversationId, Conversation>,
    plan: &RoutingPlan,
) -> Result<(), RestoreError> {
    let mut threads = BTreeMap::new();
    let mut offers = BTreeSet::new();
    for conversation in conversations.values() {
        let id = conversation.id;
        if let Some(what) = missing(conversation, plan) {
            return Err(RestoreError::Missing {
                conversation: id,
                what,
            });
        }
        if let Some(other) = threads.insert((&conversation.channel, &conversation.thread), id) {
            return contradiction(format!("{other} and {id} are open on the same thread"));
        }
        if let ConversationState::Offered { offer, .. } = &conversation.state
            && !offers.insert(*offer)
        {
            return contradiction(format!("{offer} is open for two conversations"));
        }
    }
    Ok(())
}

fn check_loads(floor: &Floor) -> Result<(), RestoreError> {
    for agent in floor.agents.values() {
        if agent.load() > *limits::CAPACITY.end() {
            return contradiction(format!("{} holds {} conversations", agent.id, agent.load()));
        }
    }
    Ok(())
}

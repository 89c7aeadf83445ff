//! A Floor from what was kept.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    string::String,
    vec::Vec,
};

use crate::{
    agent::{Agent, Held, Link},
    apply::missing,
    conversation::{Conversation, ConversationState},
    deadline,
    effect::{Effect, Withdrawal},
    estimate::HandleTimes,
    floor::Floor,
    handover,
    ids::{AgentId, ConversationId, QueueId, ScriptVersion},
    limits,
    plan::{Delivery, PlanError, RoutingPlan},
    record::{AgentRecord, Counters, Record},
    routing,
    script::{self, ScriptRecord},
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
    queues: BTreeMap<QueueId, HandleTimes>,
    scripts: BTreeMap<ScriptVersion, ScriptRecord>,
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
            Record::Queue(q) => drop(kept.queues.insert(q.id, q.handle_times)),
            Record::Script(s) => drop(kept.scripts.insert(s.version, s)),
            Record::Counters(c) => kept.counters = Some(c),
        }
    }
    let mut floor = Floor::new(plan, now)?;
    floor.counters = check_counters(&kept)?;
    floor.handle_times = core::mem::take(&mut kept.queues);
    kept.conversations.retain(|_, c| !c.state.is_closed());
    check_conversations(&kept.conversations, &floor.plan)?;
    floor.scripts = check_scripts(&mut kept, &floor.plan)?;

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
            let held = Held {
                channel: conversation.channel.clone(),
                weight: floor.plan.weight(&conversation.channel),
            };
            agent.holds.insert(conversation.id, held);
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
    turn.forget_scripts();
    script::ask_again(&mut turn);
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
    let now = turn.now + limits::RESTART_GRACE;
    let gone: Vec<AgentId> = turn.floor.agents.keys().cloned().collect();
    for agent in gone {
        let handover_at = handover::deadline(turn, &agent, now);
        if handover_at.is_some() {
            turn.change_agent(&agent, |a| a.handover_at = handover_at);
        }
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

/// Each conversation finds the script that it began with, and that script what it names. What is the same
/// as in the plan is the plan's, so that comparing them again costs nothing.
fn check_scripts(
    kept: &mut Kept,
    plan: &RoutingPlan,
) -> Result<BTreeMap<ScriptVersion, ScriptRecord>, RestoreError> {
    let mut scripts = core::mem::take(&mut kept.scripts);
    for record in scripts.values_mut() {
        let current = plan.scripts.get(&record.name);
        if let Some(current) = current.filter(|current| **current == record.script) {
            record.script = current.clone();
        }
    }
    let missing: BTreeMap<_, _> = scripts
        .values()
        .filter_map(|record| Some((record.version, record.script.missing(plan)?)))
        .collect();
    for conversation in kept.conversations.values() {
        let Some(run) = &conversation.script else {
            continue;
        };
        let (id, version) = (conversation.id, run.version);
        if !scripts.contains_key(&version) {
            return contradiction(format!("{id} is in {version}, which is not there"));
        }
        if let Some(what) = missing.get(&version).cloned() {
            return Err(RestoreError::Missing {
                conversation: id,
                what,
            });
        }
    }
    Ok(scripts)
}

fn check_loads(floor: &Floor) -> Result<(), RestoreError> {
    for agent in floor.agents.values() {
        if agent.load() > limits::HELD_MAX {
            return contradiction(format!("{} holds {} conversations", agent.id, agent.load()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;
    use crate::{Input, Presence, Span, testing::*};

    /// Stops the gateway and starts it again `later`.
    fn restart(stage: &mut Stage, later: Span) -> Vec<Effect> {
        stage.now = stage.now + later;
        let records: Vec<_> = stage.floor.records().collect();
        let (floor, effects) = restore(stage.floor.plan().clone(), records, stage.now).unwrap();
        floor.audit().unwrap();
        stage.floor = floor;
        effects
    }

    fn refused(stage: &Stage, records: Vec<Record>) -> RestoreError {
        restore(stage.floor.plan().clone(), records, stage.now).unwrap_err()
    }

    #[test]
    fn a_restart_keeps_order_and_original_waiting_times() {
        let mut stage = Stage::new();
        let first = stage.open("ana");
        stage.wait(Span::seconds(5));
        let second = stage.open("ben");
        let before = stage.floor.queue_view(&queue("sales"));
        assert_eq!(restart(&mut stage, Span::seconds(30)), []);
        assert_eq!(stage.floor.queue_view(&queue("sales")), before);
        stage.ready("bea");
        assert_eq!(
            (stage.holder(first), stage.state(second)),
            (Some("bea"), "queued")
        );
    }

    #[test]
    fn an_open_offer_stands_and_its_agent_finds_it_on_return() {
        let mut stage = Stage::new();
        stage.ready("bea");
        let id = stage.open("ana");
        let offer = stage.offer_to("bea");
        restart(&mut stage, Span::seconds(3));
        assert_eq!(stage.offer_to("bea"), offer);
        stage.apply(Input::AgentConnected {
            agent: agent("bea"),
        });
        assert_eq!(stage.accept("bea"), id);
    }

    #[test]
    fn an_offer_whose_agent_does_not_return_goes_back_without_blame() {
        let mut stage = Stage::new();
        stage.ready("bea");
        let id = stage.open("ana");
        restart(&mut stage, Span::seconds(3));
        stage.wait(Span::seconds(17));
        assert_eq!(stage.state(id), "queued");
        assert_eq!(
            stage.floor.agent(&agent("bea")).unwrap().presence,
            Presence::Available
        );
    }

    #[test]
    fn what_became_due_during_the_stop_is_done_at_the_start() {
        let mut stage = Stage::new();
        stage.ready("bea");
        let talked = stage.open("ana");
        stage.accept("bea");
        stage.apply(Input::ContactEnded {
            conversation: talked,
        });
        stage.ready("cem");
        let offered = stage.open("ben");
        let effects = restart(&mut stage, Span::seconds(3_600));
        assert!(saved(&effects, talked).unwrap().state.is_closed());
        assert_eq!(
            (stage.state(talked), stage.state(offered)),
            ("closed", "queued")
        );
    }

    #[test]
    fn a_waiting_stream_contact_has_the_grace_to_come_back() {
        let mut stage = Stage::new();
        let back = stage.open("ana");
        let away = stage.open("ben");
        let text_message = stage.open_on("sms", "+15550100");
        restart(&mut stage, Span::seconds(3_600));
        stage.apply(Input::ContactConnected { conversation: back });
        stage.wait(Span::seconds(90));
        let states = [back, away, text_message].map(|id| stage.state(id));
        assert_eq!(states, ["queued", "closed", "queued"]);
    }

    #[test]
    fn a_live_capacity_outlives_a_restart_until_the_plan_names_another_number() {
        let mut stage = Stage::new();
        stage.apply(Input::CapacityChanged {
            agent: agent("bea"),
            capacity: 4,
        });
        restart(&mut stage, Span::ZERO);
        assert_eq!(stage.floor.agent(&agent("bea")).unwrap().capacity, 4);
        let records: Vec<_> = stage.floor.records().collect();
        let mut plan = plan();
        plan.agents.get_mut(&agent("bea")).unwrap().capacity = 2;
        let (floor, _) = restore(plan, records, stage.now).unwrap();
        assert_eq!(floor.agent(&agent("bea")).unwrap().capacity, 2);
    }

    #[test]
    fn an_offer_to_an_agent_whom_the_plan_dropped_goes_back() {
        let mut stage = Stage::new();
        stage.ready("bea");
        let id = stage.open("ana");
        let records: Vec<_> = stage.floor.records().collect();
        let mut plan = plan();
        plan.agents.remove(&agent("bea"));
        let (floor, effects) = restore(plan, records, stage.now).unwrap();
        assert_eq!(floor.conversation(id).unwrap().state.name(), "queued");
        assert!(saved(&effects, id).is_some());
    }

    #[test]
    fn a_plan_without_what_open_conversations_need_is_refused() {
        let (stage, id) = Stage::talking();
        let records: Vec<_> = stage.floor.records().collect();
        let mut plan = plan();
        plan.agents.remove(&agent("bea"));
        let refused = restore(plan, records, stage.now).unwrap_err();
        let what = "agent \"bea\"".into();
        assert_eq!(
            refused,
            RestoreError::Missing {
                conversation: id,
                what
            }
        );
    }

    #[test]
    fn closed_conversations_are_not_read_back() {
        let mut stage = Stage::new();
        let id = stage.open("ana");
        let effects = stage.apply(Input::ContactEnded { conversation: id });
        let mut records: Vec<_> = stage.floor.records().collect();
        records.push(Record::Conversation(saved(&effects, id).unwrap().clone()));
        let (floor, _) = restore(plan(), records, stage.now).unwrap();
        assert_eq!(floor.conversations().count(), 0);
    }

    #[test]
    fn records_that_contradict_each_other_are_refused() {
        let mut stage = Stage::new();
        stage.ready("bea");
        stage.open("ana");
        let kept: Vec<_> = stage.floor.records().collect();
        let Some(Record::Conversation(ana)) = kept.last().cloned() else {
            panic!("no record")
        };
        let contradicts = |records| {
            assert!(matches!(
                refused(&stage, records),
                RestoreError::Contradiction(_)
            ));
        };
        let counters = |next_conversation, next_offer| {
            Record::Counters(Counters {
                next_conversation,
                next_offer,
            })
        };
        let with = |change: &dyn Fn(&mut Conversation)| {
            let mut other = ana.clone();
            other.id = cnv(2);
            change(&mut other);
            let ana = Record::Conversation(ana.clone());
            vec![counters(3, 2), ana, Record::Conversation(other)]
        };
        contradicts(vec![Record::Conversation(ana.clone())]);
        contradicts(vec![counters(0, 0)]);
        contradicts(vec![counters(1, 9), Record::Conversation(ana.clone())]);
        contradicts(vec![counters(9, 1), Record::Conversation(ana.clone())]);
        contradicts(with(&|_| {}));
        contradicts(with(&|other| other.thread = thread("ben")));
        let mut many = vec![counters(99, 99)];
        for n in 1..=u64::from(limits::HELD_MAX) + 1 {
            let mut other = ana.clone();
            other.id = cnv(n);
            other.thread = thread(&format!("c{n}"));
            other.state = ConversationState::Assigned {
                since: stage.now,
                agent: agent("bea"),
                assigned_at: stage.now,
            };
            many.push(Record::Conversation(other));
        }
        contradicts(many);
    }

    #[test]
    fn a_later_record_of_the_same_key_counts() {
        let mut stage = Stage::new();
        let id = stage.open("ana");
        let old: Vec<_> = stage.floor.records().collect();
        stage.apply(wrote("chat", "ana", "hello"));
        let records = old.into_iter().chain(stage.floor.records());
        let (floor, _) = restore(plan(), records, stage.now).unwrap();
        assert_eq!(floor.conversation(id).unwrap().last_seq, crate::Seq(1));
    }
}

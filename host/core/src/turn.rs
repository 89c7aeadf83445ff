//! One input's work: the only place where a Floor changes, and where its effects are collected.
//!
//! Every change goes through [`Turn::move_to`], [`Turn::edit`] or [`Turn::change_agent`], which keep
//! the index in step and remember what has to be saved and looked at again.

use alloc::{collections::BTreeSet, sync::Arc, vec::Vec};

use crate::{
    agent::{Agent, Held},
    conversation::{Conversation, ConversationState},
    effect::Effect,
    floor::Floor,
    ids::{AgentId, ConversationId, OfferId, QueueId, ScriptId, ScriptVersion},
    index::{Basis, timers},
    record::{QueueRecord, Record},
    rejection::Rejection,
    routing,
    script::{Script, ScriptRecord},
    time::{Span, Timestamp},
    trace::{Step, StepKind},
};

pub(crate) struct Turn<'f> {
    pub(crate) floor: &'f mut Floor,
    pub(crate) now: Timestamp,
    effects: Vec<Effect>,
    saved_conversations: BTreeSet<ConversationId>,
    closed: Vec<Conversation>,
    saved_agents: BTreeSet<AgentId>,
    saved_queues: BTreeSet<QueueId>,
    kept_scripts: Vec<ScriptRecord>,
    counters_used: bool,
    /// Queues whose line or free slots changed, for whoever shows them.
    changed: BTreeSet<QueueId>,
    /// Queues in which an offer may have become possible.
    pub(crate) stirred: BTreeSet<QueueId>,
    /// At the end of the last input somebody may have been kept for a heavy conversation.
    pub(crate) was_anyone_kept: bool,
}

impl<'f> Turn<'f> {
    pub(crate) fn new(floor: &'f mut Floor, now: Timestamp) -> Self {
        let was_anyone_kept = routing::is_anyone_kept(floor, floor.now);
        Self {
            floor,
            now,
            was_anyone_kept,
            effects: Vec::new(),
            saved_conversations: BTreeSet::new(),
            closed: Vec::new(),
            saved_agents: BTreeSet::new(),
            saved_queues: BTreeSet::new(),
            kept_scripts: Vec::new(),
            counters_used: false,
            changed: BTreeSet::new(),
            stirred: BTreeSet::new(),
        }
    }

    /// The effects in order: first what must be kept, each once and as it stands at the end, then
    /// what happened, then which queues to look at again.
    pub(crate) fn finish(mut self) -> Vec<Effect> {
        if self.closed.iter().any(|closed| closed.script.is_some()) {
            self.forget_scripts();
        }
        let floor = self.floor;
        floor.now = self.now;
        let mut effects = Vec::with_capacity(self.effects.len() + 4);
        if self.counters_used {
            effects.push(Effect::Save(Record::Counters(floor.counters)));
        }
        for script in self.kept_scripts {
            effects.push(Effect::Save(Record::Script(script)));
        }
        for conversation in self.closed {
            effects.push(Effect::Save(Record::Conversation(conversation)));
        }
        for conversation in self.saved_conversations {
            if let Some(conversation) = floor.conversations.get(&conversation) {
                effects.push(Effect::Save(Record::Conversation(conversation.clone())));
            }
        }
        for agent in self.saved_agents {
            if let Some(agent) = floor.agents.get(&agent) {
                effects.push(Effect::Save(Record::Agent(agent.record(&floor.plan))));
            }
        }
        for id in self.saved_queues {
            if let Some(handle_times) = floor.handle_times.get(&id).copied() {
                let record = QueueRecord { id, handle_times };
                effects.push(Effect::Save(Record::Queue(record)));
            }
        }
        effects.extend(self.effects);
        let known = self
            .changed
            .into_iter()
            .filter(|q| floor.plan.queues.contains_key(q));
        effects.extend(known.map(Effect::QueueChanged));
        effects
    }

    pub(crate) fn emit(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// The open conversation with this id.
    pub(crate) fn conversation(&self, id: ConversationId) -> Result<&Conversation, Rejection> {
        self.floor
            .conversations
            .get(&id)
            .ok_or(Rejection::UnknownConversation(id))
    }

    /// The agent with this id.
    pub(crate) fn agent(&self, id: &AgentId) -> Result<&Agent, Rejection> {
        self.floor
            .agents
            .get(id)
            .ok_or_else(|| Rejection::UnknownAgent(id.clone()))
    }

    /// Adds a new conversation.
    pub(crate) fn insert(&mut self, conversation: Conversation) {
        let id = conversation.id;
        let floor = &mut *self.floor;
        let basis = Basis {
            plan: &floor.plan,
            agents: &floor.agents,
        };
        floor.index.enter(&conversation, None, basis, self.now);
        self.changed.insert(conversation.queue.clone());
        self.stirred.insert(conversation.queue.clone());
        self.saved_conversations.insert(id);
        self.floor.conversations.insert(id, conversation);
    }

    /// Changes something of a conversation that nothing else follows from.
    pub(crate) fn edit(&mut self, id: ConversationId, change: impl FnOnce(&mut Conversation)) {
        if let Some(conversation) = self.floor.conversations.get_mut(&id) {
            change(conversation);
            self.saved_conversations.insert(id);
        }
    }

    /// Changes something of a conversation that its timers follow from, and nothing else.
    pub(crate) fn change_timers(
        &mut self,
        id: ConversationId,
        change: impl FnOnce(&mut Conversation),
    ) {
        let floor = &mut *self.floor;
        if let Some(conversation) = floor.conversations.get_mut(&id) {
            let before = timers(conversation, &floor.plan);
            change(conversation);
            floor.index.change_timers(before, conversation, &floor.plan);
            self.saved_conversations.insert(id);
        }
    }

    /// Moves a conversation to another state, with all that follows.
    pub(crate) fn move_to(&mut self, id: ConversationId, next: ConversationState) {
        self.change(id, |c| c.state = next);
    }

    /// Changes a conversation with all that follows: its place in line, its deadlines, the slot it
    /// holds. A closed one leaves the Floor.
    pub(crate) fn change(&mut self, id: ConversationId, change: impl FnOnce(&mut Conversation)) {
        let floor = &mut *self.floor;
        let Some(conversation) = floor.conversations.get_mut(&id) else {
            return;
        };
        let basis = Basis {
            plan: &floor.plan,
            agents: &floor.agents,
        };
        let gone = floor.gone.get(&id).copied();
        floor.index.leave(conversation, gone, basis);
        let queue = conversation.queue.clone();
        let agent = conversation.state.agent().cloned();
        let was_waiting = conversation.state.is_waiting();
        let awaited_agent = conversation.state.awaits_agent();

        change(conversation);

        let is_waiting = conversation.state.is_waiting();
        if conversation.state.awaits_agent()
            && !awaited_agent
            && let Some(until) = floor.gone.get_mut(&id)
        {
            let channel = floor.plan.channels.get(&conversation.channel);
            *until = self.now + channel.map_or(Span::ZERO, |c| c.contact_grace);
        }
        let gone = floor.gone.get(&id).copied();
        floor.index.enter(conversation, gone, basis, self.now);
        if matches!(conversation.state, ConversationState::Queued { .. }) {
            self.stirred.insert(conversation.queue.clone());
        }
        if conversation.queue != queue {
            self.changed.insert(conversation.queue.clone());
            self.changed.insert(queue);
        } else if is_waiting != was_waiting {
            self.changed.insert(queue);
        }
        let after = conversation.state.agent().cloned();
        let held = Held {
            channel: conversation.channel.clone(),
            weight: floor.plan.weight(&conversation.channel),
        };
        if conversation.state.is_closed() {
            self.saved_conversations.remove(&id);
            floor.gone.remove(&id);
            self.closed.extend(floor.conversations.remove(&id));
        } else {
            self.saved_conversations.insert(id);
        }
        self.hand_over(id, agent.as_ref(), after.as_ref(), held);
    }

    /// Moves the slot that a conversation takes from one agent to another.
    fn hand_over(
        &mut self,
        id: ConversationId,
        before: Option<&AgentId>,
        after: Option<&AgentId>,
        held: Held,
    ) {
        if before == after {
            return;
        }
        if let Some(agent) = before {
            let now = self.now;
            self.change_agent(agent, |a| {
                a.holds.remove(&id);
                a.stop_if_done(now);
            });
        }
        if let Some(agent) = after {
            self.change_agent(agent, |a| {
                a.holds.insert(id, held);
            });
        }
    }

    /// Marks a stream contact as gone until a grace ends, or as back.
    pub(crate) fn set_gone(&mut self, id: ConversationId, until: Option<Timestamp>) {
        let floor = &mut *self.floor;
        let Some(conversation) = floor.conversations.get(&id) else {
            return;
        };
        let before = match until {
            Some(until) => floor.gone.insert(id, until),
            None => floor.gone.remove(&id),
        };
        if conversation.state.awaits_agent() {
            floor.index.change_gone(id, before, until);
        }
    }

    /// Changes an agent, with all that follows: their place in every line of their queues, their
    /// deadlines, what is kept of them.
    pub(crate) fn change_agent(&mut self, id: &AgentId, change: impl FnOnce(&mut Agent)) {
        let floor = &mut *self.floor;
        let Some(agent) = floor.agents.get_mut(id) else {
            return;
        };
        let before = agent.clone();
        change(agent);
        let Some(agent) = floor.agents.get(id) else {
            return;
        };
        let basis = Basis {
            plan: &floor.plan,
            agents: &floor.agents,
        };
        floor.index.move_agent(&before, agent, basis);
        let queues = floor.plan.agents.get(id).map_or(&[][..], |a| &a.queues);
        let has_more_room = agent.free_slots() > before.free_slots();
        if has_more_room || (agent.is_ready() && !before.is_ready()) {
            self.stirred.extend(queues.iter().cloned());
        }
        if agent.slots() != before.slots() {
            self.changed.extend(queues.iter().cloned());
        }
        if agent.link != before.link {
            self.effects.push(Effect::LinkChanged {
                agent: id.clone(),
                link: agent.link,
            });
        }
        if agent.record(&floor.plan) != before.record(&floor.plan) {
            self.saved_agents.insert(id.clone());
        }
    }

    /// Learns how long a conversation of a queue has held its slot.
    pub(crate) fn learn_handle_time(&mut self, queue: QueueId, held: Span) {
        let times = self.floor.handle_times.entry(queue.clone()).or_default();
        times.add(held);
        self.changed.insert(queue.clone());
        self.saved_queues.insert(queue);
    }

    /// Asks for an agent's record to be kept although nothing of it changed here.
    pub(crate) fn save_agent(&mut self, id: AgentId) {
        self.saved_agents.insert(id);
    }

    /// Makes every index again and looks at every queue: after a change of plan.
    pub(crate) fn rebuild_index(&mut self) {
        self.floor.weigh_again();
        self.floor.index = self.floor.derive_index(self.now);
        self.stir_all();
        self.changed.extend(self.floor.plan.queues.keys().cloned());
    }

    /// Looks for possible offers in every queue.
    pub(crate) fn stir_all(&mut self) {
        self.stirred.extend(self.floor.plan.queues.keys().cloned());
    }

    /// The kept version of a script as it is in the plan; it is kept from now on if it was not.
    pub(crate) fn keep_script(&mut self, name: &ScriptId, script: Arc<Script>) -> ScriptVersion {
        let mut kept = self.floor.scripts.values();
        if let Some(kept) = kept.rfind(|kept| kept.name == *name && kept.script == script) {
            return kept.version;
        }
        let last = self.floor.scripts.last_key_value();
        let version = last.map_or(ScriptVersion::FIRST, |(last, _)| last.next());
        let record = ScriptRecord {
            version,
            name: name.clone(),
            script,
        };
        self.floor.scripts.insert(version, record.clone());
        self.kept_scripts.push(record);
        version
    }

    /// Forgets the versions that no conversation needs and no new one would begin with.
    pub(crate) fn forget_scripts(&mut self) {
        let floor = &mut *self.floor;
        let (plan, index) = (&floor.plan, &floor.index);
        let effects = &mut self.effects;
        floor.scripts.retain(|version, kept| {
            let is_current = plan.scripts.get(&kept.name) == Some(&kept.script);
            let stays = is_current || index.scripts.contains_key(version);
            if !stays {
                effects.push(Effect::Forget(*version));
            }
            stays
        });
    }

    /// Adds a step to a conversation's history.
    pub(crate) fn log(&mut self, id: ConversationId, kind: StepKind) {
        let at = self.now;
        let mut number = None;
        self.edit(id, |c| {
            number = Some(c.next_step);
            c.next_step = c.next_step.saturating_add(1);
        });
        if let Some(number) = number {
            self.emit(Effect::Log(Step {
                conversation: id,
                number,
                at,
                kind,
            }));
        }
    }

    /// The next conversation's id; `None` when numbers have run out.
    pub(crate) fn take_conversation_id(&mut self) -> Option<ConversationId> {
        let number = self.floor.counters.next_conversation;
        let next = number.checked_add(1)?;
        let id = ConversationId::new(number)?;
        self.floor.counters.next_conversation = next;
        self.counters_used = true;
        Some(id)
    }

    /// The next offer's id; `None` when numbers have run out.
    pub(crate) fn take_offer_id(&mut self) -> Option<OfferId> {
        let number = self.floor.counters.next_offer;
        let next = number.checked_add(1)?;
        let id = OfferId::new(number)?;
        self.floor.counters.next_offer = next;
        self.counters_used = true;
        Some(id)
    }
}

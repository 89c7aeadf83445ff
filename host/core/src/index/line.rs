//! One queue's lines: who waits for what, and who could be asked.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::Basis;
use crate::{
    agent::Agent,
    conversation::Conversation,
    ids::{AgentId, ConversationId, QueueId},
    language::Language,
    limits,
    routing::{Need, Place, Short, place_in, short_in},
    time::Timestamp,
};

/// One queue's lines, each in ranking order.
#[derive(Clone, Debug, Default)]
pub(crate) struct QueueIndex {
    /// Its agents by plan, ready or not.
    pub(crate) members: BTreeSet<AgentId>,
    /// Those of them who are signed in and can be reached, available or not.
    pub(crate) on_duty: BTreeSet<AgentId>,
    /// What its agents speak.
    pub(crate) languages: BTreeSet<Language>,
    /// Queued and offered conversations: the line as contacts see it.
    pub(crate) line: BTreeSet<(Timestamp, ConversationId)>,
    /// Queued conversations by what they need, with the agents who have it.
    pub(crate) lines: BTreeMap<Arc<Need>, Line>,
    /// Agents to whom an offer may be made, longest idle first.
    pub(crate) ready: BTreeSet<(Timestamp, AgentId)>,
}

/// Conversations with equal needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    /// Those that may be offered, longest waiting first.
    pub(crate) waiting: BTreeSet<(Timestamp, ConversationId)>,
    /// Those who may be asked, the first to be asked first.
    pub(crate) ready: BTreeSet<Place>,
    /// Of a heavy line: those who lack only room for it, whoever has most first.
    pub(crate) short: BTreeSet<Short>,
}

/// Lines in which nobody waits are kept for speed alone, so they make no difference.
impl PartialEq for QueueIndex {
    fn eq(&self, other: &Self) -> bool {
        let waited_in = |queue: &Self| {
            let lines = queue.lines.iter();
            lines
                .filter(|(_, line)| !line.waiting.is_empty())
                .map(|(need, line)| (need.clone(), line.clone()))
                .collect::<BTreeMap<_, _>>()
        };
        self.members == other.members
            && self.on_duty == other.on_duty
            && self.languages == other.languages
            && self.line == other.line
            && self.ready == other.ready
            && waited_in(self) == waited_in(other)
    }
}

impl Eq for QueueIndex {}

impl QueueIndex {
    /// Whether any of its agents speaks the language.
    pub(crate) fn speaks(&self, language: &Language) -> bool {
        self.languages.iter().any(|l| l.is_understood_as(language))
    }

    /// Adds an agent before any line is made.
    pub(super) fn add_agent(&mut self, agent: &Agent) {
        if agent.is_ready() {
            self.ready.insert((agent.idle_since, agent.id.clone()));
        }
        if agent.is_on_duty() {
            self.on_duty.insert(agent.id.clone());
        }
    }

    /// Adds a queued conversation to the line of its need, which is made if there is none.
    pub(super) fn enter(
        &mut self,
        conversation: &Conversation,
        since: Timestamp,
        basis: Basis<'_>,
    ) {
        let need = Need::of(conversation, basis.plan);
        let entry = (since, conversation.id);
        if let Some(line) = self.lines.get_mut(&need) {
            line.waiting.insert(entry);
            return;
        }
        self.forget_idle_lines();
        let mut line = self.line_of(&need, &conversation.queue, basis);
        line.waiting.insert(entry);
        self.lines.insert(Arc::new(need), line);
    }

    /// Takes a queued conversation out of its line, which stays for the next with the same need.
    pub(super) fn leave(
        &mut self,
        conversation: &Conversation,
        since: Timestamp,
        basis: Basis<'_>,
    ) {
        let need = Need::of(conversation, basis.plan);
        if let Some(line) = self.lines.get_mut(&need) {
            line.waiting.remove(&(since, conversation.id));
        }
    }

    /// A need's line with the agents who may be asked, and nobody who waits.
    fn line_of(&self, need: &Need, queue: &QueueId, basis: Basis<'_>) -> Line {
        let mut line = Line::default();
        let Some(rules) = basis.plan.queues.get(queue) else {
            return line;
        };
        for (_, id) in &self.ready {
            if let (Some(agent), Some(plan)) = (basis.agents.get(id), basis.plan.agents.get(id)) {
                line.ready
                    .extend(place_in(need, agent, plan, (queue, rules)));
                line.short
                    .extend(short_in(need, agent, plan, (queue, rules)));
            }
        }
        line
    }

    /// Moves an agent to where they belong now in every line.
    pub(super) fn move_agent(
        &mut self,
        queue: &QueueId,
        before: &Agent,
        after: &Agent,
        basis: Basis<'_>,
    ) {
        let Some(rules) = basis.plan.queues.get(queue) else {
            return;
        };
        let Some(plan) = basis.plan.agents.get(&after.id) else {
            return;
        };
        for (need, line) in &mut self.lines {
            let was = place_in(need, before, plan, (queue, rules));
            let is = place_in(need, after, plan, (queue, rules));
            if was != is {
                if let Some(place) = was {
                    line.ready.remove(&place);
                }
                line.ready.extend(is);
            }
            let was = short_in(need, before, plan, (queue, rules));
            let is = short_in(need, after, plan, (queue, rules));
            if was != is {
                if let Some(short) = was {
                    line.short.remove(&short);
                }
                line.short.extend(is);
            }
        }
        let (was, is) = (before.is_ready(), after.is_ready());
        if was != is || before.idle_since != after.idle_since {
            if was {
                self.ready.remove(&(before.idle_since, before.id.clone()));
            }
            if is {
                self.ready.insert((after.idle_since, after.id.clone()));
            }
        }
        if after.is_on_duty() {
            self.on_duty.insert(after.id.clone());
        } else {
            self.on_duty.remove(&after.id);
        }
    }

    fn forget_idle_lines(&mut self) {
        let is_idle = |line: &Line| line.waiting.is_empty();
        let idle = self.lines.values().filter(|line| is_idle(line)).count();
        if idle >= limits::IDLE_LINES {
            self.lines.retain(|_, line| !is_idle(line));
        }
    }
}

//! Everything the Floor looks up by something other than an id. All of it follows from the
//! conversations, agents and plan, so [`Index::derive`] can make it again and
//! [`Floor::audit`](crate::Floor::audit) can compare.

use alloc::collections::{BTreeMap, BTreeSet};

use crate::{
    agent::{Agent, Link},
    conversation::{Conversation, ConversationState},
    deadline::{DeadlineReason, Wake},
    ids::{AgentId, ChannelId, ConversationId, OfferId, QueueId, ThreadId},
    plan::RoutingPlan,
    time::Timestamp,
};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Index {
    threads: BTreeMap<(ChannelId, ThreadId), ConversationId>,
    offers: BTreeMap<OfferId, ConversationId>,
    pub(crate) queues: BTreeMap<QueueId, QueueIndex>,
    deadlines: BTreeSet<(Timestamp, Wake)>,
}

/// One queue's lines, each in ranking order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct QueueIndex {
    /// Its agents by plan, ready or not.
    pub(crate) members: BTreeSet<AgentId>,
    /// Queued and offered conversations: the line as contacts see it.
    pub(crate) line: BTreeSet<(Timestamp, ConversationId)>,
    /// Queued conversations: those that may be offered.
    pub(crate) waiting: BTreeSet<(Timestamp, ConversationId)>,
    /// Agents to whom an offer may be made, longest idle first.
    pub(crate) ready: BTreeSet<(Timestamp, AgentId)>,
}

impl Index {
    pub(crate) fn derive<'a>(
        plan: &RoutingPlan,
        conversations: impl Iterator<Item = (&'a Conversation, Option<Timestamp>)>,
        agents: impl Iterator<Item = &'a Agent>,
        now: Timestamp,
    ) -> Self {
        let mut index = Self::default();
        for queue in plan.queues.keys() {
            index.queues.insert(queue.clone(), QueueIndex::default());
        }
        for (id, agent) in &plan.agents {
            for queue in &agent.queues {
                if let Some(entry) = index.queues.get_mut(queue) {
                    entry.members.insert(id.clone());
                }
            }
        }
        for agent in agents {
            if agent.is_ready() {
                let queues = plan.agents.get(&agent.id).map_or(&[][..], |a| &a.queues);
                index.add_ready(queues, agent.idle_since, &agent.id);
            }
            if let Link::Wavering { until } = agent.link {
                index
                    .deadlines
                    .insert((until, Wake::AgentGrace(agent.id.clone())));
            }
        }
        for (conversation, gone_until) in conversations {
            index.enter(conversation, gone_until, now);
        }
        index
    }

    /// The open conversation of a thread.
    pub(crate) fn thread(&self, channel: &ChannelId, thread: &ThreadId) -> Option<ConversationId> {
        self.threads
            .get(&(channel.clone(), thread.clone()))
            .copied()
    }

    /// The conversation of an open offer.
    pub(crate) fn offer(&self, offer: OfferId) -> Option<ConversationId> {
        self.offers.get(&offer).copied()
    }

    pub(crate) fn next_deadline(&self) -> Option<(Timestamp, DeadlineReason)> {
        self.deadlines
            .first()
            .map(|(at, wake)| (*at, wake.reason()))
    }

    /// Takes the first deadline that is not later than `now`.
    pub(crate) fn pop_due(&mut self, now: Timestamp) -> Option<Wake> {
        if self.deadlines.first()?.0 > now {
            return None;
        }
        self.deadlines.pop_first().map(|(_, wake)| wake)
    }

    /// Adds what follows from a conversation's present state.
    pub(crate) fn enter(
        &mut self,
        conversation: &Conversation,
        gone_until: Option<Timestamp>,
        now: Timestamp,
    ) {
        let id = conversation.id;
        match &conversation.state {
            ConversationState::Queued { since, passed } => {
                self.enter_line(conversation, *since, true);
                self.watch_waiting(id, passed, gone_until, now);
            }
            ConversationState::Offered {
                since,
                passed,
                offer,
                expires,
                ..
            } => {
                self.enter_line(conversation, *since, false);
                self.watch_waiting(id, passed, gone_until, now);
                self.offers.insert(*offer, id);
                self.deadlines.insert((*expires, Wake::Offer(*offer)));
            }
            ConversationState::Assigned { .. } => {}
            ConversationState::WrapUp { until, .. } => {
                self.deadlines.insert((*until, Wake::WrapUp(id)));
            }
            ConversationState::Closed(_) => return,
        }
        let key = (conversation.channel.clone(), conversation.thread.clone());
        self.threads.insert(key, id);
    }

    /// Removes what [`Index::enter`] had added for this state.
    pub(crate) fn leave(&mut self, conversation: &Conversation, gone_until: Option<Timestamp>) {
        let id = conversation.id;
        match &conversation.state {
            ConversationState::Queued { since, passed } => {
                self.leave_line(conversation, *since);
                self.unwatch_waiting(id, passed, gone_until);
            }
            ConversationState::Offered {
                since,
                passed,
                offer,
                expires,
                ..
            } => {
                self.leave_line(conversation, *since);
                self.unwatch_waiting(id, passed, gone_until);
                self.offers.remove(offer);
                self.deadlines.remove(&(*expires, Wake::Offer(*offer)));
            }
            ConversationState::Assigned { .. } => {}
            ConversationState::WrapUp { until, .. } => {
                self.deadlines.remove(&(*until, Wake::WrapUp(id)));
            }
            ConversationState::Closed(_) => return,
        }
        self.threads
            .remove(&(conversation.channel.clone(), conversation.thread.clone()));
    }

    fn enter_line(&mut self, conversation: &Conversation, since: Timestamp, waits: bool) {
        if let Some(queue) = self.queues.get_mut(&conversation.queue) {
            queue.line.insert((since, conversation.id));
            if waits {
                queue.waiting.insert((since, conversation.id));
            }
        }
    }

    fn leave_line(&mut self, conversation: &Conversation, since: Timestamp) {
        if let Some(queue) = self.queues.get_mut(&conversation.queue) {
            queue.line.remove(&(since, conversation.id));
            queue.waiting.remove(&(since, conversation.id));
        }
    }

    fn watch_waiting(
        &mut self,
        id: ConversationId,
        passed: &[(AgentId, Timestamp)],
        gone_until: Option<Timestamp>,
        now: Timestamp,
    ) {
        for (agent, until) in passed.iter().filter(|(_, until)| *until > now) {
            self.deadlines
                .insert((*until, Wake::BackOff(id, agent.clone())));
        }
        if let Some(until) = gone_until {
            self.deadlines.insert((until, Wake::ContactGrace(id)));
        }
    }

    fn unwatch_waiting(
        &mut self,
        id: ConversationId,
        passed: &[(AgentId, Timestamp)],
        gone_until: Option<Timestamp>,
    ) {
        for (agent, until) in passed {
            self.deadlines
                .remove(&(*until, Wake::BackOff(id, agent.clone())));
        }
        if let Some(until) = gone_until {
            self.deadlines.remove(&(until, Wake::ContactGrace(id)));
        }
    }

    pub(crate) fn add_ready(&mut self, queues: &[QueueId], idle_since: Timestamp, agent: &AgentId) {
        for queue in queues {
            if let Some(queue) = self.queues.get_mut(queue) {
                queue.ready.insert((idle_since, agent.clone()));
            }
        }
    }

    pub(crate) fn remove_ready(
        &mut self,
        queues: &[QueueId],
        idle_since: Timestamp,
        agent: &AgentId,
    ) {
        let key = (idle_since, agent.clone());
        for queue in queues {
            if let Some(queue) = self.queues.get_mut(queue) {
                queue.ready.remove(&key);
            }
        }
    }

    /// Moves the deadline of a waiting contact's grace when their link changes. Other deadlines of
    /// the conversation stay as they are, due ones too.
    pub(crate) fn change_gone(
        &mut self,
        id: ConversationId,
        before: Option<Timestamp>,
        after: Option<Timestamp>,
    ) {
        if let Some(until) = before {
            self.deadlines.remove(&(until, Wake::ContactGrace(id)));
        }
        if let Some(until) = after {
            self.deadlines.insert((until, Wake::ContactGrace(id)));
        }
    }

    /// Moves the deadline of an agent's grace when their link changes.
    pub(crate) fn change_link(&mut self, agent: &AgentId, before: Link, after: Link) {
        if let Link::Wavering { until } = before {
            self.deadlines
                .remove(&(until, Wake::AgentGrace(agent.clone())));
        }
        if let Link::Wavering { until } = after {
            self.deadlines
                .insert((until, Wake::AgentGrace(agent.clone())));
        }
    }
}

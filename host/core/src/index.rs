//! Everything the Floor looks up by something other than an id. All of it follows from the
//! conversations, agents and plan, so [`Index::derive`] can make it again and
//! [`Floor::audit`](crate::Floor::audit) can compare.

mod line;

use alloc::collections::{BTreeMap, BTreeSet};

pub(crate) use line::{Line, QueueIndex};

use crate::{
    agent::{Agent, Link},
    conversation::{Conversation, ConversationState},
    deadline::{DeadlineReason, Wake},
    ids::{AgentId, ChannelId, ConversationId, OfferId, QueueId, ScriptVersion, ThreadId},
    language::Languages,
    plan::RoutingPlan,
    relaxation::Demands,
    script, silence,
    time::{Span, Timestamp},
};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Index {
    threads: BTreeMap<(ChannelId, ThreadId), ConversationId>,
    offers: BTreeMap<OfferId, ConversationId>,
    pub(crate) queues: BTreeMap<QueueId, QueueIndex>,
    deadlines: BTreeSet<(Timestamp, Wake)>,
    /// Queues in which conversations wait that take more than one unit of capacity, and how many.
    pub(crate) heavy: BTreeMap<QueueId, usize>,
    /// Versions of scripts that open conversations began with, and how many did.
    pub(crate) scripts: BTreeMap<ScriptVersion, usize>,
}

/// What an index follows from, besides the conversations.
#[derive(Clone, Copy)]
pub(crate) struct Basis<'f> {
    pub(crate) plan: &'f RoutingPlan,
    pub(crate) agents: &'f BTreeMap<AgentId, Agent>,
}

impl Index {
    pub(crate) fn derive<'a>(
        basis: Basis<'_>,
        conversations: impl Iterator<Item = (&'a Conversation, Option<Timestamp>)>,
        now: Timestamp,
    ) -> Self {
        let mut index = Self::default();
        for queue in basis.plan.queues.keys() {
            index.queues.insert(queue.clone(), QueueIndex::default());
        }
        for (id, plan) in &basis.plan.agents {
            for queue in &plan.queues {
                if let Some(entry) = index.queues.get_mut(queue) {
                    entry.members.insert(id.clone());
                    let languages = plan.languages.iter().flat_map(Languages::all);
                    entry.languages.extend(languages.cloned());
                }
            }
        }
        for agent in basis.agents.values() {
            let plan = basis.plan.agents.get(&agent.id);
            for queue in plan.map_or(&[][..], |a| &a.queues) {
                if let Some(entry) = index.queues.get_mut(queue) {
                    entry.add_agent(agent);
                }
            }
            for (at, wake) in wakes(agent) {
                index.deadlines.insert((at, wake));
            }
        }
        for (conversation, gone_until) in conversations {
            index.enter(conversation, gone_until, basis, now);
        }
        index
    }

    /// What is another than in `derived`, if anything is.
    pub(crate) fn differs(&self, derived: &Self) -> Option<&'static str> {
        [
            ("the threads", self.threads == derived.threads),
            ("the offers", self.offers == derived.offers),
            ("the lines", self.queues == derived.queues),
            ("the deadlines", self.deadlines == derived.deadlines),
            ("the heavy ones", self.heavy == derived.heavy),
            ("the scripts", self.scripts == derived.scripts),
        ]
        .into_iter()
        .find_map(|(part, is_alike)| (!is_alike).then_some(part))
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
        basis: Basis<'_>,
        now: Timestamp,
    ) {
        let id = conversation.id;
        match &conversation.state {
            ConversationState::Scripted { .. } => self.watch_waiting(id, &[], gone_until, now),
            ConversationState::Queued { since, passed } => {
                if let Some(queue) = self.queues.get_mut(&conversation.queue) {
                    queue.line.insert((*since, id));
                    queue.enter(conversation, *since, basis);
                }
                if basis.plan.weight(&conversation.channel) > 1 {
                    *self.heavy.entry(conversation.queue.clone()).or_default() += 1;
                }
                self.watch_waiting(id, passed, gone_until, now);
            }
            ConversationState::Offered {
                since,
                passed,
                offer,
                expires,
                ..
            } => {
                if let Some(queue) = self.queues.get_mut(&conversation.queue) {
                    queue.line.insert((*since, id));
                }
                self.watch_waiting(id, passed, gone_until, now);
                self.offers.insert(*offer, id);
                self.deadlines.insert((*expires, Wake::Offer(*offer)));
            }
            ConversationState::Assigned { .. }
            | ConversationState::Parked { .. }
            | ConversationState::WrapUp { .. } => {}
            ConversationState::Closed(_) => return,
        }
        if let Some(run) = &conversation.script {
            *self.scripts.entry(run.version).or_default() += 1;
        }
        self.deadlines.extend(timers(conversation, basis.plan));
        let key = (conversation.channel.clone(), conversation.thread.clone());
        self.threads.insert(key, id);
    }

    /// Removes what [`Index::enter`] had added for this state.
    pub(crate) fn leave(
        &mut self,
        conversation: &Conversation,
        gone_until: Option<Timestamp>,
        basis: Basis<'_>,
    ) {
        let id = conversation.id;
        match &conversation.state {
            ConversationState::Scripted { .. } => self.unwatch_waiting(id, &[], gone_until),
            ConversationState::Queued { since, passed } => {
                if let Some(queue) = self.queues.get_mut(&conversation.queue) {
                    queue.line.remove(&(*since, id));
                    queue.leave(conversation, *since, basis);
                }
                if basis.plan.weight(&conversation.channel) > 1 {
                    self.forget_heavy(&conversation.queue);
                }
                self.unwatch_waiting(id, passed, gone_until);
            }
            ConversationState::Offered {
                since,
                passed,
                offer,
                expires,
                ..
            } => {
                if let Some(queue) = self.queues.get_mut(&conversation.queue) {
                    queue.line.remove(&(*since, id));
                }
                self.unwatch_waiting(id, passed, gone_until);
                self.offers.remove(offer);
                self.deadlines.remove(&(*expires, Wake::Offer(*offer)));
            }
            ConversationState::Assigned { .. }
            | ConversationState::Parked { .. }
            | ConversationState::WrapUp { .. } => {}
            ConversationState::Closed(_) => return,
        }
        if let Some(run) = &conversation.script {
            self.forget_script(run.version);
        }
        for timer in timers(conversation, basis.plan) {
            self.deadlines.remove(&timer);
        }
        self.threads
            .remove(&(conversation.channel.clone(), conversation.thread.clone()));
    }

    /// Moves the timers of a conversation of which something was changed that they follow from.
    pub(crate) fn change_timers(
        &mut self,
        before: impl Iterator<Item = (Timestamp, Wake)>,
        after: &Conversation,
        plan: &RoutingPlan,
    ) {
        for timer in before {
            self.deadlines.remove(&timer);
        }
        self.deadlines.extend(timers(after, plan));
    }

    fn forget_heavy(&mut self, queue: &QueueId) {
        if let Some(count) = self.heavy.get_mut(queue) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.heavy.remove(queue);
            }
        }
    }

    fn forget_script(&mut self, version: ScriptVersion) {
        if let Some(count) = self.scripts.get_mut(&version) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.scripts.remove(&version);
            }
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

    /// Moves an agent to where they belong now: in every line of their queues, and in time.
    pub(crate) fn move_agent(&mut self, before: &Agent, after: &Agent, basis: Basis<'_>) {
        let plan = basis.plan.agents.get(&after.id);
        for queue in plan.map_or(&[][..], |a| &a.queues) {
            if let Some(entry) = self.queues.get_mut(queue) {
                entry.move_agent(queue, before, after, basis);
            }
        }
        for wake in wakes(before) {
            self.deadlines.remove(&wake);
        }
        self.deadlines.extend(wakes(after));
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
}

/// What happens by itself to a conversation in its present state, apart from its offer and from
/// agents and contacts who are gone.
pub(crate) fn timers(
    conversation: &Conversation,
    plan: &RoutingPlan,
) -> impl Iterator<Item = (Timestamp, Wake)> + use<> {
    let id = conversation.id;
    let script = script::next(conversation).map(|at| (at, Wake::Script(id)));
    let own = match &conversation.state {
        ConversationState::Queued { .. } | ConversationState::Offered { .. } => {
            let relaxes = conversation
                .relaxation
                .next(Demands::of(conversation, plan));
            // What is offered stays where it is until its agent has answered.
            let is_queued = matches!(conversation.state, ConversationState::Queued { .. });
            let after = plan
                .queues
                .get(&conversation.queue)
                .filter(|q| is_queued && q.overflow.queue.is_some())
                .map_or(Span::ZERO, |q| q.overflow.after);
            let overflows = (after > Span::ZERO).then(|| conversation.relaxation.overflows(after));
            let began = conversation.relaxation.began;
            let closes = is_queued.then(|| plan.closes_behind(conversation, began));
            [
                relaxes.map(|at| (at, Wake::Relax(id))),
                overflows.map(|at| (at, Wake::Overflow(id))),
                closes.flatten().map(|at| (at, Wake::Close(id))),
            ]
        }
        ConversationState::Assigned { .. } => {
            let silence = silence::next(conversation, plan);
            [silence.map(|at| (at, Wake::Silence(id))), None, None]
        }
        ConversationState::Parked { until, .. } => {
            [until.map(|at| (at, Wake::Parked(id))), None, None]
        }
        ConversationState::WrapUp { until, .. } => [Some((*until, Wake::WrapUp(id))), None, None],
        ConversationState::Scripted { .. } | ConversationState::Closed(_) => [None, None, None],
    };
    own.into_iter().chain([script]).flatten()
}

/// What happens by itself to an agent.
fn wakes(agent: &Agent) -> impl Iterator<Item = (Timestamp, Wake)> + use<> {
    let id = agent.id.clone();
    let grace = match agent.link {
        Link::Wavering { until } => Some((until, Wake::AgentGrace(id.clone()))),
        Link::Up | Link::Lost => None,
    };
    let returns = agent.returns_at.map(|at| (at, Wake::Return(id.clone())));
    let handover = agent.handover_at.map(|at| (at, Wake::Handover(id)));
    [grace, returns, handover].into_iter().flatten()
}

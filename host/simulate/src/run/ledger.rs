//! Who waits and who works, counted while the run goes on.

use std::collections::BTreeMap;

use frontdesk_core::{AgentId, QueueId, RoutingPlan, Span, Timestamp};

/// What an agent did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Time with at least one conversation, notes included.
    pub busy: Span,
    /// The same with each conversation counted for itself.
    pub held: Span,
}

#[derive(Clone, Debug, Default)]
struct Post {
    holds: u64,
    /// When `holds` last changed.
    since: Timestamp,
    work: Work,
}

#[derive(Clone, Copy, Debug, Default)]
struct Line {
    now: u64,
    most: u64,
}

impl Line {
    fn look(&mut self) {
        self.most = self.most.max(self.now);
    }
}

/// The books of one run.
pub(super) struct Ledger {
    posts: BTreeMap<AgentId, Post>,
    lines: BTreeMap<QueueId, Line>,
    all: Line,
    /// Queues whose line has changed at this moment.
    changed: Vec<QueueId>,
    end: Timestamp,
}

impl Ledger {
    pub(super) fn new(plan: &RoutingPlan, on_duty: &[AgentId], end: Timestamp) -> Self {
        let posts = on_duty.iter().map(|id| (id.clone(), Post::default()));
        let lines = plan.queues.keys().map(|id| (id.clone(), Line::default()));
        Self {
            posts: posts.collect(),
            lines: lines.collect(),
            all: Line::default(),
            changed: Vec::new(),
            end,
        }
    }

    /// A contact joins a line.
    pub(super) fn comes(&mut self, queue: &QueueId) {
        self.all.now += 1;
        if let Some(line) = self.lines.get_mut(queue) {
            line.now += 1;
            self.changed.push(queue.clone());
        }
    }

    /// A contact is out of it: answered, or gone.
    pub(super) fn goes(&mut self, queue: &QueueId) {
        self.all.now = self.all.now.saturating_sub(1);
        if let Some(line) = self.lines.get_mut(queue) {
            line.now = line.now.saturating_sub(1);
        }
    }

    /// Lines count as they are when a moment is over: who came and was answered in the same one has not
    /// waited.
    pub(super) fn moment_is_over(&mut self) {
        for queue in self.changed.drain(..) {
            if let Some(line) = self.lines.get_mut(&queue) {
                line.look();
            }
        }
        self.all.look();
    }

    pub(super) fn takes(&mut self, agent: &AgentId, now: Timestamp) {
        self.change(agent, now, |holds| holds + 1);
    }

    pub(super) fn is_free_of(&mut self, agent: &AgentId, now: Timestamp) {
        self.change(agent, now, |holds| holds.saturating_sub(1));
    }

    fn change(&mut self, agent: &AgentId, now: Timestamp, holds: impl FnOnce(u64) -> u64) {
        let now = now.min(self.end);
        if let Some(post) = self.posts.get_mut(agent) {
            let passed = now.since(post.since).0;
            if post.holds > 0 {
                post.work.busy.0 += passed;
            }
            post.work.held.0 += passed * post.holds;
            post.since = now;
            post.holds = holds(post.holds);
        }
    }

    /// Closes the books at the traffic's end.
    pub(super) fn close(mut self) -> Closed {
        let agents: Vec<_> = self.posts.keys().cloned().collect();
        for agent in &agents {
            self.change(agent, self.end, |holds| holds);
        }
        let posts = self.posts.into_iter().map(|(id, post)| (id, post.work));
        let lines = self.lines.into_iter().map(|(id, line)| (id, line.most));
        Closed {
            agents: posts.collect(),
            longest: lines.collect(),
            longest_in_all: self.all.most,
        }
    }
}

/// What the books say in the end.
pub(super) struct Closed {
    pub(super) agents: Vec<(AgentId, Work)>,
    pub(super) longest: Vec<(QueueId, u64)>,
    pub(super) longest_in_all: u64,
}

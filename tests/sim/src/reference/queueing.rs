//! How a conversation comes to wait, moves on, and asks for less with time.

use frontdesk_core::{AgentId, Link, Presence, QueueId, Span, Unstaffed, limits};

use super::{Demands, Phase, Reference, Talk};

impl Reference {
    /// Where a new conversation of this queue waits: sent on by queues that are full or have nobody.
    pub(super) fn destination(&self, queue: &QueueId) -> Result<QueueId, &'static str> {
        let Some(rules) = self.plan.queues.get(queue).map(|q| &q.overflow) else {
            return Ok(queue.clone());
        };
        if self.is_full(queue) {
            let next = rules.queue.as_ref().ok_or("queue_full")?;
            return self.destination(next);
        }
        let is_there = |agent: &AgentId| {
            let person = self.people.get(agent);
            person.is_some_and(|p| p.presence != Presence::Offline && p.link != Link::Lost)
        };
        let mut agents = self.plan.agents.keys();
        if agents.any(|agent| self.serves(agent, queue) && is_there(agent)) {
            return Ok(queue.clone());
        }
        match (rules.unstaffed, &rules.queue) {
            (Unstaffed::Wait, _) => Ok(queue.clone()),
            (Unstaffed::Overflow, Some(next)) => self.destination(next),
            (Unstaffed::Overflow, None) | (Unstaffed::Refuse, _) => Err("nobody_on_duty"),
        }
    }

    /// Whether as many wait in a queue as may.
    pub(super) fn is_full(&self, queue: &QueueId) -> bool {
        let line = self.talks.values().filter(|t| stands_in(t, queue)).count();
        let most = self.plan.queues.get(queue);
        let most = most.and_then(|q| q.overflow.waiting_max);
        let most = most.and_then(|max| usize::try_from(max).ok());
        line >= most.unwrap_or(limits::WAITING_PER_QUEUE)
    }

    /// Where a conversation goes on to that has waited for too long: the first with room of the queues
    /// that overflow into each other from here.
    pub(super) fn way_on(&self, from: &QueueId) -> Option<QueueId> {
        let next = self.plan.queues.get(from)?.overflow.queue.as_ref()?;
        if self.is_full(next) {
            self.way_on(next)
        } else {
            Some(next.clone())
        }
    }

    /// What a conversation that begins to wait now asks for: one agent first, if they are there.
    pub(super) fn demands(&self, talk: &Talk, first: Option<(AgentId, Span)>) -> Demands {
        let first = first
            .filter(|(agent, _)| self.takes_new(agent) && self.serves(agent, &talk.queue))
            .map(|(agent, wait)| (agent, self.now + wait));
        let mut talk = talk.clone();
        talk.demands = Demands {
            began: self.now,
            step: 0,
            any_language: !self.is_spoken(&talk),
            only: first,
            stayed: frontdesk_core::Timestamp::default(),
        };
        self.lessened(&talk)
    }

    /// What a conversation still asks for at this instant.
    pub(super) fn lessened(&self, talk: &Talk) -> Demands {
        let mut demands = talk.demands.clone();
        let over = |at: frontdesk_core::Timestamp| at <= self.now;
        demands.only = demands.only.filter(|(_, until)| !over(*until));
        let language: Span = self.rule(&talk.queue, |q| q.language_wait);
        demands.any_language |= over(demands.began + language);
        let steps = self.steps(talk);
        let ends = (0..steps.len()).map(|n| {
            let lasts = steps.iter().take(n + 1).map(|s| s.lasts.0);
            demands.began + Span(lasts.sum())
        });
        let passed = ends.take_while(|end| over(*end)).count();
        demands.step = demands.step.max(passed);
        demands
    }

    /// When a waiting conversation next asks for less.
    pub(super) fn asks_less_at(&self, talk: &Talk) -> Option<frontdesk_core::Timestamp> {
        let demands = &talk.demands;
        let language: Span = self.rule(&talk.queue, |q| q.language_wait);
        let steps = self.steps(talk);
        let step = steps.get(demands.step).map(|_| {
            let lasts = steps.iter().take(demands.step + 1).map(|s| s.lasts.0);
            demands.began + Span(lasts.sum())
        });
        let language = (!demands.any_language).then(|| demands.began + language);
        let only = demands.only.as_ref().map(|(_, until)| *until);
        [only, language, step].into_iter().flatten().min()
    }

    /// Lets a conversation wait from now on, with the age it has.
    pub(super) fn enqueue(&mut self, number: u64, queue: &QueueId, first: Option<(AgentId, Span)>) {
        let Some(talk) = self.talks.get(&number) else {
            return;
        };
        let gone = talk.gone.map(|until| {
            if talk.phase.waits() {
                until
            } else {
                self.now + self.grace(&talk.channel)
            }
        });
        let mut talk = talk.clone();
        talk.queue = queue.clone();
        talk.demands = self.demands(&talk, first);
        talk.gone = gone;
        talk.passed.clear();
        talk.last_passed = None;
        self.may_ask.retain(|(_, n, _)| *n != number);
        self.talks.insert(number, talk);
        self.set_phase(number, Phase::Waits);
    }

    /// Goes back to its queue because somebody is gone or silent: both sides are told.
    pub(super) fn give_back(&mut self, number: u64) {
        let Some(queue) = self.talks.get(&number).map(|t| t.queue.clone()) else {
            return;
        };
        self.enqueue(number, &queue, None);
        if let Some(talk) = self.talks.get_mut(&number) {
            talk.messages += 1;
        }
    }
}

/// Whether a conversation stands in this queue's line.
pub(super) fn stands_in(talk: &Talk, queue: &QueueId) -> bool {
    talk.queue == *queue && talk.phase.waits()
}

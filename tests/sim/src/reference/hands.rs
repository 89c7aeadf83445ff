//! What the reference answers where people act by hand: take, hand on, set aside, want nothing new.

use frontdesk_core::{
    AgentId, ConversationId, Language, LanguageSource, Link, Presence, Span, Strategy, TransferTo,
    limits,
};

use super::{Phase, Reference, Talk, answers::Answer, queueing::stands_in};

impl Reference {
    /// Makes a conversation an agent's.
    pub(super) fn assign(&mut self, number: u64, agent: &AgentId) {
        let (now, agent) = (self.now, agent.clone());
        let after = self.plan.handover;
        if let Some(talk) = self.talks.get_mut(&number) {
            talk.first_assigned = talk.first_assigned.or(Some(now));
            talk.warned = false;
        }
        if let Some(person) = self.people.get_mut(&agent) {
            person.idle = now;
            if person.link == Link::Lost && after > Span::ZERO {
                person.handover = person.handover.or(Some(now + after));
            }
        }
        self.set_phase(number, Phase::Talks { agent, at: now });
    }

    /// An agent takes a waiting conversation, or is given it.
    pub(super) fn taken(&mut self, id: ConversationId, agent: &AgentId, forced: bool) -> Answer {
        let talk = self.talk(id)?.clone();
        let is_theirs = talk.phase.agent() == Some(agent);
        match talk.phase {
            Phase::Waits => {}
            Phase::Asked { .. } if forced || is_theirs => {}
            Phase::Asked { .. }
            | Phase::Talks { .. }
            | Phase::Parked { .. }
            | Phase::WrapsUp { .. } => return Err("wrong_state"),
        }
        self.person(agent)?;
        if !forced {
            if !self.serves(agent, &talk.queue) {
                return Err("not_in_queue");
            }
            let queue = self.plan.queues.get(&talk.queue);
            let is_pulled = queue.is_some_and(|q| q.strategy == Strategy::Pull);
            let may_pick = self.plan.agents.get(agent).is_some_and(|a| a.may_pick);
            if !is_pulled && !may_pick {
                return Err("may_not_pick");
            }
            if !is_theirs && !self.has_room(agent, &talk.channel, 0) {
                return Err("no_room");
            }
        }
        if self.load(agent) >= usize::from(limits::HELD_MAX) {
            return Err("no_room");
        }
        self.assign(id.number(), agent);
        self.talk(id)?.messages += 1;
        Ok(())
    }

    /// Somebody hands a conversation on.
    pub(super) fn transferred(
        &mut self,
        id: ConversationId,
        by: &AgentId,
        supervised: bool,
        to: &TransferTo,
    ) -> Answer {
        let talk = self.talk(id)?.clone();
        match &talk.phase {
            Phase::WrapsUp { agent, .. } if supervised || agent == by => return Err("wrong_state"),
            Phase::Talks { agent, .. } if agent == by => {}
            Phase::Waits
            | Phase::Asked { .. }
            | Phase::Talks { .. }
            | Phase::Parked { .. }
            | Phase::WrapsUp { .. }
                if !supervised =>
            {
                return Err("not_assigned_to_you");
            }
            Phase::Waits
            | Phase::Asked { .. }
            | Phase::Talks { .. }
            | Phase::Parked { .. }
            | Phase::WrapsUp { .. } => {}
        }
        let (queue, first) = match to {
            TransferTo::Queue(queue) => {
                if !self.plan.queues.contains_key(queue) {
                    return Err("unknown_queue");
                }
                if !stands_in(&talk, queue) && self.is_full(queue) {
                    return Err("queue_full");
                }
                (queue.clone(), None)
            }
            TransferTo::Agent(agent) => {
                let plan = self.plan.agents.get(agent).ok_or("unknown_agent")?;
                let mut serves = plan.queues.iter();
                let here = plan.queues.iter().find(|q| **q == talk.queue);
                let queue = here.or_else(|| serves.next()).ok_or("not_in_queue")?;
                let wait: Span = self.rule(queue, |q| q.offer);
                (queue.clone(), Some((agent.clone(), wait)))
            }
        };
        self.put_back(id.number(), false);
        self.enqueue(id.number(), &queue, first);
        self.talk(id)?.messages += 1;
        if talk.phase.agent() == Some(by) && *to != TransferTo::Agent(by.clone()) {
            self.lets_pass(id.number(), by);
        }
        Ok(())
    }

    /// Somebody gives a conversation away: like somebody who lets its offer pass.
    fn lets_pass(&mut self, number: u64, agent: &AgentId) {
        let Some(talk) = self.talks.get(&number) else {
            return;
        };
        let until = self.now + self.rule(&talk.queue, |q| q.back_off);
        if let Some(talk) = self.talks.get_mut(&number) {
            talk.passed.insert(agent.clone(), until);
            talk.last_passed = Some(agent.clone());
            self.may_ask.insert((until, number, agent.clone()));
        }
        self.forget_over(number);
    }

    /// An agent sets a conversation aside until the contact writes.
    pub(super) fn parked(&mut self, id: ConversationId, agent: &AgentId) -> Answer {
        self.answers(id, agent)?;
        let talk = self.talk(id)?.clone();
        if self.streams(&talk.channel) {
            return Err("cannot_park");
        }
        let lasts: Span = self.rule(&talk.queue, |q| q.parked_for);
        let until = (lasts > Span::ZERO).then(|| self.now + lasts);
        let (now, agent) = (self.now, agent.clone());
        self.person(&agent)?.idle = now;
        self.set_phase(id.number(), Phase::Parked { agent, until });
        Ok(())
    }

    /// An agent takes up again what they had set aside.
    pub(super) fn resumed(&mut self, id: ConversationId, agent: &AgentId) -> Answer {
        let talk = self.talk(id)?.clone();
        self.person(agent)?;
        match &talk.phase {
            Phase::Parked { agent: whose, .. } if whose == agent => {}
            Phase::Parked { .. } => return Err("not_assigned_to_you"),
            Phase::Waits | Phase::Asked { .. } | Phase::Talks { .. } | Phase::WrapsUp { .. } => {
                return Err("wrong_state");
            }
        }
        if !self.has_room(agent, &talk.channel, 0) {
            return Err("no_room");
        }
        self.assign(id.number(), agent);
        Ok(())
    }

    /// The contact of a conversation that was set aside has written.
    pub(super) fn comes_back(&mut self, number: u64) {
        let Some(talk) = self.talks.get(&number).cloned() else {
            return;
        };
        let Talk {
            phase: Phase::Parked { agent, .. },
            queue,
            channel,
            ..
        } = talk
        else {
            return;
        };
        if self.takes_new(&agent) && self.has_room(&agent, &channel, 0) {
            self.assign(number, &agent);
            return;
        }
        let wait: Span = self.rule(&queue, |q| q.last_agent.wait);
        let first = (wait > Span::ZERO).then_some((agent, wait));
        self.enqueue(number, &queue, first);
    }

    /// An agent wants nothing new, or new ones again.
    pub(super) fn wants_new(&mut self, agent: &AgentId, stopped: bool) -> Answer {
        let person = self.person(agent)?;
        person.stops_new = stopped && person.presence == Presence::Available;
        self.stop_if_done(agent);
        Ok(())
    }

    /// A language becomes known, unless it is known better.
    pub(super) fn told(
        &mut self,
        id: ConversationId,
        language: &Language,
        source: LanguageSource,
    ) -> Answer {
        let talk = self.talk(id)?;
        if let Some((known, from)) = &talk.language
            && (*from > source || (*from == source && known == language))
        {
            return Ok(());
        }
        talk.language = Some((language.clone(), source));
        let mut talk = talk.clone();
        if talk.phase.waits() {
            talk.demands.any_language = !self.is_spoken(&talk);
            talk.demands = self.lessened(&talk);
            self.forget_over(id.number());
        }
        self.talks.insert(id.number(), talk);
        Ok(())
    }
}

//! What the reference answers to each input: `Ok`, or the code of the refusal.

use frontdesk_core::{
    AgentId, Content, ConversationId, EndedBy, Input, Link, OfferId, Party, Presence, RoutingPlan,
    Span, Timestamp, limits,
};

use super::{Person, Phase, Reference, Talk};

pub(super) type Answer = Result<(), &'static str>;

impl Reference {
    /// Applies an input as the core should. A refusal changes nothing, not even the time.
    pub fn apply(&mut self, now: Timestamp, input: &Input) -> Answer {
        let mut trial = self.clone();
        trial.now = trial.now.max(now).min(limits::LATEST);
        trial.answer(input)?;
        trial.conclude();
        *self = trial;
        Ok(())
    }

    #[expect(
        clippy::too_many_lines,
        reason = "one arm an input, one after the other"
    )]
    fn answer(&mut self, input: &Input) -> Answer {
        match input {
            Input::PlanChanged(plan) => self.plan_changed(plan),
            Input::ConversationOpened {
                channel,
                thread,
                contact,
                ..
            } => self.opened(channel.as_str(), &thread.0, contact.stopped_at),
            Input::ContactWrote {
                channel,
                thread,
                contact,
                content,
                ..
            } => self.contact_wrote(channel.as_str(), &thread.0, content, contact.stopped_at),
            Input::AgentWrote {
                conversation,
                agent,
                content,
                ..
            } => {
                self.answers(*conversation, agent)?;
                check(content)?;
                let talk = self.talk(*conversation)?;
                if talk.stopped.is_some() {
                    return Err("contact_stopped");
                }
                talk.messages += 1;
                talk.unanswered = None;
                Ok(())
            }
            Input::AgentStarted {
                channel,
                thread,
                contact,
                agent,
                content,
                ..
            } => {
                let stopped = contact.stopped_at.is_some();
                self.started(channel.as_str(), &thread.0, agent, content, stopped)
            }
            Input::WrittenElsewhere {
                conversation,
                content,
                ..
            } => self.elsewhere(*conversation, content),
            Input::ConsentChanged {
                conversation,
                consent,
                ..
            } => self.consents(*conversation, *consent),
            Input::Typed {
                conversation,
                party,
                ..
            } => match party {
                Party::Contact => self.talk(*conversation).map(drop),
                Party::Agent(agent) => self.answers(*conversation, agent),
            },
            Input::Read {
                conversation,
                party,
                seq,
            } => self.read(*conversation, party, seq.0),
            Input::ContactConnected { conversation } => {
                self.talk(*conversation)?.gone = None;
                Ok(())
            }
            Input::ContactDisconnected { conversation } => self.contact_gone(*conversation),
            Input::ContactEnded { conversation } => self.contact_ended(*conversation),
            Input::AgentConnected { agent } => {
                self.person(agent)?.link = Link::Up;
                Ok(())
            }
            Input::AgentDisconnected { agent } => {
                let until = self.now + limits::AGENT_GRACE;
                let person = self.person(agent)?;
                if person.link == Link::Up {
                    person.link = Link::Wavering { until };
                }
                Ok(())
            }
            Input::PresenceDeclared { agent, presence } => self.declared(agent, presence),
            Input::CapacityChanged { agent, capacity } => {
                let person = self.person(agent)?;
                if !limits::CAPACITY.contains(capacity) {
                    return Err("capacity_out_of_range");
                }
                person.capacity = *capacity;
                Ok(())
            }
            Input::OfferAccepted { offer, agent } => self.accepted(*offer, agent),
            Input::OfferDeclined { offer, agent } => self.declined(*offer, agent),
            Input::AgentEnded {
                conversation,
                agent,
            } => {
                self.answers(*conversation, agent)?;
                self.wrap_up(conversation.number(), agent.clone(), false);
                Ok(())
            }
            Input::WrapUpFinished {
                conversation,
                agent,
                disposition,
                ..
            } => self.finished(*conversation, agent, disposition.as_deref()),
            Input::ConversationRequeued { conversation, .. } => self.requeued(*conversation),
            Input::ConversationClosed { conversation, by } => {
                let wrapping = matches!(self.talk(*conversation)?.phase, Phase::WrapsUp { .. });
                self.close(
                    conversation.number(),
                    !wrapping && *by == EndedBy::Contact,
                    None,
                );
                Ok(())
            }
            Input::DeadlineReached => Ok(()),
        }
    }

    pub(super) fn talk(&mut self, id: ConversationId) -> Result<&mut Talk, &'static str> {
        self.talks
            .get_mut(&id.number())
            .ok_or("unknown_conversation")
    }

    pub(super) fn person(&mut self, id: &AgentId) -> Result<&mut Person, &'static str> {
        self.people.get_mut(id).ok_or("unknown_agent")
    }

    /// Whether this agent answers this conversation.
    fn answers(&mut self, id: ConversationId, agent: &AgentId) -> Answer {
        let phase = self.talk(id)?.phase.clone();
        self.person(agent)?;
        match phase {
            Phase::Talks { agent: a } if a == *agent => Ok(()),
            Phase::WrapsUp { agent: a, .. } if a == *agent => Err("wrong_state"),
            Phase::Waits | Phase::Asked { .. } | Phase::Talks { .. } | Phase::WrapsUp { .. } => {
                Err("not_assigned_to_you")
            }
        }
    }

    pub(super) fn open_on(&self, channel: &str, contact: &str) -> Option<u64> {
        let mut open = self
            .talks
            .iter()
            .filter(|(_, t)| t.channel == channel && t.contact == contact);
        open.next().map(|(number, _)| *number)
    }

    pub(super) fn opened(
        &mut self,
        channel: &str,
        contact: &str,
        stopped: Option<Timestamp>,
    ) -> Answer {
        let queue = self
            .channel(channel)
            .map(|c| c.queue.to_string())
            .ok_or("unknown_channel")?;
        if let Some(number) = self.open_on(channel, contact) {
            match self.talks.get(&number).map(|t| t.phase.clone()) {
                Some(Phase::WrapsUp { .. }) => self.close(number, false, None),
                Some(Phase::Waits | Phase::Asked { .. } | Phase::Talks { .. }) | None => {
                    return Err("already_open");
                }
            }
        }
        let talk = Talk {
            channel: channel.into(),
            contact: contact.into(),
            queue,
            since: self.now,
            phase: Phase::Waits,
            passed: std::collections::BTreeMap::new(),
            gone: None,
            messages: 0,
            read_by_contact: 0,
            read_by_agent: 0,
            unanswered: None,
            first_assigned: None,
            wrote: None,
            stopped,
        };
        self.talks.insert(self.next_talk, talk);
        self.next_talk += 1;
        Ok(())
    }

    fn contact_wrote(
        &mut self,
        channel: &str,
        contact: &str,
        content: &Content,
        stopped: Option<Timestamp>,
    ) -> Answer {
        if self.channel(channel).is_none() {
            return Err("unknown_channel");
        }
        check(content)?;
        let open = self
            .open_on(channel, contact)
            .and_then(|n| self.talks.get(&n));
        match open.map(|t| t.phase.clone()) {
            Some(Phase::WrapsUp { .. }) if self.streams(channel) => return Err("wrong_state"),
            Some(Phase::WrapsUp { .. }) | None => self.opened(channel, contact, stopped)?,
            Some(Phase::Waits | Phase::Asked { .. } | Phase::Talks { .. }) => {}
        }
        let (now, open) = (self.now, self.open_on(channel, contact));
        if let Some(talk) = open.and_then(|n| self.talks.get_mut(&n)) {
            talk.messages += 1;
            talk.unanswered = talk.unanswered.or(Some(now));
            talk.wrote = Some(now);
        }
        Ok(())
    }

    fn read(&mut self, id: ConversationId, party: &Party, seq: u32) -> Answer {
        self.talk(id)?;
        if let Party::Agent(agent) = party {
            self.person(agent)?;
            match &self.talk(id)?.phase {
                Phase::Talks { agent: a } | Phase::WrapsUp { agent: a, .. } if a == agent => {}
                Phase::Waits
                | Phase::Asked { .. }
                | Phase::Talks { .. }
                | Phase::WrapsUp { .. } => return Err("not_assigned_to_you"),
            }
        }
        let talk = self.talk(id)?;
        if seq > talk.messages {
            return Err("unknown_message");
        }
        let read = match party {
            Party::Contact => &mut talk.read_by_contact,
            Party::Agent(_) => &mut talk.read_by_agent,
        };
        *read = seq.max(*read);
        Ok(())
    }

    fn contact_gone(&mut self, id: ConversationId) -> Answer {
        let channel = self.talk(id)?.channel.clone();
        let until = self.now + self.grace(&channel);
        let streams = self.streams(&channel);
        let talk = self.talk(id)?;
        if streams && talk.gone.is_none() {
            talk.gone = Some(until);
        }
        Ok(())
    }

    fn contact_ended(&mut self, id: ConversationId) -> Answer {
        match self.talk(id)?.phase.clone() {
            Phase::Waits | Phase::Asked { .. } => self.close(id.number(), true, None),
            Phase::Talks { agent } => self.wrap_up(id.number(), agent, true),
            Phase::WrapsUp { .. } => return Err("wrong_state"),
        }
        Ok(())
    }

    fn declared(&mut self, agent: &AgentId, presence: &Presence) -> Answer {
        let now = self.now;
        let person = self.person(agent)?;
        if person.presence == *presence {
            return Ok(());
        }
        person.presence = presence.clone();
        if *presence == Presence::Available {
            if person.idle == Timestamp::default() {
                person.idle = now;
            }
        } else {
            self.put_back_all_of(agent);
        }
        Ok(())
    }

    /// The conversation of an open offer to this agent.
    fn asked(&self, offer: OfferId, agent: &AgentId) -> Result<u64, &'static str> {
        let found = self
            .talks
            .iter()
            .find_map(|(number, talk)| match &talk.phase {
                Phase::Asked {
                    offer: o,
                    agent,
                    expires,
                } if *o == offer.number() => Some((*number, agent.clone(), *expires)),
                Phase::Asked { .. }
                | Phase::Waits
                | Phase::Talks { .. }
                | Phase::WrapsUp { .. } => None,
            });
        let (number, asked, expires) = found.ok_or("offer_not_open")?;
        if expires <= self.now {
            Err("offer_not_open")
        } else if asked != *agent {
            Err("offer_not_yours")
        } else {
            Ok(number)
        }
    }

    fn accepted(&mut self, offer: OfferId, agent: &AgentId) -> Answer {
        let number = self.asked(offer, agent)?;
        let now = self.now;
        if let Some(talk) = self.talks.get_mut(&number) {
            talk.phase = Phase::Talks {
                agent: agent.clone(),
            };
            talk.first_assigned = talk.first_assigned.or(Some(now));
            talk.messages += 1;
        }
        self.person(agent)?.idle = now;
        Ok(())
    }

    fn declined(&mut self, offer: OfferId, agent: &AgentId) -> Answer {
        let number = self.asked(offer, agent)?;
        if !self.plan.agents.get(agent).is_some_and(|a| a.may_decline) {
            return Err("may_not_decline");
        }
        self.put_back(number, true);
        Ok(())
    }

    /// The talk is over; without wrap-up time so is the conversation.
    fn wrap_up(&mut self, number: u64, agent: AgentId, by_contact: bool) {
        let queue = self
            .talks
            .get(&number)
            .map(|t| t.queue.clone())
            .unwrap_or_default();
        let time = self.queue(&queue).map_or(Span::ZERO, |q| q.wrap_up);
        if time == Span::ZERO {
            self.close(number, by_contact, None);
        } else if let Some(talk) = self.talks.get_mut(&number) {
            talk.messages += 1;
            talk.phase = Phase::WrapsUp {
                agent,
                until: self.now + time,
            };
        }
    }

    fn finished(&mut self, id: ConversationId, agent: &AgentId, code: Option<&str>) -> Answer {
        let talk = self.talk(id)?.clone();
        self.person(agent)?;
        match talk.phase {
            Phase::WrapsUp { agent: a, .. } if a == *agent => {}
            Phase::Talks { agent: a } if a == *agent => return Err("wrong_state"),
            Phase::Waits | Phase::Asked { .. } | Phase::Talks { .. } | Phase::WrapsUp { .. } => {
                return Err("not_assigned_to_you");
            }
        }
        let known = self
            .queue(&talk.queue)
            .map(|q| q.dispositions.clone())
            .unwrap_or_default();
        if let Some(code) = code
            && !known.is_empty()
            && !known.iter().any(|k| k == code)
        {
            return Err("unknown_disposition");
        }
        self.close(id.number(), false, code.map(ToOwned::to_owned));
        Ok(())
    }

    fn requeued(&mut self, id: ConversationId) -> Answer {
        let talk = self.talk(id)?.clone();
        match talk.phase {
            Phase::Asked { .. } => self.put_back(id.number(), false),
            Phase::Talks { .. } => {
                let grace = self.grace(&talk.channel);
                let now = self.now;
                let talk = self.talk(id)?;
                talk.phase = Phase::Waits;
                talk.gone = talk.gone.map(|_| now + grace);
            }
            Phase::Waits | Phase::WrapsUp { .. } => return Err("wrong_state"),
        }
        self.talk(id)?.messages += 1;
        Ok(())
    }

    fn plan_changed(&mut self, plan: &RoutingPlan) -> Answer {
        plan.check().map_err(|_| "invalid_plan")?;
        for talk in self.talks.values() {
            let queue = plan.queues.keys().any(|q| q.as_str() == talk.queue);
            let channel = plan.channels.keys().any(|c| c.as_str() == talk.channel);
            let agent = match &talk.phase {
                Phase::Talks { agent } | Phase::WrapsUp { agent, .. } => {
                    plan.agents.contains_key(agent)
                }
                Phase::Waits | Phase::Asked { .. } => true,
            };
            if !queue || !channel || !agent {
                return Err("still_in_use");
            }
        }
        let old = std::mem::replace(&mut self.plan, plan.clone());
        let astray: Vec<u64> = self
            .talks
            .iter()
            .filter(|(_, t)| {
                matches!(&t.phase, Phase::Asked { agent, .. } if !self.serves(agent, &t.queue))
            })
            .map(|(number, _)| *number)
            .collect();
        for number in astray {
            self.put_back(number, false);
        }
        self.people.retain(|id, _| plan.agents.contains_key(id));
        for (id, agent) in &plan.agents {
            let renumbered = old
                .agents
                .get(id)
                .is_some_and(|a| a.capacity != agent.capacity);
            let person = self
                .people
                .entry(id.clone())
                .or_insert_with(|| Person::fresh(agent.capacity));
            if renumbered {
                person.capacity = agent.capacity;
            }
        }
        Ok(())
    }
}

pub(super) fn check(content: &Content) -> Answer {
    match content.text() {
        None => Err("empty_message"),
        Some(text) if text.trim().is_empty() && content.attachments().is_empty() => {
            Err("empty_message")
        }
        Some(text) if text.chars().count() > limits::TEXT_CHARS => Err("text_too_long"),
        Some(_) => Ok(()),
    }
}

//! What the reference answers to each input: `Ok`, or the code of the refusal.

use std::sync::Arc;

use frontdesk_core::{
    AgentId, Content, ConversationId, EndedBy, Input, Link, OfferId, Party, Presence, RoutingPlan,
    Span, Timestamp, limits,
};

use super::{Person, Phase, Reference, Talk};

pub(super) type Answer = Result<(), &'static str>;

impl Reference {
    /// Applies an input as the core should. After a refusal this is to be thrown away: a refusal
    /// changes nothing, not even the time.
    pub fn apply(&mut self, now: Timestamp, input: &Input) -> Answer {
        self.now = self.now.max(now).min(limits::LATEST);
        self.closed.clear();
        self.answer(input)?;
        self.conclude();
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
            } => self.opened(channel, thread, contact),
            Input::ContactWrote {
                channel,
                thread,
                contact,
                content,
                ..
            } => self.contact_wrote(channel, thread, contact, content),
            // No plan of the simulation takes up again what has ended.
            Input::ContactReturned {
                closed,
                contact,
                content,
                ..
            } => self.contact_wrote(&closed.channel, &closed.thread, contact, content),
            Input::AgentWrote {
                conversation,
                agent,
                content,
                ..
            } => {
                self.answers(*conversation, agent)?;
                check(content)?;
                let now = self.now;
                let talk = self.talk(*conversation)?;
                if talk.stopped.is_some() {
                    return Err("contact_stopped");
                }
                talk.messages += 1;
                talk.unanswered = None;
                talk.warned = false;
                talk.last_word = now;
                Ok(())
            }
            Input::AgentStarted {
                channel,
                thread,
                contact,
                agent,
                content,
                ..
            } => self.started(channel, thread, contact, agent, content),
            Input::WrittenElsewhere {
                conversation,
                content,
                ..
            } => self.elsewhere(*conversation, content),
            Input::ConsentChanged {
                conversation,
                consent,
                answer,
                ..
            } => self.consents(*conversation, *consent, *answer),
            Input::HelpAsked { conversation } => self.asks_for_help(*conversation),
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
            Input::ContactDiverted { conversation } => self.contact_diverted(*conversation),
            Input::AgentConnected { agent } => {
                let person = self.person(agent)?;
                person.link = Link::Up;
                person.handover = None;
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
            Input::NewStopped { agent, stopped } => self.wants_new(agent, *stopped),
            Input::ConversationTaken {
                conversation,
                agent,
                forced_by,
            } => self.taken(*conversation, agent, forced_by.is_some()),
            Input::ConversationTransferred {
                conversation,
                by,
                supervised,
                to,
            } => self.transferred(*conversation, by, *supervised, to),
            Input::ConversationParked {
                conversation,
                agent,
            } => self.parked(*conversation, agent),
            Input::ConversationResumed {
                conversation,
                agent,
            } => self.resumed(*conversation, agent),
            Input::LanguageKnown {
                conversation,
                language,
                source,
            } => self.told(*conversation, language, *source),
            // Whoever it is, they are served in the same way.
            Input::ContactIdentified { conversation, .. }
            | Input::ContactDescribed { conversation, .. } => self.talk(*conversation).map(drop),
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
            // What is switched decides nothing here but by whom.
            Input::TranslationSwitched {
                conversation,
                agent,
                ..
            } => self.answers(*conversation, agent),
            // No channel here has a script, so nothing was asked.
            Input::ScriptAnswered { conversation, .. } => self.talk(*conversation).map(drop),
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
    pub(super) fn answers(&mut self, id: ConversationId, agent: &AgentId) -> Answer {
        let phase = self.talk(id)?.phase.clone();
        self.person(agent)?;
        match phase {
            Phase::Talks { agent: a, .. } if a == *agent => Ok(()),
            Phase::WrapsUp { agent: a, .. } if a == *agent => Err("wrong_state"),
            Phase::Waits
            | Phase::Asked { .. }
            | Phase::Talks { .. }
            | Phase::Parked { .. }
            | Phase::WrapsUp { .. } => Err("not_assigned_to_you"),
        }
    }

    fn declared(&mut self, agent: &AgentId, presence: &Presence) -> Answer {
        let now = self.now;
        let person = self.person(agent)?;
        let is_said = person.presence == *presence && !person.stops_new;
        if is_said && person.returns.is_none() {
            return Ok(());
        }
        person.presence = presence.clone();
        person.stops_new = false;
        person.returns = None;
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
                | Phase::Parked { .. }
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
        self.assign(number, agent);
        if let Some(talk) = self.talks.get_mut(&number) {
            talk.messages += 1;
        }
        Ok(())
    }

    fn declined(&mut self, offer: OfferId, agent: &AgentId) -> Answer {
        let number = self.asked(offer, agent)?;
        if !self.plan.agents.get(agent).is_some_and(|a| a.may_decline) {
            return Err("may_not_decline");
        }
        self.pass(number, agent, true);
        Ok(())
    }

    /// The talk is over; without wrap-up time so is the conversation.
    pub(super) fn wrap_up(&mut self, number: u64, agent: AgentId, by_contact: bool) {
        let Some(talk) = self.talks.get_mut(&number) else {
            return;
        };
        talk.messages += 1;
        let queue = talk.queue.clone();
        let time = self.rule(&queue, |q| q.wrap_up);
        if time == Span::ZERO {
            self.close(number, by_contact, None);
        } else {
            let until = self.now + time;
            self.set_phase(number, Phase::WrapsUp { agent, until });
        }
    }

    fn finished(&mut self, id: ConversationId, agent: &AgentId, code: Option<&str>) -> Answer {
        let talk = self.talk(id)?.clone();
        self.person(agent)?;
        match talk.phase {
            Phase::WrapsUp { agent: a, .. } if a == *agent => {}
            Phase::Talks { agent: a, .. } if a == *agent => return Err("wrong_state"),
            Phase::Waits
            | Phase::Asked { .. }
            | Phase::Talks { .. }
            | Phase::Parked { .. }
            | Phase::WrapsUp { .. } => {
                return Err("not_assigned_to_you");
            }
        }
        let known = self.rule(&talk.queue, |q| q.dispositions.clone());
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
            Phase::Talks { .. } | Phase::Parked { .. } => {
                self.enqueue(id.number(), &talk.queue, None);
            }
            Phase::Waits | Phase::WrapsUp { .. } => return Err("wrong_state"),
        }
        self.talk(id)?.messages += 1;
        Ok(())
    }

    fn plan_changed(&mut self, plan: &RoutingPlan) -> Answer {
        plan.check().map_err(|_| "invalid_plan")?;
        for talk in self.talks.values() {
            let queue = plan.queues.contains_key(&talk.queue);
            let channel = plan.channels.contains_key(&talk.channel);
            let agent = match &talk.phase {
                Phase::Talks { agent, .. } | Phase::WrapsUp { agent, .. } => {
                    plan.agents.contains_key(agent)
                }
                Phase::Waits | Phase::Asked { .. } | Phase::Parked { .. } => true,
            };
            if !queue || !channel || !agent {
                return Err("still_in_use");
            }
        }
        let old = std::mem::replace(&mut self.plan, Arc::new(plan.clone()));
        let now = self.now;
        self.may_ask.retain(|(until, _, _)| *until > now);
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

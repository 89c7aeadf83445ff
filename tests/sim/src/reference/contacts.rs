//! What the reference answers to contacts: they come, write, read, leave.

use frontdesk_core::{
    ChannelId, ContactCard, Content, ConversationId, Language, LanguageSource, Party, QueueId,
    Span, ThreadId,
};

use super::{
    Demands, Phase, Reference, Talk,
    answers::{Answer, check},
};

impl Reference {
    pub(super) fn open_on(&self, channel: &ChannelId, contact: &ThreadId) -> Option<u64> {
        let mut open = self
            .talks
            .iter()
            .filter(|(_, t)| t.channel == *channel && t.contact == *contact);
        open.next().map(|(number, _)| *number)
    }

    pub(super) fn opened(
        &mut self,
        channel: &ChannelId,
        thread: &ThreadId,
        contact: &ContactCard,
    ) -> Answer {
        let plan = self.plan.channels.get(channel);
        let queue = plan.map(|c| c.queue.clone()).ok_or("unknown_channel")?;
        self.check_open(channel, thread)?;
        let queue = self.destination(&queue)?;
        self.opened_in(queue, channel, thread, contact)
    }

    /// A thread has one conversation at most, but for one that is only being wrapped up.
    fn check_open(
        &self,
        channel: &ChannelId,
        thread: &ThreadId,
    ) -> Result<Option<u64>, &'static str> {
        let open = self.open_on(channel, thread);
        match open.and_then(|n| self.talks.get(&n)).map(|t| &t.phase) {
            Some(Phase::WrapsUp { .. }) | None => Ok(open),
            Some(
                Phase::Waits | Phase::Asked { .. } | Phase::Talks { .. } | Phase::Parked { .. },
            ) => Err("already_open"),
        }
    }

    pub(super) fn opened_in(
        &mut self,
        queue: QueueId,
        channel: &ChannelId,
        thread: &ThreadId,
        contact: &ContactCard,
    ) -> Answer {
        if let Some(number) = self.check_open(channel, thread)? {
            self.close(number, false, None);
        }
        let usual = if self.streams(channel) {
            LanguageSource::Browser
        } else {
            LanguageSource::Provider
        };
        let source = contact.locale_source.unwrap_or(usual);
        let locale = contact
            .locale
            .as_deref()
            .and_then(|tag| Language::new(tag).ok());
        let mut talk = Talk {
            channel: channel.clone(),
            contact: thread.clone(),
            queue,
            since: self.now,
            phase: Phase::Waits,
            passed: std::collections::BTreeMap::new(),
            last_passed: None,
            demands: Demands::default(),
            language: locale.map(|language| (language, source)),
            gone: None,
            messages: 0,
            read_by_contact: 0,
            read_by_agent: 0,
            unanswered: None,
            first_assigned: None,
            wrote: None,
            last_word: self.now,
            warned: false,
            stopped: contact.stopped_at,
        };
        let rules = self.rule(&talk.queue, |q| q.last_agent);
        let first = contact
            .last_agent
            .as_ref()
            .filter(|(_, ended)| rules.wait > Span::ZERO && self.now.since(*ended) <= rules.within);
        talk.demands = self.demands(&talk, first.map(|(agent, _)| (agent.clone(), rules.wait)));
        self.talks.insert(self.next_talk, talk);
        self.next_talk += 1;
        Ok(())
    }

    pub(super) fn contact_wrote(
        &mut self,
        channel: &ChannelId,
        thread: &ThreadId,
        contact: &ContactCard,
        content: &Content,
    ) -> Answer {
        if !self.plan.channels.contains_key(channel) {
            return Err("unknown_channel");
        }
        check(content)?;
        let open = self
            .open_on(channel, thread)
            .and_then(|n| self.talks.get(&n));
        let phase = open.map(|t| t.phase.clone());
        let is_parked = matches!(phase, Some(Phase::Parked { .. }));
        match phase {
            Some(Phase::WrapsUp { .. }) if self.streams(channel) => return Err("wrong_state"),
            Some(Phase::WrapsUp { .. }) | None => self.opened(channel, thread, contact)?,
            Some(
                Phase::Waits | Phase::Asked { .. } | Phase::Talks { .. } | Phase::Parked { .. },
            ) => {}
        }
        let (now, open) = (self.now, self.open_on(channel, thread));
        if let Some(talk) = open.and_then(|n| self.talks.get_mut(&n)) {
            talk.messages += 1;
            talk.unanswered = talk.unanswered.or(Some(now));
            talk.wrote = Some(now);
            talk.last_word = now;
            talk.warned = false;
        }
        if let Some(number) = open.filter(|_| is_parked) {
            self.comes_back(number);
        }
        Ok(())
    }

    pub(super) fn read(&mut self, id: ConversationId, party: &Party, seq: u32) -> Answer {
        self.talk(id)?;
        if let Party::Agent(agent) = party {
            self.person(agent)?;
            match &self.talk(id)?.phase {
                Phase::Talks { agent: a, .. } | Phase::WrapsUp { agent: a, .. } if a == agent => {}
                Phase::Waits
                | Phase::Asked { .. }
                | Phase::Talks { .. }
                | Phase::Parked { .. }
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

    pub(super) fn contact_gone(&mut self, id: ConversationId) -> Answer {
        let channel = self.talk(id)?.channel.clone();
        let until = self.now + self.grace(&channel);
        let streams = self.streams(&channel);
        let talk = self.talk(id)?;
        if streams && talk.gone.is_none() {
            talk.gone = Some(until);
        }
        Ok(())
    }

    pub(super) fn contact_diverted(&mut self, id: ConversationId) -> Answer {
        match self.talk(id)?.phase {
            Phase::Waits | Phase::Asked { .. } => {
                self.close(id.number(), false, None);
                Ok(())
            }
            Phase::Talks { .. } | Phase::Parked { .. } | Phase::WrapsUp { .. } => {
                Err("wrong_state")
            }
        }
    }

    pub(super) fn contact_ended(&mut self, id: ConversationId) -> Answer {
        match self.talk(id)?.phase.clone() {
            Phase::Waits | Phase::Asked { .. } | Phase::Parked { .. } => {
                self.close(id.number(), true, None);
            }
            Phase::Talks { agent, .. } => self.wrap_up(id.number(), agent, true),
            Phase::WrapsUp { .. } => return Err("wrong_state"),
        }
        Ok(())
    }
}

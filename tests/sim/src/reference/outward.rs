//! What the reference answers where an agent writes first, a contact wants no more messages, or
//! somebody writes past the gateway.

use frontdesk_core::{
    AgentId, Answers, ChannelId, Consent, ContactCard, Content, ConversationId, ThreadId,
};

use super::{
    Phase, Reference,
    answers::{Answer, check},
};

impl Reference {
    /// An agent writes first.
    pub(super) fn started(
        &mut self,
        channel: &ChannelId,
        thread: &ThreadId,
        contact: &ContactCard,
        agent: &AgentId,
        content: &Content,
    ) -> Answer {
        let Some(queue) = self.plan.channels.get(channel).map(|c| c.queue.clone()) else {
            return Err("unknown_channel");
        };
        if self.streams(channel) {
            return Err("nobody_there");
        }
        check(content)?;
        if contact.stopped_at.is_some() {
            return Err("contact_stopped");
        }
        self.person(agent)?;
        // Their own wrap-up with this contact ends with it.
        let open = self
            .open_on(channel, thread)
            .and_then(|n| self.talks.get(&n));
        let ends =
            open.is_some_and(|t| matches!(&t.phase, Phase::WrapsUp { agent: a, .. } if a == agent));
        if !self.has_room(agent, channel, usize::from(ends)) {
            return Err("no_room");
        }
        let number = self.next_talk;
        self.opened_in(queue, channel, thread, contact)?;
        self.assign(number, agent);
        if let Some(talk) = self.talks.get_mut(&number) {
            talk.messages = 1;
        }
        Ok(())
    }

    /// Somebody wrote past the gateway.
    pub(super) fn elsewhere(&mut self, id: ConversationId, content: &Content) -> Answer {
        let talk = self.talk(id)?;
        check(content)?;
        if matches!(talk.phase, Phase::WrapsUp { .. }) {
            return Err("wrong_state");
        }
        talk.messages += 1;
        Ok(())
    }

    /// The contact wants no more messages, or wants them again.
    pub(super) fn consents(
        &mut self,
        id: ConversationId,
        consent: Consent,
        answer: bool,
    ) -> Answer {
        let channel = self.talk(id)?.channel.clone();
        if self.streams(&channel) {
            return Err("nobody_there");
        }
        let since = (consent == Consent::Stop).then_some(self.now);
        let answers = self.answers_on(&channel);
        let text = match consent {
            Consent::Stop => answers.stopped,
            Consent::Start => answers.resumed,
        };
        let talk = self.talk(id)?;
        if talk.stopped.is_some() != since.is_some() {
            talk.stopped = since;
            talk.messages += 1 + u32::from(answer && text.is_some());
        }
        Ok(())
    }

    /// The contact asks for help.
    pub(super) fn asks_for_help(&mut self, id: ConversationId) -> Answer {
        let channel = self.talk(id)?.channel.clone();
        if self.streams(&channel) {
            return Err("nobody_there");
        }
        let text = self.answers_on(&channel).help;
        let talk = self.talk(id)?;
        if talk.stopped.is_some() {
            return Err("contact_stopped");
        }
        talk.messages += u32::from(text.is_some());
        Ok(())
    }

    fn answers_on(&self, channel: &ChannelId) -> Answers {
        let found = self.plan.channels.get(channel);
        found.map_or_else(Answers::default, |plan| plan.answers.clone())
    }
}

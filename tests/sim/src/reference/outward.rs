//! What the reference answers where an agent writes first, a contact wants no more messages, or
//! somebody writes past the gateway.

use frontdesk_core::{AgentId, Consent, Content, ConversationId};

use super::{
    Phase, Reference,
    answers::{Answer, check},
};

impl Reference {
    /// An agent writes first.
    pub(super) fn started(
        &mut self,
        channel: &str,
        contact: &str,
        agent: &AgentId,
        content: &Content,
        stopped: bool,
    ) -> Answer {
        if self.channel(channel).is_none() {
            return Err("unknown_channel");
        }
        if self.streams(channel) {
            return Err("nobody_there");
        }
        check(content)?;
        if stopped {
            return Err("contact_stopped");
        }
        let capacity = usize::from(self.person(agent)?.capacity);
        // Their own wrap-up with this contact ends with it.
        let open = self
            .open_on(channel, contact)
            .and_then(|n| self.talks.get(&n));
        let ends =
            open.is_some_and(|t| matches!(&t.phase, Phase::WrapsUp { agent: a, .. } if a == agent));
        if self.load(agent) - usize::from(ends) >= capacity {
            return Err("no_room");
        }
        let number = self.next_talk;
        self.opened(channel, contact, None)?;
        let now = self.now;
        if let Some(talk) = self.talks.get_mut(&number) {
            talk.phase = Phase::Talks {
                agent: agent.clone(),
            };
            talk.first_assigned = Some(now);
            talk.messages = 1;
        }
        self.person(agent)?.idle = now;
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
    pub(super) fn consents(&mut self, id: ConversationId, consent: Consent) -> Answer {
        let channel = self.talk(id)?.channel.clone();
        if self.streams(&channel) {
            return Err("nobody_there");
        }
        let since = (consent == Consent::Stop).then_some(self.now);
        let talk = self.talk(id)?;
        if talk.stopped.is_some() != since.is_some() {
            talk.stopped = since;
            talk.messages += 1;
        }
        Ok(())
    }
}

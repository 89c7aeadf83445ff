//! Who writes: the person behind an address, whatever channel they come by, and whether they want to be
//! written to. Everything here is part of the group that its cause is in.

use std::collections::BTreeSet;

use frontdesk_core::{
    ChannelId, Consent, ContactCard, ConversationId, ConversationState, Delivery, Effect, Identity,
    Input, PersonId, Span, StoppedBy, ThreadId, Timestamp, consent, limits,
};
use frontdesk_store::{Key, StoreError, codec, keys, people::Person, records};
use serde::de::DeserializeOwned;

use crate::{
    addresses::{channel_identity, fits, on_channel},
    commit::Group,
    floor_task::FloorTask,
};

/// Where the number of the next person is kept.
const NEXT_PERSON: &str = "next_person";
/// How long one person who asks for help again is not answered again.
const HELP_EVERY: Span = Span::seconds(60);

impl FloorTask {
    /// What is under `key` once everything applied so far is durable.
    pub(crate) async fn as_staged<T: DeserializeOwned>(
        &self,
        key: &Key,
        flying: Option<&Group>,
    ) -> Result<Option<T>, StoreError> {
        let staged = self.staged.written().staged(key);
        let flying = || flying.and_then(|group| group.written().staged(key));
        let value = match staged.or_else(flying) {
            Some(value) => value.cloned(),
            None => self.store.peek(key).await?.map(|kept| kept.value),
        };
        value.map(|value| codec::decode(key, &value)).transpose()
    }

    /// Puts on the card who it is that opens a conversation, before it is opened. Contacts with a live
    /// socket have no address that stays: they are recognised by what their site vouches for, if it does.
    pub(crate) async fn recognise(
        &mut self,
        input: &mut Input,
        flying: Option<&Group>,
    ) -> Result<(), StoreError> {
        if let Input::ConversationOpened { contact, .. }
        | Input::ContactIdentified { contact, .. } = input
        {
            return self.recognise_vouched(contact, flying).await;
        }
        let (Input::ContactWrote {
            channel,
            thread,
            contact,
            ..
        }
        | Input::AgentStarted {
            channel,
            thread,
            contact,
            ..
        }) = input
        else {
            return Ok(());
        };
        let is_known = |id: ConversationId| {
            let open = self.floor.conversation(id);
            open.is_some_and(|open| {
                let mut new = contact.identities.iter();
                // One in wrap-up is over: another one opens, and its card has to say who it is.
                !matches!(open.state, ConversationState::WrapUp { .. })
                    && open.contact.person.is_some()
                    && new.all(|identity| open.contact.identities.contains(identity))
            })
        };
        if !self.goes_out(channel) || self.floor.open_on(channel, thread).is_some_and(is_known) {
            return Ok(());
        }
        if thread.0.len() > limits::THREAD_BYTES {
            return Ok(());
        }
        let mut identities = vec![channel_identity(channel, thread)];
        identities.extend(contact.identities.iter().cloned());
        let person = self.behind(identities, contact, flying).await?;
        identify(contact, &person);
        contact.stopped_at = person.stopped_at;
        Ok(())
    }

    /// Recognises a contact with a live socket by what is vouched for alone. Whoever wants no messages
    /// may still talk on a page that they opened.
    async fn recognise_vouched(
        &mut self,
        contact: &mut ContactCard,
        flying: Option<&Group>,
    ) -> Result<(), StoreError> {
        if contact.identities.is_empty() {
            return Ok(());
        }
        let person = self
            .behind(contact.identities.clone(), contact, flying)
            .await?;
        identify(contact, &person);
        Ok(())
    }

    /// Whom these addresses stand for. What is over the limits would not fit into a record; the core
    /// refuses it where it is kept.
    async fn behind(
        &mut self,
        mut identities: Vec<Identity>,
        contact: &ContactCard,
        flying: Option<&Group>,
    ) -> Result<Person, StoreError> {
        identities.retain(fits);
        identities.truncate(limits::IDENTITIES);
        let name = contact.name.clone();
        let name = name.filter(|name| name.len() <= limits::CONTACT_FIELD_BYTES);
        self.person_of(identities, name, flying).await
    }

    fn goes_out(&self, channel: &ChannelId) -> bool {
        let plan = self.floor.plan().channels.get(channel);
        plan.is_some_and(|plan| plan.delivery == Delivery::Outbox)
    }

    /// Everybody whom these addresses stand for is one person from here on: the one known longest, or a
    /// new one.
    async fn person_of(
        &mut self,
        identities: Vec<Identity>,
        name: Option<Box<str>>,
        flying: Option<&Group>,
    ) -> Result<Person, StoreError> {
        let (mut found, mut unknown): (Vec<Person>, Vec<Identity>) = (Vec::new(), Vec::new());
        for identity in &identities {
            match self.person_behind(identity, flying).await? {
                Some(person) if found.iter().any(|known| known.id == person.id) => {}
                Some(person) => found.push(person),
                None => unknown.push(identity.clone()),
            }
        }
        found.sort_by_key(|person| person.id);
        let is_merged = found.len() > 1;
        let mut found = found.into_iter();
        let (mut person, is_new) = match found.next() {
            Some(person) => (person, false),
            None => (self.new_person(flying).await?, true),
        };
        let before = person.clone();
        for mut other in found {
            absorb(&mut person, &other);
            other.absorbed_by = Some(person.id);
            records::stage(self.staged.batch(), keys::person(other.id), &other)?;
        }
        for identity in identities {
            learn(&mut person, identity);
        }
        person.name = name.or(person.name);
        if is_new || person != before {
            self.stage_person(&person)?;
        }
        // One for which there is no room on the record leads to the person all the same.
        for identity in unknown {
            records::stage(self.staged.batch(), keys::identity(&identity), &person.id)?;
        }
        if is_merged && person.stopped_at.is_some() {
            let now = self.tick();
            self.tell_person(now, &person, Consent::Stop, &StoppedBy::Contact)?;
        }
        Ok(person)
    }

    async fn new_person(&mut self, flying: Option<&Group>) -> Result<Person, StoreError> {
        let key = keys::meta(NEXT_PERSON);
        let next = self.as_staged::<PersonId>(&key, flying).await?;
        let id = next
            .or(PersonId::new(1))
            .unwrap_or(PersonId(std::num::NonZeroU64::MIN));
        let after = PersonId(id.0.saturating_add(1));
        records::stage(self.staged.batch(), key, &after)?;
        Ok(Person {
            id,
            name: None,
            identities: Vec::new(),
            stopped_at: None,
            helped_at: None,
            absorbed: Vec::new(),
            absorbed_by: None,
        })
    }

    fn stage_person(&mut self, person: &Person) -> Result<(), StoreError> {
        let batch = self.staged.batch();
        records::stage(batch, keys::person(person.id), person)?;
        for identity in &person.identities {
            records::stage(batch, keys::identity(identity), &person.id)?;
        }
        Ok(())
    }

    async fn person_behind(
        &self,
        identity: &Identity,
        flying: Option<&Group>,
    ) -> Result<Option<Person>, StoreError> {
        let key = keys::identity(identity);
        if key.as_bytes().len() > Key::BYTES_MAX {
            return Ok(None);
        }
        match self.as_staged::<PersonId>(&key, flying).await? {
            Some(id) => self.person_at(id, flying).await,
            None => Ok(None),
        }
    }

    /// A person, or who they turned out to be.
    pub(crate) async fn person_at(
        &self,
        id: PersonId,
        flying: Option<&Group>,
    ) -> Result<Option<Person>, StoreError> {
        let mut at = id;
        loop {
            let person = self.as_staged::<Person>(&keys::person(at), flying).await?;
            // An absorbed person points at an older one, so this ends.
            match person.as_ref().and_then(|person| person.absorbed_by) {
                Some(older) if older < at => at = older,
                Some(_) | None => return Ok(person),
            }
        }
    }

    /// Puts a conversation that has just been opened into its person's list.
    pub(crate) fn list_with_person(
        &mut self,
        conversation: ConversationId,
    ) -> Result<(), StoreError> {
        let opened = self.floor.conversation(conversation);
        let Some(person) = opened.and_then(|opened| opened.contact.person) else {
            return Ok(());
        };
        let key = keys::conversation_of_person(person, conversation);
        records::stage(self.staged.batch(), key, &conversation)
    }

    /// A word that a contact wrote may decide whether they are written to, or ask for help.
    pub(crate) async fn word(
        &mut self,
        now: Timestamp,
        conversation: ConversationId,
        word: &str,
        flying: Option<&Group>,
    ) -> Result<(), StoreError> {
        let Some(open) = self.floor.conversation(conversation) else {
            return Ok(());
        };
        // With a live socket, whoever leaves closes the page: their words are words.
        if !self.goes_out(&open.channel) {
            return Ok(());
        }
        let has_stopped = open.contact.stopped_at.is_some();
        match consent::of(word, has_stopped) {
            Some(consent) => {
                // Here first, and with an answer: what follows for the person finds it said.
                self.tell_answered(now, conversation, consent)?;
                self.consented(now, conversation, consent, &StoppedBy::Contact, flying)
                    .await
            }
            None if consent::asks_for_help(word) && !has_stopped => {
                self.help(now, conversation, flying).await
            }
            None => Ok(()),
        }
    }

    /// A contact asks for help, and is answered at most once in a while: two programs that answer each
    /// other would go on for ever.
    async fn help(
        &mut self,
        now: Timestamp,
        conversation: ConversationId,
        flying: Option<&Group>,
    ) -> Result<(), StoreError> {
        let Some(mut person) = self.person_of_open(conversation, flying).await? else {
            return Ok(());
        };
        let is_recent = |at: Timestamp| now.since(at) < HELP_EVERY;
        if person.helped_at.is_some_and(is_recent) {
            return Ok(());
        }
        match self.floor.apply(now, Input::HelpAsked { conversation }) {
            Ok(effects) => {
                // Some channels have no text for it.
                if effects
                    .iter()
                    .any(|effect| matches!(effect, Effect::Dispatch(_)))
                {
                    person.helped_at = Some(now);
                    records::stage(self.staged.batch(), keys::person(person.id), &person)?;
                }
                self.take(now, effects)
            }
            Err(rejection) => {
                tracing::error!(%rejection, "the core refused to answer a contact who asked for help");
                Ok(())
            }
        }
    }

    /// The contact of an open conversation decided: it holds for the person, on every channel.
    pub(crate) async fn consented(
        &mut self,
        now: Timestamp,
        conversation: ConversationId,
        consent: Consent,
        by: &StoppedBy,
        flying: Option<&Group>,
    ) -> Result<(), StoreError> {
        self.tell_conversation(now, conversation, consent, by)?;
        match self.person_of_open(conversation, flying).await? {
            Some(person) => self.person_consented(now, person, consent, by),
            None => Ok(()),
        }
    }

    /// Whose an open conversation is.
    async fn person_of_open(
        &self,
        conversation: ConversationId,
        flying: Option<&Group>,
    ) -> Result<Option<Person>, StoreError> {
        let Some(open) = self.floor.conversation(conversation) else {
            return Ok(None);
        };
        let address = channel_identity(&open.channel, &open.thread);
        match (
            self.person_behind(&address, flying).await?,
            open.contact.person,
        ) {
            (None, Some(id)) => self.person_at(id, flying).await,
            (person, _) => Ok(person),
        }
    }

    /// Somebody decided with a channel's provider, in a conversation or out of one.
    pub(crate) async fn address_consented(
        &mut self,
        now: Timestamp,
        channel: &ChannelId,
        thread: &ThreadId,
        consent: Consent,
        flying: Option<&Group>,
    ) -> Result<(), StoreError> {
        let address = channel_identity(channel, thread);
        let is_known = self.person_behind(&address, flying).await?.is_some();
        if !fits(&address) || (consent == Consent::Start && !is_known) {
            return Ok(());
        }
        let identities = vec![address];
        let person = self.person_of(identities, None, flying).await?;
        self.person_consented(now, person, consent, &StoppedBy::Provider)
    }

    fn person_consented(
        &mut self,
        now: Timestamp,
        mut person: Person,
        consent: Consent,
        by: &StoppedBy,
    ) -> Result<(), StoreError> {
        person.stopped_at = match consent {
            Consent::Stop => person.stopped_at.or(Some(now)),
            Consent::Start => None,
        };
        records::stage(self.staged.batch(), keys::person(person.id), &person)?;
        self.tell_person(now, &person, consent, by)
    }

    /// In every open conversation of a person.
    fn tell_person(
        &mut self,
        now: Timestamp,
        person: &Person,
        consent: Consent,
        by: &StoppedBy,
    ) -> Result<(), StoreError> {
        for conversation in self.open_of(person) {
            self.tell_conversation(now, conversation, consent, by)?;
        }
        Ok(())
    }

    fn open_of(&self, person: &Person) -> BTreeSet<ConversationId> {
        let addresses = person.identities.iter().filter_map(on_channel);
        let mut open: BTreeSet<_> = addresses
            .filter_map(|(channel, thread)| self.floor.open_on(&channel, &thread))
            .collect();
        if person.identities.len() >= limits::IDENTITIES {
            // Not every address may be on the record.
            let is_theirs = |id: &PersonId| *id == person.id || person.absorbed.contains(id);
            let all = self.floor.conversations();
            let theirs = all.filter(|open| {
                self.goes_out(&open.channel) && open.contact.person.as_ref().is_some_and(is_theirs)
            });
            open.extend(theirs.map(|open| open.id));
        }
        open
    }

    /// A contact decided by a word in this conversation, which is answered in it. The answer to STOP is the
    /// one message that leaves after it.
    fn tell_answered(
        &mut self,
        now: Timestamp,
        conversation: ConversationId,
        consent: Consent,
    ) -> Result<(), StoreError> {
        let input = Input::ConsentChanged {
            conversation,
            consent,
            by: StoppedBy::Contact,
            answer: true,
        };
        match self.floor.apply(now, input) {
            Ok(effects) => self.take_answer(now, effects, consent == Consent::Stop),
            Err(rejection) => {
                tracing::error!(%rejection, "the core refused a contact's decision");
                Ok(())
            }
        }
    }

    /// What was said already changes nothing, so it may be told twice.
    fn tell_conversation(
        &mut self,
        now: Timestamp,
        conversation: ConversationId,
        consent: Consent,
        by: &StoppedBy,
    ) -> Result<(), StoreError> {
        let input = Input::ConsentChanged {
            conversation,
            consent,
            by: by.clone(),
            answer: false,
        };
        match self.floor.apply(now, input) {
            Ok(effects) => self.take(now, effects),
            Err(rejection) => {
                tracing::error!(%rejection, "the core refused a contact's decision");
                Ok(())
            }
        }
    }
}

/// Puts on a card what is known of the person.
fn identify(contact: &mut ContactCard, person: &Person) {
    contact.person = Some(person.id);
    if contact.name.is_none() {
        contact.name.clone_from(&person.name);
    }
}

fn learn(person: &mut Person, identity: Identity) {
    if !person.identities.contains(&identity) && person.identities.len() < limits::IDENTITIES {
        person.identities.push(identity);
    }
}

/// The other one turned out to be this one. Whoever has stopped under either name has stopped.
fn absorb(person: &mut Person, other: &Person) {
    for identity in &other.identities {
        learn(person, identity.clone());
    }
    person.absorbed.push(other.id);
    person.absorbed.extend(other.absorbed.iter().copied());
    person.stopped_at = match (person.stopped_at, other.stopped_at) {
        (Some(one), Some(two)) => Some(one.min(two)),
        (one, two) => one.or(two),
    };
    person.helped_at = person.helped_at.max(other.helped_at);
    if person.name.is_none() {
        person.name.clone_from(&other.name);
    }
}

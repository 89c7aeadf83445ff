//! What the engine's task does with each letter.

use frontdesk_core::{
    ChannelId, Consent, ConversationId, Effect, Input, Language, LanguageSource, StoppedBy,
    ThreadId, Timestamp, consent,
};
use frontdesk_store::{Batch, Precondition, StoreError, codec, keys};

use crate::{
    commit::{Group, Marked, outcome},
    dead_letters::DeadLetter,
    floor_task::FloorTask,
    handle::{Command, Mark, Outcome, Refusal, Status},
    mailbox::{Answer, Fate, Letter, MessagePlace},
    measure::Measure,
    translation,
};

/// What an input has beside its effects.
enum Follows {
    /// A contact's word that may decide whether they are written to, or ask for help.
    Word(Box<str>),
    /// A decision about one conversation, which holds for the person.
    Consent(ConversationId, Consent, StoppedBy),
    /// Who a contact is, known in the middle of a conversation.
    Identity(ConversationId),
    Nothing,
}

impl Follows {
    fn of(input: &Input) -> Self {
        if let Input::ContactWrote { content, .. } = input {
            let text = content.text().unwrap_or_default();
            // Whether it counts depends on the conversation, which it may be the first message of.
            let may_count = consent::of(text, true).is_some() || consent::asks_for_help(text);
            return may_count
                .then(|| text.into())
                .map_or(Self::Nothing, Self::Word);
        }
        if let Input::ConsentChanged {
            conversation,
            consent,
            by,
            answer: _,
        } = input
        {
            return Self::Consent(*conversation, *consent, by.clone());
        }
        if let Input::ContactIdentified { conversation, .. } = input {
            return Self::Identity(*conversation);
        }
        Self::Nothing
    }
}

/// The conversation that these effects open.
fn opened(effects: &[Effect]) -> Option<ConversationId> {
    effects.iter().find_map(|effect| match effect {
        Effect::Log(step) if step.number == 0 => Some(step.conversation),
        Effect::Log(_)
        | Effect::Save(_)
        | Effect::Append(_)
        | Effect::Dispatch(_)
        | Effect::Forget(_)
        | Effect::Ask { .. }
        | Effect::PresentOffer { .. }
        | Effect::WithdrawOffer { .. }
        | Effect::ShowTyping { .. }
        | Effect::LinkChanged { .. }
        | Effect::ContactLinkChanged { .. }
        | Effect::QueueChanged(_) => None,
    })
}

impl FloorTask {
    /// Works through as many letters as one batch takes. `true`: one of them said stop.
    #[expect(
        clippy::too_many_lines,
        reason = "one arm a letter, one after the other"
    )]
    pub(crate) async fn open(&mut self, mut flying: Option<&mut Group>) -> bool {
        let mut stop = false;
        self.check_space();
        while self.takes_next() {
            let Some(letter) = self.backlog.pop_front() else {
                break;
            };
            match letter {
                Letter::Command { command, reply } => {
                    self.command(*command, reply, flying.as_deref_mut()).await;
                }
                Letter::Keep { batch, reply } => {
                    self.keep(batch, reply, flying.as_deref_mut()).await;
                }
                Letter::Revive { which, what, reply } => {
                    self.dead_letter(&which, what, reply, flying.as_deref_mut())
                        .await;
                }
                Letter::Ended { which, end, reply } => {
                    self.ended(&which, end, reply, flying.as_deref_mut()).await;
                }
                Letter::Translated {
                    conversation,
                    seq,
                    translation,
                    reply,
                } => {
                    let flying = flying.as_deref_mut();
                    self.translated(conversation, seq, *translation, reply, flying);
                }
                Letter::Report {
                    channel,
                    thread,
                    report,
                    reply,
                } => {
                    let flying = flying.as_deref_mut();
                    self.report(&channel, &thread, report, reply, flying).await;
                }
                Letter::Echo {
                    channel,
                    thread,
                    mark,
                    echo,
                    reply,
                } => {
                    let flying = flying.as_deref_mut();
                    self.echo(&channel, &thread, mark, echo, reply, flying)
                        .await;
                }
                Letter::Consent {
                    channel,
                    thread,
                    mark,
                    consent,
                    reply,
                } => {
                    let flying = flying.as_deref_mut();
                    self.consent(&channel, &thread, mark, consent, reply, flying)
                        .await;
                }
                Letter::Explain {
                    conversation,
                    reply,
                } => {
                    let now = self.tick();
                    drop(reply.send(self.floor.explain(now, conversation)));
                }
                Letter::Reach { queue, reply } => {
                    let now = self.tick();
                    let _ = reply.send(self.floor.unreachable(now, &queue));
                }
                Letter::TranslatorsChanged => self.resume_translations(),
                Letter::Stop => {
                    self.status.send_replace(Status::Stopping);
                    stop = true;
                }
            }
        }
        stop
    }

    async fn command(
        &mut self,
        mut command: Command,
        reply: Answer<Outcome>,
        mut flying: Option<&mut Group>,
    ) {
        if let Some(mark) = &command.mark {
            if !mark.fits() {
                return self.answer(reply, Err(Refusal::TooLarge), flying);
            }
            match self.known(mark, flying.as_deref()).await {
                Ok(None) => {}
                Ok(Some(outcome)) => return self.answer(reply, Ok(outcome), flying),
                Err(error) => return self.fail(&error),
            }
        }
        if let Some(refusal) = self.refusal(&command.input) {
            return self.answer(reply, Err(refusal), flying);
        }
        if let Err(error) = self.recognise(&mut command.input, flying.as_deref()).await {
            return self.fail(&error);
        }
        let recalled = self.recall_last_agent(&mut command.input, flying.as_deref());
        if let Err(error) = recalled.await {
            return self.fail(&error);
        }
        let now = self.tick();
        let replans = matches!(command.input, Input::PlanChanged(_));
        let follows = Follows::of(&command.input);
        let spoken = self.detected(&command.input);
        let input = match self.recall_ended(command.input, flying.as_deref()).await {
            Ok(input) => input,
            Err(error) => return self.fail(&error),
        };
        match self.floor.apply(now, input) {
            Ok(effects) => {
                let outcome = outcome(now, &effects);
                let opened = opened(&effects);
                let mut taken = self.take(now, effects);
                if replans {
                    self.replanned(now);
                }
                if taken.is_ok() {
                    let flying = flying.as_deref();
                    taken = self.follow(now, follows, opened, outcome, flying).await;
                }
                if let (Ok(()), Some(language), Some(id)) = (&taken, spoken, outcome.conversation) {
                    taken = self.spoken(now, id, language);
                }
                let marked = command
                    .mark
                    .map_or(Ok(()), |mark| self.staged.mark(mark, outcome));
                match taken.and(marked) {
                    Ok(()) => self.staged.answer(reply, Ok(outcome)),
                    Err(error) => self.fail(&error),
                }
            }
            Err(rejection) => {
                Measure::rejected(&rejection);
                self.answer(reply, Err(rejection.into()), flying.take());
            }
        }
    }

    /// What is done beside the core's own effects, in the same group.
    async fn follow(
        &mut self,
        now: Timestamp,
        follows: Follows,
        opened: Option<ConversationId>,
        outcome: Outcome,
        flying: Option<&Group>,
    ) -> Result<(), StoreError> {
        if let Some(opened) = opened {
            self.list_with_person(opened)?;
        }
        match (follows, outcome.conversation) {
            (Follows::Word(word), Some(conversation)) => {
                self.word(now, conversation, &word, flying).await
            }
            (Follows::Consent(conversation, consent, by), _) => {
                self.consented(now, conversation, consent, &by, flying)
                    .await
            }
            (Follows::Identity(conversation), _) => self.list_with_person(conversation),
            (Follows::Word(_) | Follows::Nothing, _) => Ok(()),
        }
    }

    /// The language of what a contact wrote, if it tells one and that makes a difference to anybody.
    fn detected(&self, input: &Input) -> Option<Language> {
        let Input::ContactWrote { content, .. } = input else {
            return None;
        };
        if !self.interpreter.translation().parties().heed_languages() {
            return None;
        }
        Language::new(translation::detect(content.text()?)?).ok()
    }

    /// Tells the Floor what a contact seems to speak. A better source than this one stays.
    fn spoken(
        &mut self,
        now: Timestamp,
        conversation: ConversationId,
        language: Language,
    ) -> Result<(), StoreError> {
        let open = self.floor.conversation(conversation);
        let known = open.and_then(|open| open.language.as_ref());
        // What is written in a region's way is the region's language still.
        if known.is_some_and(|known| known.language.is_understood_as(&language)) {
            return Ok(());
        }
        let input = Input::LanguageKnown {
            conversation,
            language,
            source: LanguageSource::Detected,
        };
        match self.floor.apply(now, input) {
            Ok(effects) => self.take(now, effects),
            // Closed by the same input.
            Err(_) => Ok(()),
        }
    }

    /// Takes in what a contact decided with a provider, once.
    async fn consent(
        &mut self,
        channel: &ChannelId,
        thread: &ThreadId,
        mark: Mark,
        consent: Consent,
        reply: Answer<()>,
        flying: Option<&mut Group>,
    ) {
        if *self.status.borrow() == Status::StorageLow {
            return self.answer(reply, Err(Refusal::StorageLow), flying);
        }
        if !mark.fits() {
            return self.answer(reply, Err(Refusal::TooLarge), flying);
        }
        let taken = self
            .stage_consent(channel, thread, mark, consent, flying.as_deref())
            .await;
        match taken {
            Ok(()) => self.answer(reply, Ok(()), flying),
            Err(error) => self.fail(&error),
        }
    }

    async fn stage_consent(
        &mut self,
        channel: &ChannelId,
        thread: &ThreadId,
        mark: Mark,
        consent: Consent,
        flying: Option<&Group>,
    ) -> Result<(), StoreError> {
        if self.known(&mark, flying).await?.is_some() {
            return Ok(());
        }
        let now = self.tick();
        self.address_consented(now, channel, thread, consent, flying)
            .await?;
        self.staged.mark(mark, outcome(now, &[]))
    }

    /// Answers as soon as everything the answer may rest on is durable.
    pub(crate) fn answer<T: Send + Sync + 'static>(
        &mut self,
        reply: Answer<T>,
        result: Result<T, Refusal>,
        flying: Option<&mut Group>,
    ) {
        match flying {
            Some(group) if self.staged.is_empty() => group.answer(reply, result),
            Some(_) | None => self.staged.answer(reply, result),
        }
    }

    pub(crate) async fn known(
        &self,
        mark: &Mark,
        flying: Option<&Group>,
    ) -> Result<Option<Outcome>, StoreError> {
        let in_memory = self
            .staged
            .marked(mark)
            .or_else(|| flying.and_then(|g| g.marked(mark)));
        if in_memory.is_some() {
            return Ok(in_memory);
        }
        let key = keys::mark(&mark.scope, &mark.id);
        let Some(kept) = self.store.peek(&key).await? else {
            return Ok(None);
        };
        codec::decode::<Marked>(&key, &kept.value).map(|marked| Some(marked.into()))
    }

    /// Side records join the group only if their preconditions hold, so that one of them can never
    /// make the whole group fail.
    async fn keep(&mut self, batch: Batch, reply: Answer<()>, flying: Option<&mut Group>) {
        let mut refusal = match () {
            () if *self.status.borrow() == Status::StorageLow => Some(Refusal::StorageLow),
            () if batch.check_size().is_err() => Some(Refusal::TooLarge),
            () => None,
        };
        let mut flying = flying;
        for (key, required) in batch.requirements() {
            let in_flight = flying
                .as_deref_mut()
                .is_some_and(|g| g.batch().staged(key).is_some());
            if in_flight || self.staged.batch().staged(key).is_some() {
                refusal = Some(Refusal::Conflict);
                break;
            }
            let found = match self.store.peek(key).await {
                Ok(found) => found.map(|found| found.version),
                Err(error) => return self.fail(&error),
            };
            let holds = match required {
                Precondition::Absent => found.is_none(),
                Precondition::Version(version) => found == Some(*version),
            };
            if !holds {
                refusal = Some(Refusal::Conflict);
                break;
            }
        }
        if let Some(refusal) = refusal {
            return self.answer(reply, Err(refusal), flying);
        }
        self.staged.keep(batch);
        self.staged.answer(reply, Ok(()));
    }

    /// Takes a message out of the dead letters, and puts it back on its way if it is to be sent again.
    async fn dead_letter(
        &mut self,
        which: &MessagePlace,
        what: Fate,
        reply: Answer<bool>,
        flying: Option<&mut Group>,
    ) {
        let key = keys::dead_letter(&which.channel, which.conversation, which.seq);
        let mut flying = flying;
        let in_flight = flying
            .as_deref_mut()
            .is_some_and(|group| group.batch().staged(&key).is_some());
        if in_flight || self.staged.batch().staged(&key).is_some() {
            return self.answer(reply, Err(Refusal::Conflict), flying);
        }
        let found = match self.store.peek(&key).await {
            Ok(found) => found.map(|kept| codec::decode::<DeadLetter>(&key, &kept.value)),
            Err(error) => return self.fail(&error),
        };
        let letter = match found {
            None => return self.answer(reply, Ok(false), flying),
            Some(Ok(letter)) => letter,
            Some(Err(error)) => return self.fail(&error),
        };
        if what == Fate::SendAgain {
            // What became of it before says nothing of how it goes this time.
            let before = keys::delivery(which.conversation, which.seq);
            self.staged.batch().delete(before);
            if let Err(error) = self.staged.dispatch(letter.entry) {
                return self.fail(&error);
            }
        }
        self.staged.batch().delete(key);
        let courier = self.outbox.courier(&which.channel);
        self.staged.once_durable(move || courier.revived());
        self.staged.answer(reply, Ok(true));
    }
}

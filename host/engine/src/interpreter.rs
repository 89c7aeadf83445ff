//! What contacts say, in the language of the agent who holds the conversation.
//!
//! A message is durable and shown before anybody thinks of translating it. Then, one conversation at a
//! time, whatever its agent cannot read yet is translated, kept beside the message and shown. What an
//! earlier run did not come to is found again at the start, because what has no translation is looked
//! for in the store, not remembered.

use std::{
    collections::BTreeMap,
    future::Future,
    sync::{Arc, Mutex},
    time::Duration,
};

use frontdesk_core::{
    Author, Conversation, ConversationId, ConversationState, Message, MessageTranslation, Seq,
    TranslationFailure, TranslationMode, TranslationOutcome,
};
use frontdesk_store::{Store, StoreError, records};
use tokio::{
    sync::{Semaphore, mpsc, oneshot},
    task::JoinSet,
};

use crate::{
    courier::lock,
    handle::Refusal,
    mailbox::Letter,
    ports::Clock,
    translation::{LanguagePair, Rendered, Translation},
};

/// Messages, counted back from the last, that are translated when an agent takes a conversation over.
const LOOK_BACK: u32 = 100;
/// Messages translated together.
const TOGETHER: usize = 8;
/// Requests to translators at once, so that answers to contacts, which are waited for, find them free.
const AT_ONCE: usize = 8;
/// How long a full disk is waited for.
const WAIT: Duration = Duration::from_secs(1);

/// Who translates what contacts say. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Interpreter(Arc<Shared>);

struct Shared {
    translation: Translation,
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    /// Weak, so that translations alone do not keep the engine running.
    mailbox: mpsc::WeakSender<Letter>,
    conversations: Mutex<BTreeMap<ConversationId, Followed>>,
    rounds: Mutex<JoinSet<()>>,
    turns: Semaphore,
}

/// A conversation that is translated.
struct Followed {
    wanted: Wanted,
    /// Up to here everything is translated, or was given up.
    done: Seq,
    /// A round is under way.
    goes: bool,
}

/// What an agent needs translated.
#[derive(Clone, PartialEq, Eq)]
struct Wanted {
    pair: LanguagePair,
    /// The last message.
    last: Seq,
}

impl Interpreter {
    pub(crate) fn new(
        translation: Translation,
        store: &Arc<dyn Store>,
        clock: &Arc<dyn Clock>,
        mailbox: &mpsc::Sender<Letter>,
    ) -> Self {
        Self(Arc::new(Shared {
            translation,
            store: store.clone(),
            clock: clock.clone(),
            mailbox: mailbox.downgrade(),
            conversations: Mutex::default(),
            rounds: Mutex::default(),
            turns: Semaphore::new(AT_ONCE),
        }))
    }

    /// Whether anything is translated at all.
    pub(crate) fn is_on(&self) -> bool {
        self.0.translation.parties().is_on
    }

    pub(crate) fn translation(&self) -> &Translation {
        &self.0.translation
    }

    /// A conversation as it stands in the store: whatever its agent needs translated is begun.
    pub(crate) fn look_at(&self, conversation: &Conversation) {
        let id = conversation.id;
        let mut conversations = lock(&self.0.conversations);
        let Some(wanted) = self.wanted(conversation) else {
            if conversation.state.is_closed() {
                conversations.remove(&id);
            }
            return;
        };
        let followed = conversations.entry(id).or_insert_with(|| Followed {
            wanted: wanted.clone(),
            done: Seq(0),
            goes: false,
        });
        if followed.wanted.pair != wanted.pair {
            // Another agent, or another language: everything that they see is looked at anew.
            followed.done = Seq(0);
        }
        followed.wanted = wanted;
        if followed.goes || followed.done >= followed.wanted.last {
            return;
        }
        followed.goes = true;
        drop(conversations);
        self.begin(self.clone().round(id));
    }

    /// Begins to translate one message again, whatever became of it before.
    pub(crate) fn again(&self, message: Message, pair: LanguagePair) {
        let this = self.clone();
        self.begin(async move {
            let text = message.content.text().unwrap_or_default();
            let mut done = this.0.translation.translate_all(&[text], &pair).await;
            if let Some(done) = done.pop() {
                // Refused only by an engine that stops.
                let _ = this.keep(&message, &pair, done).await;
            }
        });
    }

    fn begin(&self, work: impl Future<Output = ()> + Send + 'static) {
        let mut rounds = lock(&self.0.rounds);
        while rounds.try_join_next().is_some() {}
        rounds.spawn(work);
    }

    /// Ends every round; the next run takes up what was not done.
    pub(crate) async fn stop(&self) {
        let mut rounds = std::mem::take(&mut *lock(&self.0.rounds));
        rounds.shutdown().await;
    }

    fn wanted(&self, conversation: &Conversation) -> Option<Wanted> {
        let ConversationState::Assigned { agent, .. } = &conversation.state else {
            return None;
        };
        let between = self.0.translation.parties().between(conversation, agent)?;
        (between.mode == TranslationMode::On).then(|| Wanted {
            pair: between.inward(),
            last: conversation.last_seq,
        })
    }

    /// Translates a conversation's messages until none is left.
    async fn round(self, id: ConversationId) {
        while let Some((wanted, after)) = self.next(id) {
            let reached = match self.translate(id, &wanted, after).await {
                Ok(reached) => reached,
                // The engine stops.
                Err(Refusal::Stopping) => return,
                Err(refusal) => {
                    tracing::error!(conversation.id = %id, %refusal, "a translation cannot be kept");
                    wanted.last
                }
            };
            self.reached(id, &wanted, reached);
        }
    }

    /// What is to be done next; nothing ends the round.
    fn next(&self, id: ConversationId) -> Option<(Wanted, Seq)> {
        let mut conversations = lock(&self.0.conversations);
        let followed = conversations.get_mut(&id)?;
        if followed.done >= followed.wanted.last {
            followed.goes = false;
            return None;
        }
        let earliest = Seq(followed.wanted.last.0.saturating_sub(LOOK_BACK));
        Some((followed.wanted.clone(), followed.done.max(earliest)))
    }

    /// Takes note of how far a round came. What is not in the store yet is looked for again when it is.
    fn reached(&self, id: ConversationId, done: &Wanted, reached: Seq) {
        let mut conversations = lock(&self.0.conversations);
        let Some(followed) = conversations.get_mut(&id) else {
            return;
        };
        if followed.wanted.pair != done.pair {
            return;
        }
        followed.done = followed.done.max(reached);
        if reached < done.last && followed.wanted.last == done.last {
            followed.wanted.last = followed.done;
        }
    }

    async fn translate(
        &self,
        id: ConversationId,
        wanted: &Wanted,
        after: Seq,
    ) -> Result<Seq, Refusal> {
        let (open, reached) = match self.open(id, wanted, after).await {
            Ok(found) => found,
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::error!(error, conversation.id = %id, "messages to translate cannot be read");
                return Ok(wanted.last);
            }
        };
        for some in open.chunks(TOGETHER) {
            let texts: Vec<&str> = some.iter().filter_map(|m| m.content.text()).collect();
            // The semaphore is never closed.
            let turn = self.0.turns.acquire().await.ok();
            let done = self.0.translation.translate_all(&texts, &wanted.pair).await;
            drop(turn);
            for (message, done) in some.iter().zip(done) {
                self.keep(message, &wanted.pair, done).await?;
            }
        }
        Ok(reached)
    }

    /// Messages of the contact that have no translation into the agent's language, and the last message
    /// that there is of any kind.
    async fn open(
        &self,
        id: ConversationId,
        wanted: &Wanted,
        after: Seq,
    ) -> Result<(Vec<Message>, Seq), StoreError> {
        let store = &*self.0.store;
        let limit = usize::try_from(LOOK_BACK).unwrap_or(usize::MAX);
        let messages = records::messages(store, id, records::Part::After(after), limit).await?;
        let from = Seq(after.0.saturating_add(1));
        let known = records::translations(store, id, from, wanted.last).await?;
        let reached = messages.last().map_or(after, |message| message.seq);
        let is_open = |message: &Message| {
            let is_known = known.iter().any(|(seq, translation)| {
                *seq == message.seq
                    && *translation.target == *wanted.pair.target
                    && *translation.source == *wanted.pair.source
            });
            let says = message.content.text().is_some_and(|text| !text.is_empty());
            message.seq <= wanted.last && message.author == Author::Contact && says && !is_known
        };
        let open = messages.into_iter().filter(is_open).collect();
        Ok((open, reached))
    }

    async fn keep(
        &self,
        message: &Message,
        pair: &LanguagePair,
        done: Result<Rendered, TranslationFailure>,
    ) -> Result<(), Refusal> {
        let outcome = match done {
            // There was nothing in it to translate.
            Ok(done) if done.engine.is_empty() => return Ok(()),
            Ok(done) => TranslationOutcome::Done {
                text: done.text.into(),
                engine: done.engine.into(),
            },
            Err(why) => TranslationOutcome::Failed(why),
        };
        let translation = MessageTranslation {
            at: self.0.clock.now(),
            source: pair.source.as_str().into(),
            target: pair.target.as_str().into(),
            outcome,
        };
        loop {
            let (reply, answer) = oneshot::channel();
            let mailbox = self.0.mailbox.upgrade().ok_or(Refusal::Stopping)?;
            let letter = Letter::Translated {
                conversation: message.conversation,
                seq: message.seq,
                translation: Box::new(translation.clone()),
                reply,
            };
            mailbox.send(letter).await.map_err(|_| Refusal::Stopping)?;
            drop(mailbox);
            match answer.await.map_err(|_| Refusal::Stopping)? {
                Err(Refusal::StorageLow) => tokio::time::sleep(WAIT).await,
                done => return done,
            }
        }
    }
}

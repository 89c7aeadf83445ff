//! What scripts ask outside, beside everything else: the conversation waits in its script, and nothing
//! else does. A question that a crash cut off is asked again at the start, since the core says so.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use frontdesk_core::{Effect, Floor, Input};
use frontdesk_store::Batch;
use tokio::{
    sync::{Semaphore, mpsc, oneshot},
    task::JoinSet,
};

use crate::{
    Refusal,
    courier::lock,
    handle::Command,
    mailbox::Letter,
    ports::{AskedBy, Keeper, Questions},
};

/// Questions asked at once; the others wait for their turn.
const AT_ONCE: usize = 32;

/// Keeps what an answer makes durable. Weak, as the asker is.
struct Keeping(mpsc::WeakSender<Letter>);

#[async_trait]
impl Keeper for Keeping {
    async fn keep(&self, batch: Batch) -> Result<(), Refusal> {
        let mailbox = self.0.upgrade().ok_or(Refusal::Stopping)?;
        let (reply, kept) = oneshot::channel();
        let letter = Letter::Keep { batch, reply };
        mailbox.send(letter).await.map_err(|_| Refusal::Stopping)?;
        drop(mailbox);
        kept.await.map_err(|_| Refusal::Stopping)?
    }
}

/// Who asks.
pub(crate) struct Asker {
    questions: Arc<dyn Questions>,
    /// Weak, so that questions alone do not keep the engine running.
    mailbox: mpsc::WeakSender<Letter>,
    asked: Mutex<JoinSet<()>>,
    turns: Arc<Semaphore>,
}

impl Asker {
    pub(crate) fn new(questions: Arc<dyn Questions>, mailbox: &mpsc::Sender<Letter>) -> Self {
        Self {
            questions,
            mailbox: mailbox.downgrade(),
            asked: Mutex::default(),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// Asks what these effects, which are durable, ask for.
    pub(crate) fn look_at(&self, effects: &[Effect], floor: &Floor) {
        for effect in effects {
            if let Effect::Ask {
                conversation,
                ask,
                question,
            } = effect
                && let Some(open) = floor.conversation(*conversation)
            {
                self.ask(AskedBy {
                    conversation: open.clone(),
                    ask: *ask,
                    question: question.clone(),
                });
            }
        }
    }

    fn ask(&self, by: AskedBy) {
        let (questions, mailbox) = (self.questions.clone(), self.mailbox.clone());
        let turns = self.turns.clone();
        let mut asked = lock(&self.asked);
        while asked.try_join_next().is_some() {}
        asked.spawn(async move {
            // The semaphore is never closed.
            let turn = turns.acquire().await.ok();
            let answer = questions.answer(&by, &Keeping(mailbox.clone())).await;
            drop(turn);
            let Some(mailbox) = mailbox.upgrade() else {
                return;
            };
            let command = Command {
                input: Input::ScriptAnswered {
                    conversation: by.conversation.id,
                    ask: by.ask,
                    answer,
                },
                mark: None,
            };
            // An answer that is not taken, as by a full disk or a conversation that has ended, is none: the
            // script goes on by itself when its time is over.
            let (reply, taken) = oneshot::channel();
            let command = Box::new(command);
            if mailbox
                .send(Letter::Command { command, reply })
                .await
                .is_ok()
            {
                drop(mailbox);
                drop(taken.await);
            }
        });
    }

    /// Ends every question; the next run asks again.
    pub(crate) async fn stop(&self) {
        let mut asked = std::mem::take(&mut *lock(&self.asked));
        asked.shutdown().await;
    }
}

//! Translations of contacts' messages: kept beside them, shown to who holds the conversation. Who makes
//! them is in `interpreter`.

use frontdesk_core::{Author, Conversation, ConversationId, Message, MessageTranslation, Seq};
use frontdesk_store::{keys, records};

use crate::{
    commit::Group,
    floor_task::FloorTask,
    handle::{Engine, Refusal, Status},
    mailbox::{Answer, Letter},
    translation::{Translation, TranslationConfig},
};

impl Engine {
    /// The translators.
    pub fn translation(&self) -> &Translation {
        self.interpreter.translation()
    }

    /// Other translators, or other languages of agents, from here on. What was not translated before
    /// because of those is translated now.
    pub async fn replace_translation(&self, config: TranslationConfig) {
        self.translation().replace(config);
        // An engine that stops has nothing to translate.
        let _ = self.mailbox.send(Letter::TranslatorsChanged).await;
    }

    /// Begins to translate a contact's message again, for whoever holds its conversation. `false`: there
    /// is no such message, or nobody to translate it for.
    pub async fn translate_again(
        &self,
        conversation: &Conversation,
        seq: Seq,
    ) -> Result<bool, Refusal> {
        let Some(between) = self.translation().parties().of(conversation) else {
            return Ok(false);
        };
        let key = keys::message(conversation.id, seq);
        let message = records::load::<Message>(&*self.store, &key).await;
        let message = message.map_err(|error| {
            let error = &error as &dyn std::error::Error;
            tracing::error!(error, "a message cannot be read");
            Refusal::Busy
        })?;
        match message {
            Some(message) if message.author == Author::Contact => {
                self.interpreter.again(message, between.inward());
                Ok(true)
            }
            Some(_) | None => Ok(false),
        }
    }
}

impl FloorTask {
    /// Keeps a translation beside its message, and shows it.
    pub(crate) fn translated(
        &mut self,
        conversation: ConversationId,
        seq: Seq,
        translation: MessageTranslation,
        reply: Answer<()>,
        flying: Option<&mut Group>,
    ) {
        if *self.status.borrow() == Status::StorageLow {
            return self.answer(reply, Err(Refusal::StorageLow), flying);
        }
        let key = keys::translation(conversation, seq, &translation.target);
        match records::stage(self.staged.batch(), key, &translation) {
            Ok(()) => {
                self.staged.translation(conversation, seq, translation);
                self.staged.answer(reply, Ok(()));
            }
            Err(error) => self.fail(&error),
        }
    }

    /// Has everything translated that agents need, after a start or another configuration.
    pub(crate) fn resume_translations(&self) {
        if !self.interpreter.is_on() {
            return;
        }
        for conversation in self.floor.conversations() {
            self.interpreter.look_at(conversation);
        }
    }
}

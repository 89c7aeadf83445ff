//! What scripts ask outside the Floor.

use std::collections::BTreeMap;

use async_trait::async_trait;
use frontdesk_core::{
    Conversation, Timestamp,
    script::{Answer, PluginAct, Question},
};
use frontdesk_store::Batch;

use crate::Refusal;

/// A question of one conversation's script.
#[derive(Clone, Debug)]
pub struct AskedBy {
    /// The conversation as it was when the question came.
    pub conversation: Conversation,
    /// The question's number in it. The same question has the same number at every try.
    pub ask: u32,
    /// What is asked.
    pub question: Question,
}

impl AskedBy {
    /// What tells this question from every other: the same at every try.
    pub fn reference(&self) -> String {
        format!("{}.{}", self.conversation.id, self.ask)
    }
}

/// Answers what scripts ask. It may be asked the same twice, so what it does twice is done once.
#[async_trait]
pub trait Questions: Send + Sync + 'static {
    /// The answer. What it has to make durable goes to `keeper`.
    async fn answer(&self, asked: &AskedBy, keeper: &dyn Keeper) -> Answer;
}

/// Makes side records durable in the engine's next group commit.
#[async_trait]
pub trait Keeper: Send + Sync {
    /// All of a batch, or nothing.
    async fn keep(&self, batch: Batch) -> Result<(), Refusal>;
}

/// Nobody is there to ask.
#[derive(Clone, Copy, Debug, Default)]
pub struct NobodyToAsk;

#[async_trait]
impl Questions for NobodyToAsk {
    async fn answer(&self, _: &AskedBy, _: &dyn Keeper) -> Answer {
        Answer::Failed
    }
}

/// A component that talks with contacts. Implemented by the plugin host.
#[async_trait]
pub trait Bot: Send + Sync + 'static {
    /// What it does after what was said last, in this order; otherwise why it does nothing. The same
    /// `reference` at every try of one turn.
    async fn turn(&self, talk: &BotTalk, reference: &str) -> Result<Vec<PluginAct>, String>;
}

/// A conversation as a bot may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BotTalk {
    /// The conversation's id.
    pub id: String,
    /// The channel's name.
    pub channel: String,
    /// The contact's language (BCP 47).
    pub locale: String,
    /// What the contact said of themselves, by name.
    pub card: Vec<(String, String)>,
    /// What was said, the oldest first.
    pub lines: Vec<BotLine>,
    /// The conversation's variables, but for those that are masked.
    pub variables: Vec<(String, String)>,
}

/// One thing that was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BotLine {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub author: BotAuthor,
    /// What.
    pub text: String,
}

/// Who said something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BotAuthor {
    /// The contact.
    Contact,
    /// An agent.
    Agent,
    /// The gateway, for a bot or a script.
    System,
}

/// A server on the web that a script may ask. Implemented by the plugin host.
#[async_trait]
pub trait WebCall: Send + Sync + 'static {
    /// The body of its answer; otherwise why there is none. The same `reference` at every try.
    async fn ask(
        &self,
        fields: &BTreeMap<Box<str>, Box<str>>,
        reference: &str,
    ) -> Result<Vec<u8>, String>;
}

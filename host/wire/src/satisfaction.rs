//! What contacts say of conversations that have ended.

use std::collections::BTreeMap;

use frontdesk_core::{AgentId, ChannelId, ConversationId, QueueId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{At, Day, Text};

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SurveyScale {
    /// How satisfied somebody is: 1 to 5.
    Csat,
    /// How likely somebody recommends: 0 to 10.
    Nps,
}

/// What the widget asks once a conversation has ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SurveyAsked {
    /// What for.
    pub scale: SurveyScale,
    /// The question, by language (BCP 47).
    pub question: BTreeMap<String, String>,
    /// Whether words may be added.
    pub comment: bool,
}

/// What a contact said of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RatingView {
    /// What was asked for.
    pub scale: SurveyScale,
    /// The answer.
    pub score: u8,
    /// What they added.
    pub comment: Option<String>,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: At,
}

/// `GET /api/v1/reports/satisfaction`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SatisfactionReport {
    /// The first day, in UTC.
    #[schema(value_type = String, format = Date)]
    pub from: Day,
    /// The last day, included.
    #[schema(value_type = String, format = Date)]
    pub to: Day,
    /// Everything, by what was asked for.
    pub all: Vec<Satisfaction>,
    /// The same by queue.
    pub queues: Vec<SatisfactionOf>,
    /// The same by the agent who had the conversation at its end.
    pub agents: Vec<SatisfactionOf>,
    /// What was added in words, the last first: at most 100.
    pub comments: Vec<RatedConversation>,
    /// Whether there were more answers than are counted here: 50 000.
    pub cut: bool,
}

/// How satisfied contacts were.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Satisfaction {
    /// What was asked for.
    pub scale: SurveyScale,
    /// How many answered.
    pub answers: u32,
    /// How many gave each score, from the lowest of the scale to the highest.
    pub scores: Vec<u32>,
    /// In hundredths: of `csat` the mean score, 100 to 500; of `nps` the Net Promoter Score, −10000 to 10000.
    pub result: i32,
}

/// How satisfied contacts were with one queue or agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SatisfactionOf {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// The figures.
    pub satisfaction: Satisfaction,
}

/// A conversation of which something was said in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RatedConversation {
    /// Which.
    #[schema(value_type = String)]
    pub conversation: Text<ConversationId>,
    /// The channel it came by.
    #[schema(value_type = String)]
    pub channel: Text<ChannelId>,
    /// The queue it ended in.
    #[schema(value_type = String)]
    pub queue: Text<QueueId>,
    /// The agent who had it at its end.
    #[schema(value_type = Option<String>)]
    pub agent: Option<Text<AgentId>>,
    /// What was said.
    pub rating: RatingView,
}

//! Bodies of the HTTP API.

use frontdesk_core::{AgentId, ConversationId, QueueId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    At, Text,
    design::WidgetDesign,
    form::FormField,
    invitation::Invitation,
    offline::OfflineForm,
    satisfaction::{RatingView, SurveyAsked},
    view::{
        AgentView, ChannelView, ConversationView, MediaView, MessageView, PresenceView,
        QueueSummary,
    },
};

/// `POST /api/v1/session`: sign in.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum SignIn {
    /// With a password.
    Password {
        /// Who.
        agent: String,
        /// The password.
        password: String,
    },
    /// With a one-time link: the part after `#link=`. Works once.
    Link {
        /// The token.
        token: String,
    },
}

/// The answer to signing in, and `GET /api/v1/session`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SessionView {
    /// Who is signed in.
    pub agent: AgentView,
    /// When the session ends unless it is used.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: At,
}

/// `PUT /api/v1/presence`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPresence {
    /// What to declare.
    pub presence: PresenceView,
}

/// `POST /api/v1/conversations/{id}/files`: a file that can be sent now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UploadedFile {
    /// Names it in `send_files`.
    pub id: String,
    /// What it is shown as.
    pub media: MediaView,
    /// Its name, with an ending that says what it is.
    pub name: String,
    /// Its content type, by its bytes.
    pub mime: String,
    /// How long it is.
    pub bytes: u32,
}

/// What files visitors may send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FilesTaken {
    /// Bytes of one.
    pub bytes_max: u32,
    /// Their content types.
    pub kinds: Vec<String>,
}

/// A page of conversations, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConversationPage {
    /// The conversations.
    pub items: Vec<ConversationView>,
    /// Give this as `before` for the next page; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_before: Option<String>,
}

/// `GET /api/v1/conversations/{id}`: a conversation and why it is where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConversationDetail {
    /// The conversation.
    pub conversation: ConversationView,
    /// Its history, in order.
    pub steps: Vec<StepView>,
    /// What the contact said of it once it had ended, if they have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<RatingView>,
}

/// One step of a conversation's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StepView {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: At,
    /// `queued`, `reopened`, `offered`, `offer_ended`, `assigned`, `requeued`, `moved`, `returned`,
    /// `transferred`, `taken`, `parked`, `resumed`, `scripted`, `language_known`, `ended`, `closed`.
    pub what: String,
    /// The agent concerned.
    #[schema(value_type = Option<String>)]
    pub agent: Option<Text<AgentId>>,
    /// The reason, in a word.
    pub reason: Option<String>,
    /// Why this agent, for `offered`.
    pub because: Option<BecauseView>,
    /// The queue it went to, for `moved` and `transferred`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub queue: Option<Text<QueueId>>,
    /// The agent it waits for there first, for `transferred`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub to: Option<Text<AgentId>>,
    /// The language, for `language_known`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The script, for `scripted`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script: Option<String>,
    /// The tag of the object that it left, for `scripted`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// By which exit, for `scripted`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit: Option<String>,
}

/// Why an offer went where it went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BecauseView {
    /// The queue.
    #[schema(value_type = String)]
    pub queue: Text<QueueId>,
    /// Its priority.
    pub priority: u8,
    /// How long the conversation had waited, in milliseconds.
    pub waited_ms: u64,
    /// How many agents could have been asked.
    pub ready: u32,
    /// Its score in thousandths, where the order is by score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<u64>,
    /// The contact's language, if it was known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Skills that were required.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required: Vec<RequiredSkill>,
    /// The agents looked at, best first.
    pub candidates: Vec<CandidateView>,
}

/// One agent as a candidate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CandidateView {
    /// Who.
    #[schema(value_type = String)]
    pub agent: Text<AgentId>,
    /// Their name.
    pub name: String,
    /// How long idle, in milliseconds.
    pub idle_ms: u64,
    /// Conversations held.
    pub load: u8,
    /// Conversations allowed.
    pub capacity: u8,
    /// Level in the queue, 1 to 10.
    pub level: u8,
    /// How well they speak the contact's language.
    pub fluency: FluencyView,
    /// `chosen`; eligible but behind: `shorter_idle`, `less_fluent`, `lower_level`, `more_loaded`,
    /// `asked_more_recently`; while another has it, `came_later` and `better_placed_now`, who were not
    /// before them when it was given; `eligible`, `may_take`; and what stands between:
    /// `passed_recently`, `full`, `full_for_channel`, `kept_for_heavier`, `lacks_skill`,
    /// `lacks_language`, `another_is_waited_for`, `stops_new`, `not_available`, `unreachable`.
    pub verdict: String,
}

/// A skill that a conversation requires.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RequiredSkill {
    /// Its name.
    pub skill: String,
    /// The least level, 1 to 10.
    pub level: u8,
}

/// How well an agent speaks a contact's language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FluencyView {
    /// Not at all, or no language is known.
    None,
    /// By a secondary language.
    Secondary,
    /// By the primary language.
    Primary,
}

/// `GET /api/v1/conversations/{id}/explanation`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExplanationView {
    /// Which conversation.
    #[schema(value_type = String)]
    pub conversation: Text<ConversationId>,
    /// Its state.
    pub state: String,
    /// Its queue.
    #[schema(value_type = String)]
    pub queue: Text<QueueId>,
    /// Its place while it waits, from 1.
    pub position: Option<u32>,
    /// The contact's language, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Whether agents who do not speak it are asked as well.
    pub any_language: bool,
    /// Skills that are required at this moment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required: Vec<RequiredSkill>,
    /// The agent who is waited for at this moment, if it is one certain agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub waits_for: Option<Text<AgentId>>,
    /// When one of these demands is given up next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub relaxes_at: Option<At>,
    /// Its score in thousandths, where the order is by score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<u64>,
    /// Every agent of the queue, best first.
    pub candidates: Vec<CandidateView>,
}

/// A page of a transcript, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MessagePage {
    /// The messages.
    pub items: Vec<MessageView>,
    /// Whether there are earlier ones.
    pub has_earlier: bool,
    /// Whether there are later ones.
    pub has_later: bool,
}

/// `GET /api/v1/channels/{channel}/config`: what the widget needs before it opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WidgetConfig {
    /// The title of the window.
    pub title: String,
    /// The launcher's label.
    pub launcher: String,
    /// The first words in the window.
    pub greeting: String,
    /// The brand colour, `#rrggbb`, dark enough for white text (contrast at least 4.5).
    pub accent: String,
    /// What the form before a conversation asks for besides a name, in this order.
    pub form: Vec<FormField>,
    /// Languages that the contact is asked to choose from (BCP 47); empty: that is not asked.
    pub languages: Vec<String>,
    /// The language of the texts (BCP 47).
    pub locale: String,
    /// What is asked once a conversation has ended; null: nothing.
    pub survey: Option<SurveyAsked>,
    /// The form that is shown while nobody can be reached; null: there is none.
    pub offline: Option<OfflineForm>,
    /// What files visitors may send while an agent is with them; null: none.
    pub files: Option<FilesTaken>,
    /// The content-hashed address of the panel script, relative to the gateway.
    pub panel: String,
    /// What the pages offer visitors by themselves, the highest priority first.
    pub invitations: Vec<Invitation>,
    /// How it looks; left out: as the keys above say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub design: Option<WidgetDesign>,
}

/// `POST /api/v1/channels/{channel}/end`: a page ends its visitor's conversation, whatever becomes of the page.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndChat {
    /// The visitor's token.
    pub token: String,
}

/// `PUT /api/v1/agents/{agent}/capacity`.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetCapacity {
    /// How many conversations at once: 1 to 6.
    #[schema(minimum = 1, maximum = 6)]
    pub capacity: u8,
}

/// `GET /api/v1/channels`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChannelList {
    /// Every channel, by id.
    pub items: Vec<ChannelView>,
}

/// `GET /api/v1/queues`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct QueueList {
    /// The queues, by id: the agent's own, or all for supervisors.
    pub items: Vec<QueueSummary>,
}

/// `GET /api/v1/reports/scripts`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ScriptReports {
    /// The scripts, by name.
    pub items: Vec<ScriptReport>,
}

/// How conversations go through one script.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ScriptReport {
    /// The script's name.
    pub name: String,
    /// Its objects, by tag: those of the configuration, and others that conversations have come to.
    pub objects: Vec<ScriptObjectReport>,
}

/// How conversations go through one object of a script.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ScriptObjectReport {
    /// Its tag.
    pub tag: String,
    /// What it does; null: the configuration has it no more.
    pub does: Option<String>,
    /// How many conversations have come to it.
    pub entered: u64,
    /// How many of them are there at this moment.
    pub here: u64,
    /// How many left, by exit.
    pub exits: Vec<ExitCount>,
}

/// How many conversations left an object of a script by one exit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExitCount {
    /// The exit as the configuration calls it; also `agent`, `handed_on`, `left`, `end` and `too_long`.
    pub exit: String,
    /// How many.
    pub count: u64,
}

/// `GET /api/v1/agents`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AgentList {
    /// Every agent, by id.
    pub items: Vec<AgentView>,
}

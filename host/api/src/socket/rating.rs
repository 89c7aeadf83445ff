//! What a contact says of a conversation that has ended: once, durable before it is acknowledged.

use std::time::Duration;

use frontdesk_core::{AgentId, Conversation, ConversationState, Span, Timestamp};
use frontdesk_engine::{
    Refusal,
    ports::{ContactNotice, ContactSession},
};
use frontdesk_store::{
    Batch, StoreError,
    ratings::{self, Rating},
    records,
};
use frontdesk_wire::visitor::{ContactRating, HostFrame};

use super::speech::Spoken;
use crate::{api::Api, problem::millis};

/// Characters that may be added.
const COMMENT_CHARS: usize = 1_000;
/// Bytes of the client's id.
const ID_BYTES: usize = 64;
/// How long after its end a conversation may be rated.
const WITHIN: Span = Span::seconds(7 * 24 * 3_600);
/// When a client may try again.
const LATER: Duration = Duration::from_secs(1);

/// The rating in a frame; `None`: it is another frame.
pub(super) fn told(text: &str) -> Option<ContactRating> {
    if !text.contains("\"rate\"") {
        return None;
    }
    serde_json::from_str(text).ok()
}

/// Why a rating is not taken.
enum Refused {
    /// For good: the code, and a sentence.
    Never(&'static str, &'static str),
    /// For now.
    Later,
}

impl From<StoreError> for Refused {
    fn from(_: StoreError) -> Self {
        Self::Later
    }
}

/// Keeps a rating and acknowledges it. The same one again is acknowledged again.
pub(super) async fn tell(api: &Api, session: &ContactSession, said: ContactRating) -> Spoken {
    let ContactRating::Rate { id, .. } = &said;
    let id = id.clone();
    let refused = match keep(api, session, said).await {
        Ok(kept) => {
            let notice = ContactNotice::Ack {
                id,
                seq: None,
                conversation: kept.conversation,
                at: kept.at,
            };
            return Spoken {
                notices: vec![notice],
                ..Spoken::default()
            };
        }
        Err(refused) => refused,
    };
    let (code, message, retry_ms) = match refused {
        Refused::Never(code, message) => (code, message, None),
        Refused::Later => ("busy", "try again in a moment", Some(millis(LATER))),
    };
    Spoken {
        host: Some(HostFrame::Refused {
            id: (id.len() <= ID_BYTES).then_some(id),
            code: code.to_owned(),
            field: None,
            message: message.to_owned(),
            retry_ms,
        }),
        ..Spoken::default()
    }
}

async fn keep(
    api: &Api,
    session: &ContactSession,
    ContactRating::Rate {
        id,
        conversation,
        score,
        comment,
    }: ContactRating,
) -> Result<Rating, Refused> {
    let setup = api.setup();
    let survey = setup
        .channel(&session.channel)
        .and_then(|channel| channel.survey.as_ref());
    let survey = survey.ok_or(Refused::Never(
        "not_asked",
        "this channel asks for no rating",
    ))?;
    let comment = comment.trim();
    let fits = (1..=ID_BYTES).contains(&id.len())
        && survey.scale.has(score)
        && (survey.comment || comment.is_empty())
        && comment.chars().count() <= COMMENT_CHARS;
    if !fits {
        let why = "the id, the score or the comment is not within the survey's limits";
        return Err(Refused::Never("bad_rating", why));
    }
    let store = &**api.engine().store();
    let rated = records::conversation(store, conversation.0).await?;
    let rated = rated.filter(|one| one.channel == session.channel && one.thread == session.thread);
    let rated = rated.ok_or(Refused::Never(
        "no_conversation",
        "there is no such conversation",
    ))?;
    let now = api.now();
    let agent = agent_at_end(&rated, now).ok_or(Refused::Never(
        "wrong_state",
        "a conversation is rated once an agent has had it and it has ended, within a week",
    ))?;
    let rating = Rating {
        conversation: rated.id,
        channel: rated.channel,
        queue: rated.queue,
        agent: Some(agent),
        scale: survey.scale,
        score,
        comment: (!comment.is_empty()).then(|| comment.into()),
        at: now,
        client_id: id.into(),
    };
    if let Some(before) = ratings::of(store, rating.conversation).await? {
        return again(before, &rating);
    }
    let mut batch = Batch::new();
    ratings::stage(&mut batch, &rating)?;
    match api.engine().keep(batch).await {
        Ok(()) => Ok(rating),
        // Another tab was faster.
        Err(Refusal::Conflict) => match ratings::of(store, rating.conversation).await? {
            Some(before) => again(before, &rating),
            None => Err(Refused::Later),
        },
        Err(_) => Err(Refused::Later),
    }
}

/// The first answer counts.
fn again(before: Rating, now: &Rating) -> Result<Rating, Refused> {
    if before.client_id == now.client_id {
        Ok(before)
    } else {
        Err(Refused::Never(
            "rated_already",
            "this conversation is rated already",
        ))
    }
}

/// The agent who had a conversation that has ended.
fn agent_at_end(conversation: &Conversation, now: Timestamp) -> Option<AgentId> {
    match &conversation.state {
        ConversationState::WrapUp { agent, .. } => Some(agent.clone()),
        ConversationState::Closed(ended) if now.since(ended.closed_at) <= WITHIN => {
            ended.agent.clone()
        }
        ConversationState::Closed(_)
        | ConversationState::Scripted { .. }
        | ConversationState::Queued { .. }
        | ConversationState::Offered { .. }
        | ConversationState::Assigned { .. }
        | ConversationState::Parked { .. } => None,
    }
}

//! What a contact is told, and in whose name.

use frontdesk_core::{
    AgentId, Author, Content, Conversation, ConversationState, EndedBy, Message, Notice, Timestamp,
    script::Offered,
};
use frontdesk_engine::ports::{ContactNotice, ContactState};

use super::directory::Directory;
use crate::files::outgoing::in_words;

/// Where a conversation stands, as its contact may know it: an open offer counts as waiting, wrap-up
/// as over. In a script it waits without a place in line, which is place 0.
pub(crate) fn state(
    conversation: &Conversation,
    position: u32,
    directory: &Directory,
) -> ContactState {
    let id = conversation.id;
    match &conversation.state {
        ConversationState::Scripted { since } => ContactState::Queued {
            conversation: id,
            position: 0,
            since: *since,
        },
        ConversationState::Queued { since, .. } | ConversationState::Offered { since, .. } => {
            ContactState::Queued {
                conversation: id,
                position,
                since: *since,
            }
        }
        ConversationState::Assigned { agent, .. } | ConversationState::Parked { agent, .. } => {
            ContactState::Assigned {
                conversation: id,
                agent_name: directory.name_of(agent).to_owned(),
            }
        }
        ConversationState::WrapUp { ended_by: by, .. } => ContactState::Ended {
            conversation: id,
            by: ended_by(by),
        },
        ConversationState::Closed(ended) => ContactState::Ended {
            conversation: id,
            by: ended_by(&ended.by),
        },
    }
}

/// What a contact may choose at this moment, while their script has a say.
pub(super) fn offered(conversation: &Conversation) -> &[Offered] {
    use ConversationState::{Assigned, Closed, Offered as Asked, Parked, Queued, Scripted, WrapUp};
    match &conversation.state {
        Scripted { .. } | Queued { .. } | Asked { .. } => {
            let run = conversation.script.as_deref();
            run.map(|run| &*run.offered).unwrap_or_default()
        }
        Assigned { .. } | Parked { .. } | WrapUp { .. } | Closed(_) => &[],
    }
}

/// Whether a contact sees any difference between two states. The place in line is told apart.
pub(super) fn differ(before: &ConversationState, after: &ConversationState) -> bool {
    use ConversationState::{Assigned, Closed, Offered, Parked, Queued, Scripted, WrapUp};
    match (before, after) {
        (Queued { .. } | Offered { .. }, Queued { .. } | Offered { .. }) => false,
        (Scripted { .. }, Scripted { .. }) => false,
        (WrapUp { .. } | Closed(_), WrapUp { .. } | Closed(_)) => false,
        (
            Assigned { agent: before, .. } | Parked { agent: before, .. },
            Assigned { agent: after, .. } | Parked { agent: after, .. },
        ) => before != after,
        (
            Scripted { .. }
            | Queued { .. }
            | Offered { .. }
            | Assigned { .. }
            | Parked { .. }
            | WrapUp { .. }
            | Closed(_),
            Scripted { .. }
            | Queued { .. }
            | Offered { .. }
            | Assigned { .. }
            | Parked { .. }
            | WrapUp { .. }
            | Closed(_),
        ) => true,
    }
}

/// A message, with the name to show for it, and with addresses of its files that are good from now on.
pub(crate) fn message(message: &Message, directory: &Directory, now: Timestamp) -> ContactNotice {
    let agent_name = agent_name(message).map(|agent| directory.name_of(agent).to_owned());
    ContactNotice::Message {
        message: in_words(message, &directory.links, now),
        agent_name,
    }
}

/// The agent whose name is shown with a message: its author, or whom a notice is about.
pub(crate) fn agent_name(message: &Message) -> Option<&AgentId> {
    match (&message.author, &message.content) {
        (Author::Agent(agent), _) => Some(agent),
        (_, Content::Notice(Notice::AgentJoined(agent) | Notice::Ended(EndedBy::Agent(agent)))) => {
            Some(agent)
        }
        (
            Author::Contact | Author::System,
            Content::Text(_)
            | Content::Files { .. }
            | Content::Template { .. }
            | Content::Translated { .. }
            | Content::Notice(_),
        ) => None,
    }
}

/// Who ended a talk, in a word.
pub(crate) fn ended_by(by: &EndedBy) -> &'static str {
    match by {
        EndedBy::Contact => "contact",
        EndedBy::Agent(_) => "agent",
        EndedBy::Supervisor(_) => "supervisor",
        EndedBy::System => "system",
        EndedBy::Diverted => "diverted",
    }
}

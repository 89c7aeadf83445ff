//! What a customer system is told of a conversation.

use frontdesk_core::{
    Attachment, Author, Content, Conversation, ConversationState, Message, Seq, Timestamp,
};
use frontdesk_directory::system::Link;
use frontdesk_engine::ports::{CaseAuthor, CaseNote, CaseTurn};
use frontdesk_store::{Store, StoreError, records};

use crate::hub::Directory;

/// Messages that are read at once.
const PAGE: usize = 256;
/// Messages of one log.
const TURNS: usize = 5_000;
/// Bytes of what was said in one log; a component cuts it further to what its system takes.
const BYTES: usize = 256 * 1024;
/// Characters of a subject that nobody wrote.
const SUBJECT_CHARS: usize = 80;
/// Messages that are looked through for what the contact said first.
const BEGINNING: usize = 10;

/// The conversation without what was said in it.
pub(super) async fn head(
    store: &dyn Store,
    directory: &Directory,
    link: &Link,
    conversation: &Conversation,
) -> Result<CaseNote, StoreError> {
    let agent = match &conversation.state {
        ConversationState::Closed(ended) => ended.agent.as_ref(),
        ConversationState::Scripted { .. }
        | ConversationState::Queued { .. }
        | ConversationState::Offered { .. }
        | ConversationState::Assigned { .. }
        | ConversationState::Parked { .. }
        | ConversationState::WrapUp { .. } => conversation.state.agent(),
    };
    let subject = match &link.case {
        Some(case) => case.subject.clone().into(),
        None => subject(store, conversation).await?,
    };
    let channel = directory.channel_title(&conversation.channel).to_owned();
    let mut fields = vec![
        ("conversation".to_owned(), conversation.id.to_string()),
        ("channel".to_owned(), channel),
    ];
    if let ConversationState::Closed(ended) = &conversation.state
        && let Some(disposition) = &ended.disposition
    {
        fields.push(("disposition".to_owned(), disposition.to_string()));
    }
    Ok(CaseNote {
        person: link.person.to_string(),
        subject,
        queue: directory.title_of(&conversation.queue).to_owned(),
        agent: agent.map(|agent| directory.name_of(agent).to_owned()),
        transcript: Vec::new(),
        fields,
    })
}

/// What the contact said first, or who they are.
async fn subject(store: &dyn Store, conversation: &Conversation) -> Result<String, StoreError> {
    let id = conversation.id;
    let first = records::messages(store, id, records::Part::After(Seq(0)), BEGINNING).await?;
    let said = first.iter().find_map(|message| {
        let text = message.content.text().unwrap_or_default().trim();
        (message.author == Author::Contact && !text.is_empty()).then_some(text)
    });
    Ok(match (said, &conversation.contact.name) {
        (Some(text), _) => {
            let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
            line.chars().take(SUBJECT_CHARS).collect()
        }
        (None, Some(name)) => format!("Conversation with {name}"),
        (None, None) => format!("Conversation {id}"),
    })
}

/// What was said after one message up to another. Of more than a log takes, the end.
pub(super) async fn transcript(
    store: &dyn Store,
    directory: &Directory,
    conversation: &Conversation,
    after: Seq,
    through: Seq,
) -> Result<Vec<CaseTurn>, StoreError> {
    let mut turns: Vec<CaseTurn> = Vec::new();
    let (mut bytes, mut before) = (0, Seq(through.0.saturating_add(1)));
    while before.0 > after.0.saturating_add(1) {
        let part = records::Part::Before(before);
        let page = records::messages(store, conversation.id, part, PAGE).await?;
        let Some(first) = page.first().map(|message| message.seq) else {
            break;
        };
        before = first;
        for message in page.iter().rev().filter(|message| message.seq > after) {
            let Some(turn) = turn(message, conversation, directory) else {
                continue;
            };
            bytes += turn.text.len();
            if turns.len() >= TURNS || bytes > BYTES {
                turns.push(left_out(message.at));
                turns.reverse();
                return Ok(turns);
            }
            turns.push(turn);
        }
    }
    turns.reverse();
    Ok(turns)
}

/// What was said; `None`: nobody said it, it happened.
fn turn(message: &Message, of: &Conversation, directory: &Directory) -> Option<CaseTurn> {
    let (author, name) = match &message.author {
        Author::Contact => (CaseAuthor::Contact, of.contact.name.as_deref()),
        Author::Agent(agent) => (CaseAuthor::Agent, Some(directory.name_of(agent))),
        Author::System => (CaseAuthor::System, None),
    };
    let text = match &message.content {
        Content::Text(text) | Content::Template { text, .. } | Content::Translated { text, .. } => {
            text.to_string()
        }
        Content::Files { text, attachments } => {
            let name = |file: &Attachment| {
                let name = file.name.as_deref().or(file.mime.as_deref());
                format!("[{}]", name.unwrap_or("file"))
            };
            let names = attachments.iter().map(name);
            let said = Some(text.to_string()).filter(|text| !text.is_empty());
            said.into_iter().chain(names).collect::<Vec<_>>().join(" ")
        }
        Content::Notice(_) => return None,
    };
    Some(CaseTurn {
        at: message.at,
        author,
        name: name.map(str::to_owned),
        text,
    })
}

fn left_out(at: Timestamp) -> CaseTurn {
    CaseTurn {
        at,
        author: CaseAuthor::System,
        name: None,
        text: "What was said before is left out here.".to_owned(),
    }
}

//! From the core's records to what clients see.

mod why;

mod translation;

use frontdesk_core::{
    AgentId, Author, Cause, Content, Conversation, ConversationState, DeliveryState, EndedBy, Link,
    Media, Message, MessageDelivery, Notice, Offer, Presence, QueueId, StoppedBy, Variable,
    Withdrawal,
};
use frontdesk_store::{Store, StoreError, records};
use frontdesk_wire::{
    At, Text,
    view::{
        AgentView, AttachmentView, AuthorView, ContactView, ContentView, ConversationView,
        DeliveryReasonView, DeliveryStateView, DeliveryView, EndedByView, FieldView, IdentityView,
        MediaView, MessageView, OfferView, PresenceView, QueueSummary, StateView, StoppedByView,
        VariableView,
    },
};

use self::translation::{between, original};
pub(crate) use self::translation::{translation, translation_failure};
pub(crate) use why::{explanation, step};

use crate::hub::{Desk, Directory, Line, Open, Preview};

pub(crate) fn conversation(
    conversation: &Conversation,
    contact_connected: bool,
    directory: &Directory,
) -> ConversationView {
    let contact = &conversation.contact;
    let text = |value: &Option<Box<str>>| value.as_deref().map(str::to_owned);
    let fields = contact.fields.iter();
    ConversationView {
        id: Text(conversation.id),
        channel: Text(conversation.channel.clone()),
        queue: Text(conversation.queue.clone()),
        contact: ContactView {
            name: text(&contact.name),
            account_number: text(&contact.account_number),
            locale: text(&contact.locale),
            fields: fields
                .map(|(name, value)| FieldView {
                    name: name.to_string(),
                    value: value.to_string(),
                })
                .collect(),
            variables: contact
                .variables
                .iter()
                .map(|(name, said)| variable(name, said))
                .collect(),
            person: contact.person.map(Text),
            identities: contact
                .identities
                .iter()
                .map(|identity| IdentityView {
                    kind: identity.kind.to_string(),
                    value: identity.value.to_string(),
                })
                .collect(),
            address: (!directory.is_stream(&conversation.channel))
                .then(|| conversation.thread.0.to_string()),
            stopped_at: contact.stopped_at.map(At),
        },
        contact_connected,
        opened_at: At(conversation.opened_at),
        state: state(&conversation.state),
        last_seq: conversation.last_seq.0,
        contact_read: conversation.contact_read.0,
        agent_read: conversation.agent_read.0,
        unanswered_since_at: conversation.unanswered_since.map(At),
        contact_wrote_at: conversation.contact_wrote_at.map(At),
        language: conversation
            .language
            .as_ref()
            .map(|l| l.language.to_string()),
        dispositions: directory.dispositions_of(&conversation.queue).to_vec(),
        translation: between(conversation, directory),
    }
}

/// A masked value leaves the gateway for nobody.
fn variable(name: &str, variable: &Variable) -> VariableView {
    let label = variable.label.as_deref().unwrap_or(name);
    VariableView {
        label: label.to_string(),
        value: (!variable.is_masked).then(|| variable.value.to_string()),
    }
}

fn state(state: &ConversationState) -> StateView {
    match state {
        ConversationState::Scripted { since } => StateView::Scripted {
            since_at: At(*since),
        },
        ConversationState::Queued { since, .. } => StateView::Queued {
            since_at: At(*since),
        },
        ConversationState::Offered {
            since,
            offer,
            agent,
            expires,
            ..
        } => StateView::Offered {
            since_at: At(*since),
            offer: Text(*offer),
            agent: Text(agent.clone()),
            expires_at: At(*expires),
        },
        ConversationState::Assigned {
            agent, assigned_at, ..
        } => StateView::Assigned {
            agent: Text(agent.clone()),
            assigned_at: At(*assigned_at),
        },
        ConversationState::Parked {
            agent,
            parked_at,
            until,
            ..
        } => StateView::Parked {
            agent: Text(agent.clone()),
            parked_at: At(*parked_at),
            until_at: until.map(At),
        },
        ConversationState::WrapUp {
            agent,
            ended_at,
            ended_by: by,
            until,
        } => StateView::WrapUp {
            agent: Text(agent.clone()),
            ended_by: ended_by(by),
            ended_at: At(*ended_at),
            until_at: At(*until),
        },
        ConversationState::Closed(ended) => StateView::Closed {
            closed_at: At(ended.closed_at),
            ended_by: ended_by(&ended.by),
            abandoned: ended.abandoned,
            disposition: ended.disposition.as_deref().map(str::to_owned),
            note: ended.note.as_deref().map(str::to_owned),
        },
    }
}

fn ended_by(by: &EndedBy) -> EndedByView {
    match by {
        EndedBy::Contact => EndedByView::Contact,
        EndedBy::Agent(agent) => EndedByView::Agent {
            agent: Text(agent.clone()),
        },
        EndedBy::Supervisor(agent) => EndedByView::Supervisor {
            agent: Text(agent.clone()),
        },
        EndedBy::System => EndedByView::System,
        EndedBy::Diverted => EndedByView::Diverted,
    }
}

pub(crate) fn message(message: &Message, directory: &Directory) -> MessageView {
    let name = |agent: &AgentId| directory.name_of(agent).to_owned();
    MessageView {
        seq: message.seq.0,
        at: At(message.at),
        author: match &message.author {
            Author::Contact => AuthorView::Contact,
            Author::Agent(agent) => AuthorView::Agent {
                agent: Text(agent.clone()),
                name: name(agent),
            },
            Author::System => AuthorView::System,
        },
        content: match &message.content {
            Content::Text(_)
            | Content::Files { .. }
            | Content::Template { .. }
            | Content::Translated { .. } => said(&message.content),
            Content::Notice(Notice::AgentJoined(agent)) => {
                ContentView::AgentJoined { name: name(agent) }
            }
            Content::Notice(Notice::Requeued) => ContentView::Requeued,
            Content::Notice(Notice::AnswerAwaited) => ContentView::AnswerAwaited,
            Content::Notice(Notice::Ended(by)) => ContentView::Ended { by: ended_by(by) },
            Content::Notice(Notice::Stopped(by)) => ContentView::Stopped {
                by: stopped_by(by, directory),
            },
            Content::Notice(Notice::Resumed(by)) => ContentView::Resumed {
                by: stopped_by(by, directory),
            },
        },
        client_id: message.client_id.as_deref().map(str::to_owned),
        delivery: None,
        translations: Vec::new(),
    }
}

/// What a person wrote.
fn said(content: &Content) -> ContentView {
    let attachments = (1..).zip(content.attachments());
    let text = |value: &Option<Box<str>>| value.as_deref().map(str::to_owned);
    ContentView::Text {
        text: content.text().unwrap_or_default().to_owned(),
        attachments: attachments
            .map(|(number, file)| AttachmentView {
                number,
                media: media(file.media),
                name: text(&file.name),
                mime: text(&file.mime),
                bytes: file.bytes,
            })
            .collect(),
        template: match content {
            Content::Template { name, .. } => Some(name.to_string()),
            Content::Text(_)
            | Content::Files { .. }
            | Content::Translated { .. }
            | Content::Notice(_) => None,
        },
        original: match content {
            Content::Translated { from, .. } => Some(original(from)),
            Content::Text(_)
            | Content::Files { .. }
            | Content::Template { .. }
            | Content::Notice(_) => None,
        },
    }
}

pub(crate) const fn media(media: Media) -> MediaView {
    match media {
        Media::Image => MediaView::Image,
        Media::Audio => MediaView::Audio,
        Media::Video => MediaView::Video,
        Media::Sticker => MediaView::Sticker,
        Media::Document => MediaView::Document,
    }
}

fn stopped_by(by: &StoppedBy, directory: &Directory) -> StoppedByView {
    match by {
        StoppedBy::Contact => StoppedByView::Contact,
        StoppedBy::Provider => StoppedByView::Provider,
        StoppedBy::Agent(agent) => StoppedByView::Agent {
            name: directory.name_of(agent).to_owned(),
        },
    }
}

/// Messages, each with how far it has come and its translations.
pub(crate) async fn messages(
    store: &dyn Store,
    messages: &[Message],
    directory: &Directory,
) -> Result<Vec<MessageView>, StoreError> {
    let mut views: Vec<MessageView> = messages
        .iter()
        .map(|kept| message(kept, directory))
        .collect();
    let (Some(first), Some(last)) = (messages.first(), messages.last()) else {
        return Ok(views);
    };
    let read = records::deliveries(store, first.conversation, first.seq, last.seq).await?;
    for (seq, known) in read {
        if let Some(view) = views.iter_mut().find(|view| view.seq == seq.0) {
            view.delivery = Some(delivery(&known));
        }
    }
    let read = records::translations(store, first.conversation, first.seq, last.seq).await?;
    for (seq, known) in read {
        if let Some(view) = views.iter_mut().find(|view| view.seq == seq.0) {
            view.translations.push(translation(&known));
        }
    }
    Ok(views)
}

/// How far a message has come.
pub(crate) fn delivery(delivery: &MessageDelivery) -> DeliveryView {
    DeliveryView {
        state: match delivery.state {
            DeliveryState::Uncertain => DeliveryStateView::Uncertain,
            DeliveryState::Sent => DeliveryStateView::Sent,
            DeliveryState::Failed => DeliveryStateView::Failed,
            DeliveryState::Delivered => DeliveryStateView::Delivered,
            DeliveryState::Read => DeliveryStateView::Read,
        },
        at: At(delivery.at),
        reason: delivery.reason.as_ref().map(|reason| DeliveryReasonView {
            cause: cause(reason.cause).to_owned(),
            message: reason.message.to_string(),
            code: reason.code.as_deref().map(str::to_owned),
        }),
    }
}

const fn cause(cause: Cause) -> &'static str {
    match cause {
        Cause::Recipient => "recipient",
        Cause::OptedOut => "opted_out",
        Cause::WindowClosed => "window_closed",
        Cause::Content => "content",
        Cause::Filtered => "filtered",
        Cause::Quota => "quota",
        Cause::Misconfigured => "misconfigured",
        Cause::Other => "other",
    }
}

pub(crate) fn presence(presence: &Presence) -> PresenceView {
    match presence {
        Presence::Available => PresenceView::Available {},
        Presence::Away { reason } => PresenceView::Away {
            reason: reason.to_string(),
        },
        Presence::Offline => PresenceView::Offline {},
    }
}

pub(crate) fn agent(desk: &Desk, directory: &Directory) -> AgentView {
    AgentView {
        presence: presence(&desk.presence),
        presence_since_at: At(desk.presence_since),
        connected: desk.link == Link::Up,
        load: u8::try_from(desk.holds.len()).unwrap_or(u8::MAX),
        capacity: desk.capacity,
        stops_new: desk.stops_new,
        ..stranger(&desk.agent, directory)
    }
}

/// Somebody with an account whom the routing plan does not know.
pub(crate) fn stranger(agent: &AgentId, directory: &Directory) -> AgentView {
    AgentView {
        id: Text(agent.clone()),
        name: directory.name_of(agent).to_owned(),
        role: directory.role_of(agent),
        presence: PresenceView::Offline {},
        presence_since_at: At(frontdesk_core::Timestamp::default()),
        connected: false,
        load: 0,
        capacity: directory.capacity_of(agent),
        may_decline: directory.may_decline(agent),
        may_pick: directory.may_pick(agent),
        stops_new: false,
        languages: directory.languages_of(agent),
        queues: directory
            .queues_of(agent)
            .iter()
            .cloned()
            .map(Text)
            .collect(),
    }
}

pub(crate) fn queue(queue: &QueueId, line: &Line, directory: &Directory) -> QueueSummary {
    QueueSummary {
        id: Text(queue.clone()),
        title: directory.title_of(queue).to_owned(),
        waiting: line.waiting,
        oldest_since_at: line.oldest_since.map(At),
        free_slots: line.free_slots,
        estimated_wait_ms: line.estimated_wait.map(|wait| wait.0),
        by_hand: directory.is_by_hand(queue),
    }
}

pub(crate) fn offer(offer: &Offer, open: &Open, directory: &Directory) -> OfferView {
    OfferView {
        id: Text(offer.id),
        offered_at: At(offer.offered_at),
        expires_at: At(offer.expires),
        conversation: open.view(directory),
        preview: match &open.preview {
            Preview::Text(text) => Some(text.to_string()),
            Preview::Nothing | Preview::InStore => None,
        },
    }
}

pub(crate) const fn withdrawal(reason: Withdrawal) -> &'static str {
    match reason {
        Withdrawal::Declined => "declined",
        Withdrawal::Expired => "expired",
        Withdrawal::ConversationEnded => "conversation_ended",
        Withdrawal::AgentNotAvailable => "agent_not_available",
        Withdrawal::AgentUnreachable => "agent_unreachable",
        Withdrawal::Requeued => "requeued",
        Withdrawal::Taken => "taken",
    }
}

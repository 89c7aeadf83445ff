//! A contact asks for a conversation: it waits in its channel's queue from this moment on.

use alloc::{boxed::Box, vec::Vec};

use crate::{
    conversation::{ContactCard, Conversation, ConversationState},
    ending,
    ids::{ChannelId, ConversationId, QueueId, Seq, ThreadId},
    limits,
    message::{Author, Content},
    rejection::Rejection,
    trace::StepKind,
    transcript,
    turn::Turn,
};

pub(super) fn apply(
    turn: &mut Turn<'_>,
    channel: ChannelId,
    thread: ThreadId,
    contact: ContactCard,
    first_message: Option<(Content, Option<Box<str>>)>,
) -> Result<(), Rejection> {
    open(turn, channel, thread, contact, first_message)
}

/// Opens a conversation. One of the same thread that is only being wrapped up closes for it, since
/// the contact has moved on; one that still waits or talks refuses it.
pub(super) fn open(
    turn: &mut Turn<'_>,
    channel: ChannelId,
    thread: ThreadId,
    contact: ContactCard,
    first_message: Option<(Content, Option<Box<str>>)>,
) -> Result<(), Rejection> {
    let queue = match turn.floor.plan.channels.get(&channel) {
        Some(plan) => plan.queue.clone(),
        None => return Err(Rejection::UnknownChannel(channel)),
    };
    transcript::check_contact(&thread, &contact)?;
    if let Some((content, client_id)) = &first_message {
        transcript::check(content, client_id.as_deref())?;
    }
    let in_wrap_up = match turn.floor.open_on(&channel, &thread) {
        Some(open) => match &turn.conversation(open)?.state {
            ConversationState::WrapUp { .. } => Some(open),
            ConversationState::Queued { .. }
            | ConversationState::Offered { .. }
            | ConversationState::Assigned { .. }
            | ConversationState::Closed(_) => return Err(Rejection::AlreadyOpen(open)),
        },
        None => None,
    };
    check_room(turn, &queue, in_wrap_up)?;
    let full = Rejection::FloorFull {
        limit: limits::OPEN_CONVERSATIONS,
    };
    let id = turn.take_conversation_id().ok_or(full)?;

    if let Some(open) = in_wrap_up {
        ending::finish_wrap_up(turn, open, None, None);
    }
    let now = turn.now;
    turn.insert(Conversation {
        id,
        channel,
        thread,
        queue,
        contact,
        opened_at: now,
        state: ConversationState::Queued {
            since: now,
            passed: Vec::new(),
        },
        last_seq: Seq(0),
        contact_read: Seq(0),
        agent_read: Seq(0),
        unanswered_since: None,
        first_assigned_at: None,
        next_step: 0,
    });
    turn.log(id, StepKind::Queued);
    if let Some((content, client_id)) = first_message {
        transcript::append(turn, id, Author::Contact, content, client_id);
    }
    Ok(())
}

fn check_room(
    turn: &Turn<'_>,
    queue: &QueueId,
    closing: Option<ConversationId>,
) -> Result<(), Rejection> {
    let open = turn
        .floor
        .conversations
        .len()
        .saturating_sub(usize::from(closing.is_some()));
    if open >= limits::OPEN_CONVERSATIONS {
        return Err(Rejection::FloorFull {
            limit: limits::OPEN_CONVERSATIONS,
        });
    }
    let waiting = turn
        .floor
        .index
        .queues
        .get(queue)
        .map_or(0, |q| q.line.len());
    if waiting >= limits::WAITING_PER_QUEUE {
        let limit = limits::WAITING_PER_QUEUE;
        return Err(Rejection::QueueFull {
            queue: queue.clone(),
            limit,
        });
    }
    Ok(())
}

//! A script hands its conversation to a queue, and perhaps takes it back.

use alloc::{boxed::Box, vec::Vec};

use super::{
    drive::{end, log, wait_for},
    listening::offer_choices,
    object::{Forward, Object, Script, Tag},
    run::{Exit, Forwarded, Pending},
    say::{say_choices, waiting_words},
};
use crate::{
    conversation::ConversationState,
    ids::{ConversationId, QueueId},
    queueing::{self, Entry},
    trace::{StepKind, WhyMoved},
    turn::Turn,
};

/// Lets a conversation wait in a queue. Returns where it goes on if the queue refuses it.
pub(super) fn wait_in_queue<'s>(
    turn: &mut Turn<'_>,
    id: ConversationId,
    script: &Script,
    forward: &'s Forward,
) -> Option<&'s Tag> {
    let queue = if turn.floor.plan.queues.contains_key(&forward.queue) {
        forward.queue.clone()
    } else {
        channels_queue(turn, id)?
    };
    let Ok((queue, sent_on)) = queueing::destination(turn.floor, queue, turn.now) else {
        if forward.refused.is_none() {
            log(turn, id, Exit::Refused);
            end(turn, id);
        }
        return forward.refused.as_ref();
    };
    let now = turn.now;
    let first = forward.in_queue.as_ref();
    let message = first.and_then(|tag| match script.objects.get(tag) {
        Some(Object::WaitMessage(it)) => Some((tag.clone(), now + it.at)),
        _ => None,
    });
    let until = forward.after.as_ref().map(|(after, _)| now + *after);
    let forwarded = Forwarded {
        priority: forward.priority,
        steps: forward.steps.clone(),
    };
    turn.edit(id, |c| c.forwarded = Some(Box::new(forwarded)));
    wait_for(
        turn,
        id,
        Pending::Agent {
            entered: now,
            message,
            until,
        },
    );
    enter(turn, id, &queue, sent_on);
    offer_choices(turn, id, forward.skip.as_slice(), true);
    None
}

/// Puts a conversation into a line, with the age it has from the first one.
fn enter(
    turn: &mut Turn<'_>,
    id: ConversationId,
    queue: &QueueId,
    sent_on: Vec<(QueueId, WhyMoved)>,
) {
    let now = turn.now;
    let mut since = now;
    turn.edit(id, |c| {
        if let Some(run) = &mut c.script {
            since = *run.waiting_since.get_or_insert(now);
        }
    });
    let Some(conversation) = turn.floor.conversations.get(&id) else {
        return;
    };
    let mut moved = conversation.clone();
    moved.queue = queue.clone();
    let only = queueing::last_agent(turn.floor, &moved, now);
    let giver = None;
    queueing::enqueue(turn, id, queue.clone(), Entry { since, only, giver });
    turn.log(id, StepKind::Queued);
    queueing::log_moves(turn, id, queue, sent_on);
}

pub(super) fn leave_queue(turn: &mut Turn<'_>, id: ConversationId) {
    let since = turn.now;
    turn.change(id, |c| {
        c.forwarded = None;
        c.state = ConversationState::Scripted { since };
    });
}

fn channels_queue(turn: &Turn<'_>, id: ConversationId) -> Option<QueueId> {
    let channel = &turn.floor.conversations.get(&id)?.channel;
    Some(turn.floor.plan.channels.get(channel)?.queue.clone())
}

/// A script that comes to no end, or to nothing, leaves its conversation to the channel's queue.
pub(super) fn give_up(turn: &mut Turn<'_>, id: ConversationId) {
    log(turn, id, Exit::TooLong);
    wait_for(turn, id, Pending::Nothing);
    if let Some(queue) = channels_queue(turn, id) {
        enter(turn, id, &queue, Vec::new());
    }
}

/// Says the wait message that is due. Of several that became due together, as after a restart, the last
/// one.
pub(super) fn say_waiting(
    turn: &mut Turn<'_>,
    id: ConversationId,
    script: &Script,
    forward: &Forward,
    pending: &Pending,
) {
    let now = turn.now;
    let Pending::Agent {
        entered,
        message: Some((tag, at)),
        until,
    } = pending
    else {
        return;
    };
    if *at > now {
        return;
    }
    let wait_message = |tag: &Tag| match script.objects.get(tag) {
        Some(Object::WaitMessage(it)) => Some(it),
        _ => None,
    };
    let mut tag = tag;
    while let Some(next) = wait_message(tag).and_then(|it| it.next.as_ref())
        && wait_message(next).is_some_and(|it| *entered + it.at <= now)
    {
        tag = next;
    }
    let Some(due) = wait_message(tag) else {
        return;
    };
    let words = waiting_words(turn, id, due);
    say_choices(turn, id, words, forward.skip.as_slice());
    let next = match (&due.again, &due.next) {
        (Some(again), _) => Some((tag.clone(), now + *again)),
        (None, Some(next)) => wait_message(next).map(|it| (next.clone(), *entered + it.at)),
        (None, None) => None,
    };
    wait_for(
        turn,
        id,
        Pending::Agent {
            entered: *entered,
            message: next,
            until: *until,
        },
    );
}

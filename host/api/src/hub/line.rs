//! A queue's line as it stands, for those who stand in it and those who serve it.

use frontdesk_core::QueueView;
use frontdesk_engine::ports::ContactNotice;
use frontdesk_wire::console::Event;

use super::{directory::Directory, notices, picture::State};
use crate::view;

/// A queue as it stands: positions for those whose place changed, the numbers for its team.
pub(super) fn queue_changed(state: &mut State, directory: &Directory, queue: &QueueView) {
    let line = state.line(&queue.queue);
    line.waiting = u32::try_from(queue.waiting.len()).unwrap_or(u32::MAX);
    line.oldest_since = queue.oldest_since;
    line.free_slots = queue.free_slots;
    line.estimated_wait = queue.estimated_wait(line.waiting);
    let summary = view::queue(&queue.queue, line, directory);
    for (position, id) in (1..).zip(&queue.waiting) {
        let Some(open) = state.conversations.get_mut(id) else {
            continue;
        };
        if open.position.replace(position) == Some(position) {
            continue;
        }
        let told = ContactNotice::State(notices::state(&open.conversation, position, directory));
        let key = open.key();
        if let Some(visitor) = state.threads.get_mut(&key) {
            visitor.tell(vec![told]);
        }
    }
    let event = Event::QueueChanged { queue: summary };
    for agent in directory.team_of(&queue.queue) {
        if !state.supervisors.contains(agent) {
            state.tell(directory, agent, &event);
        }
    }
    state.tell_supervisors(directory, |_| Some(event));
}

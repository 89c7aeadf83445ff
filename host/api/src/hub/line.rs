//! A queue's line as it stands, for those who stand in it and those who serve it.

use frontdesk_core::{QueueView, Span};
use frontdesk_engine::ports::ContactNotice;
use frontdesk_wire::console::Event;

use super::{contact::ContactItem, directory::Directory, notices, picture::State};
use crate::view;

/// A change of an estimate that is smaller is no news to whoever waits.
const NEWS: Span = Span::seconds(30);

/// Whether a contact should hear of another estimate than they were told: it wanders with every
/// conversation that ends, and somebody may have it read out.
fn is_news(told: Option<Span>, now: Option<Span>) -> bool {
    match (told, now) {
        (Some(told), Some(now)) => {
            let change = told.0.abs_diff(now.0);
            change >= NEWS.0 && change.saturating_mul(4) >= told.0
        }
        (told, now) => told.is_some() != now.is_some(),
    }
}

/// A queue as it stands: positions for those whose place changed, the numbers for its team.
pub(super) fn queue_changed(state: &mut State, directory: &Directory, queue: &QueueView) {
    let line = state.line(&queue.queue);
    line.waiting = u32::try_from(queue.waiting.len()).unwrap_or(u32::MAX);
    line.oldest_since = queue.oldest_since;
    line.free_slots = queue.free_slots;
    line.estimated_wait = queue.estimated_wait(line.waiting);
    line.served(queue.slots, queue.handle_time);
    let summary = view::queue(&queue.queue, line, directory);
    for (position, id) in (1..).zip(&queue.waiting) {
        let Some(open) = state.conversations.get_mut(id) else {
            continue;
        };
        let has_moved = open.position.replace(position) != Some(position);
        let estimate = queue.estimated_wait(position - 1);
        let is_news = is_news(open.estimate, estimate);
        if !has_moved && !is_news {
            continue;
        }
        let told = ContactNotice::State(notices::state(&open.conversation, position, directory));
        if is_news {
            open.estimate = estimate;
        }
        let Some(visitor) = state.threads.get_mut(&open.key()) else {
            continue;
        };
        if has_moved {
            visitor.tell(vec![told]);
        }
        if is_news {
            visitor.hand(&ContactItem::Wait(*id, estimate));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estimate_is_news_when_it_comes_or_goes_or_changes_by_a_quarter() {
        let minutes = |minutes: u32| Some(Span::seconds(minutes * 60));
        for (told, now, expected) in [
            (None, None, false),
            (None, minutes(0), true),
            (minutes(3), None, true),
            (minutes(0), Some(Span::seconds(29)), false),
            (minutes(0), minutes(1), true),
            (minutes(4), minutes(3), true),
            (minutes(5), minutes(4), false),
            (minutes(5), minutes(7), true),
            (Some(Span::seconds(40)), Some(Span::seconds(60)), false),
            (Some(Span(0)), Some(Span(u64::MAX)), true),
        ] {
            assert_eq!(is_news(told, now), expected, "{told:?} {now:?}");
        }
    }
}

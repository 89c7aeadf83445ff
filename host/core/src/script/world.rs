//! The Floor as a script sees it from one conversation.

use alloc::{boxed::Box, format};

use super::{fill, step::Facts, test::Measure};
use crate::{
    conversation::{Conversation, ConversationState},
    estimate,
    floor::Floor,
    ids::{ConversationId, Name, QueueId, ScheduleId},
    language::Language,
    time::{Span, Timestamp},
    turn::Turn,
};

/// What stands for a value that agents do not see either.
const MASK: &str = "•••";

/// One conversation's view at one moment.
#[derive(Clone, Copy)]
pub(super) struct World<'f> {
    pub(super) floor: &'f Floor,
    pub(super) conversation: &'f Conversation,
    pub(super) now: Timestamp,
}

/// The view of a conversation; none: it is not open.
pub(super) fn world<'f>(turn: &'f Turn<'_>, id: ConversationId) -> Option<World<'f>> {
    Some(World {
        floor: &*turn.floor,
        conversation: turn.floor.conversations.get(&id)?,
        now: turn.now,
    })
}

impl Facts for World<'_> {
    fn schedule(&self, schedule: &ScheduleId) -> Option<(bool, Option<Name>)> {
        let schedule = self.floor.plan.schedules.get(schedule)?;
        let treatment = schedule
            .exception_at(self.now)
            .and_then(|(_, exception)| exception.treatment.clone());
        Some((schedule.for_newcomers(self.now).is_open(), treatment))
    }

    fn measure(&self, queue: &QueueId, measure: Measure) -> Option<u64> {
        let entry = self.floor.index.queues.get(queue)?;
        let number = match measure {
            Measure::Waiting => as_number(entry.line.len()),
            Measure::LongestWait => {
                let first = entry.line.first();
                first.map_or(0, |(since, _)| self.now.since(*since).0 / 1_000)
            }
            Measure::FreeAgents => as_number(entry.ready.len()),
            Measure::ExpectedWait => {
                let ahead = u32::try_from(entry.line.len()).unwrap_or(u32::MAX);
                let wait = self.expected_wait(queue, ahead);
                wait.map_or(u64::MAX, |wait| wait.0 / 1_000)
            }
        };
        Some(number)
    }

    fn known(&self, name: &str) -> Option<Box<str>> {
        let contact = &self.conversation.contact;
        match name {
            "name" => contact.name.clone(),
            "account_number" => contact.account_number.clone(),
            "language" => self.language().map(|language| language.as_str().into()),
            "channel" => Some(self.conversation.channel.as_str().into()),
            name if name.starts_with('_') => {
                let variable = contact.variables.get(name)?;
                Some(variable.value.clone())
            }
            name => contact.fields.get(name).cloned(),
        }
    }

    fn language(&self) -> Option<&Language> {
        let spoken = self.conversation.language.as_ref();
        spoken.map(|spoken| &spoken.language)
    }
}

impl World<'_> {
    /// What stands for a placeholder in a text that contact and agents read.
    pub(super) fn shown(&self, name: &str) -> Option<Box<str>> {
        match name {
            fill::POSITION => Some(format!("{}", self.ahead()?.saturating_add(1)).into()),
            fill::WAIT_MINUTES => Some(format!("{}", self.wait_minutes()?).into()),
            name => {
                let variable = self.conversation.contact.variables.get(name);
                if variable.is_some_and(|variable| variable.is_masked) {
                    return Some(MASK.into());
                }
                self.known(name)
            }
        }
    }

    /// The wait that is still to be expected, in whole minutes and at least one.
    pub(super) fn wait_minutes(&self) -> Option<u64> {
        let wait = self.expected_wait(&self.conversation.queue, self.ahead()?)?;
        Some(wait.0.div_ceil(60_000).max(1))
    }

    /// How many stand before it in its queue's line.
    fn ahead(&self) -> Option<u32> {
        let entry = self.floor.index.queues.get(&self.conversation.queue)?;
        let id = self.conversation.id;
        let (ConversationState::Queued { since, .. } | ConversationState::Offered { since, .. }) =
            &self.conversation.state
        else {
            return None;
        };
        u32::try_from(entry.line.range(..(*since, id)).count()).ok()
    }

    /// How long somebody will probably wait with so many before them; none: nobody can tell. With a slot
    /// that is free for them it is no wait, however little is known.
    fn expected_wait(&self, queue: &QueueId, ahead: u32) -> Option<Span> {
        let entry = self.floor.index.queues.get(queue)?;
        let slots = self.floor.slots(&entry.on_duty);
        if slots.all.saturating_sub(slots.busy) > ahead {
            return Some(Span::ZERO);
        }
        let handle_time = self.floor.handle_times.get(queue)?.mean()?;
        estimate::wait(ahead, slots, handle_time)
    }
}

fn as_number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

//! What a queue has room for at a moment: how many more conversations its agents could hold.

use frontdesk_core::{AgentId, ChannelId, Link, Presence, QueueId, Timestamp};

use super::{
    Hub,
    directory::Directory,
    picture::{Desk, Line, State},
};
use crate::{api::lock, invitations::leases::Room};

impl Hub {
    /// What the channel's queue has room for. `None`: it is closed, or there is no such channel.
    pub(crate) fn room(&self, channel: &ChannelId, now: Timestamp) -> Option<Room> {
        let directory = self.directory();
        let queue = directory.open_queue_of(channel, now)?.clone();
        let state = lock(&self.state);
        let team = directory.team_of(&queue).iter();
        let mut agents: Vec<_> = team
            .filter_map(|agent| Some((agent.clone(), state.agents.get(agent)?)))
            .filter(|(_, desk)| takes_offers(desk))
            .map(|(agent, desk)| {
                let places = state.places(desk, channel, &directory);
                (agent, places)
            })
            .collect();
        agents.sort_by_key(|(agent, _)| directory.queues_of(agent).len());
        let offered = state.offered_of(&queue, &directory);
        let line = state.queues.get(&queue);
        let waiting = line.map_or(0, |line| line.waiting.saturating_sub(offered));
        let (slots, handle_time) = line.map_or_else(Default::default, Line::serving);
        drop(state);
        Some(Room {
            queue,
            agents,
            waiting,
            wait: Box::new(move |ahead| {
                frontdesk_core::estimate::wait(ahead, slots?, handle_time?)
            }),
        })
    }
}

/// Whether somebody is there for new conversations, with room or without.
fn takes_offers(desk: &Desk) -> bool {
    desk.presence == Presence::Available && desk.link == Link::Up && !desk.stops_new
}

impl State {
    /// How many more of a channel's conversations an agent could hold.
    fn places(&self, desk: &Desk, channel: &ChannelId, directory: &Directory) -> u32 {
        let held = desk.holds.iter();
        let held = held.filter_map(|id| Some(&self.conversations.get(id)?.conversation.channel));
        let used = held
            .clone()
            .map(|of| directory.weight(of))
            .fold(0, u8::saturating_add);
        let by_weight = desk.capacity.saturating_sub(used) / directory.weight(channel).max(1);
        let of_channel = held.filter(|of| *of == channel).count();
        let by_count = directory
            .agent_max(channel)
            .map(|most| usize::from(most).saturating_sub(of_channel));
        let by_count = by_count.map_or(u32::MAX, |most| u32::try_from(most).unwrap_or(u32::MAX));
        u32::from(by_weight).min(by_count)
    }

    /// How many of a queue's conversations are offered to somebody at this moment.
    fn offered_of(&self, queue: &QueueId, directory: &Directory) -> u32 {
        let team = directory.team_of(queue).iter();
        let desks = team.filter_map(|agent: &AgentId| self.agents.get(agent));
        let offers = desks.flat_map(|desk| desk.offers.values());
        let of_queue = offers.filter(|offer| {
            let open = self.conversations.get(&offer.conversation);
            open.is_some_and(|open| open.conversation.queue == *queue)
        });
        u32::try_from(of_queue.count()).unwrap_or(u32::MAX)
    }
}

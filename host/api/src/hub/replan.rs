//! Another configuration: desks that come and go, and a fresh picture for every console.

use std::{collections::BTreeSet, sync::Arc};

use frontdesk_core::{Agent, AgentId};
use frontdesk_wire::view::Role;

use super::{
    console::ConsoleItem,
    contact::ContactItem,
    directory::Directory,
    picture::{Desk, State},
};

impl State {
    /// Takes up another plan with its agents, in the order of commits.
    pub(super) fn replan(
        &mut self,
        before: &Directory,
        next: &Directory,
        agents: &[Agent],
        epoch: &str,
    ) {
        self.seat_agents(agents);
        self.queues.retain(|queue, _| next.has_queue(queue));
        for queue in next.queues() {
            self.line(queue);
        }
        self.close_channels(next);
        if before.differs(next) {
            self.show_anew(next, epoch);
        }
    }

    /// A desk for each of them, and for nobody else. Whoever has none any more is signed out.
    fn seat_agents(&mut self, agents: &[Agent]) {
        for agent in agents {
            let desk = self
                .agents
                .entry(agent.id.clone())
                .or_insert_with(|| Desk::restored(agent));
            desk.capacity = agent.capacity;
        }
        let all: BTreeSet<&AgentId> = agents.iter().map(|agent| &agent.id).collect();
        let stays = |id: &AgentId| all.contains(id);
        self.agents.retain(|id, desk| {
            let stays = stays(id);
            if !stays {
                let seats = desk
                    .stream
                    .iter_mut()
                    .flat_map(|stream| stream.seats.drain(..));
                for seat in seats {
                    // A console that is too far behind to be told is closed all the same.
                    let _ = seat.items.try_send(ConsoleItem::SignedOut);
                }
            }
            stays
        });
        self.supervisors.retain(stays);
    }

    /// Sockets of channels that are gone close.
    #[expect(
        clippy::iter_over_hash_type,
        reason = "everyone is told the same, in any order"
    )]
    fn close_channels(&mut self, next: &Directory) {
        for ((channel, _), visitor) in &mut self.threads {
            if next.has_channel(channel) {
                continue;
            }
            for (_, items) in visitor.seats.drain(..) {
                let _ = items.try_send(ContactItem::GoingAway);
            }
        }
        self.threads.retain(|(channel, _), visitor| {
            next.has_channel(channel) || visitor.conversation.is_some()
        });
    }

    /// Every console is shown everything again. A cursor from before does not lead here: a console
    /// that comes back with one begins with a picture, too.
    fn show_anew(&mut self, next: &Directory, epoch: &str) {
        let watched: Vec<AgentId> = self
            .agents
            .iter()
            .filter(|(_, desk)| desk.stream.is_some())
            .map(|(id, _)| id.clone())
            .collect();
        for agent in &watched {
            if next.role_of(agent) >= Role::Supervisor {
                self.supervisors.insert(agent.clone());
            } else {
                self.supervisors.remove(agent);
            }
            if let Some(stream) = self.stream_of(agent) {
                stream.begin_anew();
            }
        }
        // What all supervisors see is made once: the engine waits for this.
        let mut floor = None;
        for agent in &watched {
            let floor = (next.role_of(agent) >= Role::Supervisor).then(|| {
                floor
                    .get_or_insert_with(|| Arc::new(self.floor_view(next)))
                    .clone()
            });
            let draft = Arc::new(self.draft(next, agent, epoch, floor));
            if let Some(stream) = self.stream_of(agent) {
                stream.show(&draft);
            }
        }
    }

    fn stream_of(&mut self, agent: &AgentId) -> Option<&mut super::stream::Stream> {
        self.agents.get_mut(agent)?.stream.as_mut()
    }
}

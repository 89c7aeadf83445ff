//! Telling the engine who is connected, so that its last word is always the truth.
//!
//! Sockets come and go faster than commits, so two tasks that each report what they saw could be
//! overtaken by each other. Instead each agent and each visitor has at most one report on its way;
//! when it has arrived, the sockets are looked at again.

use frontdesk_core::{AgentId, ConversationId, Input};

use super::{
    Hub,
    picture::{State, ThreadKey},
};
use crate::api::lock;

/// Whose link it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Who {
    /// An agent's consoles.
    Agent(AgentId),
    /// A visitor's sockets.
    Contact(ThreadKey),
}

/// What the engine was told of a link.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told {
    up: bool,
    on_its_way: bool,
}

impl Told {
    pub(super) const fn up() -> Self {
        Self {
            up: true,
            on_its_way: false,
        }
    }

    pub(super) const fn down() -> Self {
        Self {
            up: false,
            on_its_way: false,
        }
    }

    fn depart(&mut self, up: bool) -> bool {
        let goes = self.up != up && !self.on_its_way;
        self.on_its_way |= goes;
        goes
    }
}

/// A report to make.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    /// What to say.
    pub(crate) input: Input,
    up: bool,
    conversation: Option<ConversationId>,
}

impl Hub {
    /// The next report about a link, if one is due and none is on its way.
    pub(crate) fn next_report(&self, who: &Who) -> Option<Step> {
        let mut state = lock(&self.state);
        if state.closing {
            return None;
        }
        match who {
            Who::Agent(agent) => {
                let desk = state.agents.get_mut(agent)?;
                let up = desk
                    .stream
                    .as_ref()
                    .is_some_and(|stream| !stream.seats.is_empty());
                let agent = agent.clone();
                let input = if up {
                    Input::AgentConnected { agent }
                } else {
                    Input::AgentDisconnected { agent }
                };
                desk.told.depart(up).then_some(Step {
                    input,
                    up,
                    conversation: None,
                })
            }
            Who::Contact(thread) => {
                let visitor = state.threads.get(thread)?;
                let (up, conversation) = (!visitor.seats.is_empty(), visitor.conversation?);
                let input = if up {
                    Input::ContactConnected { conversation }
                } else {
                    Input::ContactDisconnected { conversation }
                };
                let open = state.conversations.get_mut(&conversation)?;
                let conversation = Some(conversation);
                open.told.depart(up).then_some(Step {
                    input,
                    up,
                    conversation,
                })
            }
        }
    }

    /// A report has arrived, or could not be made.
    pub(crate) fn reported(&self, who: &Who, step: &Step, arrived: bool) {
        let mut state = lock(&self.state);
        if let Some(told) = told_of(&mut state, who, step) {
            told.on_its_way = false;
            if arrived {
                told.up = step.up;
            }
        }
    }
}

fn told_of<'a>(state: &'a mut State, who: &Who, step: &Step) -> Option<&'a mut Told> {
    match who {
        Who::Agent(agent) => state.agents.get_mut(agent).map(|desk| &mut desk.told),
        Who::Contact(_) => {
            let open = state.conversations.get_mut(&step.conversation?)?;
            Some(&mut open.told)
        }
    }
}

#[cfg(test)]
impl Hub {
    /// Whether a visitor has no socket and the engine knows.
    pub(crate) fn is_told_gone(&self, thread: &ThreadKey) -> bool {
        let state = lock(&self.state);
        let Some(visitor) = state.threads.get(thread) else {
            return false;
        };
        let open = visitor
            .conversation
            .and_then(|id| state.conversations.get(&id));
        visitor.seats.is_empty() && open.is_some_and(|open| !open.told.up && !open.told.on_its_way)
    }
}

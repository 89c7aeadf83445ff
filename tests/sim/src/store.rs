//! The store of a world: the last record of each key, written a batch at a time.

use std::collections::BTreeMap;

use frontdesk_core::{AgentId, ConversationId, Effect, Record};

/// The store: the last record of each key.
#[derive(Clone, Debug, Default)]
pub(crate) struct Store {
    counters: Option<Record>,
    agents: BTreeMap<AgentId, Record>,
    conversations: BTreeMap<ConversationId, Record>,
}

impl Store {
    pub(crate) fn keep(&mut self, effects: &[Effect]) {
        for effect in effects {
            if let Effect::Save(record) = effect {
                match record {
                    Record::Counters(_) => self.counters = Some(record.clone()),
                    Record::Agent(a) => drop(self.agents.insert(a.id.clone(), record.clone())),
                    Record::Conversation(c) => {
                        drop(self.conversations.insert(c.id, record.clone()));
                    }
                }
            }
        }
    }

    pub(crate) fn records(&self) -> Vec<Record> {
        let rest = self.agents.values().chain(self.conversations.values());
        self.counters.iter().chain(rest).cloned().collect()
    }
}

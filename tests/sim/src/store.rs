//! The store of a world: the last record of each key, written a batch at a time.

use std::collections::BTreeMap;

use frontdesk_core::{AgentId, ConversationId, Effect, QueueId, Record, ScriptVersion};

/// The store: the last record of each key.
#[derive(Clone, Debug, Default)]
pub(crate) struct Store {
    counters: Option<Record>,
    agents: BTreeMap<AgentId, Record>,
    queues: BTreeMap<QueueId, Record>,
    conversations: BTreeMap<ConversationId, Record>,
    scripts: BTreeMap<ScriptVersion, Record>,
}

impl Store {
    pub(crate) fn keep(&mut self, effects: &[Effect]) {
        for effect in effects {
            if let Effect::Save(record) = effect {
                self.save(record);
            } else if let Effect::Forget(version) = effect {
                self.scripts.remove(version);
            }
        }
    }

    fn save(&mut self, record: &Record) {
        match record {
            Record::Counters(_) => self.counters = Some(record.clone()),
            Record::Queue(q) => drop(self.queues.insert(q.id.clone(), record.clone())),
            Record::Agent(a) => drop(self.agents.insert(a.id.clone(), record.clone())),
            Record::Script(it) => drop(self.scripts.insert(it.version, record.clone())),
            Record::Conversation(c) => drop(self.conversations.insert(c.id, record.clone())),
        }
    }

    pub(crate) fn records(&self) -> Vec<Record> {
        let rest = self.queues.values().chain(self.agents.values());
        let rest = rest.chain(self.scripts.values());
        let rest = rest.chain(self.conversations.values());
        self.counters.iter().chain(rest).cloned().collect()
    }
}

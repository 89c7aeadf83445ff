//! Group commit: what one store batch carries, and what leaves once it is durable.

use std::collections::{BTreeMap, HashMap};

use frontdesk_core::{
    Agent, Conversation, ConversationId, Effect, MessageDelivery, MessageTranslation, QueueView,
    Record, RoutingPlan, Seq, StepKind, Timestamp,
};
use frontdesk_store::{Batch, StoreError, keys, records};
use serde::{Deserialize, Serialize};

use crate::{
    handle::{Mark, Outcome, Refusal},
    mailbox::Answer,
    outbox::Entry,
    ports::Outlet,
};

/// Everything that becomes durable together, in the order it was applied.
#[derive(Default)]
pub(crate) struct Group {
    batch: Batch,
    inputs: u32,
    steps: Vec<Shown>,
    views: Vec<QueueView>,
    entries: Vec<Entry>,
    answers: Vec<Box<dyn FnOnce() + Send + Sync>>,
    marks: HashMap<Mark, Outcome>,
}

/// Something to be shown once the group is durable.
pub(crate) enum Shown {
    /// What one input led to.
    Effects(Timestamp, Vec<Effect>),
    /// Another plan, with its agents.
    Plan(Timestamp, Box<RoutingPlan>, Vec<Agent>),
    /// How far a message has come.
    Delivery(ConversationId, Seq, MessageDelivery),
    /// A translation of a message.
    Translation(ConversationId, Seq, MessageTranslation),
}

/// A mark as it is kept: the answer to give when the same command comes again.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Marked {
    conversation: Option<ConversationId>,
    seq: Option<Seq>,
    at: Timestamp,
}

impl From<Marked> for Outcome {
    fn from(marked: Marked) -> Self {
        let Marked {
            conversation,
            seq,
            at,
        } = marked;
        Self {
            conversation,
            seq,
            at,
            repeated: true,
        }
    }
}

impl Group {
    /// Takes one input's effects: the durable ones into the batch, all of them for showing later.
    pub(crate) fn take(&mut self, at: Timestamp, effects: Vec<Effect>) -> Result<(), StoreError> {
        for effect in &effects {
            match effect {
                Effect::Save(record) => records::stage_record(&mut self.batch, record)?,
                Effect::Forget(version) => {
                    records::stage_forgotten(&mut self.batch, *version);
                }
                Effect::Append(message) => records::stage_message(&mut self.batch, message)?,
                Effect::Log(step) => records::stage_step(&mut self.batch, step)?,
                // See `dispatch`: the entry carries the contact's address, which the message does not.
                Effect::Dispatch(_) => {}
                Effect::PresentOffer { .. }
                | Effect::WithdrawOffer { .. }
                | Effect::ShowTyping { .. }
                | Effect::Ask { .. }
                | Effect::LinkChanged { .. }
                | Effect::ContactLinkChanged { .. }
                | Effect::QueueChanged(_) => {}
            }
        }
        self.inputs += 1;
        if !effects.is_empty() {
            self.steps.push(Shown::Effects(at, effects));
        }
        Ok(())
    }

    /// Another plan is in force from here on.
    pub(crate) fn replan(&mut self, at: Timestamp, plan: RoutingPlan, agents: Vec<Agent>) {
        self.steps.push(Shown::Plan(at, Box::new(plan), agents));
    }

    /// Shows how far a message has come; its record is in the batch already.
    pub(crate) fn delivery(
        &mut self,
        conversation: ConversationId,
        seq: Seq,
        delivery: MessageDelivery,
    ) {
        self.inputs += 1;
        self.steps
            .push(Shown::Delivery(conversation, seq, delivery));
    }

    /// Shows a translation of a message; its record is in the batch already.
    pub(crate) fn translation(
        &mut self,
        conversation: ConversationId,
        seq: Seq,
        translation: MessageTranslation,
    ) {
        self.inputs += 1;
        self.steps
            .push(Shown::Translation(conversation, seq, translation));
    }

    /// Conversations as they stand after this group, each once.
    pub(crate) fn conversations(&self) -> Vec<Conversation> {
        let mut last: BTreeMap<ConversationId, &Conversation> = BTreeMap::new();
        for step in &self.steps {
            let Shown::Effects(_, effects) = step else {
                continue;
            };
            for effect in effects {
                if let Effect::Save(Record::Conversation(conversation)) = effect {
                    last.insert(conversation.id, conversation);
                }
            }
        }
        last.into_values().cloned().collect()
    }

    /// What is to be written.
    pub(crate) const fn written(&self) -> &Batch {
        &self.batch
    }

    /// Takes a message for a channel's component.
    pub(crate) fn dispatch(&mut self, entry: Entry) -> Result<(), StoreError> {
        entry.stage(&mut self.batch)?;
        self.entries.push(entry);
        Ok(())
    }

    /// Remembers a command's outcome under its mark, in the same batch.
    pub(crate) fn mark(&mut self, mark: Mark, outcome: Outcome) -> Result<(), StoreError> {
        let Outcome {
            conversation,
            seq,
            at,
            repeated: _,
        } = outcome;
        let key = keys::mark(&mark.scope, &mark.id);
        records::stage(
            &mut self.batch,
            key,
            &Marked {
                conversation,
                seq,
                at,
            },
        )?;
        self.marks.insert(mark, outcome);
        Ok(())
    }

    /// The outcome that a command of this group had under this mark.
    pub(crate) fn marked(&self, mark: &Mark) -> Option<Outcome> {
        self.marks.get(mark).map(|outcome| Outcome {
            repeated: true,
            ..*outcome
        })
    }

    /// Gives an answer once the group is durable.
    pub(crate) fn answer<T: Send + Sync + 'static>(
        &mut self,
        reply: Answer<T>,
        result: Result<T, Refusal>,
    ) {
        // Whoever asked may have gone; what was done stays done.
        self.once_durable(move || drop(reply.send(result)));
    }

    /// Does something once the group is durable, in the order of what is in it.
    pub(crate) fn once_durable(&mut self, what: impl FnOnce() + Send + Sync + 'static) {
        self.answers.push(Box::new(what));
    }

    /// Adds side records.
    pub(crate) fn keep(&mut self, batch: Batch) {
        self.batch.append(batch);
        self.inputs += 1;
    }

    /// Shows queues as they stand at the end of this group.
    pub(crate) fn show(&mut self, views: Vec<QueueView>) {
        self.views = views;
    }

    /// The batch being built.
    pub(crate) fn batch(&mut self) -> &mut Batch {
        &mut self.batch
    }

    /// Whether nothing is in it at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.batch.is_empty()
            && self.steps.is_empty()
            && self.views.is_empty()
            && self.answers.is_empty()
    }

    /// Inputs applied.
    pub(crate) fn inputs(&self) -> u32 {
        self.inputs
    }

    /// Bytes to be written.
    pub(crate) fn bytes(&self) -> usize {
        self.batch.bytes()
    }

    /// What is to be shown, input by input.
    pub(crate) fn steps(&self) -> &[Shown] {
        &self.steps
    }

    /// Shows everything and gives the answers: the group is durable. Returns what is to be sent.
    pub(crate) fn release(self, outlet: &dyn Outlet) -> Vec<Entry> {
        for step in &self.steps {
            match step {
                Shown::Effects(at, effects) => outlet.committed(*at, effects),
                Shown::Plan(at, plan, agents) => outlet.replanned(*at, plan, agents),
                Shown::Delivery(conversation, seq, delivery) => {
                    outlet.delivery_changed(*conversation, *seq, delivery);
                }
                Shown::Translation(conversation, seq, translation) => {
                    outlet.translation_changed(*conversation, *seq, translation);
                }
            }
        }
        for view in &self.views {
            outlet.queue_changed(view);
        }
        for answer in self.answers {
            answer();
        }
        self.entries
    }
}

/// What a command came to, read off its effects: the text it wrote, else the conversation it opened,
/// else the first it changed. Opening one may change others before: a wrap-up of the same contact
/// ends, and its slot goes to whoever waits.
pub(crate) fn outcome(at: Timestamp, effects: &[Effect]) -> Outcome {
    let written = effects.iter().find_map(|effect| {
        let Effect::Append(message) = effect else {
            return None;
        };
        let is_text = message.content.text().is_some();
        is_text.then_some((message.conversation, Some(message.seq)))
    });
    let opened = || {
        effects.iter().find_map(|effect| {
            let Effect::Log(step) = effect else {
                return None;
            };
            (step.kind == StepKind::Queued).then_some((step.conversation, None))
        })
    };
    let changed = || {
        effects.iter().find_map(|effect| {
            let Effect::Save(Record::Conversation(conversation)) = effect else {
                return None;
            };
            Some((conversation.id, None))
        })
    };
    let found = written.or_else(opened).or_else(changed);
    let (conversation, seq) = found.map_or((None, None), |(id, seq)| (Some(id), seq));
    Outcome {
        conversation,
        seq,
        at,
        repeated: false,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use frontdesk_core::{
        AgentPlan, ChannelPlan, Consequence, ContactCard, Delivery, Floor, Input, Presence,
        QueuePlan, RoutingPlan, Span, ThreadId,
    };

    use super::*;

    /// One agent, one slot, and a minute of wrap-up.
    fn floor() -> Floor {
        let queue = QueuePlan {
            priority: 5,
            offer: Span::seconds(30),
            wrap_up: Span::seconds(60),
            back_off: Span::ZERO,
            missed_offer: Consequence::Away,
            dispositions: Vec::new(),
            ..QueuePlan::default()
        };
        let channel = ChannelPlan::new(
            "sales".parse().unwrap(),
            Delivery::Stream,
            Span::seconds(60),
        );
        let agent = AgentPlan {
            queues: vec!["sales".parse().unwrap()],
            capacity: 1,
            may_decline: false,
            ..AgentPlan::default()
        };
        let plan = RoutingPlan {
            channels: BTreeMap::from([("chat".parse().unwrap(), channel)]),
            queues: BTreeMap::from([("sales".parse().unwrap(), queue)]),
            agents: BTreeMap::from([("ana".parse().unwrap(), agent)]),
            ..RoutingPlan::default()
        };
        Floor::new(plan, Timestamp(1)).unwrap()
    }

    fn opened(thread: &str) -> Input {
        Input::ConversationOpened {
            channel: "chat".parse().unwrap(),
            thread: ThreadId::new(thread).unwrap(),
            contact: ContactCard::default(),
            first_message: None,
        }
    }

    #[test]
    fn a_start_during_wrap_up_comes_to_the_conversation_it_opened() {
        let ana = || "ana".parse().unwrap();
        let first = ConversationId::new(1).unwrap();
        let mut floor = floor();
        for input in [
            Input::AgentConnected { agent: ana() },
            Input::PresenceDeclared {
                agent: ana(),
                presence: Presence::Available,
            },
            opened("ann"),
            Input::OfferAccepted {
                offer: "ofr_1".parse().unwrap(),
                agent: ana(),
            },
            opened("bob"),
            Input::AgentEnded {
                conversation: first,
                agent: ana(),
            },
        ] {
            floor.apply(Timestamp(2), input).unwrap();
        }
        // Ann's first conversation closes for it, and Bob is offered her slot.
        let effects = floor.apply(Timestamp(3), opened("ann")).unwrap();
        let came_to = outcome(Timestamp(3), &effects);
        assert_eq!(came_to.conversation, ConversationId::new(3));
        assert_eq!(came_to.seq, None);
    }
}

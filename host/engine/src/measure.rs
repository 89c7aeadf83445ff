//! The engine's metrics, folded from what has become durable.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use frontdesk_core::{
    Agent, AgentId, Conversation, ConversationState, Effect, EndedBy, Presence, QueueView, Record,
    Rejection, Span, Step, StepKind, Timestamp, WhyMoved, WhyReturned, Withdrawal,
};

/// Counts and times what happens on the Floor. Labels are names from the plan, never ids.
#[derive(Default)]
pub(crate) struct Measure {
    presences: HashMap<AgentId, &'static str>,
}

impl Measure {
    /// Agents as they were restored.
    pub(crate) fn agents<'a>(&mut self, agents: impl Iterator<Item = &'a Agent>) {
        for agent in agents {
            self.presence(&agent.id, &agent.presence);
        }
    }

    /// Whoever is not among these is not counted any more.
    pub(crate) fn replanned(&mut self, agents: &[Agent]) {
        let all: HashSet<&AgentId> = agents.iter().map(|agent| &agent.id).collect();
        self.presences.retain(|id, presence| {
            let stays = all.contains(id);
            if !stays {
                metrics::gauge!("frontdesk_agents", "presence" => *presence).decrement(1);
            }
            stays
        });
        self.agents(agents.iter());
    }

    pub(crate) fn committed(took: Duration, inputs: u32) {
        metrics::histogram!("frontdesk_commit_seconds").record(took.as_secs_f64());
        metrics::histogram!("frontdesk_commit_batch").record(f64::from(inputs));
    }

    pub(crate) fn rejected(rejection: &Rejection) {
        metrics::counter!("frontdesk_rejections_total", "code" => rejection.code()).increment(1);
    }

    pub(crate) fn queues(now: Timestamp, views: &[QueueView]) {
        for view in views {
            let queue = view.queue.to_string();
            let waiting = u32::try_from(view.waiting.len()).unwrap_or(u32::MAX);
            metrics::gauge!("frontdesk_queue_waiting", "queue" => queue.clone())
                .set(f64::from(waiting));
            let oldest = view
                .oldest_since
                .map_or(0.0, |since| seconds(now.since(since)));
            metrics::gauge!("frontdesk_queue_oldest_wait_seconds", "queue" => queue).set(oldest);
        }
    }

    /// One input's effects.
    pub(crate) fn effects(&mut self, effects: &[Effect]) {
        let saved = |id| {
            effects.iter().find_map(|effect| {
                let Effect::Save(Record::Conversation(conversation)) = effect else {
                    return None;
                };
                (conversation.id == id).then_some(conversation)
            })
        };
        for effect in effects {
            match effect {
                Effect::Save(Record::Agent(agent)) => self.presence(&agent.id, &agent.presence),
                Effect::Log(step) => {
                    if let Some(conversation) = saved(step.conversation) {
                        count_step(step, conversation);
                    }
                }
                Effect::Save(_)
                | Effect::Append(_)
                | Effect::Dispatch(_)
                | Effect::Forget(_)
                | Effect::Ask { .. }
                | Effect::PresentOffer { .. }
                | Effect::WithdrawOffer { .. }
                | Effect::ShowTyping { .. }
                | Effect::LinkChanged { .. }
                | Effect::ContactLinkChanged { .. }
                | Effect::QueueChanged(_) => {}
            }
        }
    }

    fn presence(&mut self, agent: &AgentId, presence: &Presence) {
        let name = presence.name();
        let before = self.presences.insert(agent.clone(), name);
        if before == Some(name) {
            return;
        }
        if let Some(before) = before {
            metrics::gauge!("frontdesk_agents", "presence" => before).decrement(1);
        }
        metrics::gauge!("frontdesk_agents", "presence" => name).increment(1);
    }
}

/// One step of a conversation, which is as it was left by the same input.
fn count_step(step: &Step, conversation: &Conversation) {
    let queue = conversation.queue.to_string();
    let offer = |outcome: &'static str| {
        let queue = conversation.queue.to_string();
        metrics::counter!("frontdesk_offers_total", "queue" => queue, "outcome" => outcome)
            .increment(1);
    };
    match &step.kind {
        StepKind::Reopened { .. } => {
            let channel = conversation.channel.to_string();
            metrics::counter!("frontdesk_conversations_reopened_total", "channel" => channel)
                .increment(1);
        }
        StepKind::Queued if step.number == 0 => {
            let channel = conversation.channel.to_string();
            metrics::counter!("frontdesk_conversations_opened_total", "channel" => channel)
                .increment(1);
        }
        StepKind::Offered { .. } => offer("made"),
        StepKind::OfferEnded { reason, .. } => offer(outcome(*reason)),
        // Right behind the first step: the agent wrote first, so nobody was offered anything or waited.
        StepKind::Assigned { .. } if step.number == 1 => {}
        StepKind::Assigned { .. } => {
            offer("accepted");
            if conversation.first_assigned_at == Some(step.at) {
                let waited = seconds(step.at.since(conversation.began_at()));
                metrics::histogram!("frontdesk_answer_wait_seconds").record(waited);
            }
        }
        StepKind::Closed { abandoned: true } => {
            metrics::counter!("frontdesk_abandoned_total", "queue" => queue).increment(1);
        }
        StepKind::Closed { abandoned: false } => {
            if is_diverted(conversation) {
                metrics::counter!("frontdesk_diverted_total", "queue" => queue).increment(1);
            }
            if let Some(from) = conversation.first_assigned_at {
                let handled = seconds(step.at.since(from));
                metrics::histogram!("frontdesk_handle_seconds").record(handled);
            }
        }
        StepKind::Moved { from, why, .. } => {
            let (queue, why) = (from.to_string(), moved(*why));
            metrics::counter!("frontdesk_overflowed_total", "queue" => queue, "why" => why)
                .increment(1);
        }
        StepKind::Returned { why, .. } => {
            metrics::counter!("frontdesk_returned_total", "queue" => queue, "why" => returned(*why))
                .increment(1);
        }
        StepKind::Taken { .. } => {
            if conversation.first_assigned_at == Some(step.at) {
                let waited = seconds(step.at.since(conversation.began_at()));
                metrics::histogram!("frontdesk_answer_wait_seconds").record(waited);
            }
        }
        StepKind::Queued
        | StepKind::Scripted { .. }
        | StepKind::Requeued { .. }
        | StepKind::Transferred { .. }
        | StepKind::Parked { .. }
        | StepKind::Resumed { .. }
        | StepKind::LanguageKnown { .. }
        | StepKind::Ended { .. } => {}
    }
}

/// Whether its contact left the line to write a message instead.
fn is_diverted(conversation: &Conversation) -> bool {
    matches!(&conversation.state, ConversationState::Closed(ended) if ended.by == EndedBy::Diverted)
}

const fn outcome(reason: Withdrawal) -> &'static str {
    match reason {
        Withdrawal::Declined => "declined",
        Withdrawal::Expired => "expired",
        Withdrawal::ConversationEnded
        | Withdrawal::AgentNotAvailable
        | Withdrawal::AgentUnreachable
        | Withdrawal::Requeued
        | Withdrawal::Taken => "withdrawn",
    }
}

const fn moved(why: WhyMoved) -> &'static str {
    match why {
        WhyMoved::Full => "full",
        WhyMoved::Unstaffed => "unstaffed",
        WhyMoved::Closed => "closed",
        WhyMoved::Waited => "waited",
    }
}

const fn returned(why: WhyReturned) -> &'static str {
    match why {
        WhyReturned::AgentGone => "agent_gone",
        WhyReturned::AgentSilent => "agent_silent",
        WhyReturned::ContactWrote => "contact_wrote",
    }
}

/// A span as the seconds that metrics are told in.
fn seconds(span: Span) -> f64 {
    Duration::from_millis(span.0).as_secs_f64()
}

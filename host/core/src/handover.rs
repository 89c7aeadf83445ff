//! A conversation leaves its agent without having ended: back to its queue, or to somebody else.

use crate::{
    agent::Link,
    conversation::{Conversation, ConversationState},
    ids::{AgentId, ConversationId, QueueId},
    message::{Author, Content, Notice},
    queueing::{self, Entry},
    script::{self, Exit},
    time::{Span, Timestamp},
    trace::{StepKind, WhyReturned},
    transcript,
    turn::Turn,
};

/// Puts an assigned or parked conversation back into its queue, at its original place.
pub(crate) fn give_back(turn: &mut Turn<'_>, id: ConversationId, why: WhyReturned) {
    let Some((since, agent, queue)) = turn.floor.conversations.get(&id).and_then(held) else {
        return;
    };
    queueing::enqueue(turn, id, queue, Entry::at(since));
    turn.log(id, StepKind::Returned { agent, why });
    announce(turn, id);
}

/// Tells contact and agents that the conversation waits again.
pub(crate) fn announce(turn: &mut Turn<'_>, id: ConversationId) {
    let notice = Content::Notice(Notice::Requeued);
    transcript::append(turn, id, Author::System, notice, None);
}

/// Since when an assigned or parked conversation has waited, whose it is, and its queue.
pub(crate) fn held(conversation: &Conversation) -> Option<(Timestamp, AgentId, QueueId)> {
    match &conversation.state {
        ConversationState::Assigned { since, agent, .. }
        | ConversationState::Parked { since, agent, .. } => {
            Some((*since, agent.clone(), conversation.queue.clone()))
        }
        ConversationState::Scripted { .. }
        | ConversationState::Queued { .. }
        | ConversationState::Offered { .. }
        | ConversationState::WrapUp { .. }
        | ConversationState::Closed(_) => None,
    }
}

/// Makes a conversation an agent's, whatever room they have: who may is decided before. An agent whose
/// console is lost has the stated time for it to come back, or what more time they have for the rest.
pub(crate) fn assign(turn: &mut Turn<'_>, id: ConversationId, agent: &AgentId, since: Timestamp) {
    script::let_go(turn, id, Exit::Agent);
    let now = turn.now;
    turn.change(id, |c| {
        c.first_assigned_at = c.first_assigned_at.or(Some(now));
        c.warned = false;
        c.state = ConversationState::Assigned {
            since,
            agent: agent.clone(),
            assigned_at: now,
        };
    });
    let after = turn.floor.plan.handover;
    turn.change_agent(agent, |a| {
        a.idle_since = now;
        if a.link == Link::Lost && a.handover_at.is_none() && after > Span::ZERO {
            a.handover_at = Some(now + after);
        }
    });
}

/// Whether an agent is there with room for a conversation that was theirs.
pub(crate) fn takes_back(turn: &Turn<'_>, agent: &AgentId, conversation: &Conversation) -> bool {
    let (channel, plan) = (&conversation.channel, &turn.floor.plan);
    let agent = turn.floor.agents.get(agent);
    agent.is_some_and(|a| a.takes_offers() && a.has_room_on(channel, plan))
}

/// The contact of a parked conversation has written: it is its agent's again if they are there with
/// room, else it waits at its original place, for them first as its queue says.
pub(crate) fn resume(turn: &mut Turn<'_>, id: ConversationId) {
    let Some(conversation) = turn.floor.conversations.get(&id) else {
        return;
    };
    let ConversationState::Parked { since, agent, .. } = &conversation.state else {
        return;
    };
    let (since, agent, queue) = (*since, agent.clone(), conversation.queue.clone());
    if takes_back(turn, &agent, conversation) {
        assign(turn, id, &agent, since);
        turn.log(id, StepKind::Resumed { agent });
        return;
    }
    let wait = turn.floor.plan.queues.get(&queue);
    let wait = wait.map_or(Span::ZERO, |q| q.last_agent.wait);
    let only = (wait > Span::ZERO).then(|| (agent.clone(), wait));
    let giver = None;
    queueing::enqueue(turn, id, queue, Entry { since, only, giver });
    let why = WhyReturned::ContactWrote;
    turn.log(id, StepKind::Returned { agent, why });
}

/// An agent has been gone for longer than the plan allows: what they talk in goes back to its queues.
pub(crate) fn of_gone_agent(turn: &mut Turn<'_>, agent: &AgentId) {
    turn.change_agent(agent, |a| a.handover_at = None);
    let Some(gone) = turn
        .floor
        .agents
        .get(agent)
        .filter(|a| a.link == Link::Lost)
    else {
        return;
    };
    let held: alloc::vec::Vec<_> = gone.holds.keys().copied().collect();
    for id in held {
        give_back(turn, id, WhyReturned::AgentGone);
    }
}

/// When what an agent whose console is lost talks in goes back, if it ever does.
pub(crate) fn deadline(turn: &Turn<'_>, agent: &AgentId, from: Timestamp) -> Option<Timestamp> {
    let after = turn.floor.plan.handover;
    let talks = |id: &ConversationId| {
        let state = turn.floor.conversations.get(id).map(|c| &c.state);
        matches!(state, Some(ConversationState::Assigned { .. }))
    };
    let holds = &turn.floor.agents.get(agent)?.holds;
    (after > Span::ZERO && holds.keys().any(talks)).then(|| from + after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Input, testing::*};

    fn with_handover() -> (Stage, ConversationId) {
        let mut plan = plan();
        plan.handover = Span::seconds(60);
        let mut stage = Stage::with(plan);
        stage.ready("bea");
        let id = stage.open("ana");
        stage.accept("bea");
        (stage, id)
    }

    fn lose(stage: &mut Stage) {
        stage.apply(Input::AgentDisconnected {
            agent: agent("bea"),
        });
    }

    #[test]
    fn what_an_agent_who_is_gone_talks_in_goes_back_to_the_head_of_its_queue() {
        let (mut stage, id) = with_handover();
        stage.wait(Span::seconds(1));
        let younger = stage.open("ben");
        lose(&mut stage);
        // Five seconds until the link counts as lost, then the stated grace.
        stage.wait(Span::seconds(64));
        assert_eq!(stage.holder(id), Some("bea"));
        stage.wait(Span::seconds(1));
        assert_eq!(stage.state(id), "queued");
        stage.ready("cem");
        assert_eq!(
            (stage.holder(id), stage.state(younger)),
            (Some("cem"), "queued")
        );
    }

    #[test]
    fn an_agent_who_comes_back_in_time_keeps_what_they_have() {
        let (mut stage, id) = with_handover();
        lose(&mut stage);
        stage.wait(Span::seconds(30));
        stage.apply(Input::AgentConnected {
            agent: agent("bea"),
        });
        stage.wait(Span::seconds(600));
        assert_eq!(stage.holder(id), Some("bea"));
    }
}

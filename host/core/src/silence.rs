//! Silence in an assigned conversation: who owes the next word, and what follows if it does not come.

use crate::{
    conversation::{Conversation, ConversationState, EndedBy},
    ending, handover,
    ids::ConversationId,
    message::{Author, Content, Notice},
    plan::{RoutingPlan, Silence},
    time::{Span, Timestamp},
    trace::WhyReturned,
    transcript,
    turn::Turn,
};

/// What is due next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Due {
    Remind,
    End,
    Requeue,
}

/// When silence next has a consequence.
pub(crate) fn next(conversation: &Conversation, plan: &RoutingPlan) -> Option<Timestamp> {
    due(conversation, plan).map(|(at, _)| at)
}

fn due(conversation: &Conversation, plan: &RoutingPlan) -> Option<(Timestamp, Due)> {
    let ConversationState::Assigned { assigned_at, .. } = &conversation.state else {
        return None;
    };
    let Silence {
        contact_warn,
        contact_end,
        agent_requeue,
    } = plan.queues.get(&conversation.queue)?.silence;
    let after =
        |since: Timestamp, span: Span, due| (span > Span::ZERO).then_some((since + span, due));
    if let Some(since) = conversation.unanswered_since {
        return after(since.max(*assigned_at), agent_requeue, Due::Requeue);
    }
    let since = conversation.last_wrote_at.max(*assigned_at);
    let remind = after(since, contact_warn, Due::Remind).filter(|_| !conversation.warned);
    remind.or_else(|| after(since, contact_end, Due::End))
}

/// Does what is due.
pub(crate) fn handle(turn: &mut Turn<'_>, id: ConversationId) {
    let Some(conversation) = turn.floor.conversations.get(&id) else {
        return;
    };
    let Some((at, due)) = due(conversation, &turn.floor.plan) else {
        return;
    };
    if at > turn.now {
        return;
    }
    match due {
        Due::Remind => {
            let notice = Content::Notice(Notice::AnswerAwaited);
            transcript::append(turn, id, Author::System, notice, None);
            turn.change_timers(id, |c| c.warned = true);
        }
        Due::End => {
            let Some(agent) = conversation.state.agent().cloned() else {
                return;
            };
            ending::begin_wrap_up(turn, id, agent, EndedBy::System);
        }
        Due::Requeue => handover::give_back(turn, id, WhyReturned::AgentSilent),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Effect, Input, StepKind, testing::*};

    fn quiet(silence: Silence) -> (Stage, ConversationId) {
        let mut plan = plan();
        plan.queues.get_mut(&queue("sales")).unwrap().silence = silence;
        let mut stage = Stage::with(plan);
        stage.ready("bea");
        let id = stage.open("ana");
        stage.accept("bea");
        (stage, id)
    }

    fn answer(stage: &mut Stage, conversation: ConversationId) {
        stage.apply(Input::AgentWrote {
            conversation,
            agent: agent("bea"),
            content: text("what is the number?"),
            client_id: None,
        });
    }

    #[test]
    fn a_silent_contact_is_reminded_and_then_the_talk_ends() {
        let (mut stage, id) = quiet(Silence {
            contact_warn: Span::seconds(240),
            contact_end: Span::seconds(300),
            agent_requeue: Span::ZERO,
        });
        answer(&mut stage, id);
        let effects = stage.wait(Span::seconds(240));
        let notices = messages(&effects);
        assert_eq!(
            notices.first().map(|m| &m.content),
            Some(&Content::Notice(Notice::AnswerAwaited))
        );
        stage.wait(Span::seconds(59));
        assert_eq!(stage.state(id), "assigned");
        stage.wait(Span::seconds(1));
        assert_eq!(stage.state(id), "wrap_up");
    }

    #[test]
    fn a_word_of_either_side_begins_the_count_again() {
        let (mut stage, id) = quiet(Silence {
            contact_warn: Span::seconds(240),
            contact_end: Span::seconds(300),
            agent_requeue: Span::ZERO,
        });
        answer(&mut stage, id);
        stage.wait(Span::seconds(250));
        stage.apply(wrote("chat", "ana", "here it is"));
        answer(&mut stage, id);
        let effects = stage.wait(Span::seconds(239));
        assert!(messages(&effects).is_empty());
        assert_eq!(stage.state(id), "assigned");
        assert!(!stage.conversation(id).warned);
    }

    #[test]
    fn a_conversation_whose_agent_is_silent_goes_back_at_its_age() {
        let (mut stage, id) = quiet(Silence {
            agent_requeue: Span::seconds(180),
            ..Silence::default()
        });
        stage.apply(wrote("chat", "ana", "hello?"));
        stage.ready("cem");
        let effects = stage.wait(Span::seconds(180));
        // Bea is free again as well, but Cem has been idle longer.
        let returned = |effect: &Effect| {
            let Effect::Log(step) = effect else {
                return false;
            };
            let why = WhyReturned::AgentSilent;
            matches!(&step.kind, StepKind::Returned { why: told, .. } if *told == why)
        };
        assert!(effects.iter().any(returned));
        assert_eq!(stage.state(id), "offered");
    }
}

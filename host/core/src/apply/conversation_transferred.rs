//! Somebody hands a conversation on: to a queue, or to an agent, where it waits with its age. Room is
//! obeyed because an offer needs it. Whoever gives away what they have has let it pass: it is not offered
//! straight back to them.

use super::authority;
use crate::{
    conversation::{Conversation, ConversationState},
    effect::Withdrawal,
    floor::Floor,
    handover,
    ids::{AgentId, ConversationId, QueueId},
    input::TransferTo,
    queueing::{self, Entry},
    rejection::Rejection,
    script,
    time::{Span, Timestamp},
    trace::StepKind,
    turn::Turn,
    withdrawal,
};

pub(super) fn apply(
    turn: &mut Turn<'_>,
    id: ConversationId,
    by: AgentId,
    supervised: bool,
    to: TransferTo,
) -> Result<(), Rejection> {
    let conversation = turn.conversation(id)?;
    if !supervised {
        authority::answers(conversation, &by)?;
    }
    let since = since(conversation)?;
    let (queue, only) = target(turn.floor, conversation, to)?;
    let is_to_themselves = only.as_ref().is_some_and(|(agent, _)| *agent == by);
    let is_given = conversation.state.agent() == Some(&by) && !is_to_themselves;
    let giver = is_given.then(|| by.clone());
    withdrawal::take_back(turn, id, Withdrawal::Requeued);
    script::hand_on(turn, id);
    let agent = only.as_ref().map(|(agent, _)| agent.clone());
    queueing::enqueue(turn, id, queue.clone(), Entry { since, only, giver });
    turn.log(id, StepKind::Transferred { by, queue, agent });
    handover::announce(turn, id);
    Ok(())
}

fn since(conversation: &Conversation) -> Result<Timestamp, Rejection> {
    match &conversation.state {
        ConversationState::Scripted { since }
        | ConversationState::Queued { since, .. }
        | ConversationState::Offered { since, .. }
        | ConversationState::Assigned { since, .. }
        | ConversationState::Parked { since, .. } => Ok(*since),
        ConversationState::WrapUp { .. } | ConversationState::Closed(_) => {
            Err(authority::wrong_state(conversation))
        }
    }
}

/// The queue, and the agent who is asked there first: for as long as an offer stands. The present
/// queue stays if the agent serves it. A queue's maximum holds for what is handed to the queue; what is
/// handed to an agent waits for them and not in line, so it does not matter how long the line is.
fn target(
    floor: &Floor,
    conversation: &Conversation,
    to: TransferTo,
) -> Result<(QueueId, Option<(AgentId, Span)>), Rejection> {
    match to {
        TransferTo::Queue(queue) => {
            if !floor.plan.queues.contains_key(&queue) {
                return Err(Rejection::UnknownQueue(queue));
            }
            queueing::check_room(floor, conversation, &queue)?;
            Ok((queue, None))
        }
        TransferTo::Agent(agent) => {
            let Some(plan) = floor.plan.agents.get(&agent) else {
                return Err(Rejection::UnknownAgent(agent));
            };
            let present = &conversation.queue;
            let queue = if plan.queues.contains(present) {
                Some(present)
            } else {
                plan.queues.first()
            };
            let Some(queue) = queue else {
                let queue = present.clone();
                return Err(Rejection::NotInQueue { agent, queue });
            };
            let wait = floor.plan.queues.get(queue).map_or(Span::ZERO, |q| q.offer);
            Ok((queue.clone(), Some((agent, wait))))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Input, testing::*};

    fn hand_on(conversation: ConversationId, by: &str, to: TransferTo) -> Input {
        Input::ConversationTransferred {
            conversation,
            by: agent(by),
            supervised: false,
            to,
        }
    }

    #[test]
    fn it_is_offered_to_the_colleague_whatever_others_have_been_idle() {
        let (mut stage, id) = Stage::talking();
        stage.ready("dan");
        stage.wait(Span::seconds(9));
        stage.ready("cem");
        stage.apply(hand_on(id, "bea", TransferTo::Agent(agent("cem"))));
        assert_eq!(stage.holder(id), Some("cem"));
        assert_eq!(stage.state(id), "offered");
    }

    #[test]
    fn it_waits_for_a_colleague_without_room_and_then_for_everybody() {
        let (mut stage, id) = Stage::talking();
        stage.ready("cem");
        stage.open("ben");
        stage.accept("cem");
        stage.apply(hand_on(id, "bea", TransferTo::Agent(agent("cem"))));
        assert_eq!(stage.state(id), "queued");
        stage.wait(Span::seconds(10));
        stage.ready("dan");
        assert_eq!(stage.state(id), "queued");
        stage.wait(Span::seconds(10));
        assert_eq!(stage.holder(id), Some("dan"));
    }

    #[test]
    fn it_keeps_its_age_in_the_other_queue() {
        let (mut stage, id) = Stage::talking();
        stage.wait(Span::seconds(30));
        stage.declare("bea", crate::Presence::Offline);
        let younger = stage.open_on("vip", "ben");
        stage.apply(hand_on(id, "bea", TransferTo::Queue(queue("vip"))));
        assert_eq!(stage.conversation(id).queue, queue("vip"));
        let line = stage.floor.queue_view(&queue("vip")).unwrap().waiting;
        assert_eq!(line, [id, younger]);
    }

    #[test]
    fn who_hands_on_to_themselves_has_not_let_it_pass() {
        let (mut stage, id) = Stage::talking();
        stage.ready("cem");
        stage.apply(hand_on(id, "bea", TransferTo::Agent(agent("bea"))));
        assert_eq!(stage.holder(id), Some("bea"));
    }

    #[test]
    fn what_a_supervisor_hands_on_was_let_pass_by_nobody() {
        let (mut stage, id) = Stage::talking();
        stage.apply(Input::ConversationTransferred {
            conversation: id,
            by: agent("sam"),
            supervised: true,
            to: TransferTo::Queue(queue("vip")),
        });
        assert_eq!(stage.holder(id), Some("bea"));
    }

    #[test]
    fn only_who_holds_it_or_a_supervisor_hands_it_on() {
        let (mut stage, id) = Stage::talking();
        let to = TransferTo::Queue(queue("vip"));
        assert_eq!(
            stage.refuse(hand_on(id, "cem", to.clone())),
            Rejection::NotAssignedToYou(id)
        );
        stage.apply(Input::ConversationTransferred {
            conversation: id,
            by: agent("cem"),
            supervised: true,
            to,
        });
        let gone = TransferTo::Queue(queue("gone"));
        assert_eq!(
            stage.refuse(Input::ConversationTransferred {
                conversation: id,
                by: agent("cem"),
                supervised: true,
                to: gone,
            }),
            Rejection::UnknownQueue(queue("gone"))
        );
    }
}

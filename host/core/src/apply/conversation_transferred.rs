//! Somebody hands a conversation on: to a queue, or to an agent, where it waits with its age. Room is
//! obeyed because an offer needs it.

use super::authority;
use crate::{
    conversation::{Conversation, ConversationState},
    effect::Withdrawal,
    floor::Floor,
    handover,
    ids::{AgentId, ConversationId, QueueId},
    input::TransferTo,
    queueing,
    rejection::Rejection,
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
    withdrawal::take_back(turn, id, Withdrawal::Requeued);
    let agent = only.as_ref().map(|(agent, _)| agent.clone());
    queueing::enqueue(turn, id, queue.clone(), since, only);
    turn.log(id, StepKind::Transferred { by, queue, agent });
    handover::announce(turn, id);
    Ok(())
}

fn since(conversation: &Conversation) -> Result<Timestamp, Rejection> {
    match &conversation.state {
        ConversationState::Queued { since, .. }
        | ConversationState::Offered { since, .. }
        | ConversationState::Assigned { since, .. }
        | ConversationState::Parked { since, .. } => Ok(*since),
        ConversationState::WrapUp { .. } | ConversationState::Closed(_) => {
            Err(authority::wrong_state(conversation))
        }
    }
}

/// The queue, and the agent who is asked there first: for as long as an offer stands. The present
/// queue stays if the agent serves it.
fn target(
    floor: &Floor,
    conversation: &Conversation,
    to: TransferTo,
) -> Result<(QueueId, Option<(AgentId, Span)>), Rejection> {
    match to {
        TransferTo::Queue(queue) => {
            if floor.plan.queues.contains_key(&queue) {
                Ok((queue, None))
            } else {
                Err(Rejection::UnknownQueue(queue))
            }
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
        stage.wait(Span::seconds(20));
        assert_eq!(stage.holder(id), Some("bea"));
    }

    #[test]
    fn it_keeps_its_age_in_the_other_queue() {
        let (mut stage, id) = Stage::talking();
        stage.wait(Span::seconds(30));
        let younger = stage.open_on("vip", "ben");
        stage.apply(hand_on(id, "bea", TransferTo::Queue(queue("vip"))));
        // Bea is free again, and asked for the older of the two.
        assert_eq!(stage.holder(id), Some("bea"));
        assert_eq!(stage.conversation(id).queue, queue("vip"));
        assert_eq!(stage.state(younger), "queued");
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

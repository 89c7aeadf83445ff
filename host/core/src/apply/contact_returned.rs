//! The contact writes on a thread whose conversation has ended, while their channel still takes that
//! up again: the same conversation goes on.

use alloc::{boxed::Box, vec::Vec};

use super::{contact_wrote, conversation_opened};
use crate::{
    conversation::{ContactCard, Conversation, ConversationState, Ended},
    handover,
    ids::QueueId,
    message::{Author, Content},
    plan::Delivery,
    queueing,
    rejection::Rejection,
    relaxation::Relaxation,
    trace::StepKind,
    transcript,
    turn::Turn,
};

/// It is its last agent's again if they are there with room, else it waits, for them first where its
/// queue says so. What is too old, or cannot go on, is an ordinary message: it opens a conversation.
pub(super) fn apply(
    turn: &mut Turn<'_>,
    closed: Conversation,
    contact: ContactCard,
    content: Content,
    client_id: Option<Box<str>>,
) -> Result<(), Rejection> {
    let Some(ended) = taken_up(turn, &closed) else {
        let (channel, thread) = (closed.channel, closed.thread);
        return contact_wrote::apply(turn, (channel, thread), None, contact, content, client_id);
    };
    transcript::check_contact(&closed.thread, &contact)?;
    transcript::check(&content, client_id.as_deref())?;
    conversation_opened::check_room(turn, None)?;
    let queue = queue_of(turn, &closed);
    let id = closed.id;
    let back = ended
        .agent
        .clone()
        .filter(|agent| handover::takes_back(turn, agent, &closed));
    let step = StepKind::Reopened {
        agent: ended.agent.clone(),
        closed_at: ended.closed_at,
    };
    if let Some(agent) = back {
        let state = ConversationState::Parked {
            since: turn.now,
            agent,
            parked_at: turn.now,
            until: None,
        };
        turn.insert(again(turn, closed, queue, contact, ended, state));
        turn.log(id, step);
        transcript::append(turn, id, Author::Contact, content, client_id);
        handover::resume(turn, id);
        return Ok(());
    }
    let (queue, sent_on) = queueing::destination(turn.floor, queue, turn.now)?;
    let state = ConversationState::Queued {
        since: turn.now,
        passed: Vec::new(),
    };
    let mut conversation = again(turn, closed, queue.clone(), contact, ended, state);
    let only = queueing::last_agent(turn.floor, &conversation, turn.now);
    conversation.relaxation = queueing::first_relaxation(turn.floor, &conversation, turn.now, only);
    turn.insert(conversation);
    turn.log(id, step);
    turn.log(id, StepKind::Queued);
    queueing::log_moves(turn, id, &queue, sent_on);
    transcript::append(turn, id, Author::Contact, content, client_id);
    Ok(())
}

/// How the conversation ended, if it can go on.
fn taken_up(turn: &Turn<'_>, closed: &Conversation) -> Option<Ended> {
    let ConversationState::Closed(ended) = &closed.state else {
        return None;
    };
    let plan = turn.floor.plan.channels.get(&closed.channel)?;
    let is_soon = turn.now.since(ended.closed_at) < plan.reopen_within;
    let is_free = turn
        .floor
        .open_on(&closed.channel, &closed.thread)
        .is_none()
        && !turn.floor.conversations.contains_key(&closed.id)
        && closed.id.number() < turn.floor.counters.next_conversation;
    let has_room = transcript::check_room(closed).is_ok();
    // Whoever had to do with the script alone goes through it again.
    let had_agent = plan.script.is_none() || ended.agent.is_some();
    (plan.delivery == Delivery::Outbox && is_soon && is_free && has_room && had_agent)
        .then(|| ended.clone())
}

/// Its own queue, or its channel's if that is gone.
fn queue_of(turn: &Turn<'_>, closed: &Conversation) -> QueueId {
    let plan = &turn.floor.plan;
    match plan.channels.get(&closed.channel) {
        Some(channel) if !plan.queues.contains_key(&closed.queue) => channel.queue.clone(),
        Some(_) | None => closed.queue.clone(),
    }
}

/// The conversation as it goes on: its transcript, history and language stay, its times begin anew.
fn again(
    turn: &Turn<'_>,
    closed: Conversation,
    queue: QueueId,
    contact: ContactCard,
    ended: Ended,
    state: ConversationState,
) -> Conversation {
    let now = turn.now;
    let before = closed.contact;
    let last_agent = ended.agent.map(|agent| (agent, ended.closed_at));
    let contact = ContactCard {
        name: contact.name.or(before.name),
        account_number: contact.account_number.or(before.account_number),
        locale: contact.locale.or(before.locale),
        last_agent: contact.last_agent.or(last_agent),
        variables: if contact.variables.is_empty() {
            before.variables
        } else {
            contact.variables
        },
        fields: if contact.fields.is_empty() {
            before.fields
        } else {
            contact.fields
        },
        ..contact
    };
    Conversation {
        queue,
        contact,
        state,
        reopened_at: Some(now),
        unanswered_since: None,
        first_assigned_at: None,
        relaxation: Relaxation::begin(now),
        last_wrote_at: now,
        warned: false,
        translation: None,
        script: None,
        forwarded: None,
        ..closed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ConversationId, Effect, Floor, Input, Presence, Record, Seq, Span, testing::*};

    const WITHIN: Span = Span::seconds(3_600);

    fn stage() -> Stage {
        let mut plan = plan();
        if let Some(sms) = plan.channels.get_mut(&channel("sms")) {
            sms.reopen_within = WITHIN;
        }
        Stage::with(plan)
    }

    /// A conversation by SMS that bea has had and closed, as the store has it.
    fn ended(stage: &mut Stage) -> Conversation {
        stage.ready("bea");
        let id = stage.open_on("sms", "+15550100");
        stage.accept("bea");
        close(stage, id)
    }

    fn close(stage: &mut Stage, id: ConversationId) -> Conversation {
        let effects = stage.apply(Input::ConversationClosed {
            conversation: id,
            by: crate::EndedBy::System,
        });
        saved(&effects, id).unwrap().clone()
    }

    fn returned(closed: &Conversation) -> Input {
        Input::ContactReturned {
            closed: Box::new(closed.clone()),
            contact: ContactCard::default(),
            content: text("one more thing"),
            client_id: None,
        }
    }

    #[test]
    fn the_same_conversation_goes_on_with_the_agent_who_had_it() {
        let mut stage = stage();
        let closed = ended(&mut stage);
        stage.wait(Span::seconds(3_599));
        let effects = stage.apply(returned(&closed));
        assert_eq!(messages(&effects)[0].seq, Seq(closed.last_seq.0 + 1));
        assert_eq!(
            (stage.state(closed.id), stage.holder(closed.id)),
            ("assigned", Some("bea"))
        );
        assert_eq!(stage.conversation(closed.id).reopened_at, Some(stage.now));
        let mut steps = effects.iter().filter_map(|effect| {
            let Effect::Log(step) = effect else {
                return None;
            };
            Some(step)
        });
        let first = steps.next().unwrap();
        assert_eq!(first.number, closed.next_step);
        assert!(matches!(first.kind, StepKind::Reopened { .. }));
    }

    #[test]
    fn it_waits_where_its_agent_has_no_room_or_is_gone() {
        let mut stage = stage();
        let closed = ended(&mut stage);
        stage.declare("bea", Presence::Offline);
        stage.apply(returned(&closed));
        assert_eq!(stage.state(closed.id), "queued");
        stage.ready("cem");
        assert_eq!(stage.holder(closed.id), Some("cem"));
    }

    #[test]
    fn once_the_time_is_over_another_conversation_begins() {
        let mut stage = stage();
        let closed = ended(&mut stage);
        stage.wait(WITHIN);
        stage.apply(returned(&closed));
        let open = stage.floor.open_on(&channel("sms"), &thread("+15550100"));
        assert_ne!(open, Some(closed.id));
        assert!(open.is_some());
    }

    #[test]
    fn what_is_open_already_only_gets_the_message() {
        let mut stage = stage();
        let closed = ended(&mut stage);
        stage.apply(returned(&closed));
        let before = stage.conversation(closed.id).last_seq;
        stage.apply(returned(&closed));
        assert_eq!(stage.conversation(closed.id).last_seq, Seq(before.0 + 1));
    }

    #[test]
    fn a_conversation_that_nobody_answered_waits_again() {
        let mut stage = stage();
        let id = stage.open_on("sms", "+15550100");
        let closed = close(&mut stage, id);
        stage.apply(returned(&closed));
        assert_eq!(stage.state(id), "queued");
        assert_eq!(stage.conversation(id).first_assigned_at, None);
    }

    #[test]
    fn a_contact_who_writes_during_wrap_up_has_the_agent_back_at_once() {
        let mut stage = stage();
        stage.ready("bea");
        let id = stage.open_on("sms", "+15550100");
        stage.accept("bea");
        stage.apply(Input::AgentEnded {
            conversation: id,
            agent: agent("bea"),
        });
        assert_eq!(stage.state(id), "wrap_up");
        stage.apply(wrote("sms", "+15550100", "one more thing"));
        assert_eq!(
            (stage.state(id), stage.holder(id)),
            ("assigned", Some("bea"))
        );
    }

    #[test]
    fn what_goes_on_is_restored_as_it_was() {
        let mut stage = stage();
        let closed = ended(&mut stage);
        let effects = stage.apply(returned(&closed));
        let saved = saved(&effects, closed.id).unwrap().clone();
        assert_eq!(&saved, stage.conversation(closed.id));
        let records = [
            Record::Counters(stage.floor.counters),
            Record::Conversation(saved),
        ];
        let (restored, _) = Floor::restore(plan(), records, stage.now).unwrap();
        assert!(restored.conversation(closed.id).is_some());
    }
}

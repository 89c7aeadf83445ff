//! An agent writes first: the conversation opens on their desk.

use alloc::boxed::Box;

use super::conversation_opened;
use crate::{
    conversation::{ContactCard, ConversationState},
    effect::Effect,
    handover,
    ids::{AgentId, ChannelId, ThreadId},
    message::{Author, Content},
    rejection::Rejection,
    trace::StepKind,
    transcript,
    turn::Turn,
};

/// To whom.
pub(super) struct To {
    pub(super) channel: ChannelId,
    pub(super) thread: ThreadId,
    pub(super) contact: ContactCard,
}

/// Needs a slot of the agent's, whatever their presence: whoever writes is at work. A conversation of
/// the same thread that still waits or talks is somebody's already, so it refuses this one.
pub(super) fn apply(
    turn: &mut Turn<'_>,
    to: To,
    agent: AgentId,
    content: Content,
    client_id: Option<Box<str>>,
) -> Result<(), Rejection> {
    let To {
        channel,
        thread,
        contact,
    } = to;
    if !turn.floor.plan.channels.contains_key(&channel) {
        return Err(Rejection::UnknownChannel(channel));
    }
    if turn.floor.is_stream(&channel) {
        return Err(Rejection::NobodyThere(channel));
    }
    transcript::check(&content, client_id.as_deref())?;
    if contact.stopped_at.is_some() {
        return Err(Rejection::PersonStopped);
    }
    check_slot(turn, &channel, &thread, &agent)?;
    // It never waits, so a queue that is full or has nobody signed in is no obstacle.
    let id =
        conversation_opened::insert(turn, channel, thread, contact, conversation_opened::stays)?;
    let now = turn.now;
    handover::assign(turn, id, &agent, now);
    turn.log(
        id,
        StepKind::Assigned {
            agent: agent.clone(),
        },
    );
    let message = transcript::append(turn, id, Author::Agent(agent), content, client_id);
    if let Some(message) = message {
        turn.emit(Effect::Dispatch(message));
    }
    Ok(())
}

/// Their own wrap-up of this thread closes for the new conversation, so its slot is as good as free.
fn check_slot(
    turn: &Turn<'_>,
    channel: &ChannelId,
    thread: &ThreadId,
    agent: &AgentId,
) -> Result<(), Rejection> {
    let who = turn.agent(agent)?;
    let open = turn.floor.open_on(channel, thread);
    let state = open
        .and_then(|id| turn.floor.conversation(id))
        .map(|open| &open.state);
    let gives_way = matches!(
        state,
        Some(ConversationState::WrapUp { agent: holder, .. }) if holder == agent
    );
    let capacity = who.capacity;
    let weight = turn.floor.plan.weight(channel);
    let freed = if gives_way { weight } else { 0 };
    let used = who.used().saturating_sub(freed);
    let of_channel = who.load_of(channel).saturating_sub(usize::from(gives_way));
    let most = turn.floor.plan.channels.get(channel);
    let most = most.and_then(|c| c.agent_max).map(usize::from);
    if used.saturating_add(weight) <= capacity && most.is_none_or(|max| of_channel < max) {
        Ok(())
    } else {
        Err(Rejection::NoRoom { capacity })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Input, Timestamp, testing::*};

    fn started(on: &str, name: &str, contact: ContactCard) -> Input {
        Input::AgentStarted {
            channel: channel(on),
            thread: thread("+15550100"),
            contact,
            agent: agent(name),
            content: text("Your order is here"),
            client_id: Some("c1".into()),
        }
    }

    fn by(name: &str) -> Input {
        started("sms", name, ContactCard::default())
    }

    #[test]
    fn the_conversation_is_the_agents_from_its_first_message_on() {
        let mut stage = Stage::new();
        let effects = stage.apply(by("bea"));
        assert_eq!(stage.holder(cnv(1)), Some("bea"));
        assert_eq!(stage.state(cnv(1)), "assigned");
        let dispatched = effects.iter().filter(|e| matches!(e, Effect::Dispatch(_)));
        assert_eq!(dispatched.count(), 1);
        assert_eq!(stage.conversation(cnv(1)).unanswered_since, None);
        // What the contact answers comes to it.
        stage.apply(wrote("sms", "+15550100", "thanks"));
        assert_eq!(stage.conversation(cnv(1)).unanswered_since, Some(stage.now));
    }

    #[test]
    fn it_takes_a_slot() {
        let mut stage = Stage::new();
        stage.apply(by("bea"));
        let again = Input::AgentStarted {
            channel: channel("sms"),
            thread: thread("+15550101"),
            contact: ContactCard::default(),
            agent: agent("bea"),
            content: text("And yours"),
            client_id: None,
        };
        assert_eq!(stage.refuse(again), Rejection::NoRoom { capacity: 1 });
        assert_eq!(stage.refuse(by("eve")).code(), "unknown_agent");
    }

    #[test]
    fn the_maximum_of_the_channel_holds() {
        let mut plan = plan();
        plan.agents.get_mut(&agent("bea")).unwrap().capacity = 6;
        plan.channels.get_mut(&channel("sms")).unwrap().agent_max = Some(1);
        let mut stage = Stage::with(plan);
        stage.apply(wrote("sms", "ben", "hello"));
        stage.ready("bea");
        stage.accept("bea");
        assert_eq!(stage.refuse(by("bea")), Rejection::NoRoom { capacity: 6 });
    }

    #[test]
    fn a_queue_that_takes_no_more_is_no_obstacle_because_nobody_waits() {
        let mut plan = plan();
        let rules = &mut plan.queues.get_mut(&queue("sales")).unwrap().overflow;
        rules.queue = Some(queue("vip"));
        rules.waiting_max = Some(1);
        rules.unstaffed = crate::Unstaffed::Refuse;
        let mut stage = Stage::with(plan);
        stage.apply(by("bea"));
        assert_eq!(stage.conversation(cnv(1)).queue, queue("sales"));
    }

    #[test]
    fn an_agent_who_wraps_up_may_write_to_the_same_contact_again() {
        let mut stage = Stage::new();
        stage.apply(by("bea"));
        stage.apply(Input::AgentEnded {
            conversation: cnv(1),
            agent: agent("bea"),
        });
        assert_eq!(stage.state(cnv(1)), "wrap_up");
        stage.apply(by("bea"));
        assert_eq!(stage.state(cnv(1)), "closed");
        assert_eq!(stage.holder(cnv(2)), Some("bea"));
        // Her only slot is taken: nobody gave way.
        assert_eq!(stage.refuse(by("bea")), Rejection::NoRoom { capacity: 1 });
    }

    #[test]
    fn nobody_is_written_to_who_is_talking_already_or_has_stopped_or_is_not_there() {
        let mut stage = Stage::new();
        stage.apply(wrote("sms", "+15550100", "hello"));
        assert_eq!(stage.refuse(by("bea")), Rejection::AlreadyOpen(cnv(1)));
        let mut stage = Stage::new();
        let stopped = ContactCard {
            stopped_at: Some(Timestamp(1)),
            ..ContactCard::default()
        };
        assert_eq!(
            stage.refuse(started("sms", "bea", stopped)),
            Rejection::PersonStopped
        );
        let there = started("chat", "bea", ContactCard::default());
        assert_eq!(stage.refuse(there), Rejection::NobodyThere(channel("chat")));
        let there = started("fax", "bea", ContactCard::default());
        assert_eq!(
            stage.refuse(there),
            Rejection::UnknownChannel(channel("fax"))
        );
    }
}

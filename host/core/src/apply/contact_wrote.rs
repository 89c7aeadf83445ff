//! The contact writes. Without an open conversation on the thread this opens one.

use alloc::boxed::Box;

use super::{authority::wrong_state, conversation_opened};
use crate::{
    conversation::{ContactCard, Conversation, ConversationState},
    handover,
    ids::{ChannelId, ConversationId, ThreadId},
    message::{Author, Content},
    rejection::Rejection,
    script,
    time::Span,
    trace::StepKind,
    transcript,
    turn::Turn,
};

/// A message that comes during wrap-up belongs to a talk that is over. A stream contact sees that
/// and is refused; an outbox contact (SMS) cannot see it, so it begins the next conversation, or the
/// talk goes on where the channel has it so.
pub(super) fn apply(
    turn: &mut Turn<'_>,
    (channel, thread): (ChannelId, ThreadId),
    into: Option<ConversationId>,
    contact: ContactCard,
    content: Content,
    client_id: Option<Box<str>>,
) -> Result<(), Rejection> {
    if !turn.floor.plan.channels.contains_key(&channel) {
        return Err(Rejection::UnknownChannel(channel));
    }
    transcript::check(&content, client_id.as_deref())?;
    let open = turn.floor.open_on(&channel, &thread);
    if into.is_some() && into != open {
        return Err(Rejection::NoConversation);
    }
    let Some(id) = open else {
        return conversation_opened::open(
            turn,
            channel,
            thread,
            contact,
            Some((content, client_id)),
        );
    };
    let conversation = turn.conversation(id)?;
    match &conversation.state {
        ConversationState::Scripted { .. }
        | ConversationState::Queued { .. }
        | ConversationState::Offered { .. } => {
            transcript::check_room(conversation)?;
            let said = content.text().map(Box::<str>::from).unwrap_or_default();
            transcript::append(turn, id, Author::Contact, content, client_id);
            script::contact_wrote(turn, id, &said);
            Ok(())
        }
        ConversationState::Assigned { .. } => {
            transcript::check_room(conversation)?;
            transcript::append(turn, id, Author::Contact, content, client_id);
            Ok(())
        }
        ConversationState::Parked { .. } => {
            transcript::check_room(conversation)?;
            transcript::append(turn, id, Author::Contact, content, client_id);
            handover::resume(turn, id);
            Ok(())
        }
        ConversationState::WrapUp { .. } if turn.floor.is_stream(&channel) => {
            Err(wrong_state(conversation))
        }
        ConversationState::WrapUp { agent, .. } if goes_on(turn, conversation) => {
            transcript::check_room(conversation)?;
            let (agent, since) = (agent.clone(), turn.now);
            transcript::append(turn, id, Author::Contact, content, client_id);
            handover::assign(turn, id, &agent, since);
            turn.log(id, StepKind::Resumed { agent });
            Ok(())
        }
        ConversationState::WrapUp { .. } => {
            conversation_opened::open(turn, channel, thread, contact, Some((content, client_id)))
        }
        ConversationState::Closed(_) => Err(wrong_state(conversation)),
    }
}

/// Whether a conversation goes on when its contact writes after its end.
fn goes_on(turn: &Turn<'_>, conversation: &Conversation) -> bool {
    let plan = turn.floor.plan.channels.get(&conversation.channel);
    plan.is_some_and(|plan| plan.reopen_within > Span::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Input, Seq, testing::*};

    #[test]
    fn the_first_message_of_a_thread_opens_a_conversation() {
        let mut stage = Stage::new();
        let effects = stage.apply(wrote("sms", "+15550100", "hello"));
        assert_eq!(messages(&effects)[0].seq, Seq(1));
        assert_eq!(stage.state(cnv(1)), "queued");
    }

    #[test]
    fn a_contact_may_write_while_waiting_while_offered_and_while_talking() {
        let mut stage = Stage::new();
        let id = stage.open("ana");
        stage.apply(wrote("chat", "ana", "queued"));
        stage.ready("bea");
        stage.apply(wrote("chat", "ana", "offered"));
        stage.accept("bea");
        let effects = stage.apply(wrote("chat", "ana", "assigned"));
        // The third entry is the notice that the agent joined.
        assert_eq!(messages(&effects)[0].seq, Seq(4));
        assert_eq!(stage.conversation(id).last_seq, Seq(4));
    }

    #[test]
    fn the_wait_for_an_answer_counts_from_the_first_unanswered_message() {
        let (mut stage, id) = Stage::talking();
        let first = stage.now;
        stage.apply(wrote("chat", "ana", "one"));
        stage.wait(Span::seconds(9));
        stage.apply(wrote("chat", "ana", "two"));
        assert_eq!(stage.conversation(id).unanswered_since, Some(first));
    }

    #[test]
    fn a_stream_contact_cannot_write_into_a_talk_that_is_over() {
        let (mut stage, id) = Stage::talking();
        stage.apply(Input::AgentEnded {
            conversation: id,
            agent: agent("bea"),
        });
        let refused = stage.refuse(wrote("chat", "ana", "wait!"));
        assert_eq!(
            refused,
            Rejection::WrongState {
                conversation: id,
                state: "wrap_up"
            }
        );
    }

    #[test]
    fn what_crosses_the_end_of_its_conversation_begins_no_other_and_comes_into_none() {
        let (mut stage, id) = Stage::talking();
        let crossing = || {
            let mut input = wrote("chat", "ana", "wait!");
            if let Input::ContactWrote { into, .. } = &mut input {
                *into = Some(id);
            }
            input
        };
        stage.apply(crossing());
        stage.apply(Input::ConversationClosed {
            conversation: id,
            by: crate::EndedBy::System,
        });
        assert_eq!(stage.refuse(crossing()), Rejection::NoConversation);
        stage.open("ana");
        assert_eq!(stage.refuse(crossing()), Rejection::NoConversation);
    }

    #[test]
    fn an_outbox_contact_who_writes_during_wrap_up_begins_the_next_conversation() {
        let mut stage = Stage::new();
        stage.ready("bea");
        let first = stage.open_on("sms", "+15550100");
        stage.accept("bea");
        stage.apply(Input::AgentEnded {
            conversation: first,
            agent: agent("bea"),
        });
        let effects = stage.apply(wrote("sms", "+15550100", "one more thing"));
        assert_eq!(stage.state(first), "closed");
        let second = stage
            .floor
            .open_on(&channel("sms"), &thread("+15550100"))
            .unwrap();
        assert_eq!(messages(&effects)[0].conversation, second);
    }

    #[test]
    fn a_contact_cannot_forge_a_notice() {
        let mut stage = Stage::new();
        let refused = stage.refuse(Input::ContactWrote {
            channel: channel("chat"),
            thread: thread("ana"),
            into: None,
            contact: ContactCard::default(),
            content: Content::Notice(crate::Notice::Requeued),
            client_id: None,
        });
        assert_eq!(refused, Rejection::EmptyMessage);
    }

    #[test]
    fn the_longest_message_is_5000_characters_of_four_bytes() {
        let mut stage = Stage::new();
        stage.open("ana");
        stage.apply(wrote("chat", "ana", &"🙂".repeat(5_000)));
        let refused = stage.refuse(wrote("chat", "ana", &"a".repeat(5_001)));
        assert_eq!(refused, Rejection::TextTooLong { limit: 5_000 });
    }

    #[test]
    fn control_characters_and_direction_marks_are_only_text_here() {
        let mut stage = Stage::new();
        stage.open("ana");
        stage.apply(wrote("chat", "ana", "\0\u{202e}\u{feff}\u{1b}[2J"));
    }

    #[test]
    fn a_conversation_takes_only_so_many_messages() {
        let mut stage = Stage::new();
        let id = stage.open("ana");
        stage.floor.conversations.get_mut(&id).unwrap().last_seq = Seq(crate::limits::MESSAGES);
        let refused = stage.refuse(wrote("chat", "ana", "one more"));
        assert_eq!(
            refused,
            Rejection::TooManyMessages {
                limit: crate::limits::MESSAGES
            }
        );
    }
}

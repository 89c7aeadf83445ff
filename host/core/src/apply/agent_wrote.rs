//! The agent who holds the conversation writes.

use alloc::boxed::Box;

use super::authority;
use crate::{
    effect::Effect,
    ids::{AgentId, ConversationId},
    message::{Author, Content},
    rejection::Rejection,
    transcript,
    turn::Turn,
};

pub(super) fn apply(
    turn: &mut Turn<'_>,
    id: ConversationId,
    agent: AgentId,
    content: Content,
    client_id: Option<Box<str>>,
) -> Result<(), Rejection> {
    let conversation = turn.conversation(id)?;
    turn.agent(&agent)?;
    authority::answers(conversation, &agent)?;
    transcript::check(&content, client_id.as_deref())?;
    transcript::check_room(conversation)?;
    if conversation.contact.stopped_at.is_some() {
        return Err(Rejection::ContactStopped(id));
    }

    let streams = turn.floor.is_stream(&conversation.channel);
    let message = transcript::append(turn, id, Author::Agent(agent), content, client_id);
    if let Some(message) = message.filter(|_| !streams) {
        turn.emit(Effect::Dispatch(message));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Input, testing::*};

    fn writes(id: ConversationId, name: &str, words: &str) -> Input {
        Input::AgentWrote {
            conversation: id,
            agent: agent(name),
            content: text(words),
            client_id: None,
        }
    }

    #[test]
    fn an_answer_ends_the_contacts_wait() {
        let (mut stage, id) = Stage::talking();
        stage.apply(wrote("chat", "ana", "hello?"));
        let effects = stage.apply(writes(id, "bea", "hello"));
        assert_eq!(messages(&effects).len(), 1);
        assert_eq!(stage.conversation(id).unanswered_since, None);
    }

    #[test]
    fn only_outbox_channels_dispatch() {
        let (mut stage, id) = Stage::talking();
        let dispatched = |effects: &[Effect]| {
            effects
                .iter()
                .filter(|e| matches!(e, Effect::Dispatch(_)))
                .count()
        };
        assert_eq!(dispatched(&stage.apply(writes(id, "bea", "hello"))), 0);

        let id = stage.open_on("sms", "+15550100");
        stage.ready("cem");
        stage.accept("cem");
        assert_eq!(dispatched(&stage.apply(writes(id, "cem", "hello"))), 1);
    }

    #[test]
    fn only_the_agent_who_holds_it_may_write() {
        let (mut stage, id) = Stage::talking();
        assert_eq!(
            stage.refuse(writes(id, "cem", "hi")),
            Rejection::NotAssignedToYou(id)
        );
        assert_eq!(
            stage.refuse(writes(id, "eve", "hi")),
            Rejection::UnknownAgent(agent("eve"))
        );
        assert_eq!(
            stage.refuse(writes(cnv(9), "bea", "hi")),
            Rejection::UnknownConversation(cnv(9))
        );
        assert_eq!(
            stage.refuse(writes(id, "bea", " ")),
            Rejection::EmptyMessage
        );
    }

    #[test]
    fn an_offer_alone_does_not_let_an_agent_write() {
        let mut stage = Stage::new();
        stage.ready("bea");
        let id = stage.open("ana");
        assert_eq!(
            stage.refuse(writes(id, "bea", "hi")),
            Rejection::NotAssignedToYou(id)
        );
    }

    #[test]
    fn nothing_is_written_during_wrap_up() {
        let (mut stage, id) = Stage::talking();
        stage.apply(Input::AgentEnded {
            conversation: id,
            agent: agent("bea"),
        });
        assert_eq!(stage.refuse(writes(id, "bea", "bye")).code(), "wrong_state");
    }

    #[test]
    fn a_senders_own_id_has_a_limit() {
        let (mut stage, id) = Stage::talking();
        let refused = stage.refuse(Input::AgentWrote {
            conversation: id,
            agent: agent("bea"),
            content: text("hi"),
            client_id: Some("i".repeat(257).into()),
        });
        assert_eq!(
            refused,
            Rejection::FieldTooLong {
                field: "client_id",
                limit: 256
            }
        );
    }
}

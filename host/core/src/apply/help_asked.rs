//! The contact asked for HELP.

use crate::{
    answers::{self, Asked},
    ids::ConversationId,
    rejection::Rejection,
    turn::Turn,
};

/// Whoever has stopped is sent nothing, this included. How often one person is answered is decided before
/// the input is made: it holds over conversations.
pub(super) fn apply(turn: &mut Turn<'_>, id: ConversationId) -> Result<(), Rejection> {
    let conversation = turn.conversation(id)?;
    if turn.floor.is_stream(&conversation.channel) {
        return Err(Rejection::NobodyThere(conversation.channel.clone()));
    }
    if conversation.contact.stopped_at.is_some() {
        return Err(Rejection::ContactStopped(id));
    }
    answers::answer(turn, id, Asked::Help);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Author, Content, Input, answers::Answers, consent::Consent, effect::Effect,
        message::StoppedBy, testing::*,
    };

    fn asked(conversation: ConversationId) -> Input {
        Input::HelpAsked { conversation }
    }

    fn answering(text: &str) -> Stage {
        let mut plan = plan();
        let sms = plan.channels.get_mut(&channel("sms")).unwrap();
        sms.answers = Answers {
            help: Some(text.into()),
            ..Answers::default()
        };
        Stage::with(plan)
    }

    #[test]
    fn the_answer_is_in_the_transcript_and_leaves() {
        let mut stage = answering("Shop: write to help@shop.example.");
        let id = stage.open_on("sms", "+15550100");
        let effects = stage.apply(asked(id));
        let answer = messages(&effects)[0].clone();
        let text = Content::Text("Shop: write to help@shop.example.".into());
        assert_eq!((&answer.author, &answer.content), (&Author::System, &text));
        assert!(effects.contains(&Effect::Dispatch(answer)));
    }

    #[test]
    fn the_contact_still_waits_for_a_person() {
        let mut stage = answering("Shop: write to help@shop.example.");
        let id = stage.open_on("sms", "+15550100");
        stage.apply(wrote("sms", "+15550100", "help"));
        let before = stage.conversation(id).unanswered_since;
        assert!(before.is_some());
        stage.apply(asked(id));
        assert_eq!(stage.conversation(id).unanswered_since, before);
    }

    #[test]
    fn without_a_text_nothing_is_sent() {
        let mut stage = Stage::new();
        let id = stage.open_on("sms", "+15550100");
        assert_eq!(stage.apply(asked(id)), []);
    }

    #[test]
    fn whoever_has_stopped_is_not_answered() {
        let mut stage = answering("Shop: write to help@shop.example.");
        let id = stage.open_on("sms", "+15550100");
        stage.apply(Input::ConsentChanged {
            conversation: id,
            consent: Consent::Stop,
            by: StoppedBy::Contact,
            answer: true,
        });
        assert_eq!(stage.refuse(asked(id)), Rejection::ContactStopped(id));
    }

    #[test]
    fn only_an_open_conversation_of_a_contact_without_a_socket_is_answered() {
        let (mut stage, id) = Stage::talking();
        let refused = stage.refuse(asked(id));
        assert_eq!(refused, Rejection::NobodyThere(channel("chat")));
        let refused = stage.refuse(asked(cnv(9)));
        assert_eq!(refused, Rejection::UnknownConversation(cnv(9)));
    }
}

//! The contact wants no more messages, or wants them again.

use crate::{
    answers::{self, Asked},
    consent::Consent,
    ids::ConversationId,
    message::{Author, Content, Notice, StoppedBy},
    rejection::Rejection,
    transcript,
    turn::Turn,
};

/// Who may say so is decided before the input is made, as for supervisors. What has been said already
/// changes nothing and is answered no second time. A contact with a live socket leaves by closing the page.
pub(super) fn apply(
    turn: &mut Turn<'_>,
    id: ConversationId,
    consent: Consent,
    by: StoppedBy,
    answer: bool,
) -> Result<(), Rejection> {
    let conversation = turn.conversation(id)?;
    if turn.floor.is_stream(&conversation.channel) {
        return Err(Rejection::NobodyThere(conversation.channel.clone()));
    }
    let stopped_at = conversation.contact.stopped_at;
    let (stopped_at, notice) = match (consent, stopped_at) {
        (Consent::Stop, None) => (Some(turn.now), Notice::Stopped(by)),
        (Consent::Start, Some(_)) => (None, Notice::Resumed(by)),
        (Consent::Stop, Some(_)) | (Consent::Start, None) => return Ok(()),
    };
    turn.edit(id, |conversation| {
        conversation.contact.stopped_at = stopped_at;
    });
    transcript::append(turn, id, Author::System, Content::Notice(notice), None);
    if answer {
        answers::answer(turn, id, Asked::Consent(consent));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Effect, Input, testing::*};

    fn changed(conversation: ConversationId, consent: Consent) -> Input {
        Input::ConsentChanged {
            conversation,
            consent,
            by: StoppedBy::Contact,
            answer: true,
        }
    }

    fn talking() -> (Stage, ConversationId) {
        let mut stage = Stage::new();
        stage.ready("bea");
        let id = stage.open_on("sms", "+15550100");
        stage.accept("bea");
        (stage, id)
    }

    fn writes(conversation: ConversationId) -> Input {
        Input::AgentWrote {
            conversation,
            agent: agent("bea"),
            content: text("Hello?"),
            client_id: None,
        }
    }

    #[test]
    fn nobody_writes_to_a_contact_who_has_stopped_until_they_start_again() {
        let (mut stage, id) = talking();
        let effects = stage.apply(changed(id, Consent::Stop));
        let notice = Content::Notice(Notice::Stopped(StoppedBy::Contact));
        assert_eq!(messages(&effects)[0].content, notice);
        assert_eq!(stage.refuse(writes(id)), Rejection::ContactStopped(id));
        let effects = stage.apply(changed(id, Consent::Start));
        let notice = Content::Notice(Notice::Resumed(StoppedBy::Contact));
        assert_eq!(messages(&effects)[0].content, notice);
        stage.apply(writes(id));
    }

    #[test]
    fn saying_it_twice_changes_nothing() {
        let (mut stage, id) = talking();
        assert_eq!(stage.apply(changed(id, Consent::Start)), []);
        stage.apply(changed(id, Consent::Stop));
        assert_eq!(stage.apply(changed(id, Consent::Stop)), []);
    }

    fn sent(effects: &[Effect]) -> impl Iterator<Item = &str> {
        effects.iter().filter_map(|effect| {
            let Effect::Dispatch(message) = effect else {
                return None;
            };
            message.content.text()
        })
    }

    #[test]
    fn each_decision_is_answered_once_with_the_channels_own_words() {
        let mut plan = plan();
        let sms = plan.channels.get_mut(&channel("sms")).unwrap();
        sms.answers.stopped = Some("You get no more messages.".into());
        sms.answers.resumed = Some("Welcome back.".into());
        let mut stage = Stage::with(plan);
        stage.ready("bea");
        let id = stage.open_on("sms", "+15550100");
        stage.accept("bea");
        let stopped = stage.apply(changed(id, Consent::Stop));
        assert!(sent(&stopped).eq(["You get no more messages."]));
        let answer = messages(&stopped)[1];
        assert_eq!(answer.author, Author::System);
        assert_eq!(stage.apply(changed(id, Consent::Stop)), []);
        assert_eq!(stage.refuse(writes(id)), Rejection::ContactStopped(id));
        let resumed = stage.apply(changed(id, Consent::Start));
        assert!(sent(&resumed).eq(["Welcome back."]));
        assert_eq!(stage.apply(changed(id, Consent::Start)), []);
    }

    #[test]
    fn what_was_not_said_here_is_not_answered_here() {
        let mut plan = plan();
        let sms = plan.channels.get_mut(&channel("sms")).unwrap();
        sms.answers.stopped = Some("You get no more messages.".into());
        let mut stage = Stage::with(plan);
        let id = stage.open_on("sms", "+15550100");
        let effects = stage.apply(Input::ConsentChanged {
            conversation: id,
            consent: Consent::Stop,
            by: StoppedBy::Agent(agent("bea")),
            answer: false,
        });
        assert_eq!(messages(&effects).len(), 1);
        let leaves = |effect: &Effect| matches!(effect, Effect::Dispatch(_));
        assert!(!effects.iter().any(leaves));
    }

    #[test]
    fn a_contact_who_stopped_may_still_write() {
        let (mut stage, id) = talking();
        stage.apply(changed(id, Consent::Stop));
        stage.apply(wrote("sms", "+15550100", "but tell me"));
    }

    #[test]
    fn a_contact_with_a_live_socket_has_nothing_to_stop() {
        let (mut stage, id) = Stage::talking();
        let refused = stage.refuse(changed(id, Consent::Stop));
        assert_eq!(refused, Rejection::NobodyThere(channel("chat")));
    }

    #[test]
    fn a_conversation_that_is_not_open_is_refused() {
        let mut stage = Stage::new();
        let refused = stage.refuse(changed(cnv(9), Consent::Stop));
        assert_eq!(refused, Rejection::UnknownConversation(cnv(9)));
    }
}

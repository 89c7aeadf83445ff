//! Silence in an assigned conversation: who owes the next word, and what follows if it does not come.

use alloc::boxed::Box;

use crate::{
    answers,
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
            if let Some(text) = reminder(turn, id) {
                answers::say(turn, id, text);
            } else {
                let notice = Content::Notice(Notice::AnswerAwaited);
                transcript::append(turn, id, Author::System, notice, None);
            }
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

/// What a contact is reminded with; none: only their agent sees that an answer is awaited, as nothing
/// is worded or the contact wants no messages.
fn reminder(turn: &Turn<'_>, id: ConversationId) -> Option<Box<str>> {
    let conversation = turn.floor.conversations.get(&id)?;
    if conversation.contact.stopped_at.is_some() {
        return None;
    }
    let queue = turn.floor.plan.queues.get(&conversation.queue)?;
    let spoken = conversation.language.as_ref();
    let text = queue
        .reminder
        .in_language(spoken.map(|spoken| &spoken.language));
    text.map(Into::into)
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;
    use crate::{
        ContactCard, Effect, Input, Language, StepKind, Wording, consent::Consent, testing::*,
    };

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

    /// What leaves for a contact of text messages who owes an answer.
    fn reminded(contact: ContactCard, consent: Option<Consent>) -> (Vec<Content>, Vec<Content>) {
        let mut plan = plan();
        let sales = plan.queues.get_mut(&queue("sales")).unwrap();
        sales.silence.contact_warn = Span::seconds(240);
        let text = |tag: &str, text: &str| (Language::new(tag).unwrap(), text.into());
        sales.reminder = Wording::new([text("en", "Still there?"), text("de", "Noch da?")]);
        let mut stage = Stage::with(plan);
        stage.ready("bea");
        stage.apply(Input::ConversationOpened {
            channel: channel("sms"),
            thread: thread("+15550100"),
            contact,
            first_message: None,
        });
        let id = stage.accept("bea");
        answer(&mut stage, id);
        if let Some(consent) = consent {
            stage.apply(Input::ConsentChanged {
                conversation: id,
                consent,
                by: crate::StoppedBy::Contact,
                answer: false,
            });
        }
        let effects = stage.wait(Span::seconds(240));
        let written = messages(&effects).into_iter().map(|m| m.content.clone());
        let written: Vec<_> = written.collect();
        let left = effects.iter().filter_map(|effect| {
            let Effect::Dispatch(message) = effect else {
                return None;
            };
            Some(message.content.clone())
        });
        (written, left.collect())
    }

    #[test]
    fn a_reminder_is_sent_once_in_the_queues_words_and_the_contacts_language() {
        for (locale, said) in [(Some("de-AT"), "Noch da?"), (None, "Still there?")] {
            let contact = ContactCard {
                locale: locale.map(Into::into),
                ..ContactCard::default()
            };
            let said = alloc::vec![text(said)];
            assert_eq!(reminded(contact, None), (said.clone(), said));
        }
    }

    #[test]
    fn who_wants_no_messages_is_not_reminded_and_only_the_agent_sees_that_they_owe_an_answer() {
        let seen = alloc::vec![Content::Notice(Notice::AnswerAwaited)];
        let stopped = reminded(ContactCard::default(), Some(Consent::Stop));
        assert_eq!(stopped, (seen, Vec::new()));
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

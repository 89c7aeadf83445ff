//! What a script asks outside, and what an answer comes to.

use alloc::{boxed::Box, sync::Arc, vec::Vec};

use super::{
    drive::{leave, place, run_on, set},
    fill::fill,
    object::{CheckCustomer, Object, Tag},
    run::{Answer, Exit, Pending, PluginAct, Question},
    say::{say, say_text},
    step::Facts as _,
    waiting::give_up,
    world::{World, world},
};
use crate::{
    conversation::ConversationState, effect::Effect, ids::ConversationId, limits, time::Span,
    turn::Turn,
};

/// The variable that holds the queue for which a component hands over.
const QUEUE: &str = "_queue";

/// What an answer leads to.
enum Leads<'s> {
    /// To another object.
    On(Exit, &'s Tag),
    /// Nowhere yet: the contact has the word.
    Listens,
}

/// The question of an object; none: it asks nothing.
fn question(object: &Object, said: Option<&str>, world: &World<'_>) -> Option<Question> {
    match object {
        Object::CheckCustomer(_) => Some(Question::Customer),
        Object::HttpCall(it) => {
            let filled = it.fields.iter();
            let filled = filled.map(|(name, text)| {
                let value = fill(text, |placeholder| world.known(placeholder));
                (name.clone(), value)
            });
            Some(Question::Http {
                call: it.call.clone(),
                fields: filled.collect(),
                keep: it.keep.clone(),
            })
        }
        Object::PluginCall(it) => Some(Question::Plugin {
            connector: it.connector.clone(),
        }),
        Object::OfflineForm(_) => Some(Question::Message { text: said?.into() }),
        Object::Survey(it) => Some(Question::Rating {
            scale: it.scale,
            score: said?.parse().ok()?,
        }),
        Object::Schedule(_)
        | Object::Message(_)
        | Object::WaitMessage(_)
        | Object::SetVariable(_)
        | Object::TestVariable(_)
        | Object::TestQueue(_)
        | Object::Language(_)
        | Object::Menu(_)
        | Object::Forward(_)
        | Object::Goto(_)
        | Object::End(_) => None,
    }
}

/// Asks the question of the object at which a conversation is, and waits so long for its answer. `said`:
/// what the contact said that it is about.
pub(super) fn ask(turn: &mut Turn<'_>, id: ConversationId, within: Span, said: Option<Box<str>>) {
    let Some((script, run)) = place(turn, id) else {
        return;
    };
    let view = world(turn, id);
    let object = script.objects.get(&run.at);
    let asked = object.zip(view);
    let asked = asked.and_then(|(object, view)| question(object, said.as_deref(), &view));
    // As with its steps: a conversation that goes on for ever goes on with a person.
    let Some(asked) = asked.filter(|_| run.asked < limits::SCRIPT_STEPS) else {
        give_up(turn, id);
        return;
    };
    let ask = run.asked.saturating_add(1);
    let until = turn.now + within;
    // What the contact says while a component thinks is heard afterwards.
    let said = said.filter(|_| !matches!(object, Some(Object::PluginCall(_))));
    turn.change_timers(id, |c| {
        if let Some(run) = &mut c.script {
            run.asked = ask;
            run.offered = Vec::new();
            run.pending = Pending::Answer { ask, until, said };
        }
    });
    turn.emit(Effect::Ask {
        conversation: id,
        ask,
        question: asked,
    });
}

/// Asks again what was asked before a stop and may not have been heard.
pub(crate) fn ask_again(turn: &mut Turn<'_>) {
    let open = turn.floor.conversations.values().filter_map(|c| {
        let run = c.script.as_deref()?;
        let ConversationState::Scripted { .. } = &c.state else {
            return None;
        };
        let Pending::Answer { ask, said, .. } = &run.pending else {
            return None;
        };
        let view = world(turn, c.id)?;
        let kept = turn.floor.scripts.get(&run.version)?;
        let object = kept.script.objects.get(&run.at)?;
        Some(Effect::Ask {
            conversation: c.id,
            ask: *ask,
            question: question(object, said.as_deref(), &view)?,
        })
    });
    let open: Vec<Effect> = open.collect();
    for effect in open {
        turn.emit(effect);
    }
}

/// Something outside has answered. An answer to another question than the one that is open changes
/// nothing.
pub(crate) fn answered(turn: &mut Turn<'_>, id: ConversationId, number: u32, answer: Answer) {
    let Some((_, run)) = place(turn, id) else {
        return;
    };
    if matches!(run.pending, Pending::Answer { ask, .. } if ask == number) {
        take(turn, id, answer);
    }
}

/// The contact writes while an answer is awaited.
pub(super) fn spoke_meanwhile(turn: &mut Turn<'_>, id: ConversationId) {
    turn.edit(id, |c| {
        if let Some(run) = &mut c.script
            && let Pending::Answer { said, .. } = &mut run.pending
            && said.is_none()
        {
            *said = Some("".into());
        }
    });
}

/// Does what an answer leads to.
pub(super) fn take(turn: &mut Turn<'_>, id: ConversationId, answer: Answer) {
    let Some((script, run)) = place(turn, id) else {
        return;
    };
    let script = Arc::clone(&script);
    let Some(object) = script.objects.get(&run.at) else {
        return;
    };
    match leads(turn, id, object, answer) {
        Some(Leads::On(exit, to)) => {
            leave(turn, id, exit, to);
            run_on(turn, id);
        }
        Some(Leads::Listens) => {
            let Object::PluginCall(call) = object else {
                return;
            };
            if let Pending::Answer { said: Some(_), .. } = run.pending {
                ask(turn, id, call.within, None);
                return;
            }
            let until = call.timeout.as_ref().map(|(after, _)| turn.now + *after);
            turn.change_timers(id, |c| {
                if let Some(run) = &mut c.script {
                    run.pending = Pending::Words { until };
                }
            });
        }
        None => {}
    }
}

fn leads<'s>(
    turn: &mut Turn<'_>,
    id: ConversationId,
    object: &'s Object,
    answer: Answer,
) -> Option<Leads<'s>> {
    match object {
        Object::CheckCustomer(it) => Some(looked_up(it, &answer)),
        Object::HttpCall(it) => {
            let Answer::Done(values) = answer else {
                return Some(Leads::On(Exit::Error, &it.error));
            };
            for (name, value) in values {
                set(turn, id, &name, value);
            }
            Some(Leads::On(Exit::Next, &it.next))
        }
        Object::PluginCall(it) => {
            let Answer::Acts(acts) = answer else {
                return Some(Leads::On(Exit::Error, &it.error));
            };
            for act in acts {
                match act {
                    PluginAct::Say(text) => say_text(turn, id, text),
                    PluginAct::Set(name, value) => set(turn, id, &name, value),
                    PluginAct::HandOver(queue) => {
                        set(turn, id, QUEUE, queue.unwrap_or_default());
                        return Some(Leads::On(Exit::Next, &it.next));
                    }
                    PluginAct::End => return Some(Leads::On(Exit::End, &it.end)),
                }
            }
            Some(Leads::Listens)
        }
        Object::OfflineForm(it) => {
            if matches!(answer, Answer::Done(_)) {
                say(turn, id, &it.thanks);
                Some(Leads::On(Exit::Next, &it.next))
            } else {
                Some(Leads::On(Exit::Error, &it.error))
            }
        }
        // Whether it could be kept is not the contact's matter.
        Object::Survey(it) => {
            say(turn, id, &it.thanks);
            Some(Leads::On(Exit::Next, &it.next))
        }
        Object::Schedule(_)
        | Object::Message(_)
        | Object::WaitMessage(_)
        | Object::SetVariable(_)
        | Object::TestVariable(_)
        | Object::TestQueue(_)
        | Object::Language(_)
        | Object::Menu(_)
        | Object::Forward(_)
        | Object::Goto(_)
        | Object::End(_) => None,
    }
}

const fn looked_up<'s>(check: &'s CheckCustomer, answer: &Answer) -> Leads<'s> {
    match answer {
        Answer::Found => Leads::On(Exit::Found, &check.found),
        Answer::Many => Leads::On(Exit::Many, &check.many),
        Answer::None => Leads::On(Exit::None, &check.none),
        Answer::Failed | Answer::Done(_) | Answer::Acts(_) => Leads::On(Exit::Error, &check.error),
    }
}

#[cfg(test)]
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "a test looks for the one variant it is about"
)]
mod tests {
    use alloc::{collections::BTreeMap, string::String, vec};

    use super::*;
    use crate::{
        script::{Scale, testing::*},
        testing::*,
    };

    #[test]
    fn what_is_asked_outside_has_an_answer_or_an_end() {
        for (given, name) in [
            (Answer::Found, "vip"),
            (Answer::Many, "sales"),
            (Answer::None, "sales"),
            (Answer::Failed, "sales"),
        ] {
            let mut stage = asking();
            assert_eq!(asked(&stage.apply(opened("chat", "ana"))), [1]);
            assert_eq!(stage.state(cnv(1)), "scripted");
            assert_eq!(
                stage.apply(answer(2, given.clone())),
                [],
                "another question's"
            );
            stage.apply(answer(1, given.clone()));
            assert_eq!(stage.conversation(cnv(1)).queue, queue(name), "{given:?}");
            assert_eq!(stage.apply(answer(1, Answer::Found)), [], "a second time");
        }
        let mut stage = asking();
        stage.open("ana");
        let effects = stage.wait(Span::seconds(5));
        assert_eq!(exits(&effects), ["who: error"]);
        assert_eq!(stage.apply(answer(1, Answer::Found)), [], "too late");
    }

    fn questions(effects: &[Effect]) -> Vec<Question> {
        let asked = effects.iter().filter_map(|effect| match effect {
            Effect::Ask { question, .. } => Some(question.clone()),
            _ => None,
        });
        asked.collect()
    }

    fn done(values: &[(&str, &str)]) -> Answer {
        let values = values.iter();
        Answer::Done(values.map(|(n, v)| ((*n).into(), (*v).into())).collect())
    }

    #[test]
    fn a_call_sends_what_is_known_and_keeps_what_it_is_told() {
        let objects = [
            ("number", sets("_order", "A 7", "call")),
            ("call", http_call("told", "lost")),
            ("told", says("It is {_status}.", "queue")),
            ("lost", says("We cannot see it now.", "queue")),
            ("queue", forward(|_| {})),
        ];
        let mut stage = with(plan(), &objects);
        let effects = stage.apply(opened("chat", "ana"));
        let fields = BTreeMap::from([("order".into(), "A 7".into())]);
        let keep = BTreeMap::from([("_status".into(), "/order/status".into())]);
        let call = "orders".parse().unwrap();
        assert_eq!(questions(&effects), [Question::Http { call, fields, keep }]);
        let effects = stage.apply(answer(1, done(&[("_status", "on its way")])));
        assert_eq!(said(&effects), ["It is on its way."]);
        assert_eq!(exits(&effects), ["call: next", "told: next"]);
        for wrong in [Answer::Failed, Answer::Found] {
            let mut stage = with(plan(), &objects);
            stage.open("ana");
            assert_eq!(
                said(&stage.apply(answer(1, wrong))),
                ["We cannot see it now."]
            );
        }
    }

    fn bot() -> Stage {
        let objects = [
            ("bot", plugin_call("queue", "bye", "queue")),
            ("queue", forward(|_| {})),
            ("bye", Object::End(words("Goodbye"))),
        ];
        with(plan(), &objects)
    }

    fn acts(acts: impl Into<Vec<PluginAct>>) -> Answer {
        Answer::Acts(acts.into())
    }

    #[test]
    fn a_component_talks_until_it_hands_over_or_ends() {
        let mut stage = bot();
        assert_eq!(asked(&stage.apply(wrote("chat", "ana", "hi"))), [1]);
        let effects = stage.apply(answer(1, acts([PluginAct::Say("Which order?".into())])));
        assert_eq!(
            (said(&effects), asked(&effects)),
            (vec![String::from("Which order?")], vec![])
        );
        assert_eq!(asked(&stage.apply(wrote("chat", "ana", "7"))), [2]);
        let over = [
            PluginAct::Set("_order".into(), "7".into()),
            PluginAct::HandOver(Some("vip".into())),
            PluginAct::Say("never said".into()),
        ];
        let effects = stage.apply(answer(2, acts(over)));
        assert_eq!(
            (said(&effects), exits(&effects)),
            (vec![], vec![String::from("bot: next")])
        );
        let variables = &stage.conversation(cnv(1)).contact.variables;
        assert_eq!(&*variables["_order"].value, "7");
        assert_eq!(&*variables["_queue"].value, "vip");
        let mut stage = bot();
        stage.open("ana");
        let effects = stage.apply(answer(1, acts([PluginAct::End])));
        assert_eq!(said(&effects), ["Goodbye"]);
        assert_eq!(stage.state(cnv(1)), "closed");
    }

    #[test]
    fn what_is_said_while_a_component_thinks_is_its_next_turn() {
        let mut stage = bot();
        stage.apply(wrote("chat", "ana", "hi"));
        assert_eq!(
            asked(&stage.apply(wrote("chat", "ana", "hello?"))),
            [] as [u32; 0]
        );
        let effects = stage.apply(answer(1, acts([PluginAct::Say("Hi!".into())])));
        assert_eq!(asked(&effects), [2]);
    }

    #[test]
    fn a_component_that_is_silent_or_whose_contact_is_has_an_end() {
        let mut stage = bot();
        stage.open("ana");
        assert_eq!(exits(&stage.wait(Span::seconds(5))), ["bot: error"]);
        let mut stage = bot();
        stage.open("ana");
        stage.apply(answer(1, acts([PluginAct::Say("Yes?".into())])));
        assert_eq!(exits(&stage.wait(Span::seconds(60))), ["bot: timeout"]);
    }

    #[test]
    fn a_component_that_goes_on_for_ever_hands_over_to_a_person() {
        let mut stage = bot();
        let id = stage.open("ana");
        let mut asked = 0;
        while stage.state(id) == "scripted" {
            asked += 1;
            stage.apply(answer(asked, acts([PluginAct::Say("Yes?".into())])));
            stage.apply(wrote("chat", "ana", "no"));
        }
        assert_eq!(asked, limits::SCRIPT_STEPS);
        assert_eq!(stage.state(id), "queued");
    }

    #[test]
    fn a_message_is_asked_for_and_kept_or_said_not_to_be() {
        let objects = [
            ("note", offline_form("bye", "queue")),
            ("queue", forward(|_| {})),
            ("bye", Object::End(words("Goodbye"))),
        ];
        let mut stage = with(plan(), &objects);
        let effects = stage.apply(opened("sms", "+1"));
        assert_eq!(said(&effects), ["What shall we know?"]);
        let effects = stage.apply(wrote("sms", "+1", "Call me"));
        let text = "Call me".into();
        assert_eq!(questions(&effects), [Question::Message { text }]);
        let plan_of = stage.floor.plan().clone();
        let again = restart(&mut stage, plan_of);
        let text = "Call me".into();
        assert_eq!(
            questions(&again),
            [Question::Message { text }],
            "asked again after a stop"
        );
        let effects = stage.apply(answer(1, done(&[])));
        assert_eq!(said(&effects), ["We have it.", "Goodbye"]);
        let mut stage = with(plan(), &objects);
        stage.open("ana");
        stage.apply(wrote("chat", "ana", "Call me"));
        assert_eq!(exits(&stage.wait(limits::ASK_MAX)), ["note: error"]);
    }

    #[test]
    fn a_survey_takes_a_number_of_its_scale_and_asks_once_more() {
        let objects = [
            ("how", survey(Scale::Recommendation, "bye")),
            ("bye", Object::End(words("Goodbye"))),
        ];
        let mut stage = with(plan(), &objects);
        stage.open("ana");
        assert_eq!(offered(&stage, 1).len(), 11);
        assert_eq!(
            said(&stage.apply(wrote("chat", "ana", "fine"))),
            ["How was it?"]
        );
        let effects = stage.apply(wrote("chat", "ana", " 10 "));
        let scale = Scale::Recommendation;
        assert_eq!(questions(&effects), [Question::Rating { scale, score: 10 }]);
        let effects = stage.apply(answer(1, Answer::Failed));
        assert_eq!(said(&effects), ["Thank you.", "Goodbye"]);
        let mut stage = with(plan(), &objects);
        stage.open("ana");
        stage.apply(wrote("chat", "ana", "11"));
        assert_eq!(
            exits(&stage.apply(wrote("chat", "ana", "no")))[0],
            "how: else"
        );
    }
}

//! A script on the Floor: object after object, until it waits for somebody or hands the conversation over.

use alloc::{boxed::Box, sync::Arc, vec::Vec};

use super::{
    asking::{ask, take},
    listening::{ask_how, listen, show_menu},
    object::{Object, Script, Tag},
    run::{Answer, Exit, Pending, ScriptRun},
    say::say,
    step::{Act, Deed, step},
    waiting::{give_up, leave_queue, say_waiting, wait_in_queue},
    world::world,
};
use crate::{
    conversation::EndedBy,
    details::{self, Variable, VariableKind},
    ending,
    ids::{ChannelId, ConversationId},
    limits,
    trace::StepKind,
    turn::Turn,
};

/// The way through its script on which a new conversation of a channel begins; none: it has no script.
pub(crate) fn begin(turn: &mut Turn<'_>, channel: &ChannelId) -> Option<ScriptRun> {
    let name = turn.floor.plan.channels.get(channel)?.script.clone()?;
    let script = turn.floor.plan.scripts.get(&name)?.clone();
    let start = script.start.clone();
    let version = turn.keep_script(&name, script);
    Some(ScriptRun::new(name, version, start))
}

/// Goes on from the object at which a conversation is, until it waits for something.
pub(crate) fn run_on(turn: &mut Turn<'_>, id: ConversationId) {
    // One more than there may be: the last finds that there were too many.
    for _ in 0..=limits::SCRIPT_STEPS {
        let Some((script, run)) = place(turn, id) else {
            return;
        };
        let object = script.objects.get(&run.at);
        let Some(object) = object.filter(|_| run.passed < limits::SCRIPT_STEPS) else {
            give_up(turn, id);
            return;
        };
        turn.edit(id, |c| {
            if let Some(run) = &mut c.script {
                run.passed = run.passed.saturating_add(1);
            }
        });
        let Some(act) = look(turn, id, object) else {
            return;
        };
        match act {
            Act::Go(deed, exit, to) => {
                perform(turn, id, deed);
                leave(turn, id, exit, to);
            }
            Act::Choose(menu) => {
                show_menu(turn, id, menu, 0);
                return;
            }
            Act::Rate(survey) => {
                ask_how(turn, id, survey, 0);
                return;
            }
            Act::Listen(form) => {
                listen(turn, id, form);
                return;
            }
            Act::Ask(within) => {
                ask(turn, id, within, None);
                return;
            }
            Act::Wait(forward) => match wait_in_queue(turn, id, &script, forward) {
                Some(to) => leave(turn, id, Exit::Refused, to),
                None => return,
            },
            Act::Misplaced(_) => {
                give_up(turn, id);
                return;
            }
            Act::End(words) => {
                say(turn, id, words);
                log(turn, id, Exit::End);
                end(turn, id);
                return;
            }
        }
    }
}

/// Does what is due.
pub(crate) fn due(turn: &mut Turn<'_>, id: ConversationId) {
    let Some((script, run)) = place(turn, id) else {
        return;
    };
    let now = turn.now;
    match (&run.pending, script.objects.get(&run.at)) {
        (Pending::Choice { until, .. } | Pending::Words { until }, Some(object)) => {
            let timeout = object.timeout().filter(|_| is_over(*until, now));
            if let Some((_, to)) = timeout {
                leave(turn, id, Exit::Timeout, to);
                run_on(turn, id);
            }
        }
        (Pending::Answer { until, .. }, Some(_)) => {
            if *until <= now {
                take(turn, id, Answer::Failed);
            }
        }
        (Pending::Agent { until, .. }, Some(Object::Forward(forward))) => {
            if let Some((_, to)) = forward.after.as_ref().filter(|_| is_over(*until, now)) {
                leave_queue(turn, id);
                leave(turn, id, Exit::After, to);
                run_on(turn, id);
            } else {
                say_waiting(turn, id, &script, forward, &run.pending);
            }
        }
        (_, _) => {}
    }
}

fn is_over(until: Option<crate::Timestamp>, now: crate::Timestamp) -> bool {
    until.is_some_and(|until| until <= now)
}

/// A person decides where the conversation goes: the script has no more say.
pub(crate) fn hand_on(turn: &mut Turn<'_>, id: ConversationId) {
    let_go(turn, id, Exit::HandedOn);
    turn.change(id, |c| c.forwarded = None);
}

/// The script is over, if it still waited for something.
pub(crate) fn let_go(turn: &mut Turn<'_>, id: ConversationId, exit: Exit) {
    let run = turn.floor.conversations.get(&id);
    let run = run.and_then(|c| c.script.as_deref());
    if run.is_some_and(ScriptRun::is_waiting) {
        log(turn, id, exit);
        turn.change_timers(id, |c| ScriptRun::let_go(&mut c.script));
    }
}

/// A conversation's script, as it was when it began, and its place in it.
pub(super) fn place(turn: &Turn<'_>, id: ConversationId) -> Option<(Arc<Script>, ScriptRun)> {
    let run = turn.floor.conversations.get(&id)?.script.as_deref()?;
    let kept = turn.floor.scripts.get(&run.version)?;
    Some((kept.script.clone(), run.clone()))
}

fn look<'s>(turn: &Turn<'_>, id: ConversationId, object: &'s Object) -> Option<Act<'s>> {
    Some(step(object, &world(turn, id)?))
}

pub(super) fn log(turn: &mut Turn<'_>, id: ConversationId, exit: Exit) {
    let run = turn.floor.conversations.get(&id);
    let Some(run) = run.and_then(|c| c.script.as_deref()) else {
        return;
    };
    let (script, object) = (run.script.clone(), run.at.clone());
    let step = StepKind::Scripted {
        script,
        object,
        exit,
    };
    turn.log(id, step);
}

/// Leaves an object for another.
pub(super) fn leave(turn: &mut Turn<'_>, id: ConversationId, exit: Exit, to: &Tag) {
    log(turn, id, exit);
    turn.change_timers(id, |c| {
        if let Some(run) = &mut c.script {
            run.at = to.clone();
            run.pending = Pending::Nothing;
            run.offered = Vec::new();
        }
    });
}

pub(super) fn wait_for(turn: &mut Turn<'_>, id: ConversationId, pending: Pending) {
    turn.change_timers(id, |c| {
        if let Some(run) = &mut c.script {
            run.pending = pending;
        }
    });
}

fn perform(turn: &mut Turn<'_>, id: ConversationId, deed: Deed<'_>) {
    match deed {
        Deed::None => {}
        Deed::Say(words) => say(turn, id, words),
        Deed::Set(name, value) => set(turn, id, name, value),
    }
}

/// Gives the conversation a variable, if it may have one more and so much.
pub(super) fn set(turn: &mut Turn<'_>, id: ConversationId, name: &str, value: Box<str>) {
    let Some(conversation) = turn.floor.conversations.get(&id) else {
        return;
    };
    let mut variables = conversation.contact.variables.clone();
    let before = variables.get(name);
    let variable = Variable {
        value,
        kind: VariableKind::Text,
        label: before.and_then(|it| it.label.clone()),
        is_masked: before.is_some_and(|it| it.is_masked),
    };
    variables.insert(name.into(), variable);
    if details::check(&variables).is_ok() {
        turn.edit(id, |c| c.contact.variables = variables);
    }
}

pub(super) fn end(turn: &mut Turn<'_>, id: ConversationId) {
    ending::end_talk(turn, id, &EndedBy::System);
    ending::close(turn, id, EndedBy::System, None, None);
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;
    use crate::{
        ConversationState, Effect, Input, Record, SkillStep, Span,
        script::{Choice, Measure, NumberTest, testing::*},
        testing::*,
    };

    #[test]
    fn a_script_greets_and_lets_the_contact_wait() {
        let mut stage = with(
            plan(),
            &[
                ("hello", says("Hello", "queue")),
                ("queue", forward(|_| {})),
            ],
        );
        let effects = stage.apply(wrote("sms", "+1", "hi"));
        assert_eq!(said(&effects), ["Hello"]);
        let texts: Vec<_> = messages(&effects)
            .iter()
            .map(|m| m.author.clone())
            .collect();
        assert_eq!(texts, [crate::Author::Contact, crate::Author::System]);
        let leaves = effects.iter().any(|e| matches!(e, Effect::Dispatch(_)));
        assert!(leaves, "whoever has no socket is sent it");
        assert_eq!(stage.state(cnv(1)), "queued");
        assert_eq!(exits(&effects), ["hello: next"]);
    }

    #[test]
    fn whoever_wants_no_messages_gets_none_and_waits_all_the_same() {
        let mut stage = with(
            plan(),
            &[
                ("hello", says("Hello", "queue")),
                ("queue", forward(|_| {})),
            ],
        );
        let effects = stage.apply(Input::ConversationOpened {
            channel: channel("sms"),
            thread: thread("+1"),
            contact: crate::ContactCard {
                stopped_at: Some(stage.now),
                ..crate::ContactCard::default()
            },
            first_message: None,
        });
        assert_eq!(said(&effects), [] as [&str; 0]);
        assert_eq!(stage.state(cnv(1)), "queued");
    }

    #[test]
    fn hours_are_looked_at_when_the_contact_comes() {
        let objects = [
            ("hours", schedule("office", "queue", "closed")),
            ("closed", Object::End(words("We are closed."))),
            ("queue", forward(|_| {})),
        ];
        // A Thursday at 00:16:40 UTC.
        let mut stage = with(plan_with_hours(), &objects);
        let effects = stage.apply(opened("chat", "ana"));
        assert_eq!(said(&effects), ["We are closed."]);
        assert_eq!(exits(&effects), ["hours: closed", "closed: end"]);
        let ended = saved(&effects, cnv(1)).unwrap();
        let ConversationState::Closed(ended) = &ended.state else {
            panic!("{:?}", ended.state);
        };
        assert!(!ended.abandoned, "nobody left");
        stage.now = crate::Timestamp(9 * 3_600_000);
        let id = stage.open("ana");
        assert_eq!(stage.state(id), "queued");
    }

    fn menu_stage() -> Stage {
        with(
            plan(),
            &[
                (
                    "topic",
                    menu(&[("Orders", "queue"), ("Nothing", "bye")], "queue"),
                ),
                ("queue", forward(|_| {})),
                ("bye", Object::End(words("Goodbye"))),
            ],
        )
    }

    #[test]
    fn a_menu_waits_for_a_number_or_a_text() {
        let mut stage = menu_stage();
        let effects = stage.apply(opened("chat", "ana"));
        assert_eq!(said(&effects), ["What is it about?"]);
        assert_eq!(stage.state(cnv(1)), "scripted");
        assert_eq!(offered(&stage, 1), ["Orders", "Nothing"]);
        let effects = stage.apply(wrote("chat", "ana", "1"));
        assert_eq!(exits(&effects), ["topic: choices 1"]);
        assert_eq!(stage.state(cnv(1)), "queued");
        assert_eq!(offered(&stage, 1), [] as [&str; 0]);
        let effects = stage.apply(opened("sms", "+1"));
        assert_eq!(said(&effects), ["What is it about?\n1. Orders\n2. Nothing"]);
        let effects = stage.apply(wrote("sms", "+1", "nothing"));
        assert_eq!(said(&effects), ["Goodbye"]);
        assert_eq!(stage.state(cnv(2)), "closed");
    }

    #[test]
    fn another_answer_is_asked_for_again_and_then_taken_for_none() {
        let mut stage = menu_stage();
        stage.open("ana");
        let effects = stage.apply(wrote("chat", "ana", "what?"));
        assert_eq!(
            said(&effects),
            ["Please choose one of these.", "What is it about?"]
        );
        let effects = stage.apply(wrote("chat", "ana", "?"));
        assert_eq!(exits(&effects), ["topic: else"]);
        assert_eq!(stage.state(cnv(1)), "queued");
    }

    #[test]
    fn whoever_does_not_answer_in_time_goes_on() {
        let mut stage = menu_stage();
        let id = stage.open("ana");
        stage.wait(Span::seconds(119));
        assert_eq!(stage.state(id), "scripted");
        let effects = stage.wait(Span::seconds(1));
        assert_eq!(exits(&effects), ["topic: timeout"]);
        assert_eq!(stage.state(id), "queued");
    }

    #[test]
    fn a_contact_who_leaves_a_script_has_abandoned_it() {
        let mut stage = menu_stage();
        let ended = stage.open("ana");
        let effects = stage.apply(Input::ContactEnded {
            conversation: ended,
        });
        let gone = stage.open("ben");
        stage.apply(Input::ContactDisconnected { conversation: gone });
        let later = stage.wait(Span::seconds(90));
        assert_eq!(exits(&effects), ["topic: left"]);
        for (effects, id) in [(effects, ended), (later, gone)] {
            let closed = saved(&effects, id).unwrap();
            assert!(
                matches!(&closed.state, ConversationState::Closed(ended) if ended.abandoned),
                "{:?}",
                closed.state
            );
        }
    }

    #[test]
    fn what_a_script_sets_it_can_test_and_agents_see() {
        let mut stage = with(
            plan(),
            &[
                ("set", sets("_tier", "gold", "test")),
                ("test", test_variable("_tier", "gold", "vip", "queue")),
                ("vip", Object::Forward(forward_to("vip"))),
                ("queue", forward(|_| {})),
            ],
        );
        let id = stage.open("ana");
        let conversation = stage.conversation(id);
        assert_eq!(conversation.queue, queue("vip"));
        assert_eq!(&*conversation.contact.variables["_tier"].value, "gold");
    }

    #[test]
    fn a_queue_is_tested_as_it_stands() {
        let objects = [
            (
                "line",
                test_queue(Measure::Waiting, NumberTest::Greater(1), "busy", "free"),
            ),
            (
                "free",
                test_queue(Measure::FreeAgents, NumberTest::Greater(0), "queue", "wait"),
            ),
            (
                "wait",
                test_queue(Measure::ExpectedWait, NumberTest::Less(60), "busy", "long"),
            ),
            (
                "long",
                test_queue(
                    Measure::LongestWait,
                    NumberTest::Greater(9),
                    "busy",
                    "queue",
                ),
            ),
            ("busy", Object::End(words("Too many"))),
            ("queue", forward(|_| {})),
        ];
        let mut stage = with(plan(), &objects);
        let first = stage.apply(opened("chat", "a"));
        assert_eq!(
            exits(&first),
            ["line: no", "free: no", "wait: no", "long: no"]
        );
        stage.wait(Span::seconds(10));
        let late = stage.apply(opened("chat", "b"));
        assert_eq!(exits(&late).last().unwrap(), "busy: end");
        stage.ready("cem");
        stage.ready("dan");
        let served = stage.apply(opened("chat", "c"));
        assert_eq!(exits(&served), ["line: no", "free: yes"]);
    }

    #[test]
    fn a_script_gives_its_conversation_a_priority_and_skills() {
        let mut stage = with(
            plan(),
            &[
                ("who", test_variable("name", "Ana", "first", "queue")),
                (
                    "first",
                    forward(|it| {
                        it.priority = Some(10);
                        it.steps = vec![SkillStep {
                            require: [("tea".parse().unwrap(), 1)].into(),
                            lasts: Span::seconds(30),
                        }];
                    }),
                ),
                ("queue", forward(|_| {})),
            ],
        );
        let ben = stage.open("ben");
        stage.wait(Span::seconds(1));
        stage.apply(Input::ConversationOpened {
            channel: channel("chat"),
            thread: thread("ana"),
            contact: crate::ContactCard {
                name: Some("Ana".into()),
                ..crate::ContactCard::default()
            },
            first_message: None,
        });
        let ana = cnv(2);
        // Nobody knows tea, so Ben is served until that is given up.
        stage.ready("cem");
        assert_eq!(
            (stage.holder(ben), stage.state(ana)),
            (Some("cem"), "queued")
        );
        let carl = stage.open("carl");
        stage.wait(Span::seconds(30));
        stage.ready("dan");
        assert_eq!(
            (stage.holder(ana), stage.state(carl)),
            (Some("dan"), "queued")
        );
    }

    fn waiting_objects() -> Vec<(&'static str, Object)> {
        let unknown = |mut object: Object| {
            if let Object::WaitMessage(it) = &mut object {
                it.unknown = words("Soon, number {position}");
            }
            object
        };
        vec![
            (
                "queue",
                forward(|it| {
                    it.in_queue = Some(tag("soon"));
                    it.after = Some((Span::seconds(300), tag("vip")));
                    it.skip = Some(Choice {
                        label: words("I will not wait"),
                        to: tag("bye"),
                    });
                }),
            ),
            (
                "soon",
                unknown(wait_message(
                    30,
                    "About {wait_minutes} minutes",
                    Some("still"),
                )),
            ),
            ("still", wait_message(60, "Still here", None)),
            ("vip", Object::Forward(forward_to("vip"))),
            ("bye", Object::End(words("Goodbye"))),
        ]
    }

    #[test]
    fn who_waits_is_told_so_in_time_and_goes_on_with_their_age() {
        let mut stage = with(plan(), &waiting_objects());
        let id = stage.open("ana");
        let began = stage.now;
        assert_eq!(said(&stage.wait(Span::seconds(29))), [] as [&str; 0]);
        let soon = stage.wait(Span::seconds(1));
        assert_eq!(said(&soon), ["Soon, number 1"]);
        assert_eq!(offered(&stage, 1), ["I will not wait"]);
        let still = stage.wait(Span::seconds(30));
        assert_eq!(said(&still), ["Still here"]);
        let on = stage.wait(Span::seconds(240));
        assert_eq!(exits(&on), ["queue: after"]);
        let conversation = stage.conversation(id);
        assert_eq!(conversation.queue, queue("vip"));
        assert!(
            matches!(conversation.state, ConversationState::Queued { since, .. } if since == began)
        );
    }

    #[test]
    fn a_wait_that_can_be_estimated_is_told_in_minutes() {
        let mut stage = with(plan(), &waiting_objects());
        stage.ready("cem");
        let first = stage.open("ana");
        stage.accept("cem");
        stage.wait(Span::seconds(400));
        stage.apply(Input::ConversationClosed {
            conversation: first,
            by: EndedBy::System,
        });
        stage.open("ben");
        stage.accept("cem");
        stage.open("carl");
        let told = stage.wait(Span::seconds(30));
        assert_eq!(said(&told), ["About 7 minutes"]);
    }

    #[test]
    fn whoever_will_not_wait_leaves_the_queue_and_has_not_abandoned() {
        let mut stage = with(plan(), &waiting_objects());
        stage.open("ana");
        let effects = stage.apply(wrote("chat", "ana", "i will not WAIT"));
        assert_eq!(exits(&effects), ["queue: skip", "bye: end"]);
        let closed = saved(&effects, cnv(1)).unwrap();
        assert!(matches!(&closed.state, ConversationState::Closed(it) if !it.abandoned));
        stage.ready("cem");
        stage.open("ben");
        let effects = stage.apply(wrote("chat", "ben", "1"));
        let is_withdrawn = |e: &Effect| matches!(e, Effect::WithdrawOffer { .. });
        assert!(effects.iter().any(is_withdrawn));
        assert_eq!(stage.state(cnv(2)), "closed");
    }

    #[test]
    fn once_an_agent_has_accepted_the_script_is_over() {
        let mut stage = with(plan(), &waiting_objects());
        stage.ready("cem");
        let id = stage.open("ana");
        let (_, offer) = stage.offer_to("cem").unwrap();
        let effects = stage.apply(Input::OfferAccepted {
            offer,
            agent: agent("cem"),
        });
        assert_eq!(exits(&effects), ["queue: agent"]);
        stage.apply(wrote("chat", "ana", "1"));
        assert_eq!(stage.state(id), "assigned");
        stage.apply(Input::ConversationRequeued {
            conversation: id,
            by: agent("bea"),
        });
        let effects = stage.wait(Span::seconds(19));
        assert_eq!(said(&effects), [] as [&str; 0]);
        stage.declare("cem", crate::Presence::Offline);
        let effects = stage.wait(Span::seconds(600));
        assert_eq!((said(&effects), stage.state(id)), (vec![], "queued"));
    }

    #[test]
    fn whom_a_queue_refuses_goes_on_or_is_done() {
        let refusing = || {
            let mut plan = plan();
            let sales = plan.queues.get_mut(&queue("sales")).unwrap();
            sales.overflow.unstaffed = crate::Unstaffed::Refuse;
            plan
        };
        let mut stage = with(
            refusing(),
            &[
                ("queue", forward(|it| it.refused = Some(tag("vip")))),
                ("vip", Object::Forward(forward_to("vip"))),
            ],
        );
        let effects = stage.apply(opened("chat", "ana"));
        assert_eq!(exits(&effects), ["queue: refused"]);
        assert_eq!(stage.conversation(cnv(1)).queue, queue("vip"));
        let mut stage = with(refusing(), &[("queue", forward(|_| {}))]);
        let effects = stage.apply(opened("chat", "ana"));
        assert_eq!(exits(&effects), ["queue: refused"]);
        assert_eq!(stage.state(cnv(1)), "closed");
    }

    #[test]
    fn a_restart_keeps_the_place_and_asks_again() {
        let mut stage = asking();
        stage.open("ana");
        let plan = stage.floor.plan().clone();
        assert_eq!(asked(&restart(&mut stage, plan)), [1]);
        stage.apply(answer(1, Answer::Found));
        assert_eq!(stage.conversation(cnv(1)).queue, queue("vip"));
        let mut stage = menu_stage();
        stage.open("ana");
        let plan = stage.floor.plan().clone();
        restart(&mut stage, plan);
        stage.apply(wrote("chat", "ana", "1"));
        assert_eq!(stage.state(cnv(1)), "queued");
    }

    #[test]
    fn of_what_became_due_during_a_stop_the_last_is_said() {
        let mut stage = with(plan(), &waiting_objects());
        stage.apply(wrote("sms", "+1", "hi"));
        stage.now = stage.now + Span::seconds(100);
        let plan = stage.floor.plan().clone();
        let effects = restart(&mut stage, plan);
        assert_eq!(said(&effects), ["Still here\n1. I will not wait"]);
    }

    /// The versions that are kept.
    fn versions(stage: &Stage) -> usize {
        let records = stage.floor.records();
        records
            .filter(|record| matches!(record, Record::Script(_)))
            .count()
    }

    #[test]
    fn a_conversation_keeps_the_script_it_began_with_and_the_next_gets_the_new_one() {
        let mut stage = menu_stage();
        stage.open("ana");
        let other = planned(plan(), &[("bye", Object::End(words("Not today")))]);
        stage.apply(Input::PlanChanged(other.clone()));
        let effects = stage.apply(opened("chat", "ben"));
        assert_eq!(said(&effects), ["Not today"]);
        assert_eq!(versions(&stage), 2);
        restart(&mut stage, other);
        let effects = stage.apply(wrote("chat", "ana", "2"));
        assert_eq!(said(&effects), ["Goodbye"]);
        let forgotten = |e: &Effect| matches!(e, Effect::Forget(_));
        assert!(effects.iter().any(forgotten), "nobody needs it any more");
        assert_eq!(versions(&stage), 1);
    }

    #[test]
    fn what_a_running_script_names_cannot_be_taken_away() {
        let mut stage = with(
            plan(),
            &[
                ("topic", menu(&[("Orders", "vip")], "vip")),
                ("vip", Object::Forward(forward_to("vip"))),
            ],
        );
        stage.open("ana");
        let mut other = plan();
        other.channels.remove(&channel("vip"));
        other.queues.remove(&queue("vip"));
        let bea = other.agents.get_mut(&agent("bea")).unwrap();
        bea.queues.retain(|name| *name != queue("vip"));
        let refused = stage.refuse(Input::PlanChanged(other));
        let what = "queue \"vip\"".into();
        assert_eq!(refused, crate::Rejection::StillInUse { what });
    }

    #[test]
    fn a_script_that_goes_round_and_round_ends_with_an_agent() {
        let round = menu(&[("Again", "topic"), ("Enough", "queue")], "queue");
        let mut stage = with(plan(), &[("topic", round), ("queue", forward(|_| {}))]);
        let id = stage.open("ana");
        let mut answers = 0;
        while stage.state(id) == "scripted" {
            stage.apply(wrote("chat", "ana", "1"));
            answers += 1;
        }
        assert_eq!(answers, limits::SCRIPT_STEPS);
        assert_eq!(stage.conversation(id).queue, queue("sales"));
    }

    #[test]
    fn a_supervisor_takes_a_conversation_out_of_a_script_by_handing_it_on() {
        let mut stage = menu_stage();
        let id = stage.open("ana");
        stage.apply(Input::ConversationTransferred {
            conversation: id,
            by: agent("bea"),
            supervised: true,
            to: crate::TransferTo::Queue(queue("vip")),
        });
        stage.apply(wrote("chat", "ana", "2"));
        let effects = stage.wait(Span::seconds(600));
        assert_eq!((exits(&effects), stage.state(id)), (vec![], "queued"));
        assert_eq!(stage.conversation(id).queue, queue("vip"));
    }

    #[test]
    fn a_masked_variable_is_shown_to_nobody() {
        let mut stage = with(
            plan(),
            &[
                ("hello", says("Your code is {_code}", "queue")),
                ("queue", forward(|_| {})),
            ],
        );
        let code = Variable {
            value: "1234".into(),
            kind: VariableKind::Text,
            label: None,
            is_masked: true,
        };
        let effects = stage.apply(Input::ConversationOpened {
            channel: channel("chat"),
            thread: thread("ana"),
            contact: crate::ContactCard {
                variables: [("_code".into(), code)].into(),
                ..crate::ContactCard::default()
            },
            first_message: None,
        });
        assert_eq!(said(&effects), ["Your code is •••"]);
    }
}

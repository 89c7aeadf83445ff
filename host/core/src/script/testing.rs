//! Scripts for the unit tests, in few words.

use alloc::{boxed::Box, collections::BTreeMap, format, string::String, sync::Arc, vec::Vec};

use super::{
    Answer, CheckCustomer, Choice, Forward, HttpCall, LanguageExits, Measure, Menu, NumberTest,
    Object, OfflineForm, PluginCall, Say, Scale, ScheduleExits, Script, SetVariable, Survey, Tag,
    TestQueue, TestVariable, TextTest, ValueFrom, WaitMessage,
};
use crate::{
    Content, Effect, Input, Language, Message, RoutingPlan, Schedule, Span, Wording,
    restore::restore,
    schedule::{Period, Weekday, Zone},
    testing::*,
    trace::StepKind,
};

pub(crate) fn tag(text: &str) -> Tag {
    Tag::new(text).unwrap()
}

pub(crate) fn words(text: &str) -> Wording {
    Wording::new([(Language::new("en").unwrap(), Box::from(text))])
}

/// A script that begins with the first of its objects.
pub(crate) fn script(objects: &[(&str, Object)]) -> Script {
    Script {
        start: tag(objects[0].0),
        objects: objects.iter().map(|(t, o)| (tag(t), o.clone())).collect(),
    }
}

pub(crate) fn says(text: &str, next: &str) -> Object {
    Object::Message(Say {
        text: words(text),
        next: tag(next),
    })
}

pub(crate) fn end() -> Object {
    Object::End(Wording::default())
}

pub(crate) fn sets(name: &str, value: &str, next: &str) -> Object {
    Object::SetVariable(SetVariable {
        name: name.into(),
        value: ValueFrom::Text(value.into()),
        next: tag(next),
    })
}

pub(crate) fn test_variable(name: &str, equals: &str, yes: &str, no: &str) -> Object {
    Object::TestVariable(TestVariable {
        name: name.into(),
        test: TextTest::Equals(equals.into()),
        yes: tag(yes),
        no: tag(no),
    })
}

pub(crate) fn test_queue(measure: Measure, test: NumberTest, yes: &str, no: &str) -> Object {
    Object::TestQueue(TestQueue {
        queue: queue("sales"),
        measure,
        test,
        yes: tag(yes),
        no: tag(no),
    })
}

pub(crate) fn check_customer(found: &str, rest: &str) -> Object {
    Object::CheckCustomer(CheckCustomer {
        within: Span::seconds(5),
        found: tag(found),
        many: tag(rest),
        none: tag(rest),
        error: tag(rest),
    })
}

pub(crate) fn menu(choices: &[(&str, &str)], otherwise: &str) -> Object {
    let choice = |(label, to): &(&str, &str)| Choice {
        label: words(label),
        to: tag(to),
    };
    Object::Menu(Menu {
        text: words("What is it about?"),
        choices: choices.iter().map(choice).collect(),
        again: words("Please choose one of these."),
        retries: 1,
        otherwise: tag(otherwise),
        timeout: Some((Span::seconds(120), tag(otherwise))),
    })
}

pub(crate) fn forward_to(name: &str) -> Forward {
    Forward {
        queue: name.parse().unwrap(),
        priority: None,
        steps: Vec::new(),
        in_queue: None,
        after: None,
        skip: None,
        refused: None,
    }
}

pub(crate) fn wait_message(at: u32, text: &str, next: Option<&str>) -> Object {
    Object::WaitMessage(WaitMessage {
        at: Span::seconds(at),
        again: None,
        text: words(text),
        unknown: Wording::default(),
        next: next.map(tag),
    })
}

pub(crate) fn schedule(name: &str, open: &str, closed: &str) -> Object {
    Object::Schedule(ScheduleExits {
        schedule: name.parse().unwrap(),
        open: tag(open),
        closed: tag(closed),
        exceptions: BTreeMap::new(),
    })
}

/// `office` is open from nine to five on Thursdays, by the clock of UTC.
pub(crate) fn plan_with_hours() -> RoutingPlan {
    let mut plan = plan();
    let hours = Schedule {
        time_zone: Zone::new("UTC").unwrap(),
        week: [(
            Weekday::Thursday,
            ["09:00-17:00".parse::<Period>().unwrap()].into(),
        )]
        .into(),
        exceptions: BTreeMap::new(),
        last_call: Span::ZERO,
    };
    plan.schedules.insert("office".parse().unwrap(), hours);
    plan
}

pub(crate) fn http_call(next: &str, error: &str) -> Object {
    Object::HttpCall(HttpCall {
        call: "orders".parse().unwrap(),
        fields: [("order".into(), "{_order}".into())].into(),
        keep: [("_status".into(), "/order/status".into())].into(),
        within: Span::seconds(5),
        next: tag(next),
        error: tag(error),
    })
}

pub(crate) fn plugin_call(next: &str, end: &str, error: &str) -> Object {
    Object::PluginCall(PluginCall {
        connector: "helper".parse().unwrap(),
        within: Span::seconds(5),
        timeout: Some((Span::seconds(60), tag(next))),
        next: tag(next),
        end: tag(end),
        error: tag(error),
    })
}

pub(crate) fn offline_form(next: &str, error: &str) -> Object {
    Object::OfflineForm(OfflineForm {
        text: words("What shall we know?"),
        thanks: words("We have it."),
        timeout: None,
        next: tag(next),
        error: tag(error),
    })
}

pub(crate) fn survey(scale: Scale, next: &str) -> Object {
    Object::Survey(Survey {
        text: words("How was it?"),
        scale,
        thanks: words("Thank you."),
        timeout: Some((Span::seconds(60), tag(next))),
        next: tag(next),
    })
}

/// One object of every kind.
pub(crate) fn every_kind() -> Script {
    let languages = LanguageExits {
        languages: BTreeMap::from([(Language::new("de").unwrap(), tag("about"))]),
        otherwise: tag("about"),
    };
    let forward = Forward {
        priority: Some(9),
        in_queue: Some(tag("soon")),
        after: Some((Span::seconds(300), tag("busy"))),
        skip: Some(Choice {
            label: words("I will write later"),
            to: tag("busy"),
        }),
        refused: Some(tag("busy")),
        ..forward_to("sales")
    };
    script(&[
        ("hours", schedule("office", "hello", "closed")),
        ("closed", says("We are closed.", "bye")),
        ("hello", says("Hello {name}", "who")),
        ("who", check_customer("mark", "line")),
        ("mark", sets("_known", "yes", "known")),
        ("known", test_variable("_known", "yes", "line", "line")),
        (
            "line",
            test_queue(Measure::Waiting, NumberTest::Greater(10), "busy", "tongue"),
        ),
        ("tongue", Object::Language(languages)),
        (
            "about",
            menu(&[("Orders", "queue"), ("Nothing", "over")], "queue"),
        ),
        ("queue", Object::Forward(forward)),
        (
            "soon",
            wait_message(30, "You are number {position}", Some("still")),
        ),
        ("still", wait_message(60, "Still here", None)),
        ("busy", says("Nobody is free.", "over")),
        ("over", Object::Goto(tag("order"))),
        ("order", http_call("bot", "note")),
        ("bot", plugin_call("how", "how", "note")),
        ("note", offline_form("how", "how")),
        ("how", survey(Scale::Satisfaction, "bye")),
        ("bye", Object::End(words("Goodbye"))),
    ])
}

/// `chat` and `sms` begin with this script.
pub(crate) fn with(plan: RoutingPlan, objects: &[(&str, Object)]) -> Stage {
    Stage::with(planned(plan, objects))
}

pub(crate) fn planned(mut plan: RoutingPlan, objects: &[(&str, Object)]) -> RoutingPlan {
    plan.scripts
        .insert("welcome".parse().unwrap(), Arc::new(script(objects)));
    for name in ["chat", "sms"] {
        let channel = plan.channels.get_mut(&channel(name)).unwrap();
        channel.script = "welcome".parse().ok();
    }
    assert_eq!(plan.check(), Ok(()));
    plan
}

pub(crate) fn forward(change: impl FnOnce(&mut Forward)) -> Object {
    let mut forward = forward_to("sales");
    change(&mut forward);
    Object::Forward(forward)
}

pub(crate) fn said(effects: &[Effect]) -> Vec<String> {
    let texts = messages(effects).into_iter().filter_map(|m: &Message| {
        let is_ours = m.author == crate::Author::System;
        match &m.content {
            Content::Text(text) if is_ours => Some(String::from(&**text)),
            _ => None,
        }
    });
    texts.collect()
}

pub(crate) fn exits(effects: &[Effect]) -> Vec<String> {
    let steps = effects.iter().filter_map(|effect| match effect {
        Effect::Log(step) => match &step.kind {
            StepKind::Scripted { object, exit, .. } => Some(format!("{object}: {exit}")),
            _ => None,
        },
        _ => None,
    });
    steps.collect()
}

pub(crate) fn asking() -> Stage {
    with(
        plan(),
        &[
            ("who", check_customer("vip", "queue")),
            ("vip", Object::Forward(forward_to("vip"))),
            ("queue", forward(|_| {})),
        ],
    )
}

pub(crate) fn asked(effects: &[Effect]) -> Vec<u32> {
    let asked = effects.iter().filter_map(|effect| match effect {
        Effect::Ask { ask, .. } => Some(*ask),
        _ => None,
    });
    asked.collect()
}

pub(crate) fn answer(ask: u32, answer: Answer) -> Input {
    Input::ScriptAnswered {
        conversation: cnv(1),
        ask,
        answer,
    }
}

pub(crate) fn restart(stage: &mut Stage, plan: RoutingPlan) -> Vec<Effect> {
    let records: Vec<_> = stage.floor.records().collect();
    let (floor, effects) = restore(plan, records, stage.now).unwrap();
    floor.audit().unwrap();
    stage.floor = floor;
    effects
}

/// What the page of a conversation's contact shows them as choices.
pub(crate) fn offered(stage: &Stage, id: u64) -> Vec<String> {
    let run = stage.conversation(cnv(id)).script.clone().unwrap();
    let offered = run.offered.into_iter();
    offered.map(|choice| choice.text.into()).collect()
}

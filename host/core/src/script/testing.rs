//! Scripts for the unit tests, in few words.

use alloc::{boxed::Box, collections::BTreeMap, vec::Vec};

use super::{
    CheckCustomer, Choice, Forward, LanguageExits, Measure, Menu, NumberTest, Object, Say,
    ScheduleExits, Script, SetVariable, Tag, TestQueue, TestVariable, TextTest, ValueFrom,
    WaitMessage,
};
use crate::{
    Language, RoutingPlan, Schedule, Span, Wording,
    schedule::{Period, Weekday, Zone},
    testing::{plan, queue},
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
    };
    plan.schedules.insert("office".parse().unwrap(), hours);
    plan
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
        ("over", Object::Goto(tag("bye"))),
        ("bye", Object::End(words("Goodbye"))),
    ])
}

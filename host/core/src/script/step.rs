//! What one object does, given a few facts. Nothing here changes anything.

use alloc::boxed::Box;

use super::{
    object::{Forward, Menu, Object, OfflineForm, Survey, Tag, ValueFrom, WaitMessage},
    run::Exit,
    test::Measure,
};
use crate::{
    ids::{Name, QueueId, ScheduleId},
    language::Language,
    time::Span,
    wording::Wording,
};

/// What a script may know.
pub(super) trait Facts {
    /// How a schedule stands: whether it is open, and the treatment of the date. None: it is not there.
    fn schedule(&self, schedule: &ScheduleId) -> Option<(bool, Option<Name>)>;
    /// A number of a queue. None: it is not there.
    fn measure(&self, queue: &QueueId, measure: Measure) -> Option<u64>;
    /// What is known of the contact under a name: see [`super::TestVariable::name`].
    fn known(&self, name: &str) -> Option<Box<str>>;
    /// The contact's language.
    fn language(&self) -> Option<&Language>;
}

/// What an object comes to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Act<'s> {
    /// The conversation goes on at once, after something was done.
    Go(Deed<'s>, Exit, &'s Tag),
    /// It waits for the contact's choice.
    Choose(&'s Menu),
    /// It waits for how it was.
    Rate(&'s Survey),
    /// It waits for the contact's words.
    Listen(&'s OfflineForm),
    /// It waits for an answer from outside, so long.
    Ask(Span),
    /// It waits in a queue.
    Wait(&'s Forward),
    /// It has come to a wait message that does not belong here.
    Misplaced(&'s WaitMessage),
    /// It ends.
    End(&'s Wording),
}

/// What is done on the way.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Deed<'s> {
    /// Nothing.
    None,
    /// This is said.
    Say(&'s Wording),
    /// A variable gets a value.
    Set(&'s str, Box<str>),
}

/// One step.
pub(super) fn step<'s>(object: &'s Object, facts: &dyn Facts) -> Act<'s> {
    match object {
        Object::Schedule(it) => {
            let (is_open, treatment) = facts.schedule(&it.schedule).unwrap_or_default();
            let exception = treatment.and_then(|name| it.exceptions.get_key_value(&name));
            match exception {
                Some((name, to)) => go(Exit::Exception(name.clone()), to),
                None if is_open => go(Exit::Open, &it.open),
                None => go(Exit::Closed, &it.closed),
            }
        }
        Object::Message(it) => Act::Go(Deed::Say(&it.text), Exit::Next, &it.next),
        Object::WaitMessage(it) => Act::Misplaced(it),
        Object::SetVariable(it) => {
            let value = match &it.value {
                ValueFrom::Text(text) => text.clone(),
                ValueFrom::Fact(name) => facts.known(name).unwrap_or_default(),
            };
            Act::Go(Deed::Set(&it.name, value), Exit::Next, &it.next)
        }
        Object::TestVariable(it) => {
            let known = facts.known(&it.name);
            fork(it.test.holds(known.as_deref()), &it.yes, &it.no)
        }
        Object::TestQueue(it) => {
            let number = facts.measure(&it.queue, it.measure);
            let holds = number.is_some_and(|number| it.test.holds(number));
            fork(holds, &it.yes, &it.no)
        }
        Object::Language(it) => {
            let spoken = facts.language();
            let exact = spoken.and_then(|spoken| it.languages.get_key_value(spoken));
            let is_understood = |(tag, _): &(&Language, &Tag)| {
                spoken.is_some_and(|spoken| tag.is_understood_as(spoken))
            };
            match exact.or_else(|| it.languages.iter().find(is_understood)) {
                Some((tag, to)) => go(Exit::Language(tag.clone()), to),
                None => go(Exit::Else, &it.otherwise),
            }
        }
        Object::Menu(it) => Act::Choose(it),
        Object::CheckCustomer(it) => Act::Ask(it.within),
        Object::HttpCall(it) => Act::Ask(it.within),
        Object::PluginCall(it) => Act::Ask(it.within),
        Object::OfflineForm(it) => Act::Listen(it),
        Object::Survey(it) => Act::Rate(it),
        Object::Forward(it) => Act::Wait(it),
        Object::Goto(to) => go(Exit::Next, to),
        Object::End(words) => Act::End(words),
    }
}

const fn go(exit: Exit, to: &Tag) -> Act<'_> {
    Act::Go(Deed::None, exit, to)
}

const fn fork<'s>(holds: bool, yes: &'s Tag, no: &'s Tag) -> Act<'s> {
    if holds {
        go(Exit::Yes, yes)
    } else {
        go(Exit::No, no)
    }
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeMap;

    use super::*;
    use crate::{
        script::{
            LanguageExits, NumberTest, Say, ScheduleExits, SetVariable, TestQueue, TestVariable,
            TextTest,
        },
        testing::queue,
    };

    #[derive(Default)]
    struct World {
        schedule: Option<(bool, Option<Name>)>,
        number: Option<u64>,
        known: Option<&'static str>,
        language: Option<Language>,
    }

    impl Facts for World {
        fn schedule(&self, _: &ScheduleId) -> Option<(bool, Option<Name>)> {
            self.schedule.clone()
        }

        fn measure(&self, _: &QueueId, _: Measure) -> Option<u64> {
            self.number
        }

        fn known(&self, _: &str) -> Option<Box<str>> {
            self.known.map(Into::into)
        }

        fn language(&self) -> Option<&Language> {
            self.language.as_ref()
        }
    }

    fn tag(text: &str) -> Tag {
        Tag::new(text).unwrap()
    }

    fn exit(object: &Object, world: &World) -> (Exit, Tag) {
        let act = step(object, world);
        let Act::Go(_, exit, to) = act else {
            panic!("{act:?}");
        };
        (exit, to.clone())
    }

    #[test]
    fn a_schedule_has_an_exit_for_open_for_closed_and_for_each_treatment() {
        let object = Object::Schedule(ScheduleExits {
            schedule: "office".parse().unwrap(),
            open: tag("o"),
            closed: tag("c"),
            exceptions: BTreeMap::from([(Name::new("feast").unwrap(), tag("f"))]),
        });
        let at = |is_open, treatment: Option<&str>| {
            let treatment = treatment.map(|name| Name::new(name).unwrap());
            let schedule = Some((is_open, treatment));
            let world = World {
                schedule,
                ..World::default()
            };
            exit(&object, &world).1
        };
        assert_eq!(at(true, None), tag("o"));
        assert_eq!(at(false, None), tag("c"));
        assert_eq!(at(true, Some("feast")), tag("f"));
        assert_eq!(at(false, Some("feast")), tag("f"));
        assert_eq!(at(false, Some("other")), tag("c"));
        assert_eq!(exit(&object, &World::default()).0, Exit::Closed);
    }

    #[test]
    fn a_message_is_said_on_the_way() {
        let text = Wording::new([(Language::new("en").unwrap(), "Hello".into())]);
        let object = Object::Message(Say {
            text: text.clone(),
            next: tag("n"),
        });
        let act = step(&object, &World::default());
        assert_eq!(act, Act::Go(Deed::Say(&text), Exit::Next, &tag("n")));
    }

    #[test]
    fn a_variable_gets_a_text_or_what_is_known() {
        let set = |value| {
            Object::SetVariable(SetVariable {
                name: "_tier".into(),
                value,
                next: tag("n"),
            })
        };
        let world = World {
            known: Some("gold"),
            ..World::default()
        };
        for (value, world, expected) in [
            (ValueFrom::Text("blue".into()), &world, "blue"),
            (ValueFrom::Fact("name".into()), &world, "gold"),
            (ValueFrom::Fact("name".into()), &World::default(), ""),
        ] {
            let object = set(value);
            let Act::Go(Deed::Set(name, value), ..) = step(&object, world) else {
                panic!("nothing was set");
            };
            assert_eq!((name, &*value), ("_tier", expected));
        }
    }

    #[test]
    fn a_test_of_a_variable_has_two_exits() {
        let object = Object::TestVariable(TestVariable {
            name: "_tier".into(),
            test: TextTest::Equals("gold".into()),
            yes: tag("y"),
            no: tag("n"),
        });
        for (known, expected) in [
            (Some("gold"), Exit::Yes),
            (Some("blue"), Exit::No),
            (None, Exit::No),
        ] {
            let world = World {
                known,
                ..World::default()
            };
            assert_eq!(exit(&object, &world).0, expected);
        }
    }

    #[test]
    fn a_test_of_a_queue_that_is_not_there_fails() {
        let object = Object::TestQueue(TestQueue {
            queue: queue("sales"),
            measure: Measure::Waiting,
            test: NumberTest::Greater(5),
            yes: tag("y"),
            no: tag("n"),
        });
        for (number, expected) in [(Some(6), Exit::Yes), (Some(5), Exit::No), (None, Exit::No)] {
            let world = World {
                number,
                ..World::default()
            };
            assert_eq!(exit(&object, &world).0, expected);
        }
    }

    #[test]
    fn a_language_goes_by_the_tag_then_by_who_understands_it_then_elsewhere() {
        let language = |tag: &str| Language::new(tag).unwrap();
        let object = Object::Language(LanguageExits {
            languages: BTreeMap::from([
                (language("pt"), tag("pt")),
                (language("pt-br"), tag("br")),
                (language("de"), tag("de")),
            ]),
            otherwise: tag("else"),
        });
        for (spoken, expected) in [
            (Some("pt-BR"), "br"),
            (Some("pt-PT"), "pt"),
            (Some("de-AT"), "de"),
            (Some("fr"), "else"),
            (None, "else"),
        ] {
            let world = World {
                language: spoken.map(language),
                ..World::default()
            };
            assert_eq!(exit(&object, &world).1, tag(expected), "{spoken:?}");
        }
    }

    #[test]
    fn a_goto_leads_on_and_an_end_ends() {
        let world = World::default();
        assert_eq!(
            exit(&Object::Goto(tag("a")), &world),
            (Exit::Next, tag("a"))
        );
        let words = Wording::default();
        assert_eq!(step(&Object::End(words.clone()), &world), Act::End(&words));
    }
}

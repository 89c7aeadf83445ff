//! What is wrong with a script, all of it.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec::Vec,
};

use super::{
    fill,
    object::{Choice, Object, Script, Tag, WaitMessage},
};
use crate::{
    ids::{QueueId, ScheduleId},
    limits,
    plan::RoutingPlan,
    time::Span,
    wording::Wording,
};

/// What is wrong with a script, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScriptError {
    /// It begins nowhere.
    #[error("it begins with \"{0}\", which is not there")]
    NoStart(Tag),
    /// Too many objects.
    #[error("more than {} objects", limits::SCRIPT_OBJECTS)]
    TooMany,
    /// An exit leads nowhere.
    #[error("\"{at}\": {exit} leads to \"{to}\", which is not there")]
    Unknown {
        /// The object.
        at: Tag,
        /// Its exit.
        exit: String,
        /// Where it leads.
        to: Tag,
    },
    /// Nothing leads to an object.
    #[error("nothing leads to \"{0}\"")]
    Unreachable(Tag),
    /// A round of exits on which nobody acts and no time passes.
    #[error("\"{0}\" leads back to itself, and on the way nobody acts and no time passes")]
    Circle(Tag),
    /// A wait message where something else belongs, or the other way round.
    #[error("\"{at}\": {exit} leads to \"{to}\", {problem}")]
    Misplaced {
        /// The object.
        at: Tag,
        /// Its exit.
        exit: String,
        /// Where it leads.
        to: Tag,
        /// What is wrong with that.
        problem: &'static str,
    },
    /// A queue that is not there.
    #[error("\"{at}\" names the queue \"{queue}\", which is not defined")]
    UnknownQueue {
        /// The object.
        at: Tag,
        /// The queue.
        queue: QueueId,
    },
    /// A schedule that is not there.
    #[error("\"{at}\" names the schedule \"{schedule}\", which is not defined")]
    UnknownSchedule {
        /// The object.
        at: Tag,
        /// The schedule.
        schedule: ScheduleId,
    },
    /// A treatment that no date of the schedule has.
    #[error(
        "\"{at}\" has an exit for \"{treatment}\", and no exception of its schedule has that treatment"
    )]
    UnknownTreatment {
        /// The object.
        at: Tag,
        /// The treatment.
        treatment: String,
    },
    /// Something is out of range.
    #[error("\"{at}\": {what}")]
    OutOfRange {
        /// The object.
        at: Tag,
        /// What, and its range.
        what: &'static str,
    },
}

impl ScriptError {
    /// The object in which it is, if it is in one.
    pub const fn at(&self) -> Option<&Tag> {
        match self {
            Self::NoStart(_) | Self::TooMany => None,
            Self::Unreachable(at)
            | Self::Circle(at)
            | Self::Unknown { at, .. }
            | Self::Misplaced { at, .. }
            | Self::UnknownQueue { at, .. }
            | Self::UnknownSchedule { at, .. }
            | Self::UnknownTreatment { at, .. }
            | Self::OutOfRange { at, .. } => Some(at),
        }
    }
}

impl Script {
    /// Everything that is wrong with it, in the order of its tags: with itself, and with what it names.
    pub fn problems(&self, plan: &RoutingPlan) -> Vec<ScriptError> {
        let mut problems = Vec::new();
        if self.objects.len() > limits::SCRIPT_OBJECTS {
            problems.push(ScriptError::TooMany);
            return problems;
        }
        if !self.objects.contains_key(&self.start) {
            problems.push(ScriptError::NoStart(self.start.clone()));
        }
        for (tag, object) in &self.objects {
            self.check_ways(tag, object, &mut problems);
            check_names(tag, object, plan, &mut problems);
            self.check_values(tag, object, &mut problems);
        }
        // Nothing more can be said of a script whose exits lead nowhere.
        if problems.is_empty() {
            self.check_shape(&mut problems);
        }
        problems
    }

    /// What of a plan the script needs and the plan does not have.
    pub(crate) fn missing(&self, plan: &RoutingPlan) -> Option<String> {
        let mut problems = Vec::new();
        for (tag, object) in &self.objects {
            check_names(tag, object, plan, &mut problems);
        }
        problems.into_iter().find_map(|problem| match problem {
            ScriptError::UnknownQueue { queue, .. } => Some(alloc::format!("queue \"{queue}\"")),
            ScriptError::UnknownSchedule { schedule, .. } => {
                Some(alloc::format!("schedule \"{schedule}\""))
            }
            ScriptError::NoStart(_)
            | ScriptError::TooMany
            | ScriptError::Unknown { .. }
            | ScriptError::Unreachable(_)
            | ScriptError::Circle(_)
            | ScriptError::Misplaced { .. }
            | ScriptError::UnknownTreatment { .. }
            | ScriptError::OutOfRange { .. } => None,
        })
    }

    fn check_ways(&self, at: &Tag, object: &Object, problems: &mut Vec<ScriptError>) {
        for way in object.ways() {
            let (at, exit, to) = (at.clone(), way.exit, way.to.clone());
            let Some(target) = self.objects.get(&to) else {
                problems.push(ScriptError::Unknown { at, exit, to });
                continue;
            };
            let is_wait_message = matches!(target, Object::WaitMessage(_));
            let problem = match (way.is_in_queue, is_wait_message) {
                (true, false) => "and only a wait_message can be there",
                (false, true) => {
                    "and only a forward and another wait_message lead to a wait_message"
                }
                (true, true) | (false, false) => continue,
            };
            problems.push(ScriptError::Misplaced {
                at,
                exit,
                to,
                problem,
            });
        }
        if matches!(object, Object::WaitMessage(_)) && *at == self.start {
            problems.push(ScriptError::OutOfRange {
                at: at.clone(),
                what: "a script does not begin with a wait_message",
            });
        }
    }

    fn check_values(&self, at: &Tag, object: &Object, problems: &mut Vec<ScriptError>) {
        let mut out = |what| {
            problems.push(ScriptError::OutOfRange {
                at: at.clone(),
                what,
            });
        };
        match object {
            Object::Message(it) => check_text(&it.text, true, &mut out),
            Object::WaitMessage(it) => {
                check_text(&it.text, true, &mut out);
                check_text(&it.unknown, false, &mut out);
                self.check_wait_message(it, &mut out);
            }
            Object::Menu(it) => {
                check_text(&it.text, true, &mut out);
                check_text(&it.again, false, &mut out);
                if !(1..=limits::MENU_CHOICES).contains(&it.choices.len()) {
                    out("a menu has 1 to 10 choices");
                }
                it.choices.iter().for_each(|it| check_label(it, &mut out));
                if it.retries > limits::MENU_RETRIES {
                    out("retries are at most 5");
                }
                check_timeout(it.timeout.as_ref(), &mut out);
            }
            Object::CheckCustomer(it) => {
                check_within(it.within, &mut out);
            }
            Object::HttpCall(_)
            | Object::PluginCall(_)
            | Object::OfflineForm(_)
            | Object::Survey(_) => check_asking(object, &mut out),
            Object::Forward(it) => {
                if it.priority.is_some_and(|p| !limits::PRIORITY.contains(&p)) {
                    out("priority is 1 to 10");
                }
                if let Some((after, _)) = &it.after {
                    check_wait(*after, &mut out);
                }
                it.skip.iter().for_each(|it| check_label(it, &mut out));
                if it.skip.is_some() && it.in_queue.is_none() {
                    out("skip is told with a wait_message, so it needs in_queue");
                }
            }
            Object::SetVariable(it) => {
                let name_fits = it.name.starts_with('_')
                    && (2..=limits::VARIABLE_NAME_BYTES).contains(&it.name.len());
                if !name_fits {
                    out("a variable's name is '_' and 1 to 25 characters");
                }
            }
            Object::End(words) => check_text(words, false, &mut out),
            Object::Schedule(_)
            | Object::TestVariable(_)
            | Object::TestQueue(_)
            | Object::Language(_)
            | Object::Goto(_) => {}
        }
    }

    fn check_wait_message(&self, it: &WaitMessage, out: &mut impl FnMut(&'static str)) {
        if it.at > Span::seconds(limits::WAIT_S_MAX) {
            out("a wait is at most a week");
        }
        if it
            .again
            .is_some_and(|again| again < limits::WAIT_MESSAGE_EVERY)
        {
            out("every_s is at least 10");
        }
        if it.again.is_some() && it.next.is_some() {
            out("what is said again and again has no next");
        }
        let next = it.next.as_ref().and_then(|to| self.objects.get(to));
        if let Some(Object::WaitMessage(next)) = next
            && next.at <= it.at
        {
            out("the next wait_message comes later than this one");
        }
        let speaks_of_wait = |text: &str| fill::names(text, fill::WAIT_MINUTES);
        if it.text.texts().any(speaks_of_wait) && it.unknown.texts().next().is_none() {
            out("a text with {wait_minutes} needs unknown: what is said while nobody can tell");
        }
        if it.unknown.texts().any(speaks_of_wait) {
            out("unknown is said while {wait_minutes} is not known");
        }
    }

    /// Whether everything is reached, and no round takes no time.
    fn check_shape(&self, problems: &mut Vec<ScriptError>) {
        let reached = self.reached();
        let lost = self.objects.keys().filter(|tag| !reached.contains(*tag));
        problems.extend(lost.cloned().map(ScriptError::Unreachable));
        if let Some(tag) = self.in_circles().into_iter().next() {
            problems.push(ScriptError::Circle(tag.clone()));
        }
    }

    fn reached(&self) -> BTreeSet<&Tag> {
        let mut reached = BTreeSet::new();
        let mut ahead: Vec<&Tag> = self
            .objects
            .get_key_value(&self.start)
            .map_or_else(Vec::new, |(tag, _)| [tag].into());
        while let Some(tag) = ahead.pop() {
            if reached.insert(tag) {
                let ways = self.objects.get(tag).map(Object::ways);
                ahead.extend(ways.into_iter().flatten().map(|way| way.to));
            }
        }
        reached
    }

    /// The objects of rounds that take no time: what is left when again and again everything goes that
    /// leads nowhere else at once, or to which nothing leads at once.
    fn in_circles(&self) -> BTreeSet<&Tag> {
        let instant: BTreeMap<&Tag, Vec<&Tag>> = self
            .objects
            .iter()
            .map(|(tag, object)| {
                let ways = object.ways().into_iter();
                let ways = ways.filter(|way| !way.takes_time).map(|way| way.to);
                (tag, ways.collect())
            })
            .collect();
        let mut left: BTreeSet<&Tag> = instant.keys().copied().collect();
        loop {
            let leads_on = |tag: &Tag| {
                let mut to = instant.get(tag).into_iter().flatten();
                to.any(|to| left.contains(to))
            };
            let entered: BTreeSet<&Tag> = left
                .iter()
                .filter_map(|tag| instant.get(tag))
                .flatten()
                .copied()
                .collect();
            let stays = |tag: &&&Tag| leads_on(tag) && entered.contains(**tag);
            let next: BTreeSet<&Tag> = left.iter().filter(stays).copied().collect();
            if next.len() == left.len() {
                return next;
            }
            left = next;
        }
    }
}

fn check_names(at: &Tag, object: &Object, plan: &RoutingPlan, problems: &mut Vec<ScriptError>) {
    let at = || at.clone();
    let queue = match object {
        Object::Forward(it) => &it.queue,
        Object::TestQueue(it) => &it.queue,
        Object::Schedule(it) => {
            let Some(schedule) = plan.schedules.get(&it.schedule) else {
                problems.push(ScriptError::UnknownSchedule {
                    at: at(),
                    schedule: it.schedule.clone(),
                });
                return;
            };
            let dates = schedule.exceptions.values();
            let known: BTreeSet<_> = dates.filter_map(|it| it.treatment.as_ref()).collect();
            for name in it.exceptions.keys().filter(|name| !known.contains(*name)) {
                problems.push(ScriptError::UnknownTreatment {
                    at: at(),
                    treatment: name.as_str().into(),
                });
            }
            return;
        }
        Object::Message(_)
        | Object::WaitMessage(_)
        | Object::SetVariable(_)
        | Object::TestVariable(_)
        | Object::Language(_)
        | Object::Menu(_)
        | Object::CheckCustomer(_)
        | Object::HttpCall(_)
        | Object::PluginCall(_)
        | Object::OfflineForm(_)
        | Object::Survey(_)
        | Object::Goto(_)
        | Object::End(_) => return,
    };
    if !plan.queues.contains_key(queue) {
        problems.push(ScriptError::UnknownQueue {
            at: at(),
            queue: queue.clone(),
        });
    }
}

/// A text fits into one message whatever its placeholders become.
fn check_text(text: &Wording, is_required: bool, out: &mut impl FnMut(&'static str)) {
    if is_required && text.texts().next().is_none() {
        out("it needs a text in at least one language");
    }
    if !text.is_sendable()
        || text
            .texts()
            .any(|it| it.chars().count() > limits::SCRIPT_TEXT_CHARS)
    {
        out("a text has 1 to 1000 characters");
    }
    if text
        .texts()
        .any(|it| fill::count(it) > limits::PLACEHOLDERS)
    {
        out("a text has at most three placeholders");
    }
}

/// The objects that ask the outside or the contact, but for menus.
fn check_asking(object: &Object, out: &mut impl FnMut(&'static str)) {
    check_timeout(object.timeout(), out);
    match object {
        Object::HttpCall(it) => {
            check_within(it.within, out);
            if it.fields.len() > limits::CALL_FIELDS || it.keep.len() > limits::CALL_FIELDS {
                out("fields and keep have at most 20 entries");
            }
            let is_long = |text: &str| {
                text.chars().count() > limits::VARIABLE_CHARS
                    || fill::count(text) > limits::PLACEHOLDERS
            };
            if it.fields.values().any(|text| is_long(text)) {
                out("a field has at most 1000 characters and three placeholders");
            }
        }
        Object::PluginCall(it) => check_within(it.within, out),
        Object::OfflineForm(it) => {
            check_text(&it.text, true, out);
            check_text(&it.thanks, false, out);
        }
        Object::Survey(it) => {
            check_text(&it.text, true, out);
            check_text(&it.thanks, false, out);
        }
        Object::Schedule(_)
        | Object::Message(_)
        | Object::WaitMessage(_)
        | Object::SetVariable(_)
        | Object::TestVariable(_)
        | Object::TestQueue(_)
        | Object::Language(_)
        | Object::Menu(_)
        | Object::CheckCustomer(_)
        | Object::Forward(_)
        | Object::Goto(_)
        | Object::End(_) => {}
    }
}

fn check_within(within: Span, out: &mut impl FnMut(&'static str)) {
    if within == Span::ZERO || within > limits::ASK_MAX {
        out("an answer may take 1 to 30 seconds");
    }
}

fn check_timeout(timeout: Option<&(Span, Tag)>, out: &mut impl FnMut(&'static str)) {
    if let Some((after, _)) = timeout {
        check_wait(*after, out);
    }
}

fn check_label(choice: &Choice, out: &mut impl FnMut(&'static str)) {
    let fits =
        |label: &str| !label.trim().is_empty() && label.chars().count() <= limits::CHOICE_CHARS;
    let mut labels = choice.label.texts().peekable();
    if labels.peek().is_none() || !labels.all(fits) {
        out("what may be chosen has 1 to 60 characters in each language");
    }
}

fn check_wait(span: Span, out: &mut impl FnMut(&'static str)) {
    if span == Span::ZERO || span > Span::seconds(limits::WAIT_S_MAX) {
        out("a wait is 1 second to a week");
    }
}

#[cfg(test)]
mod tests {
    use alloc::{string::ToString, vec};

    use super::*;
    use crate::{script::testing::*, testing::plan};

    fn problems(objects: &[(&str, Object)]) -> Vec<String> {
        let found = script(objects).problems(&plan());
        found.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_script_of_every_kind_is_sound() {
        assert_eq!(every_kind().problems(&plan_with_hours()), []);
    }

    #[test]
    fn an_exit_that_leads_nowhere_is_named_with_its_object() {
        let found = problems(&[("a", says("Hi", "b"))]);
        assert_eq!(found, ["\"a\": next leads to \"b\", which is not there"]);
        let lost = Script {
            start: tag("x"),
            objects: [(tag("a"), end())].into(),
        };
        let found = lost.problems(&plan());
        assert_eq!(found, [ScriptError::NoStart(tag("x"))]);
    }

    #[test]
    fn an_object_to_which_nothing_leads_is_told() {
        let found = problems(&[("a", end()), ("b", says("Hi", "a"))]);
        assert_eq!(found, ["nothing leads to \"b\""]);
    }

    #[test]
    fn a_round_without_a_wait_is_told_and_one_with_a_wait_is_not() {
        let test = |no: &str| test_variable("_x", "a", "e", no);
        let found = problems(&[("a", says("Hi", "b")), ("b", test("a")), ("e", end())]);
        let circle = "leads back to itself, and on the way nobody acts and no time passes";
        assert_eq!(found, [alloc::format!("\"a\" {circle}")]);
        let itself = problems(&[("a", Object::Goto(tag("a")))]);
        assert_eq!(itself, [alloc::format!("\"a\" {circle}")]);
        let asks = problems(&[("a", check_customer("a", "e")), ("e", end())]);
        assert_eq!(asks, [alloc::format!("\"a\" {circle}")]);
        let choose = menu(&[("Again", "a"), ("Enough", "e")], "e");
        assert_eq!(problems(&[("a", choose), ("e", end())]), [] as [&str; 0]);
    }

    #[test]
    fn wait_messages_belong_into_queues_and_nothing_else_does() {
        let wait = |at, next: Option<&str>| wait_message(at, "Soon", next);
        let into = |to: &str| {
            Object::Forward(super::super::object::Forward {
                in_queue: Some(tag(to)),
                ..forward_to("sales")
            })
        };
        let found = problems(&[("a", into("e")), ("e", end())]);
        assert_eq!(
            found,
            ["\"a\": in_queue leads to \"e\", and only a wait_message can be there"]
        );
        let found = problems(&[("a", says("Hi", "w")), ("w", wait(10, None))]);
        assert_eq!(
            found,
            [
                "\"a\": next leads to \"w\", and only a forward and another wait_message lead to a wait_message"
            ]
        );
        let found = problems(&[
            ("a", into("v")),
            ("v", wait(10, Some("w"))),
            ("w", wait(10, None)),
        ]);
        assert_eq!(
            found,
            ["\"v\": the next wait_message comes later than this one"]
        );
    }

    #[test]
    fn a_text_that_speaks_of_the_wait_has_another_for_when_nobody_can_tell() {
        let forward = Object::Forward(super::super::object::Forward {
            in_queue: Some(tag("w")),
            ..forward_to("sales")
        });
        let found = problems(&[
            ("a", forward),
            ("w", wait_message(10, "About {wait_minutes} minutes", None)),
        ]);
        assert_eq!(
            found,
            ["\"w\": a text with {wait_minutes} needs unknown: what is said while nobody can tell"]
        );
    }

    #[test]
    fn what_a_script_names_has_to_be_there() {
        let found = problems(&[("a", Object::Forward(forward_to("gone")))]);
        assert_eq!(
            found,
            ["\"a\" names the queue \"gone\", which is not defined"]
        );
        let missing = script(&[("a", Object::Forward(forward_to("gone")))]).missing(&plan());
        assert_eq!(missing.as_deref(), Some("queue \"gone\""));
        let found = problems(&[("a", schedule("night", "e", "e")), ("e", end())]);
        assert_eq!(
            found,
            ["\"a\" names the schedule \"night\", which is not defined"]
        );
        let Object::Schedule(mut hours) = schedule("office", "e", "e") else {
            panic!("no schedule");
        };
        let feast = crate::Name::new("feast").unwrap();
        hours.exceptions.insert(feast, tag("e"));
        let script = script(&[("a", Object::Schedule(hours)), ("e", end())]);
        let found = script.problems(&plan_with_hours());
        let treatment = "feast".into();
        assert_eq!(
            found,
            [ScriptError::UnknownTreatment {
                at: tag("a"),
                treatment
            }]
        );
    }

    #[test]
    fn every_number_and_text_has_its_range() {
        let mut forward = forward_to("sales");
        forward.priority = Some(11);
        forward.after = Some((Span::ZERO, tag("e")));
        let long = "x".repeat(1_001);
        let found = problems(&[
            ("a", says(&long, "b")),
            ("b", says("{a} {b} {c} {d}", "c")),
            ("c", menu(&[], "f")),
            ("e", end()),
            ("f", Object::Forward(forward)),
        ]);
        assert_eq!(
            found,
            [
                "\"a\": a text has 1 to 1000 characters",
                "\"b\": a text has at most three placeholders",
                "\"c\": a menu has 1 to 10 choices",
                "\"f\": priority is 1 to 10",
                "\"f\": a wait is 1 second to a week",
            ]
        );
        let many = (0..=limits::SCRIPT_OBJECTS).map(|n| (tag(&alloc::format!("t{n}")), end()));
        let script = Script {
            start: tag("t0"),
            objects: many.collect(),
        };
        assert_eq!(script.problems(&plan()), vec![ScriptError::TooMany]);
    }
}

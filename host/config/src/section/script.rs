//! `[script.NAME]`: the path from a contact's first word to an agent.
//!
//! What can be said of one object is said while it is read; whether its exits lead somewhere, and what
//! it names is there, is the core's to say ([`Script::problems`]), and only told here with its place.

mod keys;
mod object;
mod outside;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use frontdesk_core::{
    QueueId, RoutingPlan, ScheduleId, limits,
    script::{Object, Script, ScriptError, Tag},
};

use self::{keys::KINDS, object::Reader};
use crate::{
    nearest::suggestion,
    node::Entries,
    place::Place,
    problem::ProblemList,
    read::{Special, Table, text_of},
};

pub(crate) use self::keys::REFERENCE;

const ALL: Special = Special {
    name: "objects",
    takes: "a list of tables, written as `[[script.NAME.objects]]`",
    default: "required",
    meaning: "Its objects, at most 200. It begins with the first; the order of the others means nothing.",
};

/// A script, and where its parts stand.
pub(crate) struct Read {
    pub(crate) script: Arc<Script>,
    place: Place,
    /// Each object's tag, and its exits.
    tags: BTreeMap<Tag, (Place, BTreeMap<String, Place>)>,
    /// Whether every object could be made: else it has been said why not.
    is_whole: bool,
}

/// Reads a script; none: it has no first object, and that has been said.
pub(crate) fn read(mut table: Table<'_>) -> Option<Read> {
    let place = table.place_of(ALL.name);
    let list = table.tables(&ALL);
    if list.is_empty() {
        let message = format!("{} needs {}: {}", table.title, ALL.name, ALL.takes);
        table.problem(&place, message);
    }
    if list.len() > limits::SCRIPT_OBJECTS {
        let limit = limits::SCRIPT_OBJECTS;
        table.problem(&place, format!("a script has at most {limit} objects"));
    }
    let mut start = None;
    let mut objects = BTreeMap::new();
    let mut tags = BTreeMap::new();
    let mut is_whole = true;
    for (place, entries) in list {
        let Some((tag, place, exits, object)) = read_object(&mut table, place, entries) else {
            is_whole = false;
            continue;
        };
        if tags.contains_key(&tag) {
            table.problem(&place, format!("the tag \"{tag}\" is there twice"));
            is_whole = false;
            continue;
        }
        start.get_or_insert_with(|| tag.clone());
        tags.insert(tag.clone(), (place, exits));
        match object {
            Some(object) => drop(objects.insert(tag, object)),
            None => is_whole = false,
        }
    }
    let place = table.place.clone();
    table.finish();
    let script = Arc::new(Script {
        start: start?,
        objects,
    });
    Some(Read {
        script,
        place,
        tags,
        is_whole,
    })
}

type Part = (Tag, Place, BTreeMap<String, Place>, Option<Object>);

fn read_object(table: &mut Table<'_>, place: Place, entries: Entries) -> Option<Part> {
    let title = format!("an object of {}", table.title);
    let mut inner = table.within(title, place, entries);
    let (tag_place, tag) = word(&mut inner, &keys::TAG)?;
    let tag = Tag::new(&tag)
        .map_err(|error| inner.problem(&tag_place, format!("\"{tag}\": {error}")))
        .ok()?;
    inner.title = format!("object \"{tag}\"");
    let does = word(&mut inner, &keys::DOES).and_then(|(place, does)| {
        let known = KINDS.iter().find(|(word, _)| *word == does);
        if known.is_none() {
            let hint = suggestion(&does, KINDS.iter().map(|(word, _)| *word));
            inner.problem(&place, format!("does cannot be \"{does}\"{hint}"));
        }
        known.map(|(_, does)| *does)
    });
    let Some(does) = does else {
        return Some((tag, tag_place, BTreeMap::new(), None));
    };
    let mut reader = Reader {
        table: &mut inner,
        exits: BTreeMap::new(),
    };
    let object = reader.read(does);
    let exits = reader.exits;
    inner.finish();
    Some((tag, tag_place, exits, object))
}

/// A required word, and where it stands.
fn word(table: &mut Table<'_>, key: &Special) -> Option<(Place, String)> {
    let Some((place, node)) = table.take(key.name) else {
        let place = table.place.clone();
        let message = format!("{} needs {}: {}", table.title, key.name, key.takes);
        table.problem(&place, message);
        return None;
    };
    let text = text_of(&node);
    if text.is_none() {
        table.wrong_kind(key.name, &node, key.takes);
    }
    Some((place, text?))
}

/// What a script may ask, by name.
pub(crate) struct Asked<'c> {
    pub(crate) calls: Vec<&'c str>,
    pub(crate) connectors: Vec<&'c str>,
}

/// Reports calls and connectors that are not there.
pub(crate) fn check_asked(name: &str, read: &Read, there: &Asked<'_>, problems: &mut ProblemList) {
    for (tag, object) in &read.script.objects {
        let (kind, named, known) = if let Object::HttpCall(it) = object {
            ("http_call", it.call.as_str(), &there.calls)
        } else if let Object::PluginCall(it) = object {
            ("connector", it.connector.as_str(), &there.connectors)
        } else {
            continue;
        };
        if !known.contains(&named) {
            let hint = suggestion(named, known.iter().copied());
            let message = format!(
                "script \"{name}\": \"{tag}\" names [{kind}.{named}], which is not defined{hint}"
            );
            let place = read.tags.get(tag).map_or(&read.place, |(place, _)| place);
            problems.add(place, message);
        }
    }
}

/// Reports what is wrong with a script as a whole, and with what it names.
pub(crate) fn check(name: &str, read: &Read, plan: &RoutingPlan, problems: &mut ProblemList) {
    // What could not be made is missing wherever an exit leads to it, and is no second problem.
    let is_there = |tag: &Tag| read.tags.contains_key(tag);
    for error in read.script.problems(plan) {
        let follows = match &error {
            ScriptError::Unknown { to, .. } => is_there(to),
            ScriptError::NoStart(_) => !read.is_whole,
            ScriptError::Unreachable(_) | ScriptError::Circle(_) => !read.is_whole,
            ScriptError::TooMany => true,
            ScriptError::Misplaced { .. }
            | ScriptError::UnknownQueue { .. }
            | ScriptError::UnknownSchedule { .. }
            | ScriptError::UnknownTreatment { .. }
            | ScriptError::OutOfRange { .. } => false,
        };
        if !follows {
            let hint = hint(&error, read, plan);
            let message = format!("script \"{name}\": {error}{hint}");
            problems.add(place(&error, read), message);
        }
    }
}

fn place<'r>(error: &ScriptError, read: &'r Read) -> &'r Place {
    let Some((tag, exits)) = error.at().and_then(|at| read.tags.get(at)) else {
        return &read.place;
    };
    match error {
        ScriptError::Unknown { exit, .. } | ScriptError::Misplaced { exit, .. } => {
            exits.get(exit).unwrap_or(tag)
        }
        ScriptError::NoStart(_)
        | ScriptError::TooMany
        | ScriptError::Unreachable(_)
        | ScriptError::Circle(_)
        | ScriptError::UnknownQueue { .. }
        | ScriptError::UnknownSchedule { .. }
        | ScriptError::UnknownTreatment { .. }
        | ScriptError::OutOfRange { .. } => tag,
    }
}

/// What may be meant.
fn hint(error: &ScriptError, read: &Read, plan: &RoutingPlan) -> String {
    match error {
        ScriptError::Unknown { to, .. } => {
            suggestion(to.as_str(), read.tags.keys().map(Tag::as_str))
        }
        ScriptError::UnknownQueue { queue, .. } => {
            suggestion(queue.as_str(), plan.queues.keys().map(QueueId::as_str))
        }
        ScriptError::UnknownSchedule { schedule, .. } => {
            let known = plan.schedules.keys().map(ScheduleId::as_str);
            suggestion(schedule.as_str(), known)
        }
        ScriptError::UnknownTreatment { treatment, .. } => {
            let all = plan
                .schedules
                .values()
                .flat_map(|it| it.exceptions.values());
            let all: BTreeSet<&str> = all
                .filter_map(|it| Some(it.treatment.as_ref()?.as_str()))
                .collect();
            suggestion(treatment, all.iter().copied())
        }
        ScriptError::NoStart(_)
        | ScriptError::TooMany
        | ScriptError::Unreachable(_)
        | ScriptError::Circle(_)
        | ScriptError::Misplaced { .. }
        | ScriptError::OutOfRange { .. } => String::new(),
    }
}

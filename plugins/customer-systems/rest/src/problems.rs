//! What is wrong with the settings, each with its place: templates that name what is not there, paths that
//! are none.

use frontdesk_plugin::{
    Error,
    settings::{broken, is_address},
};
use serde_json::Value;

use crate::{
    answer,
    settings::{Call, Finds, Settings},
    template::Template,
    values::{CASE, FIELD, FIND, PERSON},
};

/// Everything about the values that cannot work.
pub fn of(settings: &Settings) -> Vec<Error> {
    let mut problems = broken([(
        is_address(&settings.base_url, &['?', '#', '{', '}']),
        "base_url is where the API is, such as https://crm.example.com/api",
    )]);
    let mut tell = |place: &str, problem: String| {
        problems.push(Error::misconfigured(format!("{place}: {problem}")));
    };
    person(settings, &mut tell);
    for (name, call) in finds(&settings.find) {
        let names = match name {
            "phone" => &FIND[..],
            "handle" => &FIND[..3],
            _ => &FIND[..2],
        };
        check(call, &format!("find.{name}"), names, false, &mut tell);
        let has_value = places(call).any(|place| place != "cursor" && place != "channel");
        if !has_value {
            let problem = "has no {value}, so it would find everybody".to_owned();
            tell(&format!("find.{name}"), problem);
        }
    }
    let saves = [
        (&settings.create_person, "create_person", &PERSON[1..]),
        (&settings.update_person, "update_person", &PERSON[..]),
    ];
    for (call, name, names) in saves {
        let call = call.iter();
        call.for_each(|call| check(call, name, names, true, &mut tell));
    }
    let with_id = [&["id"], &CASE[..]].concat();
    let cases = [
        (&settings.open_case, "open_case", &CASE[..]),
        (&settings.append, "append", &with_id),
        (&settings.close_case, "close_case", &with_id),
    ];
    for (call, name, names) in cases {
        if let Some(call) = call {
            check(call, name, names, true, &mut tell);
            if call.people.is_some() || call.next.is_some() {
                tell(
                    name,
                    "people and next are for find and people only".to_owned(),
                );
            }
        }
    }
    problems
}

fn finds(find: &Finds) -> impl Iterator<Item = (&'static str, &Call)> {
    let all = [
        ("id", &find.id),
        ("email", &find.email),
        ("phone", &find.phone),
        ("handle", &find.handle),
        ("account_number", &find.account_number),
        ("text", &find.text),
    ];
    all.into_iter()
        .filter_map(|(name, call)| Some((name, call.as_ref()?)))
}

fn person(settings: &Settings, tell: &mut dyn FnMut(&str, String)) {
    let (paths, case) = (&settings.person, &settings.case);
    let own = [
        ("person.name", &paths.name),
        ("person.emails", &paths.emails),
        ("person.phones", &paths.phones),
        ("person.account_number", &paths.account_number),
    ];
    let own = own
        .into_iter()
        .filter_map(|(name, path)| Some((name.to_owned(), path.as_ref()?)));
    let fields = paths.fields.iter();
    let fields = fields.map(|(name, path)| (format!("person.fields.{name}"), path));
    let ids = [
        ("person.id".to_owned(), &paths.id),
        ("case.id".to_owned(), &case.id),
    ];
    for (name, path) in ids.into_iter().chain(own).chain(fields) {
        if let Err(problem) = answer::path(path) {
            tell(&name, problem);
        }
    }
    for (name, url) in [("person.url", &paths.url), ("case.url", &case.url)] {
        let Some(url) = url else { continue };
        let problem = match Template::parse(url) {
            _ if url.starts_with('$') => answer::path(url).err(),
            Err(problem) => Some(problem),
            Ok(template) if template.places().any(|place| place != "id") => {
                Some("an address may name {id} only".to_owned())
            }
            Ok(_) if !url.starts_with("https://") => {
                Some("is a JSONPath, or an address that begins with https://".to_owned())
            }
            Ok(_) => None,
        };
        if let Some(problem) = problem {
            tell(name, problem);
        }
    }
}

fn check(
    call: &Call,
    name: &str,
    names: &[&str],
    has_fields: bool,
    tell: &mut dyn FnMut(&str, String),
) {
    if !call.path.starts_with('/') || call.path.contains(['?', '#']) {
        let problem = "begins with / and has no ? or #: parameters go into `query`";
        tell(&format!("{name}.path"), problem.to_owned());
    }
    for (kind, path) in [("people", &call.people), ("next", &call.next)] {
        if let Some(Err(problem)) = path.as_ref().map(|path| answer::path(path)) {
            tell(&format!("{name}.{kind}"), problem);
        }
    }
    for text in templates(call) {
        let template = match Template::parse(text) {
            Ok(template) => template,
            Err(problem) => {
                tell(name, format!("{text:?}: {problem}"));
                continue;
            }
        };
        for place in template.places() {
            let is_field = has_fields
                && place
                    .strip_prefix(FIELD)
                    .is_some_and(|name| !name.is_empty());
            if !is_field && !names.contains(&place) {
                let list = names.join(", ");
                let fields = if has_fields { ", field.NAME" } else { "" };
                tell(
                    name,
                    format!("there is no {{{place}}} here; there are {list}{fields}"),
                );
            }
        }
    }
}

/// The names of all places of a request's templates.
pub fn places(call: &Call) -> impl Iterator<Item = String> {
    let parsed = templates(call)
        .into_iter()
        .filter_map(|text| Template::parse(text).ok());
    parsed.flat_map(|template| template.places().map(str::to_owned).collect::<Vec<_>>())
}

fn templates(call: &Call) -> Vec<&str> {
    // Between two slashes, as a request reads it.
    let mut found: Vec<&str> = call.path.split('/').collect();
    found.extend(call.query.values().map(String::as_str));
    if let Some(body) = &call.body {
        texts(body, &mut found);
    }
    found
}

fn texts<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(fields) => fields.values().for_each(|value| texts(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

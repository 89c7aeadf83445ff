//! What answers say, found by `JSONPath`.

use frontdesk_crm_shared::person::{scalar, taken};
use frontdesk_plugin::{
    Error, Field,
    crm::{Person, Reference},
};
use serde_json::Value;
use serde_json_path::JsonPath;

use crate::{
    call,
    settings::{CasePaths, PersonPaths},
    values::Values,
};

/// Bytes of an id and of a page's address that the gateway takes.
const ID_BYTES: usize = 256;
const URL_BYTES: usize = 2_000;
/// Bytes of a name that is put together.
const NAME_BYTES: usize = 500;
/// People of one answer.
const PEOPLE: usize = 100;

/// A path of the settings. The error is for the operator.
pub fn path(text: &str) -> Result<JsonPath, String> {
    JsonPath::parse(text).map_err(|error| format!("no JSONPath: {error}"))
}

/// What is there, in order. A path that is none was found before.
fn nodes<'a>(value: &'a Value, path: &str) -> Vec<&'a Value> {
    let path = self::path(path).ok();
    path.map(|path| path.query(value).all()).unwrap_or_default()
}

/// What a list holds; anything else itself, but for null, which is nothing.
fn items(node: &Value) -> Vec<&Value> {
    match node.as_array() {
        Some(items) => items.iter().collect(),
        None if node.is_null() => Vec::new(),
        None => vec![node],
    }
}

/// The texts there. A list in place of its items is read too.
fn texts(value: &Value, path: &str) -> Vec<String> {
    let items = nodes(value, path).into_iter().flat_map(items);
    items.filter_map(scalar).collect()
}

/// The first text there.
pub fn text(value: &Value, path: &str) -> Option<String> {
    texts(value, path).into_iter().next()
}

/// The people of an answer: at `people`, or the answer itself.
pub fn people(answer: &Value, people: &str, paths: &PersonPaths) -> Result<Vec<Person>, Error> {
    let found = nodes(answer, people).into_iter().flat_map(items);
    found
        .take(PEOPLE)
        .map(|found| person(found, paths))
        .collect()
}

/// Somebody whom an answer tells of.
pub fn person(found: &Value, paths: &PersonPaths) -> Result<Person, Error> {
    let all = |path: &Option<String>| path.as_ref().map(|path| texts(found, path));
    let id = id(found, &paths.id, "person.id")?;
    let name = all(&paths.name).unwrap_or_default().join(" ");
    let field = |(name, path): (&String, &String)| Some(Field::new(name, text(found, path)?));
    Ok(taken(Person {
        name: Some(name).filter(|name| (1..=NAME_BYTES).contains(&name.len())),
        emails: all(&paths.emails).unwrap_or_default(),
        phones: all(&paths.phones).unwrap_or_default(),
        account_number: all(&paths.account_number).and_then(|all| all.into_iter().next()),
        url: page(found, paths.url.as_deref(), &id),
        fields: paths.fields.iter().filter_map(field).collect(),
        ..Person::of(id)
    }))
}

/// A case that was opened.
pub fn case(answer: &Value, paths: &CasePaths) -> Result<Reference, Error> {
    let id = id(answer, &paths.id, "case.id")?;
    let url = page(answer, paths.url.as_deref(), &id);
    Ok(Reference { id, url })
}

fn id(found: &Value, path: &str, setting: &str) -> Result<String, Error> {
    let is_id =
        |id: &String| (1..=ID_BYTES).contains(&id.len()) && !id.chars().any(char::is_control);
    let id = text(found, path).filter(is_id);
    id.ok_or_else(|| {
        Error::transient(format!(
            "an answer has no id where {setting} says: does the path fit?"
        ))
    })
}

/// Where agents see it. Only https is something that the gateway shows.
fn page(found: &Value, told: Option<&str>, id: &str) -> Option<String> {
    let told = told?;
    let page = if told.starts_with('$') {
        text(found, told)?
    } else {
        let mut values = Values::default();
        values.put("id", Some(id));
        call::page(told, &values)?
    };
    let host = page.strip_prefix("https://")?;
    let is_plain = page.bytes().all(|byte| byte.is_ascii_graphic()) && !host.contains('@');
    let is_page = is_plain && !host.starts_with(['/', '?', '#']) && !host.is_empty();
    (is_page && page.len() <= URL_BYTES).then_some(page)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn paths(paths: Value) -> PersonPaths {
        serde_json::from_value(paths).unwrap()
    }

    #[test]
    fn somebody_is_read_wherever_they_are() {
        let answer = json!({ "data": { "people": [{
            "key": 7, "names": { "first": "Ann", "last": "Archer" },
            "contacts": [
                { "kind": "mail", "value": "ann@example.com" },
                { "kind": "tel", "value": "+4930123" },
                { "kind": "mail", "value": null },
            ],
            "tags": ["vip", "gold"], "active": true,
        }] } });
        let paths = paths(json!({
            "id": "$.key",
            "name": "$.names['first', 'last']",
            "emails": "$.contacts[?@.kind == 'mail'].value",
            "phones": "$.contacts[?@.kind == 'tel'].value",
            "url": "https://crm.example/p/{id}",
            "fields": { "tag": "$.tags", "active": "$.active", "none": "$.x" },
        }));
        let people = people(&answer, "$.data.people[*]", &paths).unwrap();
        let expected = Person {
            name: Some("Ann Archer".into()),
            emails: vec!["ann@example.com".into()],
            phones: vec!["+4930123".into()],
            url: Some("https://crm.example/p/7".into()),
            fields: vec![Field::new("active", "true"), Field::new("tag", "vip")],
            ..Person::of("7")
        };
        assert_eq!(format!("{people:?}"), format!("{:?}", [expected]));
    }

    #[test]
    fn an_id_stays_in_its_place_of_a_page_and_a_page_is_https() {
        let of = |id: &str, told: &str| {
            let found = json!({ "id": id, "link": id });
            page(&found, Some(told), id)
        };
        assert_eq!(
            of("../x?y#z", "https://crm.example/p/{id}").as_deref(),
            Some("https://crm.example/p/..%2Fx%3Fy%23z")
        );
        for link in [
            "javascript:alert(1)",
            "http://a",
            "https://u@a",
            "https:///x",
            "https://a b",
        ] {
            assert_eq!(of(link, "$.link"), None, "{link}");
        }
        assert_eq!(of("https://a/x", "$.link").as_deref(), Some("https://a/x"));
    }
}

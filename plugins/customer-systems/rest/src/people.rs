//! People: found, created, changed.

use frontdesk_crm_shared::phone::Phone;
use frontdesk_plugin::{
    Cx, Error,
    crm::{Lookup, People, Person},
    http::Method,
};
use serde_json::Value;

use crate::{
    answer,
    call::request,
    settings::{Call, Settings},
    values::Values,
};

/// Where somebody is in the answer to what saved or found them, unless a template says otherwise.
const WHOLE: &str = "$";
/// Bytes of a cursor that the gateway takes.
const CURSOR_BYTES: usize = 1_000;

/// Who answers to this.
pub fn find(
    settings: &Settings,
    what: &Lookup,
    cursor: Option<&str>,
    cx: &mut Cx,
) -> Result<People, Error> {
    let find = &settings.find;
    let plain = |value: &str| Some(Values::find(value, None, cursor));
    let (call, name, values) = match what {
        Lookup::Id(id) => (&find.id, "id", plain(id)),
        Lookup::Email(email) => (&find.email, "email", plain(email)),
        Lookup::Phone(phone) => {
            let values = Phone::parse(phone).map(|phone| Values::find_phone(&phone, cursor));
            (&find.phone, "phone", values)
        }
        Lookup::Handle((channel, address)) => {
            let values = Values::find(address, Some(channel), cursor);
            (&find.handle, "handle", Some(values))
        }
        Lookup::AccountNumber(number) => (&find.account_number, "account_number", plain(number)),
        Lookup::Text(text) => (&find.text, "text", plain(text.trim())),
    };
    let call = call
        .as_ref()
        .ok_or_else(|| unset(&format!("find.{name}")))?;
    match values.filter(|values| values.get("value").is_some()) {
        Some(values) => search(settings, call, &values, cx),
        None => Ok(People::all(Vec::new())),
    }
}

/// The operator has not said how.
pub fn unset(setting: &str) -> Error {
    Error::unsupported(format!("the settings have no {setting}"))
}

fn search(settings: &Settings, call: &Call, values: &Values, cx: &mut Cx) -> Result<People, Error> {
    let request = request(settings, call, Method::Get, values)?;
    let response = cx.fetch(request.accept(404))?;
    // Nobody there is an answer, and so is an empty one.
    if response.status == 404 || response.bytes().is_empty() {
        return Ok(People::all(Vec::new()));
    }
    let found: Value = response.json()?;
    let people = call.people.as_deref().unwrap_or(WHOLE);
    let next = call
        .next
        .as_deref()
        .and_then(|path| answer::text(&found, path));
    let is_cursor =
        |next: &String| next.len() <= CURSOR_BYTES && !next.chars().any(char::is_control);
    Ok(People {
        items: answer::people(&found, people, &settings.person)?,
        next: next.filter(is_cursor),
    })
}

/// Creates somebody, or changes the one with the id.
pub fn save(settings: &Settings, person: &Person, cx: &mut Cx) -> Result<Person, Error> {
    let values = Values::person(person, cx.reference());
    let (call, name, usual) = match person.id {
        None => (&settings.create_person, "create_person", Method::Post),
        Some(_) => (&settings.update_person, "update_person", Method::Patch),
    };
    let call = call.as_ref().ok_or_else(|| unset(name))?;
    let mut request = request(settings, call, usual, &values)?;
    if person.id.is_none() && !cx.reference().is_empty() {
        request = request.idempotency(cx.reference());
    }
    let response = cx.fetch(request)?;
    // Some answer a change with nothing.
    if response.bytes().is_empty() && person.id.is_some() {
        return Ok(person.clone());
    }
    let told: Value = response.json()?;
    let people = call.people.as_deref().unwrap_or(WHOLE);
    let saved = answer::people(&told, people, &settings.person)?
        .into_iter()
        .next();
    saved.ok_or_else(|| {
        Error::transient("an answer has nobody where `people` says: does the path fit?")
    })
}

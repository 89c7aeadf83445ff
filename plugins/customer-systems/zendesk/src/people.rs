//! Users: found, created, changed.

use frontdesk_crm_shared::{
    person::{fields_at, put, put_fields, taken, text_at},
    phone::Phone,
    refusal as shared,
};
use frontdesk_plugin::{
    Cx, Error, Request,
    crm::{Lookup, People, Person},
    told::Told,
};
use serde_json::{Map, Value, json};

use crate::api::{Api, NAME, is_id};

/// People on a page.
const PAGE: usize = 20;
/// Zendesk's searches end at a thousand.
const PAGES: u32 = 50;

/// Who answers to this.
pub fn find(api: &Api, what: &Lookup, cursor: Option<&str>, cx: &mut Cx) -> Result<People, Error> {
    let page = match cursor.map(str::parse::<u32>) {
        None => 1,
        Some(Ok(page)) if (1..=PAGES).contains(&page) => page,
        Some(_) => return Err(Error::invalid("this is no cursor of this connector")),
    };
    let settings = &api.settings;
    let parameter = match what {
        Lookup::Id(id) => return by_id(api, id, cx),
        Lookup::Email(email) => exact("email", email),
        Lookup::Phone(phone) => {
            Phone::parse(phone).map(|phone| ("query", format!("phone:{}", phone.e164())))
        }
        Lookup::Text(text) => words(text).map(|words| ("query", words)),
        Lookup::AccountNumber(number) => match &settings.account_field {
            Some(key) => exact(key, number),
            None => Some(("external_id", number.clone())).filter(|(_, id)| !id.is_empty()),
        },
        Lookup::Handle((channel, address)) => match settings.handles.get(channel) {
            Some(key) => exact(key, address),
            None => return Err(shared::not_by(NAME, "addresses of this channel")),
        },
    };
    let Some((name, value)) = parameter else {
        return Ok(People::all(Vec::new()));
    };
    let request = Request::get(api.url(&["users", "search.json"])).query(name, &value);
    let request = request
        .query("page", &page.to_string())
        .query("per_page", &PAGE.to_string());
    let found: Value = api.fetch(request, cx)?.json()?;
    let users = found.get("users").and_then(Value::as_array);
    let users = users.ok_or_else(|| shared::odd(NAME))?;
    let has_more = Told::from(&found).at("next_page").text().is_some() && page < PAGES;
    Ok(People {
        items: users
            .iter()
            .take(PAGE)
            .map(|user| person(api, user))
            .collect::<Result<_, _>>()?,
        next: has_more.then(|| (page + 1).to_string()),
    })
}

/// A search for a value as a whole. In quotes everything but a quote is a letter; nobody has one in an
/// address, and Zendesk has no way to write one.
fn exact(key: &str, value: &str) -> Option<(&'static str, String)> {
    let value = value.trim();
    let is_value = !value.is_empty() && !value.contains(['"', '\\']) && !has_control(value);
    is_value.then(|| ("query", format!("{key}:\"{value}\"")))
}

fn has_control(text: &str) -> bool {
    text.chars().any(char::is_control)
}

/// Words without the signs by which a search is steered.
fn words(text: &str) -> Option<String> {
    let is_sign = |c: char| c.is_control() || "\"\\:<>*()".contains(c);
    let text: String = text
        .chars()
        .map(|c| if is_sign(c) { ' ' } else { c })
        .collect();
    let words = text
        .split_whitespace()
        .map(|word| word.trim_start_matches(['-', '+']));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

fn by_id(api: &Api, id: &str, cx: &mut Cx) -> Result<People, Error> {
    if !is_id(id) {
        return Ok(People::all(Vec::new()));
    }
    let request = Request::get(api.record_url("users", id)?).accept(404);
    let response = api.fetch(request, cx)?;
    if response.status == 404 {
        return Ok(People::all(Vec::new()));
    }
    Ok(People::all(vec![user_of(api, &response.json()?)?]))
}

fn user_of(api: &Api, body: &Value) -> Result<Person, Error> {
    person(api, body.get("user").unwrap_or(&Value::Null))
}

fn person(api: &Api, user: &Value) -> Result<Person, Error> {
    let id = Told::from(user).at("id").id();
    let id = id.ok_or_else(|| shared::odd(NAME))?;
    let fields = user.get("user_fields").unwrap_or(&Value::Null);
    let account = match &api.settings.account_field {
        Some(key) => text_at(fields, key),
        None => text_at(user, "external_id").filter(|id| !id.starts_with(OURS)),
    };
    Ok(taken(Person {
        name: text_at(user, "name"),
        emails: text_at(user, "email").into_iter().collect(),
        phones: text_at(user, "phone").into_iter().collect(),
        account_number: account,
        url: api.page("users", &id),
        fields: fields_at(fields, &api.settings.user_fields),
        ..Person::of(id)
    }))
}

/// What an external id that we have made up begins with.
const OURS: &str = "frontdesk:";

/// Creates a user, or changes the one with the id. Zendesk knows a new one by e-mail or external id, so
/// that a second try is the same user.
pub fn save(api: &Api, person: &Person, cx: &mut Cx) -> Result<Person, Error> {
    let mut user = user(api, person);
    let request = if let Some(id) = &person.id {
        Request::put(api.record_url("users", id)?)
    } else {
        let known = person.name.as_ref().filter(|name| !name.trim().is_empty());
        let known = known
            .or_else(|| person.emails.first())
            .or_else(|| person.phones.first());
        let known =
            known.ok_or_else(|| Error::invalid("a user needs a name, an e-mail or a number"))?;
        put(&mut user, "name", Some(known.as_str()));
        if !user.contains_key("email") && !user.contains_key("external_id") {
            let id = Some(cx.reference()).filter(|reference| !reference.is_empty());
            put(&mut user, "external_id", id.map(|id| format!("{OURS}{id}")));
        }
        // Nobody is mailed because an agent has saved them.
        put(&mut user, "skip_verify_email", Some(true));
        Request::post(api.url(&["users", "create_or_update.json"]))
    };
    let request = request.json(&json!({ "user": user }))?;
    user_of(api, &api.fetch(request, cx)?.json()?)
}

fn user(api: &Api, person: &Person) -> Map<String, Value> {
    let settings = &api.settings;
    let (mut user, mut fields) = (Map::new(), Map::new());
    let name = person
        .name
        .as_deref()
        .filter(|name| !name.trim().is_empty());
    put(&mut user, "name", name);
    put(&mut user, "email", person.emails.first().cloned());
    put(&mut user, "phone", person.phones.first().cloned());
    put_fields(&mut fields, &person.fields, &settings.user_fields);
    let account = person
        .account_number
        .as_ref()
        .filter(|number| !number.is_empty());
    match &settings.account_field {
        Some(key) => put(&mut fields, key, account.cloned()),
        None => put(&mut user, "external_id", account.cloned()),
    }
    if !fields.is_empty() {
        user.insert("user_fields".to_owned(), Value::Object(fields));
    }
    user
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_looked_for_as_a_whole_and_a_quote_finds_nobody() {
        let query = |value| exact("email", value).map(|(_, query)| query);
        assert_eq!(
            query("O'Neil@x.example").as_deref(),
            Some("email:\"O'Neil@x.example\"")
        );
        assert_eq!(
            query("a* role:admin").as_deref(),
            Some("email:\"a* role:admin\"")
        );
        for value in ["", " ", "a\" role:admin \"", "a\\", "a\nb"] {
            assert_eq!(query(value), None, "{value:?}");
        }
    }

    #[test]
    fn words_do_not_steer_a_search() {
        assert_eq!(
            words("role:admin -\"Ann\" *").as_deref(),
            Some("role admin Ann")
        );
        assert_eq!(words("Zoë O'Neil").as_deref(), Some("Zoë O'Neil"));
        assert_eq!(words("* : \u{7}"), None);
    }
}

//! Contacts: found, created, changed.

use frontdesk_crm_shared::{
    person::{fields_at, first_and_last, put, put_fields, taken, text_at},
    phone::Phone,
    refusal as shared,
};
use frontdesk_plugin::{
    Cx, Error, Request, Response,
    crm::{Lookup, People, Person},
    told::Told,
};
use serde_json::{Map, Value, json};

use crate::{
    api::{Api, NAME, is_id},
    refusal,
    search::{PAGE, Wanted},
};

/// The properties that every contact has.
const PROPERTIES: [&str; 6] = [
    "firstname",
    "lastname",
    "email",
    "hs_additional_emails",
    "phone",
    "mobilephone",
];

/// Who answers to this.
pub fn find(api: &Api, what: &Lookup, cursor: Option<&str>, cx: &mut Cx) -> Result<People, Error> {
    let after = cursor.unwrap_or("0");
    if !is_id(after) {
        return Err(Error::invalid("this is no cursor of this connector"));
    }
    let settings = &api.settings;
    let wanted = match what {
        Lookup::Id(id) => return by_id(api, id, cx),
        Lookup::Email(email) => Some(Wanted::email(email)),
        Lookup::Phone(phone) => Phone::parse(phone).as_ref().map(Wanted::phone),
        Lookup::Text(text) => Wanted::words(text),
        Lookup::AccountNumber(number) => match &settings.account_property {
            Some(property) => Some(Wanted::property(property, number)),
            None => return Err(shared::not_by(NAME, "account number: set account_property")),
        },
        Lookup::Handle((channel, address)) => match settings.handles.get(channel) {
            Some(property) => Some(Wanted::property(property, address)),
            None => return Err(shared::not_by(NAME, "addresses of this channel")),
        },
    };
    match wanted {
        Some(wanted) => search(api, wanted, after, cx),
        None => Ok(People::all(Vec::new())),
    }
}

fn search(api: &Api, wanted: Wanted, after: &str, cx: &mut Cx) -> Result<People, Error> {
    let properties = properties(api);
    let request = Request::post(api.url(&["contacts", "search"]));
    let request = request.json(&wanted.page(&properties, after))?;
    let found: Value = api.fetch(request, cx)?.json()?;
    let records = found.get("results").and_then(Value::as_array);
    let records = records.ok_or_else(|| shared::odd(NAME))?;
    let next = Told::from(&found).at("paging").at("next").at("after").id();
    Ok(People {
        items: records
            .iter()
            .take(PAGE as usize)
            .map(|record| person(api, record))
            .collect::<Result<_, _>>()?,
        next: next.filter(|next| is_id(next)),
    })
}

fn by_id(api: &Api, id: &str, cx: &mut Cx) -> Result<People, Error> {
    if !is_id(id) {
        return Ok(People::all(Vec::new()));
    }
    let response = api.fetch(one(api, id).accept(404), cx)?;
    if response.status == 404 {
        return Ok(People::all(Vec::new()));
    }
    Ok(People::all(vec![read(api, &response)?]))
}

fn one(api: &Api, id: &str) -> Request {
    Request::get(api.url(&["contacts", id])).query("properties", &properties(api).join(","))
}

fn read(api: &Api, response: &Response) -> Result<Person, Error> {
    person(api, &response.json()?)
}

fn properties(api: &Api) -> Vec<&str> {
    let settings = &api.settings;
    let own = settings.contact_properties.iter();
    let own = own.chain(&settings.account_property).map(String::as_str);
    let mut names = PROPERTIES.to_vec();
    for name in own {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn person(api: &Api, record: &Value) -> Result<Person, Error> {
    let id = Told::from(record).at("id").id();
    let id = id.ok_or_else(|| shared::odd(NAME))?;
    let told = record.get("properties").unwrap_or(&Value::Null);
    let names = ["firstname", "lastname"].map(|name| text_at(told, name));
    let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let further = text_at(told, "hs_additional_emails").unwrap_or_default();
    let further = further.split(';').map(|email| email.trim().to_owned());
    let number = |name: &&str| text_at(told, name);
    let account = api.settings.account_property.as_ref();
    Ok(taken(Person {
        name: Some(name).filter(|name| !name.is_empty()),
        emails: text_at(told, "email").into_iter().chain(further).collect(),
        phones: ["phone", "mobilephone"].iter().filter_map(number).collect(),
        account_number: account.and_then(|name| text_at(told, name)),
        url: api.contact_page(&id),
        fields: fields_at(told, &api.settings.contact_properties),
        ..Person::of(id)
    }))
}

/// Creates a contact, or changes the one with the id. Whose address is there already is taken as they are:
/// the search for it lags behind, the refusal does not.
pub fn save(api: &Api, person: &Person, cx: &mut Cx) -> Result<Person, Error> {
    let told = told(api, person);
    let id = match &person.id {
        Some(id) => {
            let body = json!({ "properties": told });
            api.fetch(Request::patch(api.url(&["contacts", id])).json(&body)?, cx)?;
            id.clone()
        }
        None if told.is_empty() => {
            return Err(Error::invalid(
                "a contact needs a name, an e-mail or a number",
            ));
        }
        None => {
            let body = json!({ "properties": told, "associations": [] });
            let request = Request::post(api.url(&["contacts"]))
                .json(&body)?
                .accept(409);
            let response = api.fetch(request, cx)?;
            created(&response)?
        }
    };
    // What creating and changing answer lacks what was not sent.
    read(api, &api.fetch(one(api, &id), cx)?)
}

fn created(response: &Response) -> Result<String, Error> {
    if response.status == 409 {
        let error = || {
            refusal::of(response)
                .unwrap_or_else(|| shared::odd(NAME))
                .code("409")
        };
        return refusal::existing_id(response).ok_or_else(error);
    }
    let body: Value = response.json()?;
    let id = Told::from(&body).at("id").id();
    id.ok_or_else(|| shared::odd(NAME))
}

fn told(api: &Api, person: &Person) -> Map<String, Value> {
    let mut told = Map::new();
    let name = person
        .name
        .as_deref()
        .filter(|name| !name.trim().is_empty());
    if let Some((first, last)) = name.map(first_and_last) {
        // One name alone is what somebody is called.
        let (first, last) = match first {
            Some(first) => (first, last),
            None => (last, String::new()),
        };
        put(&mut told, "firstname", Some(first));
        put(&mut told, "lastname", Some(last));
    }
    put(&mut told, "email", person.emails.first().cloned());
    put(&mut told, "phone", person.phones.first().cloned());
    put(&mut told, "mobilephone", person.phones.get(1).cloned());
    if let Some(property) = &api.settings.account_property {
        put(&mut told, property, person.account_number.clone());
    }
    put_fields(&mut told, &person.fields, &api.settings.contact_properties);
    told
}

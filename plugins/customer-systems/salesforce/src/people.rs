//! Contacts: found, created, changed.

use frontdesk_crm_shared::{
    person::{fields_at, first_and_last, put, put_fields, taken, text_at},
    phone::Phone,
    refusal as shared,
};
use frontdesk_plugin::{
    Cx, Error, Request, Response,
    crm::{Lookup, People, Person},
    http::Failure,
    told::Told,
};
use serde_json::{Map, Value};

use crate::{
    api::{Api, NAME, created_id, is_id},
    query, refusal,
};

/// People on a page.
const PAGE: u32 = 20;
/// How far Salesforce counts: `OFFSET` ends there.
const OFFSET_MAX: u32 = 2_000;
/// The fields that every contact has.
const FIELDS: [&str; 5] = ["Id", "Name", "Email", "Phone", "MobilePhone"];

/// Who answers to this.
pub fn find(api: &Api, what: &Lookup, cursor: Option<&str>, cx: &mut Cx) -> Result<People, Error> {
    let first = match cursor.map(str::parse) {
        None => 0,
        Some(Ok(first)) if first <= OFFSET_MAX => first,
        Some(_) => return Err(Error::invalid("this is no cursor of this connector")),
    };
    let names = field_names(api);
    let found = match what {
        Lookup::Id(id) if !is_id(id) => Vec::new(),
        Lookup::Id(id) => by(api, "Id", id, first, cx)?,
        Lookup::Email(email) => by(api, "Email", email, first, cx)?,
        Lookup::AccountNumber(number) => by(api, &api.settings.account_field, number, first, cx)?,
        Lookup::Handle((channel, address)) => match api.settings.handles.get(channel) {
            Some(field) => by(api, field, address, first, cx)?,
            None => return Err(shared::not_by(NAME, "addresses of this channel")),
        },
        Lookup::Phone(phone) => match Phone::parse(phone) {
            Some(phone) => api.search(&query::with_phone(&phone, &names, first, PAGE + 1), cx)?,
            None => Vec::new(),
        },
        Lookup::Text(text) => match query::with_words(text, &names, first, PAGE + 1) {
            Some(sosl) => api.search(&sosl, cx)?,
            None => Vec::new(),
        },
    };
    let more = found.len() > PAGE as usize && first + PAGE <= OFFSET_MAX;
    let people = found.iter().take(PAGE as usize);
    Ok(People {
        items: people
            .map(|record| person(api, record))
            .collect::<Result<_, _>>()?,
        next: more.then(|| (first + PAGE).to_string()),
    })
}

fn by(api: &Api, field: &str, value: &str, first: u32, cx: &mut Cx) -> Result<Vec<Value>, Error> {
    let names = field_names(api);
    api.query(
        &query::where_is("Contact", &names, field, value, first, PAGE + 1),
        cx,
    )
}

fn field_names(api: &Api) -> Vec<&str> {
    let mut names = FIELDS.to_vec();
    let own = api.settings.contact_fields.iter().map(String::as_str);
    for name in [api.settings.account_field.as_str()].into_iter().chain(own) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn person(api: &Api, record: &Value) -> Result<Person, Error> {
    let id = Told::from(record).at("Id").id();
    let id = id.ok_or_else(|| shared::odd(NAME))?;
    Ok(taken(Person {
        name: text_at(record, "Name"),
        emails: text_at(record, "Email").into_iter().collect(),
        phones: ["Phone", "MobilePhone"]
            .iter()
            .filter_map(|name| text_at(record, name))
            .collect(),
        account_number: text_at(record, &api.settings.account_field),
        url: api.page("Contact", &id),
        fields: fields_at(record, &api.settings.contact_fields),
        ..Person::of(id)
    }))
}

/// Creates a contact, or changes the one with the id.
pub fn save(api: &Api, person: &Person, cx: &mut Cx) -> Result<Person, Error> {
    let mut record = record(api, person);
    if let Some(id) = &person.id {
        let request = Request::patch(api.url(&["sobjects", "Contact", id])).json(&record)?;
        api.fetch(request, cx)?;
        return one(api, id, cx);
    }
    if !record.contains_key("LastName") {
        // Salesforce wants one; an address is what an agent would know them by.
        let known = person.emails.first().or_else(|| person.phones.first());
        let known =
            known.ok_or_else(|| Error::invalid("a contact needs a name, an e-mail or a number"))?;
        put(&mut record, "LastName", Some(known.as_str()));
    }
    let request = match &api.settings.contact_external_id {
        Some(field) if !cx.reference().is_empty() => {
            let url = api.url(&["sobjects", "Contact", field, cx.reference()]);
            Request::patch(url).accept(300)
        }
        Some(_) | None => Request::post(api.url(&["sobjects", "Contact"])),
    };
    // Where the org has rules about duplicates, they hold, and tell which record it is.
    let request = request.json(&record)?.header(
        "Sforce-Duplicate-Rule-Header",
        "allowSave=false; includeRecordDetails=true",
    );
    let id = match cx.try_fetch(request.bearer(crate::TOKEN))? {
        Ok(response) => saved_id(api, &response, cx)?,
        Err(failure) => existing(&failure)?,
    };
    one(api, &id, cx)
}

fn record(api: &Api, person: &Person) -> Map<String, Value> {
    let mut record = Map::new();
    let name = person
        .name
        .as_deref()
        .filter(|name| !name.trim().is_empty());
    if let Some((first, last)) = name.map(first_and_last) {
        put(&mut record, "FirstName", first);
        put(&mut record, "LastName", Some(last));
    }
    put(&mut record, "Email", person.emails.first().cloned());
    put(&mut record, "Phone", person.phones.first().cloned());
    put(&mut record, "MobilePhone", person.phones.get(1).cloned());
    let account = &api.settings.account_field;
    // A number of the account's is not the contact's to change.
    if !account.contains('.') {
        put(&mut record, account, person.account_number.clone());
    }
    put_fields(&mut record, &person.fields, &api.settings.contact_fields);
    record
}

/// 201 and 200 tell the id, 204 of older versions does not; 300 is more than one.
fn saved_id(api: &Api, response: &Response, cx: &mut Cx) -> Result<String, Error> {
    match (response.status, &api.settings.contact_external_id) {
        (300, _) => Err(shared::ambiguous(NAME)),
        (204, Some(field)) => {
            let url = api.url(&["sobjects", "Contact", field, cx.reference()]);
            let found: Value = api
                .fetch(Request::get(url).query("fields", "Id"), cx)?
                .json()?;
            let id = Told::from(&found).at("Id").id();
            id.ok_or_else(|| shared::odd(NAME))
        }
        _ => created_id(&response.json()?),
    }
}

/// The one contact that a duplicate rule names; the error otherwise.
fn existing(failure: &Failure) -> Result<String, Error> {
    let error = || shared::of(failure, NAME, refusal::of);
    let Failure::Status(response) = failure else {
        return Err(error());
    };
    if refusal::code(response).as_deref() != Some("DUPLICATES_DETECTED") {
        return Err(error());
    }
    let body: Value = response.json()?;
    let mut ids = Vec::new();
    for one in Told::from(&body).items() {
        for result in one.at("duplicateResult").at("matchResults").items() {
            let matches = result.at("matchRecords").items().map(|it| it.at("record"));
            let contacts = matches.filter(|it| it.at("attributes").at("type").is("Contact"));
            ids.extend(contacts.filter_map(|it| it.at("Id").id()));
        }
    }
    ids.sort_unstable();
    ids.dedup();
    match ids.as_slice() {
        [] => Err(error()),
        [id] => Ok(id.clone()),
        _ => Err(shared::ambiguous(NAME).code("DUPLICATES_DETECTED")),
    }
}

fn one(api: &Api, id: &str, cx: &mut Cx) -> Result<Person, Error> {
    let found = by(api, "Id", id, 0, cx)?;
    let record = found.first().ok_or_else(|| shared::gone(NAME))?;
    person(api, record)
}

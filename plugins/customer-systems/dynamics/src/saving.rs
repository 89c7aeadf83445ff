//! Contacts: created, changed.

use frontdesk_crm_shared::{
    once,
    person::{first_and_last, put, put_fields},
    phone::Phone,
    refusal as shared,
};
use frontdesk_plugin::{Cx, Error, Request, crm::Person, http::Failure, told::Told};
use serde_json::{Map, Value};

use crate::{
    api::{Api, NAME, is_id},
    filter,
    people::{EMAILS, PHONES, by_id, of_email, of_phone, search},
    refusal,
};

/// Creates a contact, or changes the one with the id. A new one gets an id made of the reference: a second
/// try finds it taken, and that contact is the one.
pub fn save(api: &Api, person: &Person, cx: &mut Cx) -> Result<Person, Error> {
    let mut record = record(api, person);
    let id = if let Some(id) = &person.id {
        // Without this header it would be created if it is gone.
        let request = Request::patch(api.record_url("contacts", id)?).header("If-Match", "*");
        Api::fetch(request.json(&record)?, cx)?;
        id.clone()
    } else {
        if record.is_empty() {
            return Err(Error::invalid(
                "a contact needs a name, an e-mail or a number",
            ));
        }
        let id = once::id(cx.reference(), "contact");
        let chosen = Some(id.as_str()).filter(|_| !cx.reference().is_empty());
        put(&mut record, "contactid", chosen);
        let request = Request::post(api.url("contacts"))
            .json(&record)?
            .header("Prefer", "return=representation")
            // Where the environment has rules about duplicates, they hold.
            .header("MSCRM.SuppressDuplicateDetection", "false");
        match cx.try_fetch(Api::signed(request))? {
            Ok(response) => created_id(&response.json()?)?,
            Err(Failure::Status(response)) if refusal::is_there(&response) => id,
            Err(Failure::Status(response)) if refusal::is_like_another(&response) => {
                return like(api, person, cx);
            }
            Err(failure) => return Err(shared::of(&failure, NAME, refusal::of)),
        }
    };
    let found = by_id(api, &id, cx)?.items.into_iter().next();
    found.ok_or_else(|| shared::gone(NAME))
}

fn created_id(body: &Value) -> Result<String, Error> {
    let id = Told::from(body).at("contactid").id().filter(|id| is_id(id));
    id.ok_or_else(|| shared::odd(NAME))
}

/// The one contact that answers to the addresses of one that a rule takes for a duplicate.
fn like(api: &Api, person: &Person, cx: &mut Cx) -> Result<Person, Error> {
    let emails = person.emails.iter().take(1).map(|email| of_email(email));
    let phones = person.phones.iter().filter_map(|phone| Phone::parse(phone));
    let phones = phones.take(1).map(|phone| of_phone(&phone));
    let condition = filter::any(emails.chain(phones));
    if condition.is_empty() {
        return Err(shared::ambiguous(NAME));
    }
    let mut found = search(api, &condition, None, cx)?.items;
    match (found.pop(), found.is_empty()) {
        (Some(one), true) => Ok(one),
        _ => Err(shared::ambiguous(NAME)),
    }
}

fn record(api: &Api, person: &Person) -> Map<String, Value> {
    let mut record = Map::new();
    let name = person
        .name
        .as_deref()
        .filter(|name| !name.trim().is_empty());
    if let Some((first, last)) = name.map(first_and_last) {
        put(&mut record, "firstname", first);
        put(&mut record, "lastname", Some(last));
    }
    for (column, email) in EMAILS.iter().zip(&person.emails) {
        put(&mut record, column, Some(email.as_str()));
    }
    for (column, phone) in PHONES.iter().zip(&person.phones) {
        put(&mut record, column, Some(phone.as_str()));
    }
    if let Some(column) = &api.settings.account_column {
        put(&mut record, column, person.account_number.clone());
    }
    put_fields(&mut record, &person.fields, &api.settings.contact_columns);
    record
}

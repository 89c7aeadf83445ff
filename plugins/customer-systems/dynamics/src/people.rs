//! Contacts: found.

use frontdesk_crm_shared::{
    person::{at, fields_at, taken, text_at},
    phone::Phone,
    refusal as shared,
};
use frontdesk_plugin::{
    Cx, Error, Request,
    crm::{Lookup, People, Person},
    told::Told,
};
use serde_json::Value;

use crate::{
    api::{Api, NAME, is_id},
    filter,
};

/// People on a page.
const PAGE: usize = 20;
/// Bytes of a cursor that the gateway takes.
const CURSOR_BYTES: usize = 1_000;
/// The columns that every contact has.
const COLUMNS: [&str; 8] = [
    "contactid",
    "fullname",
    "emailaddress1",
    "emailaddress2",
    "emailaddress3",
    "telephone1",
    "mobilephone",
    "telephone2",
];
/// Where e-mail addresses and numbers are.
pub const EMAILS: [&str; 3] = ["emailaddress1", "emailaddress2", "emailaddress3"];
/// See [`EMAILS`].
pub const PHONES: [&str; 3] = ["telephone1", "mobilephone", "telephone2"];
/// The account that a contact belongs to, and its number.
const ACCOUNT: &str = "parentcustomerid_account";
const ACCOUNT_NUMBER: &str = "accountnumber";
/// Characters of words that are looked for.
const WORDS_CHARS: usize = 200;

/// Who answers to this.
pub fn find(api: &Api, what: &Lookup, cursor: Option<&str>, cx: &mut Cx) -> Result<People, Error> {
    let settings = &api.settings;
    let condition = match what {
        Lookup::Id(id) => return by_id(api, id, cx),
        Lookup::Email(email) => Some(of_email(email)),
        Lookup::Phone(phone) => Phone::parse(phone).as_ref().map(of_phone),
        Lookup::AccountNumber(number) => Some(match &settings.account_column {
            Some(column) => filter::is(column, number),
            None => filter::is(&[ACCOUNT, "/", ACCOUNT_NUMBER].concat(), number),
        }),
        Lookup::Handle((channel, address)) => match settings.handles.get(channel) {
            Some(column) => Some(filter::is(column, address)),
            None => return Err(shared::not_by(NAME, "addresses of this channel")),
        },
        Lookup::Text(text) => {
            let words: String = text.trim().chars().take(WORDS_CHARS).collect();
            let columns = ["fullname", "emailaddress1"];
            let somewhere = || filter::any(columns.map(|column| filter::contains(column, &words)));
            (!words.is_empty()).then(somewhere)
        }
    };
    match condition {
        Some(condition) => search(api, &condition, cursor, cx),
        None => Ok(People::all(Vec::new())),
    }
}

/// Who has this address.
pub fn of_email(email: &str) -> String {
    filter::any(EMAILS.map(|column| filter::is(column, email.trim())))
}

/// Who has this number. Texts are compared as they are, so each way of writing it is asked for.
pub fn of_phone(phone: &Phone) -> String {
    let ways = phone.written();
    let all = PHONES
        .iter()
        .flat_map(|column| ways.iter().map(|way| filter::is(column, way)));
    filter::any(all)
}

/// A page of those for whom a condition holds.
pub fn search(
    api: &Api,
    condition: &str,
    cursor: Option<&str>,
    cx: &mut Cx,
) -> Result<People, Error> {
    let mut request = with_columns(api, Request::get(api.url("contacts")))
        .query("$filter", condition)
        .query("$orderby", "fullname,contactid")
        .header("Prefer", &format!("odata.maxpagesize={PAGE}"));
    if let Some(cursor) = cursor {
        request = request.query("$skiptoken", cursor);
    }
    let found: Value = Api::fetch(request, cx)?.json()?;
    let records = found.get("value").and_then(Value::as_array);
    let records = records.ok_or_else(|| shared::odd(NAME))?;
    let link = Told::from(&found).at("@odata.nextLink").text();
    Ok(People {
        items: records
            .iter()
            .take(PAGE)
            .map(|record| person(api, record))
            .collect::<Result<_, _>>()?,
        next: link.and_then(skip_token),
    })
}

/// The cursor in the address of the next page. The address itself is not kept: a cursor comes back from
/// outside, and must not say what is asked for.
fn skip_token(link: &str) -> Option<String> {
    let (_, query) = link.split_once('?')?;
    let mut parameters = form_urlencoded::parse(query.as_bytes());
    let (_, token) = parameters.find(|(name, _)| name == "$skiptoken")?;
    let fits = (1..=CURSOR_BYTES).contains(&token.len()) && !token.chars().any(char::is_control);
    fits.then(|| token.into_owned())
}

fn with_columns(api: &Api, request: Request) -> Request {
    let settings = &api.settings;
    let own = settings
        .contact_columns
        .iter()
        .chain(&settings.account_column);
    let mut columns = COLUMNS.to_vec();
    for column in own.map(String::as_str) {
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    let request = request.query("$select", &columns.join(","));
    match &settings.account_column {
        Some(_) => request,
        None => request.query("$expand", &format!("{ACCOUNT}($select={ACCOUNT_NUMBER})")),
    }
}

/// Who has this id.
pub fn by_id(api: &Api, id: &str, cx: &mut Cx) -> Result<People, Error> {
    if !is_id(id) {
        return Ok(People::all(Vec::new()));
    }
    let request = with_columns(api, Request::get(api.record_url("contacts", id)?)).accept(404);
    let response = Api::fetch(request, cx)?;
    if response.status == 404 {
        return Ok(People::all(Vec::new()));
    }
    Ok(People::all(vec![person(api, &response.json()?)?]))
}

fn person(api: &Api, record: &Value) -> Result<Person, Error> {
    let id = Told::from(record)
        .at("contactid")
        .id()
        .filter(|id| is_id(id));
    let id = id.ok_or_else(|| shared::odd(NAME))?;
    let texts = |columns: &[&str]| {
        let texts = columns.iter().filter_map(|column| text_at(record, column));
        texts.collect()
    };
    let account = match &api.settings.account_column {
        Some(column) => text_at(record, column),
        None => at(record, ACCOUNT).and_then(|account| text_at(account, ACCOUNT_NUMBER)),
    };
    Ok(taken(Person {
        name: text_at(record, "fullname"),
        emails: texts(&EMAILS),
        phones: texts(&PHONES),
        account_number: account,
        url: api.page("contact", &id),
        fields: fields_at(record, &api.settings.contact_columns),
        ..Person::of(id)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_the_token_and_not_the_address() {
        let link = "https://evil.example/contacts?$filter=x&$skiptoken=%3Ccookie%20pagenumber=%222%22%20/%3E";
        assert_eq!(
            skip_token(link).as_deref(),
            Some("<cookie pagenumber=\"2\" />")
        );
        for link in ["", "x?", "x?$skiptoken=", "x?$skiptoken=%0A", "x?$skip=2"] {
            assert_eq!(skip_token(link), None, "{link}");
        }
        let long = format!("x?$skiptoken={}", "a".repeat(2_000));
        assert_eq!(skip_token(&long), None);
    }
}

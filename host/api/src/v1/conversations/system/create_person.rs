//! `POST …/system/person`: somebody whom the system does not know yet.

use axum::{Json, extract::State, http::StatusCode};
use frontdesk_core::ConversationId;
use frontdesk_directory::address;
use frontdesk_engine::ports::NewPerson;
use frontdesk_wire::{
    customer_system::{SystemLinkView, SystemPersonCreation},
    problem::Problem,
};

use super::view;
use crate::{
    api::Api,
    auth::session::Principal,
    body::{self, Named},
    problem::Fault,
    v1::{conversations::visible::visible, customers::by},
};

/// Characters of a name, and of an account number.
const NAME_CHARS: usize = 100;
const ACCOUNT_CHARS: usize = 40;
/// Addresses of one kind.
const ADDRESSES: usize = 20;

/// Makes a person in a connected customer system, with whom the conversation is from then on. Asked once more with
/// the same person it is the same one, so whoever hears no answer asks again.
#[utoipa::path(
    post,
    path = "/api/v1/conversations/{conversation}/system/person",
    operation_id = "conversations_system_create_person",
    tag = "systems",
    params(("conversation" = String, Path, description = "Which: `cnv_17`")),
    request_body = SystemPersonCreation,
    responses(
        (status = 201, description = "Whom it is with", body = SystemLinkView),
        (status = 404, description = "No conversation that you may read, or no such connector", body = Problem),
        (status = 409, description = "The system does not take them", body = Problem),
        (status = 422, description = "Something in it is not acceptable", body = Problem),
        (status = 503, description = "The system did not answer in time; try again", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    Named(id): Named<ConversationId>,
    body::Json(creation): body::Json<SystemPersonCreation>,
) -> Result<(StatusCode, Json<SystemLinkView>), Fault> {
    visible(&api, &who, id).await?;
    let (connector, person) = checked(creation)?;
    api.systems().system(&connector).ok_or(Fault::NotFound)?;
    let by = by(&api, who);
    let made = api.systems().create_person(id, connector, person, by);
    let link = made.await?;
    Ok((StatusCode::CREATED, Json(view(&api, link))))
}

/// A person as the system is told of them, addresses in their one spelling.
fn checked(creation: SystemPersonCreation) -> Result<(String, NewPerson), Fault> {
    let SystemPersonCreation {
        connector,
        name,
        emails,
        phones,
        account_number,
    } = creation;
    let name = line("name", &name, NAME_CHARS)?;
    if name.is_empty() {
        return Err(refused("name", "is missing"));
    }
    let account = account_number.unwrap_or_default();
    let account = line("account_number", &account, ACCOUNT_CHARS)?;
    let person = NewPerson {
        name: Some(name),
        emails: addresses("emails", &emails, address::email)?,
        phones: addresses("phones", &phones, address::phone)?,
        account_number: Some(account).filter(|account| !account.is_empty()),
    };
    Ok((connector, person))
}

fn line(what: &str, text: &str, chars_max: usize) -> Result<String, Fault> {
    let text = text.trim();
    let fits = text.chars().count() <= chars_max && !text.chars().any(char::is_control);
    if fits {
        Ok(text.to_owned())
    } else {
        let why = format!("is one line of at most {chars_max} characters");
        Err(refused(what, &why))
    }
}

fn addresses(
    what: &str,
    given: &[String],
    spelled: impl Fn(&str) -> Option<String>,
) -> Result<Vec<String>, Fault> {
    if given.len() > ADDRESSES {
        return Err(refused(what, &format!("has at most {ADDRESSES} entries")));
    }
    let spelled = given.iter().map(|address| spelled(address.trim()));
    let all: Option<Vec<String>> = spelled.collect();
    all.ok_or_else(|| refused(what, "has an entry that is no such address"))
}

fn refused(what: &str, why: &str) -> Fault {
    Fault::Unacceptable(format!("`{what}` {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn creation(name: &str, email: &str, phone: &str) -> SystemPersonCreation {
        SystemPersonCreation {
            connector: "crm".to_owned(),
            name: name.to_owned(),
            emails: vec![email.to_owned()],
            phones: vec![phone.to_owned()],
            account_number: Some(" ".to_owned()),
        }
    }

    #[test]
    fn a_person_is_told_of_in_the_one_spelling_of_their_addresses() {
        let said = creation(" Ann Lee ", "Ann@Example.com", "+43 660 1234567");
        let (connector, person) = checked(said).unwrap();
        assert_eq!(connector, "crm");
        let expected = NewPerson {
            name: Some("Ann Lee".to_owned()),
            emails: vec!["ann@example.com".to_owned()],
            phones: vec!["+436601234567".to_owned()],
            account_number: None,
        };
        assert!(person == expected);
    }

    #[test]
    fn what_is_no_name_or_address_is_refused() {
        for (name, email, phone) in [
            (" ", "ann@example.com", "+436601234567"),
            ("Ann\nLee", "ann@example.com", "+436601234567"),
            ("Ann", "ann", "+436601234567"),
            ("Ann", "ann@example.com", "0660"),
        ] {
            let refused = checked(creation(name, email, phone));
            assert!(matches!(refused, Err(Fault::Unacceptable(_))), "{name}");
        }
    }
}

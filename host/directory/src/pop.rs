//! The screen pop: who a contact may be, by what they were found, and whether that is vouched for.

use frontdesk_core::{ContactCard, CustomerId, Identity};
use frontdesk_store::{Store, StoreError};

use crate::{
    address, case,
    customer::{Customer, Draft},
    find::{self, Found},
};

/// Customers that are looked at for one contact.
pub const MATCHES: usize = 20;
/// What an account number is called.
const ACCOUNT_NUMBER: &str = "account_number";
/// What the number of a case is called.
const CASE_NUMBER: &str = "case_number";
/// What a name is called.
const NAME: &str = "name";

/// Somebody whom the contact may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Who.
    pub found: Found,
    /// Whether something that they were found by is vouched for.
    pub verified: bool,
    /// What they were found by: `account_number`, or the kind of an address.
    pub by: Vec<Box<str>>,
}

/// Whom a contact may be: first whoever was found by what is vouched for, then by what was found first.
pub async fn matches(store: &dyn Store, contact: &ContactCard) -> Result<Vec<Match>, StoreError> {
    let mut matches = Matches::default();
    for identity in &contact.identities {
        let found = find::by_address(store, identity, MATCHES).await?;
        matches.add(found, &identity.kind, true);
    }
    if let Some(account) = &contact.account_number {
        let found = find::by_account(store, account).await?;
        matches.add(found, ACCOUNT_NUMBER, false);
    }
    for identity in &claimed(contact) {
        let found = find::by_address(store, identity, MATCHES).await?;
        matches.add(found, &identity.kind, false);
    }
    if let Some(number) = contact.fields.get(CASE_NUMBER)
        && let Some(found) = case::by_number(store, number).await?
    {
        let found = find::by_id(store, found.case.customer).await?;
        matches.add(found, CASE_NUMBER, false);
    }
    let mut matches = matches.0;
    matches.sort_by_key(|one| !one.verified);
    matches.truncate(MATCHES);
    Ok(matches)
}

/// Who may be the same person as a customer: whoever has an address of theirs, and those of `named` who have
/// their name.
pub async fn similar(
    store: &dyn Store,
    customer: &Customer,
    named: &[CustomerId],
) -> Result<Vec<Match>, StoreError> {
    let mut matches = Matches::default();
    for address in &customer.addresses {
        let found = find::by_address(store, address, MATCHES).await?;
        matches.add(found, &address.kind, false);
    }
    for &id in named {
        let found = find::by_id(store, id).await?;
        let same =
            |found: &Found| found.customer.name.to_lowercase() == customer.name.to_lowercase();
        matches.add(found.filter(same), NAME, false);
    }
    let mut matches = matches.0;
    matches.retain(|one| one.found.customer.id != customer.id);
    matches.truncate(MATCHES);
    Ok(matches)
}

/// What is known of a contact, to begin a record with.
pub fn draft(contact: &ContactCard) -> Draft {
    let mut addresses: Vec<Identity> = Vec::new();
    for identity in contact.identities.iter().chain(&claimed(contact)) {
        if let Ok(spelled) = address::spelled(&identity.kind, &identity.value)
            && !addresses.contains(&spelled)
        {
            addresses.push(spelled);
        }
    }
    Draft {
        account_number: contact.account_number.clone(),
        name: contact.name.clone().unwrap_or_default(),
        addresses,
        ..Draft::default()
    }
}

/// Addresses that the contact gave in fields of the form, under their usual names.
fn claimed(contact: &ContactCard) -> Vec<Identity> {
    let fields = contact.fields.iter();
    let fields = fields.map(|(name, value)| (name.to_lowercase(), &**value));
    let address = |(name, value): (String, &str)| {
        let kind = match &*name {
            "email" | "e-mail" | "mail" => address::EMAIL,
            "phone" | "telephone" | "mobile" => address::PHONE,
            _ => return None,
        };
        address::spelled(kind, value).ok()
    };
    fields.filter_map(address).collect()
}

#[derive(Default)]
struct Matches(Vec<Match>);

impl Matches {
    fn add(&mut self, found: impl IntoIterator<Item = Found>, by: &str, verified: bool) {
        for found in found {
            let mut known = self.0.iter_mut();
            let id = found.customer.id;
            match known.find(|known| known.found.customer.id == id) {
                Some(known) => {
                    known.verified |= verified;
                    if known.by.iter().all(|kind| &**kind != by) {
                        known.by.push(by.into());
                    }
                }
                None => self.0.push(Match {
                    found,
                    verified,
                    by: vec![by.into()],
                }),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Book, draft as somebody, identity};

    const PHONE: &str = "+43 660 1234567";

    fn contact(
        identities: Vec<Identity>,
        account: Option<&str>,
        email: Option<&str>,
    ) -> ContactCard {
        ContactCard {
            name: Some("Ann".into()),
            account_number: account.map(Into::into),
            identities,
            fields: email
                .map(|email| ("E-Mail".into(), email.into()))
                .into_iter()
                .collect(),
            ..ContactCard::default()
        }
    }

    async fn found(book: &Book, contact: &ContactCard) -> Vec<(String, bool, Vec<String>)> {
        let matches = matches(&book.store, contact).await.unwrap().into_iter();
        matches
            .map(|one| {
                let by = one.by.iter().map(ToString::to_string).collect();
                (one.found.customer.name.to_string(), one.verified, by)
            })
            .collect()
    }

    fn is(name: &str, verified: bool, by: &[&str]) -> (String, bool, Vec<String>) {
        let by = by.iter().map(ToString::to_string).collect();
        (name.to_owned(), verified, by)
    }

    #[tokio::test]
    async fn what_is_vouched_for_comes_before_what_somebody_says() {
        let book = Book::new();
        book.create(somebody("Ben", "AT-1", "")).await;
        book.create(somebody("Ann", "", PHONE)).await;
        let card = contact(vec![identity("phone", "+436601234567")], Some("at1"), None);
        let expected = [
            is("Ann", true, &["phone"]),
            is("Ben", false, &["account_number"]),
        ];
        assert_eq!(found(&book, &card).await, expected);
    }

    #[tokio::test]
    async fn one_who_is_found_twice_is_one() {
        let book = Book::new();
        book.create(somebody("Ann", "AT-1", PHONE)).await;
        let card = contact(vec![identity("phone", "+436601234567")], Some("AT-1"), None);
        let expected = [is("Ann", true, &["phone", "account_number"])];
        assert_eq!(found(&book, &card).await, expected);
    }

    #[tokio::test]
    async fn nobody_is_nobody() {
        let book = Book::new();
        book.create(somebody("Ann", "AT-1", PHONE)).await;
        for card in [
            contact(vec![], None, None),
            contact(vec![], Some("AT-2"), Some("rubbish")),
            contact(vec![identity("phone", "+436609999999")], None, None),
        ] {
            assert_eq!(found(&book, &card).await, []);
        }
    }

    #[test]
    fn a_record_begins_with_what_is_known() {
        let vouched = vec![
            identity("customer", "1042"),
            identity("email", "ann@example.com"),
        ];
        let draft = draft(&contact(vouched, Some("AT-1"), Some("Ann@Example.com")));
        assert_eq!(
            (&*draft.name, draft.account_number.as_deref()),
            ("Ann", Some("AT-1"))
        );
        let addresses = [
            identity("customer", "1042"),
            identity("email", "ann@example.com"),
        ];
        assert_eq!(draft.addresses, addresses);
    }
}

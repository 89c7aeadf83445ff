//! Whether the Local CRM knows what somebody says of themselves: for a form that lets in only whom it knows.

use frontdesk_core::{CustomerId, Identity};
use frontdesk_store::{Store, StoreError};

use crate::{
    address,
    case::{self, Visibility},
    find,
    pop::MATCHES,
};

/// What a customer is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownBy {
    /// The account number.
    AccountNumber,
    /// The number of a case of theirs.
    CaseNumber,
    /// An email address.
    Email,
    /// A phone number.
    Phone,
}

impl KnownBy {
    /// What a form's field of this name asks for, if it is something that customers are found by.
    pub fn of_field(name: &str) -> Option<Self> {
        match name {
            "account_number" => Some(Self::AccountNumber),
            "case_number" => Some(Self::CaseNumber),
            "email" => Some(Self::Email),
            "phone" => Some(Self::Phone),
            _ => None,
        }
    }
}

/// Whose this is: nobody's, somebody's, or, of an address, at most [`MATCHES`] people's.
pub async fn customers(
    store: &dyn Store,
    by: KnownBy,
    value: &str,
) -> Result<Vec<CustomerId>, StoreError> {
    let found = match by {
        KnownBy::AccountNumber => {
            let found = find::by_account(store, value).await?;
            found.into_iter().collect()
        }
        KnownBy::Email => by_address(store, address::EMAIL, value).await?,
        KnownBy::Phone => by_address(store, address::PHONE, value).await?,
        KnownBy::CaseNumber => of_case(store, value).await?,
    };
    Ok(found.into_iter().map(|one| one.customer.id).collect())
}

/// Whether some customer is known by all of this.
pub async fn is_one_customer(
    store: &dyn Store,
    said: &[(KnownBy, &str)],
) -> Result<bool, StoreError> {
    let mut possible: Option<Vec<CustomerId>> = None;
    for (by, value) in said {
        let mut found = customers(store, *by, value).await?;
        if let Some(possible) = possible {
            found.retain(|id| possible.contains(id));
        }
        if found.is_empty() {
            return Ok(false);
        }
        possible = Some(found);
    }
    Ok(possible.is_some())
}

/// Whose case this is, if it is one that they may be told of.
async fn of_case(store: &dyn Store, value: &str) -> Result<Vec<find::Found>, StoreError> {
    let Some(found) = case::by_number(store, value).await? else {
        return Ok(Vec::new());
    };
    if found.case.draft.visibility != Visibility::Public {
        return Ok(Vec::new());
    }
    let customer = find::by_id(store, found.case.customer).await?;
    Ok(customer.into_iter().collect())
}

async fn by_address(
    store: &dyn Store,
    kind: &str,
    value: &str,
) -> Result<Vec<find::Found>, StoreError> {
    let address = Identity {
        kind: kind.into(),
        value: value.into(),
    };
    find::by_address(store, &address, MATCHES).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Book, by, draft};

    const PHONE: &str = "+43 660 1234567";

    #[tokio::test]
    async fn a_customer_is_known_by_each_thing_alone_and_by_all_of_them_together() {
        let book = Book::new();
        book.create(draft("Ann", "AT-1", PHONE)).await;
        for said in [
            &[(KnownBy::AccountNumber, "at 1")][..],
            &[(KnownBy::Phone, "+436601234567")],
            &[(KnownBy::AccountNumber, "AT-1"), (KnownBy::Phone, PHONE)],
        ] {
            assert!(is_one_customer(&book.store, said).await.unwrap());
        }
    }

    #[tokio::test]
    async fn what_two_customers_have_between_them_is_nobodys() {
        let book = Book::new();
        book.create(draft("Ann", "AT-1", PHONE)).await;
        book.create(draft("Ben", "AT-2", "+43 660 7654321")).await;
        let said = [(KnownBy::AccountNumber, "AT-2"), (KnownBy::Phone, PHONE)];
        assert!(!is_one_customer(&book.store, &said).await.unwrap());
    }

    #[tokio::test]
    async fn a_case_that_the_customer_may_be_told_of_is_theirs_by_its_number() {
        let book = Book::new();
        let ann = book.create(draft("Ann", "AT-1", PHONE)).await;
        for visibility in [Visibility::Public, Visibility::Private] {
            let about = case::CaseDraft {
                subject: "Lost".into(),
                visibility,
                ..case::CaseDraft::default()
            };
            let change = case::create(&book.store, ann, about, None, by("bea")).await;
            book.write(change.unwrap().batch).await.unwrap();
        }
        for (said, known) in [
            ("cas_1", true),
            ("1", true),
            (" #1 ", true),
            ("2", false),
            ("x", false),
        ] {
            let said = [(KnownBy::CaseNumber, said)];
            assert_eq!(
                is_one_customer(&book.store, &said).await.unwrap(),
                known,
                "{said:?}"
            );
        }
    }

    #[tokio::test]
    async fn nothing_and_the_unknown_are_nobodys() {
        let book = Book::new();
        book.create(draft("Ann", "AT-1", PHONE)).await;
        for said in [
            &[][..],
            &[(KnownBy::AccountNumber, "AT")],
            &[(KnownBy::AccountNumber, "")],
            &[(KnownBy::Email, "ann@example.com")],
            &[(KnownBy::Phone, "0660 1234567")],
            &[(KnownBy::CaseNumber, "cas_1")],
        ] {
            assert!(!is_one_customer(&book.store, said).await.unwrap());
        }
    }
}

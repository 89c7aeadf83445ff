//! Searches for contacts. Values are values of a JSON object, so nothing in them is an operator; the one
//! sign that means something inside a value is the `*` of `CONTAINS_TOKEN`.

use frontdesk_crm_shared::phone::Phone;
use serde::Serialize;

/// Contacts on a page.
pub const PAGE: u32 = 20;
/// Characters of words that `HubSpot` looks for.
const WORDS_CHARS: usize = 3_000;

/// A search, as `POST /crm/v3/objects/contacts/search` has it; all five members are required there.
#[derive(Clone, Debug, Serialize)]
pub struct Search<'a> {
    #[serde(rename = "filterGroups")]
    groups: Vec<Group>,
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<String>,
    properties: &'a [&'a str],
    sorts: [(); 0],
    limit: u32,
    after: &'a str,
}

/// All of its filters must hold; one of the groups must.
#[derive(Clone, Debug, Serialize)]
struct Group {
    filters: [Filter; 1],
}

#[derive(Clone, Debug, Serialize)]
struct Filter {
    #[serde(rename = "propertyName")]
    property: String,
    operator: &'static str,
    value: String,
}

fn is(property: &str, value: &str) -> Group {
    filter(property, "EQ", value)
}

fn filter(property: &str, operator: &'static str, value: &str) -> Group {
    let (property, value) = (property.to_owned(), value.to_owned());
    Group {
        filters: [Filter {
            property,
            operator,
            value,
        }],
    }
}

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Wanted {
    groups: Vec<Group>,
    query: Option<String>,
}

impl Wanted {
    fn any_of(groups: Vec<Group>) -> Self {
        Self {
            groups,
            query: None,
        }
    }

    /// Who has this value there.
    pub fn property(name: &str, value: &str) -> Self {
        Self::any_of(vec![is(name, value)])
    }

    /// Who has this address, first or further.
    pub fn email(email: &str) -> Self {
        // They are stored in lower case.
        let email = email.trim().to_lowercase();
        let mut groups = vec![is("email", &email)];
        if !email.contains('*') {
            groups.push(filter("hs_additional_emails", "CONTAINS_TOKEN", &email));
        }
        Self::any_of(groups)
    }

    /// Who has this number: `HubSpot` keeps numbers comparable, without the country's digits, beside what
    /// somebody typed.
    pub fn phone(phone: &Phone) -> Self {
        let e164 = phone.e164();
        Self::any_of(vec![
            is("hs_searchable_calculated_phone_number", &phone.national),
            is("hs_searchable_calculated_mobile_number", &phone.national),
            is("phone", &e164),
            is("mobilephone", &e164),
        ])
    }

    /// Who these words are about; none: there are no words.
    pub fn words(text: &str) -> Option<Self> {
        let words: String = text.trim().chars().take(WORDS_CHARS).collect();
        (!words.is_empty()).then_some(Self {
            groups: Vec::new(),
            query: Some(words),
        })
    }

    /// The search for a page of them.
    pub fn page<'a>(self, properties: &'a [&'a str], after: &'a str) -> Search<'a> {
        Search {
            groups: self.groups,
            query: self.query,
            properties,
            sorts: [],
            limit: PAGE,
            after,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn groups(wanted: Wanted) -> Value {
        serde_json::to_value(wanted.page(&[], "0")).unwrap()["filterGroups"].take()
    }

    #[test]
    fn a_star_in_an_address_does_not_find_everybody() {
        let one = |value: &str| json!([{ "filters": [{ "propertyName": "email", "operator": "EQ", "value": value }] }]);
        assert_eq!(groups(Wanted::email("*@Example.com")), one("*@example.com"));
        assert_eq!(groups(Wanted::email("a@b.c")).as_array().unwrap().len(), 2);
    }

    #[test]
    fn words_of_any_length_are_a_search_of_the_length_that_is_taken() {
        let search =
            serde_json::to_value(Wanted::words(&"é".repeat(9_000)).unwrap().page(&[], "0"));
        assert_eq!(
            search.unwrap()["query"].as_str().unwrap().chars().count(),
            3_000
        );
        assert!(Wanted::words(" \n").is_none());
    }
}

//! People whose names try to be a condition, and a Dynamics 365 that has changed.

use frontdesk_crm_dynamics::Dynamics;
use frontdesk_plugin::crm::{FindPeople, Lookup, Operation};
use frontdesk_plugin_testkit::{CustomerSystem, HOSTILE};

const ENVIRONMENT: CustomerSystem<'_> = CustomerSystem {
    settings: r#"{
        "base_url": "https://acme.crm4.dynamics.com",
        "contact_columns": ["plan"],
        "case_columns": ["Priority"],
        "account_column": "new_account",
        "handles": { "whatsapp": "new_whatsapp" }
    }"#,
};

const AS_IT_COMES: CustomerSystem<'_> = CustomerSystem {
    settings: r#"{ "base_url": "https://acme.crm4.dynamics.com" }"#,
};

#[test]
fn a_value_stays_a_value_wherever_it_stands() {
    ENVIRONMENT.values_stay_values::<Dynamics>();
    AS_IT_COMES.values_stay_values::<Dynamics>();
}

/// Reads an `OData` string: to the first quote that is not written twice.
fn read(written: &str) -> (String, &str) {
    let (mut value, mut rest) = (String::new(), written);
    loop {
        let Some((head, tail)) = rest.split_once('\'') else {
            return (value, "a text that does not end");
        };
        value.push_str(head);
        match tail.strip_prefix('\'') {
            Some(tail) => {
                value.push('\'');
                rest = tail;
            }
            None => return (value, tail),
        }
    }
}

#[test]
fn dynamics_reads_the_very_value_out_of_a_condition() {
    for value in HOSTILE {
        let what = Lookup::AccountNumber(value.to_owned());
        let find = Operation::Find(FindPeople { what, cursor: None });
        let requests = ENVIRONMENT.requests::<Dynamics>(&find, Vec::new()).unwrap();
        let (_, query) = requests[0].url.split_once('?').unwrap();
        let mut parameters = form_urlencoded::parse(query.as_bytes());
        let (_, condition) = parameters.find(|(name, _)| name == "$filter").unwrap();
        let written = condition.strip_prefix("new_account eq '").unwrap();
        assert_eq!(read(written), (value.to_owned(), ""));
    }
}

#[test]
fn an_answer_of_any_other_shape_is_no_fault() {
    CustomerSystem::answers_of_any_other_shape_are_no_fault::<Dynamics>(
        "tests",
        &["archer", "bill is wrong"],
    );
}

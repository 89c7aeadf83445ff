//! People whose names try to be a query, and a Salesforce that has changed.

use frontdesk_crm_salesforce::Salesforce;
use frontdesk_plugin::crm::{FindPeople, Lookup, Operation};
use frontdesk_plugin_testkit::{CustomerSystem, HOSTILE};

const ORG: CustomerSystem<'_> = CustomerSystem {
    settings: r#"{
        "base_url": "https://acme.my.salesforce.com",
        "contact_fields": ["Plan__c"],
        "case_fields": ["Priority"],
        "handles": { "whatsapp": "WhatsApp__c" },
        "case_external_id": "Frontdesk__c"
    }"#,
};

#[test]
fn a_value_stays_a_value_wherever_it_stands() {
    ORG.values_stay_values::<Salesforce>();
}

/// Reads a SOQL string as Salesforce does: to the first quote that is not escaped.
fn read(written: &str) -> (String, &str) {
    let (mut value, mut escaped) = (String::new(), false);
    for (at, c) in written.char_indices() {
        match (escaped, c) {
            (false, '\\') => escaped = true,
            (false, '\'') => return (value, written.get(at + 1..).unwrap_or_default()),
            (true, c) => {
                escaped = false;
                value.push(match c {
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    c => c,
                });
            }
            (false, c) => value.push(c),
        }
    }
    (value, "a text that does not end")
}

#[test]
fn salesforce_reads_the_very_value_out_of_a_query() {
    for value in HOSTILE {
        let what = Lookup::Email(value.to_owned());
        let find = Operation::Find(FindPeople { what, cursor: None });
        let requests = ORG.requests::<Salesforce>(&find, Vec::new()).unwrap();
        let (_, query) = requests[0].url.split_once('?').unwrap();
        let (_, soql) = form_urlencoded::parse(query.as_bytes()).next().unwrap();
        let (head, written) = soql.split_once(" WHERE Email = '").unwrap();
        assert!(head.starts_with("SELECT Id, Name"));
        let (read, rest) = read(written);
        assert_eq!(read, value);
        assert_eq!(rest, " ORDER BY Name, Id LIMIT 21 OFFSET 0");
    }
}

#[test]
fn an_answer_of_any_other_shape_is_no_fault() {
    CustomerSystem::answers_of_any_other_shape_are_no_fault::<Salesforce>(
        "tests",
        &["archer", "bill is wrong"],
    );
}

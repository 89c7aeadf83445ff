//! People whose names try to be a search, and a `HubSpot` that has changed.

use frontdesk_crm_hubspot::HubSpot;
use frontdesk_plugin::{
    crm::{FindPeople, Lookup, Operation},
    http::Body,
};
use frontdesk_plugin_testkit::{CustomerSystem, HOSTILE};
use serde_json::Value;

const ACCOUNT: CustomerSystem<'_> = CustomerSystem {
    settings: r#"{
        "contact_properties": ["plan"],
        "ticket_properties": ["Priority"],
        "account_property": "account_number",
        "handles": { "whatsapp": "hs_whatsapp_phone_number" }
    }"#,
};

#[test]
fn a_value_stays_a_value_wherever_it_stands() {
    ACCOUNT.values_stay_values::<HubSpot>();
}

#[test]
fn hubspot_reads_the_very_value_out_of_a_filter() {
    for value in HOSTILE {
        let what = Lookup::AccountNumber(value.to_owned());
        let find = Operation::Find(FindPeople { what, cursor: None });
        let requests = ACCOUNT.requests::<HubSpot>(&find, Vec::new()).unwrap();
        let Body::Json(body) = &requests[0].body else {
            panic!("no JSON");
        };
        let body: Value = serde_json::from_str(body).unwrap();
        let filter = &body["filterGroups"][0]["filters"][0];
        assert_eq!(filter["value"], value);
        assert_eq!(filter["operator"], "EQ");
    }
}

#[test]
fn an_answer_of_any_other_shape_is_no_fault() {
    CustomerSystem::answers_of_any_other_shape_are_no_fault::<HubSpot>(
        "tests",
        &["archer", "bill is wrong"],
    );
}

//! People whose names try to be a search, and a Zendesk that has changed.

use frontdesk_crm_zendesk::Zendesk;
use frontdesk_plugin_testkit::CustomerSystem;

const ACCOUNT: CustomerSystem<'_> = CustomerSystem {
    settings: r#"{
        "base_url": "https://acme.zendesk.com",
        "agent": "desk@acme.example",
        "user_fields": ["plan"],
        "handles": { "whatsapp": "whatsapp_id" },
        "ticket_fields": { "Priority": 77 }
    }"#,
};

const WITHOUT_NUMBER: CustomerSystem<'_> = CustomerSystem {
    settings: r#"{ "base_url": "https://acme.zendesk.com", "account_field": "customer_no", "public": true }"#,
};

#[test]
fn a_value_stays_a_value_wherever_it_stands() {
    ACCOUNT.values_stay_values::<Zendesk>();
    WITHOUT_NUMBER.values_stay_values::<Zendesk>();
}

#[test]
fn an_answer_of_any_other_shape_is_no_fault() {
    CustomerSystem::answers_of_any_other_shape_are_no_fault::<Zendesk>(
        "tests",
        &["archer", "bill is wrong"],
    );
}

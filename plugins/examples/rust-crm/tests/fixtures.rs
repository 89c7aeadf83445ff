//! The recorded cases, which the connectors in the other languages run too.

use frontdesk_example_rust_crm::ExampleCrm;

#[test]
fn every_fixture_comes_to_what_it_says() {
    frontdesk_plugin_testkit::check_crm::<ExampleCrm>("../fixtures");
}

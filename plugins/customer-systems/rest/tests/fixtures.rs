//! Every `tests/*.json`, against a fake gateway.

#[test]
fn every_fixture_comes_to_what_it_says() {
    frontdesk_plugin_testkit::check_crm::<frontdesk_crm_rest::Rest>("tests");
}

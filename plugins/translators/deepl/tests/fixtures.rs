//! Every `tests/*.json`, against a fake gateway.

#[test]
fn every_fixture_comes_to_what_it_says() {
    frontdesk_plugin_testkit::check_translator::<frontdesk_translator_deepl::DeepL>("tests");
}

//! What is found out after reading still points at the line.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use frontdesk_config::{Config, Layers, Problems, suggestion};

const FILE: &str = r#"
[queue.sales]
title = "Sales"

[channel.sms]
wasm = "sms.wasm"
queue = "sales"
title = "Text messages"

[channel.sms.settings]
sender = 4420
"a/b" = 1
routes = [{ prefix = "+44" }, { prefx = "+1" }]
"#;

fn load(text: &str, variables: &[(&str, &str)]) -> Config {
    let variables = variables.iter();
    Layers {
        name: "f.toml",
        text,
        variables: variables
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        flags: Vec::new(),
    }
    .load()
    .ok()
    .unwrap()
}

#[test]
fn a_setting_is_found_by_its_pointer_and_shown_with_its_line() {
    let config = load(FILE, &[]);
    let place = config.place_of_setting("channel", "sms", "/sender");
    let problem = config.problem(&place, "sender takes text, and this is an integer");
    assert_eq!(
        problem.to_string(),
        "f.toml:11:10: sender takes text, and this is an integer\n 11 | sender = 4420\n    |          ^^^^"
    );
    let place = config.place_of_setting("channel", "sms", "/a~1b");
    assert!(
        config
            .problem(&place, "x")
            .to_string()
            .starts_with("f.toml:12:9: x")
    );
}

#[test]
fn a_name_that_should_not_be_there_is_pointed_at_with_the_nearest_one() {
    let config = load(FILE, &[]);
    let place = config.place_of_setting_name("channel", "sms", "/routes/1/prefx");
    let hint = suggestion("prefx", ["prefix", "queue"]);
    let problem = config.problem(&place, format!("there is no setting \"prefx\"{hint}"));
    assert_eq!(
        problem.to_string(),
        "f.toml:13:33: there is no setting \"prefx\"; did you mean \"prefix\"?\n 13 | routes = [{ prefix = \"+44\" }, \
         { prefx = \"+1\" }]\n    |                                 ^^^^^"
    );
}

#[test]
fn what_is_missing_is_reported_at_the_table_around_it() {
    let config = load(FILE, &[]);
    let at = |pointer| {
        let place = config.place_of_setting("channel", "sms", pointer);
        config.problem(&place, "x").to_string()
    };
    assert!(at("/key").starts_with("f.toml:10:"), "{}", at("/key"));
    assert!(
        at("/routes/7/prefix").starts_with("f.toml:13:10"),
        "{}",
        at("/routes/7/prefix")
    );
    assert!(at("").starts_with("f.toml:10:"));
    let nobody = config.place_of_setting("connector", "crm", "/key");
    assert_eq!(config.problem(&nobody, "x").to_string(), "f.toml:1:1: x");
}

#[test]
fn a_setting_of_a_variable_is_reported_under_its_name() {
    let name = "FRONTDESK__CHANNEL__SMS__SETTINGS__SENDER";
    let config = load(FILE, &[(name, "7")]);
    let place = config.place_of_setting("channel", "sms", "/sender");
    assert_eq!(
        config.problem(&place, "x").to_string(),
        format!("{name}: x")
    );
}

#[test]
fn problems_found_later_are_shown_together_by_line() {
    let config = load(FILE, &[]);
    let at = |pointer, what: &str| {
        config.problem(&config.place_of_setting("channel", "sms", pointer), what)
    };
    let problems = Problems::of(vec![at("/routes", "second"), at("/sender", "first")]).unwrap();
    let text = problems.to_string();
    assert_eq!(problems.count(), 2);
    assert!(text.find("first") < text.find("second"), "{text}");
    assert_eq!(Problems::of(Vec::new()), None);
}

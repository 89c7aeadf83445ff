//! File, variables, flags: who wins, and how a wrong value in each is reported.

use frontdesk_config::{Flag, Layers};

const FILE: &str = r#"
[gateway]
listen = "127.0.0.1:9000"

[queue.sales]
title = "Sales"

[channel.shop-chat]
wasm = "webchat.wasm"
queue = "sales"
title = "Shop"
"#;

fn variables(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn listen_flag(value: &str) -> Vec<Flag> {
    vec![Flag {
        flag: "--listen",
        key: ("gateway", "listen"),
        value: value.to_owned(),
    }]
}

#[test]
fn a_variable_replaces_the_file_and_a_flag_replaces_both() {
    let variables = variables(&[("FRONTDESK__GATEWAY__LISTEN", "127.0.0.1:9001")]);
    let mut layers = Layers {
        name: "f",
        text: FILE,
        variables,
        flags: Vec::new(),
    };
    assert_eq!(layers.load().ok().unwrap().gateway.listen.port(), 9001);
    layers.flags = listen_flag("127.0.0.1:9002");
    assert_eq!(layers.load().ok().unwrap().gateway.listen.port(), 9002);
}

#[test]
fn a_variable_reaches_into_a_named_table_whose_name_has_a_hyphen() {
    let variables = variables(&[
        ("FRONTDESK__CHANNEL__SHOP_CHAT__TITLE", "2024"),
        ("FRONTDESK__QUEUE__SALES__DISPOSITIONS", r#"["sold"]"#),
        ("PATH", "/bin"),
    ]);
    let config = Layers {
        name: "f",
        text: FILE,
        variables,
        flags: Vec::new(),
    }
    .load()
    .ok()
    .unwrap();
    let channel = config.channels.values().next().unwrap();
    assert_eq!(channel.title, "2024");
    assert_eq!(
        config.queues.values().next().unwrap().plan.dispositions,
        ["sold"]
    );
}

#[test]
fn a_wrong_value_is_reported_under_the_name_of_its_layer() {
    let variables = variables(&[("FRONTDESK__QUEUE__SALES__PRIORITY", "11")]);
    let layers = Layers {
        name: "f",
        text: FILE,
        variables,
        flags: listen_flag("here"),
    };
    let problems = layers.load().err().unwrap().to_string();
    assert!(problems.starts_with("FRONTDESK__QUEUE__SALES__PRIORITY: priority takes 1 to 10"));
    assert!(
        problems.contains("\n\n--listen: \"here\" is not an address and port"),
        "{problems}"
    );
}

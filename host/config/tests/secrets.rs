//! Secrets are named in the file and held elsewhere.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::path::Path;

use frontdesk_config::{Config, Layers, SecretError};

fn config(hash: &str) -> Config {
    let text = format!("[agent.bea]\nname = \"Bea\"\npassword_hash = {hash}\n");
    Layers {
        name: "f",
        text: &text,
        ..Layers::default()
    }
    .load()
    .ok()
    .unwrap()
}

fn reveal(hash: &str) -> Result<String, SecretError> {
    let config = config(hash);
    let agent = config.agents.values().next().unwrap();
    agent
        .password_hash
        .as_ref()
        .unwrap()
        .reveal(|name| (name == "BEA").then(|| "v\n".to_owned()))
}

#[test]
fn a_secret_is_read_from_its_variable_without_the_line_end() {
    assert_eq!(reveal(r#"{ env = "BEA" }"#).unwrap(), "v");
}

#[test]
fn a_secret_that_is_not_there_is_an_error_that_names_the_place() {
    let message = |hash: &str| reveal(hash).unwrap_err().to_string();
    assert!(message(r#"{ env = "ANA" }"#).contains("ANA"));
    assert!(message(r#"{ file = "/nowhere/hash" }"#).contains("/nowhere/hash"));
}

#[test]
fn a_secret_is_read_from_its_file() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui/secret.txt");
    let hash = format!("{{ file = {here:?} }}");
    assert_eq!(reveal(&hash).unwrap(), "held in a file");
}

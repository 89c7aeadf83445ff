//! What is not a good component is refused at the stage where it shows.

use frontdesk_plugin_host::{ComponentSource, Limits, LoadError, LoadOptions, Stage};

use crate::harness::{component, host, load, load_with, with_settings};

async fn refused_bytes(bytes: &[u8]) -> LoadError {
    host()
        .load(
            "x",
            ComponentSource::Bytes(bytes.to_vec()),
            LoadOptions::default(),
        )
        .await
        .expect_err("is refused")
}

async fn refused(name: &str, settings: &str) -> LoadError {
    load_with(name, with_settings(settings))
        .await
        .expect_err("is refused")
}

#[tokio::test]
async fn a_missing_file_is_refused_with_its_path() {
    let source = ComponentSource::Path("/nowhere/x.wasm".into());
    let error = host()
        .load("x", source, LoadOptions::default())
        .await
        .expect_err("is refused");
    assert_eq!(error.stage, Stage::Read);
    assert!(error.reason.contains("/nowhere/x.wasm"), "{error}");
}

#[tokio::test]
async fn a_file_beyond_the_limit_is_refused_unread() {
    let limits = Limits {
        wasm_bytes: 1_000,
        ..Limits::default()
    };
    let options = LoadOptions {
        limits,
        ..LoadOptions::default()
    };
    let error = load_with("webchat", options).await.expect_err("is refused");
    assert_eq!(error.stage, Stage::Read);
}

#[tokio::test]
async fn settings_that_are_no_object_are_refused() {
    for settings in ["[]", "{", "null"] {
        assert_eq!(refused("webchat", settings).await.stage, Stage::Settings);
    }
}

#[tokio::test]
async fn bytes_that_are_no_component_are_refused() {
    for bytes in [&b""[..], b"\0asm", b"#!/bin/sh\nexit 0\n", &[0xFF; 4_096]] {
        assert_eq!(refused_bytes(bytes).await.stage, Stage::Format);
    }
    let module = refused_bytes(b"\0asm\x01\0\0\0").await;
    assert_eq!(module.stage, Stage::Format);
    assert!(
        module.reason.contains("core WebAssembly module"),
        "{module}"
    );
}

#[tokio::test]
async fn a_component_cut_short_does_not_compile() {
    let ComponentSource::Path(path) = component("webchat") else {
        unreachable!()
    };
    let whole = std::fs::read(path).unwrap();
    assert_eq!(
        refused_bytes(&whole[..whole.len() / 2]).await.stage,
        Stage::Compile
    );
    let mut changed = whole;
    changed[9_000..9_100].fill(0xFF);
    assert_eq!(refused_bytes(&changed).await.stage, Stage::Compile);
}

#[tokio::test]
async fn foreign_imports_are_refused_all_of_them_named() {
    let error = refused("wrong-imports", "").await;
    assert_eq!(error.stage, Stage::Imports);
    for import in ["test:wrong-imports/files", "test:wrong-imports/sockets"] {
        assert!(error.reason.contains(import), "{error}");
    }
}

#[tokio::test]
async fn an_empty_component_is_not_a_channel() {
    let error = refused_bytes(b"\0asm\x0d\0\x01\0").await;
    assert_eq!(error.stage, Stage::World);
}

#[tokio::test]
async fn describe_has_limits_and_its_answer_is_checked() {
    for (name, settings, part) in [
        ("loop", r#"{"in":"describe"}"#, "longer than 200 ms"),
        ("trap", r#"{"in":"describe"}"#, "trapped"),
        ("liar", r#"{"lie":"bad id"}"#, "id"),
        ("liar", r#"{"lie":"bad schema"}"#, "schema"),
    ] {
        let error = refused(name, settings).await;
        assert_eq!(error.stage, Stage::Describe, "{name}");
        assert!(error.reason.contains(part), "{error}");
    }
}

#[tokio::test]
async fn hosts_that_are_not_granted_are_named() {
    let error = refused("liar", r#"{"lie":"wants hosts"}"#).await;
    assert_eq!(error.stage, Stage::Grants);
    assert!(error.reason.contains("https://example.org"), "{error}");
}

#[tokio::test]
async fn validate_has_limits_and_tells_every_problem() {
    let error = refused("trap", r#"{"do":"refuse"}"#).await;
    assert_eq!(
        (error.stage, error.reason.as_str()),
        (Stage::Validate, "first; second")
    );
    assert_eq!(
        refused("loop", r#"{"in":"validate"}"#).await.stage,
        Stage::Validate
    );
}

#[tokio::test]
async fn settings_that_do_not_fit_the_components_schema_are_told_by_their_place() {
    let error = refused("webchat", r#"{"colour":"red"}"#).await;
    assert_eq!(error.stage, Stage::Settings);
    assert_eq!(error.settings.len(), 1);
    assert_eq!(error.settings[0].pointer, "/colour");
    assert!(error.reason.contains("\"colour\""), "{error}");
    let error = refused("slow-http", r#"{"uri":"https://a.example"}"#).await;
    assert!(error.reason.contains("did you mean \"url\"?"), "{error}");
    assert!(
        error.reason.contains("\"url\" is a required property"),
        "{error}"
    );
}

#[tokio::test]
async fn a_good_component_says_who_it_is() {
    let webchat = load("webchat").await;
    assert_eq!(webchat.descriptor().id, "webchat");
    assert!(webchat.has_socket());
    assert!(!load("echo-outbox").await.has_socket());
}

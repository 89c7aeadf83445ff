//! The suite that `frontdesk plugin check` runs, on components that keep the contract and on some that
//! do not.

use frontdesk_plugin_host::{Report, Trial};

use crate::site::{component, host};

async fn report(wasm: &[u8]) -> Report {
    host().conformance(wasm, &Trial::default()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_keeps_the_contract_passes() {
    for name in ["webchat", "echo-outbox"] {
        let report = report(&component(name)).await;
        assert!(report.is_good(), "{name}: {report}");
        assert!(report.to_string().ends_with("checks passed"), "{report}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_is_told_why() {
    for (name, check) in [
        ("fragile", "frame refuses rubbish and says the same twice"),
        ("wrong-imports", "imports only what is offered"),
    ] {
        let report = report(&component(name)).await;
        let failed: Vec<_> = report.failed().map(|check| check.name.as_str()).collect();
        assert!(failed.contains(&check), "{name}: {report}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_component_fails_at_once() {
    for bytes in [&b""[..], b"\0asm\x01\0\0\0", b"hello, world"] {
        let report = report(bytes).await;
        assert_eq!(report.failed().count(), 1, "{report}");
        assert!(report.descriptor.is_none());
    }
}

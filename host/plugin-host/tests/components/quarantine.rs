//! A component that fails again and again is left alone for a while.

use std::sync::Arc;

use frontdesk_engine::ports::FrameFault;
use frontdesk_plugin_host::{LoadOptions, PluginHost};

use crate::harness::{Hands, component, config, fault, frame};

/// For how many milliseconds.
fn left_alone<T: std::fmt::Debug>(answer: Result<T, FrameFault>) -> u128 {
    match answer {
        Err(FrameFault::Unavailable { retry_after }) => retry_after.as_millis(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn five_faults_begin_a_quarantine_that_a_good_probe_ends() {
    let cache = tempfile::tempdir().unwrap();
    let hands = Arc::new(Hands::default());
    let host = PluginHost::new(&config(&cache), Arc::clone(&hands) as _).unwrap();
    let load = |name| host.load(name, component("trap"), LoadOptions::default());
    let (channel, other) = (load("first").await.unwrap(), load("second").await.unwrap());
    for _ in 0..5 {
        fault(frame(&channel, "abort").await);
    }
    assert_eq!(left_alone(frame(&channel, "be good").await), 1000);
    assert!(channel.health().quarantined_until.is_some());
    assert!(
        frame(&other, "be good").await.is_ok(),
        "another channel of the same component goes on"
    );

    hands.advance(1_000);
    fault(frame(&channel, "abort").await);
    assert_eq!(left_alone(frame(&channel, "be good").await), 2000);

    hands.advance(2_000);
    assert!(frame(&channel, "be good").await.is_ok());
    assert_eq!(channel.health().quarantined_until, None);
    assert_eq!(channel.health().faults_total, 6);
}

#[tokio::test]
async fn a_dropped_host_leaves_its_channels_under_their_limits() {
    let cache = tempfile::tempdir().unwrap();
    let host = PluginHost::new(&config(&cache), Arc::new(Hands::default())).unwrap();
    let channel = host
        .load("loop", component("loop"), LoadOptions::default())
        .await
        .unwrap();
    drop(host);
    let answer = frame(&channel, "go").await;
    assert!(
        matches!(answer, Err(FrameFault::Component(_))),
        "{answer:?}"
    );
}

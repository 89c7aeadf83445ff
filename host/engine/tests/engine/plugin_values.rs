//! Values that components keep: durable, within limits, gone when they expire.

use std::sync::Arc;

use frontdesk_core::Timestamp;
use frontdesk_engine::{
    StoredValues,
    ports::{Clock, PluginValue, PluginValues, ValueChange},
};
use frontdesk_store::MemoryStore;

use crate::bench::{Bench, TestClock};

fn values(bench: &Bench) -> StoredValues {
    let store = Arc::new(bench.store.clone());
    let values = StoredValues::new(store, Arc::new(TestClock::new()));
    values.attach(bench.engine.clone());
    values
}

fn value(key: &str, value: &[u8]) -> PluginValue {
    PluginValue {
        key: key.to_owned(),
        value: value.to_vec(),
        expires_at: None,
    }
}

fn set(key: &str, bytes: &[u8]) -> ValueChange {
    ValueChange::Set(value(key, bytes))
}

fn delete(key: &str) -> ValueChange {
    ValueChange::Delete(key.to_owned())
}

#[tokio::test(start_paused = true)]
async fn what_is_kept_is_there_after_a_crash_and_only_for_its_plugin() {
    let bench = Bench::start().await;
    let kept = values(&bench);
    let long: Vec<u8> = (0..=u8::MAX).cycle().take(64 * 1024).collect();
    kept.keep("sms", vec![set("a", b"1"), set("long", &long)])
        .await
        .unwrap();
    kept.keep("crm", vec![set("a", b"2")]).await.unwrap();
    let next = Bench::on(bench.store.crash()).await;
    let kept = values(&next);
    let sms = kept.load("sms", Timestamp(0)).await.unwrap();
    assert_eq!(sms, [value("a", b"1"), value("long", &long)]);
    assert_eq!(
        kept.load("crm", Timestamp(0)).await.unwrap(),
        [value("a", b"2")]
    );
    assert!(kept.load("other", Timestamp(0)).await.unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_shorter_value_leaves_nothing_of_the_longer_one_and_a_deleted_one_nothing_at_all() {
    let bench = Bench::start().await;
    let kept = values(&bench);
    kept.keep("sms", vec![set("a", &vec![7; 60_000])])
        .await
        .unwrap();
    kept.keep("sms", vec![set("a", b"short"), set("b", b"")])
        .await
        .unwrap();
    let now = || kept.load("sms", Timestamp(0));
    assert_eq!(
        now().await.unwrap(),
        [value("a", b"short"), value("b", b"")]
    );
    kept.keep("sms", vec![delete("a"), delete("nothing")])
        .await
        .unwrap();
    assert_eq!(now().await.unwrap(), [value("b", b"")]);
}

#[tokio::test(start_paused = true)]
async fn an_expired_value_is_not_there_and_makes_room() {
    let bench = Bench::start().await;
    let kept = values(&bench);
    let start = TestClock::new().now();
    let mut short = value("short", &vec![1; 64 * 1024]);
    short.expires_at = Some(Timestamp(start.0 + 1_000));
    kept.keep("sms", vec![ValueChange::Set(short)])
        .await
        .unwrap();
    assert_eq!(
        kept.load("sms", Timestamp(start.0 + 999))
            .await
            .unwrap()
            .len(),
        1
    );
    assert!(
        kept.load("sms", Timestamp(start.0 + 1_000))
            .await
            .unwrap()
            .is_empty()
    );
    tokio::time::advance(std::time::Duration::from_secs(2)).await;
    for number in 0..15 {
        let change = set(&number.to_string(), &vec![2; 64 * 1024]);
        kept.keep("sms", vec![change]).await.unwrap();
    }
    kept.keep("sms", vec![set("x", &vec![3; 60_000])])
        .await
        .unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_is_over_a_limit_changes_nothing() {
    let bench = Bench::start().await;
    let kept = values(&bench);
    for bad in [
        set("", b"x"),
        set(&"k".repeat(257), b"x"),
        set("k", &vec![0; 64 * 1024 + 1]),
    ] {
        assert!(
            kept.keep("sms", vec![set("good", b"x"), bad])
                .await
                .is_err()
        );
    }
    let all = (0..17)
        .map(|n| set(&n.to_string(), &vec![0; 64 * 1024]))
        .collect();
    assert!(kept.keep("sms", all).await.is_err(), "1 MiB in all");
    assert!(kept.load("sms", Timestamp(0)).await.unwrap().is_empty());
    kept.keep("sms", vec![set("good", b"x")]).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn changes_that_race_are_all_kept() {
    let bench = Bench::start().await;
    let kept = Arc::new(values(&bench));
    let keep = |n: u32| {
        let kept = kept.clone();
        tokio::spawn(async move { kept.keep("sms", vec![set(&n.to_string(), b"x")]).await })
    };
    let all: Vec<_> = (0..64).map(keep).collect();
    for one in all {
        one.await.unwrap().unwrap();
    }
    assert_eq!(kept.load("sms", Timestamp(0)).await.unwrap().len(), 64);
}

#[tokio::test(start_paused = true)]
async fn before_the_engine_runs_values_can_be_read_and_not_changed() {
    let store = Arc::new(MemoryStore::new());
    let kept = StoredValues::new(store, Arc::new(TestClock::new()));
    assert!(kept.load("sms", Timestamp(0)).await.unwrap().is_empty());
    let fault = kept.keep("sms", vec![set("a", b"1")]).await.unwrap_err();
    assert!(fault.to_string().contains("not running"), "{fault}");
}

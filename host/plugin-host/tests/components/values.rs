//! What a component keeps, over the operations of one plugin.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
};

use async_trait::async_trait;
use frontdesk_core::Timestamp;
use frontdesk_engine::ports::{
    Outbound, PluginValue, PluginValues, SendFault, ValueChange, ValuesFault,
};
use frontdesk_plugin_host::{Grants, LoadOptions, Plugin};
use serde_json::json;

use crate::{
    ask::{ask, grants, talk},
    harness::load_with,
    outbound::dispatch,
    peer::{Peer, networked, ok},
};

/// Values in memory, which may fail.
#[derive(Default)]
pub(crate) struct Memory {
    values: Mutex<BTreeMap<String, PluginValue>>,
    loads: AtomicU32,
    keeps: AtomicU32,
    fails: AtomicBool,
    /// Works so often, then fails.
    keeps_left: Mutex<Option<u32>>,
}

impl Memory {
    fn check(&self) -> Result<(), ValuesFault> {
        if self.fails.load(Ordering::Relaxed) {
            return Err(ValuesFault("the disk is full".to_owned()));
        }
        Ok(())
    }

    /// From now on, only so many writes work.
    pub(crate) fn fail_after(&self, keeps: u32) {
        *self.keeps_left.lock().unwrap() = Some(keeps);
    }

    pub(crate) fn mend(&self) {
        *self.keeps_left.lock().unwrap() = None;
    }

    /// Whether this text is in any value.
    pub(crate) fn holds(&self, text: &str) -> bool {
        let values = self.values.lock().unwrap();
        let mut texts = values
            .values()
            .map(|value| String::from_utf8_lossy(&value.value));
        texts.any(|value| value.contains(text))
    }

    pub(crate) fn len(&self) -> usize {
        self.values.lock().unwrap().len()
    }
}

#[async_trait]
impl PluginValues for Memory {
    async fn load(&self, _: &str, _: Timestamp) -> Result<Vec<PluginValue>, ValuesFault> {
        self.check()?;
        self.loads.fetch_add(1, Ordering::Relaxed);
        Ok(self.values.lock().unwrap().values().cloned().collect())
    }

    async fn keep(&self, _: &str, changes: Vec<ValueChange>) -> Result<(), ValuesFault> {
        self.check()?;
        if let Some(left) = self.keeps_left.lock().unwrap().as_mut() {
            *left = left
                .checked_sub(1)
                .ok_or_else(|| ValuesFault("the disk is full".to_owned()))?;
        }
        self.keeps.fetch_add(1, Ordering::Relaxed);
        let mut values = self.values.lock().unwrap();
        for change in changes {
            match change {
                ValueChange::Set(value) => drop(values.insert(value.key.clone(), value)),
                ValueChange::Delete(key) => drop(values.remove(&key)),
            }
        }
        Ok(())
    }
}

async fn counter(memory: &Arc<Memory>) -> Arc<Plugin> {
    let options = LoadOptions {
        settings_json: r#"{"kv":true}"#.to_owned(),
        grants: Grants {
            kv: true,
            ..Grants::default()
        },
        values: Arc::clone(memory) as _,
        ..LoadOptions::default()
    };
    load_with("echo-outbox", options).await.expect("is loaded")
}

async fn sent(channel: &Plugin, text: &str) -> Option<String> {
    let receipt = channel.send(&dispatch(text)).await.unwrap();
    receipt.provider_ids.into_iter().next()
}

#[tokio::test]
async fn what_one_operation_keeps_the_next_one_finds() {
    let memory = Arc::new(Memory::default());
    let channel = counter(&memory).await;
    assert_eq!(sent(&channel, "count").await.as_deref(), Some("number 1"));
    assert_eq!(sent(&channel, "count").await.as_deref(), Some("number 2"));
    let again = counter(&memory).await;
    assert_eq!(sent(&again, "count").await.as_deref(), Some("number 3"));
}

#[tokio::test]
async fn a_failed_operation_keeps_nothing() {
    let memory = Arc::new(Memory::default());
    let channel = counter(&memory).await;
    let answer = channel.send(&dispatch("count and fail")).await;
    assert!(
        matches!(answer, Err(SendFault::Permanent { .. })),
        "{answer:?}"
    );
    assert_eq!(memory.keeps.load(Ordering::Relaxed), 0);
    assert_eq!(sent(&channel, "count").await.as_deref(), Some("number 1"));
}

#[tokio::test]
async fn a_store_that_fails_is_tried_again_later_and_is_not_the_components_fault() {
    let memory = Arc::new(Memory::default());
    let channel = counter(&memory).await;
    memory.fails.store(true, Ordering::Relaxed);
    let answer = channel.send(&dispatch("count")).await;
    let Err(SendFault::Transient { message, .. }) = answer else {
        panic!("{answer:?}");
    };
    assert!(message.contains("the disk is full"), "{message}");
    assert_eq!(channel.health().faults_total, 0);
    assert_eq!(channel.health().last_fault.unwrap().kind, "values");
}

#[tokio::test]
async fn every_pass_begins_with_what_was_stored_and_the_last_ones_writes_count() {
    let peer = Peer::plain(|_| ok("x")).await;
    let memory = Arc::new(Memory::default());
    let mut granted = grants(&[&peer.loopback()], &[]);
    granted.kv = true;
    let options = LoadOptions {
        settings_json: r#"{"kv":true}"#.to_owned(),
        grants: granted,
        values: Arc::clone(&memory) as _,
        ..LoadOptions::default()
    };
    let host = networked();
    let asker = host
        .load("asker", crate::harness::component("asker"), options)
        .await
        .unwrap();
    let round = json!([{ "url": peer.loopback() }]);
    let script =
        json!({ "kv": [["get", "a"], ["set", "a", "1"], ["get", "a"]], "rounds": [round, round] });
    let answer = ask(&asker, script).await;
    assert_eq!(
        answer["kv"],
        json!([null, "ok", [49]]),
        "the third pass sees what the first saw"
    );
    assert_eq!(
        memory.loads.load(Ordering::Relaxed),
        1,
        "read once an operation"
    );
    assert_eq!(memory.keeps.load(Ordering::Relaxed), 1, "written once");
    let failing = json!({ "kv": [["set", "b", "1"]], "fail": true });
    assert!(asker.turn(&talk(failing.to_string()), "r").await.is_err());
    let big = json!({ "kv": [["fill", "b", "70000"], ["get", "b"], ["set", "", "1"]] });
    let answer = ask(&asker, big).await;
    assert!(
        answer["kv"][0]["too-large"].is_string() && answer["kv"][1].is_null(),
        "{answer}"
    );
    assert!(answer["kv"][2]["too-large"].is_string(), "{answer}");
}

#[tokio::test]
async fn a_plugin_that_does_not_ask_costs_nothing() {
    let memory = Arc::new(Memory::default());
    let options = LoadOptions {
        grants: Grants {
            kv: true,
            ..Grants::default()
        },
        values: Arc::clone(&memory) as _,
        ..LoadOptions::default()
    };
    let channel = load_with("echo-outbox", options).await.unwrap();
    sent(&channel, "Hello").await;
    assert_eq!(memory.loads.load(Ordering::Relaxed), 0);
    let answer = channel.send(&dispatch("count")).await;
    assert!(
        answer
            .unwrap_err()
            .to_string()
            .contains("describe asks for it")
    );
}

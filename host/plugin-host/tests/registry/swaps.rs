//! Named plugins: taken, swapped, refused, rolled back.

use std::{fs, sync::Arc};

use frontdesk_core::{ChannelId, Name, ThreadId, Timestamp};
use frontdesk_engine::ports::{
    ContactSession, FrameFault, PluginAdmin as _, PluginRefusal, PluginState, ReceiveFault,
    SocketChannel, WebhookCall, WebhookChannel as _,
};
use frontdesk_plugin_host::{Desired, Rules, Swap};

use crate::site::{Site, component, version};

async fn answers(channel: &dyn SocketChannel) -> bool {
    let answer = channel.frame(&session(), "nonsense", Timestamp(1)).await;
    matches!(answer, Err(FrameFault::Refused { .. }))
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_watches_hears_of_versions_and_of_faults() {
    let site = Site::new();
    let mut changes = site.registry.changes().expect("it tells");
    site.put(&component("trap"));
    site.apply("{}").await.expect("is taken");
    changes.changed().await.expect("a new plugin");
    let slot = site.registry.slot("shop").expect("is there");
    assert!(!answers(&*slot).await && !changes.has_changed().expect("it lives"));
    let session = session();
    for _ in 0..2 {
        let failed = slot.frame(&session, "panic", Timestamp(1)).await;
        assert!(matches!(failed, Err(FrameFault::Component(_))));
        changes.changed().await.expect("a fault");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_s_call_is_shown_and_makes_no_plugin_look_ill() {
    let site = Site::running("denied").await;
    let slot = site.registry.slot("shop").expect("is there");
    let call = WebhookCall {
        method: "POST".to_owned(),
        url: "https://desk.example/hook".to_owned(),
        query: Vec::new(),
        headers: Vec::new(),
        body: b"not what a provider says".to_vec(),
        at: Timestamp(1_000),
    };
    let refused = slot.receive(&call).await;
    assert!(
        matches!(refused, Err(ReceiveFault::Invalid(_))),
        "{refused:?}"
    );
    let status = site.status();
    assert_eq!(status.state, PluginState::Running);
    assert_eq!(status.last_error.expect("is shown").stage, "invalid");
}

fn session() -> ContactSession {
    ContactSession {
        channel: ChannelId(Name::new("shop").expect("a name")),
        thread: ThreadId::new("vis_1").expect("a thread"),
        locale: "en".to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_file_is_taken_locked_and_swapped_when_it_changes() {
    let site = Site::new();
    site.put(&component("webchat"));
    let swaps = site.apply("{}").await.expect("is taken");
    assert!(matches!(swaps.as_slice(), [Swap::Added { name, .. }] if name == "shop"));
    assert!(site.apply("{}").await.expect("is the same").is_empty());
    let first = site.digest();
    let slot = site.registry.slot("shop").expect("is there");
    let before = slot.plugin();

    site.put(&version("webchat", 1));
    let swaps = site.apply("{}").await.expect("is taken");
    assert!(
        matches!(swaps.as_slice(), [Swap::Swapped { .. }]),
        "{swaps:?}"
    );
    assert_eq!(site.status().generation, 2);
    assert_ne!(site.digest(), first);
    let again = site.registry.slot("shop").expect("is there");
    assert!(
        Arc::ptr_eq(&slot, &again),
        "who holds the name needs not know"
    );
    assert!(!Arc::ptr_eq(&before, &slot.plugin()));
    assert!(
        answers(&*before).await,
        "whoever has the old one finishes on it"
    );
    assert!(answers(&*slot).await);
    let lock = fs::read_to_string(site.path("plugins.lock")).expect("is written");
    assert!(
        lock.contains(&first) && lock.contains(&site.digest()),
        "{lock}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_settings_are_refused_with_the_old_ones_in_force() {
    let site = Site::running("webchat").await;
    let refused = site.apply(r#"{"no_such_setting":1}"#).await;
    let error = refused.expect_err("is refused").to_string();
    assert!(
        error.contains("shop") && error.contains("no_such_setting"),
        "{error}"
    );
    let status = site.status();
    assert_eq!(
        (status.generation, status.state),
        (1, PluginState::Degraded)
    );
    assert!(status.last_error.is_some());
    site.apply("{}").await.expect("is as it was");
    assert_eq!(site.status().state, PluginState::Running);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_version_is_refused_and_the_old_one_serves_on() {
    let site = Site::running("webchat").await;
    let digest = site.digest();
    for (wasm, why) in [
        (b"not wasm".to_vec(), "not WebAssembly"),
        (component("trap"), "\"trap\""),
        (component("fragile"), "rubbish must be refused"),
        (component("wrong-imports"), "imports"),
        (component("echo-outbox"), "\"echo-outbox\""),
    ] {
        site.put(&wasm);
        let error = site.apply("{}").await.expect_err("is refused").to_string();
        assert!(error.contains(why), "{error}");
        let status = site.status();
        assert_eq!(
            (status.component.digest, status.generation),
            (digest.clone(), 1)
        );
        assert!(
            status
                .last_error
                .is_some_and(|error| error.message.contains(why))
        );
    }
    let slot = site.registry.slot("shop").expect("is there");
    assert!(answers(&*slot).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rollback_puts_back_what_ran_and_stays_until_the_file_changes() {
    let mut site = Site::running("webchat").await;
    let first = site.digest();
    let refused = site.registry.rollback("shop").await;
    assert!(
        matches!(refused, Err(PluginRefusal::NoEarlier(_))),
        "{refused:?}"
    );
    site.put(&version("webchat", 1));
    site.apply("{}").await.expect("is taken");
    let second = site.digest();

    site.registry.rollback("shop").await.expect("goes back");
    assert_eq!(
        (site.digest(), site.status().generation),
        (first.clone(), 3)
    );
    assert!(site.apply("{}").await.expect("stays").is_empty());
    site.reopen();
    site.apply("{}").await.expect("starts");
    assert_eq!(site.digest(), first, "a restart does not undo it");

    site.registry.rollback("shop").await.expect("goes forth");
    assert_eq!(site.digest(), second);
    site.registry.rollback("shop").await.expect("and back");
    site.put(&version("webchat", 2));
    site.apply("{}").await.expect("a third version is taken");
    assert!(site.digest() != first && site.digest() != second);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_survives_a_file_that_is_gone_or_broken() {
    let mut site = Site::running("webchat").await;
    let digest = site.digest();
    for broken in [Some(b"not wasm"), None] {
        match broken {
            Some(wasm) => site.put(wasm),
            None => fs::remove_file(site.file()).expect("was there"),
        }
        site.reopen();
        site.apply("{}").await.expect("the kept copy runs");
        let status = site.status();
        assert_eq!(status.component.digest, digest);
        assert_eq!(status.state, PluginState::Degraded);
        assert!(status.last_error.is_some(), "and says why");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_strict_lock_runs_only_what_it_names() {
    let mut site = Site::new();
    site.put(&component("webchat"));
    let refused = site.apply_strictly().await;
    let error = refused.expect_err("is not locked").to_string();
    assert!(error.contains("frontdesk plugin lock shop"), "{error}");
    site.apply("{}").await.expect("is taken and locked");
    let digest = site.digest();
    site.put(&version("webchat", 1));
    site.reopen();
    site.apply_strictly().await.expect("the locked copy runs");
    assert_eq!(site.digest(), digest);
    let error = site.status().last_error.expect("is said");
    assert!(error.message.contains("plugins.lock"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_is_a_new_generation_and_strangers_are_unknown() {
    let site = Site::running("webchat").await;
    let status = site.registry.restart("shop").await.expect("starts");
    assert_eq!((status.generation, status.faults), (2, 0));
    let unknown = PluginRefusal::Unknown("nobody".to_owned());
    assert_eq!(site.registry.restart("nobody").await, Err(unknown));
    assert!(site.registry.logs("shop", 0, 10).is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_at_once_are_made_one_after_the_other() {
    let site = Site::running("webchat").await;
    let (one, two, three) = tokio::join!(
        site.registry.restart("shop"),
        site.registry.restart("shop"),
        site.apply("{}"),
    );
    one.expect("starts");
    two.expect("starts");
    three.expect("is the same");
    assert_eq!(site.status().generation, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_prepared_and_dropped_never_was_and_what_is_not_wanted_goes() {
    let site = Site::new();
    site.put(&component("webchat"));
    let desired = site.desired("{}", Rules::default());
    drop(site.registry.prepare(desired).await.expect("could be"));
    assert!(site.registry.list().is_empty());
    assert!(!site.path("plugins.lock").exists());
    site.apply("{}").await.expect("is taken");
    let swaps = site.registry.apply(Desired::default()).await.expect("goes");
    assert!(matches!(swaps.as_slice(), [Swap::Removed { .. }]));
    assert!(site.registry.slot("shop").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plugin_can_be_called_by_hand() {
    let site = Site::running("echo-outbox").await;
    let slot = site.registry.slot("shop").expect("is there");
    let none = serde_json::json!({});
    let told = slot.call("describe", &none).await.expect("answers");
    assert_eq!(told["id"], "echo-outbox");
    let message = serde_json::json!({"thread": "+49", "text": "Hello"});
    let sent = slot.call("send", &message).await.expect("is sent");
    assert_eq!(sent["provider_ids"][0], "echo-call.1-1");
    for (function, argument) in [("dance", &none), ("send", &none), ("frame", &none)] {
        assert!(slot.call(function, argument).await.is_err(), "{function}");
    }
}

//! What is not granted is a typed denial, for every subset of grants, and never a fault.

use std::{collections::BTreeSet, sync::Arc};

use frontdesk_engine::ports::{PluginValue, PluginValues, ValueChange, ValuesFault};
use frontdesk_plugin_host::{Grants, LoadOptions, SecretUse, Stage};
use serde_json::{Value, json};

use crate::{
    ask::{TOKEN, ask, asker, asker_with, patterns, secret, talk},
    harness::component,
    peer::{Peer, networked, ok},
};

/// Values that nothing is ever kept in.
struct Nothing;

#[async_trait::async_trait]
impl PluginValues for Nothing {
    async fn load(
        &self,
        _: &str,
        _: frontdesk_core::Timestamp,
    ) -> Result<Vec<PluginValue>, ValuesFault> {
        Ok(Vec::new())
    }

    async fn keep(&self, _: &str, _: Vec<ValueChange>) -> Result<(), ValuesFault> {
        Ok(())
    }
}

/// Everything that can be granted, one bit each.
const BITS: u32 = 8;

struct Granted {
    first_host: bool,
    second_host: bool,
    private_networks: bool,
    kv: bool,
    send: bool,
    verify: bool,
    hmac: bool,
    secret_host: bool,
}

impl Granted {
    fn of(bits: u32) -> Self {
        let bit = |n: u32| bits & (1 << n) != 0;
        Self {
            first_host: bit(0),
            second_host: bit(1),
            private_networks: bit(2),
            kv: bit(3),
            send: bit(4),
            verify: bit(5),
            hmac: bit(6),
            secret_host: bit(7),
        }
    }

    fn options(&self, first: &str, second: &str) -> LoadOptions {
        let mut hosts = Vec::new();
        hosts.extend(self.first_host.then_some(first));
        hosts.extend(self.second_host.then_some(second));
        let uses = [
            (self.send, SecretUse::Send),
            (self.verify, SecretUse::Verify),
            (self.hmac, SecretUse::Hmac),
        ];
        let uses: BTreeSet<_> = uses
            .into_iter()
            .filter_map(|(is_granted, used)| is_granted.then_some(used))
            .collect();
        let secret_hosts: &[&str] = if self.secret_host { &[first] } else { &[] };
        let mut token = secret(TOKEN, secret_hosts, &[]);
        token.uses = uses;
        LoadOptions {
            grants: Grants {
                hosts: patterns(&hosts),
                private_networks: self.private_networks,
                kv: self.kv,
                secrets: [("token".to_owned(), token)].into(),
            },
            settings_json: json!({ "kv": self.kv }).to_string(),
            values: Arc::new(Nothing),
            ..LoadOptions::default()
        }
    }

    /// Which of the script's steps must be denied, and no other.
    fn denials(&self) -> Value {
        let first = !(self.first_host && self.private_networks);
        let second = !(self.second_host && self.private_networks);
        json!({
            "kv": [!self.kv, !self.kv, !self.kv],
            "secrets": [!self.hmac, !self.verify, !self.verify],
            // Plain; with the secret; the secret to the other host, where it may never go.
            "rounds": [[first, first || !self.send || !self.secret_host, second, true]],
        })
    }
}

fn denials(answer: &Value) -> Value {
    let is_denied = |answer: &Value| answer.get("denied").is_some();
    let all =
        |list: &Value| -> Vec<bool> { list.as_array().unwrap().iter().map(is_denied).collect() };
    json!({
        "kv": all(&answer["kv"]),
        "secrets": all(&answer["secrets"]),
        "rounds": [all(&answer["rounds"][0])],
    })
}

#[tokio::test]
async fn every_subset_of_grants_denies_what_is_not_in_it_and_nothing_else() {
    let (first, second) = (
        Peer::plain(|_| ok("1")).await,
        Peer::plain(|_| ok("2")).await,
    );
    let (first, second) = (first.loopback(), second.loopback());
    let script = json!({
        "kv": [["set", "a", "b"], ["get", "a"], ["delete", "a"]],
        "secrets": [["hmac", "token", "m"], ["verify", "token", "m"], ["equals", "token", "x"]],
        "rounds": [[
            { "url": first },
            { "url": first, "auth": "bearer token" },
            { "url": second },
            { "url": second, "auth": "bearer token" },
        ]],
    });
    for bits in 0..1 << BITS {
        let granted = Granted::of(bits);
        let asker = asker(granted.options(&first, &second)).await;
        let answer = ask(&asker, script.clone()).await;
        assert_eq!(denials(&answer), granted.denials(), "{bits:08b}: {answer}");
        assert_eq!(asker.health().faults_total, 0, "{bits:08b}");
    }
}

#[tokio::test]
async fn a_denial_says_what_would_grant_it() {
    let asker = asker_with(Grants::default()).await;
    let answer = ask(
        &asker,
        json!({
            "kv": [["get", "a"]],
            "secrets": [["hmac", "token", "m"], ["equals", "a\nb", "m"]],
            "rounds": [[{ "url": "https://api.example.com/people?email=ann@example.com" }]],
        }),
    )
    .await;
    let reason = |pointer: &str| answer.pointer(pointer).unwrap()["denied"].as_str().unwrap();
    assert_eq!(
        reason("/rounds/0/0"),
        "https://api.example.com is not granted: [connector.asker.grants] hosts = \
         [\"https://api.example.com\"]",
        "the path, which may be about a contact, is not told",
    );
    assert!(reason("/kv/0").contains("[connector.asker.grants] kv = true"));
    assert!(reason("/secrets/0").contains("[connector.asker.secrets] token"));
    assert!(!reason("/secrets/1").contains('\n'));
}

#[tokio::test]
async fn a_component_that_asks_for_more_than_is_granted_is_not_loaded() {
    let settings = json!({
        "hosts": ["https://api.example.com", "{base_url}"],
        "base_url": "https://crm.example.org/api",
        "secrets": ["token"],
        "kv": true,
    });
    let options = LoadOptions {
        settings_json: settings.to_string(),
        ..LoadOptions::default()
    };
    let error = networked()
        .load("crm", component("asker"), options)
        .await
        .expect_err("nothing is granted");
    assert_eq!(error.stage, Stage::Grants);
    for part in [
        "[connector.crm.grants]\nhosts = [\"https://api.example.com\", \"https://crm.example.org\"]",
        "kv = true",
        "[connector.crm.secrets]\ntoken = { env = \"CRM_TOKEN\"",
    ] {
        assert!(error.reason.contains(part), "{part} in {error}");
    }
}

#[tokio::test]
async fn random_bytes_and_the_time_are_the_operations_own() {
    let asker = asker_with(Grants::default()).await;
    let draw = async |reference: &str| {
        let script = talk(json!({ "random": 16 }).to_string());
        let actions = asker.turn(&script, reference).await.unwrap();
        format!("{actions:?}")
    };
    let first = draw("cnv_1.1").await;
    assert_eq!(first, draw("cnv_1.1").await);
    assert_ne!(first, draw("cnv_1.2").await);
}

//! A token that cannot be renewed, as an operator sees it.

use std::{collections::BTreeSet, fs};

use frontdesk_engine::ports::{PluginAdmin as _, PluginState};
use frontdesk_plugin_host::{
    GrantType, Grants, HostPattern, Renewal, Rules, SecretGrant, SecretUse, SecretValue,
    connector::bot::{Author, Line, Talk},
};

use crate::site::{Site, component};

/// Where nobody listens.
const NOWHERE: &str = "http://127.0.0.1:1";

fn grants() -> Grants {
    let host = HostPattern::parse(NOWHERE).expect("a host");
    let token = SecretGrant {
        value: SecretValue::new(*b"refresh-0"),
        hosts: vec![host.clone()],
        uses: BTreeSet::from([SecretUse::Send]),
        renewal: Some(Renewal {
            url: format!("{NOWHERE}/token"),
            client_id: "app".to_owned(),
            grant: GrantType::RefreshToken {
                client_secret: None,
            },
        }),
    };
    Grants {
        hosts: vec![host],
        private_networks: true,
        kv: false,
        secrets: [("token".to_owned(), token)].into(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_cannot_be_renewed_is_the_plugins_state_and_its_last_error() {
    let site = Site::new();
    fs::write(site.file(), component("asker")).expect("is written");
    let mut desired = site.desired("{}", Rules::default());
    for spec in &mut desired.plugins {
        spec.is_channel = false;
        spec.grants = grants();
    }
    site.registry.apply(desired).await.expect("is taken");
    let status = site.status();
    assert_eq!(
        (status.state, &status.last_error),
        (PluginState::Running, &None)
    );
    let renewed = format!("it is renewed at {NOWHERE}/token");
    assert!(status.grants.iter().any(|it| it.ends_with(&renewed)));

    let mut changes = site.registry.changes().expect("it tells");
    let slot = site.registry.slot("shop").expect("is there");
    let script = format!(r#"{{"rounds":[[{{"url":"{NOWHERE}","auth":"bearer token"}}]]}}"#);
    let talk = Talk {
        id: "cnv_1".into(),
        channel: "shop".into(),
        locale: "en".into(),
        card: Vec::new(),
        lines: vec![Line {
            at: 0.0,
            author: Author::Contact,
            text: script,
        }],
        variables: Vec::new(),
    };
    slot.plugin()
        .turn(&talk, "cnv_1.1")
        .await
        .expect("an answer");
    changes.changed().await.expect("the trouble is told");
    let status = site.status();
    assert_eq!(status.state, PluginState::Degraded);
    let trouble = status.last_error.expect("is shown");
    assert_eq!(trouble.stage, "renewing a token");
    let says = "the secret \"token\" could not be renewed: 127.0.0.1: no connection";
    assert!(trouble.message.starts_with(says), "{}", trouble.message);
}

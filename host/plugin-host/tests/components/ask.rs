//! Short ways to have the component `asker` try things.

use std::{collections::BTreeSet, sync::Arc};

use frontdesk_plugin_host::{
    Grants, HostPattern, LoadOptions, Plugin, SecretGrant, SecretUse, SecretValue,
    connector::bot::{Action, Author, Line, Talk},
};
use serde_json::{Value, json};

use crate::{harness::component, peer::networked};

pub(crate) const TOKEN: &str = "tok-3f9a1c77";

pub(crate) fn patterns(texts: &[&str]) -> Vec<HostPattern> {
    let texts = texts.iter();
    texts
        .map(|text| HostPattern::parse(text).unwrap())
        .collect()
}

pub(crate) fn secret(value: &str, hosts: &[&str], uses: &[SecretUse]) -> SecretGrant {
    SecretGrant {
        value: SecretValue::new(value.as_bytes()),
        hosts: patterns(hosts),
        uses: uses.iter().copied().collect::<BTreeSet<_>>(),
        renewal: None,
    }
}

/// These hosts, private ones too, and a secret `token` that may be sent to `token_hosts`.
pub(crate) fn grants(hosts: &[&str], token_hosts: &[&str]) -> Grants {
    Grants {
        hosts: patterns(hosts),
        private_networks: true,
        kv: false,
        secrets: [(
            "token".to_owned(),
            secret(TOKEN, token_hosts, &[SecretUse::Send]),
        )]
        .into(),
    }
}

pub(crate) async fn asker(options: LoadOptions) -> Arc<Plugin> {
    let host = networked();
    host.load("asker", component("asker"), options)
        .await
        .expect("is loaded")
}

pub(crate) async fn asker_with(grants: Grants) -> Arc<Plugin> {
    asker(LoadOptions {
        grants,
        ..LoadOptions::default()
    })
    .await
}

pub(crate) fn talk(text: String) -> Talk {
    Talk {
        id: "cnv_1".into(),
        channel: "shop".into(),
        locale: "en".into(),
        card: Vec::new(),
        lines: vec![Line {
            at: 0.0,
            author: Author::Contact,
            text,
        }],
        variables: Vec::new(),
    }
}

/// What came of a script.
pub(crate) async fn ask(asker: &Plugin, script: Value) -> Value {
    let actions = asker.turn(&talk(script.to_string()), "cnv_1.1").await;
    match actions.expect("an answer").as_slice() {
        [Action::Say(text)] => serde_json::from_str(text).expect("JSON"),
        other => panic!("{} actions", other.len()),
    }
}

/// What came of one request.
pub(crate) async fn fetch(asker: &Plugin, request: Value) -> Value {
    ask(asker, json!({ "rounds": [[request]] })).await["rounds"][0][0].take()
}

/// The reason of a denial.
pub(crate) fn denied(answer: &Value) -> &str {
    answer["denied"]
        .as_str()
        .unwrap_or_else(|| panic!("not denied: {answer}"))
}

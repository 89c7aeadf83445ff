//! Components built against each version of the contract, as they were built then: they run.

use std::{fs, path::Path};

use frontdesk_core::{Content, Message};
use frontdesk_engine::ports::{
    ChannelFeatures, Dispatch, FileFault, Outbound as _, SendFault, WebhookChannel as _,
};
use frontdesk_plugin_host::{
    ComponentSource, Grants, Kind, LoadOptions, SecretUse,
    connector::crm::{FindPeople, Lookup, Operation, Outcome},
};
use serde_json::json;

use crate::{
    ask::{TOKEN, grants, secret},
    outbound::dispatch,
    peer::{Peer, networked, ok},
    webhook::{call, texts},
};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../plugins/wit/fixtures");

#[tokio::test]
async fn a_connector_built_against_0_1_finds_people() {
    let file = Path::new(FOLDER).join("v0.1-crm.wasm");
    let answer = json!({ "items": [{ "id": "p1", "name": "Ann", "email": "ann@example.com" }] });
    let peer = Peer::plain(move |_| ok(&answer.to_string())).await;
    let options = LoadOptions {
        settings_json: json!({ "base_url": peer.loopback() }).to_string(),
        grants: grants(&[&peer.loopback()], &[&peer.loopback()]),
        ..LoadOptions::default()
    };
    let crm = networked()
        .load("old", ComponentSource::Path(file), options)
        .await
        .expect("is loaded");
    assert_eq!(crm.descriptor().kind, Kind::Crm);
    let find = Operation::Find(FindPeople {
        what: Lookup::Email("ann@example.com".into()),
        cursor: None,
    });
    let outcome = crm.run(&find, "cnv_1").await.expect("people");
    let Outcome::People(people) = outcome else {
        panic!("no people");
    };
    assert_eq!(people.items[0].name.as_deref(), Some("Ann"));
    let seen = peer.seen().remove(0);
    assert!(seen.contains(TOKEN), "{seen}");
}

#[tokio::test]
async fn a_channel_built_against_0_1_takes_calls_and_sends() {
    let file = Path::new(FOLDER).join("v0.1-channel.wasm");
    let secret = secret("app-secret", &[], &[SecretUse::Verify]);
    let options = LoadOptions {
        grants: Grants {
            secrets: [("app_secret".to_owned(), secret)].into(),
            ..Grants::default()
        },
        ..LoadOptions::default()
    };
    let channel = networked()
        .load("old", ComponentSource::Path(file), options)
        .await
        .expect("is loaded");
    assert_eq!(*channel.features(), ChannelFeatures::default());
    let call = call(&json!({"events": [{"id": "m1", "from": "+49170", "text": "Hello"}]}));
    let inbound = channel.receive(&call).await.expect("is taken");
    assert_eq!(texts(&inbound.events), [("m1", "Hello")]);
    let receipt = channel.send(&dispatch("Hi")).await.expect("is sent");
    assert_eq!(receipt.provider_ids, ["echo-cnv_17.4-2"]);
    let template = Dispatch {
        message: Message {
            content: Content::Template {
                text: "Hello".into(),
                name: "hello".into(),
                language: "en".into(),
                values: Vec::new(),
            },
            ..dispatch("").message
        },
        ..dispatch("")
    };
    let refused = channel.send(&template).await;
    assert!(
        matches!(refused, Err(SendFault::Permanent { .. })),
        "{refused:?}"
    );
    let file = channel.file("x", 10).await;
    assert_eq!(file, Err(FileFault::NotThere));
}

/// A version that has a folder has a component that shows that it still runs.
#[test]
fn every_version_of_the_contract_has_its_fixture() {
    for entry in fs::read_dir(Path::new(FOLDER).join("..")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let is_version = name.starts_with('v') && name.contains('.');
        let fixture = Path::new(FOLDER).join(format!("{name}-channel.wasm"));
        assert!(!is_version || fixture.is_file(), "{name} has no fixture");
    }
}

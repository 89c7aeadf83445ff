//! Components built against each version of the contract, as they were built then: they run.

use std::{fs, path::Path};

use frontdesk_plugin_host::{
    ComponentSource, Kind, LoadOptions,
    connector::crm::{FindPeople, Lookup, Operation, Outcome},
};
use serde_json::json;

use crate::{
    ask::{TOKEN, grants},
    peer::{Peer, networked, ok},
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

/// A version that has a folder has a component that shows that it still runs.
#[test]
fn every_version_of_the_contract_has_its_fixture() {
    for entry in fs::read_dir(Path::new(FOLDER).join("..")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let is_version = name.starts_with('v') && name.contains('.');
        let fixture = Path::new(FOLDER).join(format!("{name}-crm.wasm"));
        assert!(!is_version || fixture.is_file(), "{name} has no fixture");
    }
}

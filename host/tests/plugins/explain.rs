//! `frontdesk explain`, asked of a gateway with one conversation that waits and one that is over.

use std::fs;

use frontdesk_config::Layers;
use frontdesk_core::{
    ContactCard, ConversationId, Delivery, Effect, Floor, Input, ThreadId, Timestamp,
};
use frontdesk_store::{Batch, SledOptions, SledStore, Store as _, records};
use serde_json::Value;

use crate::site::{BASE, Site, WEB};

/// As the gateway would have kept it: one contact waits, and one gave up.
fn remember(site: &Site, config: &str) {
    let layers = Layers {
        name: "frontdesk.toml",
        text: config,
        ..Layers::default()
    };
    let plan = layers.load().unwrap().routing_plan(|_| Delivery::Stream);
    let now = Timestamp(1_769_851_800_000);
    let mut floor = Floor::new(plan, now).unwrap();
    let comes = |thread: &str| Input::ConversationOpened {
        channel: "web".parse().unwrap(),
        thread: ThreadId(thread.into()),
        contact: ContactCard::default(),
        first_message: None,
    };
    let leaves = Input::ContactEnded {
        conversation: ConversationId::new(2).unwrap(),
    };
    let mut batch = Batch::new();
    for input in [comes("visitor-1"), comes("visitor-2"), leaves] {
        for effect in floor.apply(now, input).unwrap() {
            if let Effect::Save(record) = effect {
                records::stage_record(&mut batch, &record).unwrap();
            }
        }
    }
    let folder = site.path("state/store");
    fs::create_dir_all(&folder).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(async {
        let store = SledStore::open(SledOptions::new(folder)).await.unwrap();
        store.commit(batch).await.unwrap();
        store.close().await;
    });
}

#[test]
fn explain_says_where_a_conversation_is_and_what_stands_between_it_and_each_agent() {
    let config = format!("{BASE}{WEB}");
    let mut site = Site::new(&config);
    remember(&site, &config);
    site.start();
    let said = site.tell(&["explain", "cnv_1"]);
    let mut lines = said.lines();
    let first = lines.next().unwrap();
    assert_eq!(first, "cnv_1: queued in queue sales, place 1 in line");
    let agent: Vec<&str> = lines.next_back().unwrap().split("  ").collect();
    assert_eq!(agent.first(), Some(&"ana"), "{said}");
    assert!(agent.last().unwrap().contains("not available"), "{said}");

    let json: Value = serde_json::from_str(&site.tell(&["explain", "cnv_1", "--json"])).unwrap();
    assert_eq!(json["conversation"], "cnv_1");
    assert_eq!(json["candidates"][0]["verdict"], "not_available");

    let said = site.refused(&["explain", "cnv_2"]);
    assert!(said.contains("cnv_2 is closed"), "{said}");
    let said = site.refused(&["explain", "cnv_9"]);
    assert!(said.contains("there is no conversation cnv_9"), "{said}");
    let wrong = site.run(&["explain", "17"]);
    assert_eq!(wrong.status.code(), Some(2));
    let said = String::from_utf8_lossy(&wrong.stderr);
    assert!(said.contains("looks like cnv_17"), "{said}");
}

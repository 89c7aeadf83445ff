//! Waiting conversations for those who take them by hand, and who could be given one.

use frontdesk_core::{Span, Strategy};
use serde_json::{Value, json};

use crate::testing::Gateway;

const WAITING: &str = "/api/v1/conversations?scope=waiting";

/// A contact who waits; answers their conversation.
async fn comes(gateway: &Gateway, name: &str) -> Value {
    let cookie = gateway.sign_in("sam").await;
    let (mut sam, _) = gateway.console(&cookie).await;
    let (mut visitor, _, _) = gateway.visitor(json!({})).await;
    let start = json!({"t": "start", "id": "s", "name": name, "text": "help"});
    visitor.say(&start).await;
    let opened = sam.event("floor_conversation_changed").await;
    opened["event"]["conversation"]["id"].clone()
}

fn names(page: &Value) -> Vec<&str> {
    let items = page["items"].as_array().unwrap().iter();
    items
        .map(|it| it["contact"]["name"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn who_may_take_by_hand_sees_who_waits_the_longest_first_and_others_see_nobody() {
    let gateway = Gateway::with(|set| {
        let bea = set.plan.agents.get_mut(&"bea".parse().unwrap());
        bea.unwrap().may_pick = true;
    })
    .await;
    let first = comes(&gateway, "Vi").await;
    gateway.clock.advance(Span::seconds(5));
    comes(&gateway, "Wu").await;
    let bea = gateway.sign_in("bea").await;
    let page = gateway.get(WAITING, Some(&bea)).await.json();
    assert_eq!(names(&page), ["Vi", "Wu"]);
    let ann = gateway.sign_in("ann").await;
    let page = gateway.get(WAITING, Some(&ann)).await.json();
    assert_eq!(page["items"], json!([]));

    let (mut console, snapshot) = gateway.console(&bea).await;
    assert_eq!(snapshot["snapshot"]["queues"][0]["by_hand"], false);
    let take = json!({"kind": "take_conversation", "conversation": first});
    assert_eq!(console.command("t", take).await["kind"], "done");
    let page = gateway.get(WAITING, Some(&bea)).await.json();
    assert_eq!(names(&page), ["Wu"]);
}

#[tokio::test]
async fn a_queue_that_asks_nobody_shows_who_waits_to_all_its_agents() {
    let gateway = Gateway::with(|set| {
        let sales = set.plan.queues.get_mut(&"sales".parse().unwrap());
        sales.unwrap().strategy = Strategy::Pull;
    })
    .await;
    comes(&gateway, "Vi").await;
    let ann = gateway.sign_in("ann").await;
    let page = gateway.get(WAITING, Some(&ann)).await.json();
    assert_eq!(names(&page), ["Vi"]);
    let (_ann, snapshot) = gateway.console(&ann).await;
    assert_eq!(snapshot["snapshot"]["queues"][0]["by_hand"], true);
}

#[tokio::test]
async fn who_holds_a_conversation_sees_by_name_who_could_be_given_it() {
    let gateway = Gateway::start().await;
    let conversation = gateway.held_by("ann").await;
    let ann = gateway.sign_in("ann").await;
    let path = format!("/api/v1/conversations/{conversation}/explanation");
    let explained = gateway.get(&path, Some(&ann)).await.json();
    let bea = explained["candidates"].as_array().unwrap().iter();
    let bea = bea.clone().find(|it| it["agent"] == "bea").unwrap();
    assert_eq!(
        (&bea["name"], &bea["verdict"]),
        (&json!("Bea"), &json!("not_available"))
    );
}

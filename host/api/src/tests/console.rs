//! A console's side: snapshots, supervisors, requeue, capacity.

use serde_json::json;

use crate::testing::Gateway;

#[tokio::test]
async fn an_agent_sees_the_own_desk_and_a_supervisor_the_floor() {
    let gateway = Gateway::start().await;
    let conversation = gateway.held_by("ann").await;
    let cookie = gateway.sign_in("bea").await;
    let (_bea, snapshot) = gateway.console(&cookie).await;
    let snapshot = &snapshot["snapshot"];
    assert_eq!(snapshot["conversations"], json!([]));
    assert_eq!(snapshot["floor"], json!(null));
    assert_eq!(snapshot["queues"][0]["title"], "Sales");
    assert_eq!(snapshot["queues"].as_array().unwrap().len(), 1);
    assert_eq!(snapshot["away_reasons"], json!(["lunch"]));

    let cookie = gateway.sign_in("sam").await;
    let (_sam, snapshot) = gateway.console(&cookie).await;
    let snapshot = &snapshot["snapshot"];
    assert_eq!(snapshot["queues"].as_array().unwrap().len(), 2);
    assert_eq!(
        snapshot["floor"]["conversations"][0]["id"],
        conversation.as_str()
    );
    let ann = &snapshot["floor"]["agents"][0];
    assert_eq!((&ann["id"], &ann["load"]), (&json!("ann"), &json!(1)));
}

#[tokio::test]
async fn a_supervisor_puts_a_conversation_back_and_everyone_concerned_sees_it() {
    let gateway = Gateway::start().await;
    let cookie = gateway.sign_in("ann").await;
    let (mut ann, _) = gateway.console(&cookie).await;
    let conversation = gateway.held_by("ann").await;
    let cookie = gateway.sign_in("sam").await;
    let (mut sam, _) = gateway.console(&cookie).await;
    let done = sam
        .command(
            "r",
            json!({"kind": "requeue_conversation", "conversation": conversation}),
        )
        .await;
    assert_eq!(done["kind"], "done");
    let removed = ann.event("conversation_removed").await;
    assert_eq!(removed["event"]["reason"], "requeued");
    let again = sam
        .command(
            "r2",
            json!({"kind": "close_conversation", "conversation": conversation}),
        )
        .await;
    assert_eq!(again["kind"], "done");
    let closed = sam.event("floor_conversation_closed").await;
    assert_eq!(closed["event"]["conversation"], conversation.as_str());
}

#[tokio::test]
async fn an_open_offer_follows_what_the_contact_says() {
    let gateway = Gateway::start().await;
    let cookie = gateway.sign_in("bea").await;
    let (mut bea, _) = gateway.console(&cookie).await;
    let available = json!({"kind": "set_presence", "presence": {"kind": "available"}});
    bea.command("1", available).await;
    let (mut visitor, ..) = gateway.visitor(json!({})).await;
    visitor
        .say(&json!({"t": "start", "id": "s", "name": "Vi"}))
        .await;
    let presented = bea.event("offer_presented").await["event"]["offer"].clone();
    assert_eq!(presented["preview"], json!(null));
    let long = "é".repeat(300);
    let mut shown = json!(null);
    for (id, text, preview) in [("a", "help", "help"), ("b", &*long, &"é".repeat(200))] {
        visitor
            .say(&json!({"t": "message", "id": id, "text": text}))
            .await;
        shown = bea
            .until(|f| {
                f["event"]["kind"] == "offer_changed" && f["event"]["offer"]["preview"] == preview
            })
            .await["event"]["offer"]
            .clone();
        assert_eq!(shown["id"], presented["id"]);
    }
    assert_eq!(shown["conversation"]["last_seq"], 2);
    let (_other, snapshot) = gateway.console(&cookie).await;
    assert_eq!(
        snapshot["snapshot"]["offers"],
        json!([shown]),
        "a console that comes later sees the same"
    );

    bea.command("2", json!({"kind": "accept_offer", "offer": shown["id"]}))
        .await;
    visitor
        .say(&json!({"t": "message", "id": "c", "text": "thanks"}))
        .await;
    let next = bea
        .until(|f| {
            ["offer_changed", "message_added"].contains(&f["event"]["kind"].as_str().unwrap_or(""))
        })
        .await;
    assert_eq!(next["event"]["message"]["content"]["text"], "thanks");
}

#[tokio::test]
async fn an_offer_shows_what_the_contact_said_last_however_it_came_about() {
    let gateway = Gateway::start().await;
    let cookie = gateway.sign_in("bea").await;
    let (mut bea, _) = gateway.console(&cookie).await;
    let available = json!({"kind": "set_presence", "presence": {"kind": "available"}});
    bea.command("1", available).await;
    let (mut visitor, ..) = gateway.visitor(json!({})).await;
    visitor
        .say(&json!({"t": "start", "id": "s", "name": "Vi", "text": "first"}))
        .await;
    let offer = bea.event("offer_presented").await["event"]["offer"].clone();
    bea.command("2", json!({"kind": "accept_offer", "offer": offer["id"]}))
        .await;
    visitor
        .say(&json!({"t": "message", "id": "m", "text": "second"}))
        .await;
    bea.event("message_added").await;
    let conversation = &offer["conversation"]["id"];
    bea.command(
        "3",
        json!({"kind": "send_message", "conversation": conversation, "text": "third"}),
    )
    .await;

    let supervisor = gateway.sign_in("sam").await;
    let (mut sam, _) = gateway.console(&supervisor).await;
    sam.command(
        "r",
        json!({"kind": "requeue_conversation", "conversation": conversation}),
    )
    .await;
    let again = bea.event("offer_presented").await["event"]["offer"].clone();
    assert_eq!(again["preview"], "second", "after it was put back");

    let gateway = Gateway::on(gateway.stop().await, |_| {}).await;
    let (_bea, snapshot) = gateway.console(&cookie).await;
    let offer = &snapshot["snapshot"]["offers"][0];
    assert_eq!(&offer["conversation"]["id"], conversation);
    assert_eq!(offer["preview"], "second", "after a restart");
}

#[tokio::test]
async fn events_are_numbered_without_a_gap() {
    let gateway = Gateway::start().await;
    let cookie = gateway.sign_in("sam").await;
    let (mut sam, snapshot) = gateway.console(&cookie).await;
    let mut seq = snapshot["cursor"]["seq"].as_u64().unwrap();
    gateway.held_by("bea").await;
    let mut seen = 0;
    while seen < 8 {
        let frame = sam.hear().await;
        if frame["kind"] == "event" {
            seq += 1;
            seen += 1;
            assert_eq!(frame["seq"], seq);
        }
    }
}

#[tokio::test]
async fn declining_needs_the_permission_and_away_needs_a_reason_that_is_listed() {
    let gateway = Gateway::start().await;
    let cookie = gateway.sign_in("ann").await;
    let (mut ann, _) = gateway.console(&cookie).await;
    for reason in ["missed_offer", "holiday", "", "a\0"] {
        let away = json!({"kind": "set_presence", "presence": {"kind": "away", "reason": reason}});
        let answer = ann.command("a", away).await;
        assert_eq!(answer["problem"]["code"], "unacceptable", "{reason:?}");
    }
    let away = json!({"kind": "set_presence", "presence": {"kind": "away", "reason": "lunch"}});
    assert_eq!(ann.command("b", away).await["kind"], "done");
    let available = json!({"kind": "set_presence", "presence": {"kind": "available"}});
    ann.command("c", available).await;
    let (mut visitor, ..) = gateway.visitor(json!({})).await;
    visitor
        .say(&json!({"t": "start", "id": "s", "name": "Vi"}))
        .await;
    let offer = ann.event("offer_presented").await["event"]["offer"]["id"].clone();
    let answer = ann
        .command("d", json!({"kind": "decline_offer", "offer": offer}))
        .await;
    assert_eq!(answer["problem"]["code"], "may_not_decline");
}

#[tokio::test]
async fn an_agent_with_many_messages_behind_gets_the_last_hundred() {
    let gateway = Gateway::start().await;
    let (mut visitor, ..) = gateway.visitor(json!({})).await;
    visitor
        .say(&json!({"t": "start", "id": "s", "name": "Vi"}))
        .await;
    for number in 1..=130 {
        let id = format!("m{number}");
        visitor
            .say(&json!({"t": "message", "id": id, "text": "x"}))
            .await;
        visitor.until(|f| f["t"] == "ack" && f["id"] == id).await;
    }
    let cookie = gateway.sign_in("bea").await;
    let (mut bea, _) = gateway.console(&cookie).await;
    let available = json!({"kind": "set_presence", "presence": {"kind": "available"}});
    bea.command("1", available).await;
    let offer = bea.event("offer_presented").await["event"]["offer"].clone();
    bea.say(&json!({"kind": "command", "id": "2",
                    "command": {"kind": "accept_offer", "offer": offer["id"]}}))
        .await;
    let added = bea.event("conversation_added").await;
    let messages = added["event"]["held"]["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 100);
    assert_eq!(
        (&messages[0]["seq"], &messages[99]["seq"]),
        (&json!(32), &json!(131))
    );
    let path = format!(
        "/api/v1/conversations/{}/messages?before=32&limit=20",
        offer["conversation"]["id"].as_str().unwrap()
    );
    let page = gateway.get(&path, Some(&cookie)).await.json();
    assert_eq!(
        (&page["items"][0]["seq"], &page["has_earlier"]),
        (&json!(12), &json!(true))
    );
    assert_eq!(page["has_later"], true);
}

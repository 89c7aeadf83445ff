//! Another configuration while the gateway runs.

use std::{collections::BTreeMap, sync::Arc};

use frontdesk_core::AgentPlan;
use frontdesk_wire::view::Role;
use serde_json::{Value, json};

use crate::{
    Account, ApiConfig, ApiError,
    testing::{self, Gateway, SHOP, provider::Provider},
};

/// The tests' configuration with something changed.
fn changed(change: impl FnOnce(&mut ApiConfig)) -> ApiConfig {
    let mut config = testing::config();
    change(&mut config);
    config
}

/// Adds somebody who serves `sales`.
fn hire(config: &mut ApiConfig, id: &str, role: Role) {
    let plan = AgentPlan {
        queues: vec!["sales".parse().unwrap()],
        capacity: 3,
        may_decline: false,
        ..AgentPlan::default()
    };
    config.plan.agents.insert(id.parse().unwrap(), plan);
    let account = Account {
        name: id.to_uppercase(),
        role,
        password_hash: None,
    };
    config.accounts.insert(id.parse().unwrap(), account);
}

fn dismiss(config: &mut ApiConfig, id: &str) {
    config.plan.agents.remove(&id.parse().unwrap());
    config.accounts.remove(&id.parse().unwrap());
}

fn available() -> Value {
    json!({"kind": "set_presence", "presence": {"kind": "available"}})
}

#[tokio::test]
async fn a_new_agent_signs_in_and_is_offered_what_waits() {
    let gateway = Gateway::start().await;
    let (mut visitor, ..) = gateway.visitor(json!({})).await;
    visitor
        .say(&json!({"t": "start", "id": "s", "text": "help"}))
        .await;
    visitor.until(|f| f["t"] == "ack").await;
    let config = changed(|config| hire(config, "fay", Role::Agent));
    gateway.api.reconfigure(config).await.unwrap();
    let cookie = gateway.sign_in("fay").await;
    let (mut console, snapshot) = gateway.console(&cookie).await;
    let me = &snapshot["snapshot"]["me"];
    assert_eq!((&me["name"], &me["capacity"]), (&json!("FAY"), &json!(3)));
    console.command("p", available()).await;
    let offer = console.event("offer_presented").await;
    let accept = json!({"kind": "accept_offer", "offer": offer["event"]["offer"]["id"]});
    console.command("a", accept).await;
    let state = visitor.until(|f| f["state"] == "assigned").await;
    assert_eq!(state["agent"], "FAY");
}

#[tokio::test]
async fn a_removed_agent_is_signed_out_and_cannot_come_back() {
    let gateway = Gateway::start().await;
    let cookie = gateway.sign_in("bea").await;
    let (mut console, _) = gateway.console(&cookie).await;
    gateway
        .api
        .reconfigure(changed(|config| dismiss(config, "bea")))
        .await
        .unwrap();
    console.event("signed_out").await;
    assert_eq!(console.closed().await, 4001);
    let answer = gateway.get("/api/v1/session", Some(&cookie)).await;
    assert_eq!(answer.code(), "not_signed_in");
    let sam = gateway.sign_in("sam").await;
    let agents = gateway.get("/api/v1/agents", Some(&sam)).await.json();
    let names: Vec<_> = agents["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| &a["id"])
        .collect();
    assert_eq!(names, ["ann", "eve", "sam"]);
}

#[tokio::test]
async fn consoles_are_shown_new_queues_titles_and_names_and_their_conversations_go_on() {
    let gateway = Gateway::start().await;
    let conversation = gateway.held_by("ann").await;
    let cookie = gateway.sign_in("ann").await;
    let (mut console, first) = gateway.console(&cookie).await;
    let config = changed(|config| {
        let queue = config.plan.queues.values().next().unwrap().clone();
        config.plan.queues.insert("vip".parse().unwrap(), queue);
        let ann = config.plan.agents.get_mut(&"ann".parse().unwrap()).unwrap();
        ann.queues.push("vip".parse().unwrap());
        config.queue_titles = BTreeMap::from([
            ("sales".parse().unwrap(), "Orders".to_owned()),
            ("vip".parse().unwrap(), "Very important".to_owned()),
        ]);
        config.away_reasons = vec!["training".to_owned()];
    });
    gateway.api.reconfigure(config).await.unwrap();
    let shown = console.until(|frame| frame["kind"] == "snapshot").await;
    let titles: Vec<_> = shown["snapshot"]["queues"]
        .as_array()
        .unwrap()
        .iter()
        .map(|queue| &queue["title"])
        .collect();
    assert_eq!(titles, ["Orders", "Very important"]);
    assert_eq!(shown["snapshot"]["away_reasons"], json!(["training"]));
    let held = &shown["snapshot"]["conversations"][0];
    assert_eq!(held["conversation"]["id"], conversation);
    // An old cursor does not skip the change; the new one goes on.
    let (_, old) = gateway.console_from(&cookie, first["cursor"].clone()).await;
    assert_eq!(old["kind"], "snapshot");
    let (_, new) = gateway.console_from(&cookie, shown["cursor"].clone()).await;
    assert_eq!(new["kind"], "resumed");
    let text = json!({"kind": "send_message", "conversation": conversation, "text": "still here"});
    let done = console.command("m", text).await;
    assert_eq!(done["kind"], "done", "{done}");
    let added = console.event("message_added").await;
    assert_eq!(added["event"]["message"]["content"]["text"], "still here");
}

#[tokio::test]
async fn a_new_channel_works_at_once_and_a_dropped_one_closes() {
    let gateway = Gateway::start().await;
    let path = "/api/v1/channels/news/socket";
    let origin = [("origin", SHOP)];
    assert_eq!(gateway.socket(path, &origin).await.err(), Some(404));
    let provider = Arc::<Provider>::default();
    let config = changed(|config| {
        let shop = config.plan.channels.values().next().unwrap().clone();
        let news: frontdesk_core::ChannelId = "news".parse().unwrap();
        config.plan.channels.insert(news.clone(), shop);
        config.channels.insert(news, testing::channel());
        config.plan.channels.remove(&"blog".parse().unwrap());
        config.channels.remove(&"blog".parse().unwrap());
        provider.join(config);
    });
    let mut blog = gateway
        .socket("/api/v1/channels/blog/socket", &origin)
        .await
        .unwrap();
    let hello = json!({"t": "hello", "v": 1, "token": null, "conversation": null, "after": 0,
                       "locale": "en"});
    blog.say(&hello).await;
    blog.until(|frame| frame["t"] == "state").await;
    gateway.api.reconfigure(config).await.unwrap();
    assert_eq!(blog.closed().await, 1001);
    let mut news = gateway.socket(path, &origin).await.unwrap();
    news.say(&hello).await;
    news.say(&json!({"t": "start", "id": "s", "text": "hi"}))
        .await;
    news.until(|frame| frame["t"] == "ack").await;
    let call = json!({"events": [{"id": "m1", "thread": "+44", "text": "hello"}]}).to_string();
    let answer = gateway
        .post("/api/v1/channels/sms/webhook", None, &call)
        .await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn a_refused_plan_leaves_everything_as_it_was() {
    let gateway = Gateway::start().await;
    let conversation = gateway.held_by("ann").await;
    let cookie = gateway.sign_in("ann").await;
    let (mut console, _) = gateway.console(&cookie).await;
    for change in [
        // She holds a conversation.
        (|config: &mut ApiConfig| dismiss(config, "ann")) as fn(&mut ApiConfig),
        |config| config.public_url = "nowhere".to_owned(),
        |config| {
            let channel = config.channels.values_mut().next().unwrap();
            channel.allowed_origins = vec!["*".to_owned()];
        },
        |config| {
            let sales = config
                .plan
                .queues
                .get_mut(&"sales".parse().unwrap())
                .unwrap();
            sales.priority = 99;
        },
    ] {
        let config = changed(|config| {
            config.away_reasons = vec!["never".to_owned()];
            config.queue_titles = BTreeMap::new();
            change(config);
        });
        let refused = gateway.api.reconfigure(config).await;
        assert!(refused.is_err(), "{refused:?}");
    }
    let refused = gateway
        .api
        .reconfigure(changed(|config| dismiss(config, "ann")))
        .await;
    let sentence = refused.unwrap_err();
    assert!(matches!(sentence, ApiError::Refused(_)));
    assert!(sentence.to_string().contains("agent \"ann\""), "{sentence}");
    let away = json!({"kind": "set_presence", "presence": {"kind": "away", "reason": "lunch"}});
    assert_eq!(console.command("p", away).await["kind"], "done");
    let text = json!({"kind": "send_message", "conversation": conversation, "text": "on"});
    assert_eq!(console.command("m", text).await["kind"], "done");
    let queues = gateway.get("/api/v1/queues", Some(&cookie)).await.json();
    assert_eq!(queues["items"][0]["title"], "Sales");
    // Somebody else's later change of the plan does not bring up what was refused.
    let config = changed(|config| hire(config, "fay", Role::Agent));
    gateway.api.reconfigure(config).await.unwrap();
    let queues = gateway.get("/api/v1/queues", Some(&cookie)).await.json();
    assert_eq!(queues["items"][0]["title"], "Sales");
}

#[tokio::test]
async fn a_role_that_is_taken_away_is_gone_for_open_consoles_too() {
    let gateway = Gateway::start().await;
    let cookie = gateway.sign_in("sam").await;
    let (mut console, snapshot) = gateway.console(&cookie).await;
    assert!(snapshot["snapshot"]["floor"].is_object());
    let config = changed(|config| {
        let sam = config.accounts.get_mut(&"sam".parse().unwrap()).unwrap();
        sam.role = Role::Agent;
    });
    gateway.api.reconfigure(config).await.unwrap();
    let shown = console.until(|frame| frame["kind"] == "snapshot").await;
    assert!(shown["snapshot"]["floor"].is_null());
    let set = json!({"kind": "set_capacity", "agent": "ann", "capacity": 6});
    let answer = console.command("c", set).await;
    assert_eq!(answer["problem"]["code"], "not_permitted");
}

#[tokio::test]
async fn a_new_capacity_is_in_force_and_shown() {
    let gateway = Gateway::start().await;
    let cookie = gateway.sign_in("ann").await;
    let (mut console, _) = gateway.console(&cookie).await;
    let config = changed(|config| {
        let ann = config.plan.agents.get_mut(&"ann".parse().unwrap()).unwrap();
        ann.capacity = 5;
    });
    gateway.api.reconfigure(config).await.unwrap();
    let shown = console.until(|frame| frame["kind"] == "snapshot").await;
    assert_eq!(shown["snapshot"]["me"]["capacity"], 5);
}

#[tokio::test]
async fn the_same_configuration_again_disturbs_nobody() {
    let gateway = Gateway::start().await;
    let cookie = gateway.sign_in("ann").await;
    let (mut console, first) = gateway.console(&cookie).await;
    gateway.api.reconfigure(testing::config()).await.unwrap();
    console.command("p", available()).await;
    let (_, resumed) = gateway.console_from(&cookie, first["cursor"].clone()).await;
    assert_eq!(resumed["kind"], "resumed");
}

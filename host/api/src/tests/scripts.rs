//! A channel whose conversations begin in a script: what its visitor and the agents see of it.

use std::sync::Arc;

use frontdesk_core::{
    Language, Script, Span, Wording,
    script::{CheckCustomer, Choice, Forward, Menu, Object, Say, Tag},
};
use serde_json::{Value, json};

use crate::{
    config::ApiConfig,
    testing::{Gateway, client::Socket},
};

fn tag(text: &str) -> Tag {
    Tag::new(text).unwrap()
}

fn words(text: &str) -> Wording {
    Wording::new([(Language::new("en").unwrap(), text.into())])
}

/// Whoever the Local CRM knows is greeted by name and waits; everybody else is asked what it is about.
fn script() -> Script {
    let forward = Forward {
        queue: "sales".parse().unwrap(),
        priority: None,
        steps: Vec::new(),
        in_queue: None,
        after: None,
        skip: None,
        refused: None,
    };
    let choice = |label: &str, to: &str| Choice {
        label: words(label),
        to: tag(to),
    };
    let objects = [
        (
            "who",
            Object::CheckCustomer(CheckCustomer {
                within: Span::seconds(5),
                found: tag("back"),
                many: tag("topic"),
                none: tag("topic"),
                error: tag("topic"),
            }),
        ),
        (
            "back",
            Object::Message(Say {
                text: words("Welcome back, {name}"),
                next: tag("queue"),
            }),
        ),
        (
            "topic",
            Object::Menu(Menu {
                text: words("What is it about?"),
                choices: vec![choice("Tea", "queue"), choice("Nothing", "bye")],
                again: Wording::default(),
                retries: 1,
                otherwise: tag("queue"),
                timeout: None,
            }),
        ),
        ("queue", Object::Forward(forward)),
        ("bye", Object::End(words("Goodbye"))),
    ];
    Script {
        start: tag("who"),
        objects: objects.map(|(name, object)| (tag(name), object)).into(),
    }
}

fn scripted(config: &mut ApiConfig) {
    let name: frontdesk_core::ScriptId = "welcome".parse().unwrap();
    let plan = &mut config.plan;
    plan.scripts.insert(name.clone(), Arc::new(script()));
    let shop = plan.channels.get_mut(&"shop".parse().unwrap()).unwrap();
    shop.script = Some(name);
}

fn state(name: &'static str) -> impl Fn(&Value) -> bool {
    move |frame| frame["t"] == "state" && frame["state"] == name
}

async fn said(visitor: &mut Socket) -> Value {
    let frame = visitor.until(|f| f["t"] == "message" && f["from"] == "system");
    frame.await["text"].clone()
}

/// What the page is told that the visitor may choose.
async fn offered(visitor: &mut Socket) -> Vec<String> {
    let frame = visitor.until(|f| f["t"] == "choices").await;
    let choices = frame["choices"].as_array().unwrap().iter();
    choices
        .map(|choice| choice["text"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_visitor_chooses_by_number_and_comes_into_the_line() {
    let gateway = Gateway::with(scripted).await;
    let sam = gateway.sign_in("sam").await;
    let (mut visitor, _, _) = gateway.visitor(json!({})).await;
    visitor
        .say(&json!({"t": "start", "id": "s1", "name": "Vi"}))
        .await;
    // In no line yet, which is place 0.
    let begun = visitor.until(state("queued")).await;
    assert_eq!(begun["position"], 0);
    assert_eq!(said(&mut visitor).await, "What is it about?");
    assert_eq!(offered(&mut visitor).await, ["Tea", "Nothing"]);
    let listed = gateway
        .request("GET", "/api/v1/conversations?scope=open", Some(&sam), "")
        .await
        .json();
    assert_eq!(listed["items"][0]["state"]["kind"], "scripted", "{listed}");

    visitor
        .say(&json!({"t": "message", "id": "m1", "text": "1"}))
        .await;
    let waits = visitor.until(state("queued")).await;
    assert_eq!(waits["position"], 1);
    assert_eq!(offered(&mut visitor).await, [] as [&str; 0]);
    let id = listed["items"][0]["id"].as_str().unwrap();
    let path = format!("/api/v1/conversations/{id}");
    let detail = gateway.request("GET", &path, Some(&sam), "").await.json();
    let steps: Vec<_> = detail["steps"].as_array().unwrap().iter().collect();
    let passed: Vec<_> = steps
        .iter()
        .filter(|step| step["what"] == "scripted")
        .map(|step| (&step["script"], &step["object"], &step["exit"]))
        .collect();
    assert_eq!(
        passed,
        [
            (&json!("welcome"), &json!("who"), &json!("none")),
            (&json!("welcome"), &json!("topic"), &json!("choices 1")),
        ]
    );
    gateway.stop().await;
}

#[tokio::test]
async fn whom_the_local_crm_knows_is_greeted_as_a_customer() {
    let gateway = Gateway::with(scripted).await;
    let ann = gateway.sign_in("ann").await;
    let draft = json!({"draft": {"name": "Vi", "account_number": "AT-1"}}).to_string();
    let made = gateway
        .request("POST", "/api/v1/customers", Some(&ann), &draft)
        .await;
    assert_eq!(made.status, 201, "{}", made.body);
    let (mut visitor, _, _) = gateway.visitor(json!({})).await;
    visitor
        .say(&json!({"t": "start", "id": "s1", "name": "Vi", "account": "AT-1"}))
        .await;
    assert_eq!(said(&mut visitor).await, "Welcome back, Vi");
    gateway.stop().await;
}

#[tokio::test]
async fn a_gateway_that_starts_again_goes_on_in_the_middle_of_a_script() {
    let gateway = Gateway::with(scripted).await;
    let (mut visitor, token, _) = gateway.visitor(json!({})).await;
    visitor
        .say(&json!({"t": "start", "id": "s1", "name": "Vi"}))
        .await;
    assert_eq!(said(&mut visitor).await, "What is it about?");
    assert_eq!(offered(&mut visitor).await, ["Tea", "Nothing"]);
    let store = gateway.stop().await;

    // Another script is in force by now; the visitor goes on in the one they began with.
    let gateway = Gateway::on(store, |config| {
        scripted(config);
        let end = (tag("end"), Object::End(words("Not today")));
        let other = Script {
            start: tag("end"),
            objects: [end].into(),
        };
        let scripts = config.plan.scripts.values_mut();
        scripts.for_each(|script| *script = Arc::new(other.clone()));
    })
    .await;
    let (mut visitor, _, _) = gateway.visitor(json!({"token": token})).await;
    assert_eq!(offered(&mut visitor).await, ["Tea", "Nothing"]);
    visitor
        .say(&json!({"t": "message", "id": "m1", "text": "nothing"}))
        .await;
    let frame = visitor.until(|f| f["t"] == "message" && f["text"] == "Goodbye");
    frame.await;
    let over = visitor.until(state("ended")).await;
    assert_eq!(over["by"], "system");
    gateway.stop().await;
}

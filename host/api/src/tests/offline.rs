//! What contacts write while nobody is there: kept as a case and a mail, whatever the mail server does.

use std::{collections::BTreeMap, net::SocketAddr, time::Duration};

use frontdesk_core::{Schedule, ScheduleId, Span, schedule::Zone};
use frontdesk_store::MemoryStore;
use frontdesk_wire::offline::{OfflineForm, OfflineReason};
use serde_json::{Value, json};

use crate::{
    OfflineChannel,
    config::ApiConfig,
    testing::{
        Gateway, SHOP,
        client::Answer,
        smtp::{Mood, Smtp, mailer},
    },
};

const LEAVE: &str = "/api/v1/channels/shop/offline";

fn form() -> OfflineChannel {
    let text = |text: &str| BTreeMap::from([("en".to_owned(), text.to_owned())]);
    OfflineChannel {
        when: [
            OfflineReason::Closed,
            OfflineReason::Unstaffed,
            OfflineReason::Full,
        ]
        .into(),
        shown: OfflineForm {
            title: text("Leave us a message"),
            text: text("We answer by e-mail."),
            fields: Vec::new(),
        },
        form: Vec::new(),
        mail_to: Some("help@example.com".to_owned()),
        as_case: true,
        queue: "sales".parse().unwrap(),
    }
}

fn change(config: &mut ApiConfig, server: SocketAddr) {
    config.mailer = Some(mailer(server));
    let shop = config.channels.get_mut(&"shop".parse().unwrap()).unwrap();
    shop.offline = Some(form());
}

async fn gateway(store: MemoryStore, server: SocketAddr) -> Gateway {
    Gateway::on(store, |config| change(config, server)).await
}

fn message(id: &str) -> Value {
    json!({
        "id": id, "name": "Ann", "email": "ann@example.net", "subject": "Größe",
        "text": "Do you have it in 42?\n.\nAnn", "locale": "de",
    })
}

async fn leave_from(gateway: &Gateway, origin: &str, body: &Value) -> Answer {
    let body = body.to_string();
    let request = format!(
        "POST {LEAVE} HTTP/1.1\r\nHost: x\r\nOrigin: {origin}\r\nContent-Type: text/plain\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    gateway.raw(&request).await
}

async fn leave(gateway: &Gateway, id: &str) -> u16 {
    leave_from(gateway, SHOP, &message(id)).await.status
}

/// Messages whose mails have not left, as a supervisor sees them.
async fn listed(gateway: &Gateway) -> Vec<Value> {
    let sam = gateway.sign_in("sam").await;
    let answer = gateway.get("/api/v1/offline-messages", Some(&sam)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["items"].as_array().unwrap().clone()
}

/// The list, once it is as wanted.
async fn until(gateway: &Gateway, is_so: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    let waited = async {
        loop {
            let items = listed(gateway).await;
            if is_so(&items) {
                return items;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waited)
        .await
        .unwrap()
}

async fn act(gateway: &Gateway, what: &str) -> u16 {
    let sam = gateway.sign_in("sam").await;
    let path = format!("/api/v1/offline-messages/off_1/{what}");
    gateway.post(&path, Some(&sam), "").await.status
}

async fn case(gateway: &Gateway, id: &str) -> (u16, Value) {
    let bea = gateway.sign_in("bea").await;
    let answer = gateway
        .get(&format!("/api/v1/cases/{id}"), Some(&bea))
        .await;
    (answer.status, answer.json())
}

async fn availability(gateway: &Gateway) -> (Value, String) {
    let request = format!(
        "GET /api/v1/channels/shop/availability HTTP/1.1\r\nHost: x\r\nOrigin: {SHOP}\r\n\
         Connection: close\r\n\r\n"
    );
    let answer = gateway.raw(&request).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.header("access-control-allow-origin"), SHOP);
    (answer.json(), answer.header("cache-control").to_owned())
}

async fn available(gateway: &Gateway, agent: &str) -> crate::testing::client::Socket {
    let cookie = gateway.sign_in(agent).await;
    let (mut console, _) = gateway.console(&cookie).await;
    let presence = json!({"kind": "set_presence", "presence": {"kind": "available"}});
    console.command("1", presence).await;
    console
}

#[tokio::test]
async fn a_message_becomes_a_case_and_a_mail_that_can_be_answered() {
    let smtp = Smtp::start().await;
    let gateway = gateway(MemoryStore::new(), smtp.address).await;
    let answer = leave_from(&gateway, SHOP, &message("m-1")).await;
    assert_eq!(answer.status, 204, "{}", answer.body);
    assert_eq!(answer.header("access-control-allow-origin"), SHOP);
    let mails = smtp.until_mails(1).await;
    for part in [
        "Message-ID: <off_1.",
        "From: shop <desk@example.com>",
        "To: help@example.com",
        "Reply-To: ann@example.net",
        "case: cas_1",
    ] {
        assert!(mails[0].contains(part), "{part}\n{}", mails[0]);
    }
    let (status, case) = case(&gateway, "cas_1").await;
    assert_eq!(status, 200, "{case}");
    assert_eq!(case["subject"], "Größe");
    assert_eq!(case["description"], "Do you have it in 42?\n.\nAnn");
    assert_eq!(case["customer_name"], "Ann");
    until(&gateway, <[Value]>::is_empty).await;
}

#[tokio::test]
async fn the_same_message_again_is_no_second_one_and_another_under_its_id_is_refused() {
    let smtp = Smtp::start().await;
    let gateway = gateway(MemoryStore::new(), smtp.address).await;
    assert_eq!(leave(&gateway, "m-1").await, 204);
    assert_eq!(leave(&gateway, "m-1").await, 204);
    let mut other = message("m-1");
    other["text"] = json!("Something else");
    assert_eq!(leave_from(&gateway, SHOP, &other).await.status, 409);
    assert_eq!(leave(&gateway, "m-2").await, 204);
    assert_eq!(smtp.until_mails(2).await.len(), 2);
    assert_eq!(case(&gateway, "cas_3").await.0, 404);
}

#[tokio::test]
async fn a_message_outlives_a_dead_mail_server_and_a_dead_gateway() {
    let server = Smtp::nowhere().await;
    let first = gateway(MemoryStore::new(), server).await;
    assert_eq!(leave(&first, "m-1").await, 204);
    let waits = until(&first, |items| items.iter().any(|it| it["tries"] == 1)).await;
    assert_eq!(waits[0]["mail"], "waiting");
    assert!(waits[0]["why"].is_string());
    assert_eq!(waits[0]["text"], "Do you have it in 42?\n.\nAnn");
    // The store is what a power cut at this moment leaves.
    let store = first.store.crash();
    drop(first);
    let smtp = Smtp::at(server).await;
    let next = gateway(store, server).await;
    let mails = smtp.until_mails(1).await;
    until(&next, <[Value]>::is_empty).await;
    assert!(mails[0].contains("Reply-To: ann@example.net"));
    assert_eq!(case(&next, "cas_1").await.0, 200);
    // Whoever heard no answer sends it again.
    assert_eq!(leave(&next, "m-1").await, 204);
    assert_eq!(leave(&next, "m-2").await, 204);
    assert_eq!(smtp.until_mails(2).await.len(), 2);
}

#[tokio::test]
async fn a_mail_whose_answer_a_crash_cut_off_is_the_same_mail_again() {
    let smtp = Smtp::start().await;
    smtp.feels(Mood::TakesAndHangs);
    let first = gateway(MemoryStore::new(), smtp.address).await;
    assert_eq!(leave(&first, "m-1").await, 204);
    smtp.until_mails(1).await;
    let store = first.store.crash();
    drop(first);
    smtp.feels(Mood::Well);
    let next = gateway(store, smtp.address).await;
    let mails = smtp.until_mails(2).await;
    let id = |mail: &str| {
        let line = mail.lines().find(|line| line.starts_with("Message-ID:"));
        line.unwrap().to_owned()
    };
    assert_eq!(
        id(&mails[0]),
        id(&mails[1]),
        "a reader's program shows it once"
    );
    until(&next, <[Value]>::is_empty).await;
}

#[tokio::test]
async fn what_the_server_refuses_for_good_is_kept_until_a_supervisor_sends_it_again() {
    let smtp = Smtp::start().await;
    smtp.feels(Mood::Refuses);
    let gateway = gateway(MemoryStore::new(), smtp.address).await;
    assert_eq!(leave(&gateway, "m-1").await, 204);
    let refused = until(&gateway, |items| {
        items.iter().any(|it| it["mail"] == "refused")
    })
    .await;
    let why = refused[0]["why"].as_str().unwrap();
    assert!(why.contains("no such mailbox"), "{why}");
    assert_eq!(refused[0]["case"], "cas_1");
    smtp.feels(Mood::Well);
    assert_eq!(act(&gateway, "send-again").await, 204);
    smtp.until_mails(1).await;
    until(&gateway, <[Value]>::is_empty).await;
    assert_eq!(act(&gateway, "send-again").await, 404);
}

#[tokio::test]
async fn what_was_given_up_can_be_thrown_away_and_what_is_on_its_way_cannot() {
    let smtp = Smtp::start().await;
    smtp.feels(Mood::Busy);
    let gateway = gateway(MemoryStore::new(), smtp.address).await;
    assert_eq!(leave(&gateway, "m-1").await, 204);
    until(&gateway, |items| items.iter().any(|it| it["tries"] == 1)).await;
    assert_eq!(act(&gateway, "discard").await, 409);
    smtp.feels(Mood::Refuses);
    // A change of the configuration ends the wait.
    reconfigure(&gateway, smtp.address).await;
    until(&gateway, |items| {
        items.iter().any(|it| it["mail"] == "refused")
    })
    .await;
    assert_eq!(act(&gateway, "discard").await, 204);
    assert_eq!(listed(&gateway).await, [] as [Value; 0]);
    assert_eq!(case(&gateway, "cas_1").await.0, 200, "the case stays");
}

async fn reconfigure(gateway: &Gateway, server: SocketAddr) {
    let mut config = crate::testing::config();
    change(&mut config, server);
    gateway.api.reconfigure(config).await.unwrap();
}

#[tokio::test]
async fn a_server_that_wants_a_password_is_an_operators_to_mend() {
    let locked = Smtp::start().await;
    locked.feels(Mood::Locked);
    let gateway = gateway(MemoryStore::new(), locked.address).await;
    assert_eq!(leave(&gateway, "m-1").await, 204);
    locked.until_tried(1).await;
    let waits = until(&gateway, |items| items.iter().any(|it| it["tries"] == 1)).await;
    assert_eq!(waits[0]["mail"], "waiting");
    let open = Smtp::start().await;
    reconfigure(&gateway, open.address).await;
    open.until_mails(1).await;
    until(&gateway, <[Value]>::is_empty).await;
}

#[tokio::test]
async fn what_cannot_be_a_message_is_refused_with_the_fields_that_are_wrong() {
    let smtp = Smtp::start().await;
    let gateway = gateway(MemoryStore::new(), smtp.address).await;
    let wrong =
        json!({"id": "m-1", "name": "", "email": "ann@example.net\r\nBcc: x@y.zz", "text": " "});
    let answer = leave_from(&gateway, SHOP, &wrong).await;
    assert_eq!(answer.status, 422, "{}", answer.body);
    let answer = answer.json();
    let places = answer["errors"].as_array().unwrap().iter();
    let places: Vec<&str> = places.map(|it| it["place"].as_str().unwrap()).collect();
    assert_eq!(places, ["email", "name", "text"]);
    let mut long = message("m-1");
    long["text"] = json!("x".repeat(50_000));
    assert_eq!(leave_from(&gateway, SHOP, &long).await.status, 413);
    let mut more = message("m-1");
    more["to"] = json!("everyone@example.com");
    assert_eq!(leave_from(&gateway, SHOP, &more).await.status, 400);
    let other = "https://evil.example.com";
    assert_eq!(
        leave_from(&gateway, other, &message("m-1")).await.status,
        403
    );
    assert_eq!(case(&gateway, "cas_1").await.0, 404);
    assert_eq!(smtp.mails(), [] as [String; 0]);
}

#[tokio::test]
async fn a_channel_without_such_a_form_takes_no_message() {
    let gateway = Gateway::start().await;
    assert_eq!(leave(&gateway, "m-1").await, 404);
    assert_eq!(availability(&gateway).await.0["offline"], Value::Null);
}

#[tokio::test]
async fn one_address_can_leave_only_so_many_at_once() {
    let smtp = Smtp::start().await;
    let gateway = gateway(MemoryStore::new(), smtp.address).await;
    let mut refused = 0;
    for number in 0..40 {
        refused += u32::from(leave(&gateway, &format!("m-{number}")).await == 429);
    }
    assert!(refused > 0);
}

#[tokio::test]
async fn the_form_is_due_while_nobody_is_there_and_never_out_of_a_cache() {
    let smtp = Smtp::start().await;
    let gateway = gateway(MemoryStore::new(), smtp.address).await;
    let (now, cached) = availability(&gateway).await;
    assert_eq!(
        (now["offline"].as_str(), &*cached),
        (Some("unstaffed"), "no-store")
    );
    let _bea = available(&gateway, "bea").await;
    assert_eq!(availability(&gateway).await.0["offline"], Value::Null);
}

#[tokio::test]
async fn the_form_is_due_while_it_is_closed_and_says_until_when() {
    let smtp = Smtp::start().await;
    let gateway = Gateway::on(MemoryStore::new(), |config| {
        change(config, smtp.address);
        let office: ScheduleId = "office".parse().unwrap();
        // The gateway's clock shows a Tuesday, 22:13 UTC.
        let hours = Schedule {
            time_zone: Zone::new("UTC").unwrap(),
            week: [(
                frontdesk_core::schedule::Weekday::Wednesday,
                vec!["09:00-17:00".parse().unwrap()],
            )]
            .into(),
            exceptions: [].into(),
            last_call: Span::ZERO,
        };
        config.plan.schedules.insert(office.clone(), hours);
        let sales = config.plan.queues.get_mut(&"sales".parse().unwrap());
        sales.unwrap().schedule = Some(office);
    })
    .await;
    let _bea = available(&gateway, "bea").await;
    let (now, _) = availability(&gateway).await;
    assert_eq!(now["offline"], "closed");
    assert_eq!(now["opens_at"], "2023-11-15T09:00:00.000Z");
}

#[tokio::test]
async fn a_full_line_is_no_line_to_wait_in() {
    let smtp = Smtp::start().await;
    let gateway = Gateway::on(MemoryStore::new(), |config| {
        change(config, smtp.address);
        let sales = config.plan.queues.get_mut(&"sales".parse().unwrap());
        sales.unwrap().overflow.waiting_max = Some(1);
    })
    .await;
    let cookie = gateway.sign_in("bea").await;
    let (mut bea, _) = gateway.console(&cookie).await;
    let away = json!({"kind": "set_presence", "presence": {"kind": "away", "reason": "lunch"}});
    bea.command("1", away).await;
    assert_eq!(availability(&gateway).await.0["offline"], Value::Null);
    let (mut visitor, ..) = gateway.visitor(json!({})).await;
    visitor
        .say(&json!({"t": "start", "id": "s", "name": "Vi"}))
        .await;
    visitor.until(|f| f["state"] == "queued").await;
    assert_eq!(availability(&gateway).await.0["offline"], "full");
}

#[tokio::test]
async fn who_waits_may_leave_the_line_for_a_message_and_has_not_abandoned() {
    let smtp = Smtp::start().await;
    let gateway = gateway(MemoryStore::new(), smtp.address).await;
    let (mut visitor, ..) = gateway.visitor(json!({})).await;
    visitor
        .say(&json!({"t": "start", "id": "s", "name": "Vi"}))
        .await;
    let queued = visitor.until(|f| f["state"] == "queued").await;
    visitor.say(&json!({"t": "divert", "id": "d-1"})).await;
    let answer = visitor.until(|f| f["id"] == "d-1").await;
    assert_eq!(answer["t"], "ack", "{answer}");
    let sam = gateway.sign_in("sam").await;
    let id = queued["conversation"].as_str().unwrap();
    let path = format!("/api/v1/conversations/{id}");
    let closed = gateway.get(&path, Some(&sam)).await.json();
    let state = &closed["conversation"]["state"];
    assert_eq!(state["ended_by"]["kind"], "diverted", "{closed}");
    assert_eq!(state["abandoned"], false);
    visitor.say(&json!({"t": "divert", "id": "d-2"})).await;
    let answer = visitor.until(|f| f["id"] == "d-2").await;
    assert_eq!(answer["code"], "no_conversation", "{answer}");
}

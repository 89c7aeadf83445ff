//! Invitations: one place for fifty visitors, what becomes of it, and what is counted.

use frontdesk_core::{Schedule, ScheduleId, Span, schedule::Zone};
use frontdesk_wire::invitation::{Condition, Invitation, InvitationCaps, Texts};
use serde_json::{Value, json};

use crate::{
    OfferedInvitation,
    testing::{
        Gateway, SHOP,
        client::{Answer, Socket},
    },
};

const LEASE: &str = "/api/v1/channels/shop/invitations/pricing/lease";
const OUTCOME: &str = "/api/v1/channels/shop/invitations/pricing/outcome";

fn offered() -> OfferedInvitation {
    let text = |text: &str| Texts::from([("en".to_owned(), text.to_owned())]);
    OfferedInvitation {
        shown: Invitation {
            name: "pricing".to_owned(),
            title: text("Comparing plans?"),
            message: text("Somebody is free."),
            buttons: Vec::new(),
            decline: text("No, thanks"),
            accent: None,
            logo: None,
            image: None,
            priority: 50,
            hold_out: 0,
            when: Condition::Page { seconds: 1 },
            caps: InvitationCaps {
                per_session: 1,
                per_visitor: 1,
                cooldown_h: 0,
                after_decline_h: 0,
                after_chat_h: 0,
            },
        },
        free_agents: 1,
        wait_max: None,
    }
}

/// A gateway whose agents hold one conversation each.
async fn gateway() -> Gateway {
    Gateway::with(|config| {
        for agent in config.plan.agents.values_mut() {
            agent.capacity = 1;
        }
        let shop = config.channels.get_mut(&"shop".parse().unwrap()).unwrap();
        shop.invitations = vec![offered()];
    })
    .await
}

/// Somebody of sales who is there.
async fn available(gateway: &Gateway, agent: &str) -> Socket {
    let cookie = gateway.sign_in(agent).await;
    let (mut console, _) = gateway.console(&cookie).await;
    let presence = json!({"kind": "set_presence", "presence": {"kind": "available"}});
    let answer = console.command("p", presence).await;
    assert_eq!(answer["kind"], "done", "{answer}");
    console
}

/// As a page of the shop posts: plain text, as a browser sends without asking first.
async fn post(gateway: &Gateway, path: &str, body: &Value) -> Answer {
    post_from(gateway, SHOP, path, &body.to_string()).await
}

async fn post_from(gateway: &Gateway, origin: &str, path: &str, body: &str) -> Answer {
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nOrigin: {origin}\r\nContent-Type: text/plain\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    gateway.raw(&request).await
}

/// A lease's token.
async fn lease(gateway: &Gateway) -> String {
    let answer = post(gateway, LEASE, &json!({})).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.json()["token"].as_str().unwrap().to_owned()
}

async fn say(gateway: &Gateway, token: &str, outcome: &str) -> u16 {
    let said = json!({"token": token, "outcome": outcome});
    post(gateway, OUTCOME, &said).await.status
}

/// The figures of today.
async fn figures(gateway: &Gateway) -> Value {
    let sam = gateway.sign_in("sam").await;
    let report = gateway.get("/api/v1/reports/invitations", Some(&sam)).await;
    assert_eq!(report.status, 200, "{}", report.body);
    report.json()["items"][0].clone()
}

/// A visitor who was shown an invitation, or held out, asks for a chat.
async fn chat(gateway: &Gateway, token: &str) -> Socket {
    let (mut visitor, _, _) = gateway.visitor(json!({})).await;
    visitor
        .say(&json!({"t": "invitation", "token": token}))
        .await;
    visitor
        .say(&json!({"t": "start", "id": "u1", "name": "Ann", "text": null}))
        .await;
    visitor.until(|frame| frame["t"] == "ack").await;
    visitor
}

#[tokio::test]
async fn of_fifty_pages_that_ask_at_once_one_gets_the_one_place() {
    let gateway = gateway().await;
    let _ann = available(&gateway, "ann").await;
    let asked = futures_util::future::join_all((0..50).map(|_| async {
        let answer = post(&gateway, LEASE, &json!({})).await;
        (answer.status, answer.code())
    }))
    .await;
    let refused = || (409, "nobody_free".to_owned());
    assert_eq!(asked.iter().filter(|(status, _)| *status == 201).count(), 1);
    assert_eq!(asked.iter().filter(|one| **one == refused()).count(), 49);
}

#[tokio::test]
async fn a_page_may_read_the_answer_and_is_told_when_to_ask_again() {
    let gateway = gateway().await;
    let refused = post(&gateway, LEASE, &json!({})).await;
    assert_eq!(refused.status, 409, "nobody is there");
    assert_eq!(refused.header("access-control-allow-origin"), "*");
    assert_eq!(refused.json()["retry_after_ms"], 60_000);
    let _ann = available(&gateway, "ann").await;
    let given = post(&gateway, LEASE, &json!({})).await;
    assert_eq!(given.header("access-control-allow-origin"), SHOP);
    assert_eq!(given.json()["expires_in_ms"], 30_000);
    let full = post(&gateway, LEASE, &json!({})).await;
    assert_eq!(full.json()["retry_after_ms"], 15_000);
}

#[tokio::test]
async fn whoever_may_not_or_asks_for_what_is_not_there_gets_no_place() {
    let gateway = gateway().await;
    let _ann = available(&gateway, "ann").await;
    let status =
        async |origin, path: &str, body: &str| post_from(&gateway, origin, path, body).await.status;
    assert_eq!(status("https://evil.example", LEASE, "{}").await, 403);
    assert_eq!(status("null", LEASE, "{}").await, 403);
    assert_eq!(
        status(SHOP, &LEASE.replace("pricing", "x"), "{}").await,
        404
    );
    assert_eq!(
        status(SHOP, &LEASE.replace("shop", "blog"), "{}").await,
        404
    );
    assert_eq!(status(SHOP, LEASE, "{").await, 400);
    assert_eq!(status(SHOP, LEASE, r#"{"held":true}"#).await, 400);
    assert_eq!(status(SHOP, LEASE, &"x".repeat(5_000)).await, 413);
    let token = lease(&gateway).await;
    let said = format!(r#"{{"token":"{token}","outcome":"declined"}}"#);
    assert_eq!(status("https://evil.example", OUTCOME, &said).await, 403);
    let forged = said.replace(&token, &format!("A{token}"));
    assert_eq!(status(SHOP, OUTCOME, &forged).await, 404);
    assert_eq!(status(SHOP, OUTCOME, &said).await, 204);
}

#[tokio::test]
async fn a_declined_place_is_free_at_once_and_one_that_nobody_takes_after_half_a_minute() {
    let gateway = gateway().await;
    let _ann = available(&gateway, "ann").await;
    let first = lease(&gateway).await;
    assert_eq!(say(&gateway, &first, "declined").await, 204);
    assert_eq!(say(&gateway, &first, "declined").await, 409, "once");
    let _second = lease(&gateway).await;
    assert_eq!(post(&gateway, LEASE, &json!({})).await.status, 409);
    gateway.clock.advance(Span::seconds(30));
    let third = lease(&gateway).await;
    assert_eq!(say(&gateway, &third, "not_shown").await, 204);
    let today = figures(&gateway).await;
    assert_eq!(today["shown"], 2, "{today}");
    assert_eq!(
        (&today["declined"], &today["expired"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(
        (&today["channel"], &today["invitation"]),
        (&json!("shop"), &json!("pricing"))
    );
}

#[tokio::test]
async fn who_accepts_has_time_for_the_form_and_their_chat_takes_the_place() {
    let gateway = gateway().await;
    let mut ann = available(&gateway, "ann").await;
    let token = lease(&gateway).await;
    assert_eq!(say(&gateway, &token, "accepted").await, 204);
    gateway.clock.advance(Span::seconds(100));
    assert_eq!(post(&gateway, LEASE, &json!({})).await.status, 409);
    let _visitor = chat(&gateway, &token).await;
    ann.event("offer_presented").await;
    let refused = post(&gateway, LEASE, &json!({})).await;
    assert_eq!(refused.status, 409, "the place is the chat's now");
    let _bea = available(&gateway, "bea").await;
    lease(&gateway).await;
    let today = figures(&gateway).await;
    let figure = |name: &str| today[name].as_u64().unwrap();
    assert_eq!(figure("shown"), 2, "{today}");
    assert_eq!((figure("accepted"), figure("expired")), (1, 0), "{today}");
    assert_eq!(
        (figure("shown_chatted"), figure("held_out_chatted")),
        (1, 0)
    );
}

#[tokio::test]
async fn who_waits_comes_first_and_somebody_who_is_away_has_no_place() {
    let gateway = gateway().await;
    let (mut waiting, _, _) = gateway.visitor(json!({})).await;
    waiting
        .say(&json!({"t": "start", "id": "u1", "name": "Cy", "text": null}))
        .await;
    waiting.until(|frame| frame["t"] == "ack").await;
    let mut ann = available(&gateway, "ann").await;
    ann.event("offer_presented").await;
    assert_eq!(post(&gateway, LEASE, &json!({})).await.status, 409);
    let mut bea = available(&gateway, "bea").await;
    let token = lease(&gateway).await;
    say(&gateway, &token, "declined").await;
    let away = json!({"kind": "set_presence", "presence": {"kind": "away", "reason": "lunch"}});
    bea.command("a", away).await;
    assert_eq!(post(&gateway, LEASE, &json!({})).await.status, 409);
}

#[tokio::test]
async fn a_closed_queue_has_no_place_whoever_is_there() {
    let gateway = Gateway::with(|config| {
        let shop = config.channels.get_mut(&"shop".parse().unwrap()).unwrap();
        shop.invitations = vec![offered()];
        // A week without an hour in it.
        let schedule: ScheduleId = "never".parse().unwrap();
        let hours = Schedule {
            time_zone: Zone::new("UTC").unwrap(),
            week: [].into(),
            exceptions: [].into(),
            last_call: Span::ZERO,
        };
        config.plan.schedules.insert(schedule.clone(), hours);
        let sales = config.plan.queues.get_mut(&"sales".parse().unwrap());
        sales.unwrap().schedule = Some(schedule);
    })
    .await;
    let _ann = available(&gateway, "ann").await;
    let answer = post(&gateway, LEASE, &json!({})).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (409, "nobody_free")
    );
}

#[tokio::test]
async fn who_is_held_out_takes_no_place_and_their_chat_is_counted_on_their_side() {
    let gateway = gateway().await;
    let refused = post(&gateway, LEASE, &json!({"held_out": true})).await;
    assert_eq!(refused.status, 409, "it would not have been shown either");
    let _ann = available(&gateway, "ann").await;
    let held_out = post(&gateway, LEASE, &json!({"held_out": true})).await;
    assert_eq!(held_out.json()["expires_in_ms"], 0, "{}", held_out.body);
    lease(&gateway).await;
    let token = held_out.json()["token"].as_str().unwrap().to_owned();
    let mut visitor = chat(&gateway, &token).await;
    visitor.say(&json!({"t": "end", "id": "u2"})).await;
    visitor
        .until(|frame| frame["t"] == "ack" && frame["id"] == "u2")
        .await;
    visitor
        .say(&json!({"t": "start", "id": "u3", "name": "Ann", "text": null}))
        .await;
    visitor
        .until(|frame| frame["t"] == "ack" && frame["id"] == "u3")
        .await;
    let today = figures(&gateway).await;
    assert_eq!(
        (&today["held_out"], &today["held_out_chatted"]),
        (&json!(1), &json!(1)),
        "{today}"
    );
    assert_eq!(
        (&today["shown"], &today["shown_chatted"]),
        (&json!(1), &json!(0))
    );
}

#[tokio::test]
async fn figures_outlive_a_restart_and_add_up_over_it() {
    let adapt = |config: &mut crate::ApiConfig| {
        let shop = config.channels.get_mut(&"shop".parse().unwrap()).unwrap();
        shop.invitations = vec![offered()];
    };
    let gateway = Gateway::with(adapt).await;
    let ann = available(&gateway, "ann").await;
    lease(&gateway).await;
    assert_eq!(figures(&gateway).await["shown"], 1);
    drop(ann);
    let gateway = Gateway::on(gateway.stop().await, adapt).await;
    let _ann = available(&gateway, "ann").await;
    lease(&gateway).await;
    assert_eq!(figures(&gateway).await["shown"], 2);
}

#[tokio::test]
async fn a_page_ends_its_visitors_chat_with_their_token_and_nobody_elses() {
    let gateway = gateway().await;
    let (mut visitor, token, _) = gateway.visitor(json!({})).await;
    visitor
        .say(&json!({"t": "start", "id": "u1", "name": "Ann", "text": null}))
        .await;
    visitor.until(|frame| frame["t"] == "ack").await;
    let end = "/api/v1/channels/shop/end";
    let refused = post(&gateway, end, &json!({"token": "x"})).await;
    assert_eq!(refused.status, 403);
    let elsewhere = post(
        &gateway,
        "/api/v1/channels/blog/end",
        &json!({"token": token}),
    )
    .await;
    assert_eq!(elsewhere.status, 403, "the token is of the other channel");
    assert_eq!(
        post(&gateway, end, &json!({"token": token})).await.status,
        204
    );
    let ended = visitor.until(|frame| frame["state"] == "ended").await;
    assert_eq!(ended["t"], "state", "{ended}");
    assert_eq!(
        post(&gateway, end, &json!({"token": token})).await.status,
        204,
        "nothing is left"
    );
}

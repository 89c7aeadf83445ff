//! Signing in and out.

use frontdesk_core::Span;
use serde_json::json;

use crate::testing::{Gateway, PASSWORD};

fn password(agent: &str, password: &str) -> String {
    json!({"kind": "password", "agent": agent, "password": password}).to_string()
}

#[tokio::test]
async fn a_password_opens_a_session_that_lives_in_a_guarded_cookie() {
    let gateway = Gateway::start().await;
    let answer = gateway
        .post("/api/v1/session", None, &password("bea", PASSWORD))
        .await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["agent"]["id"], "bea");
    let cookie = answer.header("set-cookie");
    for part in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=43200"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "loopback has no TLS");
    let cookie = answer.cookie().unwrap();
    assert_eq!(
        gateway.get("/api/v1/session", Some(&cookie)).await.status,
        200
    );
    assert_eq!(
        gateway.get("/api/v1/session", None).await.code(),
        "not_signed_in"
    );
    let mut forged = cookie.clone().into_bytes();
    forged[30] ^= 1;
    let forged = String::from_utf8(forged).unwrap();
    assert_eq!(
        gateway.get("/api/v1/session", Some(&forged)).await.status,
        401
    );
}

#[tokio::test]
async fn the_cookie_is_secure_wherever_there_is_tls() {
    let gateway = Gateway::with(|config| config.public_url = "https://chat.example".into()).await;
    let link = gateway.link("bea").await;
    let body = json!({"kind": "link", "token": link}).to_string();
    let answer = gateway
        .raw(&format!(
            "POST /api/v1/session HTTP/1.1\r\nHost: evil.example\r\nOrigin: https://chat.example\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        ))
        .await;
    assert!(
        answer.header("set-cookie").ends_with("; Secure"),
        "{answer:?}"
    );
    assert!(
        answer
            .header("strict-transport-security")
            .contains("max-age")
    );
}

#[tokio::test]
async fn every_failed_sign_in_looks_the_same() {
    let gateway = Gateway::start().await;
    let mut answers = Vec::new();
    for body in [
        password("bea", "wrong"),
        password("nobody", "wrong"),
        password("ann", PASSWORD),
        password("No Name\0", "x"),
        json!({"kind": "link", "token": "AAAA"}).to_string(),
    ] {
        let answer = gateway.post("/api/v1/session", None, &body).await;
        let mut problem = answer.json();
        problem["request_id"] = json!(null);
        answers.push((answer.status, problem));
    }
    assert!(
        answers.iter().all(|answer| *answer == answers[0]),
        "{answers:#?}"
    );
    assert_eq!(answers[0].0, 401);
}

#[tokio::test]
async fn guessing_ends_in_a_wait() {
    let gateway = Gateway::start().await;
    for _ in 0..10 {
        let answer = gateway
            .post("/api/v1/session", None, &password("bea", "guess"))
            .await;
        assert_eq!(answer.status, 401);
    }
    let answer = gateway
        .post("/api/v1/session", None, &password("bea", PASSWORD))
        .await;
    assert_eq!((answer.status, &*answer.code()), (429, "too_many_attempts"));
    assert_eq!(answer.header("retry-after"), "300");
    gateway.clock.advance(Span::seconds(301));
    let answer = gateway
        .post("/api/v1/session", None, &password("bea", PASSWORD))
        .await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn a_link_works_once_and_for_a_day() {
    let gateway = Gateway::start().await;
    let body = json!({"kind": "link", "token": gateway.link("ann").await}).to_string();
    let both = tokio::join!(
        gateway.post("/api/v1/session", None, &body),
        gateway.post("/api/v1/session", None, &body)
    );
    let mut statuses = [both.0.status, both.1.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);
    let body = json!({"kind": "link", "token": gateway.link("ann").await}).to_string();
    gateway.clock.advance(Span::seconds(24 * 3_600));
    assert_eq!(
        gateway.post("/api/v1/session", None, &body).await.status,
        401
    );
}

#[tokio::test]
async fn a_session_survives_a_restart_is_prolonged_by_use_and_ends_without() {
    let gateway = Gateway::start().await;
    let cookie = gateway.sign_in("ann").await;
    let gateway = Gateway::on(gateway.stop().await, |_| {}).await;
    for _ in 0..4 {
        gateway.clock.advance(Span::seconds(10 * 3_600));
        assert_eq!(
            gateway.get("/api/v1/session", Some(&cookie)).await.status,
            200
        );
    }
    gateway.clock.advance(Span::seconds(12 * 3_600));
    assert_eq!(
        gateway.get("/api/v1/session", Some(&cookie)).await.status,
        401
    );
}

#[tokio::test]
async fn signing_out_ends_the_session_and_its_consoles() {
    let gateway = Gateway::start().await;
    let cookie = gateway.sign_in("ann").await;
    let other = gateway.sign_in("ann").await;
    let (mut console, _) = gateway.console(&cookie).await;
    let (mut elsewhere, _) = gateway.console(&other).await;
    let answer = gateway
        .request("DELETE", "/api/v1/session", Some(&cookie), "")
        .await;
    assert_eq!(answer.status, 204);
    console.event("signed_out").await;
    assert_eq!(console.closed().await, 4001);
    assert_eq!(
        gateway.get("/api/v1/session", Some(&cookie)).await.status,
        401
    );
    let available = json!({"kind": "set_presence", "presence": {"kind": "available"}});
    assert_eq!(elsewhere.command("x", available).await["kind"], "done");
}

#[tokio::test]
async fn an_account_that_is_not_configured_any_more_is_signed_out() {
    let gateway = Gateway::start().await;
    let cookie = gateway.sign_in("ann").await;
    let store = gateway.stop().await;
    let gateway = Gateway::on(store, |config| {
        config.accounts.remove(&"ann".parse().unwrap());
    })
    .await;
    assert_eq!(
        gateway.get("/api/v1/session", Some(&cookie)).await.status,
        401
    );
}

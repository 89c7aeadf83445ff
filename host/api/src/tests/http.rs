//! Everything around the endpoints: problems, headers, limits, health.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::{
    MetricsPage,
    testing::{Gateway, SHOP, URL},
};

#[tokio::test]
async fn every_error_is_a_problem_with_the_requests_id() {
    let gateway = Gateway::start().await;
    let large = format!(r#"{{"kind":"link","token":"{}"}}"#, "x".repeat(70_000));
    let deep = "[".repeat(5_000);
    for (method, path, body, status, code) in [
        ("GET", "/nowhere", "", 404, "not_found"),
        ("GET", "/api/v1/nowhere", "", 404, "not_found"),
        ("GET", "/api/v1/../../etc/passwd", "", 404, "not_found"),
        (
            "GET",
            "/console/%2e%2e%2f%2e%2e%2fetc/passwd",
            "",
            404,
            "not_found",
        ),
        ("PATCH", "/api/v1/session", "", 405, "method_not_allowed"),
        ("POST", "/healthz", "{}", 405, "method_not_allowed"),
        ("POST", "/api/v1/session", &large, 413, "body_too_large"),
        ("POST", "/api/v1/session", "", 415, "not_json"),
        ("POST", "/api/v1/session", "{", 400, "unreadable"),
        ("POST", "/api/v1/session", &deep, 400, "unreadable"),
        ("POST", "/api/v1/session", "\"\\ud800\"", 400, "unreadable"),
        (
            "POST",
            "/api/v1/session",
            r#"{"kind":"link","token":"x","more":1}"#,
            400,
            "unreadable",
        ),
        (
            "POST",
            "/api/v1/session",
            r#"{"kind":"password","agent":["bea"],"password":true}"#,
            400,
            "unreadable",
        ),
        (
            "POST",
            "/api/v1/session",
            r#"{"kind":"password","agent":{"$regex":""},"password":""}"#,
            400,
            "unreadable",
        ),
    ] {
        let answer = gateway.request(method, path, None, body).await;
        assert_eq!(
            (answer.status, &*answer.code()),
            (status, code),
            "{method} {path}"
        );
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let problem = answer.json();
        assert_eq!(problem["type"], format!("urn:frontdesk:problem:{code}"));
        assert_eq!(problem["status"], status);
        assert_eq!(problem["request_id"], answer.header("x-request-id"));
    }
}

#[tokio::test]
async fn an_unannounced_body_over_the_limit_is_cut_off() {
    let gateway = Gateway::start().await;
    let chunk = format!("{:x}\r\n{}\r\n", 70_000, "x".repeat(70_000));
    let answer = gateway
        .raw(&format!(
            "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nOrigin: {URL}\r\n\
             Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\
             Connection: close\r\n\r\n{chunk}0\r\n\r\n"
        ))
        .await;
    assert_eq!((answer.status, &*answer.code()), (413, "body_too_large"));
}

#[tokio::test]
async fn every_answer_is_dressed() {
    let gateway = Gateway::start().await;
    for path in ["/healthz", "/nowhere", "/api/v1/openapi.json"] {
        let answer = gateway.get(path, None).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("x-frame-options"), "DENY");
        assert!(
            answer
                .header("content-security-policy")
                .starts_with("default-src 'none'")
        );
        assert!(!answer.header("x-request-id").is_empty());
        assert_eq!(answer.header("access-control-allow-origin"), "");
    }
    assert_eq!(
        gateway
            .get("/api/v1/session", None)
            .await
            .header("cache-control"),
        "no-store"
    );
}

#[tokio::test]
async fn a_channels_looks_are_for_its_own_pages() {
    let gateway = Gateway::start().await;
    let ask = async |channel: &str, origin: &str| {
        let origin = if origin.is_empty() {
            String::new()
        } else {
            format!("Origin: {origin}\r\n")
        };
        let path = format!("/api/v1/channels/{channel}/config");
        gateway
            .raw(&format!(
                "GET {path} HTTP/1.1\r\nHost: x\r\n{origin}Connection: close\r\n\r\n"
            ))
            .await
    };
    let answer = ask("shop", SHOP).await;
    assert_eq!(
        (answer.status, answer.header("access-control-allow-origin")),
        (200, SHOP)
    );
    assert_eq!(answer.header("vary"), "Origin");
    assert_eq!(answer.header("access-control-allow-credentials"), "");
    assert_eq!(answer.json()["title"], "Shop");
    for evil in [
        "https://evil.example",
        "null",
        "https://shop.example.evil.example",
        "http://shop.example",
    ] {
        let answer = ask("shop", evil).await;
        assert_eq!(
            (answer.status, answer.header("access-control-allow-origin")),
            (403, "*"),
            "it may read why, and nothing else"
        );
        assert_eq!(answer.code(), "origin_refused");
        assert_eq!(answer.header("vary"), "Origin");
    }
    assert_eq!(
        ask("shop", "").await.status,
        200,
        "the gateway's own pages send none"
    );
    for unknown in ["nope", "Shop", "%00"] {
        let answer = ask(unknown, SHOP).await;
        assert_eq!(
            (answer.status, answer.header("access-control-allow-origin")),
            (404, "*")
        );
    }
}

#[tokio::test]
async fn health_tells_alive_from_ready() {
    let gateway = Gateway::start().await;
    assert_eq!(gateway.get("/healthz", None).await.body, "ok\n");
    assert_eq!(gateway.get("/readyz", None).await.status, 200);
    gateway.engine.stop().await;
    let answer = gateway.get("/readyz", None).await;
    assert_eq!((answer.status, &*answer.code()), (503, "stopping"));
    assert_eq!(gateway.get("/healthz", None).await.status, 200);
}

#[tokio::test]
async fn metrics_are_for_this_machine() {
    let page = || MetricsPage {
        render: Arc::new(|| "a 1\n".to_owned()),
        public: false,
    };
    let gateway = Gateway::with(|config| config.metrics = Some(page())).await;
    assert_eq!(gateway.get("/metrics", None).await.body, "a 1\n");
    let forwarded = "GET /metrics HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 127.0.0.1\r\nConnection: close\r\n\r\n";
    assert_eq!(gateway.raw(forwarded).await.status, 404);
    let gateway = Gateway::start().await;
    assert_eq!(gateway.get("/metrics", None).await.status, 404);
}

#[tokio::test]
async fn violations_are_counted_and_nothing_of_them_is_kept() {
    let gateway = Gateway::start().await;
    let report = r#"{"csp-report":{"effective-directive":"img-src"}}"#;
    for body in [report, "rubbish", "\0"] {
        assert_eq!(
            gateway.post("/api/v1/csp-reports", None, body).await.status,
            204
        );
    }
    let large = "x".repeat(20_000);
    assert_eq!(
        gateway
            .post("/api/v1/csp-reports", None, &large)
            .await
            .status,
        413
    );
    let count = gateway
        .api
        .violations()
        .load(std::sync::atomic::Ordering::Relaxed);
    assert_eq!(count, 3);
}

#[tokio::test]
async fn transcripts_and_reasons_are_read_page_by_page() {
    let gateway = Gateway::start().await;
    let conversation = gateway.held_by("ann").await;
    let ann = gateway.sign_in("ann").await;
    let get = async |path: &str| gateway.get(path, Some(&ann)).await;
    let mine = get("/api/v1/conversations?scope=mine").await.json();
    assert_eq!(mine["items"][0]["id"], conversation.as_str());
    let detail = get(&format!("/api/v1/conversations/{conversation}"))
        .await
        .json();
    let steps: Vec<_> = detail["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["what"].clone())
        .collect();
    assert_eq!(steps, ["queued", "offered", "assigned"]);
    assert_eq!(
        detail["steps"][1]["because"]["candidates"][0]["verdict"],
        "chosen"
    );
    let why = get(&format!("/api/v1/conversations/{conversation}/explanation"))
        .await
        .json();
    assert_eq!(why["state"], "assigned");
    for (path, status) in [
        ("/api/v1/conversations?scope=open", 403),
        ("/api/v1/conversations?scope=all", 400),
        ("/api/v1/conversations?before=x", 400),
        ("/api/v1/conversations/cnv_999", 404),
        ("/api/v1/conversations/1", 404),
        ("/api/v1/conversations/cnv_1/messages?after=1&before=2", 400),
        ("/api/v1/conversations/cnv_1/messages?after=-1", 400),
    ] {
        assert_eq!(get(path).await.status, status, "{path}");
    }
    let sam = gateway.sign_in("sam").await;
    let path = format!("/api/v1/conversations/{conversation}/close");
    assert_eq!(gateway.post(&path, Some(&sam), "").await.status, 204);
    for cookie in [&ann, &sam] {
        let closed = gateway
            .get("/api/v1/conversations?scope=closed", Some(cookie))
            .await
            .json();
        assert_eq!(closed["items"][0]["state"]["kind"], "closed");
        assert_eq!(closed["next_before"], Value::Null);
    }
    let messages = get(&format!(
        "/api/v1/conversations/{conversation}/messages?after=0"
    ))
    .await;
    let kinds = messages.json()["items"].clone();
    let kinds: Vec<_> = kinds
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["content"]["kind"].clone())
        .collect();
    assert_eq!(
        kinds,
        [json!("text"), json!("agent_joined"), json!("ended")]
    );
}

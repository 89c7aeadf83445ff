//! Requests against real servers: limits, redirects, and where a request may go.

use std::time::Duration;

use frontdesk_plugin_host::{Grants, Limits, LoadOptions};
use serde_json::json;

use crate::{
    ask::{ask, asker, asker_with, denied, fetch, grants, patterns},
    peer::{Answer, Peer, names, ok, status},
};

/// A plain peer and an asker that may reach it.
async fn with_peer(
    limits: Limits,
    answer: impl Fn(&str) -> Answer + Send + Sync + 'static,
) -> (Peer, std::sync::Arc<frontdesk_plugin_host::Plugin>) {
    let peer = Peer::plain(answer).await;
    let options = LoadOptions {
        limits,
        grants: grants(&[&peer.loopback()], &[&peer.loopback()]),
        ..LoadOptions::default()
    };
    let asker = asker(options).await;
    (peer, asker)
}

fn short(request_ms: u64, operation_ms: u64) -> Limits {
    Limits {
        request: Duration::from_millis(request_ms),
        operation: Duration::from_millis(operation_ms),
        ..Limits::default()
    }
}

#[tokio::test]
async fn a_request_arrives_as_it_was_asked_for_and_its_answer_comes_back() {
    let (peer, asker) = with_peer(Limits::default(), |_| status(201, "x-a: b\r\n", "made")).await;
    let request = json!({
        "method": "post",
        "url": format!("{}/people?x=1#fragment", peer.loopback()),
        "headers": [["X-Version", "7"]],
        "body": "hello",
        "idempotency": "cnv_1.1",
    });
    let answer = fetch(&asker, request).await;
    assert_eq!(answer, json!({ "status": 201, "text": "made", "bytes": 4 }));
    let seen = peer.seen().remove(0).to_lowercase();
    assert!(seen.starts_with("post /people?x=1 http/1.1\r\n"), "{seen}");
    for part in [
        "x-version: 7",
        "idempotency-key: cnv_1.1",
        "user-agent: frontdesk/",
        "\r\nhello",
    ] {
        assert!(seen.contains(part), "{part} in {seen}");
    }
    for part in ["cookie", "accept-encoding", "referer", "authorization"] {
        assert!(!seen.contains(part), "{part} in {seen}");
    }
}

#[tokio::test]
async fn only_2xx_and_what_is_accepted_are_answers() {
    let (peer, asker) = with_peer(Limits::default(), |request| {
        let code = request
            .split(['/', ' '])
            .nth(2)
            .and_then(|code| code.parse().ok());
        status(code.unwrap_or(500), "", "")
    })
    .await;
    let url = |code| format!("{}/{code}", peer.loopback());
    for code in [200, 204, 299] {
        assert_eq!(
            fetch(&asker, json!({ "url": url(code) })).await["status"],
            code
        );
    }
    for code in [300, 404, 429, 500] {
        assert_eq!(
            fetch(&asker, json!({ "url": url(code) })).await["failed"],
            code
        );
    }
    let accepted = fetch(&asker, json!({ "url": url(404), "accept": [404] })).await;
    assert_eq!(accepted["status"], 404);
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_is_never_followed() {
    let target = Peer::plain(|_| ok("reached")).await;
    let target_url = target.loopback();
    for to in [
        target_url.clone(),
        "http://169.254.169.254/".into(),
        "https://evil.example".into(),
    ] {
        let peer = Peer::plain(move |_| status(302, &format!("location: {to}\r\n"), "")).await;
        let hosts = [peer.loopback(), target_url.clone()];
        let hosts = hosts.each_ref().map(String::as_str);
        let asker = asker_with(grants(&hosts, &hosts)).await;
        let request = json!({ "url": peer.loopback(), "auth": "bearer token" });
        assert_eq!(fetch(&asker, request).await["failed"], 302);
    }
    assert!(target.seen().is_empty());
}

#[tokio::test]
async fn slow_peers_are_cut_at_the_requests_time() {
    let answers = [
        Answer::Stall(Vec::new()),
        Answer::Stall(b"HTTP/1.1 200 OK\r\n".to_vec()),
        Answer::Stall(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n1234".to_vec()),
    ];
    for answer in answers {
        let (peer, asker) = with_peer(short(100, 30_000), move |_| answer.clone()).await;
        let request = json!({ "url": peer.loopback(), "timeout_ms": 4_000_000_000_u32 });
        assert_eq!(fetch(&asker, request).await, "timeout");
    }
    let (peer, asker) = with_peer(short(60_000, 60_000), |_| Answer::Stall(Vec::new())).await;
    let request = json!({ "url": peer.loopback(), "timeout_ms": 50 });
    assert_eq!(
        fetch(&asker, request).await,
        "timeout",
        "a component may want less"
    );
}

#[tokio::test]
async fn an_operation_ends_in_its_time_however_many_rounds_it_has() {
    let (peer, asker) = with_peer(short(60_000, 100), |_| Answer::Stall(Vec::new())).await;
    let round = json!([{ "url": peer.loopback() }]);
    let script = json!({ "rounds": [round, round, round] }).to_string();
    let answer = asker.turn(&crate::ask::talk(script), "cnv_1.1").await;
    let error = answer.expect_err("takes too long");
    assert_eq!(error.to_string(), "the operation took longer than 100 ms");
    assert_eq!(asker.health().faults_total, 0, "its peer may be slow");
    assert_eq!(asker.health().last_fault.unwrap().kind, "time");
}

#[tokio::test]
async fn answers_have_a_size() {
    let limits = Limits {
        response_bytes: 10_000,
        ..Limits::default()
    };
    let long = "x".repeat(10_001);
    let announced = status(200, "", &long);
    let chunked = Answer::Endless(
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n8\r\n12345678\r\n".to_vec(),
    );
    // The head comes once, then the same chunk for ever: a head again is no chunk, so cut it off.
    let lied = Answer::Half(b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\nx".to_vec());
    for answer in [announced, lied] {
        let (peer, asker) = with_peer(limits.clone(), move |_| answer.clone()).await;
        let answer = fetch(&asker, json!({ "url": peer.loopback() })).await;
        assert_eq!(answer, json!({ "too-large": 10_000 }));
    }
    let (peer, asker) = with_peer(limits.clone(), move |_| chunked.clone()).await;
    let answer = fetch(&asker, json!({ "url": peer.loopback() })).await;
    assert!(answer.get("connect").is_some(), "{answer}");
    let until_closed = Answer::Half([b"HTTP/1.1 200 OK\r\n\r\n", long.as_bytes()].concat());
    let (peer, asker) = with_peer(limits, move |_| until_closed.clone()).await;
    let answer = fetch(&asker, json!({ "url": peer.loopback() })).await;
    assert_eq!(answer, json!({ "too-large": 10_000 }));
}

#[tokio::test]
async fn headers_of_answers_have_a_size_too() {
    let header = format!("x-long: {}\r\n", "v".repeat(40 << 10));
    let (peer, asker) = with_peer(Limits::default(), move |_| status(200, &header, "")).await;
    let answer = fetch(&asker, json!({ "url": peer.loopback() })).await;
    assert_eq!(answer, json!({ "too-large": 32 << 10 }));
}

#[tokio::test]
async fn half_an_answer_is_none() {
    let halves: [&[u8]; 4] = [
        b"",
        b"HTTP/1.1 200",
        b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n1234",
        b"SSH-2.0-OpenSSH_9\r\n\r\n",
    ];
    for half in halves {
        let (peer, asker) = with_peer(Limits::default(), move |_| Answer::Half(half.into())).await;
        let answer = fetch(&asker, json!({ "url": peer.loopback() })).await;
        let reason = answer["connect"]
            .as_str()
            .unwrap_or_else(|| panic!("{answer}"));
        assert!(!reason.contains("127.0.0.1"), "{reason}");
    }
    let asker = asker_with(grants(&["http://127.0.0.1:1"], &[])).await;
    let answer = fetch(&asker, json!({ "url": "http://127.0.0.1:1" })).await;
    assert!(
        answer["connect"]
            .as_str()
            .unwrap()
            .starts_with("no connection"),
        "{answer}"
    );
}

#[tokio::test]
async fn more_requests_than_may_run_at_once_wait_their_turn() {
    let limits = Limits {
        concurrent_requests: 1,
        request: Duration::from_millis(300),
        ..Limits::default()
    };
    let (peer, asker) = with_peer(limits, |request| {
        if request.starts_with("GET /stall") {
            Answer::Stall(Vec::new())
        } else {
            ok("x")
        }
    })
    .await;
    let stall = json!({ "url": format!("{}/stall", peer.loopback()) });
    let quick = json!({ "url": peer.loopback(), "timeout_ms": 50 });
    let answer = ask(&asker, json!({ "rounds": [[stall, quick]] })).await;
    assert_eq!(answer["rounds"][0], json!(["timeout", "timeout"]));
    assert_eq!(peer.seen().len(), 1, "the second was never sent");
}

#[tokio::test]
async fn urls_that_hide_where_they_go_are_denied() {
    let hosts = [
        "https://api.example.com",
        "http://127.0.0.1:7",
        "https://[fd00::7]",
    ];
    let asker = asker_with(Grants {
        private_networks: true,
        hosts: patterns(&hosts),
        ..Grants::default()
    })
    .await;
    for url in [
        "https://api.example.com@evil.example/",
        "https://user:password@api.example.com/",
        "https://user@api.example.com/",
        "https://evil.example/https://api.example.com",
        "https://api.example.com.evil.example/",
        "https://api.example.com:8443/",
        "http://api.example.com/",
        "https:\\\\evil.example\\api.example.com",
        "https://api.example.com\u{3002}evil.example/",
        "file:///etc/passwd",
        "gopher://api.example.com/",
        "ftp://api.example.com/",
        "//api.example.com/",
        "/relative",
        "",
        "https://",
        "https://169.254.169.254/",
        "https://[::ffff:169.254.169.254]/",
        "https://2852039166/",
        "https://0xa9fea9fe/",
        "https://0251.0376.0251.0376/",
        "https://[fd00:ec2::254]/",
        "http://127.0.0.1:8/",
        "http://0x7f.1:8/",
    ] {
        let answer = fetch(&asker, json!({ "url": url })).await;
        denied(&answer);
    }
    let long = format!("https://api.example.com/{}", "x".repeat(9_000));
    denied(&fetch(&asker, json!({ "url": long })).await);
}

#[tokio::test]
async fn addresses_that_nobody_may_grant_stay_out_of_reach() {
    let hosts = [
        "https://169.254.169.254",
        "https://[::ffff:169.254.169.254]",
        "https://2852039166",
        "https://0251.0376.0251.0376",
        "https://[fe80::1]",
        "https://100.100.100.200",
        "https://0.0.0.0",
        "https://[64:ff9b::a9fe:a9fe]",
        "https://224.0.0.1",
    ];
    let asker = asker_with(grants(&hosts, &hosts)).await;
    for url in hosts {
        let answer = fetch(&asker, json!({ "url": url, "auth": "bearer token" })).await;
        assert!(
            denied(&answer).contains("nothing allows"),
            "{url}: {answer}"
        );
    }
}

#[tokio::test]
async fn a_loopback_written_otherwise_is_the_same_loopback() {
    let peer = Peer::plain(|_| ok("x")).await;
    let asker = asker_with(grants(&[&peer.loopback()], &[])).await;
    for host in ["127.1", "2130706433", "0x7f000001", "0177.0.0.1"] {
        let url = format!("http://{host}:{}/", peer.port);
        assert_eq!(
            fetch(&asker, json!({ "url": url })).await["status"],
            200,
            "{url}"
        );
    }
}

#[tokio::test]
async fn headers_cannot_be_smuggled() {
    let (peer, asker) = with_peer(Limits::default(), |_| ok("x")).await;
    for (name, value) in [
        ("host", "evil.example"),
        ("Authorization", "Bearer x"),
        ("cookie", "a=b"),
        ("Transfer-Encoding", "chunked"),
        ("content-length", "0"),
        ("connection", "upgrade"),
        ("x-a", "b\r\nauthorization: Bearer x"),
        ("x-a\r\nhost", "evil.example"),
        ("idempotency-key", "x"),
    ] {
        let request = json!({ "url": peer.loopback(), "headers": [[name, value]] });
        denied(&fetch(&asker, request).await);
    }
    for key in ["", "a\r\nb", "a b"] {
        denied(
            &fetch(
                &asker,
                json!({ "url": peer.loopback(), "idempotency": key }),
            )
            .await,
        );
    }
    assert!(peer.seen().is_empty());
}

#[tokio::test]
async fn a_name_that_resolves_to_a_private_address_needs_private_networks() {
    let peer = Peer::tls(|_| ok("inside")).await;
    let url = peer.named("inside.test.example");
    names().set("inside.test.example", &[&["127.0.0.1"]]);
    let mut granted = grants(&[&url], &[]);
    let inside = asker_with(granted.clone()).await;
    assert_eq!(
        fetch(&inside, json!({ "url": url })).await["text"],
        "inside"
    );
    granted.private_networks = false;
    let outside = asker_with(granted).await;
    let answer = fetch(&outside, json!({ "url": url })).await;
    assert!(
        denied(&answer).contains("private_networks = true"),
        "{answer}"
    );
    assert_eq!(peer.seen().len(), 1, "a waiting connection is not shared");
}

#[tokio::test]
async fn a_name_that_changes_its_answer_gains_nothing() {
    let peer = Peer::tls(|_| {
        let Answer::Whole(answer) = status(200, "connection: close\r\n", "inside") else {
            unreachable!()
        };
        Answer::Half(answer)
    })
    .await;
    let url = peer.named("rebind.test.example");
    let answers: [&[&str]; 3] = [
        &["127.0.0.1"],
        &["169.254.169.254"],
        &["::ffff:169.254.169.254"],
    ];
    names().set("rebind.test.example", &answers);
    let asker = asker_with(grants(&[&url], &[])).await;
    assert_eq!(fetch(&asker, json!({ "url": url })).await["text"], "inside");
    assert_eq!(
        names().look_ups("rebind.test.example"),
        1,
        "checked and used are one answer"
    );
    for _ in 0..2 {
        let answer = fetch(&asker, json!({ "url": url })).await;
        assert!(denied(&answer).contains("nothing allows"), "{answer}");
    }
    assert_eq!(peer.seen().len(), 1);
}

#[tokio::test]
async fn a_certificate_for_another_name_is_no_connection() {
    let peer = Peer::tls(|_| ok("x")).await;
    names().set("other.example", &[&["127.0.0.1"]]);
    let url = peer.named("other.example");
    let asker = asker_with(grants(&[&url], &[&url])).await;
    let answer = fetch(&asker, json!({ "url": url, "auth": "bearer token" })).await;
    assert!(
        answer["connect"]
            .as_str()
            .is_some_and(|why| why.contains("certificate")),
        "{answer}"
    );
    assert!(peer.seen().is_empty());
    let asker = asker_with(grants(&["https://unknown.example"], &[])).await;
    let answer = fetch(&asker, json!({ "url": "https://unknown.example" })).await;
    let reason = answer["connect"].as_str();
    assert!(
        reason.is_some_and(|why| why.contains("no such host")),
        "{answer}"
    );
}

#[tokio::test]
async fn requests_beyond_the_rate_wait_for_their_turn_within_their_own_time() {
    let limits = Limits {
        requests_per_second: 1,
        ..Limits::default()
    };
    let (peer, asker) = with_peer(limits, |_| ok("x")).await;
    let request = json!({ "url": peer.loopback() });
    // Three at once are the burst; the next turn is a second away.
    for _ in 0..3 {
        assert_eq!(fetch(&asker, request.clone()).await["status"], 200);
    }
    let hasty = json!({ "url": peer.loopback(), "timeout_ms": 20 });
    assert_eq!(fetch(&asker, hasty).await, "timeout");
    assert_eq!(peer.seen().len(), 3, "what has no turn is not sent");
    assert_eq!(fetch(&asker, request).await["status"], 200);
}

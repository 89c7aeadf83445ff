//! Secrets go where the operator says, and nowhere else.

use std::sync::{Arc, Mutex};

use frontdesk_plugin_host::{Grants, SecretUse};
use serde_json::json;
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
    subscriber,
};

use crate::{
    ask::{TOKEN, ask, asker_with, denied, fetch, grants, secret, talk},
    peer::{Peer, ok, status},
};

#[tokio::test]
async fn a_secret_is_put_where_auth_says() {
    let peer = Peer::plain(|_| ok("x")).await;
    let url = peer.loopback();
    let asker = asker_with(grants(&[&url], &[&url])).await;
    let mac = "x-signature: sha256=";
    for (auth, expected) in [
        ("bearer token", "authorization: bearer tok-3f9a1c77"),
        (
            "basic ann token",
            "authorization: basic yw5uonrvay0zzjlhmwm3nw==",
        ),
        ("header x-api-key token", "x-api-key: tok-3f9a1c77"),
        ("header authorization token", "authorization: tok-3f9a1c77"),
        ("query key token", "?a=b&key=tok-3f9a1c77"),
        ("signed token", mac),
    ] {
        let answer = fetch(
            &asker,
            json!({ "url": format!("{url}/?a=b"), "auth": auth }),
        )
        .await;
        assert_eq!(answer["status"], 200, "{auth}: {answer}");
        let seen = peer.seen().pop().unwrap().to_lowercase();
        assert!(
            seen.contains(expected) || auth.starts_with("basic"),
            "{auth}: {seen}"
        );
    }
    let basic = peer.seen()[1].clone();
    assert!(basic.contains("Basic YW5uOnRvay0zZjlhMWM3Nw=="), "{basic}");
}

#[tokio::test]
async fn a_secret_is_put_where_a_path_names_it() {
    let peer = Peer::plain(|_| ok("x")).await;
    let url = peer.loopback();
    let asker = asker_with(grants(&[&url], &[&url])).await;
    let at = async |path: &str| fetch(&asker, json!({ "url": format!("{url}{path}") })).await;
    assert_eq!(at("/bot{token}/getMe?a={b}").await["status"], 200);
    let seen = peer.seen().pop().unwrap();
    // Only a path names secrets.
    assert!(
        seen.starts_with("GET /bottok-3f9a1c77/getMe?a={b} "),
        "{seen}"
    );
    denied(&at("/bot{token").await);
    denied(&at("/bot{unknown}").await);
    assert_eq!(peer.seen().len(), 1);
}

#[tokio::test]
async fn a_secret_that_would_end_its_segment_of_a_path_is_denied_without_its_value() {
    let peer = Peer::plain(|_| ok("x")).await;
    let url = peer.loopback();
    for value in [
        "tok/3f9a1c77",
        "tok?3f9a1c77",
        "tok%2f3f9a1c77",
        "tok 3f9a1c77",
        "",
    ] {
        let mut granted = grants(&[&url], &[&url]);
        granted
            .secrets
            .insert("token".into(), secret(value, &[&url], &[SecretUse::Send]));
        let asker = asker_with(granted).await;
        let answer = fetch(&asker, json!({ "url": format!("{url}/bot{{token}}/x") })).await;
        assert!(!denied(&answer).contains("3f9a1c77"), "{answer}");
    }
    assert!(peer.seen().is_empty());
}

#[tokio::test]
async fn a_secret_goes_to_its_own_hosts_only() {
    let (one, other) = (
        Peer::plain(|_| ok("1")).await,
        Peer::plain(|_| ok("2")).await,
    );
    let (one_url, other_url) = (one.loopback(), other.loopback());
    let asker = asker_with(grants(&[&one_url, &other_url], &[&one_url])).await;
    assert_eq!(
        fetch(&asker, json!({ "url": other_url })).await["status"],
        200
    );
    for auth in [
        "bearer token",
        "basic a token",
        "header x token",
        "query x token",
        "signed token",
    ] {
        let answer = fetch(&asker, json!({ "url": other_url, "auth": auth })).await;
        assert!(
            denied(&answer).contains("may not go to 127.0.0.1"),
            "{auth}: {answer}"
        );
    }
    let named = format!("{other_url}/bot{{token}}");
    let answer = fetch(&asker, json!({ "url": named })).await;
    assert!(
        denied(&answer).contains("may not go to 127.0.0.1"),
        "{answer}"
    );
    for auth in [
        "bearer unknown",
        "header host token",
        "header cookie token",
        "basic a:b token",
    ] {
        denied(&fetch(&asker, json!({ "url": one_url, "auth": auth })).await);
    }
    assert_eq!(other.seen().len(), 1);
    assert!(one.seen().is_empty());
}

#[tokio::test]
async fn a_secret_that_http_cannot_carry_is_denied_without_its_value() {
    let peer = Peer::plain(|_| ok("x")).await;
    let url = peer.loopback();
    let mut granted = grants(&[&url], &[&url]);
    let value = "tok-3f9a1c77\r\nx-evil: 1";
    granted
        .secrets
        .insert("token".into(), secret(value, &[&url], &[SecretUse::Send]));
    let asker = asker_with(granted).await;
    let answer = fetch(&asker, json!({ "url": url, "auth": "bearer token" })).await;
    assert!(!denied(&answer).contains("tok-"), "{answer}");
    assert!(peer.seen().is_empty());
}

#[tokio::test]
async fn a_peer_that_echoes_a_request_does_not_hand_the_secret_over() {
    let peer = Peer::plain(|request| {
        let line = request.lines().find(|line| line.contains("uthorization"));
        let path = request.lines().next().unwrap_or_default();
        let echo = format!("{path} {}", line.unwrap_or_default());
        status(200, &format!("x-echo: {echo}\r\n"), &echo)
    })
    .await;
    let url = peer.loopback();
    let asker = asker_with(grants(&[&url], &[&url])).await;
    for auth in ["bearer token", "basic ann token", "query key token"] {
        let answer = fetch(&asker, json!({ "url": url, "auth": auth }))
            .await
            .to_string();
        assert!(answer.contains("[redacted]"), "{answer}");
        assert!(
            !answer.contains(TOKEN) && !answer.contains("YW5uOnRvay0"),
            "{answer}"
        );
    }
    let named = format!("{url}/bot{{token}}");
    let answer = fetch(&asker, json!({ "url": named })).await.to_string();
    assert!(
        answer.contains("/bot[redacted]") && !answer.contains(TOKEN),
        "{answer}"
    );
}

/// Every event of this thread, at every level, as text.
#[derive(Clone, Default)]
struct Everything(Arc<Mutex<String>>);

impl Subscriber for Everything {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        attributes.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

impl Visit for Everything {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        use std::fmt::Write as _;
        let mut text = self.0.lock().unwrap();
        let _infallible = writeln!(text, "{}={value:?}", field.name());
    }
}

#[tokio::test]
async fn no_secret_is_in_a_log_an_error_or_a_debug_text() {
    let log = Everything::default();
    let _guard = subscriber::set_default(log.clone());
    let peer = Peer::plain(|_| status(500, "", "")).await;
    let url = peer.loopback();
    let granted = grants(&[&url, "http://127.0.0.1:1"], &[&url, "http://127.0.0.1:1"]);
    let debug = format!("{granted:?}");
    let asker = asker_with(granted).await;
    let mut answers = String::new();
    for url in [url.as_str(), "http://127.0.0.1:1", "http://127.0.0.1:2"] {
        for auth in ["bearer token", "query key token", "basic a token"] {
            answers += &fetch(&asker, json!({ "url": url, "auth": auth }))
                .await
                .to_string();
        }
        let named = format!("{url}/bot{{token}}");
        answers += &fetch(&asker, json!({ "url": named })).await.to_string();
    }
    let health = format!("{:?} {asker:?}", asker.health());
    let log = log.0.lock().unwrap().clone();
    for (what, text) in [
        ("debug", debug),
        ("answers", answers),
        ("health", health),
        ("log", log),
    ] {
        assert!(!text.contains("3f9a1c77"), "{what}: {text}");
    }
}

#[tokio::test]
async fn codes_and_comparisons_need_their_use() {
    // RFC 4231, test case 2.
    let key = secret("Jefe", &[], &[SecretUse::Hmac, SecretUse::Verify]);
    let asker = asker_with(Grants {
        secrets: [("key".to_owned(), key)].into(),
        ..Grants::default()
    })
    .await;
    let script = json!({ "secrets": [
        ["hmac", "key", "what do ya want for nothing?"],
        ["verify", "key", "what do ya want for nothing?"],
        ["equals", "key", "Jefe"],
        ["equals", "key", "jefe"],
        ["ed25519", "key", "m"],
        ["body", "key"],
        ["weak", "key", "what do ya want for nothing?",
            "[117,12,120,62,106,176,181,3,234,168,110,49,10,93,183,56]"],
        ["weak", "key", "what do ya want for something?",
            "[117,12,120,62,106,176,181,3,234,168,110,49,10,93,183,56]"],
        ["weak", "other", "m", "[]"],
    ]});
    let answer = ask(&asker, script).await;
    let code: Vec<u8> = serde_json::from_value(answer["secrets"][0].clone()).unwrap();
    assert_eq!(
        code[..8],
        [0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e],
        "RFC 4231"
    );
    assert_eq!(answer["secrets"][1], false, "a code of zeros is wrong");
    assert_eq!(answer["secrets"][2], true);
    assert_eq!(answer["secrets"][3], false);
    assert!(
        answer["secrets"][4]["unusable"].is_string(),
        "no public key"
    );
    assert!(answer["secrets"][5]["unusable"].is_string(), "no webhook");
    assert_eq!(answer["secrets"][6], true, "RFC 2202, section 2, case 2");
    assert_eq!(answer["secrets"][7], false);
    assert!(answer["secrets"][8]["denied"].is_string());
    let turned = asker.turn(&talk("{".to_owned()), "cnv_1.1").await;
    assert!(turned.unwrap_err().to_string().contains("reported invalid"));
}

//! Tokens that run out: renewed once, kept before they are used, and whose fault it is when not.

use std::sync::{Arc, Mutex};

use frontdesk_plugin_host::{
    GrantType, Grants, LoadOptions, Plugin, Renewal, SecretUse, SecretValue, Tokens,
};
use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::{
    ask::{asker, denied, fetch, patterns, secret},
    harness::Hands,
    peer::{Answer, Peer, ok, status},
    values::Memory,
};

/// What the provider holds: the tokens that it takes now, and how often it renewed.
struct Book {
    refresh: String,
    access: String,
    renewals: u32,
    expires_s: u32,
    /// Renews, and the answer is lost.
    is_mute: bool,
}

/// A provider that takes each refresh token once.
struct Provider {
    peer: Peer,
    book: Arc<Mutex<Book>>,
}

impl Provider {
    async fn start() -> Self {
        let book = Arc::new(Mutex::new(Book {
            refresh: "refresh-0".to_owned(),
            access: "access-0".to_owned(),
            renewals: 0,
            expires_s: 7_200,
            is_mute: false,
        }));
        let held = Arc::clone(&book);
        let peer = Peer::plain(move |request| {
            let mut book = held.lock().unwrap();
            if request.starts_with("POST /token") {
                return book.renew(request);
            }
            let sent = format!("authorization: bearer {}\r\n", book.access);
            if request.to_lowercase().contains(&sent) {
                ok("done")
            } else {
                status(401, "", "{}")
            }
        });
        Self {
            peer: peer.await,
            book,
        }
    }

    fn renewals(&self) -> u32 {
        self.book.lock().unwrap().renewals
    }

    /// The provider takes the access token no more.
    fn expire(&self) {
        "access-ended".clone_into(&mut self.book.lock().unwrap().access);
    }

    fn refresh(&self) -> String {
        self.book.lock().unwrap().refresh.clone()
    }

    fn grants(&self, first: &str) -> Grants {
        let url = self.peer.loopback();
        let mut token = secret(first, &[&url], &[SecretUse::Send]);
        token.renewal = Some(Renewal {
            url: format!("{url}/token"),
            client_id: "app".to_owned(),
            grant: GrantType::RefreshToken {
                client_secret: Some(SecretValue::new(*b"app-secret")),
            },
        });
        Grants {
            hosts: patterns(&[&url]),
            private_networks: true,
            kv: false,
            secrets: [("token".to_owned(), token)].into(),
        }
    }
}

impl Book {
    fn renew(&mut self, request: &str) -> Answer {
        // "app:app-secret"
        assert!(request.contains("Basic YXBwOmFwcC1zZWNyZXQ="), "{request}");
        let asked = format!("refresh_token={}", self.refresh);
        if !request.contains("grant_type=refresh_token") || !request.ends_with(&asked) {
            return status(400, "", r#"{"error":"invalid_grant"}"#);
        }
        self.renewals += 1;
        self.refresh = format!("refresh-{}", self.renewals);
        self.access = format!("access-{}", self.renewals);
        if self.is_mute {
            return Answer::Half(b"HTTP/1.1 200 OK\r\n".to_vec());
        }
        let told = json!({
            "token_type": "bearer", "expires_in": self.expires_s,
            "access_token": self.access, "refresh_token": self.refresh,
        });
        ok(&told.to_string())
    }
}

/// A gateway's memory of tokens, as long as it runs.
fn tokens(memory: &Arc<Memory>, clock: &Arc<Hands>) -> Tokens {
    let (memory, clock) = (Arc::clone(memory), Arc::clone(clock));
    Tokens::new(memory, clock, watch::Sender::new(0))
}

async fn plugin(tokens: &Tokens, grants: Grants) -> Arc<Plugin> {
    asker(LoadOptions {
        grants,
        tokens: Some(tokens.clone()),
        ..LoadOptions::default()
    })
    .await
}

async fn call(plugin: &Plugin, provider: &Provider) -> Value {
    let url = provider.peer.loopback();
    fetch(plugin, json!({ "url": url, "auth": "bearer token" })).await
}

fn later(clock: &Hands) {
    // Longer than a new token is trusted against a peer that says 401.
    clock.advance(61_000);
}

#[tokio::test]
async fn a_token_that_is_no_longer_taken_is_renewed_once_and_the_request_sent_again() {
    let (provider, clock) = (Provider::start().await, Arc::new(Hands::default()));
    let tokens = tokens(&Arc::default(), &clock);
    let plugin = plugin(&tokens, provider.grants("refresh-0")).await;
    assert_eq!(call(&plugin, &provider).await["status"], 200);
    assert_eq!(call(&plugin, &provider).await["status"], 200);
    assert_eq!(provider.renewals(), 1, "the token is used until it ends");
    later(&clock);
    provider.expire();
    assert_eq!(call(&plugin, &provider).await["status"], 200);
    assert_eq!(provider.renewals(), 2);
    let answers = format!("{:?}", plugin.health());
    assert!(!answers.contains("access-") && !answers.contains("refresh-"));
}

#[tokio::test]
async fn a_token_is_renewed_before_it_ends() {
    let (provider, clock) = (Provider::start().await, Arc::new(Hands::default()));
    let tokens = tokens(&Arc::default(), &clock);
    let plugin = plugin(&tokens, provider.grants("refresh-0")).await;
    assert_eq!(call(&plugin, &provider).await["status"], 200);
    clock.advance(7_200_000 - 61_000);
    assert_eq!(call(&plugin, &provider).await["status"], 200);
    assert_eq!(provider.renewals(), 1);
    clock.advance(1_000);
    assert_eq!(call(&plugin, &provider).await["status"], 200);
    assert_eq!(provider.renewals(), 2);
}

#[tokio::test]
async fn a_new_token_that_is_refused_is_not_renewed_again_and_again() {
    let (provider, clock) = (Provider::start().await, Arc::new(Hands::default()));
    let tokens = tokens(&Arc::default(), &clock);
    let plugin = plugin(&tokens, provider.grants("refresh-0")).await;
    assert_eq!(call(&plugin, &provider).await["status"], 200);
    provider.expire();
    for _ in 0..3 {
        assert_eq!(call(&plugin, &provider).await["failed"], 401);
    }
    assert_eq!(provider.renewals(), 1);
}

#[tokio::test]
async fn requests_that_race_renew_once() {
    let (provider, clock) = (Provider::start().await, Arc::new(Hands::default()));
    let tokens = tokens(&Arc::default(), &clock);
    let one = plugin(&tokens, provider.grants("refresh-0")).await;
    // The version after it, with the same token.
    let two = plugin(&tokens, provider.grants("refresh-0")).await;
    for round in 1..=2 {
        let calls = (0..8).map(|n| call(if n % 2 == 0 { &one } else { &two }, &provider));
        for answer in join_all(calls).await {
            assert_eq!(answer["status"], 200, "{answer}");
        }
        assert_eq!(provider.renewals(), round);
        later(&clock);
        provider.expire();
    }
}

#[tokio::test]
async fn after_a_restart_the_kept_token_is_used_and_not_the_operators_first() {
    let (provider, clock) = (Provider::start().await, Arc::new(Hands::default()));
    let memory = Arc::new(Memory::default());
    for restart in 1..=3 {
        let plugin = plugin(&tokens(&memory, &clock), provider.grants("refresh-0")).await;
        assert_eq!(call(&plugin, &provider).await["status"], 200);
        assert_eq!(provider.renewals(), restart);
        assert!(memory.holds(&provider.refresh()));
        // While it is down, its token ends.
        later(&clock);
        provider.expire();
    }
}

#[tokio::test]
async fn a_token_that_could_not_be_kept_is_not_used_until_it_is() {
    let (provider, clock) = (Provider::start().await, Arc::new(Hands::default()));
    let memory = Arc::new(Memory::default());
    let plugin = plugin(&tokens(&memory, &clock), provider.grants("refresh-0")).await;
    // The mark that a renewal begins is kept; what it brings is not.
    memory.fail_after(1);
    let answer = call(&plugin, &provider).await;
    assert!(answer["connect"].is_string(), "{answer}");
    assert_eq!(provider.renewals(), 1);
    let trouble = plugin.health().token_trouble.expect("is shown");
    assert!(trouble.message.contains("could not be kept"), "{trouble:?}");
    assert!(!memory.holds("refresh-1"));
    memory.mend();
    assert_eq!(call(&plugin, &provider).await["status"], 200);
    assert_eq!(provider.renewals(), 1, "it was only kept then");
    assert!(memory.holds("refresh-1"));
    assert_eq!(plugin.health().token_trouble, None);
}

#[tokio::test]
async fn a_crash_between_renewing_and_keeping_is_told_when_the_provider_refuses() {
    let (provider, clock) = (Provider::start().await, Arc::new(Hands::default()));
    let memory = Arc::new(Memory::default());
    {
        let plugin = plugin(&tokens(&memory, &clock), provider.grants("refresh-0")).await;
        memory.fail_after(1);
        assert!(call(&plugin, &provider).await["connect"].is_string());
    }
    memory.mend();
    // What the provider told is gone with the process.
    let plugin = plugin(&tokens(&memory, &clock), provider.grants("refresh-0")).await;
    let answer = call(&plugin, &provider).await;
    let why = denied(&answer);
    assert!(why.contains("invalid_grant") && why.contains("an earlier answer was lost"));
    assert!(why.contains("[connector.asker.secrets]") && why.contains("frontdesk reload"));
    // The operator lets the account allow the app once more.
    let next = plugin_with_new_token(&memory, &clock, &provider).await;
    assert_eq!(call(&next, &provider).await["status"], 200);
    assert_eq!(memory.len(), 1, "of the token before nothing is kept");
}

async fn plugin_with_new_token(
    memory: &Arc<Memory>,
    clock: &Arc<Hands>,
    provider: &Provider,
) -> Arc<Plugin> {
    "refresh-new".clone_into(&mut provider.book.lock().unwrap().refresh);
    plugin(&tokens(memory, clock), provider.grants("refresh-new")).await
}

#[tokio::test]
async fn an_answer_that_is_lost_on_the_way_is_told_of_too() {
    let (provider, clock) = (Provider::start().await, Arc::new(Hands::default()));
    let plugin = plugin(
        &tokens(&Arc::default(), &clock),
        provider.grants("refresh-0"),
    )
    .await;
    provider.book.lock().unwrap().is_mute = true;
    assert!(call(&plugin, &provider).await["connect"].is_string());
    provider.book.lock().unwrap().is_mute = false;
    let answer = call(&plugin, &provider).await;
    assert!(denied(&answer).contains("an earlier answer was lost"));
}

#[tokio::test]
async fn a_refusal_is_shown_and_not_asked_for_again_at_once() {
    let (provider, clock) = (Provider::start().await, Arc::new(Hands::default()));
    let tokens = tokens(&Arc::default(), &clock);
    let one = plugin(&tokens, provider.grants("revoked")).await;
    let asked = || {
        let seen = provider.peer.seen();
        seen.iter()
            .filter(|it| it.starts_with("POST /token"))
            .count()
    };
    for _ in 0..3 {
        let answer = call(&one, &provider).await;
        let why = denied(&answer);
        assert!(
            why.contains("127.0.0.1 answered 400 (invalid_grant)"),
            "{why}"
        );
        assert!(!why.contains("revoked") && !why.contains("earlier answer"));
    }
    assert_eq!(asked(), 1);
    let trouble = one.health().token_trouble.expect("is shown");
    assert_eq!(trouble.kind, "renewing a token");
    let log = one.log_after(0, 100);
    assert_eq!(log.len(), 1, "told once: {log:?}");
    clock.advance(300_000);
    denied(&call(&one, &provider).await);
    assert_eq!(asked(), 2);
    // Whatever the operator changed, it is tried.
    let two = plugin(&tokens, provider.grants("revoked")).await;
    denied(&call(&two, &provider).await);
    assert_eq!(asked(), 3);
}

#[tokio::test]
async fn nothing_is_renewed_for_a_request_that_may_not_have_the_secret() {
    let (provider, clock) = (Provider::start().await, Arc::new(Hands::default()));
    let other = Peer::plain(|_| ok("x")).await;
    let mut grants = provider.grants("refresh-0");
    grants.hosts.extend(patterns(&[&other.loopback()]));
    let plugin = plugin(&tokens(&Arc::default(), &clock), grants).await;
    for (url, auth) in [
        (other.loopback(), "bearer token"),
        ("https://elsewhere.test.example".to_owned(), "bearer token"),
        // No part of a path: that would be the refresh token.
        (format!("{}/{{token}}", provider.peer.loopback()), ""),
    ] {
        let request = if auth.is_empty() {
            json!({ "url": url })
        } else {
            json!({ "url": url, "auth": auth })
        };
        denied(&fetch(&plugin, request).await);
    }
    assert!(provider.peer.seen().is_empty() && other.seen().is_empty());
}

#[tokio::test]
async fn a_refresh_token_is_never_sent_as_it_is_nor_computed_with() {
    let provider = Provider::start().await;
    let mut grants = provider.grants("refresh-0");
    let uses = [SecretUse::Send, SecretUse::Hmac, SecretUse::Verify];
    if let Some(token) = grants.secrets.get_mut("token") {
        token.uses = uses.into();
    }
    // As a trial of a component is loaded: without a place for tokens.
    let plugin = asker(LoadOptions {
        grants,
        ..LoadOptions::default()
    })
    .await;
    denied(&call(&plugin, &provider).await);
    let script = json!({ "secrets": [["hmac", "token", "m"], ["equals", "token", "refresh-0"]] });
    let answer = crate::ask::ask(&plugin, script).await;
    for at in 0..2 {
        assert!(answer["secrets"][at]["denied"].is_string(), "{answer}");
    }
    assert!(provider.peer.seen().is_empty());
}

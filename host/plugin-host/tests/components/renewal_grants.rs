//! Tokens that are got with an app's own secret or its private key: renewed as all are, and nothing kept.

use std::sync::{Arc, Mutex};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use frontdesk_plugin_host::{
    Assertion, GrantType, Grants, LoadOptions, Plugin, Renewal, SecretUse, SecretValue, Tokens,
};
use futures_util::future::join_all;
use ring::{
    rsa::KeyPair,
    signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey},
};
use rustls_pki_types::{PrivatePkcs8KeyDer, pem::PemObject as _};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::{
    ask::{asker, denied, fetch, patterns, secret},
    harness::Hands,
    peer::{Answer, Peer, ok, status},
    values::Memory,
};

const KEY: &str = include_str!("../keys/rsa-pkcs8.pem");
const APP_SECRET: &str = "app-secret-5d21";

/// What the provider does.
struct Book {
    tokens: u32,
    access: String,
    /// `None`: it does not say, as Salesforce does not.
    expires_s: Option<u32>,
    /// The word with which it refuses.
    refuses: Option<&'static str>,
    /// Issues a token, and the answer is lost.
    is_mute: bool,
}

/// An authorization server and the API that takes its tokens.
struct Provider {
    peer: Peer,
    book: Arc<Mutex<Book>>,
}

impl Provider {
    async fn start(
        is_right: impl Fn(&str) -> Result<(), &'static str> + Send + Sync + 'static,
    ) -> Self {
        let book = Arc::new(Mutex::new(Book {
            tokens: 0,
            access: "none-yet".to_owned(),
            expires_s: Some(3_600),
            refuses: None,
            is_mute: false,
        }));
        let held = Arc::clone(&book);
        let peer = Peer::plain(move |request| {
            let mut book = held.lock().unwrap();
            if request.starts_with("POST /token") {
                return book.token(is_right(request));
            }
            let sent = format!("authorization: bearer {}\r\n", book.access);
            if request.to_lowercase().contains(&sent) {
                ok("done")
            } else {
                status(401, "", r#"[{"errorCode":"INVALID_SESSION_ID"}]"#)
            }
        });
        let peer = peer.await;
        Self { peer, book }
    }

    fn asked(&self) -> usize {
        let seen = self.peer.seen();
        let asked = seen.iter().filter(|it| it.starts_with("POST /token"));
        asked.count()
    }

    fn change(&self, change: impl FnOnce(&mut Book)) {
        change(&mut self.book.lock().unwrap());
    }

    fn grants(&self, value: &str, grant: GrantType) -> Grants {
        let url = self.peer.loopback();
        let mut token = secret(value, &[&url], &[SecretUse::Send]);
        token.renewal = Some(Renewal {
            url: format!("{url}/token"),
            client_id: "app".to_owned(),
            grant,
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
    fn token(&mut self, is_right: Result<(), &'static str>) -> Answer {
        let refuses = self.refuses.map_or(is_right, Err);
        if let Err(word) = refuses {
            let told = json!({ "error": word, "error_description": "app-secret-5d21 is wrong" });
            return status(400, "", &told.to_string());
        }
        self.tokens += 1;
        self.access = format!("access-{}", self.tokens);
        if self.is_mute {
            return Answer::Half(b"HTTP/1.1 200 OK\r\n".to_vec());
        }
        let mut told = json!({ "token_type": "Bearer", "access_token": self.access });
        if let Some(expires_s) = self.expires_s {
            told["expires_in"] = expires_s.into();
        }
        ok(&told.to_string())
    }
}

fn credentials() -> GrantType {
    let scope = Some("api read".to_owned());
    GrantType::ClientCredentials { scope }
}

fn key() -> GrantType {
    GrantType::JwtBearer(Assertion {
        subject: "desk@example.com".to_owned(),
        audience: "https://login.example.com".to_owned(),
        lifetime_s: 180,
        key_id: None,
        scope: None,
    })
}

/// "app:app-secret-5d21", and the form.
fn is_app(request: &str) -> Result<(), &'static str> {
    let is_known = request.contains("Basic YXBwOmFwcC1zZWNyZXQtNWQyMQ==");
    let form = "grant_type=client_credentials&scope=api+read";
    let is_asked = request.ends_with(form);
    if is_known && is_asked {
        Ok(())
    } else {
        Err("invalid_client")
    }
}

/// Reads an assertion as a provider does: its signature first, then who, for whom and until when.
fn is_signed(request: &str) -> Result<(), &'static str> {
    let (_, form) = request.split_once("\r\n\r\n").ok_or("invalid_request")?;
    let grant = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";
    let token = form.strip_prefix(grant).ok_or("unsupported_grant_type")?;
    let (signed, signature) = token.rsplit_once('.').ok_or("invalid_grant")?;
    let signature = URL_SAFE_NO_PAD
        .decode(signature)
        .map_err(|_| "invalid_grant")?;
    let der = PrivatePkcs8KeyDer::from_pem_slice(KEY.as_bytes()).expect("a key");
    let pair = KeyPair::from_pkcs8(der.secret_pkcs8_der()).expect("a key");
    let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pair.public().as_ref());
    let is_right = public.verify(signed.as_bytes(), &signature);
    is_right.map_err(|_| "invalid_grant")?;
    let (_, claims) = signed.split_once('.').ok_or("invalid_grant")?;
    let claims = URL_SAFE_NO_PAD
        .decode(claims)
        .map_err(|_| "invalid_grant")?;
    let claims: Value = serde_json::from_slice(&claims).map_err(|_| "invalid_grant")?;
    let life = claims["exp"].as_u64().zip(claims["iat"].as_u64());
    let is_right = claims["iss"] == "app"
        && claims["sub"] == "desk@example.com"
        && claims["aud"] == "https://login.example.com"
        && life.is_some_and(|(end, begin)| end - begin == 180);
    is_right.then_some(()).ok_or("invalid_grant")
}

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

/// Both grants, each with the check of its provider.
async fn both() -> [(Provider, Grants); 2] {
    let (by_secret, by_key) = (
        Provider::start(is_app).await,
        Provider::start(is_signed).await,
    );
    let (secret, key) = (
        by_secret.grants(APP_SECRET, credentials()),
        by_key.grants(KEY, key()),
    );
    [(by_secret, secret), (by_key, key)]
}

#[tokio::test]
async fn a_token_is_got_once_renewed_before_its_end_and_nothing_of_it_is_kept() {
    for (provider, grants) in both().await {
        let (memory, clock) = (Arc::new(Memory::default()), Arc::new(Hands::default()));
        let plugin = plugin(&tokens(&memory, &clock), grants).await;
        for _ in 0..2 {
            assert_eq!(call(&plugin, &provider).await["status"], 200);
        }
        assert_eq!(provider.asked(), 1);
        clock.advance(3_600_000 - 61_000);
        assert_eq!(call(&plugin, &provider).await["status"], 200);
        assert_eq!(provider.asked(), 1);
        clock.advance(1_000);
        assert_eq!(call(&plugin, &provider).await["status"], 200);
        assert_eq!(provider.asked(), 2);
        assert_eq!(memory.len(), 0);
        let told = format!("{:?} {:?}", plugin.health(), plugin.log_after(0, 100));
        assert!(
            !told.contains("access-") && !told.contains(APP_SECRET),
            "{told}"
        );
    }
}

#[tokio::test]
async fn a_token_whose_end_is_not_told_is_renewed_when_it_is_taken_no_more() {
    for (provider, grants) in both().await {
        provider.change(|book| book.expires_s = None);
        let clock = Arc::new(Hands::default());
        let plugin = plugin(&tokens(&Arc::default(), &clock), grants).await;
        assert_eq!(call(&plugin, &provider).await["status"], 200);
        clock.advance(86_400_000);
        assert_eq!(call(&plugin, &provider).await["status"], 200);
        assert_eq!(provider.asked(), 1, "it is good for as long as it is taken");
        provider.change(|book| "ended".clone_into(&mut book.access));
        assert_eq!(call(&plugin, &provider).await["status"], 200);
        assert_eq!(provider.asked(), 2);
        // One as new as this is not what is wrong.
        provider.change(|book| "ended".clone_into(&mut book.access));
        for _ in 0..3 {
            assert_eq!(call(&plugin, &provider).await["failed"], 401);
        }
        assert_eq!(provider.asked(), 2);
    }
}

#[tokio::test]
async fn requests_that_race_ask_once() {
    for (provider, grants) in both().await {
        let tokens = tokens(&Arc::default(), &Arc::default());
        let one = plugin(&tokens, grants.clone()).await;
        let two = plugin(&tokens, grants).await;
        let calls = (0..8).map(|n| call(if n % 2 == 0 { &one } else { &two }, &provider));
        for answer in join_all(calls).await {
            assert_eq!(answer["status"], 200, "{answer}");
        }
        assert_eq!(provider.asked(), 1);
    }
}

#[tokio::test]
async fn a_refusal_stands_for_five_minutes_and_says_what_to_do() {
    for ((provider, grants), remedy) in both()
        .await
        .into_iter()
        .zip(["app's secret", "public half"])
    {
        provider.change(|book| book.refuses = Some("invalid_grant"));
        let clock = Arc::new(Hands::default());
        let plugin = plugin(&tokens(&Arc::default(), &clock), grants).await;
        for _ in 0..3 {
            let answer = call(&plugin, &provider).await;
            let why = denied(&answer);
            assert!(why.contains("answered 400 (invalid_grant)"), "{why}");
            assert!(
                why.contains(remedy) && why.contains("[connector.asker.secrets]"),
                "{why}"
            );
            assert!(
                why.contains("frontdesk reload") && !why.contains(APP_SECRET),
                "{why}"
            );
        }
        assert_eq!(provider.asked(), 1);
        assert_eq!(
            plugin.health().token_trouble.map(|it| it.kind),
            Some("renewing a token")
        );
        clock.advance(300_000);
        provider.change(|book| book.refuses = None);
        assert_eq!(call(&plugin, &provider).await["status"], 200);
        assert_eq!(plugin.health().token_trouble, None);
    }
}

#[tokio::test]
async fn an_answer_that_is_lost_costs_nothing() {
    for (provider, grants) in both().await {
        let memory = Arc::new(Memory::default());
        let plugin = plugin(&tokens(&memory, &Arc::default()), grants).await;
        provider.change(|book| book.is_mute = true);
        assert!(call(&plugin, &provider).await["connect"].is_string());
        provider.change(|book| book.is_mute = false);
        assert_eq!(call(&plugin, &provider).await["status"], 200);
        assert_eq!(memory.len(), 0);
    }
}

#[tokio::test]
async fn what_was_kept_of_a_refresh_token_goes_when_another_grant_takes_its_place() {
    let provider = Provider::start(|request| {
        let is_refresh = request.contains("grant_type=refresh_token");
        if is_refresh { Ok(()) } else { is_app(request) }
    })
    .await;
    let (memory, clock) = (Arc::new(Memory::default()), Arc::new(Hands::default()));
    let refresh = GrantType::RefreshToken {
        client_secret: Some(SecretValue::new(*b"x")),
    };
    let before = plugin(
        &tokens(&memory, &clock),
        provider.grants("refresh-0", refresh),
    )
    .await;
    assert_eq!(call(&before, &provider).await["status"], 200);
    assert!(memory.holds("refresh-0"));
    let grants = provider.grants(APP_SECRET, credentials());
    let after = plugin(&tokens(&memory, &clock), grants).await;
    assert_eq!(call(&after, &provider).await["status"], 200);
    assert_eq!(memory.len(), 0);
}

#[tokio::test]
async fn a_key_is_never_sent_nor_computed_with() {
    let provider = Provider::start(is_signed).await;
    let mut grants = provider.grants(KEY, key());
    let uses = [SecretUse::Send, SecretUse::Hmac, SecretUse::Verify];
    if let Some(token) = grants.secrets.get_mut("token") {
        token.uses = uses.into();
    }
    let plugin = plugin(&tokens(&Arc::default(), &Arc::default()), grants).await;
    assert_eq!(call(&plugin, &provider).await["status"], 200);
    let script = json!({ "secrets": [["hmac", "token", "m"], ["equals", "token", KEY]] });
    let answer = crate::ask::ask(&plugin, script).await;
    for at in 0..2 {
        assert!(answer["secrets"][at]["denied"].is_string(), "{answer}");
    }
    for seen in provider.peer.seen() {
        assert!(
            !seen.contains("PRIVATE") && !seen.contains("MIIE"),
            "{seen}"
        );
    }
}

#[test]
fn a_value_that_is_no_key_is_told_before_it_is_needed() {
    let renewal = Renewal {
        url: "https://api.example.com/token".to_owned(),
        client_id: "app".to_owned(),
        grant: key(),
    };
    let problem = |text: &str| renewal.problem(&SecretValue::new(text.as_bytes()));
    assert_eq!(problem(KEY), None);
    let told = problem("hunter2").expect("is none");
    assert!(
        told.contains("no private key in PEM") && !told.contains("hunter2"),
        "{told}"
    );
}

//! A listener in the gateway's place, a client that speaks for it, and accounts.

use std::{
    fmt::Write as _,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{Router, body::Bytes, extract::Request, http::StatusCode};
use frontdesk_test_providers::{
    Account, Card, Choice, Content, Inbound, Location, Media, Provider, Providers,
};
use hmac::{Hmac, Mac as _};
use serde_json::Value;
use sha2::Sha256;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

/// Longer than anything here takes on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A call that arrived.
#[derive(Clone, Debug)]
pub(crate) struct Arrived {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Arrived {
    pub(crate) fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(found, _)| found == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub(crate) fn form(&self) -> Vec<(String, String)> {
        url::form_urlencoded::parse(self.body.as_bytes())
            .into_owned()
            .collect()
    }

    pub(crate) fn field(&self, name: &str) -> String {
        let form = self.form();
        let found = form.into_iter().find(|(found, _)| found == name);
        found.map(|(_, value)| value).unwrap_or_default()
    }
}

/// A listener in the gateway's place.
pub(crate) struct Gateway {
    pub(crate) addr: SocketAddr,
    calls: Arc<Mutex<Vec<Arrived>>>,
    count: watch::Receiver<usize>,
    server: JoinHandle<()>,
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Gateway {
    pub(crate) async fn start() -> Self {
        Self::answering(|_| "taken".to_owned()).await
    }

    /// One that answers each call with this text.
    pub(crate) async fn answering(
        with: impl Fn(&Arrived) -> String + Clone + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let calls: Arc<Mutex<Vec<Arrived>>> = Arc::default();
        let (counter, count) = watch::channel(0);
        let kept = Arc::clone(&calls);
        let router = Router::new().fallback(move |request: Request| {
            let (kept, counter, with) = (Arc::clone(&kept), counter.clone(), with.clone());
            async move {
                let (parts, body) = request.into_parts();
                let body: Bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap();
                let headers = parts.headers.iter();
                let headers = headers.map(|(n, v)| (n.to_string(), v.to_str().unwrap().to_owned()));
                let arrived = Arrived {
                    method: parts.method.to_string(),
                    target: parts.uri.to_string(),
                    headers: headers.collect(),
                    body: String::from_utf8(body.to_vec()).unwrap(),
                };
                let text = with(&arrived);
                kept.lock().unwrap().push(arrived);
                counter.send_modify(|count| *count += 1);
                (StatusCode::OK, text)
            }
        });
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            addr,
            calls,
            count,
            server,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/hook", self.addr)
    }

    pub(crate) fn calls(&self) -> Vec<Arrived> {
        self.calls.lock().unwrap().clone()
    }

    /// The calls once there are so many.
    pub(crate) async fn heard(&self, count: usize) -> Vec<Arrived> {
        let mut counted = self.count.clone();
        let waiting = counted.wait_for(|counted| *counted >= count);
        tokio::time::timeout(PATIENCE, waiting)
            .await
            .expect("in time")
            .unwrap();
        self.calls()
    }
}

/// Providers with one account, and the gateway that it calls.
pub(crate) async fn stage(account: impl Fn(&Gateway) -> Account) -> (Providers, Gateway, Account) {
    stage_with(Gateway::start().await, account).await
}

/// The same with this gateway.
pub(crate) async fn stage_with(
    gateway: Gateway,
    account: impl Fn(&Gateway) -> Account,
) -> (Providers, Gateway, Account) {
    let providers = Providers::start("127.0.0.1:0".parse().unwrap())
        .await
        .unwrap();
    let account = account(&gateway);
    assert!(providers.add_account(account.clone()));
    (providers, gateway, account)
}

/// A client without a proxy.
pub(crate) fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

/// Status and JSON of an answer; null where there is none.
pub(crate) async fn answer(request: reqwest::RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

/// An account that reports nothing by itself.
pub(crate) fn quiet(provider: Provider, id: &str, token: &str, gateway: &Gateway) -> Account {
    Account {
        receipts: frontdesk_test_providers::Receipts::Off,
        receipts_after_ms: 0,
        ..Account::new(provider, id, token, &gateway.url())
    }
}

/// HMAC-SHA256 as any library computes it.
pub(crate) fn hmac_sha256(key: &str, bytes: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(bytes);
    mac.finalize().into_bytes().to_vec()
}

/// Hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A POST of JSON.
pub(crate) fn json_post(url: &str, body: &Value) -> reqwest::RequestBuilder {
    let request = client().post(url).body(body.to_string());
    request.header("content-type", "application/json")
}

/// A contact's message of each kind.
pub(crate) fn every_kind() -> Vec<Content> {
    vec![
        Content::Text("¿Dónde? 😀 a+b & c=d%".to_owned()),
        Content::Media(Media {
            caption: Some("here".to_owned()),
            ..Media::default()
        }),
        Content::Location(Location {
            latitude: 1.25,
            longitude: -2.5,
            name: Some("Harbour".to_owned()),
        }),
        Content::Contact(Card {
            name: "Ana".to_owned(),
            phone: "+15550100".to_owned(),
        }),
        Content::Button(Choice {
            text: "Yes".to_owned(),
            payload: "yes-1".to_owned(),
        }),
        Content::Unknown("poll".to_owned()),
    ]
}

/// Has a contact send a message of each kind, and gives the calls, one each.
pub(crate) async fn say_everything(
    providers: &Providers,
    gateway: &Gateway,
    provider: Provider,
    contact: &str,
) -> Vec<Arrived> {
    let before = gateway.calls().len();
    let kinds = every_kind();
    let count = kinds.len();
    for content in kinds {
        let heard = providers.say(provider, Inbound::of(contact, content)).await;
        assert_eq!(heard.unwrap()[0].status, Some(200));
    }
    gateway.heard(before + count).await.split_off(before)
}

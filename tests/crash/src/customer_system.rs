//! A customer system with an API over HTTP: it knows one person, and stops at the moment that a test wants.

use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
};

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
    time::timeout,
};

use frontdesk_test_bench::PATIENCE;

/// What becomes of a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Conduct {
    /// It is done and answered.
    #[default]
    Answers,
    /// It is neither done nor answered.
    Hangs,
    /// It is done, and the answer never comes.
    Forgets,
}

/// A case, as it is there.
#[derive(Clone, Debug, Default)]
pub struct Case {
    /// What it was opened with.
    pub opening: Value,
    /// What was added, by its key.
    pub notes: BTreeMap<String, Value>,
    /// Whether it is closed.
    pub is_closed: bool,
}

/// What is there.
#[derive(Clone, Debug, Default)]
pub struct Inside {
    /// What becomes of requests that change something.
    pub conduct: Conduct,
    /// Such requests so far, repeated ones included.
    pub requests: usize,
    /// Cases, by the key that each was opened with.
    pub cases: BTreeMap<String, Case>,
}

/// The system, for as long as this is held.
pub struct CustomerSystem {
    address: SocketAddr,
    inside: Arc<watch::Sender<Inside>>,
    task: JoinHandle<()>,
}

impl Drop for CustomerSystem {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A request, as far as it matters here.
struct Request {
    method: String,
    path: String,
    key: String,
    body: Value,
}

impl CustomerSystem {
    /// Listens.
    pub async fn start() -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let inside = Arc::new(watch::Sender::new(Inside::default()));
        let shared = Arc::clone(&inside);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let inside = Arc::clone(&shared);
                // A client that goes away is the gateway's death.
                tokio::spawn(async move { drop(serve(stream, &inside).await) });
            }
        });
        Ok(Self {
            address,
            inside,
            task,
        })
    }

    /// The section of the configuration that connects it.
    pub fn section(&self, name: &str) -> String {
        let origin = format!("http://{}", self.address);
        format!(
            r#"
[connector.{name}]
wasm = "rest.wasm"
title = "Customers"
grants = {{ hosts = ["{origin}"], private_networks = true }}
[connector.{name}.settings]
base_url = "{origin}"
auth = "none"
person = {{ id = "$.id", name = "$.name", account_number = "$.account" }}
find = {{ account_number = {{ path = "/people", query = {{ account = "{{value}}" }}, people = "$.items[*]" }} }}
open_case = {{ path = "/cases", body = {{ person = "{{person}}", subject = "{{subject}}", queue = "{{queue}}", agent = "{{agent}}", text = "{{text}}" }} }}
append = {{ path = "/cases/{{id}}/notes", body = {{ text = "{{text}}" }} }}
close_case = {{ path = "/cases/{{id}}", body = {{ state = "closed" }} }}
"#
        )
    }

    /// What becomes of requests from here on.
    pub fn conducts(&self, conduct: Conduct) {
        self.inside.send_modify(|inside| inside.conduct = conduct);
    }

    /// What is there, once it is as wanted.
    pub async fn until(&self, what: &str, wanted: impl FnMut(&Inside) -> bool) -> Result<Inside> {
        let mut inside = self.inside.subscribe();
        let found = timeout(PATIENCE, inside.wait_for(wanted)).await;
        let found = found.with_context(|| format!("the customer system waits for {what}"))?;
        Ok(found.context("it is gone")?.clone())
    }
}

async fn serve(mut stream: TcpStream, inside: &watch::Sender<Inside>) -> Result<()> {
    let request = read(&mut stream).await?;
    if request.method == "GET" {
        let people = json!({"items": [{"id": "p-7", "name": "Ann Archer", "account": "AT-77"}]});
        return answer(&mut stream, &people).await;
    }
    let conduct = inside.borrow().conduct;
    let mut told = json!({});
    inside.send_modify(|inside| {
        inside.requests += 1;
        if conduct != Conduct::Hangs {
            told = done(inside, &request);
        }
    });
    if conduct == Conduct::Answers {
        return answer(&mut stream, &told).await;
    }
    // Held open until the other end is gone.
    stream.read_to_end(&mut Vec::new()).await?;
    Ok(())
}

/// Does what is asked, once for each key.
fn done(inside: &mut Inside, request: &Request) -> Value {
    let parts: Vec<&str> = request.path.split('/').skip(1).collect();
    match parts.as_slice() {
        ["cases"] => {
            let case = inside.cases.entry(request.key.clone());
            case.or_insert_with(|| Case {
                opening: request.body.clone(),
                ..Case::default()
            });
            let place = inside.cases.keys().position(|key| *key == request.key);
            json!({"id": place.map(|place| place.to_string())})
        }
        ["cases", id, rest @ ..] => {
            let place = id.parse().unwrap_or(usize::MAX);
            if let Some(case) = inside.cases.values_mut().nth(place) {
                if rest.is_empty() {
                    case.is_closed = true;
                } else {
                    let note = case.notes.entry(request.key.clone());
                    note.or_insert_with(|| request.body.clone());
                }
            }
            json!({})
        }
        _ => json!({}),
    }
}

async fn read(stream: &mut TcpStream) -> Result<Request> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let header = |wanted: &str| {
                let mut lines = head.lines().filter_map(|line| line.split_once(": "));
                let found = lines.find(|(name, _)| name.eq_ignore_ascii_case(wanted));
                found.map(|(_, value)| value.to_owned()).unwrap_or_default()
            };
            if body.len() >= header("content-length").parse().unwrap_or(0) {
                let mut line = head.split(' ');
                return Ok(Request {
                    method: line.next().unwrap_or_default().to_owned(),
                    path: line.next().unwrap_or_default().to_owned(),
                    key: header("idempotency-key"),
                    body: serde_json::from_str(body).unwrap_or_default(),
                });
            }
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            anyhow::bail!("half a request");
        }
    }
}

async fn answer(stream: &mut TcpStream, body: &Value) -> Result<()> {
    let body = body.to_string();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    Ok(())
}

//! Ten thousand connections from one address, all at once, at the limits a gateway is shipped with.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
};

use anyhow::{Context as _, Result, ensure};
use frontdesk_test_bench::{
    Gateway, Http, PATIENCE, Settings, Visitor, cast, process::raise_file_limit, settings::CHANNEL,
};
use frontdesk_test_crash::{Peak, Proxy};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::Semaphore,
    task::{JoinSet, yield_now},
    time::timeout,
};

const ATTEMPTS: usize = 10_000;
/// The default of `limits.connections_per_address_max`.
const ALLOWED: usize = 256;
/// What the gateway may need for the flood: 256 sockets, and the others' chats. A connection that is
/// refused costs nothing that stays.
const GROWTH_MIB_MAX: u64 = 32;
const HELLO: &str = r#"{"t":"hello","v":1,"token":null,"conversation":null,"after":0}"#;
const PONG: &str = r#"{"t":"pong"}"#;

#[tokio::test]
async fn ten_thousand_connections_at_once_from_one_address_leave_the_others_served() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let at_once = sockets_at_once()?;
    let gateway = Gateway::start(folder.path(), &as_shipped()).await?;
    let elsewhere = Proxy::at(Ipv4Addr::new(127, 0, 0, 2), gateway.addr()).await?;
    let peak = Peak::from_now(gateway.pid()?)?;

    let flood = flood(gateway.addr(), at_once);
    let (held, during) = tokio::join!(flood, chat(&gateway, elsewhere.addr()));
    let (mut held, during) = (held?, during.context("during the flood")?);
    assert_eq!(held.len(), ALLOWED, "of {ATTEMPTS} connections");
    chat(&gateway, elsewhere.addr())
        .await
        .context("while the flood holds all it may")?;
    during.say("still-there", "and the first one goes on");
    during.settled().await?;
    assert!(open(gateway.addr()).await?.is_none(), "one more was served");
    assert!(held.try_join_next().is_none(), "one was let go");
    let growth = peak.growth_mib()?;
    assert!(growth <= GROWTH_MIB_MAX, "it grew by {growth} MiB");

    drop(held);
    timeout(PATIENCE, until_healthy(gateway.addr()))
        .await
        .context("the address is not served again")?;
    chat(&gateway, gateway.addr())
        .await
        .context("after the flood")?;
    Ok(())
}

/// As many as there are attempts, or what this process may have open beside its other files.
fn sockets_at_once() -> Result<usize> {
    let files = usize::try_from(raise_file_limit()?).unwrap_or(usize::MAX);
    let room = files.saturating_sub(1_000).min(ATTEMPTS);
    // Those that are served keep their places until the end.
    ensure!(
        room > 2 * ALLOWED,
        "only {files} files may be open: raise `ulimit -Hn`"
    );
    Ok(room)
}

/// Nothing set that has to do with limits.
fn as_shipped() -> Settings {
    let mut settings = Settings::default();
    settings.keys.retain(|key, _| !key.starts_with("limits."));
    settings
}

/// Opens all connections, as many at once as this process may; those that are served stay.
async fn flood(to: SocketAddr, at_once: usize) -> Result<JoinSet<()>> {
    let places = Arc::new(Semaphore::new(at_once));
    let mut attempts = JoinSet::new();
    for _ in 0..ATTEMPTS {
        let places = places.clone();
        attempts.spawn(async move {
            let place = places.acquire_owned().await?;
            let served = open(to).await?;
            if served.is_some() {
                place.forget();
            }
            anyhow::Ok(served)
        });
    }
    let mut held = JoinSet::new();
    while let Some(attempt) = attempts.join_next().await {
        if let Some(stream) = attempt?? {
            held.spawn(stay(stream));
        }
    }
    Ok(held)
}

/// Answers whatever comes with a pong: whoever does not is let go after a while.
async fn stay(mut stream: TcpStream) {
    let mut heard = [0; 1_024];
    while matches!(stream.read(&mut heard).await, Ok(1..)) {
        if stream.write_all(&frame(PONG)).await.is_err() {
            break;
        }
    }
}

/// Opens a chat's socket and says hello; `None` when the gateway closes it instead of answering.
async fn open(to: SocketAddr) -> Result<Option<TcpStream>> {
    let opened = timeout(PATIENCE, TcpStream::connect(to)).await;
    let mut stream = opened.context("no connection")?.context("connecting")?;
    let mut answer = [0; 12];
    let talk = async {
        stream.write_all(&opening(to)).await?;
        stream.read_exact(&mut answer).await
    };
    match timeout(PATIENCE, talk).await.context("no word, no end")? {
        Ok(_) => {
            let text = String::from_utf8_lossy(&answer);
            ensure!(text == "HTTP/1.1 101", "{text}");
            Ok(Some(stream))
        }
        Err(_closed) => Ok(None),
    }
}

/// The upgrade to a WebSocket and, right behind it, a hello: whoever says it may stay.
fn opening(to: SocketAddr) -> Vec<u8> {
    let head = format!(
        "GET /api/v1/channels/{CHANNEL}/socket HTTP/1.1\r\nHost: {to}\r\nOrigin: http://{to}\r\n\
         Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    [head.into_bytes(), frame(HELLO)].concat()
}

/// A text frame of at most 125 bytes, under a mask of zeros.
fn frame(text: &str) -> Vec<u8> {
    let length = u8::try_from(text.len()).unwrap_or(u8::MAX);
    [&[0x81, 0x80 | length, 0, 0, 0, 0], text.as_bytes()].concat()
}

/// Somebody looks whether the gateway is well, and starts a chat.
async fn chat(gateway: &Gateway, by: SocketAddr) -> Result<Visitor> {
    let healthy = timeout(PATIENCE, is_healthy(by)).await;
    ensure!(healthy.context("no answer")?, "it is not well");
    let mut setup = cast::faithful_visitor(gateway);
    setup.target.addr = by;
    let visitor = Visitor::connect(setup);
    visitor.connected().await?;
    visitor.start("start", "Ann", None);
    visitor.settled().await?;
    let refused = visitor.state().read(|state| state.refused.clone());
    ensure!(refused.is_empty(), "{refused:?}");
    Ok(visitor)
}

/// Asks until there is an answer: the gateway has to notice first who has gone.
async fn until_healthy(by: SocketAddr) {
    while !is_healthy(by).await {
        yield_now().await;
    }
}

async fn is_healthy(by: SocketAddr) -> bool {
    let answer = Http::new(by).get("/healthz").await;
    answer.is_ok_and(|answer| answer.status == 200)
}

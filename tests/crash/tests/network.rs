//! Cables that are cut, and clients that never finish.

use std::time::Duration;

use anyhow::{Context as _, Result};
use frontdesk_test_bench::{
    Agent, Gateway, Settings, Visitor,
    cast::{self, faithful_agent, faithful_visitor},
    settings::SUPERVISOR,
};
use frontdesk_test_crash::Proxy;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

struct Desk {
    gateway: Gateway,
    proxy: Proxy,
    agent: Agent,
    visitor: Visitor,
    _folder: tempfile::TempDir,
}

/// One agent behind a proxy, in talk with one visitor.
async fn desk() -> Result<Desk> {
    let folder = tempfile::tempdir()?;
    let gateway = Gateway::start(folder.path(), &Settings::default()).await?;
    let proxy = Proxy::before(gateway.addr()).await?;
    let cookie = gateway.sign_in("a0").await?;
    let mut setup = faithful_agent(&gateway, 0, &cookie);
    setup.target.addr = proxy.addr();
    let agent = Agent::connect(setup);
    agent.available("ready");
    agent.settled().await?;
    let visitor = Visitor::connect(faithful_visitor(&gateway));
    visitor.connected().await?;
    visitor.start("start", "Ann", None);
    agent
        .until("a conversation", |state| {
            (!state.held.is_empty()).then_some(())
        })
        .await?;
    Ok(Desk {
        gateway,
        proxy,
        agent,
        visitor,
        _folder: folder,
    })
}

fn texts(agent: &Agent) -> Vec<String> {
    agent.state().read(|state| {
        let messages = state.held.values().flat_map(|held| &held.messages);
        messages
            .filter_map(|message| message.client_id.clone())
            .collect()
    })
}

async fn until_texts(agent: &Agent, wanted: &[&str]) -> Result<()> {
    let all = |state: &frontdesk_test_bench::AgentState| {
        let messages = state.held.values().flat_map(|held| &held.messages);
        let ids: Vec<_> = messages
            .filter_map(|message| message.client_id.as_deref())
            .collect();
        (ids == wanted).then_some(())
    };
    agent
        .until("the messages", all)
        .await
        .with_context(|| format!("has {:?}", texts(agent)))
}

#[tokio::test]
async fn an_agent_whose_socket_fell_into_a_black_hole_gets_everything_once_when_back() -> Result<()>
{
    let desk = desk().await?;
    desk.visitor.say("m1", "before");
    until_texts(&desk.agent, &["m1"]).await?;
    desk.proxy.swallow();
    for id in ["m2", "m3", "m4"] {
        desk.visitor.say(id, "into the hole");
    }
    desk.visitor
        .settled()
        .await
        .context("the visitor is not to notice")?;
    assert_eq!(texts(&desk.agent), ["m1"]);
    // The console hears nothing and comes back by itself; the cable is mended first.
    desk.proxy.heal();
    desk.agent.drop_socket();
    until_texts(&desk.agent, &["m1", "m2", "m3", "m4"]).await?;
    let conversation = desk
        .agent
        .state()
        .read(|state| state.held.keys().next().cloned());
    desk.agent
        .say("r1", &conversation.context("no conversation")?, "here I am");
    desk.agent.settled().await?;
    desk.visitor
        .until("the answer", |state| {
            state
                .seen
                .iter()
                .any(|seen| seen.text == "here I am")
                .then_some(())
        })
        .await?;
    let (resumes, faults) = desk.agent.state().read(|s| (s.resumes, s.faults.clone()));
    assert_eq!(
        (resumes, faults),
        (1, Vec::<String>::new()),
        "resumed by its cursor, cleanly"
    );
    Ok(())
}

#[tokio::test]
async fn a_silent_console_counts_as_gone_within_a_minute() -> Result<()> {
    let desk = desk().await?;
    let cookie = desk.gateway.sign_in(SUPERVISOR).await?;
    let supervisor = Agent::connect(faithful_agent(&desk.gateway, 1, &cookie));
    supervisor.connected().await?;
    desk.proxy.swallow();
    let gone = Duration::from_secs(70);
    supervisor
        .state()
        .until("the agent counted as gone", gone, |state| {
            let floor = state.floor.as_ref()?;
            let agent = floor
                .agents
                .iter()
                .find(|agent| agent.id.0.to_string() == "a0")?;
            (!agent.connected).then_some(())
        })
        .await?;
    // Nothing of the talk is lost to the visitor meanwhile.
    desk.visitor.say("m1", "still there?");
    desk.visitor.settled().await
}

#[tokio::test]
async fn a_request_that_never_ends_is_cut_off_while_others_are_served() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let settings = Settings::default().with("limits.request_s_max", "2");
    let gateway = Gateway::start(folder.path(), &settings).await?;
    let mut slow = Vec::new();
    for number in 0..50 {
        let mut stream = TcpStream::connect(gateway.addr()).await?;
        // Half of them stop within the head, half within the body.
        let part: &[u8] = if number % 2 == 0 {
            b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "
        } else {
            b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"
        };
        stream.write_all(part).await?;
        slow.push(stream);
    }
    assert_eq!(gateway.http().get("/healthz").await?.status, 200);
    for mut stream in slow {
        let mut rest = Vec::new();
        let cut = timeout(Duration::from_secs(30), stream.read_to_end(&mut rest)).await;
        // Reset or closed, with or without a word: what counts is that it is over.
        drop(cut.context("it still waits for the rest")?);
    }
    Ok(())
}

#[tokio::test]
async fn a_socket_without_a_hello_is_closed() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let gateway = Gateway::start(folder.path(), &Settings::default()).await?;
    let mut silent =
        frontdesk_test_bench::socket::Socket::open(&cast::visitor_target(&gateway)).await?;
    let heard = async {
        loop {
            if let frontdesk_test_bench::socket::Heard::End(code) = silent.hear().await {
                return code;
            }
        }
    };
    let code = timeout(Duration::from_secs(30), heard)
        .await
        .context("it is still open")?;
    assert_eq!(code, Some(4000));
    Ok(())
}

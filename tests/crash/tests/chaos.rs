//! Every component that misbehaves, all at the same time, beside a channel that works: its messages go
//! on, nothing is lost, and the operator sees of each what is wrong.

use std::{net::Ipv4Addr, time::Duration};

use anyhow::{Context as _, Result, ensure};
use frontdesk_test_bench::{
    Agent, AgentState, Gateway, Http, PATIENCE, Settings,
    troupe::{self, VILLAINS, WITH_PROVIDERS},
};
use frontdesk_test_crash::{Crew, Shape, verify};
use frontdesk_wire::plugin::{DeadLetterList, PluginDetail, PluginLogPage, PluginRow};
use rand::{SeedableRng as _, rngs::StdRng};
use tokio::{
    net::TcpListener,
    time::{interval, timeout},
};

/// How long a busy machine may take until everything has shown.
const PATIENCE_WITH_ALL: Duration = Duration::from_mins(1);
/// Components whose messages stay, and what the operator reads of it.
const MESSAGES_STAY: [(&str, &str); 3] = [
    ("slow", "did not answer in time"),
    ("denied", "169.254.169.254"),
    ("rebound", "it is in a private network or on this machine"),
];

#[tokio::test(flavor = "multi_thread")]
async fn whatever_components_do_their_neighbours_go_on_and_the_operator_sees_why() -> Result<()> {
    let seed = crate::seed();
    chaos(seed)
        .await
        .with_context(|| format!("FRONTDESK_SEED={seed}"))
}

async fn chaos(seed: u64) -> Result<()> {
    let mut rng = StdRng::seed_from_u64(seed);
    let folder = tempfile::tempdir()?;
    let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let settings = Settings {
        agents: 3,
        sections: troupe::sections(silent.local_addr()?),
        wrap_up_s: 600,
        ..Settings::default()
    };
    let mut gateway = Gateway::start(folder.path(), &settings).await?;
    let shape = Shape {
        visitors: 8,
        agents: 3,
    };
    let mut crew = Crew::hire(&gateway, shape).await?;
    let clerk = troupe::clerk(&gateway).await?;
    let admin = troupe::admin(&gateway).await?;

    let abuse = troupe::abuse(&gateway);
    for name in WITH_PROVIDERS {
        let status = troupe::contact_writes(&admin, name, 1).await?;
        ensure!(status < 300, "{name}: {status}");
    }
    let poisoned = poison(&admin);
    let answered = clerk_answers(&clerk);
    let shown = everything_shows(&admin);
    tokio::pin!(shown);
    let mut pace = interval(Duration::from_millis(5));
    let (poisoned, answered) = tokio::join!(poisoned, answered);
    poisoned?;
    answered?;
    let all = timeout(PATIENCE_WITH_ALL, async {
        loop {
            tokio::select! {
                shown = &mut shown => break shown,
                _ = pace.tick() => crew.act(&mut rng),
            }
        }
    });
    all.await.context("not everything has shown")??;
    drop(abuse);
    crew.settled().await?;
    let messages = verify(&crew).await?;
    ensure!(messages > 0, "nobody wrote");
    // What floods the log is not in the gateway's own.
    let log = gateway.log().len();
    ensure!(log < 4 << 20, "the gateway's log has {log} bytes");

    gateway.kill().await?;
    gateway.resume().await?;
    crew.settled().await?;
    verify(&crew).await?;
    let admin = troupe::admin(&gateway).await?;
    for (name, _) in MESSAGES_STAY {
        let kept = kept(&admin, name).await?;
        ensure!(kept == 1, "{name}: {kept} messages are kept after kill -9");
    }
    Ok(())
}

/// A provider's call kills the component, as often as providers try.
async fn poison(http: &Http) -> Result<()> {
    for _ in 0..3 {
        let status = troupe::poison(http, 1).await?;
        ensure!(status == 200 || status == 503, "status {status}");
    }
    Ok(())
}

/// The clerk says a word to each contact of the four.
async fn clerk_answers(clerk: &Agent) -> Result<()> {
    let all = |state: &AgentState| {
        let held: Vec<_> = state.held.keys().cloned().collect();
        (held.len() == 4).then_some(held)
    };
    let held = clerk.until("four conversations", all).await?;
    for (number, conversation) in held.iter().enumerate() {
        clerk.say(&format!("word-{number}"), conversation, "How may I help?");
    }
    clerk.settled().await
}

/// Waits until the operator can read of each component what is wrong with it.
async fn everything_shows(admin: &Http) -> Result<()> {
    for villain in VILLAINS {
        let Some(cause) = villain.cause else { continue };
        until(admin, villain.name, |row| {
            row.last_error
                .as_ref()
                .is_some_and(|error| error.cause == cause)
        })
        .await?;
    }
    let buried = dead_letters(admin, "logs").await?;
    ensure!(
        buried.items.len() == 1,
        "the call that the component cannot take is kept: {buried:?}"
    );
    for (name, word) in MESSAGES_STAY {
        until(admin, name, |row| {
            row.last_error
                .as_ref()
                .is_some_and(|error| error.message.contains(word))
        })
        .await?;
        let kept = kept(admin, name).await?;
        ensure!(kept == 1, "{name}: {kept} messages are kept");
    }
    // This one sends well: only its log was too much.
    until(admin, "logs", |row| {
        row.calls > 1 && row.outbox.is_some_and(|outbox| outbox.waiting == 0)
    })
    .await?;
    for name in ["logs", "flood"] {
        let page: PluginLogPage = admin
            .get(&format!("/api/v1/plugins/{name}/logs"))
            .await?
            .json()?;
        ensure!(
            !page.items.is_empty() && page.items.len() <= 1_000,
            "{name}: {} lines",
            page.items.len()
        );
        ensure!(
            page.items.iter().all(|line| !line.text.contains('\n')),
            "{name}: a line was forged"
        );
    }
    Ok(())
}

async fn until(admin: &Http, name: &str, mut is_so: impl FnMut(&PluginRow) -> bool) -> Result<()> {
    let mut last = None;
    let looking = async {
        let mut every = interval(Duration::from_millis(100));
        loop {
            every.tick().await;
            let detail = detail(admin, name).await?;
            if is_so(&detail.plugin) {
                return Ok(());
            }
            last = Some(detail.plugin);
        }
    };
    let outcome = timeout(PATIENCE, looking).await;
    outcome.with_context(|| format!("{name} does not show it: {last:?}"))?
}

async fn detail(admin: &Http, name: &str) -> Result<PluginDetail> {
    let answer = admin.get(&format!("/api/v1/plugins/{name}")).await?;
    answer.json()
}

async fn dead_letters(admin: &Http, name: &str) -> Result<DeadLetterList> {
    let answer = admin
        .get(&format!("/api/v1/plugins/{name}/dead-letters"))
        .await?;
    answer.json()
}

/// Messages that wait, or that wait for an operator.
async fn kept(admin: &Http, name: &str) -> Result<u64> {
    let outbox = detail(admin, name).await?.plugin.outbox;
    Ok(outbox.map_or(0, |outbox| outbox.waiting + outbox.dead_letters))
}

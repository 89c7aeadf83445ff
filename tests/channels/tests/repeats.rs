//! Providers repeat themselves, out of order, and the gateway dies in between.

use std::{
    env,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use frontdesk_test_channels::{Stage, accounts, contact_of};
use frontdesk_test_providers::{Inbound, Provider, SignedCall, inbound};
use frontdesk_wire::{
    rest::{ConversationPage, MessagePage},
    view::{AuthorView, ContentView},
};
use rand::{Rng as _, SeedableRng as _, rngs::StdRng, seq::SliceRandom as _};

/// Contacts of each provider.
const CONTACTS: u32 = 3;
/// Messages of each contact.
const MESSAGES: u32 = 6;
/// How often each call comes.
const TIMES: usize = 5;
/// How often the gateway is killed.
const KILLS: usize = 4;

#[tokio::test(flavor = "multi_thread")]
async fn every_call_five_times_shuffled_over_kills_is_each_message_once() -> Result<()> {
    let given = env::var("FRONTDESK_SEED").ok();
    let seed = given
        .and_then(|seed| seed.parse().ok())
        .unwrap_or_else(rand::random);
    repeats(seed)
        .await
        .with_context(|| format!("FRONTDESK_SEED={seed}"))
}

/// A call, and whether the gateway has answered it well.
struct Due {
    call: SignedCall,
    times_left: usize,
}

async fn repeats(seed: u64) -> Result<()> {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut stage = Stage::start().await?;
    let address = format!("http://{}", stage.gateway.addr());
    let accounts = accounts(&address)?;
    let mut due = Vec::new();
    for account in &accounts {
        let provider = account.provider.context("an account of nobody's")?;
        for contact in 0..CONTACTS {
            for message in 0..MESSAGES {
                let from = contact_of(provider, 1 + contact);
                let text = format!("{} {contact} {message}", provider.name());
                let call = inbound(provider, account, &Inbound::text(&from, &text));
                due.push(Due {
                    call,
                    times_left: TIMES,
                });
            }
        }
    }
    let mut kills = kill_times(&mut rng);
    let began = Instant::now();
    while !due.is_empty() {
        due.shuffle(&mut rng);
        for one in &mut due {
            if kills.last().is_some_and(|at| began.elapsed() >= *at) {
                kills.pop();
                // In the middle of a call: its answer is lost whatever became of it.
                let lost = call_and_forget(&stage, &one.call);
                stage.gateway.kill().await?;
                lost.abort();
                stage.gateway.resume().await?;
            }
            let (http, call) = (stage.gateway.http(), &one.call);
            let answer = http
                .raw(&call.method, &call.url, &call.headers, &call.body)
                .await;
            // What is not answered well comes again, as a provider's calls do.
            if answer.is_ok_and(|answer| answer.status < 300) {
                one.times_left -= 1;
            }
        }
        due.retain(|one| one.times_left > 0);
    }
    ensure!(
        kills.is_empty(),
        "it was over before it was killed {KILLS} times"
    );
    check(&stage).await
}

fn kill_times(rng: &mut StdRng) -> Vec<Duration> {
    let mut times: Vec<_> = (0..KILLS)
        .map(|_| Duration::from_millis(rng.random_range(20..1_500)))
        .collect();
    times.sort_unstable_by(|a, b| b.cmp(a));
    times
}

fn call_and_forget(stage: &Stage, call: &SignedCall) -> tokio::task::JoinHandle<()> {
    let (http, call) = (stage.gateway.http(), call.clone());
    tokio::spawn(async move {
        let _ = http
            .raw(&call.method, &call.url, &call.headers, &call.body)
            .await;
    })
}

/// Every message once, in one conversation of its contact, in the order it was taken in.
async fn check(stage: &Stage) -> Result<()> {
    let cookie = stage.gateway.sign_in("sam").await?;
    let http = stage.gateway.http().with_cookie(&cookie);
    let mut found = Vec::new();
    let mut conversations = 0;
    let mut before = String::new();
    loop {
        let path = format!("/api/v1/conversations?scope=open{before}");
        let page: ConversationPage = http.get(&path).await?.json()?;
        for conversation in &page.items {
            conversations += 1;
            let id = conversation.id.0;
            let path = format!("/api/v1/conversations/{id}/messages?limit=100");
            let read: MessagePage = http.get(&path).await?.json()?;
            let seqs: Vec<u32> = read.items.iter().map(|message| message.seq).collect();
            let whole: Vec<u32> = (1..).take(seqs.len()).collect();
            ensure!(seqs == whole, "{id} has holes: {seqs:?}");
            for message in read.items {
                if let (AuthorView::Contact, ContentView::Text { text, .. }) =
                    (message.author, message.content)
                {
                    found.push(text);
                }
            }
        }
        match page.next_before {
            Some(next) => before = format!("&before={next}"),
            None => break,
        }
    }
    let mut expected = Vec::new();
    for provider in Provider::ALL {
        for contact in 0..CONTACTS {
            for message in 0..MESSAGES {
                expected.push(format!("{} {contact} {message}", provider.name()));
            }
        }
    }
    found.sort_unstable();
    expected.sort_unstable();
    ensure!(found == expected, "{found:#?}");
    let contacts = Provider::ALL.len() * usize::try_from(CONTACTS)?;
    ensure!(
        conversations == contacts,
        "{conversations} conversations of {contacts} contacts"
    );
    Ok(())
}

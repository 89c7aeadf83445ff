//! Providers' calls over five channels at a steady rate: verified, read, durable, and on an agent's screen.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use frontdesk_test_bench::{
    Settings,
    body::body,
    ledger::{Ledger, Way},
    pacer::{due_after, pace},
    process::Usage,
    report::{Row, count},
};
use frontdesk_test_providers::{
    Account, Inbound, Provider, SignedCall,
    demo::{SECRET, accounts, contact_of, sections},
    inbound,
};
use reqwest::{Client, Method};
use tokio::{sync::Semaphore, task::JoinSet};

use crate::{options::Options, stage::Stage};

/// Those that call, each with an account.
const PROVIDERS: [Provider; 5] = [
    Provider::Twilio,
    Provider::WhatsApp,
    Provider::Messenger,
    Provider::Telegram,
    Provider::Line,
];
/// Calls of all providers under way at once; a provider waits longer rather than make more.
const CALLS_AT_ONCE: usize = 512;

/// Who calls, and where.
struct Callers {
    accounts: Vec<(Provider, Account)>,
    client: Client,
    ledger: Arc<Ledger>,
    at_once: Semaphore,
}

/// Fills every agent's desk with conversations of all five channels, then has their contacts write at
/// the rate.
pub(super) async fn channels(options: &Options) -> Result<Vec<Row>> {
    let (stage, callers) = ready(options).await?;
    let contacts = options.visitors;
    // Everybody's first message opens a conversation.
    let first = window(&stage, &callers, contacts, 200, u64::try_from(contacts)?).await?;
    ensure!(
        first.0.lost == 0,
        "{} first messages are lost",
        first.0.lost
    );
    let warm_up = options.rate * options.warm_up.max(1);
    window(&stage, &callers, contacts, options.rate, warm_up).await?;
    let calls = options.rate * options.seconds;
    let (tally, usage, seconds) = window(&stage, &callers, contacts, options.rate, calls).await?;
    let variant = format!(
        "{} signed calls/s over {} channels, {contacts} contacts, {} agents, {} s",
        options.rate,
        PROVIDERS.len(),
        options.agents,
        options.seconds
    );
    let row = Row::new("channels", options.variant(&variant))
        .with("calls", count(tally.due), "")
        .with_histogram("accepted, durable", &tally.ack)
        .with_histogram("call → agent", &tally.to_agent)
        .with("lost", count(tally.lost), "")
        .with("accepted and lost", count(tally.acked_lost), "")
        .with("duplicated", count(tally.duplicated), "")
        .with("reordered", count(tally.reordered), "")
        .with("refused", count(tally.refused), "")
        .with_usage(&usage, seconds, tally.due, "call")
        .with_memory(&stage.memory()?);
    Ok(vec![row])
}

/// A gateway with the demo's channels, all agents available.
async fn ready(options: &Options) -> Result<(Stage, Arc<Callers>)> {
    // Nothing is sent to the providers here, so nobody plays them.
    let nobody = "http://127.0.0.1:9";
    let mut settings = Settings::default();
    let (name, value) = SECRET;
    settings.variables.insert(name.to_owned(), value.to_owned());
    let mut stage = Stage::open_with(options, settings, |address| {
        sections(address, nobody, "sales")
    })
    .await?;
    stage.sign_in(options.agents).await?;
    let address = format!("http://{}", stage.gateway.addr());
    let all = accounts(&address)?;
    let of = |provider: Provider| {
        let account = all
            .iter()
            .find(|account| account.provider == Some(provider));
        Ok((provider, account.context("no account")?.clone()))
    };
    let callers = Callers {
        accounts: PROVIDERS.into_iter().map(of).collect::<Result<_>>()?,
        client: Client::builder()
            .pool_max_idle_per_host(CALLS_AT_ONCE)
            .build()?,
        ledger: Arc::clone(&stage.ledger),
        at_once: Semaphore::new(CALLS_AT_ONCE),
    };
    Ok((stage, Arc::new(callers)))
}

/// So many calls at a rate, contacts in turns; what became of them.
async fn window(
    stage: &Stage,
    callers: &Arc<Callers>,
    contacts: usize,
    rate: u64,
    calls: u64,
) -> Result<(frontdesk_test_bench::ledger::Tally, Usage, f64)> {
    let before = Usage::of(stage.gateway.pid()?)?;
    let (begin, from) = (Instant::now(), stage.ledger.now());
    let (mut due, _running) = pace(begin, rate, calls);
    let mut under_way = JoinSet::new();
    while let Some((tick, _)) = due.recv().await {
        let contact = usize::try_from(tick)? % contacts;
        let due = from + due_after(tick, rate);
        let number = callers
            .ledger
            .enter(u32::try_from(contact)?, Way::ToAgent, due);
        let call = callers.call(contact, number, due)?;
        under_way.spawn(Arc::clone(callers).make(call, number));
        while under_way.try_join_next().is_some() {}
    }
    while under_way.join_next().await.is_some() {}
    let to = from + Duration::from_millis(calls * 1_000 / rate.max(1));
    let usage = Usage::of(stage.gateway.pid()?)?.since(&before);
    let seconds = begin.elapsed().as_secs_f64();
    stage.drained(from, to).await;
    Ok((stage.tally(from, to), usage, seconds))
}

impl Callers {
    fn call(&self, contact: usize, number: usize, due: Duration) -> Result<SignedCall> {
        let which = contact % self.accounts.len();
        let (provider, account) = self.accounts.get(which).context("no account")?;
        let from = contact_of(*provider, u32::try_from(contact)?);
        let text = body(due, &format!("v{contact}"), number);
        Ok(inbound(*provider, account, &Inbound::text(&from, &text)))
    }

    /// One call. What is not taken comes again, as a provider's does.
    async fn make(self: Arc<Self>, call: SignedCall, number: usize) {
        let Ok(_permit) = self.at_once.acquire().await else {
            return;
        };
        self.ledger.written(number);
        for _ in 0..5 {
            let method = if call.method == "GET" {
                Method::GET
            } else {
                Method::POST
            };
            let mut request = self.client.request(method, &call.url);
            for (name, value) in &call.headers {
                request = request.header(name, value);
            }
            let answer = request.body(call.body.clone()).send().await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                self.ledger.acked(number);
                return;
            }
            self.ledger.refused();
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
}

//! `frontdesk serve`: from a configuration to a running gateway, and back to nothing.

use std::{io::Write as _, net::SocketAddr, process::ExitCode, sync::Arc, time::Duration};

use anyhow::{Context as _, Result};
use frontdesk_api::{Api, Hub, issue_sign_in_link, router};
use frontdesk_config::{Config, LogFormat};
use frontdesk_core::{AgentId, RoutingPlan};
use frontdesk_engine::{Engine, EngineConfig, Status, ports::Clock};
use frontdesk_store::{SledStore, Store};
use frontdesk_telemetry::{
    logging,
    measures::{self, Measures},
};
use rand::{SeedableRng as _, rngs::StdRng};
use tokio::{net::TcpListener, runtime, time};

use crate::{
    cli::Serve,
    clock::WallClock,
    configuration, key,
    panel::{self, Link},
    shutdown::StopSignals,
    wiring::{self, ApiParts, Plugins},
};

/// The exit code when writing to the state failed: the gateway can be started again as it is.
const FAIL_STOP: u8 = 70;
/// How often measures are folded.
const FOLD_EVERY: Duration = Duration::from_secs(5);

/// Runs the gateway until it is asked to stop.
pub(crate) fn run(options: &Serve) -> Result<ExitCode> {
    let loaded = configuration::of_serve(options)?;
    let log = &loaded.config.log;
    let format = match log.format {
        LogFormat::Text => logging::Format::Text,
        LogFormat::Json => logging::Format::Json,
    };
    logging::start(format, &log.level)?;
    let measures = measures::start()?;
    let runtime = runtime::Builder::new_multi_thread().enable_all().build();
    runtime
        .context("starting the runtime")?
        .block_on(serve(options, &loaded.config, measures))
}

async fn serve(options: &Serve, config: &Config, measures: Measures) -> Result<ExitCode> {
    // Heard from here on, so that a start can be interrupted without losing anything.
    let signals = StopSignals::listen().context("listening for signals")?;
    key::private_folder(&config.gateway.state)?;
    let store = Arc::new(SledStore::open(wiring::store(config)).await?);
    let outcome = on_state(options, config, measures, store.clone(), signals).await;
    store.close().await;
    outcome
}

/// A listening gateway.
struct Running {
    engine: Engine,
    hub: Arc<Hub>,
    api: Api,
    listener: TcpListener,
    url: String,
}

async fn on_state(
    options: &Serve,
    config: &Config,
    measures: Measures,
    store: Arc<dyn Store>,
    signals: StopSignals,
) -> Result<ExitCode> {
    let clock: Arc<dyn Clock> = Arc::new(WallClock);
    let plugins = wiring::plugins(config, clock.clone()).await?;
    let plan = wiring::plan(config, &plugins)?;
    tokio::spawn(fold(measures.clone()));
    let listener = listen(config.gateway.listen).await?;
    let url = config.gateway.url(listener.local_addr()?);
    let parts = ApiParts {
        config,
        plan: &plan,
        plugins: &plugins,
        public_url: url.clone(),
        visitor_key: key::visitor_key(&config.gateway.state.join("keys"))?,
        measures,
        demo: options.demo,
    };
    let api_config = wiring::api(parts)?;
    let mut chance = StdRng::from_os_rng();
    let hub = Arc::new(Hub::new(&api_config, &mut chance));
    let engine = start_engine(config, plan, store, clock.clone(), hub.clone(), &plugins).await?;
    let api = Api::new(
        api_config,
        engine.clone(),
        hub.clone(),
        clock.clone(),
        Box::new(chance),
    )?;
    let running = Running {
        engine,
        hub,
        api,
        listener,
        url,
    };
    announce(options, config, &running, &*clock).await?;
    Ok(until_stopped(config, running, signals).await)
}

async fn start_engine(
    config: &Config,
    plan: RoutingPlan,
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    hub: Arc<Hub>,
    plugins: &Plugins,
) -> Result<Engine> {
    let engine = Engine::start(EngineConfig {
        plan,
        store,
        clock,
        outlet: hub,
        outbound: wiring::outbound(plugins),
        limits: wiring::engine_limits(config),
    });
    Ok(engine.await?)
}

async fn listen(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!(
            "cannot listen on {address}: is something else there, or another gateway? Take another \
             port with --listen or [gateway] listen"
        )
    })
}

/// Tells whoever started the program where it can be reached. A program that reads this is ready to
/// go on at the line `ready`.
async fn announce(
    options: &Serve,
    config: &Config,
    running: &Running,
    clock: &dyn Clock,
) -> Result<()> {
    let url = &running.url;
    let mut text = format!("listening on http://{}\n", running.listener.local_addr()?);
    let mut links = Vec::new();
    if options.demo || options.print_links {
        for agent in config.agents.keys() {
            links.push(link(agent, running, clock).await?);
        }
    }
    if options.print_links {
        for Link { agent, url } in &links {
            text.push_str(&format!("link {agent} {url}\n"));
        }
    }
    text.push_str("ready\n");
    if options.demo {
        text.push_str(&panel::text(config, url, &links));
    }
    let mut stdout = std::io::stdout().lock();
    // Nobody may be reading, and that is no reason to stop.
    if stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
        .is_err()
    {
        tracing::debug!("standard output is closed");
    }
    tracing::info!(url, "the gateway is ready");
    Ok(())
}

async fn link(agent: &AgentId, running: &Running, clock: &dyn Clock) -> Result<Link> {
    let mut chance = StdRng::from_os_rng();
    let token = issue_sign_in_link(&running.engine, agent, clock.now(), &mut chance);
    let token = token
        .await
        .with_context(|| format!("making a sign-in link for {agent}"))?;
    Ok(Link {
        agent: agent.clone(),
        url: format!("{}/console/#link={token}", running.url),
    })
}

/// Serves until a signal comes or the engine ends by itself; then drains, in the order in which
/// nothing accepted is lost: no new connection, sockets closed, engine stopped.
async fn until_stopped(config: &Config, running: Running, mut signals: StopSignals) -> ExitCode {
    let Running {
        engine,
        hub,
        api,
        listener,
        url: _,
    } = running;
    let limits = wiring::api_limits(config);
    let proxies = config.gateway.trusted_proxies.clone();
    let stopping = {
        let (engine, hub) = (engine.clone(), hub.clone());
        async move {
            tokio::select! {
                name = signals.wait() => {
                    tracing::info!("{name}: the gateway stops");
                }
                status = engine.ended() => {
                    tracing::error!(?status, "the engine ended by itself; the gateway stops");
                }
            }
            signals.end_at_the_next();
            hub.close_all();
        }
    };
    frontdesk_api::serve(listener, router(api), limits, proxies, stopping).await;
    engine.stop().await;
    if engine.status() == Status::Failed {
        tracing::error!(
            "writing to the state failed, so the gateway stopped rather than go on without it; \
             everything acknowledged is kept; start it again"
        );
        return ExitCode::from(FAIL_STOP);
    }
    tracing::info!("the gateway has stopped");
    ExitCode::SUCCESS
}

/// Keeps the memory of measures small between readings of `/metrics`.
async fn fold(measures: Measures) {
    let mut every = time::interval(FOLD_EVERY);
    loop {
        every.tick().await;
        measures.fold();
    }
}

//! `frontdesk serve`: from a configuration to a running gateway, and back to nothing.

use std::{net::SocketAddr, process::ExitCode, sync::Arc, time::Duration};

use anyhow::{Context as _, Result};
use frontdesk_api::{
    Administration, Api, CrmConfig, FileLinks, FileSource, Hub, Outside, ScriptAnswers, router,
};
use frontdesk_config::{Config, LogFormat};
use frontdesk_core::RoutingPlan;
use frontdesk_engine::{
    Engine, EngineConfig, Status, StoredValues, ports::Clock, translation::Translation,
};
use frontdesk_plugin_host::{LockFile, Registry};
use frontdesk_search::Search;
use frontdesk_store::{FileShelf, SledStore, Store};
use frontdesk_telemetry::{
    logging,
    measures::{self, Measures},
};
use rand::{SeedableRng as _, rngs::StdRng};
use tokio::{net::TcpListener, runtime, time};

use crate::{
    announce::{announce, say},
    cli::Serve,
    clock::WallClock,
    configuration,
    desk::Desk,
    key, place,
    reload::{ReloadAdmin, Reloader},
    sections::FileSections,
    shutdown::StopSignals,
    takers::Takers,
    upkeep::Upkeep,
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
pub(crate) struct Running {
    pub(crate) engine: Engine,
    hub: Arc<Hub>,
    api: Api,
    pub(crate) listener: TcpListener,
    pub(crate) url: String,
}

async fn on_state(
    options: &Serve,
    config: &Config,
    measures: Measures,
    store: Arc<dyn Store>,
    signals: StopSignals,
) -> Result<ExitCode> {
    let clock: Arc<dyn Clock> = Arc::new(WallClock);
    let values = Arc::new(StoredValues::new(store.clone(), clock.clone()));
    let registry = wiring::registry(config, lock(options, config), clock.clone(), values.clone())?;
    let registry = Arc::new(registry);
    let plugins = wiring::first_plugins(config, &registry).await?;
    let plan = wiring::plan(config, &plugins)?;
    warn_of_unanswered(config);
    tokio::spawn(fold(measures.clone()));
    let listener = listen(config.gateway.listen).await?;
    let url = config.gateway.url(listener.local_addr()?);
    let visitor_key = key::visitor_key(&config.gateway.state.join("keys"))?;
    let shelf = open_shelf(config).await?;
    let crm = open_crm(config)?;
    let files = file_source(&visitor_key, &clock);
    let parts = ApiParts {
        config,
        plan: &plan,
        plugins: &plugins,
        public_url: url.clone(),
        visitor_key,
        shelf: shelf.clone(),
        crm: crm.clone(),
        links: files.links.clone(),
        measures: measures.clone(),
        demo: options.demo,
    };
    let api_config = wiring::api(parts)?;
    // What waits in the outbox goes out as soon as the engine is there, before the API is.
    files.links.set(&url, api_config.files.link_lifetime);
    let mut chance = StdRng::from_os_rng();
    let hub = Arc::new(Hub::new(&api_config, &mut chance));
    let outside = outside(config, &plugins, &registry)?;
    let kept = store.clone();
    let engine = start_engine(config, plan, store, &plugins, &files, hub.clone(), &outside).await?;
    values.attach(engine.clone());
    let api = Api::new(
        api_config,
        engine.clone(),
        hub.clone(),
        clock.clone(),
        Box::new(chance),
    )?;
    outside.attach(&api);
    let takers = Takers {
        engine: engine.clone(),
        api: api.clone(),
        address: listener.local_addr()?,
        visitor_key,
        shelf,
        crm,
        files,
        measures,
        outside,
        registry: registry.clone(),
        demo: options.demo,
    };
    let _upkeep = keep_up(options, config, registry, takers, kept)?;
    let running = Running {
        engine,
        hub,
        api,
        listener,
        url,
    };
    announce(options, config, &running, &*clock).await?;
    Ok(until_stopped(options, config, running, signals).await)
}

fn file_source(visitor_key: &[u8; 32], clock: &Arc<dyn Clock>) -> FileSource {
    FileSource {
        links: Arc::new(FileLinks::new(visitor_key)),
        clock: clock.clone(),
    }
}

/// Whom scripts may ask.
fn outside(config: &Config, plugins: &Plugins, registry: &Registry) -> Result<Outside> {
    let outside = Outside::default();
    let (bots, calls) = wiring::outside(config, plugins, registry)?;
    outside.replace(bots, calls);
    Ok(outside)
}

/// Beside the configuration; in the state's folder when the configuration is in no file.
fn lock(options: &Serve, config: &Config) -> LockFile {
    match options.config_file() {
        Some(file) => place::lock_beside(file),
        None => place::lock_in(&config.gateway.state),
    }
}

fn warn_of_unanswered(config: &Config) {
    for queue in config.unanswered() {
        tracing::warn!(queue.id = %queue, "no agent answers queue {queue}");
    }
}

fn open_crm(config: &Config) -> Result<CrmConfig> {
    let state = &config.gateway.state;
    let search = Search::open(&state.join("search"));
    Ok(CrmConfig {
        search: Arc::new(search.context("opening the search for customers")?),
        imports: state.join("imports"),
    })
}

async fn open_shelf(config: &Config) -> Result<Arc<FileShelf>> {
    let shelf = FileShelf::open(config.gateway.state.join("files"));
    Ok(Arc::new(
        shelf.await.context("opening the folder of files")?,
    ))
}

/// Lets administrators and the command line at plugins and configuration, and watches both.
fn keep_up(
    options: &Serve,
    config: &Config,
    registry: Arc<Registry>,
    takers: Takers,
    kept: Arc<dyn Store>,
) -> Result<Upkeep> {
    let api = takers.api.clone();
    let reloader = Arc::new(Reloader::new(
        options,
        registry.clone(),
        takers,
        config.clone(),
    ));
    api.administer(Administration {
        plugins: registry.clone(),
        configuration: Arc::new(ReloadAdmin(reloader.clone())),
        sections: Arc::new(FileSections::new(options, reloader.clone())),
    });
    let desk = Arc::new(Desk::new(registry, reloader, kept, api));
    Upkeep::start(options, config, desk)
}

async fn start_engine(
    config: &Config,
    plan: RoutingPlan,
    store: Arc<dyn Store>,
    plugins: &Plugins,
    files: &FileSource,
    hub: Arc<Hub>,
    outside: &Outside,
) -> Result<Engine> {
    let translation = wiring::translation(config, &plan, plugins)?;
    let translation = Translation::new(translation, files.clock.clone());
    let engine = Engine::start(EngineConfig {
        plan,
        questions: Arc::new(ScriptAnswers {
            store: store.clone(),
            clock: files.clock.clone(),
            outside: outside.clone(),
        }),
        store,
        clock: files.clock.clone(),
        outlet: hub,
        outbound: wiring::outbound(config, plugins, files),
        translation: translation.clone(),
        limits: wiring::engine_limits(config),
    })
    .await?;
    // Nothing waits for it: a pair that nobody serves is told, not refused.
    tokio::spawn(async move { translation.try_all().await });
    Ok(engine)
}

async fn listen(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!(
            "cannot listen on {address}: is something else there, or another gateway? Take another \
             port with --listen or [gateway] listen"
        )
    })
}

/// Serves until a signal comes or the engine ends by itself; then drains, in the order in which
/// nothing accepted is lost: no new connection, sockets closed, engine stopped.
async fn until_stopped(
    options: &Serve,
    config: &Config,
    running: Running,
    mut signals: StopSignals,
) -> ExitCode {
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
    if options.demo {
        say("  Frontdesk has stopped.\n");
    }
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

//! The plugin host: one engine, one cache, and the components loaded into it.

use std::{
    collections::BTreeMap,
    io,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use frontdesk_core::Timestamp;
use frontdesk_engine::ports::{ChannelFeatures, Clock};
use tokio::{sync::Semaphore, task::spawn_blocking};
use wasmtime::{Engine, component::Component};

use crate::{
    breaker::Breaker,
    cache::{self, Cache},
    call::Caller,
    compiled::Compiled,
    config::{LoadOptions, PluginHostConfig},
    context::Context,
    descriptor::Descriptor,
    egress::{Clients, Egress},
    engine::{self, Ticker},
    first_calls::{describe, features, validate},
    load::{ComponentSource, LoadError, Stage, check_format, check_schema, read, settings},
    log::PluginLog,
    memory::{MemoryShare, MemoryTotal},
    metric_definitions::Meters,
    plugin::Plugin,
    pool::Pool,
    slow_lane::{SlowLane, Slowness},
};

/// Why the plugin host cannot run at all.
#[derive(Debug, thiserror::Error)]
pub enum PluginHostError {
    /// The WebAssembly engine.
    #[error("the WebAssembly engine does not start: {0}")]
    Engine(String),
    /// The folder of compiled code.
    #[error("the folder of compiled code {path} cannot be used")]
    Cache {
        /// The folder.
        path: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The thread that measures running time.
    #[error("the thread that measures running time does not start")]
    Ticker(#[source] io::Error),
}

/// Loads components and lets them run. Dropping it does not end the channels it loaded.
pub struct PluginHost {
    inner: Arc<Inner>,
}

struct Inner {
    engine: Engine,
    cache: Cache,
    clock: Arc<dyn Clock>,
    slots: Arc<Semaphore>,
    shared: Mutex<BTreeMap<[u8; 32], Weak<Compiled>>>,
    callers: Arc<Callers>,
    clients: Arc<Clients>,
    ticker: Arc<Ticker>,
    lane: Arc<SlowLane>,
    memory: Arc<MemoryTotal>,
}

#[derive(Default)]
struct Callers(Mutex<Vec<Weak<Caller>>>);

impl PluginHost {
    /// Starts the engine.
    pub fn new(config: &PluginHostConfig, clock: Arc<dyn Clock>) -> Result<Self, PluginHostError> {
        let engine =
            engine::build(config).map_err(|error| PluginHostError::Engine(format!("{error:#}")))?;
        let cache =
            Cache::open(&config.cache_dir, &engine).map_err(|source| PluginHostError::Cache {
                path: config.cache_dir.display().to_string(),
                source,
            })?;
        let callers = Arc::new(Callers::default());
        let swept = Arc::clone(&callers);
        let ticker =
            Ticker::start(&engine, move || swept.sweep()).map_err(PluginHostError::Ticker)?;
        let slots = usize::try_from(config.instances).unwrap_or(usize::MAX);
        Ok(Self {
            inner: Arc::new(Inner {
                engine,
                cache,
                clock,
                slots: Arc::new(Semaphore::new(slots.min(Semaphore::MAX_PERMITS))),
                shared: Mutex::default(),
                callers,
                clients: Arc::new(Clients::new(config.network.clone())),
                ticker: Arc::new(ticker),
                lane: SlowLane::new(),
                memory: MemoryTotal::new(config.memory_bytes),
            }),
        })
    }

    /// Loads a component as the plugin `name`: from the cache if its code is there, else it is
    /// compiled, which takes about a second of processor time, on a thread of its own.
    pub async fn load(
        &self,
        name: &str,
        source: ComponentSource,
        options: LoadOptions,
    ) -> Result<Arc<Plugin>, LoadError> {
        let settings = settings(&options.settings_json)?;
        let inner = Arc::clone(&self.inner);
        let wasm_bytes = options.limits.wasm_bytes;
        let (digest, compiled) = spawn_blocking(move || inner.compiled(source, wasm_bytes))
            .await
            .map_err(|error| LoadError::new(Stage::Compile, error.to_string()))??;
        let values = Arc::clone(&options.values);
        let tokens = options.tokens.clone();
        let caller = self.caller(name, settings, options, compiled);
        let (descriptor, features) = first_calls(&caller, self.inner.clock.now()).await?;
        self.inner.callers.add(&caller);
        tracing::info!(
            target: "plugin",
            plugin = name,
            kind = descriptor.kind.name(),
            component = descriptor.id,
            version = descriptor.version,
            "component loaded",
        );
        let renewed = tokens.map(|tokens| tokens.of(&caller.context));
        let clients = Arc::clone(&self.inner.clients);
        let context = Arc::clone(&caller.context);
        Ok(Arc::new(Plugin {
            egress: Egress::new(clients, context, renewed.unwrap_or_default()),
            clock: Arc::clone(&self.inner.clock),
            caller,
            descriptor,
            features: features.into(),
            values,
            digest,
        }))
    }

    pub(crate) fn clients(&self) -> Arc<Clients> {
        Arc::clone(&self.inner.clients)
    }

    /// The component of these bytes, ready to be instantiated.
    pub(crate) async fn compile_bytes(
        &self,
        wasm: Vec<u8>,
        bytes_max: usize,
    ) -> Result<Arc<Compiled>, LoadError> {
        let inner = Arc::clone(&self.inner);
        let source = ComponentSource::Bytes(wasm);
        let (_, compiled) = spawn_blocking(move || inner.compiled(source, bytes_max))
            .await
            .map_err(|error| LoadError::new(Stage::Compile, error.to_string()))??;
        Ok(compiled)
    }

    pub(crate) fn caller(
        &self,
        name: &str,
        settings: String,
        options: LoadOptions,
        compiled: Arc<Compiled>,
    ) -> Arc<Caller> {
        let limits = options.limits;
        let clock = &self.inner.clock;
        let log = if let Some(log) = options.log {
            log.set_rate(limits.log_lines_per_second);
            log
        } else {
            let rate = limits.log_lines_per_second;
            Arc::new(PluginLog::new(name, Arc::clone(clock), rate))
        };
        Arc::new(Caller {
            slots: Arc::clone(&self.inner.slots),
            permits: Semaphore::new(limits.concurrent_calls.min(Semaphore::MAX_PERMITS)),
            pool: Pool::new(limits.warm, limits.warm_calls, limits.warm_idle),
            breaker: Breaker::new(Arc::clone(clock)),
            meters: Meters::new(name),
            clock: Arc::clone(clock),
            last_fault: Mutex::default(),
            _ticker: Arc::clone(&self.inner.ticker),
            context: Arc::new(Context {
                name: name.into(),
                section: compiled.section(),
                memory: MemoryShare::new(&self.inner.memory, limits.memory_bytes),
                slowness: Slowness::new(Arc::clone(&self.inner.lane), name),
                limits,
                settings: settings.into(),
                grants: options.grants,
                news: options.news,
                log,
            }),
            compiled,
        })
    }
}

/// Asks the component who it is, and refuses it if that does not go together with what the operator
/// wrote; then what it can do.
async fn first_calls(
    caller: &Caller,
    now: Timestamp,
) -> Result<(Descriptor, ChannelFeatures), LoadError> {
    let descriptor = describe(caller, now).await?;
    let context = &caller.context;
    check_schema(&descriptor.settings_schema, &context.settings)?;
    context
        .grants
        .check(&context.name, &descriptor, &context.settings)?;
    validate(caller, now).await?;
    let features = features(caller, now).await?;
    Ok((descriptor, features))
}

impl std::fmt::Debug for PluginHost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PluginHost").finish_non_exhaustive()
    }
}

impl Inner {
    /// The component of these bytes: one that is loaded already, or cached code, or newly compiled.
    fn compiled(
        &self,
        source: ComponentSource,
        bytes_max: usize,
    ) -> Result<([u8; 32], Arc<Compiled>), LoadError> {
        let wasm = read(source, bytes_max)?;
        check_format(&wasm)?;
        let hash = cache::hash(&wasm);
        if let Some(compiled) = self.shared().get(&hash).and_then(Weak::upgrade) {
            return Ok((hash, compiled));
        }
        let component = match self.cache.read(&self.engine, &hash) {
            Some(component) => component,
            None => self.compile(&wasm, &hash)?,
        };
        let compiled = Arc::new(Compiled::link(&self.engine, &component)?);
        let mut shared = self.shared();
        shared.retain(|_, other| other.strong_count() > 0);
        shared.insert(hash, Arc::downgrade(&compiled));
        Ok((hash, compiled))
    }

    fn compile(&self, wasm: &[u8], hash: &[u8; 32]) -> Result<Component, LoadError> {
        let error = |error: wasmtime::Error| LoadError::new(Stage::Compile, format!("{error:#}"));
        let component = Component::new(&self.engine, wasm).map_err(error)?;
        let kept = component.serialize().map_err(error)?;
        if let Err(error) = self.cache.write(hash, &kept) {
            tracing::warn!(error = %error, "compiled code is not kept: the next start compiles again");
        }
        Ok(component)
    }

    fn shared(&self) -> std::sync::MutexGuard<'_, BTreeMap<[u8; 32], Weak<Compiled>>> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Callers {
    fn add(&self, caller: &Arc<Caller>) {
        let mut callers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        callers.retain(|other| other.strong_count() > 0);
        callers.push(Arc::downgrade(caller));
    }

    fn sweep(&self) {
        let callers: Vec<_> = {
            let callers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            callers.iter().filter_map(Weak::upgrade).collect()
        };
        for caller in callers {
            caller.pool.sweep();
            caller.meters.latency.sweep();
        }
    }
}

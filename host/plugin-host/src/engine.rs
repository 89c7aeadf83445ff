//! One function builds the wasmtime engine, so that what is compiled here runs here; one thread
//! advances its clock.

use std::{
    io,
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

use wasmtime::{
    Config, Enabled, Engine, InstanceAllocationStrategy, PoolingAllocationConfig, Result,
};

use crate::config::PluginHostConfig;

/// The step in which running time is counted.
pub(crate) const TICK: Duration = Duration::from_millis(10);
/// Ticks between two looks at idle instances: one second.
const TICKS_PER_SWEEP: u32 = 100;

/// The greatest linear memory of any instance: what a pool's slot is sized for.
pub(crate) const MEMORY_BYTES_MAX: usize = 256 << 20;

/// Builds the engine: pooled instances, or, where the address space does not allow them, instances
/// on demand, which cost about three times as much a fresh call.
pub(crate) fn build(config: &PluginHostConfig) -> Result<Engine> {
    let mut pooled = base(config);
    pooled.allocation_strategy(InstanceAllocationStrategy::Pooling(pool(config.instances)));
    match Engine::new(&pooled) {
        Ok(engine) => Ok(engine),
        Err(error) => {
            tracing::warn!(
                error = %error,
                "instances cannot be pooled here, so fresh calls cost more; \
                 small_address_space may help",
            );
            Engine::new(&base(config))
        }
    }
}

fn base(config: &PluginHostConfig) -> Config {
    let mut base = Config::new();
    base.wasm_component_model(true)
        .epoch_interruption(true)
        .concurrency_support(false)
        .memory_init_cow(true)
        .max_wasm_stack(512 << 10)
        .async_stack_size(1 << 20)
        .wasm_memory64(false);
    if config.small_address_space {
        // Twice the greatest memory: explicit bounds checks instead of guard pages.
        base.memory_reservation(512 << 20);
    }
    base
}

/// Room for `instances` components; each may be made of several core instances (a Rust component has
/// three, those of other languages up to sixteen).
fn pool(instances: u32) -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(instances)
        .total_core_instances(instances.saturating_mul(16))
        .total_memories(instances.saturating_mul(2))
        .total_tables(instances.saturating_mul(4))
        .total_stacks(instances)
        .max_memory_size(MEMORY_BYTES_MAX)
        .table_elements(20_000)
        .max_core_instance_size(4 << 20)
        .max_component_instance_size(4 << 20)
        .linear_memory_keep_resident(256 << 10)
        .table_keep_resident(64 << 10)
        .pagemap_scan(Enabled::Auto);
    pool
}

/// The thread that ticks; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Ticker {
    _stop: mpsc::Sender<()>,
}

impl Ticker {
    /// Ticks every 10 ms for as long as the engine lives, and sweeps once a second.
    pub(crate) fn start(
        engine: &Engine,
        mut sweep: impl FnMut() + Send + 'static,
    ) -> io::Result<Self> {
        let (stop, stopped) = mpsc::channel();
        let engine = engine.weak();
        thread::Builder::new()
            .name("plugin-ticker".to_owned())
            .spawn(move || {
                let mut ticks = 0;
                while stopped.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                    let Some(engine) = engine.upgrade() else {
                        return;
                    };
                    engine.increment_epoch();
                    ticks = (ticks + 1) % TICKS_PER_SWEEP;
                    if ticks == 0 {
                        sweep();
                    }
                }
            })?;
        Ok(Self { _stop: stop })
    }
}

/// How many ticks a running time is: at least two, since the first may come at once.
pub(crate) fn ticks(time: Duration) -> u32 {
    u32::try_from(time.as_millis().div_ceil(TICK.as_millis()))
        .unwrap_or(u32::MAX)
        .max(2)
}

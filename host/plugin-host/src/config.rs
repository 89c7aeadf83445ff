//! What may be set: for the whole plugin host, and for one loaded component.

use std::{fmt, path::PathBuf, sync::Arc, time::Duration};

use frontdesk_engine::ports::PluginValues;
use tokio::sync::watch;

use crate::{
    egress::Network, grants::Grants, log::PluginLog, operation::NoValues, renewal::Tokens,
};

/// For the whole plugin host.
#[derive(Clone, Debug)]
pub struct PluginHostConfig {
    /// Where compiled code is kept: created with mode 0700. It holds native code, so nobody but the
    /// service may write there.
    pub cache_dir: PathBuf,
    /// Instances alive at once, of all components together, idle ones included.
    pub instances: u32,
    /// Linear memory of all instances together, bytes. One plugin may have half of it.
    pub memory_bytes: usize,
    /// Reserves 512 MiB of address space an instance instead of 4 GiB, for machines under
    /// `ulimit -v`; calls cost about a fifth more.
    pub small_address_space: bool,
    /// How plugins' requests reach their hosts.
    pub network: Network,
}

impl Default for PluginHostConfig {
    fn default() -> Self {
        Self {
            cache_dir: PathBuf::from("aot-cache"),
            instances: 256,
            memory_bytes: 2 << 30,
            small_address_space: false,
            network: Network::default(),
        }
    }
}

/// How one component is loaded.
#[derive(Clone)]
pub struct LoadOptions {
    /// What its calls may use.
    pub limits: Limits,
    /// Its settings, a JSON object as text; empty: `{}`.
    pub settings_json: String,
    /// What it may do.
    pub grants: Grants,
    /// Where it keeps values, if it asks for that and may.
    pub values: Arc<dyn PluginValues>,
    /// The tokens that it is sent with and that the host renews; `None`: such a secret is denied.
    pub tokens: Option<Tokens>,
    /// The log that it goes on with, of the version before it; `None`: a new one.
    pub log: Option<Arc<PluginLog>>,
    /// Ticks when an operator would see something new: a fault, a breaker, a line of the log.
    pub news: watch::Sender<u64>,
}

impl Default for LoadOptions {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            settings_json: String::new(),
            grants: Grants::default(),
            values: Arc::new(NoValues),
            tokens: None,
            log: None,
            news: watch::Sender::new(0),
        }
    }
}

/// Settings may hold what an operator would not show.
impl fmt::Debug for LoadOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoadOptions")
            .field("limits", &self.limits)
            .field("settings_bytes", &self.settings_json.len())
            .field("grants", &self.grants)
            .finish_non_exhaustive()
    }
}

/// What one component's calls may use. Reaching a limit is a [`Fault`](crate::Fault), except where
/// said otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a `.wasm` file.
    pub wasm_bytes: usize,
    /// Linear memory of one instance, bytes; above 256 MiB counts as 256 MiB.
    pub memory_bytes: usize,
    /// Running time of one call, in steps of 10 ms.
    pub call: Duration,
    /// Running time of `describe` and of `validate`, each.
    pub load: Duration,
    /// Calls at once; further ones wait.
    pub concurrent_calls: usize,
    /// How long a call waits for its turn before it is answered "busy".
    pub busy_wait: Duration,
    /// Bytes of one frame, either way.
    pub frame_bytes: usize,
    /// Bytes that one call may hand to the host.
    pub output_bytes: usize,
    /// Events that one frame may mean.
    pub events: usize,
    /// Lines that one call may log; further ones are dropped and counted.
    pub log_lines: u32,
    /// Bytes of one such line; the rest is cut.
    pub log_line_bytes: usize,
    /// Lines that it may log in one second; further ones are dropped and counted.
    pub log_lines_per_second: u32,
    /// Rounds of requests in one operation.
    pub rounds: u32,
    /// Requests in one round.
    pub requests: usize,
    /// Requests a second, of all its operations; short bursts of three times as many pass, further
    /// ones wait within their own time.
    pub requests_per_second: u32,
    /// Requests under way at once, of all its operations; further ones wait within their own time.
    pub concurrent_requests: usize,
    /// Time for one request, from the name's look-up to the last byte.
    pub request: Duration,
    /// Time for one operation, all its rounds together.
    pub operation: Duration,
    /// Bytes of one request's body.
    pub request_bytes: usize,
    /// Bytes of one answer's body.
    pub response_bytes: usize,
    /// Bytes of one answer's headers.
    pub response_header_bytes: usize,
    /// Bytes of one webhook call's body.
    pub webhook_bytes: usize,
    /// Events that one webhook call may mean.
    pub webhook_events: usize,
    /// Idle instances kept for the next call; 0: a fresh instance for every call.
    pub warm: usize,
    /// Calls after which an instance is dropped.
    pub warm_calls: u32,
    /// Idle time after which an instance is dropped.
    pub warm_idle: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            wasm_bytes: 24 << 20,
            memory_bytes: 64 << 20,
            call: Duration::from_millis(50),
            load: Duration::from_millis(200),
            concurrent_calls: 32,
            busy_wait: Duration::from_millis(100),
            frame_bytes: 64 << 10,
            output_bytes: 1 << 20,
            events: 16,
            log_lines: 64,
            log_line_bytes: 4 << 10,
            log_lines_per_second: 200,
            rounds: 8,
            requests: 4,
            requests_per_second: 50,
            concurrent_requests: 16,
            request: Duration::from_secs(10),
            operation: Duration::from_secs(30),
            request_bytes: 1 << 20,
            response_bytes: 1 << 20,
            response_header_bytes: 32 << 10,
            webhook_bytes: 1 << 20,
            webhook_events: 256,
            warm: 4,
            warm_calls: 10_000,
            warm_idle: Duration::from_secs(30),
        }
    }
}

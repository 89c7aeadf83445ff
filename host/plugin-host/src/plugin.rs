//! A loaded plugin.

use std::{sync::Arc, time::Duration};

use frontdesk_core::Timestamp;
use frontdesk_engine::ports::{ChannelFeatures, Clock, PluginValues};

use crate::{
    call::Caller,
    descriptor::{Descriptor, Kind},
    egress::Egress,
    log::{LogLine, PluginLog},
};

/// One named plugin of any kind: a component, its settings, limits and grants. Several may share a
/// component's code; instances, breaker, log and metrics are each one's own.
///
/// A channel is the engine's [`SocketChannel`](frontdesk_engine::ports::SocketChannel),
/// [`WebhookChannel`](frontdesk_engine::ports::WebhookChannel) and
/// [`Outbound`](frontdesk_engine::ports::Outbound); the other kinds have methods here, in
/// [`connector`](crate::connector). A call of another kind than its own is answered with a fault.
pub struct Plugin {
    pub(crate) caller: Arc<Caller>,
    pub(crate) descriptor: Descriptor,
    pub(crate) features: Arc<ChannelFeatures>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) egress: Egress,
    pub(crate) values: Arc<dyn PluginValues>,
    pub(crate) digest: [u8; 32],
}

/// How a plugin fares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// Calls answered, well or not, since it was loaded.
    pub calls_total: u64,
    /// Faults since it was loaded.
    pub faults_total: u64,
    /// Half and nearly all (95 of 100) of the last minute's calls took no longer than this; `None`:
    /// there was none.
    pub call_times: Option<(Duration, Duration)>,
    /// The last fault.
    pub last_fault: Option<LastFault>,
    /// Why a token that it is sent with could not be renewed, until that works again.
    pub token_trouble: Option<LastFault>,
    /// Until when it is left alone, if it is.
    pub quarantined_until: Option<Timestamp>,
    /// Idle instances.
    pub idle_instances: usize,
    /// Linear memory that they hold, bytes.
    pub idle_memory_bytes: usize,
}

/// What went wrong last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastFault {
    /// When.
    pub at: Timestamp,
    /// `deadline`, `memory`, `trap`, `output`, `reported`, `rounds`, `time`, `values`, `busy` or
    /// `renewing a token`.
    pub kind: &'static str,
    /// A sentence for the operator.
    pub message: String,
}

impl Plugin {
    /// The plugin's name.
    pub fn name(&self) -> &str {
        &self.caller.context.name
    }

    /// What it is.
    pub const fn kind(&self) -> Kind {
        self.descriptor.kind
    }

    /// What the component says of itself and asks for.
    pub const fn descriptor(&self) -> &Descriptor {
        &self.descriptor
    }

    /// The SHA-256 of the component's file.
    pub const fn digest(&self) -> [u8; 32] {
        self.digest
    }

    /// Whether its contacts can hold a live socket.
    pub fn has_socket(&self) -> bool {
        self.caller.compiled.socket.is_some()
    }

    /// How it fares.
    pub fn health(&self) -> Health {
        Health {
            calls_total: self.caller.meters.calls_total(),
            faults_total: self.caller.breaker.faults_total(),
            call_times: self.caller.meters.latency.percentiles(),
            last_fault: self.caller.last_fault(),
            token_trouble: self.egress.token_trouble(),
            quarantined_until: self.caller.breaker.quarantined_until(),
            idle_instances: self.caller.pool.idle(),
            idle_memory_bytes: self.caller.pool.memory_bytes(),
        }
    }

    /// At most `limit` lines of its log with numbers above `after`, oldest first.
    pub fn log_after(&self, after: u64, limit: usize) -> Vec<LogLine> {
        self.caller.context.log.after(after, limit)
    }

    /// Its log, for its next version to go on with.
    pub fn log(&self) -> Arc<PluginLog> {
        Arc::clone(&self.caller.context.log)
    }
}

impl std::fmt::Debug for Plugin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Plugin")
            .field("name", &self.name())
            .field("descriptor", &self.descriptor)
            .finish_non_exhaustive()
    }
}

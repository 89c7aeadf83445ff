//! A loaded channel.

use std::sync::Arc;

use frontdesk_core::Timestamp;
use frontdesk_engine::ports::Clock;

use crate::{call::Caller, descriptor::Descriptor};

/// One named channel: a component, its settings and limits. Several may share a component's code;
/// instances, breaker and metrics are each one's own.
pub struct ChannelPlugin {
    pub(crate) caller: Arc<Caller>,
    pub(crate) descriptor: Descriptor,
    pub(crate) clock: Arc<dyn Clock>,
}

/// How a channel's component fares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// Faults since it was loaded.
    pub faults_total: u64,
    /// Until when it is left alone, if it is.
    pub quarantined_until: Option<Timestamp>,
    /// Idle instances.
    pub idle_instances: usize,
    /// Linear memory that they hold, bytes.
    pub idle_memory_bytes: usize,
}

impl ChannelPlugin {
    /// The channel's name.
    pub fn name(&self) -> &str {
        &self.caller.name
    }

    /// What the component says of itself.
    pub const fn descriptor(&self) -> &Descriptor {
        &self.descriptor
    }

    /// Whether its contacts can hold a live socket.
    pub fn has_socket(&self) -> bool {
        self.caller.compiled.socket.is_some()
    }

    /// How it fares.
    pub fn health(&self) -> Health {
        Health {
            faults_total: self.caller.breaker.faults_total(),
            quarantined_until: self.caller.breaker.quarantined_until(),
            idle_instances: self.caller.pool.idle(),
            idle_memory_bytes: self.caller.pool.memory_bytes(),
        }
    }
}

impl std::fmt::Debug for ChannelPlugin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ChannelPlugin")
            .field("name", &self.caller.name)
            .field("descriptor", &self.descriptor)
            .finish_non_exhaustive()
    }
}

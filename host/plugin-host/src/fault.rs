//! How a call can fail.

use std::time::Duration;

use frontdesk_engine::ports::ValuesFault;

use crate::bindings::types;

/// Why a call of a component gave no usable answer. None of them holds the frame's content.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It ran longer than its limit.
    #[error("it ran longer than {} ms", limit.as_millis())]
    Deadline {
        /// The limit.
        limit: Duration,
    },
    /// It wanted more memory than its limit.
    #[error("it wanted more than {limit_bytes} bytes of memory")]
    Memory {
        /// The limit.
        limit_bytes: usize,
    },
    /// All instances together hold the memory that they may, or its own hold half of that.
    #[error(
        "components together hold the memory that they may (memory_total_mib in [plugins]), or this one half \
         of it"
    )]
    MemoryTotal,
    /// It trapped: a panic, an abort, unbounded recursion.
    #[error("it trapped: {0}")]
    Trap(String),
    /// It answered something the contract does not allow.
    #[error("its answer is not valid: {0}")]
    Output(String),
    /// It answered with an error of its own.
    #[error("it reported {kind}: {message}")]
    Reported {
        /// The contract's word for it.
        kind: &'static str,
        /// Its sentence, for the operator.
        message: String,
    },
    /// It asked for more rounds of requests than one operation may have.
    #[error("it asked for more than {limit} rounds of requests")]
    Rounds {
        /// The limit.
        limit: u32,
    },
    /// The operation, its requests included, took longer than it may.
    #[error("the operation took longer than {} ms", limit.as_millis())]
    Time {
        /// The limit.
        limit: Duration,
    },
    /// What it keeps could not be read or written.
    #[error("{0}")]
    Values(String),
    /// It is asked for something that plugins of its kind do not do.
    #[error("it is no {0}")]
    Kind(&'static str),
    /// Every permit or instance is taken.
    #[error("too many calls at once")]
    Busy,
    /// It failed too often and is left alone for a while.
    #[error("it is left alone for {} ms after repeated faults", retry_after.as_millis())]
    Quarantined {
        /// How long still.
        retry_after: Duration,
    },
}

impl Fault {
    pub(crate) fn output(reason: impl Into<String>) -> Self {
        Self::Output(reason.into())
    }

    /// How long a component is still left alone, if that is the fault.
    pub(crate) const fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Quarantined { retry_after } => Some(*retry_after),
            Self::Deadline { .. }
            | Self::Memory { .. }
            | Self::MemoryTotal
            | Self::Trap(_)
            | Self::Output(_)
            | Self::Reported { .. }
            | Self::Rounds { .. }
            | Self::Time { .. }
            | Self::Values(_)
            | Self::Kind(_)
            | Self::Busy => None,
        }
    }

    /// The metric's label.
    pub(crate) const fn outcome(&self) -> &'static str {
        match self {
            Self::Deadline { .. } => "deadline",
            Self::Memory { .. } => "memory",
            Self::MemoryTotal => "memory_total",
            Self::Trap(_) => "trap",
            Self::Output(_) => "output",
            Self::Reported { .. } => "reported",
            Self::Rounds { .. } => "rounds",
            Self::Time { .. } => "time",
            Self::Values(_) => "values",
            Self::Kind(_) => "kind",
            Self::Busy => "busy",
            Self::Quarantined { .. } => "quarantined",
        }
    }

    /// Whether it is the component's own doing and counts towards quarantine.
    pub(crate) fn counts(&self) -> bool {
        match self {
            Self::Deadline { .. } | Self::Memory { .. } | Self::Trap(_) | Self::Output(_) => true,
            Self::Reported { kind, .. } => *kind == kind_name(types::ErrorKind::Internal),
            // Its peer may be slow, the store may fail, the caller may be wrong.
            Self::MemoryTotal
            | Self::Rounds { .. }
            | Self::Time { .. }
            | Self::Values(_)
            | Self::Kind(_)
            | Self::Busy
            | Self::Quarantined { .. } => false,
        }
    }
}

impl From<ValuesFault> for Fault {
    fn from(fault: ValuesFault) -> Self {
        Self::Values(fault.to_string())
    }
}

impl From<types::Error> for Fault {
    fn from(error: types::Error) -> Self {
        Self::Reported {
            kind: kind_name(error.kind),
            message: sentence(&error.message),
        }
    }
}

pub(crate) const fn kind_name(kind: types::ErrorKind) -> &'static str {
    match kind {
        types::ErrorKind::Invalid => "invalid",
        types::ErrorKind::Unauthorized => "unauthorized",
        types::ErrorKind::Unsupported => "unsupported",
        types::ErrorKind::Rejected => "rejected",
        types::ErrorKind::RateLimited => "rate-limited",
        types::ErrorKind::Transient => "transient",
        types::ErrorKind::Misconfigured => "misconfigured",
        types::ErrorKind::Internal => "internal",
    }
}

/// A component's sentence for the operator: one line of bounded length.
pub(crate) fn sentence(message: &str) -> String {
    const CHARS_MAX: usize = 500;
    let clean = message
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c });
    clean.take(CHARS_MAX).collect()
}

//! The metrics of the plugin host.

use metrics::{Counter, Histogram, Unit, counter, describe_counter, describe_histogram, histogram};

use crate::fault::Fault;

/// Calls of components, by component and outcome.
pub const CALLS: &str = "frontdesk_plugin_calls_total";
/// How long they took, waiting for a permit included.
pub const CALL_SECONDS: &str = "frontdesk_plugin_call_seconds";

/// Tells the recorder what they mean; once, after it is installed.
pub fn describe() {
    describe_counter!(
        CALLS,
        Unit::Count,
        "Calls of components, by plugin and outcome."
    );
    describe_histogram!(
        CALL_SECONDS,
        Unit::Seconds,
        "How long calls of components took, waiting for a permit included, by plugin."
    );
}

/// One component's metrics: the outcomes of every call are counted without a look-up.
pub(crate) struct Meters {
    plugin: String,
    ok: Counter,
    refused: Counter,
    seconds: Histogram,
}

impl Meters {
    pub(crate) fn new(plugin: &str) -> Self {
        let plugin = plugin.to_owned();
        Self {
            ok: counter!(CALLS, "plugin" => plugin.clone(), "outcome" => "ok"),
            refused: counter!(CALLS, "plugin" => plugin.clone(), "outcome" => "refused"),
            seconds: histogram!(CALL_SECONDS, "plugin" => plugin.clone()),
            plugin,
        }
    }

    pub(crate) fn ok(&self) {
        self.ok.increment(1);
    }

    pub(crate) fn refused(&self) {
        self.refused.increment(1);
    }

    pub(crate) fn fault(&self, fault: &Fault) {
        let outcome = fault.outcome();
        counter!(CALLS, "plugin" => self.plugin.clone(), "outcome" => outcome).increment(1);
    }

    pub(crate) fn took(&self, seconds: f64) {
        self.seconds.record(seconds);
    }
}

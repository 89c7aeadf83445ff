//! The metrics of the plugin host.

use std::{
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Duration,
};

use metrics::{Counter, Histogram, Unit, counter, describe_counter, describe_histogram, histogram};

use crate::{fault::Fault, latency::Latency};

/// Calls of components, by component and outcome.
pub const CALLS: &str = "frontdesk_plugin_calls_total";
/// How long they took, waiting for a permit included.
pub const CALL_SECONDS: &str = "frontdesk_plugin_call_seconds";

/// Requests that components had run, by component and outcome.
pub const REQUESTS: &str = "frontdesk_plugin_requests_total";

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
    describe_counter!(
        REQUESTS,
        Unit::Count,
        "Requests that components had the host run, by plugin and outcome."
    );
}

/// One component's metrics: the outcomes of every call are counted without a look-up.
pub(crate) struct Meters {
    plugin: String,
    ok: Counter,
    refused: Counter,
    seconds: Histogram,
    calls: AtomicU64,
    /// The same times, for the operator's page.
    pub(crate) latency: Latency,
}

impl Meters {
    pub(crate) fn new(plugin: &str) -> Self {
        let plugin = plugin.to_owned();
        Self {
            ok: counter!(CALLS, "plugin" => plugin.clone(), "outcome" => "ok"),
            refused: counter!(CALLS, "plugin" => plugin.clone(), "outcome" => "refused"),
            seconds: histogram!(CALL_SECONDS, "plugin" => plugin.clone()),
            calls: AtomicU64::new(0),
            latency: Latency::new(),
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

    /// Counts one call and how long it took.
    pub(crate) fn took(&self, time: Duration) {
        self.seconds.record(time.as_secs_f64());
        self.latency.record(time);
        self.calls.fetch_add(1, Relaxed);
    }

    /// Calls so far.
    pub(crate) fn calls_total(&self) -> u64 {
        self.calls.load(Relaxed)
    }

    /// Counts one request.
    pub(crate) fn request(&self, outcome: &'static str) {
        counter!(REQUESTS, "plugin" => self.plugin.clone(), "outcome" => outcome).increment(1);
    }
}

//! `[channel.NAME.limits]` and `[connector.NAME.limits]`: what a component may use.

use super::integers::integers;

integers! {
    /// What one configured component may use of the gateway.
    ComponentLimits, "[channel.NAME.limits]",
    "What the component may use. Reaching a limit ends that one call, and nothing else. The same under \
     `[connector.NAME.limits]`.";

    /// Memory of one instance.
    memory_mib: 64, 1..=256, "MiB";
    /// Running time of one call, in steps of 10 ms.
    call_ms: 50, 10..=1_000, "ms";
    /// Running time of `describe` and of `validate`, each, when the component is loaded.
    load_ms: 200, 10..=2_000, "ms";
    /// Calls at once. Further ones wait a moment, and then are told to come again.
    calls_at_once: 32, 1..=256, "";
    /// Rounds of requests in one operation.
    rounds: 8, 1..=16, "";
    /// Requests in one round.
    requests: 4, 1..=8, "";
    /// Requests a second to the granted hosts; short bursts of three times as many pass.
    requests_per_s: 50, 1..=10_000, "a second";
    /// Time for one request.
    request_s: 10, 1..=60, "s";
    /// Time for a whole operation, its requests included.
    operation_s: 30, 1..=120, "s";
    /// Size of an answer to a request.
    response_kib: 1_024, 1..=8_192, "KiB";
    /// Webhooks a second; short bursts of three times as many pass.
    webhooks_per_s: 1_000, 1..=100_000, "a second";
    /// Size of a webhook's body.
    webhook_kib: 1_024, 1..=16_384, "KiB";
    /// Events that one webhook may mean.
    webhook_events: 256, 1..=4_096, "";
    /// What one call may hand to the gateway.
    output_kib: 1_024, 64..=8_192, "KiB";
    /// Lines that one call may log. Further ones are counted and dropped.
    log_lines: 64, 0..=1_000, "";
    /// Size of one such line; the rest is cut.
    log_line_bytes: 4_096, 128..=65_536, "bytes";
    /// Idle instances kept for the next call; 0: a fresh one for every call.
    warm: 4, 0..=64, "";
    /// Calls after which a kept instance is dropped.
    warm_calls: 10_000, 1..=1_000_000, "";
    /// Idle time after which a kept instance is dropped.
    warm_idle_s: 30, 1..=3_600, "s";
}

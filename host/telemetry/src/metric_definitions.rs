//! Every metric of the gateway. A metric that is not here does not pass the tests, and neither does
//! one that is here and nowhere used.

use std::fmt::Write;

/// What a metric is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// Only rises.
    Counter,
    /// Rises and falls.
    Gauge,
    /// Counts values by size, up to each of these bounds.
    Histogram(&'static [f64]),
}

/// One metric.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    /// Its name: `frontdesk_<noun>_<unit>`, counters with `_total`.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// Its unit; empty for a plain number.
    pub unit: &'static str,
    /// Its labels. Their values are names from the configuration or fixed words, never ids.
    pub labels: &'static [&'static str],
    /// What it says.
    pub description: &'static str,
}

/// From a tenth of a millisecond to ten seconds: commits, requests, calls.
const QUICK_S: &[f64] = &[
    0.0001, 0.000_25, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5,
    10.0,
];
/// From a microsecond to a second: one call of a component.
const CALL_S: &[f64] = &[
    0.000_001, 0.000_005, 0.000_01, 0.000_05, 0.0001, 0.0005, 0.001, 0.005, 0.05, 0.5, 1.0,
];
/// From seconds to hours: people.
const PEOPLE_S: &[f64] = &[
    1.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1_800.0, 3_600.0, 7_200.0,
];
/// How many at once.
const COUNT: &[f64] = &[
    1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1_024.0,
];

macro_rules! definitions {
    ($($name:ident $kind:expr, $unit:literal, [$($label:literal),*], $description:literal;)*) => {
        /// Every metric, by name.
        pub const DEFINITIONS: &[Definition] = &[$(Definition {
            name: stringify!($name),
            kind: $kind,
            unit: $unit,
            labels: &[$($label),*],
            description: $description,
        }),*];
    };
}

definitions! {
    frontdesk_abandoned_total Kind::Counter, "", ["queue"],
        "Conversations whose contact left before an agent accepted.";
    frontdesk_agents Kind::Gauge, "", ["presence"],
        "Agents by declared presence: available, away, offline.";
    frontdesk_answer_wait_seconds Kind::Histogram(PEOPLE_S), "s", [],
        "From the opening of a conversation to its first acceptance.";
    frontdesk_commit_batch Kind::Histogram(COUNT), "", [],
        "Inputs that shared one durable commit.";
    frontdesk_commit_seconds Kind::Histogram(QUICK_S), "s", [],
        "Time until a commit was durable.";
    frontdesk_connections Kind::Gauge, "", [],
        "TCP connections open.";
    frontdesk_connections_refused_total Kind::Counter, "", ["limit"],
        "TCP connections closed at once because a limit was reached: address, total.";
    frontdesk_conversations_opened_total Kind::Counter, "", ["channel"],
        "Conversations opened.";
    frontdesk_conversations_reopened_total Kind::Counter, "", ["channel"],
        "Conversations that went on after their end, because the contact wrote again.";
    frontdesk_csp_violations_total Kind::Counter, "", [],
        "Violations of a page's content security policy, as browsers report them.";
    frontdesk_diverted_total Kind::Counter, "", ["queue"],
        "Conversations whose contact left the line to write a message instead.";
    frontdesk_frames_refused_total Kind::Counter, "", ["side", "code"],
        "Frames from sockets that were refused, by code.";
    frontdesk_handle_seconds Kind::Histogram(PEOPLE_S), "s", [],
        "From the first acceptance of a conversation to its close, wrap-up included.";
    frontdesk_http_request_seconds Kind::Histogram(QUICK_S), "s", ["route"],
        "Time from a request's head to its answer's head.";
    frontdesk_http_requests_total Kind::Counter, "", ["route", "status"],
        "HTTP requests answered, by route and status.";
    frontdesk_offers_total Kind::Counter, "", ["queue", "outcome"],
        "Offers: made, and how each ended (accepted, declined, expired, withdrawn).";
    frontdesk_outbox_pending Kind::Gauge, "", [],
        "Messages on their way to a provider, retries included.";
    frontdesk_overflowed_total Kind::Counter, "", ["queue", "why"],
        "Conversations that a queue sent on: it was full, nobody was there, or they had waited too long.";
    frontdesk_plugin_call_seconds Kind::Histogram(CALL_S), "s", ["plugin"],
        "Time of one call of a component.";
    frontdesk_plugin_calls_total Kind::Counter, "", ["plugin", "outcome"],
        "Calls of components, by outcome.";
    frontdesk_plugin_requests_total Kind::Counter, "", ["plugin", "outcome"],
        "Requests that components had the host run, by outcome.";
    frontdesk_queue_oldest_wait_seconds Kind::Gauge, "s", ["queue"],
        "How long the first conversation of a queue has waited.";
    frontdesk_queue_waiting Kind::Gauge, "", ["queue"],
        "Conversations waiting in a queue, offered ones included.";
    frontdesk_rejections_total Kind::Counter, "", ["code"],
        "Commands the routing core refused, by code.";
    frontdesk_returned_total Kind::Counter, "", ["queue", "why"],
        "Conversations that went back to their queue without anybody's doing so by hand.";
    frontdesk_sign_ins_total Kind::Counter, "", ["outcome"],
        "Sign-ins: done, refused, throttled.";
    frontdesk_sockets Kind::Gauge, "", ["side"],
        "Sockets open: contact, console.";
    frontdesk_sockets_closed_total Kind::Counter, "", ["reason"],
        "Sockets that the gateway closed.";
    frontdesk_translations_total Kind::Counter, "", ["outcome"],
        "Texts that were to be translated, by outcome: done, no_translator, timed_out, failed.";
    frontdesk_webhook_events_total Kind::Counter, "", ["channel", "kind"],
        "What providers' calls reported: message, typing, status.";
    frontdesk_webhooks_total Kind::Counter, "", ["channel", "outcome"],
        "Providers' calls, by outcome: taken, invalid, unauthorized, unsupported, not_now, throttled, failed, dead.";
}

/// The list as a Markdown table.
pub fn markdown() -> String {
    let mut text =
        String::from("| metric | kind | unit | labels | meaning |\n|---|---|---|---|---|\n");
    for definition in DEFINITIONS {
        let Definition {
            name,
            kind,
            unit,
            labels,
            description,
        } = definition;
        let kind = match kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram(_) => "histogram",
        };
        let labels: Vec<String> = labels.iter().map(|label| format!("`{label}`")).collect();
        let labels = labels.join(", ");
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "| `{name}` | {kind} | {unit} | {labels} | {description} |"
        );
    }
    text
}

//! `[limits]`: what one client, or all of them, may ask of the gateway.

use super::integers::integers;

integers! {
    /// What one client, or all of them, may ask of the gateway.
    Limits, "[limits]",
    "What one client, or all of them, may ask. Whoever asks for more is refused with a reason; nothing \
     accepted is dropped.";

    /// Connections open at once, of everybody.
    connections_max: 20_000, 16..=1_000_000, "";
    /// Connections open at once from one address. Addresses of trusted proxies are not counted.
    connections_per_address_max: 256, 1..=1_000_000, "";
    /// Requests a second from one address, opening a socket included; short bursts of five times as
    /// many pass. Behind a trusted proxy the address is the client's.
    requests_per_s: 100, 1..=1_000_000, "a second";
    /// Sockets (tabs, devices) of one visitor at once.
    sockets_per_visitor_max: 8, 1..=256, "";
    /// Sockets (tabs, devices) of one agent at once.
    sockets_per_agent_max: 8, 1..=256, "";
    /// Frames a second from one visitor or one agent; short bursts of three times as many pass.
    frames_per_s: 20, 1..=100_000, "a second";
    /// Size of one frame.
    frame_kib_max: 64, 4..=1_024, "KiB";
    /// Size of one HTTP request's body.
    body_kib_max: 64, 4..=16_384, "KiB";
    /// Time a client has to send the head of a request. A whole request may take twice as long.
    request_s_max: 10, 1..=120, "s";
    /// Commands waiting for the engine before clients are told to try again.
    commands_waiting_max: 8_192, 64..=1_000_000, "";
}

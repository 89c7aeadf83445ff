//! Every bound of the API, in one place.

use std::time::Duration;

/// What one gateway gives to everyone together, and to one peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// TCP connections open at once. One more is closed at once.
    pub connections_max: usize,
    /// TCP connections open at once from one address (of IPv6: one /64). One more is closed at once.
    pub connections_per_address_max: usize,
    /// Time to send a whole request head; also how long an idle connection is kept.
    pub head_timeout: Duration,
    /// Time for a request, body included, until its answer.
    pub request_timeout: Duration,
    /// The same for a file that an agent uploads.
    pub upload_timeout: Duration,
    /// Bytes in a request's body.
    pub body_bytes_max: usize,
    /// Requests a second that one address may make for ever. One more is answered with 429.
    pub requests_per_s: u32,
    /// Requests it may make at once, after a rest.
    pub requests_burst: u32,
    /// Bytes in one frame of a socket.
    pub frame_bytes_max: usize,
    /// Sockets of contacts open at once. One more is closed with 4013.
    pub contact_sockets_max: usize,
    /// Sockets of one visitor open at once. One more is closed with 4009.
    pub contact_sockets_per_visitor_max: usize,
    /// Consoles of one agent open at once. One more is closed with 4009.
    pub consoles_per_agent_max: usize,
    /// Frames a second that one visitor or one console may send for ever.
    pub frames_per_s: u32,
    /// Frames they may send at once, after a rest.
    pub frames_burst: u32,
    /// Frames that cannot be read, or come too fast on a console, before a socket is closed.
    pub bad_frames_max: u32,
    /// Time for the first frame of a socket.
    pub hello_timeout: Duration,
    /// How often a socket is pinged.
    pub ping_every: Duration,
    /// Silence after which a socket counts as dead.
    pub dead_after: Duration,
    /// Time for one write to a socket that does not read.
    pub write_timeout: Duration,
    /// Things on their way to one contact's socket; one more closes it with 4003.
    pub contact_queue: usize,
    /// Events on their way to one console; one more closes it with 4003.
    pub console_queue: usize,
    /// Events kept to resume a console: number.
    pub ring_events_max: usize,
    /// Events kept to resume a console: bytes.
    pub ring_bytes_max: usize,
    /// How long connections may finish once the gateway stops.
    pub drain_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections_max: 50_000,
            connections_per_address_max: 256,
            head_timeout: Duration::from_secs(10),
            request_timeout: Duration::from_secs(20),
            upload_timeout: Duration::from_mins(5),
            body_bytes_max: 64 * 1024,
            requests_per_s: 100,
            requests_burst: 500,
            frame_bytes_max: 64 * 1024,
            contact_sockets_max: 40_000,
            contact_sockets_per_visitor_max: 8,
            consoles_per_agent_max: 8,
            frames_per_s: 20,
            frames_burst: 60,
            bad_frames_max: 20,
            hello_timeout: Duration::from_secs(10),
            ping_every: Duration::from_secs(20),
            dead_after: Duration::from_secs(45),
            write_timeout: Duration::from_secs(10),
            contact_queue: 64,
            console_queue: 512,
            ring_events_max: 512,
            ring_bytes_max: 96 * 1024,
            drain_timeout: Duration::from_secs(5),
        }
    }
}

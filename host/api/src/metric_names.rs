//! The metrics of the API. Labels are bounded: never an id, an address or a name from outside.

/// HTTP requests by route and status (`route`, `status`).
pub const REQUESTS: &str = "frontdesk_http_requests_total";
/// Time from a request's head to its answer's head, in seconds (`route`).
pub const REQUEST_SECONDS: &str = "frontdesk_http_request_seconds";
/// TCP connections open.
pub const CONNECTIONS: &str = "frontdesk_connections";
/// TCP connections closed at once because a limit was reached (`limit`: `address`, `total`).
pub const CONNECTIONS_REFUSED: &str = "frontdesk_connections_refused_total";
/// Sockets open (`side`: `contact`, `console`).
pub const SOCKETS: &str = "frontdesk_sockets";
/// Sockets closed by the gateway (`reason`).
pub const SOCKETS_CLOSED: &str = "frontdesk_sockets_closed_total";
/// Frames refused on sockets (`side`, `code`).
pub const FRAMES_REFUSED: &str = "frontdesk_frames_refused_total";
/// Providers' calls (`channel`, `outcome`: `taken`, `invalid`, `unauthorized`, `unsupported`, `not_now`,
/// `throttled`, `failed`, `dead`).
pub const WEBHOOKS: &str = "frontdesk_webhooks_total";
/// What providers' calls reported (`channel`, `kind`: `message`, `typing`, `status`).
pub const WEBHOOK_EVENTS: &str = "frontdesk_webhook_events_total";
/// Sign-ins (`outcome`: `done`, `refused`, `throttled`).
pub const SIGN_INS: &str = "frontdesk_sign_ins_total";
/// Violations of a page's content security policy, as browsers report them.
pub const CSP_VIOLATIONS: &str = "frontdesk_csp_violations_total";

//! Content security policies: no third party, no inline script, and every violation is reported.

/// The console. Positioned popovers set inline style attributes, which cannot run anything.
pub(super) const CONSOLE: &str = "default-src 'none'; script-src 'self'; style-src-elem 'self'; \
    style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' data: blob:; \
    font-src 'self'; frame-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; object-src 'none'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'; report-uri /api/v1/csp-reports";

/// The hosted chat page.
pub(super) const HOSTED: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; media-src 'self' data:; connect-src 'self'; base-uri 'none'; \
    form-action 'self'; frame-ancestors 'none'; report-uri /api/v1/csp-reports";

/// The preview of a chat, which the console shows in a frame. It asks for nothing: it is told.
pub(super) const PREVIEW: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; \
    report-uri /api/v1/csp-reports";

/// The demo shop: as strict as a careful customer's page.
pub(super) const DEMO: &str = HOSTED;

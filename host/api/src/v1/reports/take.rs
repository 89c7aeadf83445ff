//! `POST /api/v1/csp-reports`: what browsers report of violations of a page's policy.

use std::sync::atomic::Ordering;

use axum::{
    extract::{Request, State},
    http::StatusCode,
};
use frontdesk_wire::problem::Problem;

use crate::{api::Api, body::whole, problem::Fault};

/// Bytes of one report.
const REPORT_BYTES: usize = 16 * 1024;
/// Reports written to the log; later ones are only counted.
const LOGGED: u64 = 100;

/// Counts a report. Its content is not kept: only the directive is logged, for the first hundred.
#[utoipa::path(
    post,
    path = "/api/v1/csp-reports",
    operation_id = "reports_take",
    tag = "operation",
    request_body(content = String, content_type = "application/csp-report"),
    responses(
        (status = 204, description = "Counted"),
        (status = 413, description = "Too large", body = Problem),
    )
)]
pub(crate) async fn handle(State(api): State<Api>, request: Request) -> Result<StatusCode, Fault> {
    let report = whole(request, REPORT_BYTES).await?;
    let count = api.violations().fetch_add(1, Ordering::Relaxed);
    metrics::counter!(crate::metric_names::CSP_VIOLATIONS).increment(1);
    if count < LOGGED {
        let directive = directive(&report).unwrap_or_else(|| "unknown".to_owned());
        tracing::warn!(
            directive,
            "a browser reports a violation of a page's policy"
        );
    }
    Ok(StatusCode::NO_CONTENT)
}

/// The violated directive, if it reads like one.
fn directive(report: &[u8]) -> Option<String> {
    let report: serde_json::Value = serde_json::from_slice(report).ok()?;
    let inner = report
        .get("csp-report")
        .or_else(|| report.get(0)?.get("body"))?;
    let keys = [
        "effective-directive",
        "violated-directive",
        "effectiveDirective",
    ];
    let text = keys.iter().find_map(|key| inner.get(key)?.as_str())?;
    let plain = text.len() <= 40 && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    plain.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_reads_like_a_directive_is_logged() {
        let of = |json: &str| directive(json.as_bytes());
        let report =
            r#"{"csp-report":{"effective-directive":"script-src-elem","blocked-uri":"x"}}"#;
        assert_eq!(of(report).as_deref(), Some("script-src-elem"));
        assert_eq!(of(r#"{"csp-report":{"effective-directive":"a\nb"}}"#), None);
        assert_eq!(of("[]"), None);
        assert_eq!(of("\0"), None);
    }
}

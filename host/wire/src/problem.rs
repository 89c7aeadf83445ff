//! Errors as the API tells them: RFC 9457 problem details with a stable code.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An error answer, `application/problem+json` (RFC 9457).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// `urn:frontdesk:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Stable and made for programs: `offer_not_open`, `not_signed_in`, `body_too_large` …
    pub code: String,
    /// The HTTP status.
    pub status: u16,
    /// A short title, the same for every problem of this code.
    pub title: String,
    /// What happened here, and what helps: a sentence for a person.
    pub detail: String,
    /// The request this answers, for finding it in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Try again after this many milliseconds; absent: trying again does not help.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
    /// Everything that is wrong, each with its place, where several things can be at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<PlacedProblem>,
}

/// One of several things that are wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlacedProblem {
    /// Where: `frontdesk.toml:12:5`, a section: `channel.shop`, or a field: `addresses.0`.
    pub place: String,
    /// What is wrong.
    pub problem: String,
    /// What helps; empty when `problem` says it.
    pub remedy: String,
}

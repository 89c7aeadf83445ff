//! Between whole milliseconds and numbers with a point: every cast of this crate is here.

use frontdesk_core::Span;

/// Exact up to 2^53, which as milliseconds is longer than history.
#[expect(
    clippy::cast_precision_loss,
    reason = "no count or span here comes near 2^53"
)]
pub(crate) const fn float(number: u64) -> f64 {
    number as f64
}

/// A count of things in memory.
pub(crate) fn count(things: usize) -> u64 {
    u64::try_from(things).unwrap_or(u64::MAX)
}

/// The nearest whole number; 0 for what is below, or no number at all.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast from f64 stops at the ends of u64, and that is what is wanted"
)]
pub(crate) fn whole(number: f64) -> u64 {
    number.round() as u64
}

pub(crate) const fn seconds(span: Span) -> f64 {
    float(span.0) / 1_000.0
}

pub(crate) fn span(seconds: f64) -> Span {
    Span::millis(whole(seconds * 1_000.0))
}

/// To three places: what a reader can use, and the same text on every machine.
pub(crate) fn rounded(number: f64) -> f64 {
    (number * 1_000.0).round() / 1_000.0
}

/// A part of a whole in percent; `None` of nothing.
pub(crate) fn percent(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| rounded(100.0 * float(part) / float(whole)))
}

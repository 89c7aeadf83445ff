//! Parts that the answers of several interfaces have in common, checked.

use frontdesk_core::Timestamp;

use crate::fault::Fault;

/// Bytes of another system's id.
const ID_BYTES: usize = 256;

/// An id of another system: one line.
pub(crate) fn id(what: &str, id: String) -> Result<String, Fault> {
    line(what, id, ID_BYTES)
}

/// A text of one line that is there.
pub(crate) fn line(what: &str, text: String, bytes_max: usize) -> Result<String, Fault> {
    if (1..=bytes_max).contains(&text.len()) && !text.chars().any(char::is_control) {
        Ok(text)
    } else {
        Err(Fault::output(format!(
            "{what} is empty, too long or not one line"
        )))
    }
}

/// A text without control characters other than newline and tab, which becomes a space otherwise.
pub(crate) fn clean(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .map(|c| match c {
            '\n' | '\t' => c,
            c if c.is_control() => ' ',
            c => c,
        })
        .collect::<String>()
        .trim()
        .to_owned()
}

/// A moment; one that is none (not a number, before 1970, later than `now`) is `now`.
pub(crate) fn moment(ms: f64, now: Timestamp) -> Timestamp {
    #[expect(clippy::cast_precision_loss, reason = "exact below 2^53")]
    let is_past = (0.0..=now.0 as f64).contains(&ms);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and now"
    )]
    if is_past { Timestamp(ms as u64) } else { now }
}

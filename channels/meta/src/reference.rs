//! Our reference on what is sent, and what of it comes back.
//!
//! A long text is several messages of Meta's. Only the last one bears the gateway's reference as it is:
//! what is told of that one is told of the whole. The parts before it bear it with their number behind.

use serde_json::Value;

use crate::json;

/// Between a reference and a part's number; not in any reference of the gateway's.
const MARK: char = '#';
/// Bytes of a reference; Meta takes 512 (`WhatsApp`) and 1000 (Messenger).
const BYTES_MAX: usize = 200;

/// Whose a message is that Meta tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Ours, or the last part of ours.
    Whole(String),
    /// An earlier part of ours.
    Part,
}

/// What a part bears; `index` from 0.
pub fn of_part(reference: &str, index: usize, count: usize) -> String {
    if index + 1 >= count {
        return reference.to_owned();
    }
    format!("{reference}{MARK}{}", index + 1)
}

/// What a message bears that Meta tells of; none: nothing of ours.
pub fn find(value: &Value, key: &str) -> Option<Mark> {
    let told = json::id(value, key).filter(|told| told.len() <= BYTES_MAX)?;
    Some(if told.contains(MARK) {
        Mark::Part
    } else {
        Mark::Whole(told)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_last_part_bears_the_reference_itself() {
        let marks: Vec<Option<Mark>> = (0..3)
            .map(|index| find(&json!({ "m": of_part("cnv_1.1", index, 3) }), "m"))
            .collect();
        let whole = Some(Mark::Whole("cnv_1.1".to_owned()));
        assert_eq!(marks, [Some(Mark::Part), Some(Mark::Part), whole.clone()]);
        assert_eq!(find(&json!({ "m": of_part("cnv_1.1", 0, 1) }), "m"), whole);
    }

    #[test]
    fn what_somebody_else_put_there_is_none_of_ours() {
        for told in [
            json!(null),
            json!(""),
            json!("two words"),
            json!({}),
            json!("x".repeat(201)),
        ] {
            assert_eq!(find(&json!({ "m": told }), "m"), None, "{told}");
        }
    }
}

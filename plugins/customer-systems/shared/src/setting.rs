//! Rules that settings of several systems have.

/// Whether a text can be the name of a field: letters, digits and `_`, in parts with a dot between
/// them. Such a name is safe in any query language.
pub fn is_field(name: &str) -> bool {
    let is_part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic())
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    (1..=120).contains(&name.len()) && name.split('.').all(is_part)
}

/// Whether all of them can.
pub fn are_fields<'a>(names: impl IntoIterator<Item = &'a String>) -> bool {
    names.into_iter().all(|name| is_field(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fields_name_has_nothing_that_a_query_means_something_by() {
        for name in ["Name", "Plan__c", "Account.AccountNumber", "a1"] {
            assert!(is_field(name), "{name}");
        }
        for name in [
            "", ".", "a.", "1a", "_a", "a b", "a'b", "a,b", "a)--", "é", "a\n",
        ] {
            assert!(!is_field(name), "{name:?}");
        }
    }
}

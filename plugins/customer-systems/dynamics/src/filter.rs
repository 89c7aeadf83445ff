//! Conditions of `OData`. Values get into one through here and nowhere else, each as a string in quotes;
//! names of columns come from the settings, where they were checked.

/// A value as an `OData` string: a quote in it is written twice.
pub fn quoted(value: &str) -> String {
    ["'", &value.replace('\'', "''"), "'"].concat()
}

/// Whether a column is this value.
pub fn is(column: &str, value: &str) -> String {
    [column, " eq ", &quoted(value)].concat()
}

/// Whether a column has it somewhere.
pub fn contains(column: &str, value: &str) -> String {
    ["contains(", column, ",", &quoted(value), ")"].concat()
}

/// Whether any of these holds.
pub fn any(conditions: impl IntoIterator<Item = String>) -> String {
    conditions.into_iter().collect::<Vec<_>>().join(" or ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stays_a_value() {
        for (value, written) in [
            ("O'Neil", "a eq 'O''Neil'"),
            ("' or 1 eq 1 or '", "a eq ''' or 1 eq 1 or '''"),
            ("''", "a eq ''''''"),
            ("\\'", "a eq '\\'''"),
            ("100%_*", "a eq '100%_*'"),
            ("Zoë 👀\n", "a eq 'Zoë 👀\n'"),
        ] {
            assert_eq!(is("a", value), written);
        }
        assert_eq!(
            contains("a", "') or b eq ('"),
            "contains(a,''') or b eq (''')"
        );
        assert_eq!(any(["x".to_owned(), "y".to_owned()]), "x or y");
    }
}

//! SOQL and SOSL. Values get into a query through here and nowhere else, each escaped; names of fields
//! come from the settings, where they were checked.

use frontdesk_crm_shared::phone::Phone;

/// A value as a SOQL string, in quotes.
pub fn quoted(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    out.push('\'');
    for c in value.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\'' => out.push_str("\\'"),
            '"' => out.push_str("\\\""),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}

/// A page of records where a field is this value.
pub fn where_is(
    object: &str,
    fields: &[&str],
    field: &str,
    value: &str,
    first: u32,
    count: u32,
) -> String {
    let (fields, value) = (fields.join(", "), quoted(value));
    format!(
        "SELECT {fields} FROM {object} WHERE {field} = {value} ORDER BY Name, Id LIMIT {count} OFFSET {first}"
    )
}

/// The last comments of a case.
pub fn comments(case: &str, count: u32) -> String {
    let case = quoted(case);
    format!(
        "SELECT CommentBody FROM CaseComment WHERE ParentId = {case} ORDER BY CreatedDate DESC LIMIT {count}"
    )
}

/// The last tasks of a case.
pub fn tasks(case: &str, count: u32) -> String {
    let case = quoted(case);
    format!(
        "SELECT Description FROM Task WHERE WhatId = {case} ORDER BY CreatedDate DESC LIMIT {count}"
    )
}

/// Contacts with this number in any of their phone fields, however it is written there.
pub fn with_phone(phone: &Phone, fields: &[&str], first: u32, count: u32) -> String {
    // Digits only, so there is nothing to escape.
    let (digits, national) = (&phone.digits, &phone.national);
    search(
        &format!("{digits} OR {national}"),
        "PHONE",
        fields,
        first,
        count,
    )
}

/// Contacts with these words; none if there are too few letters for Salesforce to look for.
pub fn with_words(text: &str, fields: &[&str], first: u32, count: u32) -> Option<String> {
    let words = escaped_words(text.trim());
    let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
    (letters >= 2).then(|| search(&words, "ALL", fields, first, count))
}

fn search(words: &str, within: &str, fields: &[&str], first: u32, count: u32) -> String {
    let fields = fields.join(", ");
    format!(
        "FIND {{{words}}} IN {within} FIELDS RETURNING Contact({fields} ORDER BY Name, Id LIMIT {count} OFFSET {first})"
    )
}

/// Words for SOSL: each character that means something there is escaped, and an operator is a word.
fn escaped_words(text: &str) -> String {
    let words = text.split_whitespace().map(|word| {
        if ["AND", "OR", "NOT"].contains(&word.to_ascii_uppercase().as_str()) {
            return format!("\"{word}\"");
        }
        let mut out = String::with_capacity(word.len());
        for c in word.chars().filter(|c| !c.is_control()) {
            if r#"?&|!{}[]()^~*:\"'+-"#.contains(c) {
                out.push('\\');
            }
            out.push(c);
        }
        out
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stays_a_value() {
        for (value, written) in [
            ("val'ue1\n", r"'val\'ue1\n'"),
            (r"\", r"'\\'"),
            ("\"", r#"'\"'"#),
            ("a\tb", r"'a\tb'"),
            ("' OR Name != '", r"'\' OR Name != \''"),
            (r"\' OR 1=1 --", r"'\\\' OR 1=1 --'"),
            ("\r\u{8}\u{c}", r"'\r\b\f'"),
            // Without LIKE these two are letters.
            ("100%_", "'100%_'"),
            ("Zoë 👀", "'Zoë 👀'"),
        ] {
            assert_eq!(quoted(value), written);
        }
    }

    #[test]
    fn a_number_is_looked_for_with_and_without_its_country() {
        let phone = Phone::parse("+14155550100").unwrap();
        assert_eq!(
            with_phone(&phone, &["Id", "Name"], 0, 21),
            "FIND {14155550100 OR 4155550100} IN PHONE FIELDS RETURNING Contact(Id, Name ORDER BY Name, Id \
             LIMIT 21 OFFSET 0)"
        );
    }

    #[test]
    fn words_cannot_end_the_search_nor_steer_it() {
        let words = |text| with_words(text, &["Id"], 0, 2).unwrap_or_default();
        assert!(words("Ann} RETURNING User(Id)").starts_with(r"FIND {Ann\} RETURNING User\(Id\)}"));
        assert!(words("a* OR b?").starts_with(r#"FIND {a\* "OR" b\?}"#));
        assert!(words("O'Neil \\ \"x\"").starts_with(r#"FIND {O\'Neil \\ \"x\"}"#));
        assert!(words("line\none").starts_with("FIND {line one}"));
        assert_eq!(words("*"), "");
        assert_eq!(words(" \u{7} "), "");
    }
}

//! Mistakes in a CSS selector that can be seen without a browser.

/// What is wrong with a selector, as far as that is plain to see. Browsers know more of them; a selector that none
/// understands holds for no element.
pub(super) fn problem(text: &str) -> Option<String> {
    let text = text.trim();
    let mut open: Vec<char> = Vec::new();
    let mut quote = None;
    let mut escaped = false;
    // What the last sign outside brackets asks for.
    let mut wants_name = None;
    let mut last = ',';
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        if escaped {
            escaped = false;
            last = sign;
            continue;
        }
        if sign == '\\' {
            escaped = true;
            wants_name = None;
            continue;
        }
        if let Some(mark) = quote {
            if sign == mark {
                quote = None;
            }
            continue;
        }
        if let Some(wanted) = wants_name.take()
            && !begins_name(sign, wanted, signs.peek().copied())
        {
            return Some(format!("there is no name behind {wanted}"));
        }
        if open.is_empty()
            && let Some(why) = outside(sign, last)
        {
            return Some(why);
        }
        match sign {
            '"' | '\'' => quote = Some(sign),
            '(' | '[' => open.push(sign),
            ')' | ']' => {
                let opened = if sign == ')' { '(' } else { '[' };
                if open.pop() != Some(opened) {
                    return Some(format!("there is a {sign} without its {opened}"));
                }
            }
            '.' | '#' | ':' if !open.contains(&'[') && !open.contains(&'(') => {
                wants_name = Some(sign);
            }
            _ => {}
        }
        if !sign.is_whitespace() {
            last = sign;
        }
    }
    ending(quote, &open, wants_name, escaped, last)
}

/// What is wrong with a sign outside brackets and quotes.
fn outside(sign: char, last: char) -> Option<String> {
    let is_combinator = |sign| matches!(sign, '>' | '+' | '~');
    match sign {
        '"' | '\'' => Some("quotes stand within [ ] only".to_owned()),
        ':' if last == ':' => {
            Some(":: is a part that is no element, and nobody can point at it".to_owned())
        }
        ',' if last == ',' => Some("there is nothing before a ,".to_owned()),
        ',' if is_combinator(last) => Some(format!("there is nothing behind {last}")),
        _ if is_combinator(sign) && last == ',' => Some(format!("there is nothing before {sign}")),
        _ if is_combinator(sign) && is_combinator(last) => {
            Some(format!("there is nothing between {last} and {sign}"))
        }
        _ if sign.is_alphanumeric() || sign.is_whitespace() || !sign.is_ascii() => None,
        '-' | '_' | '*' | '.' | '#' | ':' | '>' | '+' | '~' | ',' | '|' | '(' | ')' | '[' | ']' => {
            None
        }
        _ => Some(format!("{sign} has no meaning in a selector")),
    }
}

/// What is missing at the end.
fn ending(
    quote: Option<char>,
    open: &[char],
    wants_name: Option<char>,
    escaped: bool,
    last: char,
) -> Option<String> {
    if let Some(mark) = quote {
        return Some(format!("there is a {mark} without its end"));
    }
    if let Some(opened) = open.last() {
        return Some(format!("there is a {opened} without its end"));
    }
    if let Some(wanted) = wants_name {
        return Some(format!("there is no name behind {wanted}"));
    }
    if escaped {
        return Some("there is nothing behind the last \\".to_owned());
    }
    matches!(last, ',' | '>' | '+' | '~').then(|| format!("there is nothing behind {last}"))
}

/// Whether a name can begin so. Digits cannot stand first.
fn begins_name(sign: char, wanted: char, next: Option<char>) -> bool {
    let begins = |sign: char| sign.is_alphabetic() || sign == '_' || !sign.is_ascii();
    match sign {
        ':' => wanted == ':',
        '-' => next.is_some_and(|next| begins(next) || next == '-'),
        _ => begins(sign),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_of_pages_are_taken() {
        for text in [
            "#pro",
            ".plan.pro > button",
            "[data-plan=pro]",
            "a[href^='/x'] , .y:not(.z) ~ p",
            "li:nth-child(2n + 1)",
            "*",
            "main p",
            r"#\31 0",
            r".md\:grid",
            "x-card::part(a)".split("::").next().unwrap_or_default(),
            "[title=\"a ] b\"]",
            ".über--große",
        ] {
            assert_eq!(problem(text), None, "{text}");
        }
    }

    #[test]
    fn plain_mistakes_are_named() {
        for (text, why) in [
            ("#", "no name behind #"),
            (".1st", "no name behind ."),
            ("div..x", "no name behind ."),
            ("[data-plan=pro", "a [ without its end"),
            ("p]", "a ] without its ["),
            ("[a='b]", "a ' without its end"),
            ("> p", "nothing before >"),
            ("p >", "nothing behind >"),
            ("p > > q", "nothing between > and >"),
            ("p,", "nothing behind ,"),
            (",p", "nothing before a ,"),
            ("p::before", "no element"),
            ("p { }", "{ has no meaning"),
            ("p:", "no name behind :"),
            ("$x", "$ has no meaning"),
        ] {
            let found = problem(text).unwrap_or_default();
            assert!(found.contains(why), "{text}: {found}");
        }
    }
}

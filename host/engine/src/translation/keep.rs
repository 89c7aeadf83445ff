//! What no translator may change: placeholders, addresses, numbers that stand for something, markup.
//!
//! A translator is asked to keep them; what it answers is checked for each. So a rule here may say too
//! much (then a translation fails and the original goes out), and must not say too little.

/// Characters of one thing in angle brackets or braces.
const ENCLOSED_CHARS: usize = 200;
/// Digits from which a number with gaps is a phone number.
const PHONE_DIGITS: usize = 7;
/// Digits from which a plain number stands for something: an order, an account.
const NUMBER_DIGITS: usize = 4;

/// The parts of a line that must come through unchanged, in order.
pub(super) fn kept(line: &str) -> Vec<&str> {
    parts(line)
        .filter(|part| part.is_kept)
        .map(|part| part.text)
        .collect()
}

/// Whether anything of a line is left to translate.
pub(super) fn has_words(line: &str) -> bool {
    parts(line).any(|part| !part.is_kept && part.text.contains(char::is_alphabetic))
}

/// Whether everything that a line must keep is in its translation, as often as in the line.
pub(super) fn survives(line: &str, translation: &str) -> bool {
    let kept = kept(line);
    kept.iter().all(|part| {
        let times = kept.iter().filter(|other| *other == part).count();
        translation.matches(part).count() >= times
    })
}

struct Part<'a> {
    text: &'a str,
    is_kept: bool,
}

/// A line cut into what is kept and single characters of the rest.
fn parts(line: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = line;
    let mut before = None;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let at_start = before.is_none_or(|before: char| !before.is_alphanumeric());
        let found = enclosed(rest).or_else(|| at_start.then(|| word(rest)).flatten());
        let length = found.unwrap_or_else(|| first.len_utf8());
        let (text, after) = rest.split_at_checked(length)?;
        before = text.chars().next_back();
        rest = after;
        Some(Part {
            text,
            is_kept: found.is_some(),
        })
    })
}

/// `{{anything}}`, `{name}`, `<tag>` or `&entity;` at the beginning of `rest`: its length.
fn enclosed(rest: &str) -> Option<usize> {
    if rest.starts_with("{{") {
        return until(rest, "}}", |_| true);
    }
    if rest.starts_with('{') {
        let is_name = |inner: &str| {
            !inner.is_empty()
                && inner
                    .chars()
                    .all(|c| c.is_alphanumeric() || "_.-".contains(c))
        };
        return until(rest, "}", is_name);
    }
    if rest.starts_with('<') {
        let begins_a_tag =
            |inner: &str| inner.starts_with(|c: char| c.is_ascii_alphabetic() || "/!".contains(c));
        return until(rest, ">", begins_a_tag);
    }
    if rest.starts_with('&') {
        let is_entity = |inner: &str| {
            !inner.is_empty() && inner.chars().all(|c| c.is_ascii_alphanumeric() || c == '#')
        };
        return until(rest, ";", is_entity);
    }
    None
}

/// The length up to and with `end`, if what is between is short and as it must be.
fn until(rest: &str, end: &str, is_it: impl Fn(&str) -> bool) -> Option<usize> {
    let at = rest.find(end)?;
    let inner = rest.get(..at)?.trim_start_matches(['{', '<', '&']);
    (inner.chars().count() <= ENCLOSED_CHARS && is_it(inner)).then_some(at + end.len())
}

/// An address or a number that stands for something, at the beginning of `rest`: its length.
fn word(rest: &str) -> Option<usize> {
    let token = token(rest);
    link(token)
        .or_else(|| mail(token))
        .or_else(|| phone(rest))
        .or_else(|| number(token))
}

/// Up to the next gap, without what only ends a sentence.
fn token(rest: &str) -> &str {
    let end = rest.find(|c: char| c.is_whitespace() || "<>\"'“”„«»,;|".contains(c));
    let token = end.and_then(|end| rest.get(..end)).unwrap_or(rest);
    token.trim_end_matches(|c: char| ".!?:)]}…".contains(c))
}

fn link(token: &str) -> Option<usize> {
    let lower = token.to_ascii_lowercase();
    let is_link = lower.starts_with("www.")
        || lower.split_once("://").is_some_and(|(scheme, place)| {
            let is_scheme = scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "+.-".contains(c));
            is_scheme && scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && !place.is_empty()
        });
    is_link.then_some(token.len())
}

fn mail(token: &str) -> Option<usize> {
    let (who, host) = token.split_once('@')?;
    let is_mail = !who.is_empty() && host.contains('.') && !host.contains('@');
    let is_handle = who.is_empty() && host.starts_with(char::is_alphanumeric);
    (is_mail || is_handle).then_some(token.len())
}

/// Digits with gaps, seven of them or more: `+49 151 1234567`, `(030) 123-4567`.
fn phone(rest: &str) -> Option<usize> {
    if !rest.starts_with(|c: char| c.is_ascii_digit() || c == '+' || c == '(') {
        return None;
    }
    let end = rest.find(|c: char| !c.is_ascii_digit() && !" ()+-/".contains(c));
    let run = end.and_then(|end| rest.get(..end)).unwrap_or(rest);
    let run = run.trim_end_matches(|c: char| !c.is_ascii_digit());
    let digits = run.chars().filter(char::is_ascii_digit).count();
    let goes_on = rest
        .get(run.len()..)
        .is_some_and(|after| after.starts_with(|c: char| c.is_alphanumeric() || "_#@".contains(c)));
    (digits >= PHONE_DIGITS && !goes_on).then_some(run.len())
}

/// An order number or the like: `#17`, `A1B2`, `2024-001-X`, `100234`.
fn number(token: &str) -> Option<usize> {
    let end = token.find(|c: char| !c.is_alphanumeric() && !"-/_#.".contains(c));
    let run = end.and_then(|end| token.get(..end)).unwrap_or(token);
    let run = run.trim_end_matches(|c: char| !c.is_alphanumeric());
    let digits = run.chars().filter(char::is_ascii_digit).count();
    let letters = run.chars().filter(|c| c.is_alphabetic()).count();
    let is_number = match (digits, letters) {
        (0, _) => false,
        _ if run.starts_with('#') => true,
        // Decimals are written differently in different languages.
        (_, 0) if run.contains('.') => false,
        (_, 0) => digits >= NUMBER_DIGITS,
        // `10km`, `21st`: a measure, an ordinal.
        _ if is_measure(run) => false,
        _ => digits + letters >= NUMBER_DIGITS && digits > 1,
    };
    is_number.then_some(run.len())
}

fn is_measure(run: &str) -> bool {
    let unit = run.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    unit.len() < run.len()
        && unit.chars().count() <= 3
        && unit.chars().all(|c| c.is_alphabetic() && c.is_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_something_is_kept_as_it_is() {
        let cases: &[(&str, &[&str])] = &[
            ("Hello, how are you?", &[]),
            (
                "Hello {{first name}}, and {name}!",
                &["{{first name}}", "{name}"],
            ),
            (
                "see https://a.example/x?y=1&z={q}.",
                &["https://a.example/x?y=1&z={q"],
            ),
            (
                "at www.shop.example, or (HTTP://B.example)",
                &["www.shop.example", "HTTP://B.example"],
            ),
            ("write to ann.lee@shop.example.", &["ann.lee@shop.example"]),
            ("ask @support", &["@support"]),
            ("call +49 151 1234567 today", &["+49 151 1234567"]),
            ("call (030) 123-4567.", &["(030) 123-4567"]),
            ("order 100234 and #17", &["100234", "#17"]),
            ("order A1B2-99/7, please", &["A1B2-99/7"]),
            ("<b>two</b> words &amp; more", &["<b>", "</b>", "&amp;"]),
            ("a < b and c > d", &[]),
            ("2 of 3, 10 km or 10km, 21st, 24/7, 1.50, 1.234,50", &[]),
            ("at 10:30 on the 5th", &[]),
            ("{not a name}", &[]),
            ("année 2024", &["2024"]),
            ("", &[]),
        ];
        for (line, wanted) in cases {
            assert_eq!(kept(line), *wanted, "{line}");
        }
    }

    #[test]
    fn a_translation_has_each_of_them_as_often() {
        assert!(survives("see {a}, {a} and {b}", "mira {b}, {a} y {a}"));
        assert!(!survives("see {a}, {a} and {b}", "mira {b} y {a}"));
        assert!(!survives("order #17", "pedido # 17"));
        assert!(survives("hello", "hola"));
    }

    #[test]
    fn a_line_of_addresses_and_numbers_needs_no_translator() {
        for line in [
            "https://a.example/b",
            "100234",
            "{{name}}",
            " - ",
            "😀",
            "#17, #18",
        ] {
            assert!(!has_words(line), "{line}");
        }
        for line in ["ok", "{{name}} ist da", "да", "谢谢"] {
            assert!(has_words(line), "{line}");
        }
    }

    #[test]
    fn whatever_is_written_is_cut_without_a_loss() {
        for line in [
            "é{",
            "<ü",
            "{{",
            "&&&;",
            "+",
            "(",
            "#",
            "@",
            "a@b@c.d",
            "://",
            "\u{202e}1234567",
        ] {
            let whole: String = parts(line).map(|part| part.text).collect();
            assert_eq!(whole, line);
        }
    }
}

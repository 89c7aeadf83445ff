//! Finds in a line what must come through unchanged: the words that a job names, and what no translation
//! makes better: addresses on the web and of e-mail, and places to be filled in (`{{name}}`).

use crate::lines::Piece;

/// What an address on the web begins with.
const WEB: [&str; 3] = ["https://", "http://", "www."];
/// What may stand behind an address without being part of it.
const BEHIND_ADDRESS: [char; 14] = [
    '.', ',', ';', ':', '!', '?', ')', ']', '}', '>', '"', '\'', '»', '”',
];
/// Characters of an e-mail address before its `@`, and behind it.
const USER_CHARS: usize = 64;
const HOST_CHARS: usize = 255;
/// Characters of a name between braces.
const PLACE_CHARS: usize = 64;

/// The words of a job.
#[derive(Clone, Debug)]
pub struct Kept<'a>(Vec<&'a str>);

impl<'a> Kept<'a> {
    /// From the job's list; the longest is looked for first, so that `Ann Lee` is not taken for `Ann`.
    pub fn of(words: &'a [String]) -> Self {
        let mut words: Vec<&str> = words.iter().map(|word| word.trim()).collect();
        words.retain(|word| !word.is_empty());
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        words.dedup();
        Self(words)
    }

    /// A line in pieces. A word that is only a part of another one is none.
    pub fn pieces(&self, line: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let (mut words, mut rest, mut before) = (String::new(), line, None);
        while let Some(first) = rest.chars().next() {
            let Some(length) = self.length_at(before, rest) else {
                words.push(first);
                before = Some(first);
                rest = rest.get(first.len_utf8()..).unwrap_or_default();
                continue;
            };
            let (kept, behind) = rest.split_at_checked(length).unwrap_or((rest, ""));
            if !words.is_empty() {
                pieces.push(Piece::Words(std::mem::take(&mut words)));
            }
            pieces.push(Piece::Kept(kept.to_owned()));
            before = kept.chars().next_back();
            rest = behind;
        }
        if !words.is_empty() {
            pieces.push(Piece::Words(words));
        }
        pieces
    }

    /// How many bytes must stay here.
    fn length_at(&self, before: Option<char>, rest: &str) -> Option<usize> {
        address(before, rest).or_else(|| place(rest)).or_else(|| {
            let is_here = |word: &&&str| is_word(before, word, rest);
            self.0.iter().find(is_here).map(|word| word.len())
        })
    }
}

fn is_word(before: Option<char>, word: &str, rest: &str) -> bool {
    let Some(behind) = rest.strip_prefix(word) else {
        return false;
    };
    let edges = (word.chars().next(), word.chars().next_back());
    !are_one_word(before, edges.0) && !are_one_word(edges.1, behind.chars().next())
}

/// Whether two characters beside each other are inside one word. Scripts that write without spaces, and
/// those that join their particles to names, have no such places: there a word ends anywhere.
pub(crate) fn are_one_word(one: Option<char>, other: Option<char>) -> bool {
    /// Latin, Greek, Cyrillic and Armenian stand below this.
    const SPACED: char = '\u{590}';
    let is_inside = |c: Option<char>| c.is_some_and(|c| c < SPACED && c.is_alphanumeric());
    is_inside(one) && is_inside(other)
}

/// The bytes of a place to be filled in that begins here.
fn place(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix("{{")?;
    let is_name = |c: &char| !matches!(c, '{' | '}');
    let name: usize = inner
        .chars()
        .take(PLACE_CHARS)
        .take_while(is_name)
        .map(char::len_utf8)
        .sum();
    let is_closed = inner.get(name..)?.starts_with("}}");
    is_closed.then_some("{{".len() + name + "}}".len())
}

/// The bytes of the address that begins here. People write them behind a letter too, in scripts without
/// spaces.
fn address(before: Option<char>, rest: &str) -> Option<usize> {
    let is_inside = before.is_some_and(|c| is_in_mail(c) || matches!(c, '@' | '/' | '='));
    if is_inside {
        return None;
    }
    on_the_web(rest).or_else(|| of_mail(rest))
}

fn on_the_web(rest: &str) -> Option<usize> {
    let begins = |start: &&str| {
        let here = rest.get(..start.len());
        here.is_some_and(|here| here.eq_ignore_ascii_case(start))
    };
    let start = WEB.iter().find(|start| begins(start))?;
    let end = rest.find(ends_address).unwrap_or(rest.len());
    let address = rest.get(..end)?.trim_end_matches(BEHIND_ADDRESS);
    let name = address.get(start.len()..)?;
    name.starts_with(char::is_alphanumeric)
        .then_some(address.len())
}

/// White space, and the punctuation of scripts without it.
fn ends_address(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF1F}')
}

fn of_mail(rest: &str) -> Option<usize> {
    let user = leading(rest, USER_CHARS, is_in_mail);
    let behind = rest.get(user.len()..)?.strip_prefix('@')?;
    let host = leading(behind, HOST_CHARS, |c| {
        is_in_mail(c) && !matches!(c, '_' | '+')
    });
    let host = host.trim_end_matches(['.', '-']);
    let is_host = host.split('.').all(|label| !label.is_empty()) && host.contains('.');
    (!user.is_empty() && is_host).then_some(user.len() + 1 + host.len())
}

const fn is_in_mail(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+')
}

/// The beginning of a text, as long as its characters are like this; all of them ASCII.
fn leading(text: &str, chars_max: usize, is_like: impl Fn(char) -> bool) -> &str {
    let length = text.chars().take(chars_max).take_while(|c| is_like(*c));
    text.get(..length.count()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(words: &[&str], line: &str) -> Vec<String> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let pieces = Kept::of(&words).pieces(line);
        let text: String = pieces.iter().map(Piece::text).collect();
        assert_eq!(text, line);
        let kept = pieces.into_iter().filter_map(|piece| match piece {
            Piece::Kept(word) => Some(word),
            Piece::Words(_) => None,
        });
        kept.collect()
    }

    #[test]
    fn words_are_found_whole_and_the_longest_first() {
        let words = ["Ann", "Ann Lee", "A-17", ""];
        assert_eq!(
            kept(&words, "Ann Lee and Ann's A-17, A-17."),
            ["Ann Lee", "Ann", "A-17", "A-17"]
        );
        assert!(kept(&words, "Annual AA-17 A-170 Joann ann").is_empty());
    }

    #[test]
    fn scripts_without_spaces_have_their_words_anywhere() {
        assert_eq!(kept(&["Ann"], "我叫Ann吗"), ["Ann"]);
        assert_eq!(kept(&["王伟"], "我叫王伟。"), ["王伟"]);
        assert_eq!(kept(&["Ann"], "مع Ann وAnn"), ["Ann", "Ann"]);
        assert_eq!(kept(&["Анна"], "Анна и Аннами"), ["Анна"]);
    }

    #[test]
    fn addresses_and_places_stay_without_being_named() {
        assert_eq!(
            kept(&[], "Hi {{name}}, {{ order.id }}! {{ {{x}} }} {{"),
            ["{{name}}", "{{ order.id }}", "{{x}}"]
        );
        assert_eq!(
            kept(
                &[],
                "see (https://a.example/b?c=d&e), www.b.example or a.b+c@d.example!"
            ),
            [
                "https://a.example/b?c=d&e",
                "www.b.example",
                "a.b+c@d.example"
            ]
        );
        assert_eq!(
            kept(&[], "请看https://a.example/ü。或写信给ann@b.example!"),
            ["https://a.example/ü", "ann@b.example"]
        );
        assert_eq!(
            kept(&[], "Www.a.example. a@b.example."),
            ["Www.a.example", "a@b.example"]
        );
        assert!(kept(&[], "https:// www. @ a@b x:// @b.example a@.b a@b..c {{").is_empty());
    }

    #[test]
    fn a_long_line_of_beginnings_takes_no_long_time() {
        for beginning in ["(a", "{{", "https://", "a@", "www.", "{{a"] {
            kept(&["a@b"], &beginning.repeat(20_000));
        }
    }

    #[test]
    fn a_word_inside_an_address_is_part_of_it() {
        assert_eq!(
            kept(&["a.example"], "https://a.example"),
            ["https://a.example"]
        );
    }
}

//! Regular expressions that a page may look for: the part of the syntax that reads the same everywhere, and nothing
//! that could take long to find, whatever the text.

use std::{iter::Peekable, str::Chars};

/// How hard a pattern may be to look for, as a power of two: in a text of 256 characters each repetition can stand
/// for so many lengths, and each alternative doubles the ways.
const EFFORT_MAX: u32 = 30;
const EFFORT_OF_REPEAT: u32 = 8;
/// The largest number in `{…}`.
const COUNT_MAX: u32 = 100;
/// Groups within groups.
const DEPTH_MAX: u8 = 8;

/// Whether a pattern can be looked for; `Err` says why not.
pub(super) fn check(pattern: &str) -> Result<(), String> {
    let mut reader = Reader {
        signs: pattern.chars().peekable(),
        effort: 0,
    };
    reader.alternatives(DEPTH_MAX)?;
    if reader.signs.next().is_some() {
        return Err("there is a ) without its (".to_owned());
    }
    if reader.effort > EFFORT_MAX {
        return Err(
            "it could take very long to find: it has too many of *, +, {…,…}, ? and |".to_owned(),
        );
    }
    Ok(())
}

struct Reader<'a> {
    signs: Peekable<Chars<'a>>,
    effort: u32,
}

/// What a group holds.
#[derive(Clone, Copy, Default)]
struct Held {
    /// Something of varying length.
    varies: bool,
    /// Alternatives.
    branches: bool,
}

/// How often something comes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Times {
    Once,
    /// Once or not at all.
    Maybe,
    /// So often exactly.
    Fixed,
    /// Of varying length.
    Varying,
}

impl Reader<'_> {
    /// Up to the end, or to a `)` that is left for whoever opened the group.
    fn alternatives(&mut self, depth: u8) -> Result<Held, String> {
        let mut held = Held::default();
        loop {
            match self.signs.peek().copied() {
                None | Some(')') => return Ok(held),
                Some('|') => {
                    self.signs.next();
                    self.effort += 1;
                    held.branches = true;
                }
                Some('^' | '$') => {
                    self.signs.next();
                }
                Some('(') => {
                    let inner = self.group(depth)?;
                    let times = self.times()?;
                    let repeats = matches!(times, Times::Fixed | Times::Varying);
                    if repeats && (inner.varies || inner.branches) {
                        return Err(
                            "a group that is repeated may hold neither repetitions nor alternatives: that \
                             could take very long to find"
                                .to_owned(),
                        );
                    }
                    held.varies |= inner.varies || times != Times::Once;
                    held.branches |= inner.branches;
                }
                Some('*' | '+' | '?' | '{') => {
                    return Err("there is a repetition of nothing".to_owned());
                }
                Some(']' | '}') => return Err("write ] and } as \\] and \\}".to_owned()),
                Some(_) => {
                    self.one()?;
                    held.varies |= self.times()? != Times::Once;
                }
            }
        }
    }

    fn group(&mut self, depth: u8) -> Result<Held, String> {
        let depth = depth.checked_sub(1).ok_or("groups are nested too deeply")?;
        self.signs.next();
        if self.signs.next_if_eq(&'?').is_some() && self.signs.next_if_eq(&':').is_none() {
            return Err("of groups with (? only (?:…) is taken".to_owned());
        }
        let held = self.alternatives(depth)?;
        let closed = self.signs.next_if_eq(&')').is_some();
        closed
            .then_some(held)
            .ok_or_else(|| "there is a ( without its )".to_owned())
    }

    /// A character, an escape or a class.
    fn one(&mut self) -> Result<(), String> {
        match self.signs.next() {
            Some('\\') => self.escape(),
            Some('[') => {
                let _ = self.signs.next_if_eq(&'^');
                let mut is_empty = true;
                loop {
                    match self.signs.next() {
                        None => return Err("there is a [ without its ]".to_owned()),
                        Some(']') if is_empty => {
                            return Err("there is nothing between [ and ]".to_owned());
                        }
                        Some(']') => return Ok(()),
                        Some('[') => return Err("write [ within [ ] as \\[".to_owned()),
                        Some('\\') => self.escape()?,
                        Some(_) => {}
                    }
                    is_empty = false;
                }
            }
            Some(_) | None => Ok(()),
        }
    }

    fn escape(&mut self) -> Result<(), String> {
        match self.signs.next() {
            None => Err("there is nothing behind the last \\".to_owned()),
            Some('d' | 'D' | 'w' | 'W' | 's' | 'S' | 'b' | 'n' | 't') => Ok(()),
            Some(sign) if sign.is_ascii_punctuation() => Ok(()),
            Some(sign) => Err(format!("\\{sign} is not taken")),
        }
    }

    /// The repetition behind something, if there is one.
    fn times(&mut self) -> Result<Times, String> {
        let times = match self.signs.peek().copied() {
            Some('*' | '+') => {
                self.signs.next();
                Times::Varying
            }
            Some('?') => {
                self.signs.next();
                Times::Maybe
            }
            Some('{') => {
                self.signs.next();
                self.counted()?
            }
            Some(_) | None => return Ok(Times::Once),
        };
        let _ = self.signs.next_if_eq(&'?');
        self.effort += match times {
            Times::Once | Times::Fixed => 0,
            Times::Maybe => 1,
            Times::Varying => EFFORT_OF_REPEAT,
        };
        Ok(times)
    }

    /// `{3}`, `{2,}` or `{2,5}`, behind its `{`.
    fn counted(&mut self) -> Result<Times, String> {
        let wrong = || format!("{{…}} takes numbers up to {COUNT_MAX}: {{3}}, {{2,}} or {{2,5}}");
        let least = self.number().ok_or_else(wrong)?;
        let (most, varies) = if self.signs.next_if_eq(&',').is_some() {
            (self.number(), true)
        } else {
            (Some(least), false)
        };
        let ends = self.signs.next_if_eq(&'}').is_some();
        if !ends || least > COUNT_MAX || most.is_some_and(|most| most > COUNT_MAX || most < least) {
            return Err(wrong());
        }
        Ok(if varies { Times::Varying } else { Times::Fixed })
    }

    fn number(&mut self) -> Option<u32> {
        let mut digits = String::new();
        while let Some(digit) = self.signs.next_if(char::is_ascii_digit) {
            digits.push(digit);
        }
        digits.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_pages_need_is_taken() {
        for pattern in [
            "plan=(pro|team)",
            r"^https://shop\.example\.com/(?:de|en)/pricing/?$",
            r"/products/\d+/reviews\?page=\d{1,3}",
            "[?&]utm_source=[a-z_-]+",
            "(?:abc)?def",
            "(?:a[bc]d){3}",
            "a|b|",
        ] {
            assert_eq!(check(pattern), Ok(()), "{pattern}");
        }
    }

    #[test]
    fn what_could_take_long_is_refused() {
        for pattern in [
            "(a+)+",
            "(a*)*b",
            "(a|a)*",
            "((a|b))+",
            "(?:a?){5}",
            "(x(y|z))*",
            "(a{1,9}){9}",
            "a*b*c*d*",
            "(?:(?:a){2,3})*",
            &"a?".repeat(31),
            &"(a|ab)".repeat(31),
        ] {
            let why = check(pattern).unwrap_err();
            assert!(why.contains("long to find"), "{pattern}: {why}");
        }
    }

    #[test]
    fn what_is_no_pattern_or_reads_differently_elsewhere_is_refused() {
        for pattern in [
            "(a", "a)", "[a", "[]", "[^]", "*a", "a**", "a{2", "a{,2}", "a{3,2}", "a{101}", "a]",
            "a}", r"(a)\1", "(?=a)", "(?<n>a)", r"\p{L}", "a\\", "|*", "^*", "[[a]]",
        ] {
            assert!(check(pattern).is_err(), "{pattern}");
        }
        let deep = format!("{}a{}", "(".repeat(50_000), ")".repeat(50_000));
        assert!(check(&deep).is_err());
    }
}

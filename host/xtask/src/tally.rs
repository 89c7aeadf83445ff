//! Counting tests in what test programs print.

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// Counts a line if it is the summary of a test program: cargo's (`test result: ok. 3 passed; 0
    /// failed; …`), vitest's (`Tests  1 failed | 2 passed (3)`), node's (`# pass 3`, `ℹ fail 0`) or
    /// ours (`3 passed, 0 failed`).
    pub(crate) fn read(&mut self, line: &str) {
        let line = plain(line);
        let line = line.trim();
        if let Some(rest) = line.strip_prefix("# ").or_else(|| line.strip_prefix("ℹ ")) {
            let number = |word: &str| rest.strip_prefix(word).and_then(|n| n.trim().parse().ok());
            self.passed += number("pass ").unwrap_or(0);
            self.failed += number("fail ").unwrap_or(0);
            return;
        }
        let rest = line
            .strip_prefix("test result:")
            .or_else(|| line.strip_prefix("Tests  "));
        let ours = || (line.ends_with(" failed") && line.contains(" passed, ")).then_some(line);
        let Some(summary) = rest.or_else(ours) else {
            return;
        };
        self.passed += before(summary, "passed");
        self.failed += before(summary, "failed");
    }
}

/// The number in front of a word.
fn before(summary: &str, word: &str) -> usize {
    let words: Vec<&str> = summary.split([' ', ';', ',', '|', '(', ')']).collect();
    let numbers = words.windows(2).filter_map(|pair| match pair {
        [number, found] if *found == word => number.parse::<usize>().ok(),
        _ => None,
    });
    numbers.sum()
}

/// A line without the escape sequences that colour it.
fn plain(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line.chars();
    while let Some(char) = rest.next() {
        if char == '\u{1b}' {
            rest.by_ref().find(char::is_ascii_alphabetic);
        } else {
            text.push(char);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> (usize, usize) {
        let mut tally = Tally::default();
        tally.read(line);
        (tally.passed, tally.failed)
    }

    #[test]
    fn every_kind_of_summary_is_read() {
        assert_eq!(
            read("test result: ok. 9 passed; 0 failed; 0 ignored; 0 measured"),
            (9, 0)
        );
        assert_eq!(
            read("test result: FAILED. 3 passed; 1 failed; 0 ignored"),
            (3, 1)
        );
        assert_eq!(
            read("\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m85 passed\u{1b}[22m (85)"),
            (85, 0)
        );
        assert_eq!(read("      Tests  2 failed | 83 passed (85)"), (83, 2));
        assert_eq!(read("12 passed, 1 failed"), (12, 1));
        assert_eq!(read("# pass 7"), (7, 0));
        assert_eq!(read("ℹ fail 2"), (0, 2));
    }

    #[test]
    fn other_lines_count_nothing() {
        for line in [
            " Test Files  9 passed (9)",
            "# tests 9",
            "ok 1 - pass 3",
            "test a ... ok",
            "1 passed, 2 failed tests",
            "",
        ] {
            assert_eq!(read(line), (0, 0), "{line}");
        }
    }
}

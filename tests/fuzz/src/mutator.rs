//! Breaks good inputs.

use rand::{Rng as _, SeedableRng as _, rngs::StdRng, seq::IndexedRandom as _};

/// Pieces that parsers have been known to choke on.
const NASTY: [&str; 30] = [
    "\0",
    "\u{feff}",
    "\u{202e}",
    "\u{2066}",
    "\u{200d}",
    "\\ud800",
    "\\udfff\\ud800",
    "\\u0000",
    "null",
    "true",
    "-0",
    "-1",
    "1e999",
    "9223372036854775808",
    "18446744073709551616",
    "0.1",
    "[]",
    "{}",
    "[[[[",
    "{\"a\":{\"a\":",
    "\"",
    "\\",
    "\n",
    "\r",
    "\t",
    "'''",
    "\"\"\"",
    "#",
    "=",
    "𝕏",
];

/// A source of broken inputs.
#[derive(Debug)]
pub struct Mutator {
    rng: StdRng,
}

impl Mutator {
    /// The same seed breaks the same things.
    pub fn seeded(seed: u64) -> Self {
        Self {
            rng: StdRng::seed_from_u64(seed),
        }
    }

    /// One of `seeds`, broken one to six times; always valid UTF-8.
    pub fn text(&mut self, seeds: &[&str]) -> String {
        let mut bytes = seeds
            .choose(&mut self.rng)
            .unwrap_or(&"")
            .as_bytes()
            .to_vec();
        for _ in 0..self.rng.random_range(1..=6) {
            let other = seeds.choose(&mut self.rng).unwrap_or(&"").as_bytes();
            self.break_once(&mut bytes, other);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Some bytes, broken one to four times.
    pub fn bytes(&mut self, seed: &[u8]) -> Vec<u8> {
        let mut bytes = seed.to_vec();
        for _ in 0..self.rng.random_range(1..=4) {
            self.break_once(&mut bytes, seed);
        }
        bytes
    }

    /// A text of nasty pieces and plain letters, up to `pieces` of them.
    pub fn nonsense(&mut self, pieces: usize) -> String {
        let count = self.rng.random_range(0..=pieces);
        (0..count)
            .map(|_| match self.rng.random_range(0..3) {
                0 => (*NASTY.choose(&mut self.rng).unwrap_or(&"")).to_owned(),
                1 => self.rng.random::<char>().to_string(),
                _ => "word ".to_owned(),
            })
            .collect()
    }

    fn place(&mut self, bytes: &[u8]) -> usize {
        self.rng.random_range(0..=bytes.len())
    }

    fn range(&mut self, bytes: &[u8]) -> std::ops::Range<usize> {
        let (one, other) = (self.place(bytes), self.place(bytes));
        let start = one.min(other);
        // Short ranges break more interesting things than long ones.
        let length = one.max(other) - start;
        start
            ..start
                + if self.rng.random_bool(0.8) {
                    length.min(8)
                } else {
                    length
                }
    }

    fn break_once(&mut self, bytes: &mut Vec<u8>, other: &[u8]) {
        let range = self.range(bytes);
        match self.rng.random_range(0..7) {
            0 => {
                bytes.drain(range);
            }
            1 => {
                let copy = bytes.get(range.clone()).unwrap_or_default().to_vec();
                bytes.splice(range.start..range.start, copy);
            }
            2 => {
                let nasty = NASTY.choose(&mut self.rng).unwrap_or(&"");
                bytes.splice(range, nasty.bytes());
            }
            3 => {
                let bit = 1 << self.rng.random_range(0..8);
                if let Some(byte) = bytes.get_mut(range.start) {
                    *byte ^= bit;
                }
            }
            4 => {
                let piece = self.range(other);
                bytes.splice(range, other.get(piece).unwrap_or_default().to_vec());
            }
            5 => bytes.truncate(range.end),
            _ => {
                let letter = self.rng.random_range(b' '..=b'~');
                let many = if self.rng.random_bool(0.02) {
                    70_000
                } else {
                    3
                };
                bytes.splice(range, std::iter::repeat_n(letter, many));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_breaks_the_same_things() {
        let seeds = ["{\"t\":\"hello\"}", "[1,2,3]"];
        let draw = |seed| Mutator::seeded(seed).text(&seeds);
        assert_eq!(draw(7), draw(7));
        assert!(
            (0..50)
                .map(draw)
                .collect::<std::collections::BTreeSet<_>>()
                .len()
                > 30
        );
    }
}

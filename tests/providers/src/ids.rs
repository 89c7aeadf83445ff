//! Names that providers give: new ones on every start, because a gateway remembers those it has seen.

use std::{
    fmt::Write as _,
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    },
};

use sha2::{Digest as _, Sha256};

use crate::clock;

fn next() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// What tells this process from those before it.
fn seed() -> u64 {
    static SEED: OnceLock<u64> = OnceLock::new();
    *SEED.get_or_init(|| clock::now_ms().rotate_left(20) ^ u64::from(std::process::id()))
}

fn digest(of: &[u8]) -> String {
    Sha256::digest(of)
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// So many hexadecimal digits (at most 64) that nothing else has.
pub(crate) fn hex(digits: usize) -> String {
    let mut text = digest(format!("{}:{}", seed(), next()).as_bytes());
    text.truncate(digits);
    text
}

/// A number that grows, as Telegram's updates and X's events have. Below 2^52.
pub(crate) fn growing() -> u64 {
    (seed() >> 40) * 1_000_000_000 + next()
}

/// So many decimal digits (at most 64) that always belong to this text.
pub(crate) fn digits_of(text: &str, digits: usize) -> String {
    let mut number = digest(text.as_bytes());
    // No leading zero: some readers take it for a number.
    number.truncate(digits);
    let decimal = |(at, digit): (usize, char)| {
        let value = digit.to_digit(16).unwrap_or_default() % 9;
        char::from_digit(if at == 0 { value + 1 } else { value }, 10).unwrap_or('1')
    };
    number.chars().enumerate().map(decimal).collect()
}

/// `8-4-4-4-12` hexadecimal digits.
pub(crate) fn uuid() -> String {
    let text = hex(32);
    let mut uuid = String::with_capacity(36);
    for (at, digit) in text.chars().enumerate() {
        if matches!(at, 8 | 12 | 16 | 20) {
            uuid.push('-');
        }
        uuid.push(match at {
            12 => '4',
            16 => '8',
            _ => digit,
        });
    }
    uuid
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_comes_twice() {
        let names: std::collections::BTreeSet<_> = (0..1_000).map(|_| hex(32)).collect();
        assert_eq!(names.len(), 1_000);
        let (first, second) = (growing(), growing());
        assert!(first < second && second < 1 << 52, "{first} {second}");
    }

    #[test]
    fn what_belongs_to_a_text_is_the_same_each_time() {
        assert_eq!(digits_of("wamid.1", 15), digits_of("wamid.1", 15));
        assert_ne!(digits_of("wamid.1", 15), digits_of("wamid.2", 15));
        assert!(digits_of("a", 15).parse::<u64>().unwrap() >= 100_000_000_000_000);
    }

    #[test]
    fn a_uuid_has_its_groups() {
        let lengths: Vec<_> = uuid().split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
    }
}

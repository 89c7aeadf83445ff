//! What messages say: mostly a hundred bytes, sometimes a thousand, sometimes not Latin.

use std::time::Duration;

use crate::ledger::token;

const LATIN: &str = "the parcel has not come yet and I would like to know where it is now please ";
const OTHER: &str = "посылка ещё не пришла, 包裹还没有到, الطرد لم يصل بعد ";

/// The body of message `number`: of 20, one has 1 000 bytes and one another script.
pub fn body(due: Duration, sender: &str, number: usize) -> String {
    match number % 20 {
        7 => filled(due, sender, number, (LATIN, 1_000)),
        13 => filled(due, sender, number, (OTHER, 100)),
        _ => filled(due, sender, number, (LATIN, 100)),
    }
}

/// The body of message `number` where all are of one size: 200 bytes.
pub fn body_of_200_bytes(due: Duration, sender: &str, number: usize) -> String {
    filled(due, sender, number, (LATIN, 200))
}

fn filled(due: Duration, sender: &str, number: usize, (filler, bytes): (&str, usize)) -> String {
    let mut text = token(due, sender, number);
    text.push(' ');
    for character in filler.chars().cycle() {
        if text.len() + character.len_utf8() > bytes {
            break;
        }
        text.push(character);
    }
    // The gateway trims: a space at the end would come back shorter.
    if text.ends_with(' ') {
        text.pop();
        text.push('.');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_have_the_sizes_of_the_scenario_and_keep_when_trimmed() {
        for number in 0..40 {
            let text = body(Duration::from_secs(9), "v17", number);
            let wanted = if number % 20 == 7 {
                990..=1_000
            } else {
                90..=100
            };
            assert!(wanted.contains(&text.len()), "{number}: {}", text.len());
            assert_eq!(text.trim(), text);
            assert_eq!(body_of_200_bytes(Duration::ZERO, "a3", number).len(), 200);
        }
    }
}

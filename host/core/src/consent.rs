//! Whether a contact wants to be written to, and the words by which they say so.
//!
//! Source of the words: CTIA's messaging principles and Twilio's default lists (STOP, STOPALL,
//! UNSUBSCRIBE, CANCEL, END, QUIT, REVOKE, OPTOUT; START, YES, UNSTOP; HELP, INFO), 47 CFR 64.1200(a)(10) of the
//! USA ("opt out"), and the French forms that carriers know.

use alloc::string::String;

use serde::{Deserialize, Serialize};

/// What a contact decided about being written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Consent {
    /// No more messages.
    Stop,
    /// Messages again.
    Start,
}

const STOP: [&str; 12] = [
    "stop",
    "stopall",
    "unsubscribe",
    "cancel",
    "end",
    "quit",
    "revoke",
    "optout",
    "arret",
    "arrete",
    "arretez",
    "arrett",
];
const START: [&str; 2] = ["start", "unstop"];
/// Also an answer to a question: it counts only for somebody who has stopped.
const YES: &str = "yes";
const HELP: [&str; 3] = ["help", "info", "aide"];
/// Bytes of the longest text that can be one of the words, with what may stand around it.
const WORD_BYTES: usize = 64;

/// What a text decides, if it is one of the words and nothing else. Case, accents, spaces inside the
/// word and punctuation around it do not matter ("Opt out!", "ARRÊT"); a sentence that contains one
/// ("please stop by the shop") decides nothing: a person reads it.
pub fn of(text: &str, has_stopped: bool) -> Option<Consent> {
    let word = word(text)?;
    let is = |known: &&str| **known == *word;
    if STOP.iter().any(is) {
        return Some(Consent::Stop);
    }
    let starts = START.iter().any(is) || (has_stopped && word == YES);
    starts.then_some(Consent::Start)
}

/// Whether a text asks for help by one of the words and nothing else, read as [`of`] reads it.
pub fn asks_for_help(text: &str) -> bool {
    word(text).is_some_and(|word| HELP.contains(&word.as_str()))
}

/// The letters of a text in lower case and without accents, if it is one word. "Opt out" and "stop
/// all" are the only words of two.
fn word(text: &str) -> Option<String> {
    let trimmed = text.trim_matches(|c: char| !c.is_alphanumeric());
    if trimmed.is_empty() || trimmed.len() > WORD_BYTES {
        return None;
    }
    let mut word = String::with_capacity(trimmed.len());
    let mut breaks = 0;
    for c in trimmed.chars() {
        match c {
            ' ' | '-' => breaks += 1,
            // A combining accent behind its letter.
            '\u{300}'..='\u{36f}' => {}
            'ê' | 'Ê' | 'é' | 'É' => word.push('e'),
            c if c.is_alphabetic() => word.extend(c.to_lowercase()),
            _ => return None,
        }
    }
    let is_whole = breaks == 0 || matches!(word.as_str(), "optout" | "stopall");
    is_whole.then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_stop_whatever_their_case_accents_and_punctuation() {
        for text in [
            "STOP",
            "stop",
            " Stop. ",
            "\"Stop\"",
            "STOPALL",
            "stop all",
            "Unsubscribe!",
            "CANCEL",
            "end",
            "Quit",
            "REVOKE",
            "OPTOUT",
            "Opt out",
            "opt-out",
            "ARRET",
            "ARRÊT",
            "arre\u{302}t",
            "ARRETE",
            "STOP 🛑",
        ] {
            assert_eq!(of(text, false), Some(Consent::Stop), "{text:?}");
        }
    }

    #[test]
    fn a_sentence_with_a_word_in_it_is_for_a_person_to_read() {
        for text in [
            "stop please",
            "please stop by the shop",
            "nonstop",
            "endless",
            "cancel my order 123",
            "",
            "🛑",
            "st op",
            "stop1",
            "the end",
            &"stop".repeat(50),
        ] {
            assert_eq!(of(text, false), None, "{text:?}");
        }
    }

    #[test]
    fn help_is_one_word_and_no_sentence() {
        for text in ["HELP", "help?", " Info ", "AIDE"] {
            assert!(asks_for_help(text), "{text:?}");
            assert_eq!(of(text, true), None, "{text:?}");
        }
        for text in ["help me", "helpful", "infos", "I need help", "", "STOP"] {
            assert!(!asks_for_help(text), "{text:?}");
        }
    }

    #[test]
    fn yes_counts_only_for_somebody_who_has_stopped() {
        for text in ["START", "Unstop", "start!"] {
            assert_eq!(of(text, false), Some(Consent::Start), "{text:?}");
        }
        assert_eq!(of("Yes", false), None);
        assert_eq!(of("Yes", true), Some(Consent::Start));
        assert_eq!(of("yes please", true), None);
    }
}

//! A text of the operator's in one or several languages, for the gateway to say.

use alloc::{boxed::Box, collections::BTreeMap};

use serde::{Deserialize, Serialize};

use crate::{answers, language::Language};

/// The same text for speakers of several languages; without any, nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording(BTreeMap<Language, Box<str>>);

impl Wording {
    /// These texts.
    pub fn new(texts: impl IntoIterator<Item = (Language, Box<str>)>) -> Self {
        Self(texts.into_iter().collect())
    }

    /// What to say to somebody who speaks `language`: the text in it, else in one that they understand,
    /// else the English one, else the first by its tag.
    pub fn in_language(&self, language: Option<&Language>) -> Option<&str> {
        let understood = |text: &Language| language.is_some_and(|l| text.is_understood_as(l));
        language
            .and_then(|language| self.0.get(language))
            .map(|text| &**text)
            .or_else(|| self.first(understood))
            .or_else(|| self.first(|text| text.primary() == "en"))
            .or_else(|| self.first(|_| true))
    }

    /// All of them.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.values().map(|text| &**text)
    }

    /// All of them, each with its language.
    pub fn entries(&self) -> impl Iterator<Item = (&Language, &str)> {
        self.0.iter().map(|(language, text)| (language, &**text))
    }

    fn first(&self, fits: impl Fn(&Language) -> bool) -> Option<&str> {
        let mut texts = self.0.iter();
        texts.find_map(|(language, text)| fits(language).then_some(&**text))
    }

    /// Whether every text is one that can be sent.
    pub(crate) fn is_sendable(&self) -> bool {
        self.texts().all(answers::is_sendable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wording(texts: &[(&str, &str)]) -> Wording {
        let text = |(tag, text): &(&str, &str)| (Language::new(tag).unwrap(), (*text).into());
        Wording::new(texts.iter().map(text))
    }

    #[test]
    fn a_contact_reads_the_text_in_their_language_and_else_one_that_many_read() {
        let three = wording(&[
            ("de", "da"),
            ("en-gb", "there"),
            ("pt-br", "aí"),
            ("pt", "ai"),
        ]);
        for (tag, text) in [
            (Some("pt-BR"), "aí"),
            (Some("pt-PT"), "ai"),
            (Some("de-AT"), "da"),
            (Some("es"), "there"),
            (None, "there"),
        ] {
            let language = tag.map(|tag| Language::new(tag).unwrap());
            assert_eq!(three.in_language(language.as_ref()), Some(text), "{tag:?}");
        }
        assert_eq!(
            wording(&[("fr", "là"), ("it", "qui")]).in_language(None),
            Some("là")
        );
        assert_eq!(Wording::default().in_language(None), None);
    }
}

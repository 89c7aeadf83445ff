//! Language tags (BCP 47), as far as translation services tell them apart.

use std::fmt;

use frontdesk_plugin::{Error, translator::Job};

/// The longest tag that is read.
const TAG_BYTES: usize = 35;

/// Where traditional characters are written if no script is named.
const TRADITIONAL: [&str; 3] = ["HK", "MO", "TW"];

/// A language, with script and region if they are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// In lower case, two or three letters.
    pub language: String,
    /// Its first letter large: `Hans`.
    pub script: Option<String>,
    /// In capitals: `BR`, or three digits: `419`.
    pub region: Option<String>,
}

impl Tag {
    /// A tag in any case, with `-` or `_`. What follows the region is left out; languages that have two
    /// codes get today's.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > TAG_BYTES || text.contains(|c: char| !is_in_tag(c)) {
            return None;
        }
        let mut parts = text.split(['-', '_']).peekable();
        let language = parts.next()?;
        if !matches!(language.len(), 2 | 3) || !is_alphabetic(language) {
            return None;
        }
        let script = parts.next_if(|part| part.len() == 4 && is_alphabetic(part));
        let region = parts.next_if(|part| is_region(part));
        Some(Self {
            language: todays(&language.to_ascii_lowercase()).to_owned(),
            script: script.map(first_large),
            region: region.map(str::to_ascii_uppercase),
        })
    }

    /// A language alone.
    pub fn of(language: &str) -> Self {
        Self {
            language: language.to_owned(),
            script: None,
            region: None,
        }
    }

    /// With this script.
    #[must_use]
    pub fn script(mut self, script: &str) -> Self {
        self.script = Some(script.to_owned());
        self
    }

    /// Whether it is one of these regions' language.
    pub fn is_of(&self, regions: &[&str]) -> bool {
        self.region
            .as_deref()
            .is_some_and(|region| regions.contains(&region))
    }

    /// Whether this language, Chinese, is written in traditional characters.
    pub fn is_traditional(&self) -> bool {
        match &self.script {
            Some(script) => script == "Hant",
            None => self.is_of(&TRADITIONAL),
        }
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.language)?;
        for part in self.script.iter().chain(&self.region) {
            write!(f, "-{part}")?;
        }
        Ok(())
    }
}

/// What a job is to be translated from; none: to be detected.
pub fn source(job: &Job) -> Result<Option<Tag>, Error> {
    let Some(source) = &job.source else {
        return Ok(None);
    };
    let tag = Tag::parse(source).ok_or_else(|| Error::invalid("the source is no language tag"))?;
    // Undetermined, and several.
    let is_known = !matches!(tag.language.as_str(), "und" | "mul");
    Ok(is_known.then_some(tag))
}

/// What a job is to be translated into.
pub fn target(job: &Job) -> Result<Tag, Error> {
    Tag::parse(&job.target).ok_or_else(|| Error::invalid("the target is no language tag"))
}

fn is_in_tag(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

fn is_alphabetic(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn is_region(part: &str) -> bool {
    match part.len() {
        2 => is_alphabetic(part),
        3 => part.bytes().all(|byte| byte.is_ascii_digit()),
        _ => false,
    }
}

fn first_large(part: &str) -> String {
    let mut part = part.to_ascii_lowercase();
    if let Some(first) = part.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    part
}

/// Codes that were replaced, some of them by what services still call otherwise.
fn todays(language: &str) -> &str {
    match language {
        "iw" => "he",
        "in" => "id",
        "ji" => "yi",
        "jw" => "jv",
        "mo" => "ro",
        "no" => "nb",
        "tl" => "fil",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_in_any_case() {
        for (text, tag) in [
            ("en", "en"),
            ("EN-gb", "en-GB"),
            ("pt_BR", "pt-BR"),
            ("zh-hans", "zh-Hans"),
            ("ZH-HANT-tw", "zh-Hant-TW"),
            ("es-419", "es-419"),
            ("de-CH-1996", "de-CH"),
            ("en-u-ca-gregory", "en"),
            ("iw", "he"),
            ("no", "nb"),
            ("ast", "ast"),
        ] {
            assert_eq!(
                Tag::parse(text).map(|tag| tag.to_string()).as_deref(),
                Some(tag)
            );
        }
    }

    #[test]
    fn what_is_no_tag_is_none() {
        let long = format!("en-{}", "a".repeat(40));
        for text in [
            "", "e", "english", "e1", "en US", "<de>", "en\u{0}", "été", "-", &long,
        ] {
            assert_eq!(Tag::parse(text), None, "{text}");
        }
    }

    #[test]
    fn chinese_is_traditional_by_script_or_region() {
        for (text, is_traditional) in [
            ("zh", false),
            ("zh-CN", false),
            ("zh-TW", true),
            ("zh-HK", true),
            ("zh-Hant", true),
            ("zh-Hans-TW", false),
        ] {
            assert_eq!(
                Tag::parse(text).unwrap().is_traditional(),
                is_traditional,
                "{text}"
            );
        }
    }

    #[test]
    fn a_language_that_nobody_knows_is_to_be_detected() {
        let job = |source: Option<&str>| Job {
            texts: Vec::new(),
            source: source.map(str::to_owned),
            target: "de".to_owned(),
            keep: Vec::new(),
            formal: None,
        };
        for unknown in [None, Some("und"), Some("mul")] {
            assert_eq!(source(&job(unknown)), Ok(None));
        }
        assert_eq!(source(&job(Some("en"))), Ok(Some(Tag::of("en"))));
        assert!(source(&job(Some("?"))).is_err());
    }
}

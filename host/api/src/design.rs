//! How a channel's chat looks: the design, its texts in the language that is asked for, and its pictures.

use std::{collections::BTreeMap, fmt::Write as _, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use frontdesk_core::{ChannelId, Language, Media};
use frontdesk_engine::ports::ConfigurationProblem;
use frontdesk_wire::design::WidgetDesign;
use sha2::{Digest, Sha256};

use crate::files::{Kind, kind::by_head};

/// Texts by what they are: `title`, `placeholder`.
pub type Words = BTreeMap<String, String>;

/// Reads a design that is not in force, as one of a channel's; or says what is wrong with it, and where.
pub type DesignTrial =
    Arc<dyn Fn(&ChannelId, &str) -> Result<Design, Vec<ConfigurationProblem>> + Send + Sync>;

/// How a channel's chat looks.
#[derive(Clone, Debug)]
pub struct Design {
    /// What is the same in every language; `words` is filled in by the language that is asked for.
    pub shown: WidgetDesign,
    /// A colour that carries white text, for widgets that know of no designs; `None`: the channel's.
    pub accent: Option<String>,
    /// Texts, by language.
    pub texts: Vec<(Language, Words)>,
}

/// A picture that a channel's pages show.
#[derive(Clone)]
pub struct Picture {
    /// A hash of what it is, in hexadecimal digits: part of its address.
    pub digest: String,
    mime: &'static str,
    bytes: Bytes,
}

impl Picture {
    /// The picture that these bytes are: PNG, JPEG, WebP or GIF by what is in them. `None`: none of these.
    pub fn of(bytes: Vec<u8>) -> Option<Self> {
        let kind: Kind = by_head(&bytes).filter(|kind| kind.media() == Media::Image)?;
        let mut digest = String::new();
        for byte in Sha256::digest(&bytes).iter().take(16) {
            // Writing to a string cannot fail.
            let _ = write!(digest, "{byte:02x}");
        }
        Some(Self {
            digest,
            mime: kind.mime(),
            bytes: bytes.into(),
        })
    }

    /// Its media type.
    pub const fn mime(&self) -> &'static str {
        self.mime
    }

    /// What it is.
    pub(crate) fn bytes(&self) -> Bytes {
        self.bytes.clone()
    }

    /// Where a channel's pages find it, relative to the gateway.
    pub fn address(&self, channel: &ChannelId) -> String {
        format!("api/v1/channels/{channel}/pictures/{}", self.digest)
    }

    /// All of it as an address, for a preview: it is nowhere else.
    pub fn data_address(&self) -> String {
        format!("data:{};base64,{}", self.mime, STANDARD.encode(&self.bytes))
    }
}

impl Design {
    /// What to say in place of a text of the channel's, which is in `locale`: the design's text in the wanted language, else in one
    /// that its speakers read, else the channel's where that is in it, else English, else any.
    pub(crate) fn text<'t>(
        &'t self,
        name: &str,
        (locale, text): (&'t Language, &'t str),
        wanted: &Language,
    ) -> (&'t Language, &'t str) {
        let own = self
            .texts
            .iter()
            .filter_map(|(language, words)| Some((language, words.get(name)?.as_str())));
        let mut all: Vec<(&Language, &str)> = own.collect();
        if !all
            .iter()
            .any(|(language, _)| language.primary() == locale.primary())
        {
            all.push((locale, text));
        }
        nearest(&all, |one| one.0, wanted).map_or((locale, text), |one| *one)
    }

    /// Words of the window in the wanted language, or in one that its speakers read.
    pub(crate) fn words(&self, wanted: &Language) -> Words {
        let of_channel = ["title", "launcher", "greeting"];
        let mut words = Words::new();
        let is_near = |language: &Language| language.primary() == wanted.primary();
        let near = self.texts.iter().rev().filter(|(it, _)| is_near(it));
        let same = self.texts.iter().filter(|(it, _)| it == wanted);
        // The later take the place of the earlier: the first by its tag, and before it the very language.
        for (_, texts) in near.chain(same) {
            let of_window = texts
                .iter()
                .filter(|(name, _)| !of_channel.contains(&name.as_str()));
            words.extend(of_window.map(|(name, text)| (name.clone(), text.clone())));
        }
        words
    }
}

/// Of texts by language the one to read: in the wanted language, in one that its speakers read, in English, or any.
pub(crate) fn nearest<'t, T>(
    all: &'t [T],
    language: impl Fn(&'t T) -> &'t Language,
    wanted: &Language,
) -> Option<&'t T> {
    let with = |fits: &dyn Fn(&Language) -> bool| all.iter().find(|one| fits(language(one)));
    with(&|it| it == wanted)
        .or_else(|| with(&|it| it.primary() == wanted.primary()))
        .or_else(|| with(&|it| it.primary() == "en"))
        .or_else(|| all.first())
}

/// Only the text that somebody who reads `wanted` reads.
pub(crate) fn only(
    texts: &BTreeMap<String, String>,
    wanted: Option<&Language>,
) -> BTreeMap<String, String> {
    let Some(wanted) = wanted else {
        return texts.clone();
    };
    let tagged: Vec<(Language, &String)> = texts
        .iter()
        .filter_map(|(tag, text)| Some((Language::new(tag).ok()?, text)))
        .collect();
    let found = nearest(&tagged, |(language, _)| language, wanted);
    found
        .map(|(language, text)| (language.to_string(), (*text).clone()))
        .into_iter()
        .collect()
}

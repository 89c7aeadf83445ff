//! A text in several languages: a table of texts, each under its language's tag.

use frontdesk_core::{Language, Wording, limits};

use crate::{
    node::Kind,
    read::{Special, Table, text_of},
    section::languages,
};

/// Characters of one text: Twilio's limit for one message.
const CHARS_MAX: usize = 1_600;

/// The texts under a key; without it, the `usual` ones.
pub(crate) fn read(table: &mut Table<'_>, key: &Special, usual: &[(&str, &str)]) -> Wording {
    read_within(table, key, usual, CHARS_MAX)
}

/// The same, each of at most so many characters.
pub(crate) fn read_within(
    table: &mut Table<'_>,
    key: &Special,
    usual: &[(&str, &str)],
    chars_max: usize,
) -> Wording {
    let Some((place, node)) = table.take(key.name) else {
        let text = |(tag, text): &(&str, &str)| Some((Language::new(tag).ok()?, (*text).into()));
        return Wording::new(usual.iter().filter_map(text));
    };
    let Kind::Table(entries) = node.kind else {
        table.wrong_kind(key.name, &node, key.takes);
        return Wording::default();
    };
    if entries.is_empty() {
        let message = format!("{} needs a text in at least one language", key.name);
        table.problem(&place, message);
    }
    let limit = limits::FORM_LANGUAGES;
    if entries.len() > limit {
        table.problem(&place, format!("{} has at most {limit} texts", key.name));
    }
    let mut texts = Vec::with_capacity(entries.len());
    for (tag, (place, node)) in entries {
        let Some(language) = languages::tag(table, &place, &tag) else {
            continue;
        };
        if texts.iter().any(|(known, _)| *known == language) {
            table.problem(&place, format!("language \"{tag}\" is there twice"));
        }
        let name = format!("{} in \"{tag}\"", key.name);
        let Some(text) = text_of(&node) else {
            table.wrong_kind(&name, &node, "text");
            continue;
        };
        table.check_text(&node.place, &name, &text, chars_max, false);
        texts.push((language, text.into_boxed_str()));
    }
    Wording::new(texts)
}

//! Language tags, wherever a key takes them.

use frontdesk_core::Language;

use crate::{
    place::Place,
    read::{Special, Table},
};

/// A tag, or a problem.
pub(crate) fn tag(table: &mut Table<'_>, place: &Place, text: &str) -> Option<Language> {
    let language = Language::new(text);
    if let Err(error) = &language {
        table.problem(place, format!("\"{text}\": {error}"));
    }
    language.ok()
}

/// A list of at most `max` tags, each of them once.
pub(crate) fn list(table: &mut Table<'_>, key: &Special, max: usize) -> Vec<Language> {
    let mut languages = Vec::new();
    for (place, text) in table.texts(key).unwrap_or_default() {
        let Some(language) = tag(table, &place, &text) else {
            continue;
        };
        if languages.contains(&language) {
            table.problem(&place, format!("language \"{text}\" is there twice"));
        } else if languages.len() == max {
            table.problem(&place, format!("{} has at most {max} entries", key.name));
            break;
        } else {
            languages.push(language);
        }
    }
    languages
}

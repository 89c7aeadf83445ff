//! The texts of a design, by language.

use std::collections::BTreeMap;

use frontdesk_core::{Language, limits};

use crate::{
    node::Kind,
    read::{Special, Table, Text},
    reference::SectionReference,
    section::languages,
};

const TEXTS: Special = Special {
    name: "texts",
    takes: "a table of texts by language: `[design.NAME.texts.de]`",
    default: "none",
    meaning: "",
};

const fn text(name: &'static str, chars_max: usize, meaning: &'static str) -> Text {
    Text {
        name,
        default: Some(""),
        chars_max,
        meaning,
    }
}

const TITLE: Text = text("title", 60, "Heading of the window.");
const LAUNCHER: Text = text("launcher", 30, "Text of the button that opens it.");
const GREETING: Text = text(
    "greeting",
    500,
    "What it says before the conversation. `\"\"`: nothing.",
);
const START: Text = text("start", 30, "The button below the form.");
const NEXT: Text = text("next", 120, "To whoever is next in line.");
const WAITING: Text = text(
    "waiting",
    60,
    "Below the heading while nobody has come yet.",
);
const WAIT_HINT: Text = text("wait_hint", 160, "Below the place in line.");
const REQUEUED: Text = text("requeued", 160, "When another agent is looked for.");
const AGENT: Text = text("agent", 30, "What an agent without a name is called.");
const PLACEHOLDER: Text = text("placeholder", 60, "In the empty field for messages.");
const SEND: Text = text("send", 30, "What the button that sends is called.");
const MINIMISE: Text = text(
    "minimise",
    30,
    "What the button that closes the window is called.",
);
const END: Text = text("end", 30, "The button that ends the chat.");
const END_QUESTION: Text = text("end_question", 120, "What is asked before it ends.");
const END_KEEP: Text = text("end_keep", 30, "The button that does not end it.");
const ENDED: Text = text("ended", 160, "When it has ended.");
const NEW_CHAT: Text = text("new_chat", 30, "The button for another one.");

/// All of them.
const WORDS: [&Text; 17] = [
    &TITLE,
    &LAUNCHER,
    &GREETING,
    &START,
    &NEXT,
    &WAITING,
    &WAIT_HINT,
    &REQUEUED,
    &AGENT,
    &PLACEHOLDER,
    &SEND,
    &MINIMISE,
    &END,
    &END_QUESTION,
    &END_KEEP,
    &ENDED,
    &NEW_CHAT,
];

pub(crate) const REFERENCE: SectionReference = SectionReference::new(
    "[design.NAME.texts.LANGUAGE]",
    "What stands in the window, in one language (BCP 47, such as `de` or `pt-BR`). A visitor reads the texts of the \
     window's language, else of one that its speakers read. `title`, `launcher` and `greeting` that are in no such language are \
     the channel's where they are in it, else the English ones, else any; the other words are the widget's own.",
    &[
        &TITLE,
        &LAUNCHER,
        &GREETING,
        &START,
        &NEXT,
        &WAITING,
        &WAIT_HINT,
        &REQUEUED,
        &AGENT,
        &PLACEHOLDER,
        &SEND,
        &MINIMISE,
        &END,
        &END_QUESTION,
        &END_KEEP,
        &ENDED,
        &NEW_CHAT,
    ],
);

/// Texts by what they are.
pub type Words = BTreeMap<&'static str, String>;

/// The texts of a design, each language once.
pub(super) fn read(table: &mut Table<'_>) -> Vec<(Language, Words)> {
    let Some((place, node)) = table.take(TEXTS.name) else {
        return Vec::new();
    };
    let Kind::Table(entries) = node.kind else {
        table.wrong_kind(TEXTS.name, &node, TEXTS.takes);
        return Vec::new();
    };
    let limit = limits::FORM_LANGUAGES;
    if entries.len() > limit {
        let message = format!("{} has at most {limit} languages", TEXTS.name);
        table.problem(&place, message);
    }
    let mut texts: Vec<(Language, Words)> = Vec::with_capacity(entries.len());
    for (tag, (place, node)) in entries {
        let Some(language) = languages::tag(table, &place, &tag) else {
            continue;
        };
        if texts.iter().any(|(known, _)| *known == language) {
            table.problem(&place, format!("language \"{tag}\" is there twice"));
        }
        let Kind::Table(entries) = node.kind else {
            table.wrong_kind(&tag, &node, "a table of texts");
            continue;
        };
        let title = format!("texts in \"{tag}\" of {}", table.title);
        let mut inner = table.within(title, node.place, entries);
        let mut words = Words::new();
        for key in WORDS {
            let is_there = inner.has(key.name);
            let (_, text) = inner.text(key);
            // Nothing in place of a word is the usual word; a greeting may be left away.
            if is_there && (!text.trim().is_empty() || key.name == GREETING.name) {
                words.insert(key.name, text);
            }
        }
        inner.finish();
        texts.push((language, words));
    }
    texts
}

//! `[invitation.NAME]`: what pages offer visitors by themselves, when, and how often.

pub(crate) mod caps;
pub(crate) mod condition;
mod regex;
mod selector;

use frontdesk_core::{Name, Span, Wording};

use self::{caps::Caps, condition::Condition};
use crate::{
    colour::{self, Colour},
    nearest::suggestion,
    read::{Integer, Special, Table, Text},
    reference::SectionReference,
    section::{
        design::picture::{self, PictureFile},
        wording,
    },
};

/// Characters of a title, and of a button's label.
const LABEL_CHARS: usize = 30;
/// Characters of the message.
const MESSAGE_CHARS: usize = 125;
/// Characters of what a button says in the visitor's name.
const SAID_CHARS: usize = 200;
/// Buttons besides the one that declines.
const BUTTONS: usize = 5;
/// Invitations of one channel.
const PER_CHANNEL: usize = 20;

const TITLE: Special = Special {
    name: "title",
    takes: "texts by language such as `{ en = \"Comparing plans?\", de = \"Welcher Tarif?\" }`",
    default: "required",
    meaning: "Its heading, at most 30 characters in each language.",
};
const MESSAGE: Special = Special {
    name: "message",
    takes: "texts by language such as `{ en = \"A specialist is free right now.\" }`",
    default: "required",
    meaning: "What it says, at most 125 characters in each language.",
};
const BUTTON_LIST: Special = Special {
    name: "buttons",
    takes: "a list of tables such as `[{ label = { en = \"Chat now\" } }, { label = { en = \"Limits\" }, \
            text = { en = \"What are the limits?\" } }]`",
    default: "one button, \"Chat now\"",
    meaning: "What opens the chat, at most 5: `label` has at most 30 characters; `text`, if there is one, \
              becomes the visitor's first message, at most 200 characters.",
};
const DECLINE: Special = Special {
    name: "decline",
    takes: "texts by language, at most 30 characters each",
    default: "\"No, thanks\"",
    meaning: "The button that declines.",
};
const ACCENT: Text = Text {
    name: "accent",
    default: Some(""),
    chars_max: 7,
    meaning: "Colour of its buttons, as the channel's `accent`; left out, it is that one.",
};
const PRIORITY: Integer = Integer {
    name: "priority",
    default: 50,
    range: 1..=100,
    unit: "",
    meaning: "Of several that could be shown, the one with the highest is.",
};
const HOLD_OUT: Integer = Integer {
    name: "hold_out",
    default: 0,
    range: 0..=90,
    unit: "%",
    meaning: "Of how many visitors it is kept back when it would have been shown, so that the report can \
              say what difference it makes. A visitor stays on their side.",
};
const WHEN: Special = Special {
    name: "when",
    takes: "a table of conditions",
    default: "required",
    meaning: "When it is shown: `[invitation.NAME.when]`.",
};
const CAPACITY: Special = Special {
    name: "capacity",
    takes: "a table",
    default: "",
    meaning: "",
};
const FREE_AGENTS: Integer = Integer {
    name: "free_agents",
    default: 1,
    range: 0..=1_000,
    unit: "agents",
    meaning: "How many agents of the queue must have room that is promised to nobody. 0: none, and \
              `wait_s_max` decides.",
};
const WAIT_MAX: Integer = Integer {
    name: "wait_s_max",
    default: 0,
    range: 0..=3_600,
    unit: "s",
    meaning: "The longest expected wait; needed with `free_agents = 0`. 0: nothing is asked of it.",
};
const LABEL: Special = Special {
    name: "label",
    takes: "texts by language, at most 30 characters each",
    default: "required",
    meaning: "",
};
const SAID: Special = Special {
    name: "text",
    takes: "texts by language, at most 200 characters each",
    default: "none",
    meaning: "",
};

const USUAL_BUTTON: [(&str, &str); 4] = [
    ("en", "Chat now"),
    ("de", "Jetzt chatten"),
    ("es", "Chatear ahora"),
    ("fr", "Discuter"),
];
const USUAL_DECLINE: [(&str, &str); 4] = [
    ("en", "No, thanks"),
    ("de", "Nein, danke"),
    ("es", "No, gracias"),
    ("fr", "Non, merci"),
];

pub(crate) const REFERENCE: SectionReference = SectionReference::new(
    "[invitation.NAME]",
    "An invitation to a chat, which a page shows by itself. NAME is 1 to 32 of `a-z 0-9 _ -`. A channel names \
     those that its pages show, several may share one. Texts are shown in the language of the window. None is shown \
     while the chat is open, the tab is hidden, the visitor is typing, the queue is closed or nobody is there; and \
     never two at once.",
    &[
        &TITLE,
        &MESSAGE,
        &BUTTON_LIST,
        &DECLINE,
        &ACCENT,
        &picture::CARD_LOGO,
        &picture::CARD_IMAGE,
        &PRIORITY,
        &HOLD_OUT,
    ],
);

pub(crate) const CAPACITY_REFERENCE: SectionReference = SectionReference::new(
    "[invitation.NAME.capacity]",
    "For whom there is room. An invitation that is shown has a free place leased for 30 seconds, so that no more are \
     on screen than agents can answer.",
    &[&FREE_AGENTS, &WAIT_MAX],
);

/// An invitation.
#[derive(Clone, Debug, PartialEq)]
pub struct Invitation {
    /// Its heading.
    pub title: Wording,
    /// What it says.
    pub message: Wording,
    /// What opens the chat.
    pub buttons: Vec<InvitationButton>,
    /// What declines.
    pub decline: Wording,
    /// Colour of its buttons; `None`: the channel's.
    pub accent: Option<Colour>,
    /// In its head; `None`: the design's, or a bubble.
    pub logo: Option<PictureFile>,
    /// Above its message.
    pub image: Option<PictureFile>,
    /// 1 to 100; the highest comes first.
    pub priority: u8,
    /// Of so many percent of visitors it is kept back.
    pub hold_out: u8,
    /// When it is shown.
    pub when: Condition,
    /// How often.
    pub caps: Caps,
    /// How many agents must have room.
    pub free_agents: u32,
    /// The longest expected wait, if that has a maximum.
    pub wait_max: Option<Span>,
}

/// A button that opens the chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationButton {
    /// What stands on it.
    pub label: Wording,
    /// What becomes the visitor's first message; nothing: they write it themselves.
    pub text: Wording,
}

impl Invitation {
    pub(crate) fn read(mut table: Table<'_>) -> Option<Self> {
        let title = needed(&mut table, &TITLE, LABEL_CHARS);
        let message = needed(&mut table, &MESSAGE, MESSAGE_CHARS);
        let buttons = read_buttons(&mut table);
        let decline = wording::read_within(&mut table, &DECLINE, &USUAL_DECLINE, LABEL_CHARS);
        let accent = colour::read(&mut table, &ACCENT);
        let logo = picture::read(&mut table, &picture::CARD_LOGO);
        let image = picture::read(&mut table, &picture::CARD_IMAGE);
        let small = |number: u32| u8::try_from(number).unwrap_or(u8::MAX);
        let priority = small(table.integer(&PRIORITY));
        let hold_out = small(table.integer(&HOLD_OUT));
        let when = read_when(&mut table);
        let caps = caps::read(&mut table);
        let (free_agents, wait_max) = read_capacity(&mut table);
        table.finish();
        Some(Self {
            title,
            message,
            buttons,
            decline,
            accent,
            logo,
            image,
            priority,
            hold_out,
            when: when?,
            caps,
            free_agents,
            wait_max,
        })
    }
}

/// Texts that have to be there.
fn needed(table: &mut Table<'_>, key: &Special, chars_max: usize) -> Wording {
    if !table.has(key.name) {
        let place = table.place.clone();
        let message = format!("{} needs {}: {}", table.title, key.name, key.takes);
        table.problem(&place, message);
    }
    wording::read_within(table, key, &[], chars_max)
}

fn read_buttons(table: &mut Table<'_>) -> Vec<InvitationButton> {
    let place = table.place_of(BUTTON_LIST.name);
    let list = table.tables(&BUTTON_LIST);
    if list.is_empty() {
        if table.has_taken_value(BUTTON_LIST.name) {
            table.problem(&place, "buttons has 1 to 5 entries");
        }
        let usual = |(tag, text): &(&str, &str)| {
            Some((frontdesk_core::Language::new(tag).ok()?, (*text).into()))
        };
        return vec![InvitationButton {
            label: Wording::new(USUAL_BUTTON.iter().filter_map(usual)),
            text: Wording::default(),
        }];
    }
    if list.len() > BUTTONS {
        table.problem(&place, format!("buttons has 1 to {BUTTONS} entries"));
    }
    let read = |(place, entries)| {
        let title = format!("a button of {}", table.title);
        let mut inner = table.within(title, place, entries);
        let label = needed(&mut inner, &LABEL, LABEL_CHARS);
        let text = wording::read_within(&mut inner, &SAID, &[], SAID_CHARS);
        inner.finish();
        InvitationButton { label, text }
    };
    list.into_iter().map(read).collect()
}

fn read_when(table: &mut Table<'_>) -> Option<Condition> {
    let here = table.place.clone();
    if !table.has(WHEN.name) {
        let message = format!(
            "{} needs when, a table that says when it is shown",
            table.title
        );
        table.problem(&here, message);
    }
    let mut inner = table.inner(&WHEN)?;
    let when = condition::read(&mut inner);
    inner.finish();
    when
}

fn read_capacity(table: &mut Table<'_>) -> (u32, Option<Span>) {
    let Some(mut inner) = table.inner(&CAPACITY) else {
        return (FREE_AGENTS.default, None);
    };
    let place = inner.place_of(FREE_AGENTS.name);
    let free_agents = inner.integer(&FREE_AGENTS);
    let wait_max = Some(inner.integer(&WAIT_MAX)).filter(|seconds| *seconds > 0);
    if free_agents == 0 && wait_max.is_none() {
        let message = "free_agents = 0 needs wait_s_max, or everybody is invited to wait";
        inner.problem(&place, message);
    }
    inner.finish();
    (free_agents, wait_max.map(Span::seconds))
}

/// The invitations that a channel names, each once.
pub(crate) fn list(table: &mut Table<'_>, key: &Special, defined: &[&str]) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    let place = table.place_of(key.name);
    let texts = table.texts(key).unwrap_or_default();
    if texts.len() > PER_CHANNEL {
        let message = format!("{} has at most {PER_CHANNEL} entries", key.name);
        table.problem(&place, message);
    }
    for (place, text) in texts {
        if !defined.contains(&text.as_str()) {
            let hint = suggestion(&text, defined.iter().copied());
            let message = format!("invitation \"{text}\" is not defined{hint}");
            table.problem(&place, message);
            continue;
        }
        // A name that is none is reported where it is defined.
        let Ok(name) = Name::new(&text) else { continue };
        if names.contains(&name) {
            table.problem(&place, format!("invitation \"{text}\" is there twice"));
        } else {
            names.push(name);
        }
    }
    names
}

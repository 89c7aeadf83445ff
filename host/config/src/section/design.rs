//! `[design.NAME]`: how a web chat looks, and what stands in it.

pub(crate) mod colours;
pub(crate) mod draft;
pub(crate) mod picture;
pub(crate) mod texts;

use frontdesk_core::{Language, Name};

use self::{
    colours::{Given, Shade},
    picture::PictureFile,
    texts::Words,
};
use crate::{
    colour::Colour,
    nearest::suggestion,
    read::{Choice, Integer, Special, Switch, Table, Text},
    reference::SectionReference,
};

const THEME: Choice<Theme> = Choice {
    name: "theme",
    options: &[
        ("auto", Theme::Auto),
        ("light", Theme::Light),
        ("dark", Theme::Dark),
    ],
    meaning: "Which of its two looks is shown; `\"auto\"`: what the visitor's system prefers. A page's `data-theme` \
              comes before it.",
};
const CORNER: Integer = Integer {
    name: "corner",
    default: 16,
    range: 0..=24,
    unit: "px",
    meaning: "How round the window's corners are; bubbles, fields and buttons go with it.",
};
const POSITION: Choice<Side> = Choice {
    name: "position",
    options: &[("right", Side::Right), ("left", Side::Left)],
    meaning: "In which corner at the bottom of the page it is.",
};
const BUTTON: Choice<Button> = Choice {
    name: "button",
    options: &[
        ("text", Button::Text),
        ("round", Button::Round),
        ("none", Button::Hidden),
    ],
    meaning: "What the page shows of it before it is opened: a button with its text (on phones a round one), a round one, or \
              nothing, where the page opens the chat by itself.",
};
const NOTIFICATIONS: Special = Special {
    name: "notifications",
    takes: "a table such as `{ badge = true, tab = true, sound = true }`",
    default: "`{ badge = true, tab = false, sound = false }`",
    meaning: "How a visitor notices a message while the window is closed: `badge`, how many there are, on the button; \
              `tab`, the same in the title of the page, while the tab is hidden; `sound`, a tone, unless the page turns it off.",
};
const BADGE: Switch = Switch {
    name: "badge",
    default: true,
    meaning: "",
};
const TAB: Switch = Switch {
    name: "tab",
    default: false,
    meaning: "",
};
const SOUND: Switch = Switch {
    name: "sound",
    default: false,
    meaning: "",
};

pub(crate) const REFERENCE: SectionReference = SectionReference::new(
    "[design.NAME]",
    "How a web chat looks. NAME is 1 to 32 of `a-z 0-9 _ -`. Channels name theirs, several may share one; without \
     one a channel looks as its own keys say.",
    &[
        &THEME,
        &CORNER,
        &POSITION,
        &BUTTON,
        &picture::LOGO,
        &picture::IMAGE,
        &picture::AVATAR,
        &NOTIFICATIONS,
    ],
);

/// Which look is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// As the visitor's system prefers.
    Auto,
    /// The light one.
    Light,
    /// The dark one.
    Dark,
}

/// In which corner of the page the chat is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// At the right.
    Right,
    /// At the left.
    Left,
}

/// What a page shows of a chat before it is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Button {
    /// A button with its text.
    Text,
    /// A round one.
    Round,
    /// Nothing.
    Hidden,
}

/// How a visitor notices a message while the window is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the keys say what they are")]
pub struct Notifications {
    pub badge: bool,
    pub tab: bool,
    pub sound: bool,
}

/// How a web chat looks.
#[derive(Clone, Debug, PartialEq)]
pub struct Design {
    /// Which look is shown.
    pub theme: Theme,
    /// How round its corners are, in CSS pixels: 0 to 24.
    pub corner: u8,
    /// In which corner of the page it is.
    pub position: Side,
    /// What a page shows of it before it is opened.
    pub button: Button,
    /// Whose chat it is, in the head of the window.
    pub logo: Option<PictureFile>,
    /// What stands above the form before a chat.
    pub image: Option<PictureFile>,
    /// What stands beside agents' messages.
    pub avatar: Option<PictureFile>,
    /// How a visitor notices a message.
    pub notifications: Notifications,
    /// Its texts, by language.
    pub texts: Vec<(Language, Words)>,
    light: Given,
    dark: Given,
}

/// Colours by what they are the colour of.
pub type Palette = Vec<(&'static str, Colour)>;

impl Design {
    pub(crate) fn read(mut table: Table<'_>) -> Self {
        let theme = table.choice(&THEME, Theme::Auto);
        let corner = u8::try_from(table.integer(&CORNER)).unwrap_or(u8::MAX);
        let position = table.choice(&POSITION, Side::Right);
        let button = table.choice(&BUTTON, Button::Text);
        let logo = picture::read(&mut table, &picture::LOGO);
        let image = picture::read(&mut table, &picture::IMAGE);
        let avatar = picture::read(&mut table, &picture::AVATAR);
        let notifications = read_notifications(&mut table);
        let (light, dark) = colours::read(&mut table);
        let texts = texts::read(&mut table);
        table.finish();
        Self {
            theme,
            corner,
            position,
            button,
            logo,
            image,
            avatar,
            notifications,
            texts,
            light,
            dark,
        }
    }

    /// Its colours in light and in dark, as far as they are not the usual ones; `accent` is the channel's, for a design that has
    /// none of its own. Every text among them can be read on what it stands on.
    pub fn palettes(&self, accent: Colour) -> (Palette, Palette) {
        let of = |shade| colours::differing(&self.light, &self.dark, shade, accent);
        (of(Shade::Light), of(Shade::Dark))
    }

    /// Its accent, if it has one of its own.
    pub fn accent(&self) -> Option<Colour> {
        self.light.colour("accent")
    }
}

fn read_notifications(table: &mut Table<'_>) -> Notifications {
    let Some(mut inner) = table.inner(&NOTIFICATIONS) else {
        return Notifications {
            badge: BADGE.default,
            tab: TAB.default,
            sound: SOUND.default,
        };
    };
    let notifications = Notifications {
        badge: inner.switch(&BADGE),
        tab: inner.switch(&TAB),
        sound: inner.switch(&SOUND),
    };
    inner.finish();
    notifications
}

/// The design that a channel names, if there is one of that name.
pub(crate) fn named(table: &mut Table<'_>, key: &Text, defined: &[&str]) -> Option<Name> {
    let (place, text) = table.text(key);
    if text.is_empty() || defined.contains(&text.as_str()) {
        return Name::new(&text).ok();
    }
    let hint = suggestion(&text, defined.iter().copied());
    table.problem(&place, format!("design \"{text}\" is not defined{hint}"));
    None
}

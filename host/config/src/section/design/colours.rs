//! The colours of a design: what is given, what follows from it, and that it can be read.

use std::collections::BTreeMap;

use crate::{
    colour::{self, Colour, WHITE},
    place::Place,
    read::{Special, Table, Text},
    reference::{Described, SectionReference},
};

/// The least contrast of a text and what it stands on (WCAG 2.2, 1.4.3).
const TEXT_MIN: f64 = 4.5;
/// The least contrast of a control's border and what it stands on (WCAG 2.2, 1.4.11).
const BORDER_MIN: f64 = 3.0;

const fn key(name: &'static str, meaning: &'static str) -> Text {
    Text {
        name,
        default: Some(""),
        chars_max: 7,
        meaning,
    }
}

const ACCENT: Text = key(
    "accent",
    "The button on the page, and `header`, `outgoing` and `button` where they are left out. Left out: the channel's.",
);
const HEADER: Text = key("header", "The head of the window.");
const HEADER_TEXT: Text = key("header_text", "What stands on it.");
const BACKGROUND: Text = key("background", "The window.");
const TEXT: Text = key("text", "What stands in it.");
const INCOMING: Text = key("incoming", "The bubbles of agents.");
const INCOMING_TEXT: Text = key("incoming_text", "What stands in them.");
const OUTGOING: Text = key("outgoing", "The bubbles of the visitor.");
const OUTGOING_TEXT: Text = key("outgoing_text", "What stands in them.");
const BUTTON: Text = key("button", "The buttons in the window.");
const BUTTON_TEXT: Text = key("button_text", "What stands on them.");
const BORDER: Text = key(
    "border",
    "The edges of fields. Contrast with `background`: 3 or more.",
);

const KEYS: [&Text; 12] = [
    &ACCENT,
    &HEADER,
    &HEADER_TEXT,
    &BACKGROUND,
    &TEXT,
    &INCOMING,
    &INCOMING_TEXT,
    &OUTGOING,
    &OUTGOING_TEXT,
    &BUTTON,
    &BUTTON_TEXT,
    &BORDER,
];

/// The same for the reference.
const LISTED: &[&(dyn Described + Sync)] = &[
    &ACCENT,
    &HEADER,
    &HEADER_TEXT,
    &BACKGROUND,
    &TEXT,
    &INCOMING,
    &INCOMING_TEXT,
    &OUTGOING,
    &OUTGOING_TEXT,
    &BUTTON,
    &BUTTON_TEXT,
    &BORDER,
];

/// Texts, and what they stand on.
const PAIRS: [(&str, &str); 5] = [
    ("header_text", "header"),
    ("text", "background"),
    ("incoming_text", "incoming"),
    ("outgoing_text", "outgoing"),
    ("button_text", "button"),
];
/// What the accent is the colour of, and what else goes from light to dark.
const BRANDED: [&str; 3] = ["header", "outgoing", "button"];

pub(crate) const LIGHT: SectionReference = SectionReference::new(
    "[design.NAME.colours]",
    "Its colours, each as `#rrggbb`. A text needs a contrast of 4.5 or more on what it stands on; a text's colour that is left out \
     is white or black, whichever can be read.",
    LISTED,
);

pub(crate) const DARK: SectionReference = SectionReference::new(
    "[design.NAME.dark]",
    "The same keys for the dark look. What is left out of `accent`, `header`, `outgoing`, `button` and what stands on \
     them is as in `colours`, the rest is the usual dark.",
    LISTED,
);

const COLOURS: Special = Special {
    name: "colours",
    takes: "a table of colours: `[design.NAME.colours]`",
    default: "",
    meaning: "",
};
const DARK_COLOURS: Special = Special {
    name: "dark",
    takes: "a table of colours: `[design.NAME.dark]`",
    default: "",
    meaning: "",
};

/// Which of the two looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shade {
    Light,
    Dark,
}

/// The colours of one table.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Given(BTreeMap<&'static str, (Place, Colour)>);

impl Given {
    pub(super) fn colour(&self, name: &str) -> Option<Colour> {
        self.0.get(name).map(|(_, colour)| *colour)
    }
}

/// What the widget is drawn in where nothing is said: its style sheets have the same.
struct Usual {
    background: Colour,
    surface: Colour,
    text: Colour,
    muted: Colour,
    border: Colour,
    hairline: Colour,
    incoming: Colour,
    bad: Colour,
    bad_soft: Colour,
    link: Colour,
}

const USUAL_LIGHT: Usual = Usual {
    background: WHITE,
    surface: Colour::of([0xf6, 0xf7, 0xf9]),
    text: Colour::of([0x1a, 0x1d, 0x21]),
    muted: Colour::of([0x4a, 0x51, 0x5b]),
    border: Colour::of([0x76, 0x7b, 0x83]),
    hairline: Colour::of([0xd5, 0xd9, 0xdf]),
    incoming: Colour::of([0xee, 0xf0, 0xf3]),
    bad: Colour::of([0xb4, 0x23, 0x18]),
    bad_soft: Colour::of([0xfd, 0xea, 0xea]),
    link: Colour::of([0x1d, 0x4e, 0xd8]),
};

const USUAL_DARK: Usual = Usual {
    background: Colour::of([0x0f, 0x11, 0x14]),
    surface: Colour::of([0x16, 0x19, 0x1d]),
    text: Colour::of([0xe8, 0xea, 0xed]),
    muted: Colour::of([0xb3, 0xba, 0xc4]),
    border: Colour::of([0x7d, 0x85, 0x8f]),
    hairline: Colour::of([0x2e, 0x34, 0x3b]),
    incoming: Colour::of([0x24, 0x29, 0x2f]),
    bad: Colour::of([0xff, 0x8a, 0x80]),
    bad_soft: Colour::of([0x34, 0x17, 0x1a]),
    link: Colour::of([0x7a, 0xa2, 0xff]),
};

/// Both tables, checked.
pub(super) fn read(table: &mut Table<'_>) -> (Given, Given) {
    let light = read_one(table, &COLOURS);
    let dark = read_one(table, &DARK_COLOURS);
    check(table, &light, &light, Shade::Light);
    check(table, &light, &dark, Shade::Dark);
    (light, dark)
}

fn read_one(table: &mut Table<'_>, key: &Special) -> Given {
    let mut given = Given::default();
    let Some(mut inner) = table.inner(key) else {
        return given;
    };
    for key in KEYS {
        if let Some(found) = colour::read_any(&mut inner, key) {
            given.0.insert(key.name, found);
        }
    }
    inner.finish();
    given
}

/// Whatever is given can be read.
fn check(table: &mut Table<'_>, light: &Given, given: &Given, shade: Shade) {
    let dark = if shade == Shade::Dark { given } else { light };
    let resolved = resolved(light, dark, shade, WHITE);
    for (text, ground) in PAIRS {
        let Some((place, colour)) = given.0.get(text) else {
            continue;
        };
        let is_known = [ground, "accent"]
            .iter()
            .any(|name| light.0.contains_key(name) || given.0.contains_key(name));
        if BRANDED.contains(&ground) && !is_known {
            let message = format!(
                "{text} is said and {ground} is not: say {ground} or accent, too, or leave {text} out"
            );
            table.problem(place, message);
            continue;
        }
        contrast(table, &resolved, (text, place, *colour), ground, TEXT_MIN);
    }
    if let Some((place, colour)) = given.0.get("border") {
        let border = ("border", place, *colour);
        contrast(table, &resolved, border, "background", BORDER_MIN);
    }
}

fn contrast(
    table: &mut Table<'_>,
    resolved: &BTreeMap<&'static str, Colour>,
    (name, place, colour): (&str, &Place, Colour),
    ground: &str,
    least: f64,
) {
    let Some(below) = resolved.get(ground).copied() else {
        return;
    };
    let found = colour.contrast(below);
    if found < least {
        let message = format!(
            "{name} \"{colour}\" on {ground} \"{below}\" has a contrast of {found:.1}, and {least} is needed; left out, it is \
             a colour that has it"
        );
        table.problem(place, message);
    }
}

/// What of a look is not the usual.
pub(super) fn differing(
    light: &Given,
    dark: &Given,
    shade: Shade,
    accent: Colour,
) -> Vec<(&'static str, Colour)> {
    let nothing = Given::default();
    let usual = resolved(&nothing, &nothing, shade, accent);
    let all = resolved(light, dark, shade, accent).into_iter();
    all.filter(|(name, colour)| usual.get(name) != Some(colour))
        .collect()
}

/// Every colour of a look: what is given, and what follows from it.
fn resolved(
    light: &Given,
    dark: &Given,
    shade: Shade,
    channels: Colour,
) -> BTreeMap<&'static str, Colour> {
    let (own, usual) = match shade {
        Shade::Light => (light, &USUAL_LIGHT),
        Shade::Dark => (dark, &USUAL_DARK),
    };
    let accent = own.colour("accent").or_else(|| light.colour("accent"));
    let accent = accent.unwrap_or(channels);
    let mut all = BTreeMap::from([("accent", accent), ("accent_text", accent.readable())]);
    for (text, ground) in PAIRS {
        if !BRANDED.contains(&ground) {
            continue;
        }
        // What stands on it goes with it.
        let from = if own.0.contains_key(ground) || own.0.contains_key("accent") {
            own
        } else {
            light
        };
        let below = from.colour(ground).unwrap_or(accent);
        let above = own.colour(text).or_else(|| from.colour(text));
        all.insert(ground, below);
        all.insert(text, above.unwrap_or_else(|| below.readable()));
    }
    all.extend(paper(own, usual, accent));
    all
}

/// The window itself and what stands in it.
fn paper(own: &Given, usual: &Usual, accent: Colour) -> [(&'static str, Colour); 12] {
    let chosen = own.colour("background");
    let background = chosen.unwrap_or(usual.background);
    let legible = |wishes: &[Colour], grounds: &[Colour], least: f64| {
        let stands = |colour: &Colour| grounds.iter().all(|it| colour.contrast(*it) >= least);
        wishes.iter().copied().find(stands)
    };
    let text = own.colour("text").unwrap_or_else(|| {
        let usual = legible(&[usual.text], &[background], TEXT_MIN);
        usual.unwrap_or_else(|| background.readable())
    });
    // Where the paper is another, what is a shade of it is one, too.
    let shade = |percent: u32, usual: Colour| match chosen {
        Some(background) => background.mixed(text, percent),
        None => usual,
    };
    // A shade that the text cannot be read on is none: a middle grey has no room for one.
    let carrying = |shade: Colour| legible(&[shade], &[text], TEXT_MIN).unwrap_or(background);
    let surface = carrying(shade(4, usual.surface));
    let grounds = [background, surface];
    let muted: Vec<Colour> = std::iter::once(usual.muted)
        .chain([70, 80, 90].map(|percent| background.mixed(text, percent)))
        .collect();
    let muted = legible(&muted, &grounds, TEXT_MIN).unwrap_or(text);
    let incoming = own
        .colour("incoming")
        .unwrap_or_else(|| shade(8, usual.incoming));
    let incoming_text = own.colour("incoming_text").unwrap_or_else(|| {
        let text = legible(&[text], &[incoming], TEXT_MIN);
        text.unwrap_or_else(|| incoming.readable())
    });
    let border = own.colour("border").unwrap_or_else(|| {
        let shades = [usual.border, background.mixed(text, 60)];
        legible(&shades, &[background], BORDER_MIN).unwrap_or(text)
    });
    let bad_soft = carrying(shade(0, usual.bad_soft));
    let bad = legible(&[usual.bad], &[background, surface], TEXT_MIN).unwrap_or(text);
    let link = |grounds: &[Colour], text: Colour| {
        legible(&[usual.link, accent], grounds, TEXT_MIN).unwrap_or(text)
    };
    [
        ("background", background),
        ("surface", surface),
        ("text", text),
        ("muted", muted),
        ("border", border),
        ("hairline", shade(16, usual.hairline)),
        ("incoming", incoming),
        ("incoming_text", incoming_text),
        ("incoming_link", link(&[incoming], incoming_text)),
        ("link", link(&grounds, text)),
        ("bad", bad),
        ("bad_soft", bad_soft),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::colour::BLACK;

    fn given(of: &[(&'static str, &str)]) -> Given {
        let entries = of
            .iter()
            .map(|(name, colour)| (*name, (Place::start(), colour.parse().unwrap())));
        Given(entries.collect())
    }

    fn all(light: &Given, dark: &Given, shade: Shade) -> BTreeMap<&'static str, Colour> {
        resolved(light, dark, shade, "#0b57d0".parse().unwrap())
    }

    /// Every text and what it stands on, given or not.
    fn assert_legible(all: &BTreeMap<&'static str, Colour>) {
        let pairs = [
            ("accent_text", "accent"),
            ("muted", "background"),
            ("muted", "surface"),
            ("link", "background"),
            ("incoming_link", "incoming"),
            ("bad", "background"),
            ("text", "bad_soft"),
        ];
        for (text, ground) in PAIRS.into_iter().chain(pairs) {
            let contrast = all[text].contrast(all[ground]);
            assert!(
                contrast >= TEXT_MIN,
                "{text} on {ground}: {contrast:.2} in {all:?}"
            );
        }
        assert!(all["border"].contrast(all["background"]) >= BORDER_MIN);
    }

    #[test]
    fn whatever_ground_is_given_what_stands_on_it_can_be_read() {
        let shades = [
            "#ffffff", "#000000", "#808080", "#ffd000", "#7a1f5c", "#0f1114", "#757575", "#777777",
            "#00ff00",
        ];
        for background in shades {
            for accent in shades {
                let light = given(&[("background", background), ("accent", accent)]);
                let incoming = given(&[("incoming", background), ("accent", accent)]);
                for look in [&light, &incoming] {
                    assert_legible(&all(look, look, Shade::Light));
                    assert_legible(&all(look, look, Shade::Dark));
                    assert_legible(&all(look, &Given::default(), Shade::Dark));
                }
            }
        }
    }

    #[test]
    fn a_design_without_colours_differs_in_nothing() {
        let nothing = Given::default();
        for shade in [Shade::Light, Shade::Dark] {
            assert_eq!(differing(&nothing, &nothing, shade, BLACK), []);
        }
    }

    #[test]
    fn the_brand_goes_from_light_to_dark_and_the_paper_does_not() {
        let light = given(&[
            ("accent", "#ffd000"),
            ("header", "#7a1f5c"),
            ("background", "#fff8e1"),
        ]);
        let dark = all(&light, &Given::default(), Shade::Dark);
        assert_eq!(dark["header"], "#7a1f5c".parse().unwrap());
        assert_eq!(dark["outgoing"], "#ffd000".parse().unwrap());
        assert_eq!(dark["outgoing_text"], BLACK);
        assert_eq!(dark["background"], USUAL_DARK.background);
    }

    #[test]
    fn the_usual_colours_are_those_of_the_style_sheet() {
        let sheet = include_str!("../../../../web/widget/panel/panel.css");
        let names = [
            "background",
            "surface",
            "text",
            "muted",
            "border",
            "hairline",
            "incoming",
            "bad",
            "bad_soft",
            "link",
        ];
        for (part, usual) in sheet.split("@media").zip([USUAL_LIGHT, USUAL_DARK]) {
            let of = [
                usual.background,
                usual.surface,
                usual.text,
                usual.muted,
                usual.border,
                usual.hairline,
                usual.incoming,
                usual.bad,
                usual.bad_soft,
                usual.link,
            ];
            for (name, colour) in names.into_iter().zip(of) {
                let short = if colour == WHITE {
                    "#fff".to_owned()
                } else {
                    colour.to_string()
                };
                let wanted = format!("var(--d-{name}, {short})");
                assert!(part.contains(&wanted), "{wanted}");
            }
        }
    }
}

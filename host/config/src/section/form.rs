//! `[[channel.NAME.form]]`: what the form before a conversation asks for besides a name.

use std::ops::RangeInclusive;

use frontdesk_core::{Name, NameError, Wording, limits};

use super::wording;
use crate::{
    nearest::{nearest, suggestion},
    node::{Kind, Node},
    place::Place,
    read::{Choice, Integer, Special, Switch, Table, Text, text_of},
    reference::SectionReference,
};

/// Characters of a label.
const LABEL_CHARS: usize = 60;
/// Characters of an answer where nothing is said of its length.
const CHARS_USUAL: u32 = 64;
/// Characters of the longest answer: as many of four bytes fit on a contact's card.
const CHARS_MAX: u32 = 120;
const _: () = assert!(CHARS_MAX as usize * 4 <= limits::CONTACT_FIELD_BYTES);
/// What the form has without being told.
const ASKED_ANYHOW: [&str; 2] = ["name", "language"];
/// What the Local CRM finds customers by, and what needs no label.
const LOOKED_UP: [&str; 4] = ["account_number", "case_number", "email", "phone"];

/// The Local CRM, in `match_in`.
const LOCAL: &str = "local";
/// Places in which one answer is looked up.
const PLACES: usize = 4;

const ALL: Special = Special {
    name: "form",
    takes: "a list of tables such as `[{ name = \"account_number\", ask = \"require\" }]`",
    default: "`[]`",
    meaning: "What the form asks for.",
};
const NAME: Text = Text {
    name: "name",
    default: None,
    chars_max: limits::NAME_BYTES,
    meaning: "What it is: `account_number`, `case_number`, `email`, `phone`, or a name of your own of `a-z 0-9 _ -`.",
};
const ASK: Choice<bool> = Choice {
    name: "ask",
    options: &[("allow", false), ("require", true)],
    meaning: "`\"require\"`: there is no conversation without it.",
};
const LABEL: Special = Special {
    name: "label",
    takes: "a table of texts such as `{ en = \"Order number\", de = \"Bestellnummer\" }`",
    default: "the widget's own",
    meaning: "What stands above the field, in each language; needed with a name of your own.",
};
const KIND: Choice<Look> = Choice {
    name: "kind",
    options: &[
        ("text", Look::Text),
        ("number", Look::Number),
        ("email", Look::Email),
        ("phone", Look::Phone),
        ("choice", Look::Choice),
    ],
    meaning: "How an answer looks; `number`: digits and nothing else. `email` and `phone` have their own.",
};
const CHARS_LEAST: Integer = Integer {
    name: "chars_min",
    default: 1,
    range: 1..=CHARS_MAX,
    unit: "characters",
    meaning: "The shortest text or number.",
};
const CHARS_MOST: Integer = Integer {
    name: "chars_max",
    default: CHARS_USUAL,
    range: 1..=CHARS_MAX,
    unit: "characters",
    meaning: "The longest text or number.",
};
const PATTERN: Text = Text {
    name: "pattern",
    default: Some(""),
    chars_max: CHARS_USUAL as usize,
    meaning: "How a text is made up, such as `\"AT-######\"`: `#` is a digit, `?` a letter, `*` either, and \
              everything else itself, in upper or lower case.",
};
const CHOICES: Special = Special {
    name: "choices",
    takes: "a list such as `[\"Sales\", { value = \"repair\", label = { en = \"Repair\", de = \"Reparatur\" } }]`",
    default: "`[]`",
    meaning: "Of a `choice`: what there is to choose from, at most 20.",
};
const MUST_MATCH: Switch = Switch {
    name: "must_match",
    default: false,
    meaning: "Whether the Local CRM, or whatever `match_in` says, has to know the answer, for the names that it \
              knows. Where it is required, whoever is not found gets no conversation; else their agent sees that \
              they were not. Several such fields have to be the same customer's.",
};
const MATCH_IN: Special = Special {
    name: "match_in",
    takes: "a list such as `[\"local\", \"salesforce\"]`",
    default: "`[\"local\"]`",
    meaning: "With `must_match`: where the answer is looked up, `\"local\"` (the Local CRM) or connectors of \
              customer systems, at most 4. They are asked side by side, for 5 seconds; it is enough that one of \
              them knows. Where none does and one did not answer, the contact is asked to try again.",
};
const VALUE: Text = Text {
    name: "value",
    default: None,
    chars_max: CHARS_MAX as usize,
    meaning: "what agents see of it",
};

pub(crate) const REFERENCE: SectionReference = SectionReference::new(
    "[[channel.NAME.form]]",
    "What the form before a conversation asks for besides the contact's name: at most 10 fields, in this \
     order. Also as a list: `form = [{ name = \"account_number\", ask = \"require\", must_match = true }]`. The \
     gateway checks every answer, whatever sends it. What a contact says here is not verified, also where the \
     Local CRM knows it: it says that they know a number, not who they are.",
    &[
        &NAME,
        &ASK,
        &LABEL,
        &KIND,
        &CHARS_LEAST,
        &CHARS_MOST,
        &PATTERN,
        &CHOICES,
        &MUST_MATCH,
        &MATCH_IN,
    ],
);

/// The word of `kind`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    Text,
    Number,
    Email,
    Phone,
    Choice,
}

/// A field of the form before a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormField {
    /// What it is called in the protocol and on the contact's card.
    pub name: Name,
    /// Whether there is no conversation without it.
    pub is_required: bool,
    /// What stands above it; nothing: the widget knows.
    pub label: Wording,
    /// What answers look like.
    pub answers: FormAnswers,
    /// Where the answer has to be known; empty: nowhere.
    pub match_in: Vec<MatchIn>,
}

/// Where an answer is looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MatchIn {
    /// In the Local CRM.
    Local,
    /// In a connected customer system, by its connector's name.
    Connector(Name),
}

/// What answers look like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormAnswers {
    /// A text of so many characters.
    Text(RangeInclusive<u32>),
    /// A text that is made up so: `#` a digit, `?` a letter, `*` either.
    Pattern(String),
    /// So many digits.
    Number(RangeInclusive<u32>),
    /// An email address.
    Email,
    /// A phone number.
    Phone,
    /// One of these.
    Choice(Vec<FormChoice>),
}

/// One thing to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormChoice {
    /// What agents see.
    pub value: String,
    /// What contacts see; nothing: the value.
    pub label: Wording,
}

/// The fields; those with problems are left out.
pub(crate) fn read(table: &mut Table<'_>, connectors: &[&str]) -> Vec<FormField> {
    let place = table.place_of(ALL.name);
    let list = table.tables(&ALL);
    let limit = limits::FORM_FIELDS;
    if list.len() > limit {
        table.problem(&place, format!("form has at most {limit} fields"));
    }
    let mut fields: Vec<FormField> = Vec::with_capacity(list.len());
    for (place, entries) in list {
        let title = format!("a form field of {}", table.title);
        let mut inner = table.within(title, place, entries);
        let name_place = inner.place_of(NAME.name);
        let match_place = inner.place_of(MATCH_IN.name);
        let field = read_field(&mut inner, connectors);
        inner.finish();
        let Some(field) = field else { continue };
        if fields.iter().any(|known| known.name == field.name) {
            let message = format!("the form asks for \"{}\" twice", field.name);
            table.problem(&name_place, message);
        }
        fields.push(field);
        if asked_for_all(&fields).is_some_and(|places| places.is_empty()) {
            table.problem(
                &match_place,
                "nobody can be found: no place is asked for all fields that are required and must match",
            );
        }
    }
    fields
}

/// Where all fields that must match are looked up; `None`: there are no such fields.
fn asked_for_all(fields: &[FormField]) -> Option<Vec<&MatchIn>> {
    let needed = |field: &&FormField| field.is_required && !field.match_in.is_empty();
    let mut needed = fields.iter().filter(needed);
    let first = needed.next()?;
    let in_all: Vec<&FormField> = needed.collect();
    let is_in_all = |place: &&MatchIn| in_all.iter().all(|field| field.match_in.contains(place));
    Some(first.match_in.iter().filter(is_in_all).collect())
}

fn read_field(table: &mut Table<'_>, connectors: &[&str]) -> Option<FormField> {
    let name_place = table.place_of(NAME.name);
    let name = read_name(table);
    let is_required = table.choice(&ASK, false);
    let label = read_label(table);
    let known = name.as_ref().map(Name::as_str).unwrap_or_default();
    let answers = read_answers(table, known);
    let place = table.place_of(MUST_MATCH.name);
    let must_match = table.switch(&MUST_MATCH);
    if must_match && !known.is_empty() && !LOOKED_UP.contains(&known) {
        let names = LOOKED_UP.join(", ");
        let message =
            format!("the Local CRM finds nobody by \"{known}\"; must_match is for {names}");
        table.problem(&place, message);
    }
    let match_in = read_match_in(table, known, must_match, connectors);
    if label == Wording::default() && !known.is_empty() && !LOOKED_UP.contains(&known) {
        let remedy = nearest(known, LOOKED_UP).map_or_else(
            || "add label = { en = \"…\" }".to_owned(),
            |name| format!("did you mean \"{name}\"? Else add label = {{ en = \"…\" }}"),
        );
        let message = format!("the widget has no words for \"{known}\"; {remedy}");
        table.problem(&name_place, message);
    }
    Some(FormField {
        name: name?,
        is_required,
        label,
        answers,
        match_in,
    })
}

/// Where an answer is looked up; nowhere unless it must match.
fn read_match_in(
    table: &mut Table<'_>,
    field: &str,
    must_match: bool,
    connectors: &[&str],
) -> Vec<MatchIn> {
    let here = table.place_of(MATCH_IN.name);
    let Some(texts) = table.texts(&MATCH_IN) else {
        return must_match.then_some(MatchIn::Local).into_iter().collect();
    };
    if !must_match {
        table.problem(&here, "match_in needs must_match = true");
        return Vec::new();
    }
    if !(1..=PLACES).contains(&texts.len()) {
        table.problem(&here, format!("match_in has 1 to {PLACES} entries"));
    }
    let mut places: Vec<MatchIn> = Vec::with_capacity(texts.len());
    for (place, text) in texts {
        let Some(asked) = read_place(table, &place, &text, field, connectors) else {
            continue;
        };
        if places.contains(&asked) {
            table.problem(&place, format!("\"{text}\" is in the list twice"));
        }
        places.push(asked);
    }
    places
}

fn read_place(
    table: &mut Table<'_>,
    place: &Place,
    text: &str,
    field: &str,
    connectors: &[&str],
) -> Option<MatchIn> {
    if text == LOCAL {
        return Some(MatchIn::Local);
    }
    if !connectors.contains(&text) {
        let known = connectors.iter().copied().chain([LOCAL]);
        let hint = suggestion(text, known);
        table.problem(place, format!("connector \"{text}\" is not defined{hint}"));
        return None;
    }
    if field == "case_number" {
        let message = "a case's number is known to the Local CRM only; leave the connector out";
        table.problem(place, message);
    }
    Name::new(text).ok().map(MatchIn::Connector)
}

fn read_name(table: &mut Table<'_>) -> Option<Name> {
    let (place, text) = table.text(&NAME);
    if text.is_empty() {
        return None;
    }
    if ASKED_ANYHOW.contains(&text.as_str()) {
        let remedy = if text == "name" {
            "it stands first in every form"
        } else {
            "the channel's key `languages` says between which"
        };
        let message = format!("the form asks for the {text} without this: {remedy}");
        table.problem(&place, message);
        return None;
    }
    let name = Name::new(&text);
    name.map_err(|NameError| table.problem(&place, format!("\"{text}\": {NameError}")))
        .ok()
}

fn read_label(table: &mut Table<'_>) -> Wording {
    let place = table.place_of(LABEL.name);
    let label = wording::read(table, &LABEL, &[]);
    if label.texts().any(|text| text.chars().count() > LABEL_CHARS) {
        let message = format!("a label has at most {LABEL_CHARS} characters");
        table.problem(&place, message);
    }
    label
}

/// What answers look like: a name that stands for an address has its look already.
fn read_answers(table: &mut Table<'_>, name: &str) -> FormAnswers {
    let own = match name {
        "email" => Some(Look::Email),
        "phone" => Some(Look::Phone),
        _ => None,
    };
    let place = table.place_of(KIND.name);
    let look = table.choice(&KIND, own.unwrap_or(Look::Text));
    if own.is_some_and(|own| own != look) {
        let message = format!("\"{name}\" is of the kind {name}; leave kind out");
        table.problem(&place, message);
    }
    let answers = match look {
        Look::Text => read_text(table),
        Look::Number => FormAnswers::Number(read_length(table)),
        Look::Email => FormAnswers::Email,
        Look::Phone => FormAnswers::Phone,
        Look::Choice => FormAnswers::Choice(read_choices(table)),
    };
    let strange = [
        (&CHARS_LEAST.name, "a text or a number"),
        (&CHARS_MOST.name, "a text or a number"),
        (&PATTERN.name, "a text"),
        (&CHOICES.name, "a choice"),
    ];
    for (key, whose) in strange {
        if let Some((place, _)) = table.take(key) {
            table.problem(&place, format!("{key} is for {whose} only"));
        }
    }
    answers
}

fn read_text(table: &mut Table<'_>) -> FormAnswers {
    let (place, pattern) = table.text(&PATTERN);
    if pattern.is_empty() {
        return FormAnswers::Text(read_length(table));
    }
    if pattern.trim() != pattern {
        table.problem(&place, "a pattern neither begins nor ends with a space");
    }
    for key in [CHARS_LEAST.name, CHARS_MOST.name] {
        if let Some((place, _)) = table.take(key) {
            let message = format!("a pattern says how long a text is; leave {key} out");
            table.problem(&place, message);
        }
    }
    FormAnswers::Pattern(pattern)
}

fn read_length(table: &mut Table<'_>) -> RangeInclusive<u32> {
    let place = table.place_of(CHARS_LEAST.name);
    let (least, most) = (table.integer(&CHARS_LEAST), table.integer(&CHARS_MOST));
    if least > most {
        let message = format!("chars_min is {least}, and chars_max is {most}");
        table.problem(&place, message);
    }
    least..=most
}

fn read_choices(table: &mut Table<'_>) -> Vec<FormChoice> {
    let here = table.place.clone();
    let Some((place, node)) = table.take(CHOICES.name) else {
        table.problem(&here, "a choice needs choices");
        return Vec::new();
    };
    let Kind::List(items) = node.kind else {
        table.wrong_kind(CHOICES.name, &node, CHOICES.takes);
        return Vec::new();
    };
    let limit = limits::FORM_CHOICES;
    if !(1..=limit).contains(&items.len()) {
        let message = format!("choices has 1 to {limit} entries");
        table.problem(&place, message);
    }
    let mut choices: Vec<FormChoice> = Vec::with_capacity(items.len());
    for item in items {
        let place = item.place.clone();
        let Some(choice) = read_choice(table, &place, item) else {
            continue;
        };
        if choices.iter().any(|known| known.value == choice.value) {
            let message = format!("\"{}\" is in the list twice", choice.value);
            table.problem(&place, message);
        }
        choices.push(choice);
    }
    choices
}

fn read_choice(table: &mut Table<'_>, place: &Place, item: Node) -> Option<FormChoice> {
    if let Some(value) = text_of(&item) {
        let limit = CHARS_MAX as usize;
        table.check_text(place, "a choice", &value, limit, false);
        let label = Wording::default();
        return Some(FormChoice { value, label });
    }
    let Kind::Table(entries) = item.kind else {
        table.wrong_kind(CHOICES.name, &item, CHOICES.takes);
        return None;
    };
    let title = format!("a choice of {}", table.title);
    let mut inner = table.within(title, place.clone(), entries);
    let (_, value) = inner.text(&VALUE);
    let label = read_label(&mut inner);
    inner.finish();
    Some(FormChoice { value, label })
}

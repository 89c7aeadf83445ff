//! `[invitation.NAME.when]`: what has to hold before an invitation is shown.

mod keys;

use frontdesk_core::Language;

pub(crate) use self::keys::REFERENCE;
use self::keys::{
    AFTER_MS, ALL, ANY, DATA, DEVICE, DWELL, EXIT, IDLE_S, LANGUAGE, LEAST, MOST, NOT, PAGE_S,
    PAGES, REFERRER, SCROLL, SITE_S, URL, UTM_KEY, VISIBLE, VISITS,
};
use super::{regex, selector};
use crate::{
    node::{Entries, Kind, Node},
    place::Place,
    read::{Special, Table, text_of},
    reference::Described as _,
    section::languages,
};

/// Tables within tables.
const DEPTH_MAX: u8 = 4;
/// Entries of a list of conditions, of languages or of values.
const ENTRIES_MAX: usize = 20;
/// Characters of a pattern, a selector or a value.
const CHARS_MAX: usize = 200;
/// Parts of a campaign that an address can name.
const UTM: [&str; 5] = ["source", "medium", "campaign", "term", "content"];

/// Something that holds or does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// All of them.
    All(Vec<Condition>),
    /// One of them.
    Any(Vec<Condition>),
    /// Not this.
    Not(Box<Condition>),
    /// The page's address.
    Url(UrlPattern),
    /// The address that led to it.
    Referrer(UrlPattern),
    /// A part of a campaign: `source`, `newsletter`.
    Utm(&'static str, String),
    /// The pointer over an element, by its selector, for so many milliseconds.
    Dwell(String, u32),
    /// Half of an element visible for so many milliseconds.
    Visible(String, u32),
    /// Seconds that the page has been visible.
    PageSeconds(u32),
    /// Seconds that pages have been visible in this visit.
    SiteSeconds(u32),
    /// Pages of the visit.
    Pages(Between),
    /// Visits.
    Visits(Between),
    /// Percent of the page that have been seen.
    Scroll(u32),
    /// The pointer has left the page upwards.
    Exit,
    /// Seconds without a sign of the visitor.
    Idle(u32),
    /// What they point with.
    Device(Device),
    /// One of these is what they speak.
    Language(Vec<Language>),
    /// What the page said under a name is one of these.
    Data(String, Vec<String>),
}

/// What an address has to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UrlPattern {
    /// Host and path, or path alone, with `*` and `**`.
    Glob(String),
    /// The path exactly.
    Path(String),
    /// Found in the address; quick to look for, whatever the address.
    Regex(String),
}

/// A number's bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Between {
    /// At least.
    pub least: u32,
    /// At most, if that is said.
    pub most: Option<u32>,
}

/// What a visitor points with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    /// A pointer that can hover.
    Desktop,
    /// Fingers.
    Touch,
}

/// The conditions of a table, all of which have to hold.
pub(super) fn read(table: &mut Table<'_>) -> Option<Condition> {
    read_table(table, DEPTH_MAX)
}

fn read_table(table: &mut Table<'_>, depth: u8) -> Option<Condition> {
    let place = table.place.clone();
    let before = table.has_entries();
    let mut found = Vec::new();
    read_address(table, &mut found);
    read_times(table, &mut found);
    read_visitor(table, &mut found);
    read_inner(table, depth, &mut found);
    match found.len() {
        0 => {
            if !before {
                let message = format!("{} needs a condition, such as page_s = 30", table.title);
                table.problem(&place, message);
            }
            None
        }
        1 => found.pop(),
        _ => Some(Condition::All(found)),
    }
}

fn read_address(table: &mut Table<'_>, found: &mut Vec<Condition>) {
    found.extend(read_pattern(table, &URL).map(Condition::Url));
    found.extend(read_pattern(table, &REFERRER).map(Condition::Referrer));
    if let Some(mut inner) = table.inner(&UTM_KEY) {
        for name in UTM {
            let Some((place, node)) = inner.take(name) else {
                continue;
            };
            let Some(value) = text_of(&node) else {
                inner.wrong_kind(name, &node, "text");
                continue;
            };
            inner.check_text(&place, name, &value, CHARS_MAX, false);
            found.push(Condition::Utm(name, value));
        }
        inner.finish();
    }
}

fn read_times(table: &mut Table<'_>, found: &mut Vec<Condition>) {
    for (key, made) in [
        (&DWELL, Condition::Dwell as fn(String, u32) -> Condition),
        (&VISIBLE, Condition::Visible),
    ] {
        found.extend(read_watched(table, key).map(|(selector, ms)| made(selector, ms)));
    }
    for (key, made) in [
        (&PAGE_S, Condition::PageSeconds as fn(u32) -> Condition),
        (&SITE_S, Condition::SiteSeconds),
        (&SCROLL, Condition::Scroll),
        (&IDLE_S, Condition::Idle),
    ] {
        if table.expects(key.name) {
            found.push(made(table.integer(key)));
        }
    }
    for (key, made) in [
        (&PAGES, Condition::Pages as fn(Between) -> Condition),
        (&VISITS, Condition::Visits),
    ] {
        found.extend(read_count(table, key).map(made));
    }
    let place = table.place_of(EXIT.name);
    let is_said = table.has(EXIT.name);
    if table.switch(&EXIT) {
        found.push(Condition::Exit);
    } else if is_said {
        table.problem(
            &place,
            "exit takes true; not = { exit = true } is its opposite",
        );
    }
}

fn read_visitor(table: &mut Table<'_>, found: &mut Vec<Condition>) {
    if table.expects(DEVICE.name) {
        let device = table.choice(&DEVICE, Device::Desktop);
        found.push(Condition::Device(device));
    }
    if let Some((place, node)) = table.take(LANGUAGE.name) {
        let tags = one_or_more(table, &LANGUAGE, &place, node);
        let known = tags
            .iter()
            .filter_map(|(place, tag)| languages::tag(table, place, tag));
        let known: Vec<_> = known.collect();
        if !known.is_empty() {
            found.push(Condition::Language(known));
        }
    }
    let Some((_, node)) = table.take(DATA.name) else {
        return;
    };
    let Kind::Table(entries) = node.kind else {
        table.wrong_kind(DATA.name, &node, DATA.takes);
        return;
    };
    for (name, (_, node)) in entries {
        let place = node.place.clone();
        let values = one_or_more(table, &DATA, &place, node);
        let values: Vec<_> = values.into_iter().map(|(_, value)| value).collect();
        if !values.is_empty() {
            found.push(Condition::Data(name, values));
        }
    }
}

fn read_inner(table: &mut Table<'_>, depth: u8, found: &mut Vec<Condition>) {
    for (key, made) in [
        (&ALL, Condition::All as fn(Vec<Condition>) -> Condition),
        (&ANY, Condition::Any),
    ] {
        if !table.expects(key.name) {
            continue;
        }
        let place = table.place_of(key.name);
        let list = table.tables(key);
        if list.is_empty() || list.len() > ENTRIES_MAX {
            let message = format!("{} has 1 to {ENTRIES_MAX} entries", key.name);
            table.problem(&place, message);
        }
        let inner: Vec<_> = list
            .into_iter()
            .filter_map(|(place, entries)| read_nested(table, key.name, depth, place, entries))
            .collect();
        if !inner.is_empty() {
            found.push(made(inner));
        }
    }
    if let Some((place, node)) = table.take(NOT.name) {
        let Kind::Table(entries) = node.kind else {
            table.wrong_kind(NOT.name, &node, NOT.takes);
            return;
        };
        let inner = read_nested(table, NOT.name, depth, place, entries);
        found.extend(inner.map(|it| Condition::Not(Box::new(it))));
    }
}

fn read_nested(
    table: &mut Table<'_>,
    key: &str,
    depth: u8,
    place: Place,
    entries: Entries,
) -> Option<Condition> {
    let Some(left) = depth.checked_sub(1).filter(|left| *left > 0) else {
        let message = format!("tables of conditions go {DEPTH_MAX} deep, and this is deeper");
        table.problem(&place, message);
        return None;
    };
    let title = format!("{key} of {}", table.title);
    let mut inner = table.within(title, place, entries);
    let condition = read_table(&mut inner, left);
    inner.finish();
    condition
}

/// One text (or number, or true and false), or a list of them.
fn one_or_more(
    table: &mut Table<'_>,
    key: &Special,
    place: &Place,
    node: Node,
) -> Vec<(Place, String)> {
    let nodes = match node.kind {
        Kind::List(items) => items,
        Kind::Text(_)
        | Kind::Integer(_)
        | Kind::Number(_)
        | Kind::Flag(_)
        | Kind::Date(_)
        | Kind::Table(_) => vec![node],
    };
    if nodes.is_empty() || nodes.len() > ENTRIES_MAX {
        let message = format!("{} has 1 to {ENTRIES_MAX} entries", key.name);
        table.problem(place, message);
    }
    let mut values = Vec::with_capacity(nodes.len());
    for node in nodes {
        let text = match &node.kind {
            Kind::Integer(number) => Some(number.to_string()),
            Kind::Number(number) => Some(number.to_string()),
            Kind::Flag(flag) => Some(flag.to_string()),
            Kind::Text(_) => text_of(&node),
            Kind::Date(_) | Kind::List(_) | Kind::Table(_) => None,
        };
        let Some(text) = text else {
            table.wrong_kind(key.name, &node, key.takes);
            continue;
        };
        table.check_text(&node.place, key.name, &text, CHARS_MAX, false);
        values.push((node.place, text));
    }
    values
}

fn read_pattern(table: &mut Table<'_>, key: &Special) -> Option<UrlPattern> {
    let (place, node) = table.take(key.name)?;
    if let Some(text) = text_of(&node) {
        return glob(table, key, &place, text);
    }
    let Kind::Table(entries) = node.kind else {
        table.wrong_kind(key.name, &node, key.takes);
        return None;
    };
    let title = format!("{} of {}", key.name, table.title);
    let mut inner = table.within(title, place.clone(), entries);
    let mut patterns = Vec::new();
    for (name, made) in [
        ("glob", UrlPattern::Glob as fn(String) -> UrlPattern),
        ("path", UrlPattern::Path),
        ("regex", UrlPattern::Regex),
    ] {
        let Some((place, node)) = inner.take(name) else {
            continue;
        };
        let Some(text) = text_of(&node) else {
            inner.wrong_kind(name, &node, "text");
            continue;
        };
        inner.check_text(&place, name, &text, CHARS_MAX, false);
        if name == "glob" {
            patterns.extend(glob(&mut inner, key, &place, text));
            continue;
        }
        if name == "path" && !text.starts_with('/') {
            inner.problem(&place, "a path begins with /");
        }
        if name == "regex"
            && let Err(why) = regex::check(&text)
        {
            inner.problem(&place, why);
        }
        patterns.push(made(text));
    }
    let found = patterns.len();
    inner.finish();
    if found > 1 {
        let message = format!(
            "{} takes one of glob, path and regex; any has several",
            key.name
        );
        table.problem(&place, message);
    }
    patterns.pop()
}

fn glob(table: &mut Table<'_>, key: &Special, place: &Place, text: String) -> Option<UrlPattern> {
    table.check_text(place, key.name, &text, CHARS_MAX, false);
    let wrong = if text.contains("://") {
        Some("leave https:// out: it begins with the host, or with /")
    } else if text.contains(['?', '#', ' ']) {
        Some("it ends with the path; a regex sees what comes behind ?")
    } else if text.contains("***") {
        Some("* is anything but a /, ** is anything")
    } else {
        None
    };
    if let Some(wrong) = wrong {
        table.problem(place, format!("{} \"{text}\": {wrong}", key.name));
        return None;
    }
    Some(UrlPattern::Glob(text))
}

fn read_watched(table: &mut Table<'_>, key: &Special) -> Option<(String, u32)> {
    let mut inner = table.inner(key)?;
    let here = inner.place.clone();
    let Some((place, node)) = inner.take("selector") else {
        let message = format!("{} needs selector, the element as in CSS", inner.title);
        inner.problem(&here, message);
        inner.integer(&AFTER_MS);
        inner.finish();
        return None;
    };
    let text = text_of(&node);
    match &text {
        None => inner.wrong_kind("selector", &node, "text"),
        Some(text) => {
            inner.check_text(&place, "selector", text, CHARS_MAX, false);
            if let Some(why) = selector::problem(text) {
                inner.problem(&place, format!("selector \"{text}\": {why}"));
            }
        }
    }
    let after = inner.integer(&AFTER_MS);
    inner.finish();
    text.map(|text| (text, after))
}

fn read_count(table: &mut Table<'_>, key: &Special) -> Option<Between> {
    let (place, node) = table.take(key.name)?;
    let one = match &node.kind {
        Kind::Integer(number) => u32::try_from(*number).ok(),
        Kind::Text(_)
        | Kind::Number(_)
        | Kind::Flag(_)
        | Kind::Date(_)
        | Kind::List(_)
        | Kind::Table(_) => None,
    };
    if let Some(least) = one.filter(|least| LEAST.range.contains(least)) {
        return Some(Between { least, most: None });
    }
    if let Kind::Integer(number) = node.kind {
        let takes = LEAST.takes();
        let message = format!("{} takes {takes}, and this is {number}", key.name);
        table.problem(&place, message);
        return None;
    }
    let Kind::Table(entries) = node.kind else {
        table.wrong_kind(key.name, &node, key.takes);
        return None;
    };
    let title = format!("{} of {}", key.name, table.title);
    let mut inner = table.within(title, place.clone(), entries);
    let least = inner.integer(&LEAST).max(1);
    let most = Some(inner.integer(&MOST)).filter(|most| *most > 0);
    inner.finish();
    if most.is_some_and(|most| most < least) {
        let most = most.unwrap_or_default();
        table.problem(&place, format!("min is {least}, and max is {most}"));
    }
    Some(Between { least, most })
}

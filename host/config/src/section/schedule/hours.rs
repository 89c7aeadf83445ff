//! Days and hours as an operator writes them.

use frontdesk_core::schedule::{Period, Weekday};

use crate::{nearest::suggestion, place::Place, read::Table};

const DAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];
const MINUTES_A_DAY: i32 = 24 * 60;
const MINUTES_A_WEEK: i32 = 7 * MINUTES_A_DAY;

/// A period on its day, and where it stands.
pub(super) struct Laid {
    pub(super) day: Weekday,
    pub(super) period: Period,
    place: Place,
}

/// A day as it is written.
pub(super) fn name_of(day: Weekday) -> &'static str {
    let named = DAYS.iter().find(|(_, weekday)| *weekday == day);
    named.map_or("", |(name, _)| name)
}

/// Reads `mon-fri 09:00-12:30, 13:30-18:00`.
pub(super) fn lay_out(table: &mut Table<'_>, place: &Place, line: &str) -> Vec<Laid> {
    let Some((days, hours)) = line.split_once(' ').filter(|(days, _)| !days.is_empty()) else {
        let message = format!("\"{line}\": days and hours look like \"mon-fri 09:00-17:30\"");
        table.problem(place, message);
        return Vec::new();
    };
    let days = read_days(table, |at, text| place.within(line, at, text), days);
    let begins = line.len() - hours.len();
    let periods = read_periods(
        table,
        |at, text| place.within(line, begins + at, text),
        hours,
    );
    let on = |day: Weekday| {
        let periods = periods.iter().cloned();
        periods.map(move |(place, period)| Laid { day, period, place })
    };
    days.into_iter().flat_map(on).collect()
}

/// Reads `09:00-12:30, 13:30-18:00`; `place` says where a part stands.
pub(super) fn read_periods(
    table: &mut Table<'_>,
    place: impl Fn(usize, &str) -> Place,
    text: &str,
) -> Vec<(Place, Period)> {
    let mut periods = Vec::new();
    for (at, part) in parts(text) {
        let place = place(at, part);
        match part.parse() {
            Ok(period) => periods.push((place, period)),
            Err(error) => {
                let error: frontdesk_core::schedule::PeriodError = error;
                table.problem(&place, format!("\"{part}\": {error}"));
            }
        }
    }
    periods
}

/// Reads `mon,wed-fri`.
fn read_days(
    table: &mut Table<'_>,
    place: impl Fn(usize, &str) -> Place,
    text: &str,
) -> Vec<Weekday> {
    let mut days = Vec::new();
    for (at, part) in parts(text) {
        let place = place(at, part);
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let mut known = |name| match index_of(name) {
            Ok(index) => Some(index),
            Err(hint) => {
                table.problem(&place, format!("there is no day \"{name}\"{hint}"));
                None
            }
        };
        let Some(from) = known(first) else { continue };
        let Some(to) = known(last) else { continue };
        // From Friday to Monday is four days.
        let count = (to + DAYS.len() - from) % DAYS.len() + 1;
        let range = Weekday::ALL.into_iter().cycle().skip(from).take(count);
        for day in range {
            if days.contains(&day) {
                let name = name_of(day);
                table.problem(&place, format!("{name} is there twice"));
            } else {
                days.push(day);
            }
        }
    }
    days
}

/// A day's place in the week, or a hint.
fn index_of(name: &str) -> Result<usize, String> {
    let at = |wanted: &str| DAYS.iter().position(|(day, _)| *day == wanted);
    if let Some(index) = at(name) {
        return Ok(index);
    }
    let short = name.get(..3).map(str::to_ascii_lowercase);
    Err(match short.filter(|short| at(short).is_some()) {
        Some(short) => format!("; did you mean \"{short}\"?"),
        None => suggestion(name, DAYS.iter().map(|(day, _)| *day)),
    })
}

/// The parts between commas, without spaces around them, each with its place in the text.
fn parts(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut next = 0;
    text.split(',').map(move |part| {
        let begins = next + (part.len() - part.trim_start().len());
        next += part.len() + 1;
        (begins, part.trim())
    })
}

/// Reports hours that overlap others of the week: harmless, and never meant.
pub(super) fn report_overlaps(table: &mut Table<'_>, all: &[Laid]) {
    let mut spans: Vec<(i32, i32, &Laid)> = Vec::new();
    for laid in all {
        let before = DAYS.iter().take_while(|(_, day)| *day != laid.day).count();
        let midnight = i32::try_from(before).unwrap_or(0) * MINUTES_A_DAY;
        let opens = midnight + i32::from(laid.period.opens());
        let closes = midnight + i32::from(laid.period.closes());
        spans.push((opens, closes, laid));
        if closes > MINUTES_A_WEEK {
            spans.push((opens - MINUTES_A_WEEK, closes - MINUTES_A_WEEK, laid));
        }
    }
    spans.sort_by_key(|(opens, closes, _)| (*opens, *closes));
    let mut reported: Vec<&Place> = Vec::new();
    let neighbours = spans.iter().zip(spans.iter().skip(1));
    for ((_, closes, one), (opens, _, other)) in neighbours {
        if opens < closes && !reported.contains(&&other.place) {
            reported.push(&other.place);
            let shown = |it: &Laid| format!("{} {}", name_of(it.day), it.period);
            let message = format!("{} overlaps {}", shown(other), shown(one));
            table.problem(&other.place, message);
        }
    }
}

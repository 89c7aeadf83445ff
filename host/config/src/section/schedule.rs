//! `[schedule.NAME]`: when something is open.

mod exception;
mod hours;

use std::collections::BTreeMap;

use frontdesk_core::{
    Schedule, Span, limits,
    schedule::{Period, Weekday, Zone},
};

use self::hours::{Laid, lay_out, report_overlaps};
use crate::{
    nearest::suggestion,
    read::{Integer, Special, Table, Text},
    reference::SectionReference,
};

pub(crate) use self::exception::REFERENCE as EXCEPTIONS;

const TIME_ZONE: Text = Text {
    name: "time_zone",
    default: None,
    chars_max: 64,
    meaning: "Whose wall clock counts: a name of the IANA database such as `\"Europe/Berlin\"`. Its rules \
              are built in.",
};
const HOURS: Special = Special {
    name: "hours",
    takes: "a list such as `[\"mon-fri 09:00-12:30, 13:30-18:00\", \"sat 10:00-14:00\"]`",
    default: "required",
    meaning: "Days and their hours: `mon`, `mon-fri` or `mon,wed`; then from 00:00 to 24:00, up to 12 on \
              one day. `22:00-06:00` closes on the next day. An hour that the clock skips is not there; \
              one that it repeats counts twice.",
};

const LAST_CALL: Integer = Integer {
    name: "last_call_min",
    default: 0,
    range: 0..=limits::LAST_CALL_MIN_MAX,
    unit: "min",
    meaning: "How many minutes before each closing nobody new is let in line any more: for them it is closed from \
              then on, and its queues do with them what their `closed` says. Who waits already is served on.",
};

pub(crate) const REFERENCE: SectionReference = SectionReference::new(
    "[schedule.NAME]",
    "When something is open, by the wall clock of a place. NAME is 1 to 32 of `a-z 0-9 _ -`. Dates with \
     hours of their own are `exceptions`, below.",
    &[&TIME_ZONE, &HOURS, &LAST_CALL],
);

/// Reads a schedule; with problems, one that will do for as long as they are looked for.
pub(crate) fn read(mut table: Table<'_>) -> Schedule {
    let time_zone = read_zone(&mut table);
    let week = read_week(&mut table);
    let exceptions = exception::read_all(&mut table);
    let last_call = Span::seconds(table.integer(&LAST_CALL) * 60);
    table.finish();
    Schedule {
        time_zone,
        week,
        exceptions,
        last_call,
    }
}

fn read_zone(table: &mut Table<'_>) -> Zone {
    let (place, text) = table.text(&TIME_ZONE);
    Zone::new(&text).unwrap_or_else(|unknown| {
        // A missing or empty one has been reported.
        if !text.trim().is_empty() {
            let hint = zone_like(&text).unwrap_or_else(|| format!("; {unknown}"));
            table.problem(&place, format!("there is no time zone \"{text}\"{hint}"));
        }
        Zone::UTC
    })
}

/// A zone that may be meant: other case, a city without its continent, or the nearest name.
fn zone_like(text: &str) -> Option<String> {
    let names: Vec<String> = Zone::names().collect();
    let place = text.trim().replace(' ', "_");
    let is_it = |name: &&String| {
        let city = name.rsplit('/').next().unwrap_or_default();
        name.eq_ignore_ascii_case(&place) || city.eq_ignore_ascii_case(&place)
    };
    if let Some(name) = names.iter().find(is_it) {
        return Some(format!("; did you mean \"{name}\"?"));
    }
    let hint = suggestion(text, names.iter().map(String::as_str));
    (!hint.is_empty()).then_some(hint)
}

fn read_week(table: &mut Table<'_>) -> BTreeMap<Weekday, Vec<Period>> {
    let place = table.place_of(HOURS.name);
    let Some(lines) = table.texts(&HOURS) else {
        if !table.has_taken_value(HOURS.name) {
            let message = format!("{} needs {}: {}", table.title, HOURS.name, HOURS.takes);
            table.problem(&place, message);
        }
        return BTreeMap::new();
    };
    let mut all: Vec<Laid> = Vec::new();
    for (place, line) in lines {
        all.extend(lay_out(table, &place, &line));
    }
    let mut week: BTreeMap<Weekday, Vec<Period>> = BTreeMap::new();
    for laid in &all {
        week.entry(laid.day).or_default().push(laid.period);
    }
    for (day, periods) in &mut week {
        periods.sort();
        if periods.len() > limits::PERIODS_A_DAY {
            let (name, most) = (hours::name_of(*day), limits::PERIODS_A_DAY);
            table.problem(&place, format!("more than {most} periods on {name}"));
        }
    }
    report_overlaps(table, &all);
    week
}

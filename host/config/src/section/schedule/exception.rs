//! `[[schedule.NAME.exceptions]]`: dates with hours of their own.

use std::collections::BTreeMap;

use frontdesk_core::{
    Name, NameError, limits,
    schedule::{Date, Exception, Period},
};

use super::hours::read_periods;
use crate::{
    node::Kind,
    read::{Special, Switch, Table, Text, text_of},
    reference::SectionReference,
};

const ALL: Special = Special {
    name: "exceptions",
    takes: "a list of tables such as `[{ date = \"2026-12-25\", closed = true }]`",
    default: "`[]`",
    meaning: "Dates with hours of their own.",
};
const DATE: Special = Special {
    name: "date",
    takes: "a date such as `\"2026-12-25\"`",
    default: "required",
    meaning: "The date, on the wall clock of `time_zone`.",
};
const CLOSED: Switch = Switch {
    name: "closed",
    default: false,
    meaning: "`true`: closed all day. Otherwise `hours` says when it is open.",
};
const HOURS: Special = Special {
    name: "hours",
    takes: "a list such as `[\"09:00-12:00\", \"13:00-15:00\"]`",
    default: "none",
    meaning: "The hours of that date, instead of those of its weekday. `00:00-24:00` is open all day.",
};
const NAME: Text = Text {
    name: "name",
    default: Some(""),
    chars_max: limits::EXCEPTION_NAME_CHARS,
    meaning: "What the date is called.",
};
const TREATMENT: Text = Text {
    name: "treatment",
    default: Some(""),
    chars_max: limits::NAME_BYTES,
    meaning: "The queue that takes what comes on that date, in place of the queues that name this schedule.",
};

pub(crate) const REFERENCE: SectionReference = SectionReference::new(
    "[[schedule.NAME.exceptions]]",
    "A date with hours of its own and no others: hours that began on the evening before end at midnight. \
     Also as a list: `exceptions = [{ date = \"2026-12-25\", closed = true, name = \"Christmas\" }]`.",
    &[&DATE, &CLOSED, &HOURS, &NAME, &TREATMENT],
);

pub(super) fn read_all(table: &mut Table<'_>) -> BTreeMap<Date, Exception> {
    let mut exceptions = BTreeMap::new();
    let place = table.place_of(ALL.name);
    let list = table.tables(&ALL);
    if list.len() > limits::SCHEDULE_EXCEPTIONS {
        let message = format!("more than {} exceptions", limits::SCHEDULE_EXCEPTIONS);
        table.problem(&place, message);
    }
    for (place, entries) in list {
        let title = format!("an exception of {}", table.title);
        let mut inner = table.within(title, place, entries);
        let date_place = inner.place_of(DATE.name);
        let date = read_date(&mut inner);
        let exception = Exception {
            hours: read_hours(&mut inner),
            name: read_name(&mut inner),
            treatment: read_treatment(&mut inner),
        };
        inner.finish();
        let Some(date) = date else { continue };
        if exceptions.insert(date, exception).is_some() {
            table.problem(&date_place, format!("\"{date}\" is in the list twice"));
        }
    }
    exceptions
}

fn read_date(table: &mut Table<'_>) -> Option<Date> {
    let Some((place, node)) = table.take(DATE.name) else {
        let place = table.place.clone();
        let message = format!("{} needs {}: {}", table.title, DATE.name, DATE.takes);
        table.problem(&place, message);
        return None;
    };
    let text = if let Kind::Date(date) = &node.kind {
        Some(date.clone())
    } else {
        text_of(&node)
    };
    let Some(text) = text else {
        table.wrong_kind(DATE.name, &node, DATE.takes);
        return None;
    };
    let date = text.parse::<Date>();
    date.map_err(|error| table.problem(&place, format!("\"{text}\": {error}")))
        .ok()
}

fn read_hours(table: &mut Table<'_>) -> Vec<Period> {
    let here = table.place.clone();
    let place = table.place_of(HOURS.name);
    let closed = table.switch(&CLOSED);
    let has_hours = table.has(HOURS.name);
    let texts = table.texts(&HOURS);
    if closed == has_hours {
        let message = if closed {
            "a date that is closed has no hours"
        } else {
            "an exception has either `closed = true` or `hours`"
        };
        table.problem(if closed { &place } else { &here }, message);
    }
    let mut found: Vec<Period> = Vec::new();
    for (place, text) in texts.iter().flatten() {
        for (place, period) in read_periods(table, |at, part| place.within(text, at, part), text) {
            let overlaps =
                |it: &&Period| it.opens() < period.closes() && period.opens() < it.closes();
            if let Some(other) = found.iter().find(overlaps) {
                table.problem(&place, format!("{period} overlaps {other}"));
            }
            found.push(period);
        }
    }
    if texts.is_some_and(|texts| texts.is_empty()) {
        table.problem(&place, "no hours at all: `closed = true` says so");
    }
    if found.len() > limits::PERIODS_A_DAY {
        let message = format!("more than {} periods on one date", limits::PERIODS_A_DAY);
        table.problem(&place, message);
    }
    found.sort();
    found
}

fn read_name(table: &mut Table<'_>) -> Option<Box<str>> {
    let (_, text) = table.text(&NAME);
    (!text.is_empty()).then(|| text.into())
}

fn read_treatment(table: &mut Table<'_>) -> Option<Name> {
    let (place, text) = table.text(&TREATMENT);
    if text.is_empty() {
        return None;
    }
    let name = Name::new(&text);
    name.map_err(|NameError| table.problem(&place, format!("\"{text}\": {NameError}")))
        .ok()
}

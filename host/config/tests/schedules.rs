//! Schedules as they are read: days, hours and dates mean what they say.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use frontdesk_config::{Config, Layers};
use frontdesk_core::{
    Schedule, ScheduleId, Standing, Timestamp,
    schedule::{Because, Date, Weekday, Zone},
};

const FILE: &str = r#"
[schedule.office]
time_zone = "Europe/Berlin"
hours = [
    "mon-thu 13:30-18:00,09:00-12:30",
    "fri-sun,tue 22:00-00:30",
    "sat  10:00-14:00",
]
exceptions = [
    { date = "2026-12-25", closed = true, name = "Christmas" },
    { date = 2026-12-31, hours = ["13:00-15:00", "09:00-12:00"], treatment = "year-end" },
]

[schedule.shop]
time_zone = "UTC"
hours = ["sun-mon 00:00-24:00"]

[queue.year-end]
title = "Year's end"
"#;

fn load(text: &str) -> Config {
    Layers {
        name: "f",
        text,
        ..Layers::default()
    }
    .load()
    .ok()
    .unwrap()
}

fn schedule(name: &str) -> Schedule {
    let id: ScheduleId = name.parse().unwrap();
    load(FILE).schedules.remove(&id).unwrap()
}

fn hours(schedule: &Schedule, day: Weekday) -> Vec<String> {
    let periods = schedule.week.get(&day);
    let periods = periods.into_iter().flatten();
    periods.map(ToString::to_string).collect()
}

#[test]
fn days_have_the_hours_of_every_line_that_names_them_in_order() {
    let office = schedule("office");
    assert_eq!(office.time_zone, Zone::new("Europe/Berlin").unwrap());
    let workday = ["09:00-12:30", "13:30-18:00"];
    let late = ["22:00-00:30"];
    for (day, expected) in [
        (Weekday::Monday, &workday[..]),
        (Weekday::Tuesday, &[workday[0], workday[1], late[0]]),
        (Weekday::Thursday, &workday),
        (Weekday::Friday, &late),
        (Weekday::Saturday, &["10:00-14:00", late[0]]),
        (Weekday::Sunday, &late),
    ] {
        assert_eq!(hours(&office, day), expected, "{day:?}");
    }
}

#[test]
fn a_range_of_days_may_go_over_the_end_of_the_week() {
    let shop = schedule("shop");
    let days: Vec<_> = shop.week.keys().copied().collect();
    assert_eq!(days, [Weekday::Monday, Weekday::Sunday]);
    assert_eq!(hours(&shop, Weekday::Sunday), ["00:00-24:00"]);
}

#[test]
fn dates_are_closed_or_have_hours_a_name_and_a_treatment() {
    let office = schedule("office");
    let on = |date: &str| {
        office
            .exceptions
            .get(&date.parse::<Date>().unwrap())
            .unwrap()
    };
    let (christmas, last) = (on("2026-12-25"), on("2026-12-31"));
    assert_eq!(office.exceptions.len(), 2);
    assert!(christmas.hours.is_empty() && christmas.treatment.is_none());
    assert_eq!(christmas.name.as_deref(), Some("Christmas"));
    let shown: Vec<_> = last.hours.iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["09:00-12:00", "13:00-15:00"]);
    assert_eq!(
        last.treatment.as_ref().map(frontdesk_core::Name::as_str),
        Some("year-end")
    );
    assert_eq!(last.name, None);
}

#[test]
fn what_was_read_answers_and_keeps_every_maximum() {
    let office = schedule("office");
    assert_eq!(office.check(), Ok(()));
    // 2026-12-25 at noon in Berlin, a Friday; the next hours are those of Saturday at ten.
    let christmas = Because::Exception(office.exceptions.values().next().unwrap());
    assert_eq!(
        office.at(Timestamp(1_798_196_400_000)),
        Standing::Closed {
            opens: Some(Timestamp(1_798_275_600_000)),
            because: christmas,
        }
    );
}

#[test]
fn a_change_of_hours_is_shown_by_its_key() {
    let new = load(&FILE.replace("sun-mon", "sat-mon"));
    let changes = load(FILE).changes(&new);
    let shown: Vec<_> = changes.iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        ["[schedule.shop] hours: [\"sun-mon 00:00-24:00\"] -> [\"sat-mon 00:00-24:00\"]"]
    );
}

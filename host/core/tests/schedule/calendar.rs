//! Weeks, nights, dates with hours of their own, and the ends of time.

use frontdesk_core::{
    Name, Schedule, Standing, Timestamp, limits,
    schedule::{
        Because, Date, Exception, Period, ScheduleError,
        Weekday::{self, Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday},
        Zone,
    },
};
use serde::{
    Deserialize,
    de::{
        IntoDeserializer,
        value::{Error, StrDeserializer},
    },
};

use crate::desk::{With, at, hours, moment, schedule};

const WORKDAYS: [Weekday; 5] = [Monday, Tuesday, Wednesday, Thursday, Friday];

fn office() -> Schedule {
    schedule("UTC").on(&WORKDAYS, &["09:00-12:30", "13:30-18:00"])
}

#[test]
fn a_day_may_have_several_periods() {
    let office = office();
    assert_eq!(
        at(&office, "2026-06-01T09:00:00Z"),
        "open until 2026-06-01T12:30:00Z"
    );
    assert_eq!(
        at(&office, "2026-06-01T12:30:00Z"),
        "closed until 2026-06-01T13:30:00Z"
    );
    assert_eq!(
        at(&office, "2026-06-01T17:59:59.999Z"),
        "open until 2026-06-01T18:00:00Z"
    );
    assert_eq!(
        at(&office, "2026-06-05T18:00:00Z"),
        "closed until 2026-06-08T09:00:00Z"
    );
}

#[test]
fn hours_that_touch_or_overlap_are_one() {
    let long = schedule("UTC")
        .on(
            &[Monday],
            &["20:00-23:00", "22:00-24:00", "08:00-09:00", "09:00-10:00"],
        )
        .on(&[Tuesday], &["00:00-06:00"]);
    assert_eq!(
        at(&long, "2026-06-01T20:00:00Z"),
        "open until 2026-06-02T06:00:00Z"
    );
    assert_eq!(
        at(&long, "2026-06-01T08:30:00Z"),
        "open until 2026-06-01T10:00:00Z"
    );
}

#[test]
fn a_night_belongs_to_the_day_on_which_it_begins() {
    let night = schedule("UTC").on(&[Sunday], &["22:00-06:00"]);
    assert_eq!(
        at(&night, "2026-06-07T05:00:00Z"),
        "closed until 2026-06-07T22:00:00Z"
    );
    assert_eq!(
        at(&night, "2026-06-07T22:00:00Z"),
        "open until 2026-06-08T06:00:00Z"
    );
    assert_eq!(
        at(&night, "2026-06-08T00:00:00Z"),
        "open until 2026-06-08T06:00:00Z"
    );
}

#[test]
fn a_date_that_is_closed_is_closed_from_midnight_to_midnight() {
    let nights =
        schedule("UTC")
            .on(&Weekday::ALL, &["22:00-06:00"])
            .but("2026-12-25", "Christmas", &[]);
    assert_eq!(
        at(&nights, "2026-12-24T23:00:00Z"),
        "open until 2026-12-25T00:00:00Z"
    );
    let closed = "closed until 2026-12-26T22:00:00Z";
    assert_eq!(
        at(&nights, "2026-12-25T00:00:00Z"),
        format!("{closed}, Christmas")
    );
    assert_eq!(
        at(&nights, "2026-12-25T23:00:00Z"),
        format!("{closed}, Christmas")
    );
    assert_eq!(at(&nights, "2026-12-26T03:00:00Z"), closed);
}

#[test]
fn a_date_may_have_hours_of_its_own_and_carry_them_behind_midnight() {
    let office = office().but(
        "2026-12-31",
        "New Year's Eve",
        &["10:00-12:00", "20:00-01:00"],
    );
    assert_eq!(
        at(&office, "2026-12-31T09:30:00Z"),
        "closed until 2026-12-31T10:00:00Z, New Year's Eve"
    );
    assert_eq!(
        at(&office, "2026-12-31T10:00:00Z"),
        "open until 2026-12-31T12:00:00Z"
    );
    assert_eq!(
        at(&office, "2026-12-31T23:00:00Z"),
        "open until 2027-01-01T01:00:00Z"
    );
    assert_eq!(
        at(&office, "2027-01-01T01:00:00Z"),
        "closed until 2027-01-01T09:00:00Z"
    );
}

#[test]
fn a_date_may_be_open_all_day() {
    let office = office().but("2026-06-06", "Fair", &["00:00-24:00"]);
    assert_eq!(
        at(&office, "2026-06-05T18:00:00Z"),
        "closed until 2026-06-06T00:00:00Z"
    );
    assert_eq!(
        at(&office, "2026-06-06T00:00:00Z"),
        "open until 2026-06-07T00:00:00Z"
    );
}

#[test]
fn the_leap_day_has_the_hours_of_its_weekday_or_its_own() {
    // 29 February 2028 is a Tuesday.
    let tuesdays = schedule("Europe/Berlin").on(&[Tuesday], &["09:00-17:00"]);
    assert_eq!(
        at(&tuesdays, "2028-02-28T12:00:00Z"),
        "closed until 2028-02-29T08:00:00Z"
    );
    assert_eq!(
        at(&tuesdays, "2028-02-29T16:00:00Z"),
        "closed until 2028-03-07T08:00:00Z"
    );
    let not_then = tuesdays.but("2028-02-29", "Leap day", &[]);
    assert_eq!(
        at(&not_then, "2028-02-28T12:00:00Z"),
        "closed until 2028-03-07T08:00:00Z"
    );
    assert_eq!(
        at(&not_then, "2028-02-29T09:00:00Z"),
        "closed until 2028-03-07T08:00:00Z, Leap day"
    );
    // 2100 has none: Sunday, 28 February, and then Monday, 1 March.
    let mondays = schedule("UTC").on(&[Monday], &["00:00-24:00"]);
    assert_eq!(
        at(&mondays, "2100-02-28T12:00:00Z"),
        "closed until 2100-03-01T00:00:00Z"
    );
}

#[test]
fn what_never_changes_says_so() {
    let always = schedule("Europe/Berlin").on(&Weekday::ALL, &["00:00-24:00"]);
    assert_eq!(at(&always, "2026-06-01T00:00:00Z"), "open until never");
    assert_eq!(
        at(&schedule("Europe/Berlin"), "2026-06-01T00:00:00Z"),
        "closed until never"
    );
}

#[test]
fn a_date_far_ahead_is_found_up_to_the_limit() {
    let always = schedule("UTC").on(&Weekday::ALL, &["00:00-24:00"]);
    let once = always.but("2027-07-01", "Move", &[]);
    // 400 days before it, and a minute more.
    assert_eq!(
        at(&once, "2026-05-27T00:01:00Z"),
        "open until 2027-07-01T00:00:00Z"
    );
    assert_eq!(at(&once, "2026-05-26T23:59:00Z"), "open until never");
    let only_then = schedule("Pacific/Apia").but("2027-07-01", "Fair", &["09:00-10:00"]);
    assert_eq!(
        at(&only_then, "2026-07-01T00:00:00Z"),
        "closed until 2027-06-30T20:00:00Z"
    );
}

#[test]
fn the_exception_of_a_date_is_known_when_it_is_open_too() {
    let mut fair = schedule("Europe/Berlin").but("2026-06-06", "Fair", &["00:00-24:00"]);
    let treatment = Some(Name::new("fair").unwrap());
    let date: Date = "2026-06-06".parse().unwrap();
    fair.exceptions
        .get_mut(&date)
        .unwrap()
        .treatment
        .clone_from(&treatment);
    // By the wall clock of Berlin the date begins at 22:00 UTC.
    assert_eq!(fair.exception_at(moment("2026-06-05T21:59:59.999Z")), None);
    let (found, exception) = fair.exception_at(moment("2026-06-05T22:00:00Z")).unwrap();
    assert_eq!((found, &exception.treatment), (date, &treatment));
}

#[test]
fn any_moment_has_an_answer() {
    let office = office().but("9999-12-31", "End", &[]);
    for now in [
        Timestamp(0),
        limits::LATEST,
        Timestamp(u64::MAX),
        moment("9999-12-30T21:00:00Z"),
    ] {
        for zone in ["UTC", "Pacific/Apia", "America/New_York"] {
            let time_zone = Zone::new(zone).unwrap();
            let there = Schedule {
                time_zone,
                ..office.clone()
            };
            let standing = there.at(now);
            let now = now.min(limits::LATEST);
            assert!(
                standing.changes().is_some_and(|at| at > now),
                "{zone} {now:?}"
            );
        }
    }
    let last = Schedule {
        exceptions: [].into(),
        ..office
    };
    assert!(matches!(
        last.at(limits::LATEST),
        Standing::Closed {
            because: Because::Regular,
            ..
        } | Standing::Open { .. }
    ));
}

#[test]
fn more_than_the_maximum_is_found() {
    assert_eq!(office().check(), Ok(()));
    let many = vec![Period::ALL_DAY; limits::PERIODS_A_DAY + 1];
    let mut crowded = office();
    crowded.week.insert(Monday, many.clone());
    assert_eq!(crowded.check(), Err(ScheduleError::Periods));
    let exception = Exception {
        hours: many,
        ..Exception::default()
    };
    let mut crowded = office();
    crowded
        .exceptions
        .insert("2026-01-01".parse().unwrap(), exception);
    assert_eq!(crowded.check(), Err(ScheduleError::Periods));

    let mut holidays = office();
    for year in 2000..2100 {
        for day in 10..21 {
            let date = format!("{year}-01-{day}").parse().unwrap();
            holidays.exceptions.insert(date, Exception::default());
        }
    }
    assert_eq!(holidays.check(), Err(ScheduleError::Exceptions));
    for name in ["", &"x".repeat(limits::EXCEPTION_NAME_CHARS + 1)] {
        let named = office().but("2026-01-01", name, &[]);
        assert_eq!(named.check(), Err(ScheduleError::Name));
    }
}

#[test]
fn what_was_kept_is_checked_when_it_is_read() {
    fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Error> {
        let text: StrDeserializer<'a, Error> = text.into_deserializer();
        T::deserialize(text)
    }
    assert_eq!(
        read("Europe/Berlin"),
        Ok(Zone::new("Europe/Berlin").unwrap())
    );
    assert_eq!(
        read::<Period>("22:00-06:00"),
        Ok(hours(&["22:00-06:00"])[0])
    );
    assert_eq!(
        read::<Date>("2028-02-29"),
        Ok("2028-02-29".parse().unwrap())
    );
    assert_eq!(read::<Weekday>("saturday"), Ok(Saturday));
    assert!(read::<Zone>("Europe/Atlantis").is_err());
    assert!(read::<Period>("22:00-22:00").is_err());
    assert!(read::<Date>("2027-02-29").is_err());
}

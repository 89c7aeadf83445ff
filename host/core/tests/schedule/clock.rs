//! Where clocks are set: summer time, a midnight that is not there, a date that is not there.

use frontdesk_core::schedule::Weekday::{self, Friday, Monday, Sunday, Thursday};

use crate::desk::{With, at, schedule};

// In Berlin 2026 the clock goes from 02:00 to 03:00 on Sunday, 29 March, and from 03:00 back to
// 02:00 on Sunday, 25 October; both at 01:00 UTC.

#[test]
fn office_hours_are_the_same_on_the_wall_before_and_behind_a_change() {
    let office = schedule("Europe/Berlin").on(&[Friday, Monday], &["09:00-17:00"]);
    assert_eq!(
        at(&office, "2026-03-27T07:59:59.999Z"),
        "closed until 2026-03-27T08:00:00Z"
    );
    assert_eq!(
        at(&office, "2026-03-27T08:00:00Z"),
        "open until 2026-03-27T16:00:00Z"
    );
    assert_eq!(
        at(&office, "2026-03-27T16:00:00Z"),
        "closed until 2026-03-30T07:00:00Z"
    );
    assert_eq!(
        at(&office, "2026-03-30T07:00:00Z"),
        "open until 2026-03-30T15:00:00Z"
    );
    assert_eq!(
        at(&office, "2026-10-23T15:00:00Z"),
        "closed until 2026-10-26T08:00:00Z"
    );
}

#[test]
fn hours_within_the_skipped_hour_are_not_there_that_day() {
    let early = schedule("Europe/Berlin").on(&[Sunday], &["02:15-02:45"]);
    assert_eq!(
        at(&early, "2026-03-28T12:00:00Z"),
        "closed until 2026-04-05T00:15:00Z"
    );
    assert_eq!(
        at(&early, "2026-03-29T01:00:00Z"),
        "closed until 2026-04-05T00:15:00Z"
    );
}

#[test]
fn hours_that_open_in_the_skipped_hour_open_when_it_is_skipped() {
    let early = schedule("Europe/Berlin").on(&[Sunday], &["02:30-04:00"]);
    assert_eq!(
        at(&early, "2026-03-29T00:59:59.999Z"),
        "closed until 2026-03-29T01:00:00Z"
    );
    assert_eq!(
        at(&early, "2026-03-29T01:00:00Z"),
        "open until 2026-03-29T02:00:00Z"
    );
}

#[test]
fn hours_that_close_in_the_skipped_hour_close_when_it_is_skipped() {
    let late = schedule("Europe/Berlin").on(&[Sunday], &["01:00-02:30"]);
    assert_eq!(
        at(&late, "2026-03-29T00:30:00Z"),
        "open until 2026-03-29T01:00:00Z"
    );
    assert_eq!(
        at(&late, "2026-03-29T01:00:00Z"),
        "closed until 2026-04-04T23:00:00Z"
    );
}

#[test]
fn hours_around_the_skipped_hour_are_one_hour_shorter() {
    let night = schedule("Europe/Berlin").on(&[Sunday], &["01:30-03:30"]);
    assert_eq!(
        at(&night, "2026-03-29T00:30:00Z"),
        "open until 2026-03-29T01:30:00Z"
    );
}

#[test]
fn hours_around_the_repeated_hour_are_one_hour_longer() {
    let night = schedule("Europe/Berlin").on(&[Sunday], &["01:30-03:30"]);
    assert_eq!(
        at(&night, "2026-10-24T23:30:00Z"),
        "open until 2026-10-25T02:30:00Z"
    );
}

#[test]
fn hours_within_the_repeated_hour_come_twice() {
    let early = schedule("Europe/Berlin").on(&[Sunday], &["02:15-02:45"]);
    assert_eq!(
        at(&early, "2026-10-24T12:00:00Z"),
        "closed until 2026-10-25T00:15:00Z"
    );
    assert_eq!(
        at(&early, "2026-10-25T00:15:00Z"),
        "open until 2026-10-25T00:45:00Z"
    );
    assert_eq!(
        at(&early, "2026-10-25T00:45:00Z"),
        "closed until 2026-10-25T01:15:00Z"
    );
    assert_eq!(
        at(&early, "2026-10-25T01:15:00Z"),
        "open until 2026-10-25T01:45:00Z"
    );
    assert_eq!(
        at(&early, "2026-10-25T01:45:00Z"),
        "closed until 2026-11-01T01:15:00Z"
    );
}

#[test]
fn hours_that_open_or_close_at_the_end_of_the_repeated_hour_do_so_once() {
    let morning = schedule("Europe/Berlin").on(&[Sunday], &["03:00-04:00"]);
    assert_eq!(
        at(&morning, "2026-10-25T00:30:00Z"),
        "closed until 2026-10-25T02:00:00Z"
    );
    let night = schedule("Europe/Berlin").on(&[Sunday], &["01:00-03:00"]);
    assert_eq!(
        at(&night, "2026-10-25T00:30:00Z"),
        "open until 2026-10-25T02:00:00Z"
    );
}

#[test]
fn a_midnight_that_is_skipped_does_not_hide_the_day() {
    // São Paulo 2018: from Sunday, 4 November, 00:00 to 01:00.
    let all_sunday = schedule("America/Sao_Paulo").on(&[Sunday], &["00:00-24:00"]);
    assert_eq!(
        at(&all_sunday, "2018-11-04T02:59:59.999Z"),
        "closed until 2018-11-04T03:00:00Z"
    );
    assert_eq!(
        at(&all_sunday, "2018-11-04T03:00:00Z"),
        "open until 2018-11-05T02:00:00Z"
    );
}

#[test]
fn a_midnight_that_comes_twice_is_the_evening_before_twice() {
    // São Paulo 2018: from Sunday, 18 February, 00:00 back to Saturday, 23:00.
    let late = schedule("America/Sao_Paulo")
        .on(&[Weekday::Saturday], &["23:30-24:00"])
        .on(&[Sunday], &["08:00-09:00"]);
    assert_eq!(
        at(&late, "2018-02-18T01:30:00Z"),
        "open until 2018-02-18T02:00:00Z"
    );
    assert_eq!(
        at(&late, "2018-02-18T02:00:00Z"),
        "closed until 2018-02-18T02:30:00Z"
    );
    assert_eq!(
        at(&late, "2018-02-18T02:30:00Z"),
        "open until 2018-02-18T03:00:00Z"
    );
    assert_eq!(
        at(&late, "2018-02-18T03:00:00Z"),
        "closed until 2018-02-18T11:00:00Z"
    );
}

#[test]
fn a_date_that_a_zone_leaves_out_has_no_hours() {
    // Samoa went from the end of Thursday, 29 December 2011, to Saturday, 31 December.
    let days = schedule("Pacific/Apia").on(&[Thursday, Friday], &["09:00-17:00"]);
    assert_eq!(
        at(&days, "2011-12-29T20:00:00Z"),
        "open until 2011-12-30T03:00:00Z"
    );
    assert_eq!(
        at(&days, "2011-12-30T03:00:00Z"),
        "closed until 2012-01-04T19:00:00Z"
    );
    // And looking ahead from a week before, a Friday is still found.
    let fridays = schedule("Pacific/Apia").on(&[Friday], &["09:00-17:00"]);
    assert_eq!(
        at(&fridays, "2011-12-24T12:00:00Z"),
        "closed until 2012-01-05T19:00:00Z"
    );
}

#[test]
fn zones_with_half_hours_and_half_minutes_are_exact() {
    // Lord Howe moves by half an hour; it is 02:00 +10:30 when it becomes 02:30 +11.
    let island = schedule("Australia/Lord_Howe").on(&[Sunday], &["01:45-02:45"]);
    assert_eq!(
        at(&island, "2026-10-03T15:15:00Z"),
        "open until 2026-10-03T15:45:00Z"
    );
    let india = schedule("Asia/Kolkata").on(&[Monday], &["09:00-17:00"]);
    assert_eq!(
        at(&india, "2026-11-02T03:30:00Z"),
        "open until 2026-11-02T11:30:00Z"
    );
    // Monrovia was 44 minutes and 30 seconds behind until 1972.
    let liberia = schedule("Africa/Monrovia").on(&[Monday], &["09:00-17:00"]);
    assert_eq!(
        at(&liberia, "1971-03-01T09:44:29.999Z"),
        "closed until 1971-03-01T09:44:30Z"
    );
}

#[test]
fn a_time_that_is_set_by_a_rule_of_the_far_future_is_exact_too() {
    // The rules of today, applied to the last March of the calendar: the last Sunday is the 28th.
    let office = schedule("Europe/Berlin").on(&[Friday, Monday], &["09:00-17:00"]);
    assert_eq!(
        at(&office, "9999-03-26T16:00:00Z"),
        "closed until 9999-03-29T07:00:00Z"
    );
}

//! When the answer changes next: a walk along the wall clock, from date to date.

use super::{Date, Schedule, Zone, period::MINUTES_A_DAY};
use crate::{limits, time::Timestamp};

const MINUTE: i64 = 60_000;
const DAY: i64 = MINUTES_A_DAY as i64 * MINUTE;
#[expect(clippy::cast_possible_wrap, reason = "400 days are far from it")]
const AHEAD: i64 = limits::SCHEDULE_AHEAD.0 as i64;
/// Dates in a row, in one stretch, that show all that a week has: every weekday, behind a date that is
/// regular too.
const WHOLE_WEEK: u32 = 8;

/// What a wall clock shows.
#[derive(Clone, Copy)]
pub(super) struct Wall {
    pub(super) date: Date,
    /// Minutes since midnight.
    pub(super) minute: u16,
}

impl Wall {
    pub(super) fn at(zone: &Zone, now: Timestamp) -> Self {
        let now = millis(now);
        Self::showing(now + zone.stretch(now).ahead)
    }

    /// `local`: milliseconds since 1970-01-01 on the wall clock.
    fn showing(local: i64) -> Self {
        let minute = local.rem_euclid(DAY) / MINUTE;
        Self {
            date: Date::from_days(local.div_euclid(DAY)),
            // Below a day's minutes, so it fits.
            minute: u16::try_from(minute).unwrap_or(0),
        }
    }
}

/// The first moment behind `now` at which the schedule is not `is_open`, within
/// [`limits::SCHEDULE_AHEAD`].
///
/// Within one date and one stretch of the zone the wall clock goes evenly, and only the edges of the
/// date's hours can change anything. What is left are the beginnings of dates and stretches, and
/// those are looked at one by one.
pub(super) fn next_change(schedule: &Schedule, now: Timestamp, is_open: bool) -> Option<Timestamp> {
    let mut at = millis(now);
    let last = at + AHEAD;
    let mut stretch = schedule.time_zone.stretch(at);
    let mut regular_dates = 0;
    while at < last {
        if at >= stretch.until {
            stretch = schedule.time_zone.stretch(at);
            regular_dates = 0;
        }
        let wall = Wall::showing(at + stretch.ahead);
        let differs = |minute| schedule.is_open_on(Wall { minute, ..wall }) != is_open;
        if differs(wall.minute) {
            return Some(timestamp(at));
        }
        let midnight = wall.date.days() * DAY - stretch.ahead;
        let tomorrow = midnight + DAY;
        let end = tomorrow.min(stretch.until).min(last);
        let edge = schedule
            .edges(wall.date)
            .map(|minute| (midnight + i64::from(minute) * MINUTE, minute))
            .filter(|(moment, minute)| (at..end).contains(moment) && differs(*minute))
            .min();
        if let Some((moment, _)) = edge {
            return Some(timestamp(moment));
        }
        at = end;
        if schedule.exceptions.contains_key(&wall.date) {
            regular_dates = 0;
        } else if end == tomorrow {
            regular_dates += 1;
        }
        if regular_dates > WHOLE_WEEK {
            // The week itself never changes anything. Go on two days before a date with hours of its
            // own: a zone moves its clock by a day at most.
            let (date, _) = schedule.exceptions.range(wall.date..).next()?;
            let there = (date.days() - 2) * DAY - stretch.ahead;
            at = at.max(there);
        }
    }
    None
}

/// Milliseconds since 1970-01-01 UTC, small enough to reckon with.
fn millis(at: Timestamp) -> i64 {
    i64::try_from(at.min(limits::LATEST).0).unwrap_or(i64::MAX)
}

fn timestamp(millis: i64) -> Timestamp {
    Timestamp(u64::try_from(millis).unwrap_or(0))
}

//! Any schedule, against a model that paints every minute of the wall calendar and then reads off
//! what the clock shows, minute by minute.

use std::collections::BTreeMap;

use frontdesk_core::{
    Schedule, Span, Timestamp,
    schedule::{Exception, Weekday, Zone},
};
use jiff::{
    ToSpan,
    civil::{self, date},
    tz::{TimeZone, TimeZoneDatabase},
};
use proptest::{
    prelude::*,
    sample::{Index, select},
};

const MINUTE_MS: i64 = 60_000;
/// Minutes on a date.
const DAY: usize = 1_440;

/// When something opens, and for how many minutes.
type Hours = Vec<(usize, usize)>;

/// A schedule in other terms.
#[derive(Clone, Debug)]
struct Model {
    zone: String,
    /// From Monday on.
    week: Vec<Hours>,
    dates: BTreeMap<civil::Date, Hours>,
}

impl Model {
    fn hours(&self, date: civil::Date) -> &Hours {
        let weekday = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap();
        self.dates.get(&date).unwrap_or(&self.week[weekday])
    }

    /// Every minute from `first` on, for so many dates.
    fn painted(&self, first: civil::Date, dates: i32) -> BTreeMap<civil::Date, Vec<bool>> {
        let each = (0..dates).map(|day| first + day.days());
        let mut calendar: BTreeMap<_, _> = each.map(|date| (date, vec![false; DAY])).collect();
        for date in calendar.keys().copied().collect::<Vec<_>>() {
            for (opens, minutes) in self.hours(date) {
                for minute in *opens..opens + minutes {
                    let on = date + i64::from(minute >= DAY).days();
                    if on != date && self.dates.contains_key(&on) {
                        break;
                    }
                    if let Some(day) = calendar.get_mut(&on) {
                        day[minute % DAY] = true;
                    }
                }
            }
        }
        calendar
    }

    /// Whether it is open at each step from `start` on.
    fn truth(&self, start: i64, steps: i64, step_ms: i64) -> Vec<bool> {
        let zone = rules(&self.zone);
        let local = |ms| zone.to_datetime(jiff::Timestamp::from_millisecond(ms).unwrap());
        let (first, last) = (
            local(start).date() - 2.days(),
            local(start + steps * step_ms).date(),
        );
        let dates = first.until(last).unwrap().get_days() + 3;
        let calendar = self.painted(first, dates);
        let shown = (0..steps).map(|step| local(start + step * step_ms));
        shown
            .map(|at| {
                let minute = i32::from(at.hour()) * 60 + i32::from(at.minute());
                calendar[&at.date()][usize::try_from(minute).unwrap()]
            })
            .collect()
    }

    fn schedule(&self) -> Schedule {
        let periods = |hours: &Hours| {
            let text = |(opens, minutes): &(usize, usize)| {
                let closes = match opens + minutes {
                    midnight if midnight == DAY => DAY,
                    other => other % DAY,
                };
                let [from, to] =
                    [*opens, closes].map(|at| format!("{:02}:{:02}", at / 60, at % 60));
                format!("{from}-{to}").parse().unwrap()
            };
            hours.iter().map(text).collect()
        };
        let exception = |(date, hours): (&civil::Date, &Hours)| {
            let hours = periods(hours);
            let exception = Exception {
                hours,
                ..Exception::default()
            };
            (date.to_string().parse().unwrap(), exception)
        };
        Schedule {
            time_zone: Zone::new(&self.zone).unwrap(),
            week: Weekday::ALL
                .into_iter()
                .zip(self.week.iter().map(periods))
                .collect(),
            exceptions: self.dates.iter().map(exception).collect(),
            last_call: Span::ZERO,
        }
    }
}

fn rules(zone: &str) -> TimeZone {
    TimeZoneDatabase::bundled().get(zone).unwrap()
}

/// For each step the first later one that differs, if there is one.
fn changes(truth: &[bool]) -> Vec<Option<usize>> {
    let mut next = None;
    let mut found = vec![None; truth.len()];
    for step in (0..truth.len().saturating_sub(1)).rev() {
        if truth[step] != truth[step + 1] {
            next = Some(step + 1);
        }
        found[step] = next;
    }
    found
}

/// Hours that begin and end on multiples of `grain` minutes, many of them in the night.
fn hours(grain: usize) -> impl Strategy<Value = Hours> {
    let minute = prop_oneof![2 => 0..4 * 60_usize, 1 => 22 * 60..DAY, 2 => 0..DAY];
    let length = prop_oneof![3 => 1..180_usize, 2 => 1..DAY];
    let period = (minute, length).prop_map(move |(opens, length)| {
        let opens = opens / grain * grain;
        (opens, length.div_ceil(grain) * grain)
    });
    let period = period.prop_filter("less than a day", |(_, length)| *length < DAY);
    prop_oneof![
        1 => Just(Vec::new()),
        1 => Just(vec![(0, DAY)]),
        4 => prop::collection::vec(period, 1..4),
    ]
}

fn zones() -> impl Strategy<Value = String> {
    select(Zone::names().collect::<Vec<_>>())
}

/// Milliseconds of a moment between 1975 and 2100: since then offsets are whole minutes.
fn moments() -> impl Strategy<Value = i64> {
    (157_766_400..4_102_444_800_i64).prop_map(|seconds| seconds / 60 * MINUTE_MS)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn every_minute_around_a_change_of_the_clock_is_as_counted(
        zone in zones(),
        from in moments(),
        week in prop::collection::vec(hours(1), 7),
        exceptional in prop::collection::vec((-1..5_i64, hours(1)), 0..4),
        before in 0..3_000_i64,
    ) {
        const STEPS: i64 = 6 * 1_440;
        let near = jiff::Timestamp::from_millisecond(from).unwrap();
        let turn = rules(&zone).following(near).next().map_or(near, |it| it.timestamp());
        let turn = turn.as_millisecond() / MINUTE_MS * MINUTE_MS;
        let start = turn - before * MINUTE_MS;
        let first = date(1970, 1, 1) + (start / 86_400_000).days();
        let dates = exceptional.into_iter().map(|(day, hours)| (first + day.days(), hours)).collect();
        let model = Model { zone, week, dates };

        let truth = model.truth(start, STEPS, MINUTE_MS);
        let schedule = model.schedule();
        let changes = changes(&truth);
        for (step, is_open) in truth.iter().enumerate() {
            let minute = i64::try_from(step).unwrap();
            // All of the hours around the change, and one in a while elsewhere.
            if (minute - before).abs() > 200 && step % 61 != 0 {
                continue;
            }
            let begins = start + minute * MINUTE_MS;
            for within in [0, 59_999] {
                let now = Timestamp(u64::try_from(begins + within).unwrap());
                let standing = schedule.at(now);
                prop_assert_eq!(standing.is_open(), *is_open, "minute {}", step);
                let found = standing.changes().map(|it| i64::try_from(it.0).unwrap());
                if let Some(later) = changes[step] {
                    let at = start + i64::try_from(later).unwrap() * MINUTE_MS;
                    prop_assert_eq!(found, Some(at), "minute {}", step);
                } else {
                    let counted = start + STEPS * MINUTE_MS;
                    prop_assert!(found.is_none_or(|at| at >= counted), "minute {}", step);
                }
            }
        }
    }

    #[test]
    fn the_next_change_in_four_hundred_days_is_as_counted(
        zone in select(vec!["UTC", "Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Africa/Casablanca"]),
        from in 1_262_304_000..2_524_608_000_i64,
        day in hours(15),
        one_day in (0..7_usize, hours(15)),
        exceptional in prop::collection::vec((0..420_i64, hours(15)), 0..4),
        asked in any::<Index>(),
    ) {
        const GRAIN: i64 = 15 * MINUTE_MS;
        const STEPS: i64 = 400 * 96;
        let start = from * 1_000 / GRAIN * GRAIN;
        let first = date(1970, 1, 1) + (start / 86_400_000).days();
        // Mostly weeks that hardly change, so that the far dates decide.
        let day = if day.len() == 1 { day } else { Vec::new() };
        let mut week = vec![day; 7];
        if asked.index(3) == 0 {
            week[one_day.0] = one_day.1;
        }
        let dates = exceptional.into_iter().map(|(day, hours)| (first + day.days(), hours)).collect();
        let model = Model { zone: zone.to_owned(), week, dates };

        let truth = model.truth(start, STEPS, GRAIN);
        let counted = changes(&truth)[0].map(|step| start + i64::try_from(step).unwrap() * GRAIN);
        let schedule = model.schedule();
        let standing = schedule.at(Timestamp(u64::try_from(start).unwrap()));
        prop_assert_eq!(standing.is_open(), truth[0]);
        let found = standing.changes().map(|it| i64::try_from(it.0).unwrap());
        prop_assert_eq!(found, counted);
    }
}

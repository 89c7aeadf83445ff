//! Opening hours: when a queue is served, by the wall clock of a place.
//!
//! One rule decides: a schedule is open at a moment exactly when the wall clock of its time zone
//! then shows a date and a time that its hours have. So an hour that the clock skips is not there,
//! an hour that it repeats is open both times or closed both times, and hours never shift when
//! summer time begins. Nothing is remembered between two questions: [`Schedule::at`] computes its
//! answer from the schedule, the zone's rules and the moment, every time.
//!
//! Start at [`Schedule`]; `walk.rs` finds when the answer changes next.

mod date;
mod period;
mod walk;
mod zone;

use alloc::{boxed::Box, collections::BTreeMap, vec::Vec};

use serde::{Deserialize, Serialize};

pub use self::{
    date::{Date, DateError, Weekday},
    period::{Period, PeriodError},
    zone::{UnknownZone, Zone},
};
use self::{period::MINUTES_A_DAY, walk::Wall};
use crate::{
    ids::Name,
    limits,
    time::{Span, Timestamp},
};

/// When something is open: hours by day of the week, and dates that have their own.
///
/// Hours belong to the date on which they open, also behind midnight. A date with an exception has
/// the exception's hours and no others: what the evening before would carry into it ends at midnight.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// Whose wall clock counts.
    pub time_zone: Zone,
    /// Hours of each weekday; a day that is not here is closed. Hours that overlap count once.
    pub week: BTreeMap<Weekday, Vec<Period>>,
    /// Dates with hours of their own.
    pub exceptions: BTreeMap<Date, Exception>,
    /// How long before it closes nobody new is let in any more.
    #[serde(default)]
    pub last_call: Span,
}

/// A date with hours of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// The hours of that date instead of those of its weekday; none: closed all day, and
    /// [`Period::ALL_DAY`]: open all day.
    pub hours: Vec<Period>,
    /// What the date is called, for people: `Christmas`.
    pub name: Option<Box<str>>,
    /// What is done on that date instead of the usual; whoever asks the schedule knows the name.
    pub treatment: Option<Name>,
}

/// What a schedule says of one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing<'a> {
    /// Open.
    Open {
        /// The first moment that is closed; `None`: none within [`limits::SCHEDULE_AHEAD`].
        until: Option<Timestamp>,
    },
    /// Closed.
    Closed {
        /// The first moment that is open; `None`: none within [`limits::SCHEDULE_AHEAD`].
        opens: Option<Timestamp>,
        /// By which rule.
        because: Because<'a>,
    },
}

/// The rule by which a schedule is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because<'a> {
    /// The hours of the week.
    Regular,
    /// The exception of the date that the wall clock shows.
    Exception(&'a Exception),
    /// It is open still, and lets nobody new in before it closes.
    LastCall,
}

/// What is wrong with a schedule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    /// Too many periods on one day.
    #[error("more than {} periods on one day", limits::PERIODS_A_DAY)]
    Periods,
    /// Too many dates.
    #[error("more than {} exceptions", limits::SCHEDULE_EXCEPTIONS)]
    Exceptions,
    /// The last call is too early.
    #[error(
        "the last call is at most {} minutes before closing",
        limits::LAST_CALL_MIN_MAX
    )]
    LastCall,
    /// The name of a date is empty or too long.
    #[error(
        "the name of an exception is 1 to {} characters",
        limits::EXCEPTION_NAME_CHARS
    )]
    Name,
}

impl Standing<'_> {
    /// Whether it is open.
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Open { .. })
    }

    /// The moment from which the answer is another one.
    pub const fn changes(&self) -> Option<Timestamp> {
        match self {
            Self::Open { until } => *until,
            Self::Closed { opens, .. } => *opens,
        }
    }
}

impl Schedule {
    /// How it stands at a moment. Total: a moment behind the end of the calendar (the year 9999) has
    /// the time of day that the zone had there.
    pub fn at(&self, now: Timestamp) -> Standing<'_> {
        let wall = Wall::at(&self.time_zone, now);
        let is_open = self.is_open_on(wall);
        let change = walk::next_change(self, now, is_open);
        if is_open {
            return Standing::Open { until: change };
        }
        let exception = self.exceptions.get(&wall.date);
        Standing::Closed {
            opens: change,
            because: exception.map_or(Because::Regular, Because::Exception),
        }
    }

    /// How it stands for whoever comes at a moment: from its last call on it is closed for them.
    pub fn for_newcomers(&self, now: Timestamp) -> Standing<'_> {
        let standing = self.at(now);
        match standing {
            Standing::Open { until: Some(until) } if now + self.last_call >= until => {
                Standing::Closed {
                    opens: self.at(until).changes(),
                    because: Because::LastCall,
                }
            }
            Standing::Open { .. } | Standing::Closed { .. } => standing,
        }
    }

    /// When what came at a moment is closed behind: the end of the hours it came in, or of the next ones.
    /// `None`: not within [`limits::SCHEDULE_AHEAD`].
    pub fn closes_behind(&self, came: Timestamp) -> Option<Timestamp> {
        match self.at(came) {
            Standing::Open { until } => until,
            Standing::Closed { opens, .. } => self.at(opens?).changes(),
        }
    }

    /// The exception of the date that the wall clock shows, open or closed.
    pub fn exception_at(&self, now: Timestamp) -> Option<(Date, &Exception)> {
        let date = Wall::at(&self.time_zone, now).date;
        self.exceptions.get(&date).map(|it| (date, it))
    }

    /// Checks every maximum.
    pub fn check(&self) -> Result<(), ScheduleError> {
        let exceptional = self.exceptions.values().map(|it| &it.hours);
        if self
            .week
            .values()
            .chain(exceptional)
            .any(|hours| hours.len() > limits::PERIODS_A_DAY)
        {
            return Err(ScheduleError::Periods);
        }
        if self.exceptions.len() > limits::SCHEDULE_EXCEPTIONS {
            return Err(ScheduleError::Exceptions);
        }
        if self.last_call > Span::seconds(limits::LAST_CALL_MIN_MAX * 60) {
            return Err(ScheduleError::LastCall);
        }
        let name_fits =
            |name: &str| (1..=limits::EXCEPTION_NAME_CHARS).contains(&name.chars().count());
        let mut names = self.exceptions.values().filter_map(|it| it.name.as_deref());
        if names.all(name_fits) {
            Ok(())
        } else {
            Err(ScheduleError::Name)
        }
    }

    /// The one rule: whether the wall clock shows a time that the hours have.
    fn is_open_on(&self, wall: Wall) -> bool {
        let Wall { date, minute } = wall;
        let has = |date, minute| self.hours_of(date).iter().any(|it| it.has(minute));
        // Hours of the evening before count on, unless this date has its own.
        has(date, minute)
            || (!self.exceptions.contains_key(&date) && has(date.before(), minute + MINUTES_A_DAY))
    }

    /// The hours that open on a date.
    fn hours_of(&self, date: Date) -> &[Period] {
        if let Some(exception) = self.exceptions.get(&date) {
            return &exception.hours;
        }
        let regular = self.week.get(&date.weekday());
        regular.map_or(&[], Vec::as_slice)
    }

    /// The minutes of a date at which it may open or close.
    fn edges(&self, date: Date) -> impl Iterator<Item = u16> {
        let both = |it: &Period| [it.opens(), it.closes()];
        let evening = self.hours_of(date.before()).iter().flat_map(both);
        let carried = evening.filter_map(|minute| minute.checked_sub(MINUTES_A_DAY));
        self.hours_of(date).iter().flat_map(both).chain(carried)
    }
}

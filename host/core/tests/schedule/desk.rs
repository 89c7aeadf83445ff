//! Words for schedules and moments.

use frontdesk_core::{
    Schedule, Span, Timestamp,
    schedule::{Because, Exception, Period, Weekday, Zone},
};

/// A schedule that is never open.
pub(crate) fn schedule(zone: &str) -> Schedule {
    Schedule {
        time_zone: Zone::new(zone).unwrap(),
        week: [].into(),
        exceptions: [].into(),
        last_call: Span::ZERO,
    }
}

pub(crate) fn hours(texts: &[&str]) -> Vec<Period> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

pub(crate) trait With {
    /// With hours on these days.
    fn on(self, days: &[Weekday], texts: &[&str]) -> Self;
    /// With other hours on a date.
    fn but(self, date: &str, name: &str, texts: &[&str]) -> Self;
}

impl With for Schedule {
    fn on(mut self, days: &[Weekday], texts: &[&str]) -> Self {
        let each = days.iter().map(|day| (*day, hours(texts)));
        self.week.extend(each);
        self
    }

    fn but(mut self, date: &str, name: &str, texts: &[&str]) -> Self {
        let exception = Exception {
            hours: hours(texts),
            name: Some(name.into()),
            treatment: None,
        };
        self.exceptions.insert(date.parse().unwrap(), exception);
        self
    }
}

pub(crate) fn moment(text: &str) -> Timestamp {
    let at: jiff::Timestamp = text.parse().unwrap();
    Timestamp(at.as_millisecond().try_into().unwrap())
}

fn shown(at: Option<Timestamp>) -> String {
    let Some(at) = at else {
        return "never".to_owned();
    };
    let at = jiff::Timestamp::from_millisecond(at.0.try_into().unwrap()).unwrap();
    at.to_string()
}

/// The answer at a moment, as text: `open until 2026-03-29T01:30:00Z`.
pub(crate) fn at(schedule: &Schedule, text: &str) -> String {
    use frontdesk_core::Standing::{Closed, Open};
    match schedule.at(moment(text)) {
        Open { until } => format!("open until {}", shown(until)),
        Closed { opens, because } => {
            let why = match because {
                Because::Regular => String::new(),
                Because::LastCall => ", the last call is over".into(),
                Because::Exception(it) => format!(", {}", it.name.as_deref().unwrap_or("?")),
            };
            format!("closed until {}{why}", shown(opens))
        }
    }
}

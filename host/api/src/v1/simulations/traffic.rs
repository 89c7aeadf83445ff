//! The contacts of a run: what is asked for, checked, then made.

use std::{collections::BTreeSet, time::Duration};

use frontdesk_core::{ChannelId, RoutingPlan, Span};
use frontdesk_simulate::{
    Gaps, Law, Learned, Past, START, Stream, Traffic, TrafficError, poisson, recorded,
};
use frontdesk_wire::simulation::Simulate;

use crate::{api::Api, past::past_conversations, problem::Fault};

/// Contacts in one run: a second or two of one processor, two columns together.
const CONTACTS_MAX: u32 = 50_000;
/// Hours of a run: four weeks.
const HOURS_MAX: f64 = 672.0;
/// Hours of a run when nobody says so.
const HOURS: f64 = 8.0;
/// Days that are looked back: a year.
const DAYS_MAX: u32 = 366;
/// Milliseconds of a day.
const DAY: u64 = 86_400_000;
/// Seconds of a talk, or of patience: a day.
const SECONDS_MAX: f64 = 86_400.0;
/// Seconds of a talk when nobody says so.
const HANDLE_S: f64 = 300.0;

/// What is asked for, within its limits.
pub(super) enum Wanted {
    /// Contacts as chance would send them.
    MadeUp { streams: Vec<Stream>, length: Span },
    /// Contacts as they came.
    Recorded { days: u32, patience: Option<Span> },
}

/// The contacts, and what is known of them.
pub(super) struct Given {
    pub(super) traffic: Traffic,
    /// How long agents take to accept.
    pub(super) accept: Span,
    pub(super) record: Option<Record>,
}

/// What was, and what it shows.
pub(super) struct Record {
    pub(super) past: Vec<Past>,
    pub(super) learned: Learned,
}

impl Wanted {
    /// Checks a wish. A channel is known when one of the plans has it.
    pub(super) fn of<'a>(
        wish: &Simulate,
        plans: impl Iterator<Item = &'a RoutingPlan>,
    ) -> Result<Self, Fault> {
        let patience = wish
            .patience_s
            .map(|mean| span("patience_s", mean, SECONDS_MAX, 1.0));
        let patience = patience.transpose()?;
        if let Some(days) = wish.recorded_days {
            let is_made_up = !wish.per_hour.is_empty() || wish.handle_s.is_some();
            if is_made_up || wish.hours.is_some() {
                return unacceptable(
                    "recorded contacts come as they came and talk as long as they did: leave out per_hour, \
                     handle_s and hours, or recorded_days",
                );
            }
            if !(1..=DAYS_MAX).contains(&days) {
                return unacceptable(format!("recorded_days takes a number from 1 to {DAYS_MAX}"));
            }
            return Ok(Self::Recorded { days, patience });
        }
        if wish.per_hour.is_empty() {
            return unacceptable(
                "how many contacts come in an hour? Give per_hour, or recorded_days",
            );
        }
        let hours = wish.hours.unwrap_or(HOURS);
        let length = span("hours", hours, HOURS_MAX, 3_600.0)?;
        let channels = plans.flat_map(|plan| plan.channels.keys()).collect();
        let streams = streams(wish, &channels, patience)?;
        let about: f64 = streams.iter().map(|stream| stream.per_hour * hours).sum();
        if about > f64::from(CONTACTS_MAX) {
            return unacceptable(format!(
                "that makes about {about:.0} contacts, and one run takes {CONTACTS_MAX}: fewer hours, or a \
                 lower rate; `frontdesk simulate` takes more"
            ));
        }
        Ok(Self::MadeUp { streams, length })
    }

    /// The record, if it is asked for; else nothing.
    pub(super) async fn past(&self, api: &Api) -> Result<Vec<Past>, Fault> {
        let Self::Recorded { days, .. } = self else {
            return Ok(Vec::new());
        };
        let since = api.now() - Span::millis(u64::from(*days) * DAY);
        let most = usize::try_from(CONTACTS_MAX).unwrap_or(usize::MAX);
        let past = past_conversations(&**api.engine().store(), since, most).await?;
        match past {
            None => unacceptable(format!(
                "more than {CONTACTS_MAX} contacts came in these days: take fewer; `frontdesk simulate` takes \
                 more"
            )),
            Some(past) if past.is_empty() => unacceptable(format!(
                "no conversation that a contact began in the last {days} days is over: look further back, or \
                 let chance send contacts"
            )),
            Some(past) => Ok(past),
        }
    }

    /// Makes the contacts.
    pub(super) fn given(self, past: Vec<Past>, seed: u64) -> Result<Given, Fault> {
        let too_many = |error: TrafficError| Fault::Unacceptable(error.to_string());
        match self {
            Self::MadeUp { streams, length } => Ok(Given {
                traffic: poisson(&streams, START, length, seed).map_err(too_many)?,
                accept: Span::ZERO,
                record: None,
            }),
            Self::Recorded { patience, .. } => {
                let gaps = Gaps {
                    seed,
                    handle: rounded(HANDLE_S),
                    patience,
                };
                let (traffic, learned) = recorded(&past, gaps).map_err(too_many)?;
                Ok(Given {
                    traffic,
                    accept: rounded(learned.accept_mean_s.unwrap_or_default()),
                    record: Some(Record { past, learned }),
                })
            }
        }
    }
}

fn streams(
    wish: &Simulate,
    channels: &BTreeSet<&ChannelId>,
    patience: Option<Span>,
) -> Result<Vec<Stream>, Fault> {
    let mean = span(
        "handle_s",
        wish.handle_s.unwrap_or(HANDLE_S),
        SECONDS_MAX,
        1.0,
    )?;
    let mut streams = Vec::new();
    for (name, per_hour) in &wish.per_hour {
        let channel: Option<ChannelId> = name.parse().ok();
        let channel = channel.filter(|channel| channels.contains(channel));
        let Some(channel) = channel else {
            return unacceptable(format!("per_hour: there is no channel \"{name}\""));
        };
        if !(*per_hour > 0.0 && *per_hour <= f64::from(CONTACTS_MAX)) {
            return out_of_range("per_hour", f64::from(CONTACTS_MAX));
        }
        streams.push(Stream {
            channel,
            per_hour: *per_hour,
            handle: Law::Exponential { mean },
            patience,
        });
    }
    Ok(streams)
}

fn span(what: &str, number: f64, max: f64, unit_s: f64) -> Result<Span, Fault> {
    if !(number > 0.0 && number <= max) {
        return out_of_range(what, max);
    }
    Ok(rounded(number * unit_s))
}

/// The nearest millisecond of a number of seconds that is in its range.
fn rounded(seconds: f64) -> Span {
    let duration = Duration::try_from_secs_f64(seconds).unwrap_or_default();
    Span::millis(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}

/// A length of time in seconds.
pub(super) fn seconds(span: Span) -> f64 {
    Duration::from_millis(span.0).as_secs_f64()
}

fn out_of_range<T>(what: &str, max: f64) -> Result<T, Fault> {
    unacceptable(format!("{what} takes a number above 0 and up to {max}"))
}

fn unacceptable<T>(why: impl Into<String>) -> Result<T, Fault> {
    Err(Fault::Unacceptable(why.into()))
}

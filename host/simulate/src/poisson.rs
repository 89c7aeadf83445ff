//! Traffic that chance makes: Poisson arrivals, and laws for how long talks and patience last.

use frontdesk_core::{ChannelId, Span, Timestamp};

use crate::{
    chance::Chance,
    numbers::{float, seconds, span, whole},
    traffic::{CONTACTS_MAX, Contact, Traffic, TrafficError},
};

/// How a length of time varies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Law {
    /// Exponential: what Erlang's formulas assume.
    Exponential {
        /// The mean.
        mean: Span,
    },
    /// Lognormal: how talks are mostly found to be (Brown and others, 2005).
    LogNormal {
        /// The mean.
        mean: Span,
        /// The standard deviation.
        deviation: Span,
    },
}

impl Law {
    fn draw(self, chance: &mut Chance) -> Span {
        let drawn = match self {
            Self::Exponential { mean } => chance.exponential(seconds(mean)),
            Self::LogNormal { mean, deviation } => {
                chance.lognormal(seconds(mean), seconds(deviation))
            }
        };
        // A talk that ends as it begins would be no talk.
        span(drawn).max(Span::millis(1))
    }
}

/// One channel's contacts.
#[derive(Clone, Debug, PartialEq)]
pub struct Stream {
    /// Which channel.
    pub channel: ChannelId,
    /// How many come in an hour, on average.
    pub per_hour: f64,
    /// How long talks last.
    pub handle: Law,
    /// How long contacts wait, on average (exponential); `None`: for ever.
    pub patience: Option<Span>,
}

/// Contacts of all streams for `length`, beginning at `start`. The same seed makes the same contacts.
pub fn poisson(
    streams: &[Stream],
    start: Timestamp,
    length: Span,
    seed: u64,
) -> Result<Traffic, TrafficError> {
    let hours = seconds(length) / 3_600.0;
    let about: f64 = streams.iter().map(|stream| stream.per_hour * hours).sum();
    // Twice the mean is out of chance's reach for any number that matters here.
    if about > float(crate::numbers::count(CONTACTS_MAX)) {
        return Err(TrafficError::TooMany {
            about: whole(about),
        });
    }
    let mut contacts = Vec::new();
    for stream in streams.iter().filter(|stream| stream.per_hour > 0.0) {
        one_channel(stream, start, length, seed, &mut contacts);
    }
    Traffic::new(start, start + length, contacts)
}

fn one_channel(
    stream: &Stream,
    start: Timestamp,
    length: Span,
    seed: u64,
    contacts: &mut Vec<Contact>,
) {
    let channel = stream.channel.as_str();
    let chance = |what: &str| Chance::new(seed, &format!("{channel}/{what}"));
    let (mut gaps, mut talks, mut waits) =
        (chance("arrival"), chance("handle"), chance("patience"));
    let mean_gap = 3_600.0 / stream.per_hour;
    let mut at = gaps.exponential(mean_gap);
    while at < seconds(length) {
        contacts.push(Contact {
            channel: stream.channel.clone(),
            arrives: start + span(at),
            handle: stream.handle.draw(&mut talks),
            wrap_up: None,
            patience: stream
                .patience
                .map(|mean| span(waits.exponential(seconds(mean)))),
            locale: None,
        });
        at += gaps.exponential(mean_gap);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::traffic::START;

    fn stream(channel: &str, per_hour: f64) -> Stream {
        Stream {
            channel: channel.parse().unwrap(),
            per_hour,
            handle: Law::Exponential {
                mean: Span::seconds(300),
            },
            patience: Some(Span::seconds(120)),
        }
    }

    fn hours(hours: u32) -> Span {
        Span::seconds(hours * 3_600)
    }

    #[test]
    fn contacts_come_at_the_rate_and_in_order() {
        let streams = [stream("web", 600.0), stream("sms", 60.0)];
        let traffic = poisson(&streams, START, hours(100), 1).unwrap();
        let of = |name: &str| {
            let contacts = traffic.contacts().iter();
            contacts.filter(|c| c.channel.as_str() == name).count()
        };
        // Four standard deviations of a Poisson number.
        assert!(of("web").abs_diff(60_000) < 980, "{}", of("web"));
        assert!(of("sms").abs_diff(6_000) < 310, "{}", of("sms"));
        assert!(traffic.contacts().is_sorted_by_key(|c| c.arrives));
        let last = traffic.contacts().last().unwrap().arrives;
        assert!(last < traffic.end && traffic.end == START + hours(100));
    }

    #[test]
    fn a_seed_makes_the_same_contacts_and_another_makes_others() {
        let make = |seed| poisson(&[stream("web", 60.0)], START, hours(8), seed).unwrap();
        assert_eq!(make(1), make(1));
        assert_ne!(make(1), make(2));
    }

    #[test]
    fn another_channel_changes_nothing_on_the_first() {
        let web = stream("web", 60.0);
        let alone = poisson(std::slice::from_ref(&web), START, hours(8), 1).unwrap();
        let both = poisson(&[web, stream("sms", 60.0)], START, hours(8), 1).unwrap();
        let of_web = both
            .contacts()
            .iter()
            .filter(|c| c.channel.as_str() == "web");
        assert!(of_web.eq(alone.contacts()));
    }

    #[test]
    fn more_contacts_than_one_run_takes_are_refused_before_they_are_made() {
        let refused = poisson(&[stream("web", 1e9)], START, hours(1), 1);
        let said = refused.unwrap_err().to_string();
        assert!(
            said.contains("1000000000 contacts") && said.contains("fewer hours"),
            "{said}"
        );
    }
}

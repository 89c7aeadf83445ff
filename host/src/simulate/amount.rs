//! Numbers as an operator types them: `120`, `web=120`.

use std::{collections::BTreeSet, str::FromStr};

use anyhow::{Result, bail};
use frontdesk_config::suggestion;
use frontdesk_core::{ChannelId, Span};
use frontdesk_simulate::{Law, Stream};

/// How long a talk is when nobody says so.
pub(super) const HANDLE: Span = Span::seconds(300);
/// The largest number that means something here: a year in seconds.
const MAX: f64 = 31_536_000.0;

/// A number, for one channel or for each.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Amount {
    pub(super) channel: Option<ChannelId>,
    pub(super) number: f64,
}

impl FromStr for Amount {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (channel, number) = match text.split_once('=') {
            Some((name, number)) => {
                let channel = name.parse();
                let channel = channel.map_err(|error| format!("\"{name}\": {error}"))?;
                (Some(channel), number)
            }
            None => (None, text),
        };
        let Positive(number) = number.parse()?;
        Ok(Self { channel, number })
    }
}

/// A number above zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Positive(pub(super) f64);

impl FromStr for Positive {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = text.parse().ok();
        let number = number.filter(|number| *number > 0.0 && *number <= MAX);
        number
            .map(Self)
            .ok_or_else(|| format!("it takes a number above 0 and up to {MAX}"))
    }
}

/// How many agents are on duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Duty {
    All,
    First(usize),
}

impl FromStr for Duty {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "all" {
            return Ok(Self::All);
        }
        let number = text.parse().ok().filter(|number| *number > 0);
        number
            .map(Self::First)
            .ok_or_else(|| "it takes `all`, or a number of agents from 1".to_owned())
    }
}

/// What one flag said, for every channel there is.
pub(super) struct Amounts<'a> {
    said: &'a [Amount],
}

impl<'a> Amounts<'a> {
    /// Checks that every channel that is named is there.
    pub(super) fn new(
        flag: &str,
        said: &'a [Amount],
        channels: &BTreeSet<&ChannelId>,
    ) -> Result<Self> {
        let named = said.iter().filter_map(|amount| amount.channel.as_ref());
        for channel in named {
            if !channels.contains(channel) {
                let hint = suggestion(
                    channel.as_str(),
                    channels.iter().map(|channel| channel.as_str()),
                );
                bail!("{flag} {channel}=…: there is no channel \"{channel}\"{hint}");
            }
        }
        Ok(Self { said })
    }

    /// What holds for a channel: the last that names it, else the last that names none.
    pub(super) fn of(&self, channel: &ChannelId) -> Option<f64> {
        let last = |wanted: Option<&ChannelId>| {
            let mut said = self.said.iter().rev();
            said.find(|amount| amount.channel.as_ref() == wanted)
        };
        let amount = last(Some(channel)).or_else(|| last(None))?;
        Some(amount.number)
    }
}

/// A stream in words.
pub(super) fn words(stream: &Stream) -> String {
    let talks = match stream.handle {
        Law::Exponential { mean } => format!("talks of {} s", seconds(mean)),
        Law::LogNormal { mean, deviation } => {
            format!("talks of {} ± {} s", seconds(mean), seconds(deviation))
        }
    };
    let patience = stream.patience.map_or_else(
        || "nobody leaves".to_owned(),
        |mean| format!("patience of {} s", seconds(mean)),
    );
    let (channel, per_hour) = (&stream.channel, stream.per_hour);
    format!("{channel} {per_hour} an hour, {talks}, {patience}")
}

pub(super) fn seconds(span: Span) -> f64 {
    std::time::Duration::from_millis(span.0).as_secs_f64()
}

/// The nearest millisecond. Numbers up to [`MAX`] and more fit.
pub(super) fn span(seconds: f64) -> Span {
    let duration = std::time::Duration::try_from_secs_f64(seconds).unwrap_or_default();
    let ms = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    Span::millis(ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        text.parse().unwrap()
    }

    #[test]
    fn a_channel_has_its_own_number_or_that_of_all() {
        let (web, sms) = ("web".parse().unwrap(), "sms".parse().unwrap());
        let said = [amount("web=120"), amount("60")];
        let amounts = Amounts::new("--rate", &said, &BTreeSet::from([&web, &sms])).unwrap();
        assert_eq!(
            (amounts.of(&web), amounts.of(&sms)),
            (Some(120.0), Some(60.0))
        );
        let said = [amount("web=120")];
        let amounts = Amounts::new("--rate", &said, &BTreeSet::from([&web, &sms])).unwrap();
        assert_eq!(amounts.of(&sms), None);
    }

    #[test]
    fn a_channel_that_is_not_there_is_refused_with_the_one_that_was_meant() {
        let web = "website".parse().unwrap();
        let said = [amount("webiste=1")];
        let refused = Amounts::new("--rate", &said, &BTreeSet::from([&web])).err();
        let said = refused.unwrap().to_string();
        assert!(said.contains("did you mean \"website\"?"), "{said}");
    }

    #[test]
    fn only_numbers_that_mean_something_are_taken() {
        for text in [
            "", "0", "-1", "NaN", "inf", "1e12", "web=", "web=x", "We b=1", "=1",
        ] {
            assert!(text.parse::<Amount>().is_err(), "{text}");
        }
        assert_eq!("all".parse(), Ok(Duty::All));
        assert_eq!("3".parse(), Ok(Duty::First(3)));
        assert!("0".parse::<Duty>().is_err() && "some".parse::<Duty>().is_err());
    }
}

//! `frontdesk simulate`: how a configuration would do, beside today's. It changes nothing and needs no
//! component: the real core gets the traffic, and people are made up.

mod amount;
pub(crate) mod kept;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, Result, bail};
use clap::{Args, ValueEnum};
use frontdesk_core::{ChannelId, Delivery, RoutingPlan, Span};
use frontdesk_simulate::{
    Crew, Gaps, Law, Learned, OnDuty, Past, Report, START, Stream, Traffic, as_it_was, column,
    poisson, recorded,
};

use self::amount::{Amount, Amounts, Duty, Positive};
use crate::{
    announce::say,
    cli::{DEFAULT_CONFIG, Place},
    configuration,
};

/// How long chance sends contacts when nobody says so, in hours.
const HOURS: f64 = 8.0;
/// How far back the record is read when nobody says so.
const DAYS: u32 = 7;

/// Where the contacts come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Chance: a Poisson stream on each channel
    Poisson,
    /// The gateway's own past conversations
    Recorded,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Simulate {
    /// The configuration to try [default: config/frontdesk.toml]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The configuration to compare it with [default: config/frontdesk.toml, if it is there]
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
    /// Where the contacts come from
    #[arg(long, value_enum, default_value = "poisson")]
    traffic: Kind,
    /// Contacts an hour, on each channel or on one (`--rate 60 --rate web=120`)
    #[arg(long, value_name = "[CHANNEL=]NUMBER")]
    rate: Vec<Amount>,
    /// How long talks are on average, in seconds [default: 300]
    #[arg(long, value_name = "[CHANNEL=]SECONDS")]
    handle_s: Vec<Amount>,
    /// Lognormal talks with this standard deviation [default: exponential talks]
    #[arg(long, value_name = "[CHANNEL=]SECONDS")]
    handle_deviation_s: Vec<Amount>,
    /// How long contacts wait on average before they leave [default: for ever, or as recorded]
    #[arg(long, value_name = "[CHANNEL=]SECONDS")]
    patience_s: Vec<Amount>,
    /// Poisson: how long contacts come [default: 8]
    #[arg(long, value_name = "HOURS")]
    hours: Option<Positive>,
    /// Recorded: contacts of the last so many days [default: 7]
    #[arg(long, value_name = "NUMBER")]
    days: Option<u32>,
    /// Where chance begins: the same seed gives the same contacts
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,
    /// Agents on duty: `all`, or the first so many by name
    #[arg(long, value_name = "all|NUMBER", default_value = "all")]
    agents_on: Duty,
    /// How long agents take to accept [default: no time, or as recorded]
    #[arg(long, value_name = "SECONDS")]
    accept_s: Option<f64>,
    /// Within how many seconds a contact is to be answered
    #[arg(long, value_name = "SECONDS", default_value_t = 20)]
    target_s: u32,
    /// Print JSON instead of a table
    #[arg(long)]
    json: bool,
    /// Folder of the state with the past conversations, instead of `[gateway] state`
    #[arg(long, value_name = "FOLDER")]
    state: Option<PathBuf>,
}

/// A configuration under its name.
struct Candidate {
    name: String,
    plan: RoutingPlan,
}

/// Traffic, and what is to be said of it.
struct Given {
    traffic: Traffic,
    words: String,
    record: Option<Record>,
    accept: Span,
}

/// A record, and what it shows.
struct Record {
    past: Vec<Past>,
    learned: Learned,
}

/// Runs what was asked, and prints what came of it.
pub(crate) fn run(options: &Simulate) -> Result<ExitCode> {
    let candidates = options.candidates()?;
    let given = match options.traffic {
        Kind::Poisson => options.made_up(&candidates)?,
        Kind::Recorded => options.recorded()?,
    };
    let crew = Crew {
        on: match options.agents_on {
            Duty::All => OnDuty::All,
            Duty::First(number) => OnDuty::First(number),
        },
        accept: given.accept,
    };
    let target = Span::seconds(options.target_s);
    let was = given.record.as_ref();
    let was = was.map(|record| as_it_was(&record.past, &given.traffic, target));
    let mut columns = Vec::from_iter(was);
    for Candidate { name, plan } in &candidates {
        let column = column(name, plan, &given.traffic, crew, target);
        columns.push(column.with_context(|| format!("{name} cannot be tried"))?);
    }
    let report = Report {
        traffic: given.words,
        contacts: u64::try_from(given.traffic.contacts().len()).unwrap_or(u64::MAX),
        length_s: amount::seconds(given.traffic.length()),
        target_s: f64::from(options.target_s),
        seed: options.seed,
        recorded: given.record.map(|record| record.learned),
        columns,
    };
    if options.json {
        say(&(serde_json::to_string_pretty(&report)? + "\n"));
    } else {
        say(&report.to_string());
    }
    Ok(ExitCode::SUCCESS)
}

impl Simulate {
    /// Today's configuration, unless nobody named one and there is none where it usually is.
    fn today(&self) -> Option<&Path> {
        let usual = Path::new(DEFAULT_CONFIG);
        let named = self.against.as_deref();
        named.or_else(|| usual.exists().then_some(usual))
    }

    /// The configuration to try.
    fn new_one(&self) -> &Path {
        let named = self.config.as_deref();
        named.unwrap_or_else(|| Path::new(DEFAULT_CONFIG))
    }

    /// Today's configuration and the one to try; one alone when they are the same file.
    fn candidates(&self) -> Result<Vec<Candidate>> {
        let new = self.new_one();
        let mut candidates = Vec::new();
        if let Some(today) = self.today().filter(|today| !same_file(today, new)) {
            candidates.push(candidate(today)?);
        }
        candidates.push(candidate(new)?);
        Ok(candidates)
    }

    fn made_up(&self, candidates: &[Candidate]) -> Result<Given> {
        if self.days.is_some() {
            bail!("--days is for --traffic recorded; how long chance sends contacts is --hours");
        }
        let channels: BTreeSet<&ChannelId> = candidates
            .iter()
            .flat_map(|it| it.plan.channels.keys())
            .collect();
        if channels.is_empty() {
            bail!("there is no channel on which contacts could come: add [channel.NAME]");
        }
        if self.rate.is_empty() {
            bail!(
                "how many contacts come in an hour? --rate 60 is for each channel, --rate {}=60 for one",
                channels
                    .iter()
                    .next()
                    .map_or("NAME", |first| first.as_str())
            );
        }
        let read = |flag, amounts| Amounts::new(flag, amounts, &channels);
        let rates = read("--rate", &self.rate)?;
        let talks = read("--handle-s", &self.handle_s)?;
        let deviations = read("--handle-deviation-s", &self.handle_deviation_s)?;
        let patiences = read("--patience-s", &self.patience_s)?;
        let streams = channels.iter().filter_map(|channel| {
            let mean = talks.of(channel).map_or(amount::HANDLE, amount::span);
            let deviation = deviations.of(channel).map(amount::span);
            Some(Stream {
                channel: (*channel).clone(),
                per_hour: rates.of(channel)?,
                handle: deviation.map_or(Law::Exponential { mean }, |deviation| Law::LogNormal {
                    mean,
                    deviation,
                }),
                patience: patiences.of(channel).map(amount::span),
            })
        });
        let streams: Vec<Stream> = streams.collect();
        let hours = self.hours.map_or(HOURS, |hours| hours.0);
        let length = amount::span(hours * 3_600.0);
        let traffic = poisson(&streams, START, length, self.seed)
            .context("--rate and --hours do not fit together")?;
        let words = format!(
            "chance (seed {}), {} h, {} contacts: {}",
            self.seed,
            hours,
            traffic.contacts().len(),
            streams
                .iter()
                .map(amount::words)
                .collect::<Vec<_>>()
                .join("; ")
        );
        Ok(Given {
            traffic,
            words,
            record: None,
            accept: self.accept(None)?,
        })
    }

    fn recorded(&self) -> Result<Given> {
        if !(self.rate.is_empty() && self.handle_s.is_empty() && self.handle_deviation_s.is_empty())
        {
            bail!(
                "--rate, --handle-s and --handle-deviation-s are for --traffic poisson: recorded contacts come \
                 as they came, and talk as long as they did"
            );
        }
        if self.hours.is_some() {
            bail!("--hours is for --traffic poisson; how far back the record is read is --days");
        }
        let days = self.days.unwrap_or(DAYS);
        let patience = match self.patience_s.as_slice() {
            [] => None,
            [one] if one.channel.is_none() => Some(amount::span(one.number)),
            _ => bail!("of recorded contacts --patience-s takes one number, for all channels"),
        };
        let past = kept::of_last_days(&self.place(), days)?;
        let gaps = Gaps {
            seed: self.seed,
            handle: amount::HANDLE,
            patience,
        };
        let (traffic, learned) = recorded(&past, gaps).context("--days is too many")?;
        let accept = self.accept(learned.accept_mean_s)?;
        let words = format!(
            "recorded in the last {days} days: {} contacts, {} left; {}; agents accept after {}",
            learned.contacts,
            learned.left,
            match (patience, learned.patience_mean_s) {
                (Some(said), _) => format!("patience of {said} on average, as said"),
                (None, Some(found)) => format!("patience of {found} s on average, as found"),
                (None, None) => "nobody left, so nobody will".to_owned(),
            },
            accept
        );
        Ok(Given {
            traffic,
            words,
            record: Some(Record { past, learned }),
            accept,
        })
    }

    fn accept(&self, recorded_s: Option<f64>) -> Result<Span> {
        let seconds = self.accept_s.or(recorded_s).unwrap_or_default();
        if !(0.0..=3_600.0).contains(&seconds) {
            bail!("--accept-s {seconds} is not a number of seconds from 0 to 3600");
        }
        Ok(amount::span(seconds))
    }

    /// Past conversations are today's gateway's.
    fn place(&self) -> Place {
        let config = self.today().unwrap_or_else(|| self.new_one());
        Place {
            config: Some(config.to_owned()),
            state: self.state.clone(),
            components: None,
        }
    }
}

fn candidate(file: &Path) -> Result<Candidate> {
    let loaded = configuration::from_file(Some(file), Vec::new())?;
    // How messages leave makes no difference to who waits for whom, and only a component knows it.
    let plan = loaded.config.routing_plan(|_| Delivery::Outbox);
    Ok(Candidate {
        name: loaded.name,
        plan,
    })
}

fn same_file(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    real(one) == real(other)
}

//! What came of a configuration, in figures.

use std::collections::BTreeMap;

use frontdesk_core::{ChannelId, QueueId, RoutingPlan, Span, Timestamp};
use serde::Serialize;

use crate::{
    crew::{Crew, CrewError},
    numbers::{count, percent},
    past::{Past, PastFate},
    run::{Fate, Run, Work, run},
    spread::Spread,
    traffic::Traffic,
};

/// Seconds at which the curve of answers has a point.
const CURVE_S: [u32; 12] = [0, 5, 10, 15, 20, 30, 45, 60, 120, 300, 600, 1_800];
/// Intervals of a column, at most.
const INTERVALS: u64 = 96;
/// Lengths that an interval may have, in minutes.
const INTERVAL_MIN: [u32; 8] = [5, 15, 30, 60, 180, 360, 720, 1_440];

/// What came of one configuration.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Column {
    /// What the configuration is called.
    pub name: String,
    /// Agents on duty; `None`: nobody wrote it down.
    pub agents: Option<u64>,
    /// All queues together.
    pub total: Figures,
    /// Each queue.
    pub queues: BTreeMap<QueueId, Figures>,
    /// How many of a hundred contacts were answered within so many seconds.
    pub answered_within: Vec<Within>,
    /// How long an interval is, in seconds.
    pub interval_s: u64,
    /// What became of those who came in each interval.
    pub intervals: Vec<Interval>,
    /// Contacts who were left out, since the configuration has no such channel.
    pub no_channel: BTreeMap<ChannelId, u64>,
    /// How often the core was given an input.
    pub steps: u64,
}

/// The figures of one queue, or of all.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    /// Contacts who came.
    pub offered: u64,
    /// Of them, those an agent answered.
    pub answered: u64,
    /// Those who left before.
    pub abandoned: u64,
    /// Those whose conversation a rule of the gateway ended before.
    pub closed_unanswered: u64,
    /// Those for whom no agent on duty would ever come.
    pub never_answered: u64,
    /// Those the core refused, since a queue or the floor was full.
    pub turned_away: u64,
    /// Of a hundred who came, how many were answered within the target.
    pub service_level_percent: Option<f64>,
    /// Of a hundred who came, how many left.
    pub abandoned_percent: Option<f64>,
    /// How long those waited who were answered, in seconds.
    pub wait_s: Spread,
    /// How long those waited who left, in seconds.
    pub left_after_s: Spread,
    /// The part of their time in which the agents of the queue had at least one conversation, from
    /// whichever queue.
    pub occupancy_percent: Option<f64>,
    /// The part of their places that was taken: the same when everybody has one place.
    pub places_taken_percent: Option<f64>,
    /// The most who waited at one moment.
    pub longest_line: Option<u64>,
}

/// A point of the curve of answers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Within {
    /// Within so many seconds,
    pub s: u32,
    /// so many of a hundred were answered.
    pub percent: Option<f64>,
}

/// Those who came in one interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Interval {
    /// How many came.
    pub offered: u64,
    /// How many of them were answered.
    pub answered: u64,
    /// And within the target.
    pub within_target: u64,
    /// How many left.
    pub abandoned: u64,
}

/// Counts while one goes over the contacts.
#[derive(Default)]
struct Tally {
    figures: Figures,
    within: u64,
    answered: Vec<Span>,
    left: Vec<Span>,
}

impl Tally {
    fn add(&mut self, fate: Fate, target: Span) {
        let figures = &mut self.figures;
        figures.offered += 1;
        match fate {
            Fate::Answered(after) => {
                figures.answered += 1;
                self.within += u64::from(after <= target);
                self.answered.push(after);
            }
            Fate::Left(after) => {
                figures.abandoned += 1;
                self.left.push(after);
            }
            Fate::Closed(_) => figures.closed_unanswered += 1,
            Fate::Waiting => figures.never_answered += 1,
            Fate::TurnedAway | Fate::NoChannel => figures.turned_away += 1,
        }
    }

    fn figures(mut self, longest_line: Option<u64>, work: Workload) -> Figures {
        let offered = self.figures.offered;
        Figures {
            service_level_percent: percent(self.within, offered),
            abandoned_percent: percent(self.figures.abandoned, offered),
            wait_s: Spread::of(&mut self.answered),
            left_after_s: Spread::of(&mut self.left),
            occupancy_percent: percent(work.busy, work.time),
            places_taken_percent: percent(work.held, work.places),
            longest_line,
            ..self.figures
        }
    }
}

/// Runs a plan on traffic, and counts. `name` is what the configuration is called; `target` is the wait
/// within which a contact is to be answered.
///
/// The service level counts everybody who came: whoever left, even at once, was not answered in time.
pub fn column(
    name: &str,
    plan: &RoutingPlan,
    traffic: &Traffic,
    crew: Crew,
    target: Span,
) -> Result<Column, CrewError> {
    let run = run(plan.clone(), traffic, crew)?;
    let mut total = Tally::default();
    let mut queues: BTreeMap<QueueId, Tally> = plan
        .queues
        .keys()
        .map(|id| (id.clone(), Tally::default()))
        .collect();
    let mut no_channel = BTreeMap::new();
    let mut timeline = Timeline::of(traffic);
    for (contact, (fate, queue)) in traffic.contacts().iter().zip(&run.fates) {
        if *fate == Fate::NoChannel {
            *no_channel.entry(contact.channel.clone()).or_default() += 1;
            continue;
        }
        total.add(*fate, target);
        timeline.add(contact.arrives, *fate, target);
        // Whoever was turned away has no conversation, but their channel says where they wanted to.
        let channel = || Some(&plan.channels.get(&contact.channel)?.queue);
        let queue = queue.as_ref().or_else(channel);
        if let Some(tally) = queue.and_then(|id| queues.get_mut(id)) {
            tally.add(*fate, target);
        }
    }
    let answered_within = curve(&total);
    let lines: BTreeMap<_, _> = run.longest_line.iter().cloned().collect();
    let of_queue = |(id, tally): (QueueId, Tally)| {
        let line = lines.get(&id).copied();
        let figures = tally.figures(line, workload(&run, plan, traffic, Some(&id)));
        (id, figures)
    };
    Ok(Column {
        name: name.to_owned(),
        agents: Some(count(run.agents.len())),
        queues: queues.into_iter().map(of_queue).collect(),
        total: total.figures(
            Some(run.longest_line_in_all),
            workload(&run, plan, traffic, None),
        ),
        answered_within,
        interval_s: timeline.width.0 / 1_000,
        intervals: timeline.intervals,
        no_channel,
        steps: run.steps,
    })
}

/// What really became of recorded contacts, to see how far a run under the same configuration is from it.
/// Lines and agents' time are in no record.
pub fn as_it_was(past: &[Past], traffic: &Traffic, target: Span) -> Column {
    let mut total = Tally::default();
    let mut timeline = Timeline::of(traffic);
    for one in past {
        let fate = match one.fate {
            PastFate::Answered { .. } => Fate::Answered(one.waited),
            PastFate::Left => Fate::Left(one.waited),
        };
        total.add(fate, target);
        timeline.add(one.came, fate, target);
    }
    Column {
        name: "as it was".to_owned(),
        agents: None,
        answered_within: curve(&total),
        total: total.figures(None, Workload::default()),
        queues: BTreeMap::new(),
        interval_s: timeline.width.0 / 1_000,
        intervals: timeline.intervals,
        no_channel: BTreeMap::new(),
        steps: 0,
    }
}

fn curve(total: &Tally) -> Vec<Within> {
    let point = |s: u32| {
        let within = total.answered.iter();
        let within = within.filter(|after| **after <= Span::seconds(s)).count();
        Within {
            s,
            percent: percent(count(within), total.figures.offered),
        }
    };
    CURVE_S.map(point).to_vec()
}

/// Milliseconds of all agents of a queue together.
#[derive(Clone, Copy, Default)]
struct Workload {
    busy: u64,
    held: u64,
    time: u64,
    places: u64,
}

fn workload(run: &Run, plan: &RoutingPlan, traffic: &Traffic, queue: Option<&QueueId>) -> Workload {
    let length = traffic.length().0;
    let mut all = Workload::default();
    for (id, Work { busy, held }) in &run.agents {
        let Some(agent) = plan.agents.get(id) else {
            continue;
        };
        if queue.is_none_or(|queue| agent.queues.contains(queue)) {
            all.busy += busy.0;
            all.held += held.0;
            all.time += length;
            all.places += length * u64::from(agent.capacity);
        }
    }
    all
}

struct Timeline {
    start: Timestamp,
    width: Span,
    intervals: Vec<Interval>,
}

impl Timeline {
    fn of(traffic: &Traffic) -> Self {
        let length = traffic.length();
        let minutes = INTERVAL_MIN.map(|minutes| Span::seconds(minutes * 60));
        let fits = |width: &Span| length.0.div_ceil(width.0) <= INTERVALS;
        // Longer than the longest: as many of those as it takes.
        let width = minutes.into_iter().find(fits);
        let width = width.unwrap_or_else(|| Span::millis(length.0.div_ceil(INTERVALS)));
        let number = length.0.div_ceil(width.0).max(1);
        let number = usize::try_from(number).unwrap_or_default();
        Self {
            start: traffic.start,
            width,
            intervals: vec![Interval::default(); number],
        }
    }

    fn add(&mut self, at: Timestamp, fate: Fate, target: Span) {
        let place = at.since(self.start).0 / self.width.0;
        // Whoever comes at the very end belongs to the last one.
        let place = usize::try_from(place).unwrap_or(usize::MAX);
        let place = place.min(self.intervals.len().saturating_sub(1));
        let Some(interval) = self.intervals.get_mut(place) else {
            return;
        };
        interval.offered += 1;
        match fate {
            Fate::Answered(after) => {
                interval.answered += 1;
                interval.within_target += u64::from(after <= target);
            }
            Fate::Left(_) => interval.abandoned += 1,
            Fate::Closed(_) | Fate::Waiting | Fate::TurnedAway | Fate::NoChannel => {}
        }
    }
}

//! A dry run of the routing core: what is asked, and what comes of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `POST /api/v1/simulations`: contacts as chance would send them (`per_hour`), or as they came
/// (`recorded_days`): give one of the two. Numbers that are left out have the default that is named.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Simulate {
    /// Contacts an hour, by channel: a Poisson stream each.
    #[serde(default)]
    pub per_hour: BTreeMap<String, f64>,
    /// The gateway's own contacts of the last so many days, when they came and for as long as they talked.
    #[serde(default)]
    pub recorded_days: Option<u32>,
    /// How long talks are on average, in seconds (exponential): 300. Not of recorded contacts.
    #[serde(default)]
    pub handle_s: Option<f64>,
    /// How long contacts wait on average before they leave, in seconds (exponential): for ever; recorded
    /// ones as long as the record shows.
    #[serde(default)]
    pub patience_s: Option<f64>,
    /// How long contacts come, in hours: 8. Not of recorded ones.
    #[serde(default)]
    pub hours: Option<f64>,
    /// Within how many seconds a contact is to be answered: 20.
    #[serde(default)]
    pub target_s: Option<u32>,
    /// Where chance begins: 1.
    #[serde(default)]
    pub seed: Option<u64>,
    /// Agents on duty in a second column, the first so many by name: no second column.
    #[serde(default)]
    pub agents: Option<u32>,
    /// Changes to the configuration in force, in TOML: `[routing]`, `[schedule.NAME]`, `[queue.NAME]`,
    /// `[channel.NAME]` and `[agent.NAME]`. A key that they name is replaced or added, and everything
    /// else stays. They make a column of their own; without them there is none.
    #[serde(default)]
    pub changes: Option<String>,
}

/// The answer: the same contacts in each column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Simulation {
    /// Contacts who came.
    pub contacts: u64,
    /// From the first contact to the end, in seconds.
    pub length_s: f64,
    /// Within how many seconds a contact was to be answered.
    pub target_s: u32,
    /// What the record shows, if it was recorded traffic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded: Option<SimulatedRecord>,
    /// What was, of recorded contacts; all agents of the configuration in force; as many as were asked
    /// for; all agents with the changes. Those that were not asked for are left out.
    pub columns: Vec<SimulatedColumn>,
}

/// What a record of past contacts shows.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SimulatedRecord {
    /// How many left.
    pub left: u64,
    /// How long contacts wait on average before they leave, in seconds; null when nobody left.
    pub patience_mean_s: Option<f64>,
    /// How long agents took to accept on average, in seconds, as they do in every column.
    pub accept_mean_s: Option<f64>,
}

/// What a column is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SimulatedColumnKind {
    /// What really became of recorded contacts.
    AsItWas,
    /// The configuration in force.
    InForce,
    /// The configuration in force, with as many agents as were asked for.
    FewerAgents,
    /// The configuration in force with the changes over it.
    Changed,
}

/// What came of one configuration and crew.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SimulatedColumn {
    /// What it is of.
    pub kind: SimulatedColumnKind,
    /// Agents on duty; null: nobody wrote it down.
    pub agents: Option<u64>,
    /// All queues together.
    pub total: SimulatedFigures,
    /// Each queue, by name.
    pub queues: BTreeMap<String, SimulatedFigures>,
    /// How many of a hundred contacts were answered within so many seconds.
    pub answered_within: Vec<SimulatedPoint>,
    /// How long an interval is, in seconds.
    pub interval_s: u64,
    /// What became of those who came in each interval.
    pub intervals: Vec<SimulatedInterval>,
    /// Contacts who are left out, by channel, since there is no such channel in it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub left_out: BTreeMap<String, u64>,
}

/// The figures of one queue, or of all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SimulatedFigures {
    /// Contacts who came.
    pub offered: u64,
    /// Of them, those an agent answered.
    pub answered: u64,
    /// Those who left before.
    pub abandoned: u64,
    /// Those whose conversation a rule ended before.
    pub closed_unanswered: u64,
    /// Those for whom no agent on duty would ever come.
    pub never_answered: u64,
    /// Those the core refused, since something was full.
    pub turned_away: u64,
    /// Of a hundred who came, how many were answered within the target; null of nobody.
    pub service_level_percent: Option<f64>,
    /// Of a hundred who came, how many left; null of nobody.
    pub abandoned_percent: Option<f64>,
    /// How long those waited who were answered.
    pub wait_s: SimulatedSpread,
    /// How long those waited who left.
    pub left_after_s: SimulatedSpread,
    /// The part of their time in which agents had at least one conversation.
    pub occupancy_percent: Option<f64>,
    /// The part of agents' places that was taken.
    pub places_taken_percent: Option<f64>,
    /// The most who waited at one moment.
    pub longest_line: Option<u64>,
}

/// How a length of time is spread, in seconds; null of nobody.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SimulatedSpread {
    /// The mean.
    pub mean: Option<f64>,
    /// Half are no longer.
    pub p50: Option<f64>,
    /// 90 of 100 are no longer.
    pub p90: Option<f64>,
    /// 95 of 100 are no longer.
    pub p95: Option<f64>,
    /// 99 of 100 are no longer.
    pub p99: Option<f64>,
    /// The longest.
    pub max: Option<f64>,
}

/// A point of the curve of answers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SimulatedPoint {
    /// Within so many seconds,
    pub s: u32,
    /// so many of a hundred were answered; null of nobody.
    pub percent: Option<f64>,
}

/// Those who came in one interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SimulatedInterval {
    /// How many came.
    pub offered: u64,
    /// How many of them were answered.
    pub answered: u64,
    /// And within the target.
    pub within_target: u64,
    /// How many left.
    pub abandoned: u64,
}

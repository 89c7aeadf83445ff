//! What is configured: names, roles, titles, who serves which queue. Another configuration is another
//! directory.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use frontdesk_core::{
    AgentId, ChannelId, Delivery, Languages, QueueId, RoutingPlan, Script, ScriptId, Strategy,
    Timestamp,
};
use frontdesk_engine::translation::Parties;
use frontdesk_wire::view::Role;

use crate::{config::ApiConfig, files::FileLinks};

/// Looks up what views need beyond the core's records.
#[derive(Clone)]
pub(crate) struct Directory {
    plan: RoutingPlan,
    people: BTreeMap<AgentId, (String, Role)>,
    titles: BTreeMap<QueueId, String>,
    channel_titles: BTreeMap<ChannelId, String>,
    teams: BTreeMap<QueueId, Vec<AgentId>>,
    pub(crate) parties: Parties,
    pub(crate) away_reasons: Vec<String>,
    pub(crate) pop_on_offer: bool,
    pub(crate) bounds: Bounds,
    /// Where visitors find agents' files.
    pub(crate) links: Arc<FileLinks>,
}

/// The bounds that the hub itself holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    pub(crate) ring_events_max: usize,
    pub(crate) ring_bytes_max: usize,
    pub(crate) contact_queue: usize,
    pub(crate) console_queue: usize,
    pub(crate) sockets_per_visitor: usize,
    pub(crate) consoles_per_agent: usize,
    pub(crate) frames_per_s: u32,
    pub(crate) frames_burst: u32,
    /// How long a stream without a console goes on being recorded.
    pub(crate) stream_kept: Duration,
}

impl Directory {
    pub(crate) fn new(config: &ApiConfig) -> Self {
        let people = config.accounts.iter();
        let limits = &config.limits;
        Self {
            people: people
                .map(|(id, who)| (id.clone(), (who.name.clone(), who.role)))
                .collect(),
            titles: config.queue_titles.clone(),
            channel_titles: config.channel_titles.clone(),
            teams: teams(&config.plan),
            parties: config.parties.clone(),
            away_reasons: config.away_reasons.clone(),
            pop_on_offer: config.pop_on_offer,
            plan: config.plan.clone(),
            links: config.files.links.clone(),
            bounds: Bounds {
                ring_events_max: limits.ring_events_max,
                ring_bytes_max: limits.ring_bytes_max,
                contact_queue: limits.contact_queue,
                console_queue: limits.console_queue,
                sockets_per_visitor: limits.contact_sockets_per_visitor_max,
                consoles_per_agent: limits.consoles_per_agent_max,
                frames_per_s: limits.frames_per_s,
                frames_burst: limits.frames_burst,
                stream_kept: Duration::from_mins(2),
            },
        }
    }

    /// The same people and titles under another plan.
    pub(crate) fn with_plan(&self, plan: &RoutingPlan) -> Self {
        Self {
            plan: plan.clone(),
            teams: teams(plan),
            ..self.clone()
        }
    }

    /// Scripts, by name.
    pub(crate) fn scripts(&self) -> BTreeMap<ScriptId, Arc<Script>> {
        self.plan.scripts.clone()
    }

    /// Whether this was made for the plan.
    pub(crate) fn is_of(&self, plan: &RoutingPlan) -> bool {
        self.plan == *plan
    }

    /// Whether a console shows anything differently under the other.
    pub(crate) fn differs(&self, other: &Self) -> bool {
        self.plan != other.plan
            || self.people != other.people
            || self.titles != other.titles
            || self.channel_titles != other.channel_titles
            || self.parties != other.parties
            || self.away_reasons != other.away_reasons
            || self.pop_on_offer != other.pop_on_offer
    }

    /// Every queue.
    pub(crate) fn queues(&self) -> impl Iterator<Item = &QueueId> {
        self.plan.queues.keys()
    }

    /// Whether there is such a queue.
    pub(crate) fn has_queue(&self, queue: &QueueId) -> bool {
        self.plan.queues.contains_key(queue)
    }

    /// Every channel: its id, its title, and whether its contacts hold a live socket.
    pub(crate) fn channels(&self) -> impl Iterator<Item = (&ChannelId, &str, bool)> {
        self.plan.channels.iter().map(|(id, plan)| {
            (
                id,
                self.channel_title(id),
                plan.delivery == Delivery::Stream,
            )
        })
    }

    /// The title shown for a channel; one that has left the configuration keeps its id.
    pub(crate) fn channel_title<'a>(&'a self, channel: &'a ChannelId) -> &'a str {
        let title = self.channel_titles.get(channel);
        title.map_or(channel.as_str(), String::as_str)
    }

    /// Whether there is such a channel.
    pub(crate) fn has_channel(&self, channel: &ChannelId) -> bool {
        self.plan.channels.contains_key(channel)
    }

    /// The name shown for an agent; one who has left the configuration keeps their id.
    pub(crate) fn name_of<'a>(&'a self, agent: &'a AgentId) -> &'a str {
        self.people
            .get(agent)
            .map_or(agent.as_str(), |(name, _)| name)
    }

    pub(crate) fn role_of(&self, agent: &AgentId) -> Role {
        self.people
            .get(agent)
            .map_or(Role::Agent, |(_, role)| *role)
    }

    pub(crate) fn title_of<'a>(&'a self, queue: &'a QueueId) -> &'a str {
        self.titles
            .get(queue)
            .map_or(queue.as_str(), String::as_str)
    }

    pub(crate) fn dispositions_of(&self, queue: &QueueId) -> &[String] {
        self.plan
            .queues
            .get(queue)
            .map_or(&[], |plan| &plan.dispositions)
    }

    pub(crate) fn queues_of(&self, agent: &AgentId) -> &[QueueId] {
        self.plan.agents.get(agent).map_or(&[], |plan| &plan.queues)
    }

    pub(crate) fn may_decline(&self, agent: &AgentId) -> bool {
        self.plan
            .agents
            .get(agent)
            .is_some_and(|plan| plan.may_decline)
    }

    pub(crate) fn may_pick(&self, agent: &AgentId) -> bool {
        let plan = self.plan.agents.get(agent);
        plan.is_some_and(|plan| plan.may_pick)
    }

    /// Whether a queue asks nobody: its agents take conversations by hand.
    pub(crate) fn is_by_hand(&self, queue: &QueueId) -> bool {
        let plan = self.plan.queues.get(queue);
        plan.is_some_and(|plan| plan.strategy == Strategy::Pull)
    }

    /// Whether an agent may take what waits in a queue by hand.
    pub(crate) fn may_take_from(&self, agent: &AgentId, queue: &QueueId) -> bool {
        self.queues_of(agent).contains(queue) && (self.may_pick(agent) || self.is_by_hand(queue))
    }

    /// What an agent speaks, the primary language first.
    pub(crate) fn languages_of(&self, agent: &AgentId) -> Vec<String> {
        let plan = self.plan.agents.get(agent);
        let languages = plan.and_then(|plan| plan.languages.as_ref());
        let tags = languages.into_iter().flat_map(Languages::all);
        tags.map(ToString::to_string).collect()
    }

    pub(crate) fn capacity_of(&self, agent: &AgentId) -> u8 {
        self.plan.agents.get(agent).map_or(1, |plan| plan.capacity)
    }

    /// Who serves a queue.
    pub(crate) fn team_of(&self, queue: &QueueId) -> &[AgentId] {
        self.teams.get(queue).map_or(&[], Vec::as_slice)
    }

    /// Where a channel's conversations wait, while that is open.
    pub(crate) fn open_queue_of(&self, channel: &ChannelId, now: Timestamp) -> Option<&QueueId> {
        let queue = &self.plan.channels.get(channel)?.queue;
        self.plan.is_open(queue, now).then_some(queue)
    }

    /// How much of an agent's capacity a conversation of this channel takes.
    pub(crate) fn weight(&self, channel: &ChannelId) -> u8 {
        self.plan.channels.get(channel).map_or(1, |it| it.weight)
    }

    /// How many of this channel's conversations one agent may hold, if that has a maximum of its own.
    pub(crate) fn agent_max(&self, channel: &ChannelId) -> Option<u8> {
        self.plan.channels.get(channel)?.agent_max
    }

    /// Whether contacts of this channel hold a socket.
    pub(crate) fn is_stream(&self, channel: &ChannelId) -> bool {
        self.plan
            .channels
            .get(channel)
            .is_some_and(|plan| plan.delivery == Delivery::Stream)
    }
}

/// Who serves which queue.
fn teams(plan: &RoutingPlan) -> BTreeMap<QueueId, Vec<AgentId>> {
    let mut teams: BTreeMap<QueueId, Vec<AgentId>> = BTreeMap::new();
    for (agent, plan) in &plan.agents {
        for queue in &plan.queues {
            teams.entry(queue.clone()).or_default().push(agent.clone());
        }
    }
    teams
}

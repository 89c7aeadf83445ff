//! The validated configuration.

use std::{collections::BTreeMap, sync::Arc};

use frontdesk_core::{
    AgentId, AgentPlan, ChannelId, ChannelPlan, Delivery, Name, NameError, QueueId, RoutingPlan,
    limits,
};

use crate::{
    nearest::suggestion,
    node::{Entries, Kind},
    place::Place,
    problem::ProblemList,
    read::Table,
    section::{
        agent::Agent, channel::Channel, connector::Connector, console::Console, gateway::Gateway,
        limits::Limits, log::Log, plugins::Plugins, queue::Queue, session::Session, store::Store,
    },
    written::Written,
};

/// Connectors in a configuration.
const CONNECTORS: usize = 1_000;

/// A configuration in which every name resolves and every number is in its range.
#[derive(Clone)]
pub struct Config {
    /// Where it listens and keeps its state.
    pub gateway: Gateway,
    /// What clients may ask.
    pub limits: Limits,
    /// What is logged.
    pub log: Log,
    /// How the state is kept.
    pub store: Store,
    /// How long people stay signed in.
    pub session: Session,
    /// Where components are.
    pub plugins: Plugins,
    /// What agents see.
    pub console: Console,
    /// Queues, by name.
    pub queues: BTreeMap<QueueId, Queue>,
    /// Channels, by name.
    pub channels: BTreeMap<ChannelId, Channel>,
    /// Connectors, by name; no channel has the name of one.
    pub connectors: BTreeMap<Name, Connector>,
    /// Agents, by name.
    pub agents: BTreeMap<AgentId, Agent>,
    /// All that was written, and where.
    pub(crate) written: Arc<Written>,
}

const SECTIONS: [&str; 11] = [
    "gateway",
    "limits",
    "log",
    "store",
    "session",
    "plugins",
    "console",
    "queue",
    "channel",
    "connector",
    "agent",
];

impl Config {
    pub(crate) fn read(written: Written, problems: &mut ProblemList) -> Self {
        let mut root = written.root.clone();
        let gateway = Gateway::read(section(&mut root, "gateway", problems));
        let limits = Limits::read(section(&mut root, "limits", problems));
        let log = Log::read(section(&mut root, "log", problems));
        let store = Store::read(section(&mut root, "store", problems));
        let session = Session::read(section(&mut root, "session", problems));
        let plugins = Plugins::read(section(&mut root, "plugins", problems));
        let console = Console::read(section(&mut root, "console", problems));
        let queues = named(&mut root, "queue", limits::QUEUES, problems, |table| {
            Some(Queue::read(table))
        });
        // A queue that has problems of its own still counts as defined.
        let defined: Vec<&str> = queues.keys().map(Name::as_str).collect();
        let channels = named(&mut root, "channel", limits::CHANNELS, problems, |table| {
            Channel::read(table, &defined)
        });
        let connectors = named(&mut root, "connector", CONNECTORS, problems, |table| {
            Some(Connector::read(table))
        });
        let agents = named(&mut root, "agent", limits::AGENTS, problems, |table| {
            Some(Agent::read(table, &defined))
        });
        for (name, (place, _)) in root {
            let hint = suggestion(&name, SECTIONS);
            problems.add(&place, format!("there is no section \"{name}\"{hint}"));
        }
        let config = Self {
            gateway,
            limits,
            log,
            store,
            session,
            plugins,
            console,
            queues: queues
                .into_iter()
                .map(|(name, queue)| (QueueId(name), queue))
                .collect(),
            channels: channels
                .into_iter()
                .map(|(name, it)| (ChannelId(name), it))
                .collect(),
            connectors,
            agents: agents
                .into_iter()
                .map(|(name, agent)| (AgentId(name), agent))
                .collect(),
            written: Arc::new(written),
        };
        config.check_components(problems);
        config
    }

    /// What only shows when all components are known.
    fn check_components(&self, problems: &mut ProblemList) {
        for name in self.connectors.keys() {
            if self.channels.contains_key(&ChannelId(name.clone())) {
                let place = self.key_place(&["connector", name.as_str()]);
                let message = format!("connector \"{name}\": a channel has this name already");
                problems.add(&place, message);
            }
        }
        let total = self.plugins.memory_total_mib;
        for component in self.components() {
            let memory = component.limits.memory_mib;
            if memory > total {
                let (section, name) = (component.section.as_str(), component.name.as_str());
                let place = self.value_place(&[section, name, "limits", "memory_mib"]);
                let message = format!(
                    "memory_mib is {memory}, and all instances together may have {total} (memory_total_mib \
                     in [plugins])"
                );
                problems.add(&place, message);
            }
        }
    }

    /// Queues that no agent answers: allowed, and rarely meant.
    pub fn unanswered(&self) -> impl Iterator<Item = &QueueId> {
        let answered = |queue: &QueueId| self.agents.values().any(|a| a.queues.contains(queue));
        self.queues.keys().filter(move |queue| !answered(queue))
    }

    /// The part the core routes by. `delivery` says how messages leave on a channel, which its
    /// component decides.
    pub fn routing_plan(&self, delivery: impl Fn(&ChannelId) -> Delivery) -> RoutingPlan {
        let channel = |(id, channel): (&ChannelId, &Channel)| {
            let plan = ChannelPlan {
                queue: channel.queue.clone(),
                delivery: delivery(id),
                contact_grace: channel.contact_grace,
            };
            (id.clone(), plan)
        };
        let agent = |(id, agent): (&AgentId, &Agent)| {
            let plan = AgentPlan {
                queues: agent.queues.clone(),
                capacity: agent.capacity,
                may_decline: agent.may_decline,
            };
            (id.clone(), plan)
        };
        RoutingPlan {
            channels: self.channels.iter().map(channel).collect(),
            queues: self
                .queues
                .iter()
                .map(|(id, it)| (id.clone(), it.plan.clone()))
                .collect(),
            agents: self.agents.iter().map(agent).collect(),
        }
    }
}

/// The table `[name]`; an empty one when it is missing.
fn section<'a>(root: &mut Entries, name: &str, problems: &'a mut ProblemList) -> Table<'a> {
    let title = format!("[{name}]");
    let (place, entries) = match root.remove(name) {
        None => (Place::start(), Entries::new()),
        Some((place, node)) => match node.kind {
            Kind::Table(entries) => (place, entries),
            Kind::Text(_)
            | Kind::Integer(_)
            | Kind::Number(_)
            | Kind::Flag(_)
            | Kind::Date(_)
            | Kind::List(_) => {
                let message = format!("\"{name}\" is a section, written as [{name}]");
                problems.add(&place, message);
                (place, Entries::new())
            }
        },
    };
    Table::new(title, place, entries, problems)
}

/// The tables `[kind.NAME]`. One that cannot be read is left out; that it is there is known from
/// the problem it left.
fn named<T>(
    root: &mut Entries,
    kind: &str,
    limit: usize,
    problems: &mut ProblemList,
    mut read: impl FnMut(Table<'_>) -> Option<T>,
) -> BTreeMap<Name, T> {
    let mut found = BTreeMap::new();
    let Some((place, node)) = root.remove(kind) else {
        return found;
    };
    let Kind::Table(entries) = node.kind else {
        problems.add(
            &place,
            format!("each {kind} is a table of its own: [{kind}.NAME]"),
        );
        return found;
    };
    if entries.len() > limit {
        problems.add(
            &place,
            format!("there are more than {limit} tables [{kind}.NAME]"),
        );
    }
    for (text, (place, node)) in entries {
        let name = Name::new(&text)
            .map_err(|NameError| problems.add(&place, format!("{kind} \"{text}\": {NameError}")))
            .ok();
        let Kind::Table(entries) = node.kind else {
            problems.add(
                &place,
                format!("each {kind} is a table of its own: [{kind}.NAME]"),
            );
            continue;
        };
        let title = format!("{kind} \"{text}\"");
        let value = read(Table::new(title, place, entries, problems));
        if let (Some(name), Some(value)) = (name, value) {
            found.insert(name, value);
        }
    }
    found
}

//! The validated configuration.

use std::{collections::BTreeMap, sync::Arc};

use frontdesk_core::{
    AgentId, AgentPlan, ChannelId, ChannelPlan, Delivery, Name, QueueId, RoutingPlan, Schedule,
    ScheduleId, Script, ScriptId, limits,
    script::{Object, Tag},
};

use crate::{
    named::{keyed, named, names_of, section, texts},
    nearest::suggestion,
    node::Entries,
    problem::ProblemList,
    section::{
        agent::Agent,
        channel::{Channel, Known},
        connector::Connector,
        console::Console,
        design::Design,
        files::Files,
        gateway::Gateway,
        http_call::HttpCall,
        invitation::Invitation,
        limits::Limits,
        log::Log,
        mail::{self, Mail},
        plugins::Plugins,
        queue::Queue,
        retention::Retention,
        routing::Routing,
        schedule, script,
        session::Session,
        store::Store,
        translation::Translation,
    },
    written::Written,
};

/// Connectors in a configuration.
const CONNECTORS: usize = 1_000;
/// Calls in a configuration.
const HTTP_CALLS: usize = 200;
/// Designs in a configuration.
const DESIGNS: usize = 1_000;
/// Invitations in a configuration.
const INVITATIONS: usize = 1_000;

/// A configuration in which every name resolves and every number is in its range.
#[derive(Clone)]
pub struct Config {
    /// Where it listens and keeps its state.
    pub gateway: Gateway,
    /// What clients may ask.
    pub limits: Limits,
    /// Files that agents send.
    pub files: Files,
    /// What is logged.
    pub log: Log,
    /// How the state is kept.
    pub store: Store,
    /// How long people stay signed in.
    pub session: Session,
    /// How long what is over is kept.
    pub retention: Retention,
    /// How e-mails leave; `None`: none does.
    pub mail: Option<Mail>,
    /// Where components are.
    pub plugins: Plugins,
    /// What agents see.
    pub console: Console,
    /// What holds for all queues.
    pub routing: Routing,
    /// Schedules, by name.
    pub schedules: BTreeMap<ScheduleId, Schedule>,
    /// Scripts, by name.
    pub scripts: BTreeMap<ScriptId, Arc<Script>>,
    /// Servers on the web that scripts may ask, by name.
    pub http_calls: BTreeMap<Name, HttpCall>,
    /// Queues, by name.
    pub queues: BTreeMap<QueueId, Queue>,
    /// Invitations, by name.
    pub invitations: BTreeMap<Name, Invitation>,
    /// Designs of web chats, by name.
    pub designs: BTreeMap<Name, Design>,
    /// Channels, by name.
    pub channels: BTreeMap<ChannelId, Channel>,
    /// Connectors, by name; no channel has the name of one.
    pub connectors: BTreeMap<Name, Connector>,
    /// Who translates.
    pub translation: Translation,
    /// Agents, by name.
    pub agents: BTreeMap<AgentId, Agent>,
    /// All that was written, and where.
    pub(crate) written: Arc<Written>,
}

const SECTIONS: [&str; 21] = [
    "gateway",
    "limits",
    "files",
    "log",
    "store",
    "session",
    "retention",
    "mail",
    "plugins",
    "console",
    "routing",
    "schedule",
    "script",
    "http_call",
    "queue",
    "invitation",
    "design",
    "channel",
    "connector",
    "translation",
    "agent",
];

impl Config {
    pub(crate) fn read(written: Written, problems: &mut ProblemList) -> Self {
        let mut root = written.root.clone();
        let gateway = Gateway::read(section(&mut root, "gateway", problems));
        let limits = Limits::read(section(&mut root, "limits", problems));
        let files = Files::read(section(&mut root, "files", problems));
        let log = Log::read(section(&mut root, "log", problems));
        let store = Store::read(section(&mut root, "store", problems));
        let session = Session::read(section(&mut root, "session", problems));
        let retention = Retention::read(section(&mut root, "retention", problems));
        let mail = mail::read(section(&mut root, "mail", problems));
        let plugins = Plugins::read(section(&mut root, "plugins", problems));
        let console = Console::read(section(&mut root, "console", problems));
        let routing = Routing::read(section(&mut root, "routing", problems));
        let schedules = schedules(&mut root, problems);
        // A queue that has problems of its own still counts as defined.
        let names = names_of(&root, "queue");
        let defined = texts(&names);
        let hours: Vec<&str> = schedules.keys().map(Name::as_str).collect();
        let queues = named(&mut root, "queue", limits::QUEUES, problems, |table| {
            Some(Queue::read(table, &defined, &hours))
        });
        let designs = names_of(&root, "design");
        let (scripts, invitations, channels) =
            scripts_invitations_and_channels(&mut root, &defined, &texts(&designs), problems);
        let designs = named(&mut root, "design", DESIGNS, problems, |table| {
            Some(Design::read(table))
        });
        let (http_calls, connectors) = calls_and_connectors(&mut root, problems);
        let connected: Vec<&str> = connectors.keys().map(Name::as_str).collect();
        let translation =
            Translation::read(section(&mut root, "translation", problems), &connected);
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
            files,
            log,
            store,
            session,
            retention,
            mail,
            plugins,
            console,
            routing,
            schedules: keyed(schedules, ScheduleId),
            scripts: scripts
                .iter()
                .map(|(name, read)| (ScriptId(name.clone()), read.script.clone()))
                .collect(),
            http_calls,
            queues: keyed(queues, QueueId),
            invitations,
            designs,
            channels: keyed(channels, ChannelId),
            connectors,
            translation,
            agents: keyed(agents, AgentId),
            written: Arc::new(written),
        };
        config.check(&scripts, problems);
        config
    }

    /// What only shows when all of it is read.
    fn check(&self, scripts: &BTreeMap<Name, script::Read>, problems: &mut ProblemList) {
        self.check_overflow(problems);
        self.check_treatments(problems);
        self.check_scripts(scripts, problems);
        self.check_mail(problems);
        self.check_components(problems);
    }

    /// Following the overflow from any queue must come to an end.
    fn check_overflow(&self, problems: &mut ProblemList) {
        for name in self.queues.keys() {
            let next = |queue: &QueueId| self.queues.get(queue)?.plan.overflow.queue.as_ref();
            let mut chain = std::iter::successors(next(name), |queue| next(queue));
            if chain
                .by_ref()
                .take(self.queues.len())
                .any(|queue| queue == name)
            {
                let place = self.value_place(&["queue", name.as_str(), "overflow"]);
                let message = format!(
                    "queue \"{name}\" overflows into itself, by way of others or not: let one of them \
                     keep what it has"
                );
                problems.add(&place, message);
            }
        }
    }

    /// The exits of every script lead somewhere, and what it names is there.
    fn check_scripts(&self, read: &BTreeMap<Name, script::Read>, problems: &mut ProblemList) {
        let plan = self.routing_plan(|_| Delivery::Stream);
        let asked = script::Asked {
            calls: self.http_calls.keys().map(Name::as_str).collect(),
            connectors: self.connectors.keys().map(Name::as_str).collect(),
        };
        for (name, read) in read {
            script::check(name.as_str(), read, &plan, problems);
            script::check_asked(name.as_str(), read, &asked, problems);
        }
    }

    /// The connectors that scripts talk through: the script, the object and the connector's name.
    pub fn script_connectors(&self) -> impl Iterator<Item = (&ScriptId, &Tag, &Name)> {
        self.scripts.iter().flat_map(|(script, it)| {
            let objects = it.objects.iter();
            objects.filter_map(move |(tag, object)| {
                if let Object::PluginCall(call) = object {
                    Some((script, tag, &call.connector))
                } else {
                    None
                }
            })
        })
    }

    /// Whether some script has an exit of its own for dates with a treatment.
    fn is_in_a_script(&self, schedule: &ScheduleId, treatment: &Name) -> bool {
        let objects = self.scripts.values().flat_map(|it| it.objects.values());
        let mut schedules = objects.filter_map(|object| {
            if let Object::Schedule(it) = object {
                Some(it)
            } else {
                None
            }
        });
        schedules.any(|it| it.schedule == *schedule && it.exceptions.contains_key(treatment))
    }

    /// A date with a treatment of its own names a queue, or something that a script knows.
    fn check_treatments(&self, problems: &mut ProblemList) {
        for (name, schedule) in &self.schedules {
            let treatments = schedule.exceptions.values();
            for treatment in treatments.filter_map(|exception| exception.treatment.as_ref()) {
                if self.queues.contains_key(&QueueId(treatment.clone()))
                    || self.is_in_a_script(name, treatment)
                {
                    continue;
                }
                let hint = suggestion(treatment.as_str(), self.queues.keys().map(QueueId::as_str));
                let place = self.value_place(&["schedule", name.as_str(), "exceptions"]);
                let message = format!("treatment: queue \"{treatment}\" is not defined{hint}");
                problems.add(&place, message);
            }
        }
    }

    /// What is to be mailed needs a server.
    fn check_mail(&self, problems: &mut ProblemList) {
        for (name, channel) in &self.channels {
            let mails = channel.offline.as_ref().and_then(|it| it.mail_to.as_ref());
            if mails.is_some() && self.mail.is_none() {
                let place = self.value_place(&["channel", name.as_str(), "offline", "mail_to"]);
                problems.add(
                    &place,
                    "mail_to needs [mail], the server that takes the mail",
                );
            }
        }
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
                reopen_within: channel.reopen_within,
                weight: channel.weight,
                agent_max: channel.agent_max,
                answers: channel.answers.clone(),
                script: channel.script.clone(),
                steps: channel.steps.clone(),
                ..ChannelPlan::new(channel.queue.clone(), delivery(id), channel.contact_grace)
            };
            (id.clone(), plan)
        };
        let agent = |(id, agent): (&AgentId, &Agent)| {
            let plan = AgentPlan {
                queues: agent.queues.clone(),
                capacity: agent.capacity,
                may_decline: agent.may_decline,
                may_pick: agent.may_pick,
                languages: agent.languages.clone(),
                levels: agent.levels.clone(),
                skills: agent.skills.clone(),
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
            schedules: self.schedules.clone(),
            scripts: self.scripts.clone(),
            order: self.routing.order,
            handover: self.routing.handover,
        }
    }
}

fn schedules(root: &mut Entries, problems: &mut ProblemList) -> BTreeMap<Name, Schedule> {
    named(root, "schedule", limits::SCHEDULES, problems, |table| {
        Some(schedule::read(table))
    })
}

/// What is asked outside.
fn calls_and_connectors(
    root: &mut Entries,
    problems: &mut ProblemList,
) -> (BTreeMap<Name, HttpCall>, BTreeMap<Name, Connector>) {
    let calls = named(root, "http_call", HTTP_CALLS, problems, |table| {
        Some(HttpCall::read(table))
    });
    let connectors = named(root, "connector", CONNECTORS, problems, |table| {
        Some(Connector::read(table))
    });
    (calls, connectors)
}

/// Scripts and invitations, and the channels that name them.
fn scripts_invitations_and_channels(
    root: &mut Entries,
    queues: &[&str],
    designs: &[&str],
    problems: &mut ProblemList,
) -> (
    BTreeMap<Name, script::Read>,
    BTreeMap<Name, Invitation>,
    BTreeMap<Name, Channel>,
) {
    let connectors = names_of(root, "connector");
    let written = names_of(root, "script");
    let names = names_of(root, "invitation");
    let known = Known {
        queues,
        connectors: &texts(&connectors),
        invitations: &texts(&names),
        scripts: &texts(&written),
        designs,
    };
    let scripts = named(root, "script", limits::SCRIPTS, problems, script::read);
    let invitations = named(root, "invitation", INVITATIONS, problems, |table| {
        Invitation::read(table)
    });
    let channels = named(root, "channel", limits::CHANNELS, problems, |table| {
        Channel::read(table, &known)
    });
    (scripts, invitations, channels)
}

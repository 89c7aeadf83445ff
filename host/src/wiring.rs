//! Which part is given to which.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context as _, Result, anyhow};
use argon2::PasswordHash;
use frontdesk_api::{
    Account, ApiConfig, ConnectedSystem, ContactChannel, CrmConfig, FileConfig, FileLinks,
    FileSource, Kind, Limits as ApiLimits, MetricsPage, SiteIdentity, Survey, WebAssets,
    WebhookEntrance, WithFiles,
};
use frontdesk_config::{CallMethod, Channel, Config, MatchIn, Role, ScreenPop, SurveyKind};
use frontdesk_core::{
    AgentId, ChannelId, Delivery, Language, Name, RoutingPlan, Span, TranslationMode,
};
use frontdesk_engine::{
    ports::{Bot, Clock, Outbound, PluginValues, SocketChannel, Translator, WebCall},
    translation::{Between, LanguagePair, Parties, TranslationConfig},
};
use frontdesk_plugin_host::{
    LockFile, PluginHost, PluginHostConfig, PluginSlot, PrepareError, Registry, RegistryConfig,
    SecretValue, WebCallSpec, WebMethod,
};
use frontdesk_store::{FileShelf, SledOptions, ratings::Scale};
use frontdesk_telemetry::measures::Measures;
use frontdesk_wire::view::Role as WireRole;

use crate::{
    design::{self, Looks},
    desired::desired,
    form, invitation, offline, place, refusal,
};

/// One MiB.
const MIB: u64 = 1024 * 1024;

/// Plugins, by name.
pub(crate) type Plugins = BTreeMap<String, Arc<PluginSlot>>;

/// Whom scripts may ask, by name: bots, and servers on the web.
pub(crate) type Named = (
    BTreeMap<Name, Arc<dyn Bot>>,
    BTreeMap<Name, Arc<dyn WebCall>>,
);

/// What takes messages to providers, by channel.
pub(crate) type Outbounds = BTreeMap<ChannelId, Arc<dyn Outbound>>;

/// How the store is opened.
pub(crate) fn store(config: &Config) -> SledOptions {
    let reserve = u64::from(config.store.reserve_mib) * MIB;
    SledOptions {
        cache_capacity: u64::from(config.store.cache_mib) * MIB,
        // The engine stops taking work at the whole reserve; the store keeps half of it for what was
        // taken before.
        free_space_min: SledOptions::FREE_SPACE_MIN.min(reserve / 2),
        ..SledOptions::new(config.gateway.state.join("store"))
    }
}

/// The engine's bounds.
pub(crate) fn engine_limits(config: &Config) -> frontdesk_engine::Limits {
    frontdesk_engine::Limits {
        mailbox: count(config.limits.commands_waiting_max),
        reserve_bytes: u64::from(config.store.reserve_mib) * MIB,
        ..frontdesk_engine::Limits::default()
    }
}

/// The registry of plugins, with nothing in it yet.
pub(crate) fn registry(
    config: &Config,
    lock: LockFile,
    clock: Arc<dyn Clock>,
    values: Arc<dyn PluginValues>,
) -> Result<Registry> {
    let memory_mib = config.plugins.memory_total_mib;
    let host_config = PluginHostConfig {
        memory_bytes: usize::try_from(u64::from(memory_mib) << 20).unwrap_or(usize::MAX),
        cache_dir: place::cache_dir(config),
        ..PluginHostConfig::default()
    };
    let host = PluginHost::new(&host_config, clock.clone())?;
    let shelf = config.gateway.state.join("plugins");
    let parts = RegistryConfig {
        host,
        clock,
        values,
        lock,
    };
    Registry::open(parts, &shelf)
        .with_context(|| format!("opening the folder of kept components {}", shelf.display()))
}

/// Loads every component for the first time.
pub(crate) async fn first_plugins(config: &Config, registry: &Registry) -> Result<Plugins> {
    match registry.apply(desired(config)?).await {
        Ok(_) => Ok(registry.slots()),
        Err(PrepareError::Plugins(problems)) => Err(refusal::of(config, &problems)),
        Err(PrepareError::Lock(error)) => Err(error.into()),
    }
}

/// The routing plan: a channel whose component can hold a socket is a live one.
pub(crate) fn plan(config: &Config, plugins: &Plugins) -> Result<RoutingPlan> {
    let plan = config.routing_plan(|id| match plugins.get(id.as_str()) {
        Some(plugin) if plugin.has_socket() => Delivery::Stream,
        Some(_) | None => Delivery::Outbox,
    });
    plan.check().context("the configuration")?;
    Ok(plan)
}

/// The components that take messages to providers, each told where the files in its messages are.
pub(crate) fn outbound(config: &Config, plugins: &Plugins, files: &FileSource) -> Outbounds {
    let away = config.channels.keys().filter_map(|id| {
        let slot = plugins.get(id.as_str()).filter(|slot| !slot.has_socket())?;
        let component = WithFiles {
            component: slot.clone(),
            source: files.clone(),
        };
        Some((id.clone(), Arc::new(component) as Arc<dyn Outbound>))
    });
    away.collect()
}

/// What the API needs of the configuration.
pub(crate) struct ApiParts<'a> {
    pub(crate) config: &'a Config,
    pub(crate) plan: &'a RoutingPlan,
    pub(crate) plugins: &'a Plugins,
    pub(crate) public_url: String,
    pub(crate) visitor_key: [u8; 32],
    pub(crate) shelf: Arc<FileShelf>,
    pub(crate) crm: CrmConfig,
    pub(crate) links: Arc<FileLinks>,
    pub(crate) measures: Measures,
    pub(crate) demo: bool,
}

/// The API's set-up.
pub(crate) fn api(parts: ApiParts<'_>) -> Result<ApiConfig> {
    let ApiParts {
        config,
        plan,
        plugins,
        public_url,
        visitor_key,
        shelf,
        crm,
        links,
        measures,
        demo,
    } = parts;
    let channels = config.channels.iter().filter_map(|(id, channel)| {
        let slot = plugins.get(id.as_str()).filter(|slot| slot.has_socket())?;
        let channel = contact_channel(config, id, channel, slot.clone());
        Some(channel.map(|channel| (id.clone(), channel)))
    });
    let webhooks = config.channels.iter().filter_map(|(id, channel)| {
        let slot = plugins.get(id.as_str()).filter(|slot| !slot.has_socket())?;
        let entrance = WebhookEntrance {
            component: slot.clone(),
            body_bytes_max: count(channel.limits.webhook_kib) * 1024,
            calls_per_s: channel.limits.webhooks_per_s,
        };
        Some((id.clone(), entrance))
    });
    let customer_systems = customer_systems(config, plugins);
    check_forms(config, &customer_systems)?;
    Ok(ApiConfig {
        public_url,
        plan: plan.clone(),
        accounts: accounts(config)?,
        channels: channels.collect::<Result<_>>()?,
        webhooks: webhooks.collect(),
        queue_titles: config
            .queues
            .iter()
            .map(|(id, q)| (id.clone(), q.title.clone()))
            .collect(),
        channel_titles: config
            .channels
            .iter()
            .map(|(id, channel)| (id.clone(), channel.title.clone()))
            .collect(),
        parties: parties(config, plan),
        away_reasons: config.console.away_reasons.clone(),
        pop_on_offer: config.console.screen_pop == ScreenPop::Offer,
        limits: api_limits(config),
        session_lifetime: Span::seconds(config.session.idle_min * 60),
        visitor_key,
        files: files(config, shelf, links),
        crm,
        conversations_kept: config.retention.conversations,
        mailer: offline::mailer(config)?,
        customer_systems,
        trusted_proxies: config.gateway.trusted_proxies.clone(),
        design_trial: Some(design::trial(config)),
        metrics: Some(MetricsPage {
            render: Arc::new(move || measures.render()),
            public: config.gateway.metrics_public,
        }),
        web: WebAssets::embedded(),
        demo,
    })
}

fn files(config: &Config, shelf: Arc<FileShelf>, links: Arc<FileLinks>) -> FileConfig {
    let set = &config.files;
    let is_taken = |kind: &Kind| set.kinds.contains(&kind.word());
    FileConfig {
        shelf,
        links,
        link_lifetime: Span::seconds(set.link_days * 24 * 3_600),
        bytes_max: set.mib_max << 20,
        agent_bytes_per_hour: u64::from(set.agent_mib_per_hour) << 20,
        visitor_bytes_per_hour: u64::from(set.visitor_mib_per_hour) << 20,
        kinds: Kind::ALL.into_iter().filter(is_taken).collect(),
    }
}

/// Connected customer systems, by their connectors' names.
fn customer_systems(config: &Config, plugins: &Plugins) -> Vec<ConnectedSystem> {
    let connectors = config.connectors.iter();
    let systems = connectors.filter_map(|(name, connector)| {
        let slot = plugins.get(name.as_str())?;
        let is_one = slot.plugin().kind() == frontdesk_plugin_host::Kind::Crm;
        is_one.then(|| ConnectedSystem {
            name: name.to_string(),
            title: connector.title.clone().unwrap_or_else(|| name.to_string()),
            log: connector.log,
            system: slot.clone(),
        })
    });
    systems.collect()
}

/// A connector that a form is to ask is a customer system, or refused at its place.
fn check_forms(config: &Config, systems: &[ConnectedSystem]) -> Result<()> {
    for (id, channel) in &config.channels {
        for asked in channel.form.iter().flat_map(|field| &field.match_in) {
            if let MatchIn::Connector(name) = asked
                && systems.iter().all(|system| system.name != name.as_str())
            {
                return Err(refusal::no_customer_system(config, id, name));
            }
        }
    }
    Ok(())
}

/// Who speaks what.
fn parties(config: &Config, plan: &RoutingPlan) -> Parties {
    let spoken = plan.agents.iter();
    let spoken = spoken.filter_map(|(id, agent)| Some((id.clone(), agent.languages.clone()?)));
    Parties {
        agents: spoken.collect(),
        default_language: Language::new(&config.translation.default_language).ok(),
        is_on: !config.translation.order.is_empty(),
    }
}

/// Who translates. A connector in the list that is no translator is refused at its place.
pub(crate) fn translation(
    config: &Config,
    plan: &RoutingPlan,
    plugins: &Plugins,
) -> Result<TranslationConfig> {
    let set = &config.translation;
    let mut engines = Vec::with_capacity(set.order.len());
    for name in &set.order {
        let slot = plugins.get(name.as_str());
        let Some(slot) =
            slot.filter(|slot| slot.plugin().kind() == frontdesk_plugin_host::Kind::Translator)
        else {
            return Err(refusal::no_translator(config, name));
        };
        engines.push((name.to_string(), slot.clone() as Arc<dyn Translator>));
    }
    let parties = parties(config, plan);
    Ok(TranslationConfig {
        engines,
        timeout: set.timeout,
        cache_bytes: count(set.cache_kib) * 1024,
        pairs: pairs(&parties, &set.contact_languages),
        parties,
    })
}

/// What is tried at the start: each expected language of contacts with each first language of agents,
/// both ways.
fn pairs(parties: &Parties, contacts: &[String]) -> Vec<LanguagePair> {
    let default = parties.default_language.iter();
    let agents = parties.agents.values().map(|spoken| &spoken.primary);
    let agents: BTreeSet<&Language> = agents.chain(default).collect();
    let contacts = contacts.iter().filter_map(|tag| Language::new(tag).ok());
    let mut pairs = Vec::new();
    for contact in contacts {
        for agent in agents
            .iter()
            .filter(|agent| !agent.is_understood_as(&contact))
        {
            let between = Between {
                contact: contact.clone(),
                agent: (*agent).clone(),
                mode: TranslationMode::On,
            };
            pairs.extend([between.inward(), between.outward()]);
        }
    }
    pairs
}

/// Whom scripts may ask: bots and servers on the web. A connector that is no bot is refused at its place.
pub(crate) fn outside(config: &Config, plugins: &Plugins, registry: &Registry) -> Result<Named> {
    let mut bots: BTreeMap<Name, Arc<dyn Bot>> = BTreeMap::new();
    for (name, slot) in plugins {
        let is_bot = slot.plugin().kind() == frontdesk_plugin_host::Kind::Bot;
        if let Ok(name) = Name::new(name)
            && is_bot
        {
            bots.insert(name, slot.clone());
        }
    }
    for (script, tag, connector) in config.script_connectors() {
        if !bots.contains_key(connector) {
            return Err(refusal::no_bot(config, script, tag, connector));
        }
    }
    let mut calls: BTreeMap<Name, Arc<dyn WebCall>> = BTreeMap::new();
    for (name, call) in &config.http_calls {
        let title = || format!("[http_call.{name}]");
        let token = call.token.as_ref();
        let token = token.map(|token| token.reveal(|name| std::env::var(name).ok()));
        let token = token.transpose().with_context(title)?;
        let spec = WebCallSpec {
            url: call.url.clone(),
            method: match call.method {
                CallMethod::Get => WebMethod::Get,
                CallMethod::Post => WebMethod::Post,
            },
            token: token.map(|token| SecretValue::new(token.into_bytes())),
            private_networks: call.private_networks,
            response_bytes: count(call.response_kib) * 1024,
        };
        let made = registry.web_call(spec);
        let made = made.map_err(|problem| anyhow!("{}: {problem}", title()))?;
        calls.insert(name.clone(), Arc::new(made));
    }
    Ok((bots, calls))
}

fn survey(asked: &frontdesk_config::Survey) -> Survey {
    let question = asked.question.entries();
    Survey {
        scale: match asked.kind {
            SurveyKind::Csat => Scale::Csat,
            SurveyKind::Nps => Scale::Nps,
        },
        question: question
            .map(|(language, text)| (language.to_string(), text.to_owned()))
            .collect(),
        comment: asked.comment,
    }
}

fn contact_channel(
    config: &Config,
    id: &ChannelId,
    channel: &Channel,
    component: Arc<dyn SocketChannel>,
) -> Result<ContactChannel> {
    let identity = channel.identity.as_ref().map(|site| {
        let secret = site.secret.reveal(|name| std::env::var(name).ok())?;
        anyhow::Ok(SiteIdentity::new(&secret, &site.issuer)?)
    });
    let identity = identity
        .transpose()
        .with_context(|| format!("identity.secret of channel \"{id}\""))?;
    let Looks {
        design,
        mut pictures,
    } = design::of_channel(config, id, channel)?;
    let invitations = invitation::of_channel(config, id, channel, &mut pictures)?;
    Ok(ContactChannel {
        title: channel.title.clone(),
        launcher: channel.launcher.clone(),
        greeting: channel.greeting.clone(),
        accent: channel.accent.to_string(),
        form: channel.form.iter().map(form::question).collect(),
        languages: channel.languages.clone(),
        locale: channel.locale.clone(),
        invitations,
        design,
        pictures,
        allowed_origins: channel
            .allowed_origins
            .iter()
            .map(ToString::to_string)
            .collect(),
        allow_native_clients: channel.allow_native_clients,
        identity,
        survey: channel.survey.as_ref().map(survey),
        files: channel.files,
        offline: offline::of_channel(channel),
        component,
    })
}

/// The API's bounds.
pub(crate) fn api_limits(config: &Config) -> ApiLimits {
    let limits = &config.limits;
    let head_timeout = Duration::from_secs(limits.request_s_max.into());
    ApiLimits {
        connections_max: count(limits.connections_max),
        connections_per_address_max: count(limits.connections_per_address_max),
        head_timeout,
        request_timeout: head_timeout * 2,
        body_bytes_max: count(limits.body_kib_max) * 1024,
        requests_per_s: limits.requests_per_s,
        requests_burst: limits.requests_per_s.saturating_mul(5),
        frame_bytes_max: count(limits.frame_kib_max) * 1024,
        contact_sockets_max: count(limits.connections_max),
        contact_sockets_per_visitor_max: count(limits.sockets_per_visitor_max),
        consoles_per_agent_max: count(limits.sockets_per_agent_max),
        frames_per_s: limits.frames_per_s,
        frames_burst: limits.frames_per_s.saturating_mul(3),
        ..ApiLimits::default()
    }
}

/// Who may sign in, with the hashes that the configuration names read from where they are held.
pub(crate) fn accounts(config: &Config) -> Result<BTreeMap<AgentId, Account>> {
    let mut accounts = BTreeMap::new();
    for (id, agent) in &config.agents {
        let role = match agent.role {
            Role::Agent => WireRole::Agent,
            Role::Supervisor => WireRole::Supervisor,
            Role::Admin => WireRole::Admin,
        };
        let held = agent.password_hash.as_ref();
        let password_hash = held
            .map(|secret| secret.reveal(|name| std::env::var(name).ok()))
            .transpose()
            .with_context(|| format!("the password of agent \"{id}\""))?;
        if let Some(hash) = &password_hash {
            PasswordHash::new(hash).map_err(|_| {
                anyhow!(
                    "what is held as the password_hash of agent \"{id}\" is not a hash; make one \
                     with `frontdesk hash-password`"
                )
            })?;
        }
        let name = agent.name.clone();
        accounts.insert(
            id.clone(),
            Account {
                name,
                role,
                password_hash,
            },
        );
    }
    Ok(accounts)
}

/// A number of the configuration as a size of this machine.
fn count(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_configuration_knows_every_kind_of_file() {
        let words = Kind::ALL.map(Kind::word);
        assert_eq!(frontdesk_config::FILE_KINDS, words);
    }
}
